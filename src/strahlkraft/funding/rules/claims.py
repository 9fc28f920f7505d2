"""What has to go back (R36): computed and recorded here, fixed by the authority; pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from strahlkraft.funding.rules.money import ZERO
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

REASON_LIMIT, REFERENCE_LIMIT = 500, 120


@dataclass(frozen=True, slots=True)
class Fixing:
    """What an act of the authority fixes; ``document``: the code of its paper in the record."""

    amount: Decimal
    interest: Decimal
    reference: str
    document: str
    due_on: date | None = None


def repayment(payouts: Decimal, repaid: Decimal, final: Decimal) -> Decimal:
    """What was paid out and not paid back beyond the final grant, unrounded; never below nothing."""
    return max(ZERO, payouts - repaid - final)


def due_on(act_effective_on: date, days: int) -> date:
    """When a claim is to be paid unless the act names a day (R36; so many days by parameter)."""
    return act_effective_on + timedelta(days=days)


def may_open(amount: Decimal, interest: Decimal, reason: str) -> list[Refusal]:
    """An estimate is of some sum and says where it comes from."""
    found = _sums(amount, interest)
    if not reason.strip():
        found.append(Refusal("no_reason", gettext_noop("Please say what this estimate rests on."), "reason"))
    return found


def may_fix(given: Fixing) -> list[Refusal]:
    """Fixed only by an act of the authority: reference and document."""
    found = _sums(given.amount, given.interest)
    if not given.reference.strip():
        found.append(Refusal("no_act", gettext_noop("Please give the reference of the act."), "reference"))
    if not given.document:
        found.append(Refusal("no_document", gettext_noop("Please choose or add the document of the act."), "document"))
    return found


def may_pay(paid_on: date, *, today: date) -> list[Refusal]:
    """Paid on a day that was."""
    if paid_on <= today:
        return []
    return [Refusal("future", gettext_noop("This day lies ahead; please book what has happened."), "paid_on")]


def may_waive(reason: str) -> list[Refusal]:
    """Waived or dropped with the reason: interest may be waived when nobody is to blame and the sum is paid back (R19)."""
    if reason.strip():
        return []
    return [Refusal("no_reason", gettext_noop("Please say why."), "reason")]


def _sums(amount: Decimal, interest: Decimal) -> list[Refusal]:
    if interest < ZERO:
        return [Refusal("no_interest", gettext_noop("Please write an amount above zero."), "interest")]
    if amount < ZERO or amount + interest <= ZERO:
        return [Refusal("no_amount", gettext_noop("Please write an amount above zero."), "amount")]
    return []
