"""What the deeds about proofs of use share: the locked proof, its line in the trail, its snapshots."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from strahlkraft.audit.four_eyes import may_rely_on, text_hash
from strahlkraft.funding import access
from strahlkraft.funding.actions._shared import ensure_version, grant_label, held, record
from strahlkraft.funding.models import Approval, Grant, Proof, ProofSnapshot
from strahlkraft.funding.papers.proof import frozen
from strahlkraft.funding.queries.proof_books import Sheet
from strahlkraft.funding.rules import proofs as rules
from strahlkraft.funding.rules.vocabulary import PROOF_MOVES, ProofKind
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop

PAPER_LANGUAGE = "de"  # proofs are handed in to a German authority


def held_proof(by: Actor, code: str, version: int | None = None) -> tuple[Grant, Proof]:
    """The grant and its proof, both locked, for somebody who may keep the books; hidden from others."""
    of = Proof.objects.filter(code=code).values_list("grant__code", flat=True).first()
    if of is None:
        raise Refused([], hidden=True)
    grant = held(by, of)
    return grant, _locked(grant, code, version)


def decided_proof(by: Actor, code: str) -> tuple[Grant, Proof]:
    """The grant and its proof, both locked, for the authority, or the office that enters what its letter says."""
    of = Proof.objects.filter(code=code).values_list("grant__code", "state").first()
    if of is None:
        raise Refused([], hidden=True)
    grant = decided_grant(by, of[0])
    if of[1] not in rules.HANDED_IN and access.may_manage(by, grant.region_id):
        raise Refused([], hidden=True)  # a draft, which the authority does not know of (I22)
    return grant, _locked(grant, code, None)


def decided_grant(by: Actor, code: str) -> Grant:
    """The grant, locked, for the authority, or the office that enters what its letter says."""
    rows = Grant.objects.select_for_update(of=("self",)).select_related("project", "region", "recipient")
    row = rows.filter(code=code).first()
    if row is None:
        raise Refused([], hidden=True)
    ensure(access.may_decide(by, row), hidden=True)
    return row


def _locked(grant: Grant, code: str, version: int | None) -> Proof:
    row = Proof.objects.select_for_update(of=("self",)).select_related("certificate").get(code=code)
    row.grant = grant
    if version is not None:
        ensure_version(version, row.version)
    return row


def moved(row: Proof, deed: str) -> str:
    """Move by the table, without saving; returns the state before."""
    before = str(row.state)
    row.state = str(PROOF_MOVES[before][deed])
    return before


def touched(row: Proof) -> None:
    """Save with the next version."""
    row.version += 1
    row.save()


def told(
    verb: str,
    row: Proof,
    *,
    by: Actor,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    submission: UUID | None = None,
) -> None:
    """The deed's line in the history of the grant; which proof it is about stays in sight."""
    which = {"proof": row.code, "proof_kind": row.kind, **({"year": row.year} if row.year else {})}
    record(
        verb=verb,
        by=by,
        at=at,
        subject=grant_label(row.grant),
        region_id=row.grant.region_id,
        before=before,
        after={**which, "state": str(row.state), **(after or {})},
        reason=reason,
        submission=submission,
    )


def approval_of(row: Proof) -> Approval | None:
    """The newest release of this proof."""
    return Approval.objects.filter(subject="proof", subject_id=row.pk, step="release").order_by("-pk").first()


def unchanged(row: Proof, sheet: Sheet) -> list[Refusal]:
    """Whether the newest release was given for just this content (I19)."""
    approval = approval_of(row)
    if approval is None:
        return [Refusal("not_released", gettext_noop("Nobody has released it yet."))]
    return may_rely_on(approval.content_hash, sheet.content)


def snap(row: Proof, sheet: Sheet, *, on: date, by: Actor, at: datetime) -> ProofSnapshot:
    """Freeze what is handed in, as the next number (I20)."""
    number = row.snapshots.count() + 1
    data = frozen(sheet.content, code=row.code, number=number, on=on, language=PAPER_LANGUAGE)
    return ProofSnapshot.objects.create(
        proof=row,
        number=number,
        data=data,
        sha256=text_hash(data),
        template=rules.TEMPLATE,
        taken_at=at,
        taken_by=by.actor_id,
    )


def is_final(row: Proof) -> bool:
    """Whether it is the Verwendungsnachweis."""
    return row.kind == ProofKind.FINAL
