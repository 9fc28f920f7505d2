"""The authority about a proof of use: it asks, we answer with a new version, it decides; the grant is settled (R35, R36)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.audit import four_eyes
from strahlkraft.funding import access
from strahlkraft.funding.actions import claims, deadlines
from strahlkraft.funding.actions._documents import take_in
from strahlkraft.funding.actions._moving import move
from strahlkraft.funding.actions._proofs import (
    approval_of,
    decided_grant,
    decided_proof,
    moved,
    snap,
    told,
    touched,
)
from strahlkraft.funding.actions._shared import approve, ensure_version, grant_label, held, iso, record
from strahlkraft.funding.models import AuthorityQuery, Grant, Proof
from strahlkraft.funding.queries.claims import open_claims, repayment_by
from strahlkraft.funding.queries.drawdowns import money_of
from strahlkraft.funding.queries.proof_books import sheet_of
from strahlkraft.funding.queries.proofs import writers_of
from strahlkraft.funding.rules import proofs as rules
from strahlkraft.funding.rules import settlement
from strahlkraft.funding.rules.claims import Fixing
from strahlkraft.funding.rules.money import ZERO, cents
from strahlkraft.funding.rules.proof_form import differences
from strahlkraft.funding.rules.vocabulary import (
    GRANT_MOVES,
    PROOF_MOVES,
    QUERY_MOVES,
    NoticeKind,
    NoticeState,
    ProofKind,
    ProofState,
    QueryState,
)
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refused, ensure
from strahlkraft.steering.rules.moves import may_move

if TYPE_CHECKING:
    from django.core.files.base import File

DECISIONS = ("accept", "accept_partly", "object")


@dataclass(frozen=True, slots=True)
class NoteOfExamination:
    """The authority's Prüfvermerk: its day and reference, the paper, and what it asks back (euros; ``due_on``: until when)."""

    reference: str
    on: date
    file: "File[bytes] | None"
    claimed: Decimal = ZERO
    due_on: date | None = None


@transaction.atomic
def ask(
    *,
    by: Actor,
    at: datetime,
    code: str,
    question: str,
    asked_on: date,
    answer_due_on: date | None = None,
    submission: UUID | None = None,
) -> AuthorityQuery:
    """The authority asks about a proof (by code) that was handed in; the authority itself, or the office for its letter."""
    grant, row = decided_proof(by, code)
    before = str(row.state)
    if row.state != ProofState.QUERIED:  # a second question while the first is open moves nothing
        ensure(may_move(PROOF_MOVES, row.state, "query"))
        moved(row, "query")
    ensure(rules.may_ask(question, asked_on=asked_on, answer_due_on=answer_due_on, today=localdate(at)))
    touched(row)
    query = _asked(grant, row, by=by, at=at, question=question, asked_on=asked_on, answer_due_on=answer_due_on)
    deadlines.refresh(by=by, at=at, grant=grant)
    after = {"query": query.code, "asked_on": asked_on, "answer_due_on": answer_due_on}
    told("query_proof", row, by=by, at=at, before={"state": before}, after=after, submission=submission)
    return query


@transaction.atomic
def ask_about_grant(
    *,
    by: Actor,
    at: datetime,
    grant: str,
    question: str,
    asked_on: date,
    answer_due_on: date | None = None,
    submission: UUID | None = None,
) -> AuthorityQuery:
    """The authority asks about a grant (by code) itself, for example for sample receipts (R32)."""
    of = decided_grant(by, grant)
    ensure(rules.may_ask(question, asked_on=asked_on, answer_due_on=answer_due_on, today=localdate(at)))
    query = _asked(of, None, by=by, at=at, question=question, asked_on=asked_on, answer_due_on=answer_due_on)
    deadlines.refresh(by=by, at=at, grant=of)
    _told_query("ask_about_grant", query, by=by, at=at, submission=submission)
    return query


def _asked(
    grant: Grant,
    proof: Proof | None,
    *,
    by: Actor,
    at: datetime,
    question: str,
    asked_on: date,
    answer_due_on: date | None,
) -> AuthorityQuery:
    return AuthorityQuery.objects.create(
        code=new_code(),
        grant=grant,
        proof=proof,
        question=question.strip(),
        asked_on=asked_on,
        answer_due_on=answer_due_on,
        entered_at=at,
        entered_by=by.actor_id,
    )


def _told_query(verb: str, row: AuthorityQuery, *, by: Actor, at: datetime, submission: UUID | None) -> None:
    record(
        verb=verb,
        by=by,
        at=at,
        subject=grant_label(row.grant),
        region_id=row.grant.region_id,
        after={"query": row.code, "state": str(row.state), "answer_due_on": iso(row.answer_due_on)},
        submission=submission,
    )


@transaction.atomic
def answer(
    *, by: Actor, at: datetime, code: str, version: int, text: str, on: date, submission: UUID | None = None
) -> AuthorityQuery:
    """Answer a question (by code). With the last open one about a proof, the proof is handed in again as a new version.

    What was changed in the proof since its release is released by this: by nobody who wrote in it (I18, I19).
    """
    of = AuthorityQuery.objects.filter(code=code).values_list("grant__code", flat=True).first()
    if of is None:
        raise Refused([], hidden=True)
    grant = held(by, of)
    query = AuthorityQuery.objects.select_for_update(of=("self",)).get(code=code)
    query.grant = grant
    ensure_version(version, query.version)
    ensure([*may_move(QUERY_MOVES, query.state, "answer"), *rules.may_answer(text, on, query.asked_on, localdate(at))])
    query.state, query.answer, query.answered_on = QueryState.ANSWERED, text.strip(), on
    query.answered_by, query.version = by.actor_id, query.version + 1
    query.save()
    if query.proof_id is not None:
        _hand_in_again(grant, query.proof_id, on=on, by=by, at=at)
    deadlines.refresh(by=by, at=at, grant=grant)
    _told_query("answer_query", query, by=by, at=at, submission=submission)
    return query


def _hand_in_again(grant: Grant, proof: int, *, on: date, by: Actor, at: datetime) -> None:
    """When nothing is open any more: the next snapshot, released anew where its content is another one."""
    row = Proof.objects.select_for_update(of=("self",)).select_related("certificate").get(pk=proof)
    row.grant = grant
    if row.state != ProofState.QUERIED or row.queries.filter(state=QueryState.ASKED).exists():
        return
    sheet = sheet_of(row)
    approval = approval_of(row)
    if approval is None or approval.content_hash != four_eyes.content_hash(sheet.content):
        ensure(four_eyes.may_approve(by.actor_id, writers_of(row)))
        ensure([*rules.gaps(sheet.standing), *differences(sheet.form, sheet.basis)])
        approve(
            by=by,
            at=at,
            region_id=grant.region_id,
            subject=("proof", row.pk),
            step="release",
            content=sheet.content,
            writers=(row.opened_by, row.last_edited_by),
        )
        row.released_by = by.actor_id
    before = moved(row, "answer")
    touched(row)
    snapshot = snap(row, sheet, on=on, by=by, at=at)
    after = {"snapshot": snapshot.number, "sha256": snapshot.sha256}
    told("resubmit_proof", row, by=by, at=at, before={"state": before}, after=after)


@transaction.atomic
def close_query(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> AuthorityQuery:
    """The authority is content with an answer."""
    of = AuthorityQuery.objects.filter(code=code).values_list("grant__code", flat=True).first()
    if of is None:
        raise Refused([], hidden=True)
    grant = decided_grant(by, of)
    row = AuthorityQuery.objects.select_for_update(of=("self",)).get(code=code)
    row.grant = grant
    ensure_version(version, row.version)
    ensure(may_move(QUERY_MOVES, row.state, "close"))
    row.state, row.version = QueryState.CLOSED, row.version + 1
    row.save()
    _told_query("close_query", row, by=by, at=at, submission=submission)
    return row


@transaction.atomic
def decide(
    *,
    by: Actor,
    at: datetime,
    code: str,
    deed: str,
    on: date,
    reason: str = "",
    submission: UUID | None = None,
) -> Proof:
    """The authority accepts (``accept``), accepts in part or objects (with a reason); its answered questions are closed."""
    grant, row = decided_proof(by, code)
    if access.is_authority(
        by, grant
    ):  # the office enters a letter; who decides oneself has not written what is decided
        ensure(four_eyes.may_approve(by.actor_id, (*writers_of(row), row.released_by)))
    ensure(may_move(PROOF_MOVES, row.state, deed if deed in DECISIONS else ""))
    ensure(rules.may_decide(deed, on, reason, submitted_on=row.submitted_on, today=localdate(at)))
    before = moved(row, deed)
    row.decided_on = on
    touched(row)
    for query in row.queries.select_for_update().filter(state=QueryState.ANSWERED):
        query.state, query.version = QueryState.CLOSED, query.version + 1
        query.save()
    after = {"decided_on": on}
    told(
        "decide_proof",
        row,
        by=by,
        at=at,
        before={"state": before},
        after=after,
        reason=reason.strip(),
        submission=submission,
    )
    return row


# ---- settling


@transaction.atomic
def settle(
    *,
    by: Actor,
    at: datetime,
    grant: str,
    version: int,
    note: NoteOfExamination,
    submission: UUID | None = None,
) -> Grant:
    """By the authority's note of examination: settled, or open until what it claims is paid back (R35, R36)."""
    of = held(by, grant, manage=True)
    ensure_version(version, of.version)
    ensure(may_move(GRANT_MOVES, of.state, "settle"))
    proof = of.proofs.filter(kind=ProofKind.FINAL).first()
    reference, claimed = note.reference.strip(), cents(note.claimed)
    ensure(
        settlement.may_settle(
            proof_state=proof.state if proof else "",
            has_note=note.file is not None,
            reference=reference,
            claimed=claimed,
        )
    )
    paper = take_in(by=by, at=at, region_id=of.region_id, file=note.file, title=reference)
    if claimed > ZERO:
        row = claims.open_claim(by=by, at=at, grant=of.code, amount=claimed, interest=ZERO, reason=reference)
        fixing = Fixing(claimed, ZERO, reference, paper.code, note.due_on)
        claims.fix(by=by, at=at, code=row.code, version=row.version, given=fixing)
    before = str(of.state)
    move(of, "claim" if open_claims(of).exists() else "settle", by=by, at=at, on=note.on, note=reference)
    deadlines.refresh(by=by, at=at, grant=of)
    record(
        verb="settle_grant",
        by=by,
        at=at,
        subject=grant_label(of),
        region_id=of.region_id,
        before={"state": before},
        after={"state": str(of.state), "reference": reference, "sha256": paper.sha256, "claimed": claimed},
        submission=submission,
    )
    return of


def _owed(of: Grant, *, on: date) -> Decimal:
    """What is still to go back by the newest act; with none, all that was paid out and not paid back."""
    acts = of.notices.filter(state=NoticeState.CONFIRMED, kind__in=(NoticeKind.REVOCATION, NoticeKind.FINAL))
    last = acts.order_by("effective_on", "pk").last()
    if last is not None and last.amount is not None:
        return repayment_by(last, on=on)
    money = money_of([of.pk], on=on)[of.pk]
    return money.drawn - money.repaid


@transaction.atomic
def close_repayment(
    *, by: Actor, at: datetime, grant: str, version: int, on: date, submission: UUID | None = None
) -> Grant:
    """Everything the authority claimed is paid or waived: the grant is settled."""
    of = held(by, grant, manage=True)
    ensure_version(version, of.version)
    ensure(may_move(GRANT_MOVES, of.state, "repay"))
    ensure(settlement.may_close_repayment(list(of.claims.values_list("state", flat=True)), _owed(of, on=on)))
    before = str(of.state)
    move(of, "repay", by=by, at=at, on=on)
    deadlines.refresh(by=by, at=at, grant=of)
    record(
        verb="close_repayment",
        by=by,
        at=at,
        subject=grant_label(of),
        region_id=of.region_id,
        before={"state": before},
        after={"state": str(of.state)},
        submission=submission,
    )
    return of
