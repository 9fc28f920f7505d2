"""Amounts: rounding, and what the Land finally gives by kind of financing (R10, R14, I1, I3); pure.

Computed unrounded; ``cents`` at the end only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from strahlkraft.funding.rules.vocabulary import FinancingMode

ZERO = Decimal(0)
CENT = Decimal("0.01")
HUNDRED = Decimal(100)


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half up (I1)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum as a Decimal, also of nothing."""
    return sum(amounts, ZERO)


@dataclass(frozen=True, slots=True)
class Planned:
    """What the notice and the plan in force say: eligible expenditure, grant (Höchstbetrag), own and third-party money."""

    mode: FinancingMode
    eligible: Decimal
    grant: Decimal
    own: Decimal = ZERO
    third: Decimal = ZERO
    rate: Decimal | None = None  # percent


@dataclass(frozen=True, slots=True)
class Actual:
    """What came about: eligible expenditure, third-party money; ``own`` None: as planned."""

    eligible: Decimal
    third: Decimal | None = None
    own: Decimal | None = None


def final_grant(planned: Planned, actual: Actual) -> Decimal:
    """What the Land gives in the end, unrounded; never above the granted sum, never below nothing (R14).

    Share: what is eligible less new third-party money, which grant and own share pro rata. That reading of new money is an
    interpretation to confirm with the authority (FUNDING.md a.5). Gap: what own and third-party money leave. Fixed and
    full: the sum itself, full at most what was spent.
    """
    third = planned.third if actual.third is None else actual.third
    own = planned.own if actual.own is None else actual.own
    if planned.mode is FinancingMode.FIXED:
        amount = min(planned.grant, actual.eligible)
    elif planned.mode is FinancingMode.FULL:
        amount = actual.eligible - third
    elif planned.mode is FinancingMode.GAP:
        amount = actual.eligible - own - third
    else:
        amount = _share(planned, actual.eligible, third)
    return max(ZERO, min(amount, planned.grant))


def _share(planned: Planned, eligible: Decimal, third: Decimal) -> Decimal:
    rate = planned.rate / HUNDRED if planned.rate is not None else _ratio(planned.grant, planned.eligible)
    fresh = max(ZERO, third - planned.third)
    return eligible * rate - fresh * _ratio(planned.grant, planned.grant + planned.own)


def _ratio(part: Decimal, whole: Decimal) -> Decimal:
    return part / whole if whole else ZERO


def land_share(eligible: Decimal, rate: Decimal) -> Decimal:
    """The grant's part of one expenditure at a rate in percent, to the cent (I3)."""
    return cents(eligible * rate / HUNDRED)
