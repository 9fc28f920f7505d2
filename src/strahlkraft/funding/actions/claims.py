"""What has to go back: estimated here, fixed by an act of the authority, paid or waived (R36)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.funding.actions._shared import ensure_version, grant_label, held, record
from strahlkraft.funding.actions.deadlines import refresh
from strahlkraft.funding.models import Claim, Grant, GrantNotice, Payment
from strahlkraft.funding.queries import claims as queries
from strahlkraft.funding.queries.drawdowns import edition_for
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules import claims as rules
from strahlkraft.funding.rules.claims import Fixing
from strahlkraft.funding.rules.editions import parameter
from strahlkraft.funding.rules.money import ZERO, cents
from strahlkraft.funding.rules.vocabulary import CLAIM_MOVES, ClaimState
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.moves import may_move


def _facts(row: Claim) -> dict[str, Any]:
    return {
        "claim": row.code,
        "state": str(row.state),
        "amount": row.amount,
        "interest": row.interest,
        "reference": row.reference,
        "due_on": row.due_on,
        "paid_on": row.paid_on,
    }


def _told(
    verb: str,
    row: Claim,
    grant: Grant,
    *,
    by: Actor,
    at: datetime,
    submission: UUID | None,
    before: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """The deed's line in the history of the grant, after its deadlines were brought in line."""
    refresh(by=by, at=at, grant=grant)
    was = {name: value for name, value in (before or {}).items() if name != "claim"}  # which one it is stays in sight
    record(
        verb=verb,
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        before=was,
        after=_facts(row),
        reason=reason,
        submission=submission,
    )


@transaction.atomic
def open_claim(
    *,
    by: Actor,
    at: datetime,
    grant: str,
    amount: Decimal,
    interest: Decimal,
    reason: str,
    payment: int | None = None,
    submission: UUID | None = None,
) -> Claim:
    """Keep an estimate of what may have to go back, of a grant (by code) or one of its payouts."""
    of = held(by, grant)
    ensure(rules.may_open(amount, interest, reason))
    paid = Payment.objects.filter(grant=of, pk=payment).first() if payment else None
    if payment and paid is None:
        raise Refused([], hidden=True)
    row = _made(of, by=by, at=at, payment=paid, amount=amount, interest=interest, reason=reason.strip())
    _told("open_claim", row, of, by=by, at=at, submission=submission)
    return row


@transaction.atomic
def by_notice(*, by: Actor, at: datetime, act: GrantNotice) -> Claim | None:
    """What was paid out beyond the sum a final notice or a revocation leaves, fixed by that act (R36, d.2).

    Inside the confirming of the notice, by whoever confirms it: two people have compared the act, nothing is typed again.
    None: nothing has to go back, or it is claimed already.
    """
    of = act.grant
    amount = cents(queries.repayment_by(act, on=localdate(at)))
    if amount <= ZERO:
        return None
    found = terms_of([of.pk])[of.pk]
    days = parameter(
        "repayment_days", edition_for(found, act.issued_on), overrides=found.overrides, recipient=of.recipient_kind
    )
    row = _made(
        of,
        by=by,
        at=at,
        state=ClaimState.CLAIMED,
        amount=amount,
        reference=act.reference,
        act=act.document,
        due_on=rules.due_on(act.effective_on or act.notified_on, days.whole),
    )
    _told("fix_claim", row, of, by=by, at=at, submission=None)
    return row


def _made(grant: Grant, *, by: Actor, at: datetime, **values: Any) -> Claim:
    return Claim.objects.create(
        code=new_code(),
        grant=grant,
        opened_at=at,
        opened_by=by.actor_id,
        last_edited_by=by.actor_id,
        **values,
    )


def _held(by: Actor, code: str, version: int) -> tuple[Grant, Claim]:
    of = Claim.objects.filter(code=code).values_list("grant__code", flat=True).first()
    if of is None:
        raise Refused([], hidden=True)
    grant = held(by, of)
    row = Claim.objects.select_for_update().get(code=code)
    ensure_version(version, row.version)
    return grant, row


def _moved(row: Claim, deed: str, *, by: Actor) -> None:
    row.state = CLAIM_MOVES[row.state][deed]
    row.last_edited_by = by.actor_id
    row.version += 1
    row.save()


@transaction.atomic
def fix(*, by: Actor, at: datetime, code: str, version: int, given: Fixing, submission: UUID | None = None) -> Claim:
    """The authority fixed it by an act: its sums replace the estimate, whose segments stay as they were estimated."""
    grant, row = _held(by, code, version)
    ensure([*may_move(CLAIM_MOVES, row.state, "claim"), *rules.may_fix(given)])
    document = queries.possible_acts(grant, by).filter(code=given.document).first()
    if document is None:
        raise Refused([Refusal("document", gettext_noop("This document is not in the record."), "document")])
    before = _facts(row)
    row.amount, row.interest, row.due_on = given.amount, given.interest, given.due_on
    row.reference, row.act = given.reference.strip(), document
    _moved(row, "claim", by=by)
    _told("fix_claim", row, grant, by=by, at=at, submission=submission, before=before)
    return row


@transaction.atomic
def pay(*, by: Actor, at: datetime, code: str, version: int, paid_on: date, submission: UUID | None = None) -> Claim:
    """Book that a fixed claim was paid, sum and interest."""
    grant, row = _held(by, code, version)
    ensure([*may_move(CLAIM_MOVES, row.state, "pay"), *rules.may_pay(paid_on, today=localdate(at))])
    before, row.paid_on = _facts(row), paid_on
    _moved(row, "pay", by=by)
    _told("pay_claim", row, grant, by=by, at=at, submission=submission, before=before)
    return row


@transaction.atomic
def waive(*, by: Actor, at: datetime, code: str, version: int, reason: str, submission: UUID | None = None) -> Claim:
    """The authority waived it, or the estimate came to nothing; the reason stays (R19)."""
    grant, row = _held(by, code, version)
    ensure([*may_move(CLAIM_MOVES, row.state, "waive"), *rules.may_waive(reason)])
    before = _facts(row)
    row.reason = reason.strip()
    _moved(row, "waive", by=by)
    _told("waive_claim", row, grant, by=by, at=at, submission=submission, before=before, reason=reason.strip())
    return row
