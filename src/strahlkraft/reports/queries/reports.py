"""Stored reports for pages: the list of the office, one report with what was asked about it, what waits for whom."""

from datetime import date

from django.db.models import QuerySet

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project
from strahlkraft.reports import access
from strahlkraft.reports.models import Report
from strahlkraft.reports.rules.vocabulary import ReportState

MOST = 50
"""Duties at most."""
_HEAVY = ("data", "introduction")
"""Long columns a list does not show."""


def managed(by: Actor) -> QuerySet[Report]:
    """The reports of the own office for a list, the newest first."""
    return access.managed_reports(by).select_related("region", "project").defer(*_HEAVY)


def supervised(by: Actor) -> QuerySet[Report]:
    """The reports that were handed in to this authority or the Land, for a list, the newest first (I22)."""
    rows = access.supervised_reports(by).select_related("region", "project").defer(*_HEAVY)
    return rows.order_by("-submitted_on", "-pk")


def regions_of(by: Actor) -> QuerySet[Region]:
    """The regions somebody may write reports about."""
    regions = by.region_ids(Right.MANAGE_FUNDING)
    return Region.objects.all() if regions is None else Region.objects.filter(pk__in=regions)


def projects_of(by: Actor) -> QuerySet[Project]:
    """The projects somebody may write reports about."""
    rows = Project.objects.filter(region__in=regions_of(by), parent=None, publication__in=("draft", "published"))
    return rows.order_by("title")


def versions_of(row: Report) -> list[Report]:
    """The reports this one took the place of, and the one that took its place; the oldest first."""
    found: list[Report] = []
    before = row.replaces
    while before is not None:
        found.insert(0, before)
        before = before.replaces
    return [*found, *row.replaced_by.all()]


def duties(by: Actor, *, today: date) -> list[Duty]:
    """What waits for this person: drafts of others to release, released ones to hand in, queries to answer. One query."""
    if not by.holds(Right.MANAGE_FUNDING):
        return []
    rows = access.managed_reports(by).filter(
        state__in=(ReportState.DRAFT, ReportState.RELEASED, ReportState.QUERIED, ReportState.RETURNED),
        replaced_by=None,
    )
    rows = rows.defer(*_HEAVY).order_by("drafted_at", "pk")[:MOST]
    return [duty for row in rows if (duty := _duty(row, by)) is not None]


def _duty(row: Report, by: Actor) -> Duty | None:
    if row.state == ReportState.DRAFT:
        if by.actor_id in {row.drafted_by, row.last_edited_by}:
            return None
        text, button = gettext_noop("Read and release a report as the second person"), gettext_noop("Look")
    elif row.state == ReportState.RELEASED:
        text, button = gettext_noop("A report is released and not handed in yet"), gettext_noop("Hand in")
    elif row.state == ReportState.QUERIED:
        text, button = gettext_noop("The authority asks about a report"), gettext_noop("Answer")
    else:
        text, button = gettext_noop("The authority returned a report; a new one is expected"), gettext_noop("Look")
    return Duty(
        key=f"report:{row.code}:{row.state}",
        weight=Weight.WAITING,
        text=text,
        button=button,
        thing=Label("report", row.code, row.title),
        about=row.title,
        region_id=row.region_id,
    )
