"""Looking ahead: plan against actual, lights of the lines (R12), what the Land will give (R14), what may lapse (R26).

A constant number of queries however many grants. Everything here is an estimate; only the authority decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from strahlkraft.design.formats import number
from strahlkraft.funding import access
from strahlkraft.funding.models import FinancingPlan, Grant, Payment
from strahlkraft.funding.queries.ledger import Actuals, actuals, end_of
from strahlkraft.funding.queries.plans import lines_of, plans_in_force, sources_of
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules import forecast as rules
from strahlkraft.funding.rules.deadline_kinds import GrantRule
from strahlkraft.funding.rules.editions import Parameter, parameter
from strahlkraft.funding.rules.forecast import Forecast, Lapse, Years
from strahlkraft.funding.rules.money import ZERO, Planned, total
from strahlkraft.funding.rules.plans import Light, LineInput, Overrun, SourceInput, land_money, watch
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.funding.rules.vocabulary import Category, FinancingMode, GrantState, SourceKind
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.deadlines import name_of

MOST = 50
"""Duties of one kind at most."""
SPENDING = (GrantState.GRANTED, GrantState.EFFECTIVE, GrantState.RUNNING, GrantState.PROOF_DUE)
"""Grants for which looking ahead still changes something."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A line of the plan against what was spent: one category in one year, eligible parts."""

    category: str
    year: int
    planned: Decimal
    actual: Decimal

    @property
    def left(self) -> Decimal:
        """What is not spent; below nothing: more was spent than planned."""
        return self.planned - self.actual


@dataclass(frozen=True, slots=True)
class Outlook:
    """A grant's money as known at the end of a day."""

    on: date
    terms: Terms
    plan: FinancingPlan | None
    actuals: Actuals
    years: tuple[int, ...]
    compared: Mapping[tuple[str, int], Compared]
    overrun: Overrun
    limit: Parameter
    forecast: Forecast | None
    lapse: Lapse

    @property
    def categories(self) -> list[str]:
        """Categories that are planned or spent on, in the order of the plan."""
        found = {key for key, _year in self.compared}
        return [key for key in Category if key in found]

    def row(self, category: str) -> Compared:
        """One category over all years."""
        rows = [cell for (key, _year), cell in self.compared.items() if key == category]
        return Compared(category, 0, total(cell.planned for cell in rows), total(cell.actual for cell in rows))

    def column(self, year: int) -> Compared:
        """One year over all categories."""
        rows = [cell for (_key, one), cell in self.compared.items() if one == year]
        return Compared("", year, total(cell.planned for cell in rows), total(cell.actual for cell in rows))

    @property
    def whole(self) -> Compared:
        """Everything together."""
        rows = list(self.compared.values())
        return Compared("", 0, total(cell.planned for cell in rows), total(cell.actual for cell in rows))


def outlooks(grants: Iterable[Grant], *, on: date, ahead: bool = False) -> dict[int, Outlook]:
    """By id of the grant its money as known at the end of a day; six queries for any number of grants (I8).

    ``ahead``: where no notice is effective yet, what the confirmed ones say counts already (four queries more).
    """
    wanted = list(grants)
    keys = [grant.pk for grant in wanted]
    terms, plans = dict(terms_of(keys, on=on)), plans_in_force(keys, on=on)
    waiting = [key for key in keys if not terms[key].notices] if ahead else []
    if waiting:
        terms |= terms_of(waiting)
        plans |= plans_in_force(waiting)
    spent, drawn = actuals(keys, on=on), _drawn(keys, on)
    return {
        grant.pk: _outlook(
            grant,
            on,
            terms[grant.pk],
            plans.get(grant.pk),
            spent.get(grant.pk, Actuals()),
            drawn.get(grant.pk, ZERO),
        )
        for grant in wanted
    }


def outlook(grant: Grant, *, on: date) -> Outlook:
    """One grant's money as known at the end of a day, for its own pages."""
    return outlooks([grant], on=on, ahead=True)[grant.pk]


def _drawn(grants: list[int], on: date) -> dict[int, Decimal]:
    """Payouts of the year of ``on`` that had arrived and were booked by then; one query."""
    rows = Payment.objects.filter(grant__in=grants, received_on__year=on.year, received_on__lte=on)
    rows = rows.filter(booked_at__lt=end_of(on)).order_by()
    return dict(rows.values_list("grant_id").annotate(Sum("amount")))


def _outlook(
    grant: Grant, on: date, terms: Terms, plan: FinancingPlan | None, spent: Actuals, drawn: Decimal
) -> Outlook:
    lines, sources = (lines_of(plan), sources_of(plan)) if plan else ([], [])
    compared = _compare(lines, spent)
    limit = parameter("line_overrun_limit", terms.edition, overrides=terms.overrides, recipient=grant.recipient_kind)
    planned: dict[str, Decimal] = {}
    for line in lines:
        planned[line.category] = planned.get(line.category, ZERO) + line.eligible
    this_year = [source for source in sources if source.year == on.year]
    return Outlook(
        on,
        terms,
        plan,
        spent,
        tuple(sorted({year for _key, year in compared})),
        compared,
        Overrun(tuple(watch(planned, spent.eligible_by_category, limit.value))),
        limit,
        _forecast(grant, on, terms, lines, sources, spent),
        Lapse(on.year, land_money(this_year), drawn, spent.in_year(on.year).land_share),
    )


def _compare(lines: Iterable[LineInput], spent: Actuals) -> dict[tuple[str, int], Compared]:
    planned = {(line.category, line.year): line.eligible for line in lines}
    keys = sorted(planned.keys() | spent.cells.keys(), key=lambda key: (key[1], key[0]))
    return {
        key: Compared(*key, planned.get(key, ZERO), spent.cells[key].eligible if key in spent.cells else ZERO)
        for key in keys
    }


def planned_of(
    grant: Grant, terms: Terms, lines: Iterable[LineInput], sources: Iterable[SourceInput]
) -> Planned | None:
    """What the notice and the plan in force say together; None while neither names a sum of the Land."""
    lines, sources = list(lines), list(sources)
    granted = terms.amount if terms.amount is not None else land_money(sources) or None
    if granted is None:
        return None
    eligible = total(line.eligible for line in lines) or terms.eligible_total or ZERO
    return Planned(
        FinancingMode(grant.financing_mode),
        eligible,
        granted,
        own=total(source.amount for source in sources if source.kind == SourceKind.OWN),
        third=total(source.amount for source in sources if source.kind == SourceKind.THIRD_PARTY),
        rate=terms.rate,
    )


def _forecast(
    grant: Grant, on: date, terms: Terms, lines: list[LineInput], sources: list[SourceInput], spent: Actuals
) -> Forecast | None:
    planned = planned_of(grant, terms, lines, sources)
    if planned is None:
        return None
    by_year: dict[int, Decimal] = {}
    for line in lines:
        by_year[line.year] = by_year.get(line.year, ZERO) + line.eligible
    return rules.forecast(planned, Years(by_year, spent.eligible_by_year), year=on.year)


# ---- what waits for somebody


def duties(by: Actor, *, today: date) -> list[Duty]:
    """Lines over their limit, and from October money that lapses at the year's end; at most eleven queries."""
    if not by.holds(Right.EDIT_FUNDING):
        return []
    rows = list(
        Grant.objects.filter(access.of_grants(by, Right.EDIT_FUNDING), state__in=SPENDING)
        .distinct()
        .select_related("recipient")
        .order_by("pk")
    )
    found = outlooks(rows, on=today, ahead=True)
    over = [_over(grant) for grant in rows if found[grant.pk].plan and found[grant.pk].overrun.light is Light.RED]
    lapsing = [grant for grant in rows if rules.is_time_to_look(today) and found[grant.pk].lapse.at_risk]
    lapsing.sort(key=lambda grant: -found[grant.pk].lapse.at_risk)
    return [*over[:MOST], *(_lapsing(grant, found[grant.pk].lapse) for grant in lapsing[:MOST])]


def _over(grant: Grant) -> Duty:
    return Duty(
        key=f"overrun:{grant.pk}",
        weight=Weight.LEGAL,
        text=gettext_noop("A line of the financing plan is exceeded beyond its limit"),
        button=gettext_noop("Open the ledger"),
        thing=Label("ledger", grant.code, str(grant)),
        about=str(grant),
        region_id=grant.region_id,
    )


def _lapsing(grant: Grant, lapse: Lapse) -> Duty:
    last = date(lapse.year, 12, 31)
    return Duty(
        key=f"lapse:{grant.pk}:{lapse.year}",
        weight=Weight.LEGAL,
        text=gettext_noop("%(amount)s euros of the Land may lapse at the end of %(year)s"),
        button=gettext_noop("Open the financing plan"),
        thing=Label("plan", grant.code, str(grant)),
        about=str(grant),
        due=last,
        latest=last,
        region_id=grant.region_id,
        params=(("amount", number(lapse.at_risk, 2)), ("year", str(lapse.year))),
        deadlines=(name_of(GrantRule.LAPSE, f"grant:{grant.pk}/year:{lapse.year}"),),
    )
