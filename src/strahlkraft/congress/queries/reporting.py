"""Figures of events for files, and events side by side: numbers with their method, never names."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from strahlkraft.congress import access, texts
from strahlkraft.congress.models import CheckIn, Occasion, Registration
from strahlkraft.congress.queries.funnel import funnels, told
from strahlkraft.congress.queries.statistics import Statistics
from strahlkraft.congress.rules.contacts import Funnel
from strahlkraft.congress.rules.vocabulary import Channel, RegistrationState
from strahlkraft.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of an event: ``code`` for machines, ``method`` says how it is counted; None: not known."""

    code: str
    label: str
    method: str
    number: int | None


def figures_of(statistics: Statistics) -> list[Figure]:
    """Every number of an event in one list, in the language of the page."""
    door = _("People scanned or ticked at the door.")
    found = [Figure(step.code, step.label, step.method, step.number) for step in told(statistics.funnel)]
    for channel, row in statistics.attendance.items():
        words = str(texts.CHANNELS[channel])
        found += [
            Figure(f"{channel}_seated", f"{words}: {_('with a seat')}", _("People of registrations."), row.seated),
            Figure(f"{channel}_waiting", f"{words}: {_('on the waiting list')}", _("People."), row.waiting),
        ]
        if row.came is not None:
            found.append(Figure(f"{channel}_came", f"{words}: {_('came in')}", door, row.came))
    timing, clock = statistics.timing, _("Median over what took place, by the clock of the stage.")
    found += [
        Figure("spoken", _("Pitches and keynotes that took place"), _("By the clock of the stage."), timing.count),
        Figure("skipped", _("Skipped"), _("By the clock of the stage."), timing.skipped),
        Figure("planned_seconds", _("Planned seconds (median)"), clock, timing.planned),
        Figure("real_seconds", _("Real seconds (median)"), clock, timing.real),
        Figure("late_seconds", _("Seconds later than planned (median)"), clock, timing.late),
        Figure("applause", _("Applause pressed"), _("Every press; no person is kept."), statistics.applause),
    ]
    return found


def as_data(occasion: Occasion, figures: Iterable[Figure], *, at: datetime) -> dict[str, Any]:
    """The figures of one event for machines."""
    return {
        "event": occasion.slug,
        "name": occasion.name,
        "invented": occasion.demonstration,
        "starts_at": occasion.starts_at.isoformat(),
        "as_of": at.isoformat(),
        "figures": [asdict(figure) for figure in figures],
    }


@dataclass(frozen=True, slots=True)
class Compared:
    """One event beside others: its chain, people with a seat and people who came, on site."""

    occasion: Occasion
    funnel: Funnel
    seated: int
    came: int


def events_compared(by: Actor, *, at: datetime, region: str = "") -> list[Compared]:
    """Events that have begun, the newest first, as somebody may count them; in a fixed number of queries."""
    rows = access.occasions_counted_for(by).filter(starts_at__lte=at).select_related("region").order_by("-starts_at")
    occasions = list(rows.filter(region__slug=region) if region else rows)
    ids = [occasion.pk for occasion in occasions]
    chain = funnels(occasions)
    seats = Registration.objects.filter(
        occasion_id__in=ids, channel=Channel.ONSITE, state=RegistrationState.CONFIRMED
    ).order_by()
    seated = dict(seats.values_list("occasion_id").annotate(n=Sum("seats")))
    arrivals = CheckIn.objects.filter(registration__occasion_id__in=ids).order_by()
    came = dict(arrivals.values_list("registration__occasion_id").annotate(n=Sum("people")))
    return [Compared(row, chain[row.pk], seated.get(row.pk, 0), came.get(row.pk, 0)) for row in occasions]


def together(funnels_of: Iterable[Funnel]) -> Funnel:
    """Several chains as one."""
    rows = list(funnels_of)
    names = ("contacts", "requests", "answered", "cases", "in_operation", "unconfirmed")
    return Funnel(**{name: sum(getattr(row, name) for row in rows) for name in names})
