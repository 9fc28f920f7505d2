"""Reading deadlines: what is open, what is next, what waits for somebody; quick with 20,000 of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects.models import Project
from strahlkraft.steering import access
from strahlkraft.steering.models import Deadline
from strahlkraft.steering.rules.deadlines import name_of
from strahlkraft.steering.rules.vocabulary import DeadlineState

MOST = 50
"""Duties of one weight at most."""
AHEAD = timedelta(days=90)
"""How far somebody's list looks (FUNDING.md e.2)."""


def visible(by: Actor) -> QuerySet[Deadline]:
    """Deadlines of the own regions, and of the own projects; default deny."""
    regions = by.region_ids(Right.READ_STEERING)
    rows = Deadline.objects.select_related("project", "region")
    if regions is None:
        return rows
    own = Q(region_id__in=regions)
    if by.organisation_ids(Right.READ_STEERING):
        own |= access.of_readable_projects(by)
    return rows.filter(own)


def may_settle(by: Actor, row: Deadline) -> bool:
    """Whether somebody may say that it is done: the office, or a partner for the own project."""
    if not access.may_steer(by, row.region_id):
        return True
    return row.project is not None and not access.may_report(by, row.project)


@dataclass(frozen=True, slots=True)
class NextDeadline:
    """What a list of projects says of a deadline."""

    title: str
    target_on: date
    latest_on: date


def next_of(projects: Iterable[int] | QuerySet[Project]) -> dict[int, NextDeadline]:
    """Per project (primary key) its next open deadline, in one query; projects without one are not in it."""
    open_ones = Deadline.objects.filter(project=OuterRef("pk"), state=DeadlineState.OPEN).order_by("latest_on", "pk")
    chosen: dict[str, Any] = {"pk__in": projects}
    soonest = (
        Project.objects.filter(**chosen)
        .order_by()
        .annotate(soonest=Subquery(open_ones.values("pk")[:1]))
        .values("soonest")
    )
    rows = Deadline.objects.filter(pk__in=soonest).order_by()
    said = rows.values_list("project_id", "title", "target_on", "latest_on")
    return {project: NextDeadline(title, target, latest) for project, title, target, latest in said}


def duties(by: Actor, *, today: date) -> list[Duty]:
    """What is due within 90 days or overdue, with legal effect first: at most 50 of each weight, at most four queries."""
    found = {row.pk: row for rows in due(by, today + AHEAD) for row in rows.only(*_SAID)}
    ordered = sorted(found.values(), key=lambda row: (not row.legal, row.latest_on, row.pk))
    legal = [row for row in ordered if row.legal][:MOST]
    return [_duty(row) for row in [*legal, *[row for row in ordered if not row.legal][:MOST]]]


def due(by: Actor, until: date) -> list[QuerySet[Deadline]]:
    """What is open and due until a day; each query walks the index of open deadlines by region and day and stops after 50."""
    rows = Deadline.objects.filter(state=DeadlineState.OPEN, latest_on__lte=until).select_related("project")
    rows = rows.order_by("latest_on", "pk")
    parts = []
    regions = by.region_ids(Right.STEER_PROJECTS)
    if regions is None:
        parts = [rows]
    else:
        parts = [rows.filter(region_id__in=regions)] if regions else []
        if by.organisation_ids(Right.REPORT_PROJECTS):
            parts.append(rows.filter(project__in=access.reportable_projects(by).values("pk")))
    return [part.filter(legal=legal)[:MOST] for part in parts for legal in (True, False)]


_SAID = ("title", "legal", "target_on", "latest_on", "region_id", "project__title", "rule", "derived_from")
"""What a duty says of a deadline: a project has long texts."""


def _duty(row: Deadline) -> Duty:
    return Duty(
        key=f"deadline:{row.pk}",
        weight=Weight.LEGAL if row.legal else Weight.DUE,
        text=gettext_noop("%(title)s"),
        button=gettext_noop("Open the deadline"),
        thing=Label("deadline", str(row.pk), row.title),
        about=row.project.title if row.project else "",
        due=row.target_on,
        latest=row.latest_on,
        region_id=row.region_id,
        params=(("title", row.title),),
        deadlines=(name_of(row.rule, row.derived_from),),
    )
