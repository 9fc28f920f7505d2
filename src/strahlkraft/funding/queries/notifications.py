"""What the records show that may have to be told to the authority (R20), and what was told; constant numbers of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, Sum
from django.utils.timezone import localdate

from strahlkraft.funding.access import of_grants
from strahlkraft.funding.models import DutyNotice, Expenditure, FinancingPlan, Grant, Payment
from strahlkraft.funding.queries.drawdowns import with_sums
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules import dates
from strahlkraft.funding.rules import notifications as rules
from strahlkraft.funding.rules.editions import parameter
from strahlkraft.funding.rules.forecast import Years, forecast
from strahlkraft.funding.rules.money import ZERO, Planned, cents, total
from strahlkraft.funding.rules.notifications import Found, Sign
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.funding.rules.vocabulary import FinancingMode, GrantState, PlanState, SourceKind
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.models import Milestone
from strahlkraft.steering.rules.vocabulary import MilestoneState

MOST = 50
"""Duties at most."""
WATCHED = (GrantState.GRANTED, GrantState.EFFECTIVE, GrantState.RUNNING, GrantState.PROOF_DUE)
"""States in which something can still have to be told."""


@dataclass(slots=True)
class _Seen:
    """What was read of one grant."""

    told: dict[str, date] = field(default_factory=dict)
    in_force: FinancingPlan | None = None
    draft: FinancingPlan | None = None
    paid: dict[int, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    payments: list[tuple[date, Decimal]] = field(default_factory=list)  # day, what is not used of it


def findings(grants: Iterable[Grant], *, today: date) -> dict[int, list[Found]]:
    """By grant what the records show and nobody has written about since; eight queries for any number of grants."""
    rows = [row for row in grants if row.state in WATCHED]
    keys = [row.pk for row in rows]
    terms, seen, late = terms_of(keys), _seen(keys), _milestones(rows)
    found: dict[int, list[Found]] = {}
    for row in rows:
        shown = [
            *_of_plans(row, terms[row.pk], seen[row.pk], today),
            *_of_payments(row, terms[row.pk], seen[row.pk], today),
            *_of_milestones(terms[row.pk], late.get(row.project_id or 0, [])),
        ]
        if left := [one for one in shown if not rules.is_told(one, seen[row.pk].told)]:
            found[row.pk] = left
    return found


def _seen(keys: list[int]) -> dict[int, _Seen]:
    found = {key: _Seen() for key in keys}
    told = DutyNotice.objects.filter(grant__in=keys).values_list("grant_id", "trigger").annotate(at=Max("drafted_at"))
    for grant, trigger, at in told:
        found[grant].told[trigger] = localdate(at)
    plans = FinancingPlan.objects.filter(grant__in=keys).exclude(state=PlanState.DISCARDED)
    for plan in plans.order_by(F("notice__effective_on").asc(nulls_last=True), "number").prefetch_related(
        "lines", "sources"
    ):
        if plan.state == PlanState.CONFIRMED:
            found[plan.grant_id].in_force = plan
        else:
            found[plan.grant_id].draft = plan
    spent = Expenditure.objects.filter(grant__in=keys, paid_on__isnull=False)
    for grant, day, amount in spent.values_list("grant_id", "paid_on").annotate(sum=Sum("eligible")):
        found[grant].paid[day.year] += amount
    payments: Any = with_sums(Payment.objects.filter(grant__in=keys))
    for row in payments:
        found[row.grant_id].payments.append((row.received_on, row.amount - cents(row.used_sum) - cents(row.repaid_sum)))
    return found


def _third(plan: FinancingPlan) -> Decimal:
    return total(row.amount for row in plan.sources.all() if row.kind == SourceKind.THIRD_PARTY)


def _of_plans(row: Grant, terms: Terms, seen: _Seen, today: date) -> Iterator[Found]:
    """More income than the notice rests on; a final grant smaller than the granted sum."""
    plan = seen.in_force
    if plan is None:
        return
    if seen.draft is not None:
        found = rules.income(_third(plan), _third(seen.draft), since=localdate(seen.draft.created_at))
        if found is not None:
            yield found
    by_kind = {
        kind: total(source.amount for source in plan.sources.all() if source.kind == kind) for kind in SourceKind
    }
    by_year: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for line in plan.lines.all():
        by_year[line.year] += line.eligible
    planned = Planned(
        mode=FinancingMode(row.financing_mode),
        eligible=total(by_year.values()),
        grant=terms.amount if terms.amount is not None else by_kind[SourceKind.GRANT],
        own=by_kind[SourceKind.OWN],
        third=by_kind[SourceKind.THIRD_PARTY],
        rate=terms.rate,
    )
    looks = forecast(planned, Years(by_year, seen.paid), year=today.year)
    found = rules.less_needed(looks.left, today=today)
    if found is not None:
        yield found


def _of_payments(row: Grant, terms: Terms, seen: _Seen, today: date) -> Iterator[Found]:
    """Payouts whose two months end and which are not used up."""
    months = parameter("use_months", terms.edition, overrides=terms.overrides, recipient=row.recipient_kind).whole
    for day, unused in seen.payments:
        found = rules.clock(dates.use_by(day, months=months), unused, today=today)
        if found is not None:
            yield found


def _milestones(grants: Iterable[Grant]) -> dict[int, list[tuple[str, date, date]]]:
    """By project the open milestones with another day than planned: title, expected on, said on."""
    rows = Milestone.objects.filter(
        project__in=[row.project_id for row in grants if row.project_id], state=MilestoneState.OPEN
    )
    found: dict[int, list[tuple[str, date, date]]] = defaultdict(list)
    late = rows.filter(forecast_on__isnull=False).annotate(said=Max("forecasts__stated_at")).order_by("pk")
    for project, title, expected, said in late.values_list("project_id", "title", "forecast_on", "said"):
        if expected is not None:
            found[project].append((title, expected, localdate(said) if said else expected))
    return found


def _of_milestones(terms: Terms, late: Iterable[tuple[str, date, date]]) -> Iterator[Found]:
    if terms.work_until is None:
        return
    for title, expected, said in late:
        found = rules.term(expected, terms.work_until, title, since=said)
        if found is not None:
            yield found


def written(grant: Grant) -> list[DutyNotice]:
    """The notifications of a grant, the newest first."""
    return list(grant.duty_notices.order_by("-drafted_at", "-pk"))


def duties(by: Actor, *, today: date) -> list[Duty]:
    """What may have to be told, and what is written and not sent; for whoever keeps the books of a grant."""
    if not by.holds(Right.EDIT_FUNDING):
        return []
    rows = Grant.objects.filter(of_grants(by, Right.EDIT_FUNDING), state__in=WATCHED).select_related("recipient")
    grants = {row.pk: row for row in rows}
    found = findings(grants.values(), today=today)
    told = [_found_duty(grants[pk], one, today) for pk, signs in found.items() for one in signs]
    drafts = DutyNotice.objects.filter(of_grants(by, Right.EDIT_FUNDING, "grant__"), sent_on=None)
    unsent = [_draft_duty(row) for row in drafts.select_related("grant__recipient").order_by("drafted_at", "pk")[:MOST]]
    return [*unsent, *told][:MOST]


_WORDS = {
    Sign.INCOME: gettext_noop("More third-party money than the notice rests on: does the authority know?"),
    Sign.LESS_NEEDED: gettext_noop("Less money will be needed than was granted: does the authority know?"),
    Sign.CLOCK: gettext_noop("A payout is not used up in time: does the authority know?"),
    Sign.TERM: gettext_noop("A milestone is expected after the end of the work period: does the authority know?"),
}


def _found_duty(grant: Grant, found: Found, today: date) -> Duty:
    return Duty(
        key=f"notify:{grant.code}:{found.sign}:{found.since}",
        weight=Weight.DUE,
        text=_WORDS[found.sign],
        button=gettext_noop("Write to the authority"),
        thing=Label("grant_notifications", grant.code),
        about=str(grant),
        due=today,
        region_id=grant.region_id,
    )


def _draft_duty(row: DutyNotice) -> Duty:
    return Duty(
        key=f"notification:{row.pk}",
        weight=Weight.WAITING,
        text=gettext_noop("A notification to the authority is written and not sent yet"),
        button=gettext_noop("Send it"),
        thing=Label("grant_notifications", row.grant.code),
        about=str(row.grant),
        region_id=row.grant.region_id,
    )
