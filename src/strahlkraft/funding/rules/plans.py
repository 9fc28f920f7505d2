"""Financing plans: sums per year and in total (I2), the Land's share (I3), lines over their limit (R12), shifting (I7); pure.

Everything is computed and compared unrounded (I1).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from strahlkraft.funding.rules.money import HUNDRED, ZERO, total
from strahlkraft.funding.rules.vocabulary import FinancingMode, SourceKind
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

WARN_FROM = Decimal("0.8")
"""Which part of the limit is still green (R12)."""
FIRST_YEAR, LAST_YEAR = 2015, 2050
"""Fiscal years a plan may name; the database holds the same."""
MOST_YEARS = 12
NAME_LIMIT = 120


@dataclass(frozen=True, slots=True)
class LineInput:
    """What one category may cost in one fiscal year, in euros."""

    category: str
    year: int
    eligible: Decimal = ZERO
    non_eligible: Decimal = ZERO

    @property
    def whole(self) -> Decimal:
        """Eligible and not eligible together."""
        return self.eligible + self.non_eligible


@dataclass(frozen=True, slots=True)
class SourceInput:
    """Who pays how much in one fiscal year; ``name`` tells third parties apart."""

    kind: str
    year: int
    amount: Decimal = ZERO
    name: str = ""

    @property
    def who(self) -> tuple[str, str]:
        """The source over all years."""
        return (self.kind, self.name)


@dataclass(frozen=True, slots=True)
class Balance:
    """Expenditure and its cover in a year; ``year`` None: all years together."""

    year: int | None
    expenditure: Decimal
    cover: Decimal

    @property
    def missing(self) -> Decimal:
        """What is not covered yet; below nothing: more cover than expenditure."""
        return self.expenditure - self.cover

    @property
    def meets(self) -> bool:
        """Whether both are the same."""
        return self.missing == ZERO


def balances(lines: Iterable[LineInput], sources: Iterable[SourceInput]) -> list[Balance]:
    """Year by year, and all together as the last one (I2)."""
    spent: dict[int, Decimal] = {}
    given: dict[int, Decimal] = {}
    for line in lines:
        spent[line.year] = spent.get(line.year, ZERO) + line.whole
    for source in sources:
        given[source.year] = given.get(source.year, ZERO) + source.amount
    years = sorted(spent.keys() | given.keys())
    return [
        *(Balance(year, spent.get(year, ZERO), given.get(year, ZERO)) for year in years),
        Balance(None, total(spent.values()), total(given.values())),
    ]


def may_keep(lines: Iterable[LineInput], sources: Iterable[SourceInput]) -> list[Refusal]:
    """Whether a draft may be kept: each line and source once, nothing below nothing; sums need not meet yet."""
    lines, sources = list(lines), list(sources)
    found = []
    amounts = [amount for line in lines for amount in (line.eligible, line.non_eligible)]
    if any(amount < ZERO for amount in [*amounts, *(source.amount for source in sources)]):
        found.append(Refusal("negative", gettext_noop("An amount of a plan is never below nothing.")))
    keys = [("line", line.category, line.year) for line in lines]
    keys += [(source.kind, source.name, source.year) for source in sources]
    if len(set(keys)) < len(keys):
        found.append(
            Refusal(
                "twice", gettext_noop("A line or a source stands there twice in the same year; give it another name.")
            )
        )
    years = {line.year for line in lines} | {source.year for source in sources}
    if any(not FIRST_YEAR <= year <= LAST_YEAR for year in years) or len(years) > MOST_YEARS:
        found.append(
            Refusal(
                "years",
                gettext_noop("A plan covers at most %(most)s years, between %(first)s and %(last)s."),
                params={"most": MOST_YEARS, "first": FIRST_YEAR, "last": LAST_YEAR},
            )
        )
    if any(len(source.name) > NAME_LIMIT for source in sources):
        found.append(
            Refusal(
                "long", gettext_noop("A name is too long: at most %(limit)s characters."), params={"limit": NAME_LIMIT}
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Frame:
    """What the notice says of the money; None: it says nothing."""

    mode: FinancingMode
    rate: Decimal | None = None  # percent
    cap: Decimal | None = None  # Höchstbetrag


def land_money(sources: Iterable[SourceInput]) -> Decimal:
    """What the Land gives by this plan."""
    return total(source.amount for source in sources if source.kind == SourceKind.GRANT)


def within_the_grant(lines: Iterable[LineInput], sources: Iterable[SourceInput], frame: Frame) -> list[Refusal]:
    """The Land's share is at most rate × eligible, and at most the Höchstbetrag (I3, R10)."""
    land, eligible = land_money(sources), total(line.eligible for line in lines)
    found = []
    if frame.cap is not None and land > frame.cap:
        found.append(
            Refusal(
                "above_cap",
                gettext_noop("The plan counts with %(over)s more of the Land than the notice grants."),
                params={"over": land - frame.cap},
            )
        )
    rate = frame.rate if frame.mode is FinancingMode.SHARE and frame.rate is not None else HUNDRED
    if land * HUNDRED > eligible * rate:
        found.append(
            Refusal(
                "above_rate",
                gettext_noop("The Land's share is above %(rate)s percent of the eligible expenditure."),
                params={"rate": f"{rate.normalize():f}"},
            )
        )
    return found


def may_confirm(lines: Iterable[LineInput], sources: Iterable[SourceInput], frame: Frame) -> list[Refusal]:
    """Whether a plan may come into force: sums meet in every year, and the Land's share is within the grant (I2, I3)."""
    lines, sources = list(lines), list(sources)
    if not any(line.whole for line in lines):
        return [Refusal("empty", gettext_noop("The plan has no line yet."))]
    found = [
        Refusal(
            "unbalanced",
            gettext_noop("In %(year)s expenditure and cover differ by %(missing)s."),
            params={"year": row.year, "missing": abs(row.missing)},
        )
        for row in balances(lines, sources)
        if row.year is not None and not row.meets
    ]
    return [*found, *within_the_grant(lines, sources, frame)]


# ---- shifting (R25, R26, I7)


def by_source(sources: Iterable[SourceInput]) -> dict[tuple[str, str], Decimal]:
    """Each source over all years."""
    found: dict[tuple[str, str], Decimal] = {}
    for source in sources:
        found[source.who] = found.get(source.who, ZERO) + source.amount
    return {who: amount for who, amount in found.items() if amount}


@dataclass(frozen=True, slots=True)
class Moved:
    """One cell before and after."""

    key: tuple[str, str]
    year: int | None
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """What came or went."""
        return self.after - self.before


def shifted_sources(old: Iterable[SourceInput], new: Iterable[SourceInput]) -> list[Moved]:
    """Sources whose total over all years is not the old one; empty: the shift costs nobody anything (I7)."""
    before, after = by_source(old), by_source(new)
    rows = [
        Moved(who, None, before.get(who, ZERO), after.get(who, ZERO)) for who in sorted(before.keys() | after.keys())
    ]
    return [row for row in rows if row.change]


def may_shift(old: Iterable[SourceInput], new: Iterable[SourceInput]) -> list[Refusal]:
    """Without cost to anybody ("kostenneutral"): the old total is the new total, source by source; only years and lines may move (I7)."""
    return [
        Refusal(
            "not_neutral",
            gettext_noop("A source gives %(after)s instead of %(before)s: that costs somebody something."),
            params={"before": row.before, "after": row.after, "source": row.key},
        )
        for row in shifted_sources(old, new)
    ]


def moved_lines(old: Iterable[LineInput], new: Iterable[LineInput]) -> list[Moved]:
    """Lines (category; eligible or not) whose amount of a year differs, in their order."""
    return _moved(_cells(old), _cells(new))


def moved_sources(old: Iterable[SourceInput], new: Iterable[SourceInput]) -> list[Moved]:
    """Sources whose amount of a year differs, in their order."""
    return _moved(_given(old), _given(new))


_Cells = Mapping[tuple[tuple[str, str], int], Decimal]


def _cells(lines: Iterable[LineInput]) -> _Cells:
    found: dict[tuple[tuple[str, str], int], Decimal] = {}
    for line in lines:
        found[(line.category, "eligible"), line.year] = line.eligible
        found[(line.category, "non_eligible"), line.year] = line.non_eligible
    return found


def _given(sources: Iterable[SourceInput]) -> _Cells:
    return {(source.who, source.year): source.amount for source in sources}


def _moved(old: _Cells, new: _Cells) -> list[Moved]:
    rows = [
        Moved(key, year, old.get((key, year), ZERO), new.get((key, year), ZERO))
        for key, year in sorted(old.keys() | new.keys())
    ]
    return [row for row in rows if row.change]


# ---- lines over their limit (R12)


class Light(StrEnum):
    """How near a line is to its limit."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Watched:
    """One category over all years: what the plan allows, what was spent, how far it may be exceeded."""

    category: str
    planned: Decimal
    actual: Decimal
    limit: Decimal  # percent

    @property
    def over(self) -> Decimal:
        """By how much the line is exceeded, in euros; nothing while it is not."""
        return max(ZERO, self.actual - self.planned)

    @property
    def over_percent(self) -> Decimal | None:
        """The same in percent of the line, unrounded; None for a line the plan does not have."""
        return self.over * HUNDRED / self.planned if self.planned else None

    @property
    def allowance(self) -> Decimal:
        """By how much it may be exceeded, in euros."""
        return self.planned * self.limit / HUNDRED

    @property
    def light(self) -> Light:
        """Green up to 80 percent of the limit, amber up to the limit, red above; 60,000.01 on 50,000 is above 20 percent."""
        if self.over > self.allowance:
            return Light.RED
        return Light.AMBER if self.over > self.allowance * WARN_FROM else Light.GREEN


def watch(planned: Mapping[str, Decimal], actual: Mapping[str, Decimal], limit: Decimal) -> list[Watched]:
    """Every category that is planned or spent on, over all years (R12); ``limit`` in percent of the line."""
    keys = [*planned, *(key for key in actual if key not in planned)]
    rows = [Watched(key, planned.get(key, ZERO), actual.get(key, ZERO), limit) for key in keys]
    return [row for row in rows if row.planned or row.actual]


@dataclass(frozen=True, slots=True)
class Overrun:
    """The lines together: what is exceeded, what others save."""

    lines: tuple[Watched, ...]

    @property
    def over(self) -> Decimal:
        """The sum of what lines exceed."""
        return total(row.over for row in self.lines)

    @property
    def saved(self) -> Decimal:
        """The sum of what other lines have left."""
        return total(max(ZERO, row.planned - row.actual) for row in self.lines)

    @property
    def uncovered(self) -> Decimal:
        """What is exceeded and not saved elsewhere: the total is never exceeded."""
        return max(ZERO, self.over - self.saved)

    @property
    def light(self) -> Light:
        """The worst of all; red also when other lines do not save as much."""
        lights = {row.light for row in self.lines}
        if Light.RED in lights or self.uncovered:
            return Light.RED
        return Light.AMBER if Light.AMBER in lights else Light.GREEN


def may_exceed(planned: Mapping[str, Decimal], actual: Mapping[str, Decimal], limit: Decimal) -> list[Refusal]:
    """Whether these overruns are allowed without a change of the plan: each within the limit, all saved elsewhere (R12)."""
    found = Overrun(tuple(watch(planned, actual, limit)))
    refusals = [
        Refusal(
            "line_over",
            gettext_noop("A line is exceeded by %(over)s; the limit is %(allowance)s."),
            params={"over": row.over, "allowance": row.allowance, "category": row.category},
        )
        for row in found.lines
        if row.light is Light.RED
    ]
    if found.uncovered:
        refusals.append(
            Refusal(
                "not_saved",
                gettext_noop("%(missing)s of what is exceeded is not saved in other lines."),
                params={"missing": found.uncovered},
            )
        )
    return refusals
