"""Proofs of use: opened, taken up, written, checked, certified, released by another person, handed in (R28 to R34)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from strahlkraft.audit import four_eyes
from strahlkraft.funding.actions import deadlines
from strahlkraft.funding.actions._documents import take_in
from strahlkraft.funding.actions._moving import move
from strahlkraft.funding.actions._proofs import (
    PAPER_LANGUAGE,
    held_proof,
    is_final,
    moved,
    snap,
    told,
    touched,
    unchanged,
)
from strahlkraft.funding.actions._shared import approve, held
from strahlkraft.funding.models import Grant, Proof, ProofSnapshot
from strahlkraft.funding.queries.proof_books import sheet_of
from strahlkraft.funding.queries.proof_report import prefilled
from strahlkraft.funding.queries.proofs import writers_of
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules import proofs as rules
from strahlkraft.funding.rules.money import cents
from strahlkraft.funding.rules.proof_form import differences
from strahlkraft.funding.rules.vocabulary import PROOF_MOVES, ProofKind, ProofState
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.moves import may_move

if TYPE_CHECKING:
    from django.core.files.base import File


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody writes in a proof; None leaves a part as it is. ``income``: by name of the third party, in euros."""

    narrative: Mapping[str, str] | None = None
    confirmations: Mapping[str, bool] | None = None
    income: Mapping[str, Decimal | None] | None = field(default=None)


@transaction.atomic
def open_proof(
    *, by: Actor, at: datetime, grant: str, year: int | None = None, submission: UUID | None = None
) -> Proof:
    """Open the final proof of a grant (by code), or with ``year`` an interim one."""
    of = held(by, grant)
    taken = Proof.objects.filter(grant=of, year=year).exists()
    ensure(rules.may_open(taken=taken, year=year, grant_state=of.state))
    row = _opened(of, year, by=by, at=at)
    told("open_proof", row, by=by, at=at, submission=submission)
    return row


@transaction.atomic
def open_at_end(*, at: datetime, grant: Grant, year: int | None = None) -> Proof | None:
    """Open the proof that is due now, unless there is one: when a grant ends, and by the clock (R28, R29)."""
    if Proof.objects.filter(grant=grant, year=year).exists():
        return None
    row = _opened(grant, year, by=SYSTEM, at=at)
    told("open_proof", row, by=SYSTEM, at=at)
    return row


def _opened(grant: Grant, year: int | None, *, by: Actor, at: datetime) -> Proof:
    return Proof.objects.create(
        code=new_code(),
        grant=grant,
        kind=ProofKind.FINAL if year is None else ProofKind.INTERIM,
        year=year,
        opened_at=at,
        opened_by=by.actor_id,
        last_edited_by=by.actor_id,
    )


@transaction.atomic
def take_up(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Proof:
    """Begin to write: the report starts with what the project said in published check-ins and of its milestones."""
    grant, row = held_proof(by, code, version)
    ensure(may_move(PROOF_MOVES, row.state, "take_up"))
    before = moved(row, "take_up")
    row.narrative = prefilled(row, terms_of([grant.pk])[grant.pk], language=PAPER_LANGUAGE)
    row.last_edited_by = by.actor_id
    touched(row)
    after = {"sections": sorted(row.narrative)}
    told("take_up_proof", row, by=by, at=at, before={"state": before}, after=after, submission=submission)
    return row


@transaction.atomic
def edit(*, by: Actor, at: datetime, code: str, version: int, given: Given, submission: UUID | None = None) -> Proof:
    """Change report, confirmations or the money third parties gave, while it is written or queried."""
    _of, row = held_proof(by, code, version)
    if row.state not in rules.WRITING:
        ensure([Refusal("wrong_state", gettext_noop("This is not possible where the matter stands now."))])
    ensure([*rules.may_write(by.actor_id, {row.released_by, row.certified_by}), *_problems(given)])
    before = {"narrative": row.narrative, "confirmations": row.confirmations, "income": row.income}
    if given.narrative is not None:
        row.narrative = row.narrative | {key: text.strip() for key, text in given.narrative.items()}
    if given.confirmations is not None:
        row.confirmations = row.confirmations | {key: bool(value) for key, value in given.confirmations.items()}
    if given.income is not None:
        row.income = {name: f"{cents(amount):.2f}" for name, amount in given.income.items() if amount is not None}
    row.last_edited_by = by.actor_id
    touched(row)
    after = {"narrative": row.narrative, "confirmations": row.confirmations, "income": row.income}
    told("edit_proof", row, by=by, at=at, before=before, after=after, submission=submission)
    return row


def _problems(given: Given) -> list[Refusal]:
    narrative, confirmations, income = given.narrative or {}, given.confirmations or {}, given.income or {}
    found = [
        Refusal("too_long", gettext_noop("This text is too long."), key)
        for key, text in narrative.items()
        if len(text) > rules.SECTION_LIMIT
    ]
    unknown = (set(narrative) - set(rules.SECTIONS)) | (set(confirmations) - {*rules.CONFIRMATIONS, rules.RECEIPTS})
    if unknown:
        found.append(Refusal("unknown_part", gettext_noop("The form has no such part.")))
    if any(amount is not None and amount < 0 for amount in income.values()):
        found.append(Refusal("no_amount", gettext_noop("Third parties give nothing or more than nothing.")))
    return found


@transaction.atomic
def check(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Proof:
    """The content is complete and right: nothing is missing, and the sums of form and books meet."""
    grant, row = held_proof(by, code, version)
    ensure(may_move(PROOF_MOVES, row.state, "check"))
    sheet = sheet_of(row)
    ensure([*rules.gaps(sheet.standing), *differences(sheet.form, sheet.basis)])
    before = moved(row, "check")
    row.checked_by = by.actor_id
    touched(row)
    deadlines.refresh(by=by, at=at, grant=grant)
    told("check_proof", row, by=by, at=at, before={"state": before}, submission=submission)
    return row


@transaction.atomic
def rework(
    *, by: Actor, at: datetime, code: str, version: int, reason: str = "", submission: UUID | None = None
) -> Proof:
    """Take it back to be written on; certificate and release are void then."""
    grant, row = held_proof(by, code, version)
    ensure(may_move(PROOF_MOVES, row.state, "rework"))
    before = moved(row, "rework")
    row.checked_by = row.certified_by = row.released_by = ""
    row.certified_on = row.certificate = None
    touched(row)
    deadlines.refresh(by=by, at=at, grant=grant)
    told("rework_proof", row, by=by, at=at, before={"state": before}, reason=reason.strip(), submission=submission)
    return row


@transaction.atomic
def certify(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    file: "File[bytes] | None",
    certified_on: date,
    submission: UUID | None = None,
) -> Proof:
    """The recipient's own audit office has examined it and says so in a paper; by nobody who wrote in it (R34, I18)."""
    grant, row = held_proof(by, code, version)
    ensure(may_move(PROOF_MOVES, row.state, "certify"))
    ensure(four_eyes.may_approve(by.actor_id, writers_of(row)))
    ensure(rules.may_certify(certified_on, today=localdate(at)))
    with translation.override(PAPER_LANGUAGE):
        title = f"{_(rules.CERTIFICATE)} {certified_on.isoformat()}"
    document = take_in(by=by, at=at, region_id=grant.region_id, file=file, title=title)
    before = moved(row, "certify")
    row.certified_by, row.certified_on, row.certificate = by.actor_id, certified_on, document
    touched(row)
    approve(
        by=by,
        at=at,
        region_id=grant.region_id,
        subject=("proof", row.pk),
        step="certify",
        content=sheet_of(row).content,
        writers=(row.opened_by, row.last_edited_by),
    )
    after = {"certified_on": certified_on, "sha256": document.sha256}
    deadlines.refresh(by=by, at=at, grant=grant)
    told("certify_proof", row, by=by, at=at, before={"state": before}, after=after, submission=submission)
    return row


@transaction.atomic
def release(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Proof:
    """Another person than any of its writers releases just what stands there now (I18, I19)."""
    grant, row = held_proof(by, code, version)
    ensure(may_move(PROOF_MOVES, row.state, "release"))
    certified = row.state == ProofState.CERTIFIED
    ensure(rules.may_release(certified=certified, final=is_final(row), has_audit_office=grant.has_audit_office))
    ensure(four_eyes.may_approve(by.actor_id, writers_of(row)))
    sheet = sheet_of(row)
    ensure([*rules.gaps(sheet.standing), *differences(sheet.form, sheet.basis)])
    before = moved(row, "release")
    row.released_by = by.actor_id
    touched(row)
    approval = approve(
        by=by,
        at=at,
        region_id=grant.region_id,
        subject=("proof", row.pk),
        step="release",
        content=sheet.content,
        writers=(row.opened_by, row.last_edited_by),
    )
    after = {"approved_hash": approval.content_hash}
    deadlines.refresh(by=by, at=at, grant=grant)
    told("release_proof", row, by=by, at=at, before={"state": before}, after=after, submission=submission)
    return row


@transaction.atomic
def submit(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    submitted_on: date,
    submission: UUID | None = None,
) -> ProofSnapshot:
    """Hand it in: freeze it with its hash (I20); the grant is under review then, the deadline is met."""
    grant, row = held_proof(by, code, version)
    ensure(may_move(PROOF_MOVES, row.state, "submit"))
    ensure(
        rules.may_submit(final=is_final(row), grant_state=grant.state, submitted_on=submitted_on, today=localdate(at))
    )
    sheet = sheet_of(row)
    ensure(unchanged(row, sheet))
    ensure([*rules.gaps(sheet.standing), *differences(sheet.form, sheet.basis)])
    before = moved(row, "submit")
    row.submitted_on = submitted_on
    touched(row)
    snapshot = snap(row, sheet, on=submitted_on, by=by, at=at)
    if is_final(row):
        move(grant, "hand_in", by=by, at=at, on=submitted_on)
    deadlines.refresh(by=by, at=at, grant=grant)
    after = {"submitted_on": submitted_on, "snapshot": snapshot.number, "sha256": snapshot.sha256}
    told("submit_proof", row, by=by, at=at, before={"state": before}, after=after, submission=submission)
    return snapshot
