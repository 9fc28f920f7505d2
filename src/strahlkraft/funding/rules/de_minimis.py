"""Small aid to companies (R39): two regimes by the day of the award, each with its own sum and its own years; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from strahlkraft.funding.rules.dates import add_years
from strahlkraft.funding.rules.money import ZERO, total
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

NAME_LIMIT, REASON_LIMIT = 200, 500  # characters, as the columns
YEARS = 3


@dataclass(frozen=True, slots=True)
class Regime:
    """A regulation: its ceiling in euros per undertaking, and whether its three years are fiscal ones or roll."""

    key: str
    citation: str
    since: date
    ceiling: Decimal
    rolling: bool


REGIMES = (
    Regime("2013", "VO (EU) Nr. 1407/2013", date(2014, 1, 1), Decimal(200_000), rolling=False),
    Regime("2023", "VO (EU) 2023/2831", date(2024, 1, 1), Decimal(300_000), rolling=True),
)


@dataclass(frozen=True, slots=True)
class Award:
    """Aid to a group of undertakings; ``counts`` is false where the regulation does not apply."""

    undertaking: str
    amount: Decimal
    awarded_on: date
    counts: bool = True


def regime_of(day: date) -> Regime:
    """The regulation in force on the day of an award."""
    return [row for row in REGIMES if row.since <= day][-1] if day >= REGIMES[0].since else REGIMES[0]


def window(day: date) -> tuple[date, date]:
    """First and last day whose awards count together with one on ``day``; fiscal years are taken as calendar years."""
    if regime_of(day).rolling:
        return add_years(day, -YEARS) + timedelta(days=1), day
    return date(day.year - YEARS + 1, 1, 1), day


def same(first: str, second: str) -> bool:
    """Whether two names mean the same group: spelling of capitals and spaces aside."""
    return " ".join(first.split()).casefold() == " ".join(second.split()).casefold()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a group of undertakings has got on the day of an award, unrounded, with the window that was summed."""

    regime: Regime
    since: date
    until: date
    sum: Decimal

    @property
    def left(self) -> Decimal:
        """What may still be given; nothing below nothing."""
        return max(ZERO, self.regime.ceiling - self.sum)

    @property
    def exceeded(self) -> bool:
        """Whether the ceiling is passed; exactly reached is allowed."""
        return self.sum > self.regime.ceiling


def standing(awards: Iterable[Award], undertaking: str, day: date) -> Standing:
    """The sum at the day of an award, that award included if it is among them."""
    since, until = window(day)
    counted = total(
        row.amount
        for row in awards
        if row.counts and since <= row.awarded_on <= until and same(row.undertaking, undertaking)
    )
    return Standing(regime_of(day), since, until, counted)


def may_enter(undertaking: str, amount: Decimal, awarded_on: date, reason: str, *, today: date) -> list[Refusal]:
    """What is wrong with an entry. A passed ceiling is shown, not refused: the authority decides, we only count."""
    found = []
    if not undertaking.strip():
        found.append(Refusal("name_missing", gettext_noop("Name the group of undertakings."), "undertaking"))
    if len(undertaking) > NAME_LIMIT or len(reason) > REASON_LIMIT:
        found.append(Refusal("too_long", gettext_noop("This text is too long.")))
    if amount <= 0:
        found.append(Refusal("not_positive", gettext_noop("The value must be more than nothing."), "amount"))
    if awarded_on > today:
        found.append(Refusal("future", gettext_noop("This day has not come yet."), "awarded_on"))
    if awarded_on < REGIMES[0].since:
        found.append(Refusal("year", gettext_noop("This year is not possible."), "awarded_on"))
    return found
