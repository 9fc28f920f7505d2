"""Reading financing plans: which is in force, a version as a table, two versions side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from strahlkraft.audit import four_eyes
from strahlkraft.funding.models import FinancingPlan, Grant, GrantNotice
from strahlkraft.funding.rules import changes as change_rules
from strahlkraft.funding.rules import plans as rules
from strahlkraft.funding.rules.money import ZERO, total
from strahlkraft.funding.rules.plans import Balance, LineInput, SourceInput
from strahlkraft.funding.rules.vocabulary import Category, NoticeState, PlanState, SourceKind


def lines_of(plan: FinancingPlan) -> list[LineInput]:
    """The lines of a plan for the rules."""
    return [LineInput(row.category, row.year, row.eligible, row.non_eligible) for row in plan.lines.all()]


def sources_of(plan: FinancingPlan) -> list[SourceInput]:
    """The sources of a plan for the rules."""
    return [SourceInput(row.kind, row.year, row.amount, row.name) for row in plan.sources.all()]


def money_asked(notice: GrantNotice) -> tuple[list[LineInput], list[SourceInput]] | None:
    """The money the request asks for which a notice answers, as lines and sources; None when it asks for none."""
    if notice.answers is None:
        return None
    asked = change_rules.money_of(notice.answers.after)
    if not asked.years:
        return None
    places = sorted({*asked.eligible, *asked.non_eligible})
    lines = [
        LineInput(
            category, year, asked.eligible.get((year, category), ZERO), asked.non_eligible.get((year, category), ZERO)
        )
        for year, category in places
    ]
    return lines, [SourceInput(kind, year, amount, name) for (kind, name, year), amount in asked.sources.items()]


def plan_for(notice: GrantNotice) -> FinancingPlan | None:
    """The plan bound to a notice: its draft while it is not confirmed, afterwards what came into force with it."""
    rows = FinancingPlan.objects.filter(notice=notice).exclude(state=PlanState.DISCARDED)
    return rows.prefetch_related("lines", "sources").order_by("number").last()


def facts_of(plan: FinancingPlan) -> dict[str, Any]:
    """What of a plan the trail keeps, and what is approved: every amount by its line or source and year."""
    amounts = {f"{line.category}/{line.year}/eligible": line.eligible for line in lines_of(plan) if line.eligible}
    amounts |= {
        f"{line.category}/{line.year}/non_eligible": line.non_eligible for line in lines_of(plan) if line.non_eligible
    }
    amounts |= {"/".join((*source.who, str(source.year))): source.amount for source in sources_of(plan)}
    return {
        "number": plan.number,
        "state": str(plan.state),
        **{key: f"{amount:.2f}" for key, amount in amounts.items()},
    }


def plan_content_hash(plan: FinancingPlan) -> str:
    """The hash of all amounts of a plan; a page that puts it in force carries it (I19)."""
    return four_eyes.content_hash(facts_of(plan))


def plans_in_force(grants: Iterable[int] | QuerySet[Grant], *, on: date | None = None) -> dict[int, FinancingPlan]:
    """By grant the newest confirmed plan whose notice was effective on that day (None: at all); three queries."""
    rows = FinancingPlan.objects.filter(grant__in=grants, state=PlanState.CONFIRMED)
    if on is not None:
        rows = rows.filter(notice__effective_on__lte=on)
    rows = rows.order_by("notice__effective_on", "number").prefetch_related("lines", "sources")
    return {plan.grant_id: plan for plan in rows}


def versions(grant: Grant) -> QuerySet[FinancingPlan]:
    """All versions of a grant's plan, the newest first."""
    return (
        FinancingPlan.objects.filter(grant=grant)
        .select_related("notice")
        .prefetch_related("lines", "sources")
        .order_by("-number")
    )


def notices_for(plan: FinancingPlan) -> QuerySet[GrantNotice]:
    """Confirmed notices of the grant, the newest first: one of them may put a draft in force."""
    return GrantNotice.objects.filter(grant=plan.grant_id, state=NoticeState.CONFIRMED).order_by("-effective_on", "-id")


@dataclass(frozen=True, slots=True)
class Row:
    """One category, or one source, by year and in all."""

    key: tuple[str, str]
    cells: tuple[tuple[int, Decimal, Decimal], ...]  # year, eligible (or amount), not eligible
    first: Decimal
    second: Decimal

    @property
    def whole(self) -> Decimal:
        """Both columns together."""
        return self.first + self.second


@dataclass(frozen=True, slots=True)
class Table:
    """A plan as one table: categories by year, sources below, sums last."""

    years: tuple[int, ...]
    rows: tuple[Row, ...]
    sources: tuple[Row, ...]
    balances: tuple[Balance, ...]  # one a year in the order of years, the last one for all
    eligible: tuple[Decimal, ...]  # the same order
    non_eligible: tuple[Decimal, ...]


def table_of(lines: Iterable[LineInput], sources: Iterable[SourceInput], *, years: Iterable[int] = ()) -> Table:
    """The table of a plan; ``years`` adds columns that have no amount yet."""
    lines, sources = list(lines), list(sources)
    shown = sorted({*years, *(line.year for line in lines), *(source.year for source in sources)})
    spent = {(line.category, line.year): line for line in lines}
    given = {(source.who, source.year): source.amount for source in sources}
    sums = {row.year: row for row in rules.balances(lines, sources)}
    by_year = [[line for line in lines if line.year == year] for year in shown]
    return Table(
        tuple(shown),
        tuple(_row((key, ""), shown, spent) for key in Category if any(place[0] == key for place in spent)),
        tuple(_source(who, shown, given) for who in _order(given)),
        (*(sums.get(year, Balance(year, ZERO, ZERO)) for year in shown), sums[None]),
        tuple(total(line.eligible for line in part) for part in [*by_year, lines]),
        tuple(total(line.non_eligible for line in part) for part in [*by_year, lines]),
    )


def _row(key: tuple[str, str], years: list[int], spent: Mapping[tuple[str, int], LineInput]) -> Row:
    found = [spent.get((key[0], year), LineInput(key[0], year)) for year in years]
    return Row(
        key,
        tuple((line.year, line.eligible, line.non_eligible) for line in found),
        total(line.eligible for line in found),
        total(line.non_eligible for line in found),
    )


def _source(who: tuple[str, str], years: list[int], given: Mapping[tuple[tuple[str, str], int], Decimal]) -> Row:
    cells = tuple((year, given.get((who, year), ZERO), ZERO) for year in years)
    return Row(who, cells, total(cell[1] for cell in cells), ZERO)


def _order(given: Iterable[tuple[tuple[str, str], int]]) -> list[tuple[str, str]]:
    """The Land first, then own money, then third parties by name."""
    places = list(SourceKind)
    return sorted({who for who, _year in given}, key=lambda who: (places.index(SourceKind(who[0])), who[1]))


def plan_table(plan: FinancingPlan) -> Table:
    """A stored version as a table; no query when its lines and sources are at hand."""
    return table_of(lines_of(plan), sources_of(plan))


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions of a plan: which cells moved, and which sources give more or less in all."""

    lines: tuple[rules.Moved, ...]
    sources: tuple[rules.Moved, ...]
    totals: tuple[rules.Moved, ...]

    @property
    def is_neutral(self) -> bool:
        """Whether every source gives in all what it gave before (I7)."""
        return not self.totals


def difference(old: FinancingPlan, new: FinancingPlan) -> Difference:
    """What is another amount in ``new``."""
    return Difference(
        tuple(rules.moved_lines(lines_of(old), lines_of(new))),
        tuple(rules.moved_sources(sources_of(old), sources_of(new))),
        tuple(rules.shifted_sources(sources_of(old), sources_of(new))),
    )
