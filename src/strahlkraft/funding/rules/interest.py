"""Interest on money used late (R18, R19): an estimate in segments, every assumption a parameter; pure.

Only the granting authority fixes interest. What a result rests on and nobody verified is told with it (I14).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from strahlkraft.funding.rules.dates import add_months
from strahlkraft.funding.rules.editions import BaseRate, Parameter, base_rates, parameter
from strahlkraft.funding.rules.money import HUNDRED, ZERO, cents, total

_DAY = timedelta(days=1)
COMPARED_DAYS = 30
"""How far the cost of waiting is told when no payment is known on which the money could be used."""
KEYS = ("interest_points", "interest_days", "interest_first_day", "interest_use_day", "interest_from_months")


@dataclass(frozen=True, slots=True)
class Points:
    """Percentage points above the base rate from a day on."""

    since: date
    value: Decimal


Row = TypeVar("Row", BaseRate, Points)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """How interest is counted.

    ``points``: in force by day, the oldest first. ``days``: of a year. ``first_day``: how many days after the payout (or
    after the months that stay free) interest begins. ``use_day``: whether the day of use itself counts.
    ``free_months``: how many months after the payout stay without interest. ``rests_on``: the figures with citations.
    """

    points: tuple[Points, ...]
    days: int = 365
    first_day: int = 1
    use_day: bool = True
    free_months: int = 0
    base: tuple[BaseRate, ...] = ()
    rests_on: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of days with one rate, both days included; ``amount`` to the cent; ``rate`` in percent a year."""

    begins_on: date
    ends_on: date
    days: int
    base: Decimal
    points: Decimal
    rate: Decimal
    amount: Decimal
    verified: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """Interest on one sum from its payout to a day, with what nobody verified of what it rests on."""

    principal: Decimal
    received_on: date
    until: date
    segments: tuple[Segment, ...]
    unverified: tuple[Parameter, ...] = ()

    @property
    def amount(self) -> Decimal:
        """The sum of the segments as they are printed."""
        return total(segment.amount for segment in self.segments)

    @property
    def base_unverified(self) -> bool:
        """Whether a base rate in it was not read in an official text."""
        return any(not segment.verified for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Choice:
    """Paying back today against keeping the money until a day; estimates all of them."""

    back_now: Decimal
    kept_until: date
    if_kept: Decimal
    a_day: Decimal

    @property
    def saved(self) -> Decimal:
        """What paying back today saves."""
        return self.if_kept - self.back_now


def assumptions(edition: str, *, overrides: Mapping[str, str] | None = None, recipient: str = "") -> Assumptions:
    """As an edition of the rules and a notice's own parameters say."""
    found = {key: parameter(key, edition, overrides=overrides, recipient=recipient) for key in KEYS}
    return Assumptions(
        points=(Points(date.min, found["interest_points"].value),),
        days=found["interest_days"].whole,
        first_day=found["interest_first_day"].whole,
        use_day=bool(found["interest_use_day"].whole),
        free_months=found["interest_from_months"].whole,
        base=tuple(base_rates()),
        rests_on=tuple(found.values()),
    )


def estimate(principal: Decimal, received_on: date, until: date, given: Assumptions) -> Estimate:
    """Interest on ``principal`` from its payout until a day, split at each change of the base rate and of the points.

    A rate below nothing costs nothing. Before the first known base rate, the first one is taken.
    """
    begins = add_months(received_on, given.free_months) + given.first_day * _DAY
    ends = until if given.use_day else until - _DAY
    changes = {row.since for row in given.base} | {row.since for row in given.points}
    starts = sorted({begins} | {day for day in changes if begins < day <= ends})
    stretches = zip(starts, [*(day - _DAY for day in starts[1:]), ends], strict=True) if begins <= ends else ()
    segments = tuple(_segment(principal, start, end, given) for start, end in stretches)
    unverified = tuple(one for one in given.rests_on if not one.verified)
    return Estimate(principal, received_on, until, segments, unverified)


def _segment(principal: Decimal, start: date, end: date, given: Assumptions) -> Segment:
    base = _in_force(given.base, start) if given.base else BaseRate(start, ZERO, verified=False)
    points = _in_force(given.points, start).value
    rate = max(ZERO, base.rate + points)
    days = (end - start).days + 1
    amount = cents(principal * rate * days / (HUNDRED * given.days))
    return Segment(start, end, days, base.rate, points, rate, amount, base.verified)


def _in_force(rows: Sequence[Row], day: date) -> Row:
    return next((row for row in reversed(rows) if row.since <= day), rows[0])


def together(estimates: Iterable[Estimate]) -> Decimal:
    """The interest of several parts of one payout."""
    return total(one.amount for one in estimates)


def with_points(given: Assumptions, points: Iterable[Points]) -> Assumptions:
    """The same assumptions with other points, for instance the old ones until a day and the new ones from it."""
    return replace(given, points=tuple(sorted(points, key=lambda row: row.since)))


def choice(
    left: Decimal, received_on: date, given: Assumptions, *, today: date, next_use: date | None = None
) -> Choice:
    """What it costs to pay back today, and what it costs to wait for the next payment the money could be used for."""
    until = next_use if next_use is not None and next_use > today else today + COMPARED_DAYS * _DAY
    now, kept = (estimate(left, received_on, day, given).amount for day in (today, until))
    last = estimate(left, received_on, today, given).segments[-1:]
    a_day = cents(left * last[0].rate / (HUNDRED * given.days)) if last else ZERO
    return Choice(now, until, kept, a_day)
