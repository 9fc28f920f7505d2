"""What the Land will give in the end (R14, I3), and what of this year's money may lapse (R26); pure, an estimate by nature."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from strahlkraft.funding.rules.money import ZERO, Actual, Planned, final_grant, total

WARN_MONTH = 10
"""From October on the list of what may lapse is looked at (R26)."""


@dataclass(frozen=True, slots=True)
class Years:
    """Eligible expenditure by year, planned and paid."""

    planned: Mapping[int, Decimal]
    paid: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way it may go: the eligible expenditure and what the Land then gives, both unrounded."""

    eligible: Decimal
    grant: Decimal


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the Land gives: if nothing more is spent, as it looks, and if everything is caught up."""

    granted: Decimal
    so_far: Scenario
    expected: Scenario
    caught_up: Scenario

    @property
    def left(self) -> Decimal:
        """What of the granted sum will not be needed, as it looks (R14)."""
        return self.granted - self.expected.grant


def expected_eligible(years: Years, year: int) -> Decimal:
    """What will have been spent: of past years what was paid; of this year and later what is planned, or paid if that is more."""
    keys = years.planned.keys() | years.paid.keys()
    return total(
        years.paid.get(key, ZERO) if key < year else max(years.planned.get(key, ZERO), years.paid.get(key, ZERO))
        for key in keys
    )


def forecast(planned: Planned, years: Years, *, year: int, third: Decimal | None = None) -> Forecast:
    """The final grant by its kind of financing (``rules.money``), three ways; ``third``: third-party money known to come."""
    spent = total(years.paid.values())
    expected = expected_eligible(years, year)

    def given(eligible: Decimal) -> Scenario:
        return Scenario(eligible, final_grant(planned, Actual(eligible, third=third)))

    return Forecast(planned.grant, given(spent), given(expected), given(max(total(years.planned.values()), expected)))


@dataclass(frozen=True, slots=True)
class Lapse:
    """This year's money of the Land: planned for the year, paid out in it, and the Land's part of what was spent in it."""

    year: int
    planned: Decimal
    drawn: Decimal
    spent: Decimal

    @property
    def at_risk(self) -> Decimal:
        """Planned and not paid out: lapses at the year's end unless the authority consents to move it (R26)."""
        return max(ZERO, self.planned - self.drawn)

    @property
    def to_draw(self) -> Decimal:
        """The part of it that is spent already and only has to be called for."""
        return min(self.at_risk, max(ZERO, self.spent - self.drawn))

    @property
    def not_spent(self) -> Decimal:
        """The part of it that is not even spent: to be moved to another year by a change of the notice."""
        return self.at_risk - self.to_draw


def is_time_to_look(today: date) -> bool:
    """Whether the list of what may lapse is due: from 1 October to the year's end (R26)."""
    return today.month >= WARN_MONTH
