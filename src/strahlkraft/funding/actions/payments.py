"""Payouts that arrived, what they were used for, what was paid back (R15 to R18, I4, I5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from strahlkraft.funding.actions._shared import ensure_version, grant_label, held, record
from strahlkraft.funding.actions.deadlines import refresh
from strahlkraft.funding.models import Claim, Drawdown, Grant, InterestSegment, Payment, PaymentUse
from strahlkraft.funding.queries import drawdowns as queries
from strahlkraft.funding.rules import drawdowns as rules
from strahlkraft.funding.rules.claims import REASON_LIMIT
from strahlkraft.funding.rules.drawdowns import Payout, Use
from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.vocabulary import DRAWDOWN_MOVES, ClaimState, DrawdownState
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.actions.deadlines import OFFICE_LANGUAGE
from strahlkraft.steering.rules.moves import may_move


@dataclass(frozen=True, slots=True)
class Received:
    """A payout as the account shows it."""

    received_on: date
    amount: Decimal
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PaidBack:
    """Money that went back: on which day, with which reference of the transfer."""

    paid_on: date
    reference: str
    reason: str = ""


def _told(verb: str, grant: Grant, *, by: Actor, at: datetime, submission: UUID | None, after: dict[str, Any]) -> None:
    """The deed's line in the history of the grant, after its deadlines were brought in line."""
    refresh(by=by, at=at, grant=grant)
    record(
        verb=verb,
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        after=after,
        submission=submission,
    )


@transaction.atomic
def pay_out(
    *, by: Actor, at: datetime, code: str, version: int, given: Received, submission: UUID | None = None
) -> Payment:
    """Book the payout of a request (by code); the clock of two months starts on the day it came."""
    of = Drawdown.objects.filter(code=code).values_list("grant__code", flat=True).first()
    if of is None:
        raise Refused([], hidden=True)
    grant = held(by, of)
    row = Drawdown.objects.select_for_update().get(code=code)
    ensure_version(version, row.version)
    ensure(may_move(DRAWDOWN_MOVES, row.state, "pay_out"))
    payment = _booked(grant, row, given, by=by, at=at)
    row.state, row.version = DrawdownState.PAID, row.version + 1
    row.save()
    after = {"drawdown": row.code, "amount": payment.amount, "received_on": payment.received_on}
    _told("book_payout", grant, by=by, at=at, submission=submission, after=after)
    return payment


@transaction.atomic
def receive(*, by: Actor, at: datetime, grant: str, given: Received, submission: UUID | None = None) -> Payment:
    """Book a payout nobody requested here: a notice may name days of payment instead."""
    of = held(by, grant)
    payment = _booked(of, None, given, by=by, at=at)
    after = {"amount": payment.amount, "received_on": payment.received_on}
    _told("book_payout", of, by=by, at=at, submission=submission, after=after)
    return payment


def _booked(grant: Grant, row: Drawdown | None, given: Received, *, by: Actor, at: datetime) -> Payment:
    """The payout, within the sum granted on its day (I4), not before the notice is effective (I12)."""
    today, standing = localdate(at), queries.standing_of(grant)
    ensure(rules.may_draw(standing, on=min(given.received_on, today)))
    money = queries.money_of([grant.pk], on=given.received_on)[grant.pk]
    later = Payment.objects.filter(grant=grant, received_on__gt=given.received_on).values_list("amount", flat=True)
    left = money.granted - money.drawn - sum(later, ZERO)
    ensure(rules.may_pay_out(given.amount, given.received_on, left=left, today=today))
    return Payment.objects.create(
        grant=grant,
        drawdown=row,
        received_on=given.received_on,
        amount=given.amount,
        reference=given.reference.strip(),
        booked_at=at,
        booked_by=by.actor_id,
    )


def _held_payment(by: Actor, pk: int) -> tuple[Grant, Payment, Payout]:
    """The payout, its grant locked, for somebody who may keep the books; hidden from others."""
    of = Payment.objects.filter(pk=pk).values_list("grant__code", flat=True).first()
    if of is None:
        raise Refused([], hidden=True)
    grant = held(by, of)
    payment = Payment.objects.select_related("drawdown").get(pk=pk)
    payment.grant = grant
    return grant, payment, queries.payout(payment)


@transaction.atomic
def use(
    *, by: Actor, at: datetime, payment: int, uses: Sequence[Use], submission: UUID | None = None
) -> list[PaymentUse]:
    """Book what a payout was used for, several expenditures at once (I5). Late use opens an estimate of interest (R18)."""
    grant, row, before = _held_payment(by, payment)
    open_rows = {key: one for key, (_row, one) in queries.open_rows(grant).items()}
    ensure(rules.may_use(uses, before, open_rows, today=localdate(at)))
    booked = [
        PaymentUse.objects.create(
            payment=row,
            expenditure_id=one.expenditure,
            amount=one.amount,
            used_on=one.used_on,
            booked_at=at,
            booked_by=by.actor_id,
        )
        for one in uses
    ]
    after = queries.payout(row)
    state = _moved(row, after)
    claim = _note_interest(row, after, by=by, at=at) if after.left <= ZERO else None
    _told(
        "book_use",
        grant,
        by=by,
        at=at,
        submission=submission,
        after={
            "payment": row.pk,
            "amount": sum((one.amount for one in booked), ZERO),
            "left": after.left,
            "state": state,
            "claim": claim.code if claim else "",
        },
    )
    return booked


def _moved(row: Payment, after: Payout) -> str:
    """Move the request of a payout on along the table; its state, empty when nobody requested it here."""
    if row.drawdown is None:
        return ""
    drawdown = Drawdown.objects.select_for_update().get(pk=row.drawdown.pk)
    if deed := rules.deed_after_use(drawdown.state, after.left):
        drawdown.state = DRAWDOWN_MOVES[drawdown.state][deed]
        drawdown.version += 1
        drawdown.save()
    return str(drawdown.state)


@transaction.atomic
def repay(*, by: Actor, at: datetime, payment: int, given: PaidBack, submission: UUID | None = None) -> Claim:
    """Pay back all that is left of a payout whose two months have passed; the interest until then stays an estimate."""
    grant, row, one = _held_payment(by, payment)
    today = localdate(at)
    ensure([*rules.may_expire(one, today=today), *rules.may_repay(one, given.paid_on, given.reference, today=today)])
    if row.drawdown is not None:
        drawdown = Drawdown.objects.select_for_update().get(pk=row.drawdown.pk)
        if drawdown.state in rules.OPEN_STATES:  # the clock of tonight has not run yet
            drawdown.state = DRAWDOWN_MOVES[drawdown.state]["expire"]
            drawdown.save()
        if drawdown.state == DrawdownState.OVERDUE:  # one that was used up stays so though a line was taken back since
            drawdown.state, drawdown.version = DrawdownState.REPAID, drawdown.version + 1
            drawdown.save()
    claim = _paid_back(grant, row, one.left, given, by=by, at=at)
    estimate = _note_interest(row, queries.payout(row), by=by, at=at)
    _told(
        "repay_payout",
        grant,
        by=by,
        at=at,
        submission=submission,
        after={
            "payment": row.pk,
            "amount": claim.amount,
            "paid_on": given.paid_on,
            "claim": claim.code,
            "estimate": estimate.code if estimate else "",
        },
    )
    return claim


def _paid_back(grant: Grant, row: Payment, amount: Decimal, given: PaidBack, *, by: Actor, at: datetime) -> Claim:
    """What went back without being asked for, as a claim that is paid."""
    claim = Claim.objects.create(
        code=new_code(),
        grant=grant,
        payment=row,
        state=ClaimState.CLAIMED,
        amount=amount,
        reference=given.reference.strip(),
        reason=given.reason.strip()
        or _of_office(gettext_noop("Paid back because it was not used within the two months")),
        opened_at=at,
        opened_by=by.actor_id,
        last_edited_by=by.actor_id,
    )
    claim.state, claim.paid_on = ClaimState.PAID, given.paid_on
    claim.save(update_fields=["state", "paid_on"])
    return claim


def _note_interest(row: Payment, one: Payout, *, by: Actor, at: datetime) -> Claim | None:
    """Keep what late use may cost as an estimate with its segments; once for each payout, nothing when it costs nothing."""
    late = queries.late_use(row, one, today=localdate(at))
    known = Claim.objects.filter(payment=row, interest__gt=0).exists()
    if known or late.amount <= ZERO:
        return None
    claim = Claim.objects.create(
        code=new_code(),
        grant=row.grant,
        payment=row,
        interest=late.amount,
        reason=_of_office(gettext_noop("Interest on what was used or paid back after the two months, estimated")),
        opened_at=at,
        opened_by=by.actor_id,
        last_edited_by=by.actor_id,
    )
    InterestSegment.objects.bulk_create(
        InterestSegment(
            claim=claim,
            begins_on=segment.begins_on,
            ends_on=segment.ends_on,
            days=segment.days,
            rate=segment.rate,
            amount=segment.amount,
        )
        for part in late.all
        for segment in part.segments
    )
    return claim


def _of_office(words: str) -> str:
    """A sentence kept in the record, in the office's language."""
    with translation.override(OFFICE_LANGUAGE):
        return _(words)[:REASON_LIMIT]
