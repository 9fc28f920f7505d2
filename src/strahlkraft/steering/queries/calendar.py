"""Everything of somebody's scope that has a day: deadlines, milestones, sessions of the board, meetings of groups."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models.functions import Coalesce
from django.utils.timezone import localdate, make_aware

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.network import queries as network
from strahlkraft.steering.access import link_token, of_readable_projects, read_token
from strahlkraft.steering.models import CalendarLink, Deadline, Milestone
from strahlkraft.steering.queries import deadlines
from strahlkraft.steering.queries.board import sessions_read
from strahlkraft.steering.rules.vocabulary import DeadlineState, MilestoneState, SessionState

MOST = 2_000
"""Entries of one kind at most: calendars of phones become slow with more."""
MEETING_LASTS = timedelta(hours=2)
"""How long a group is taken to meet: nobody says an end."""


class EntryKind(StrEnum):
    """What an entry of the calendar is."""

    DEADLINE = "deadline"
    MILESTONE = "milestone"
    SESSION = "session"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something on a day; ``key`` never changes. Without ``starts_at`` it lasts the whole day.

    ``sequence`` grows with every change; ``project`` is the title of the project it belongs to; ``deadline`` is the row of
    a deadline, which knows what it rests on.
    """

    key: str
    kind: EntryKind
    title: str
    day: date
    thing: Label
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    project: str = ""
    place: str = ""
    region_id: int | None = None
    region: str = ""
    legal: bool = False
    cancelled: bool = False
    sequence: int = 0
    deadline: Deadline | None = None


def entries(by: Actor, first: date, end: date) -> list[Entry]:
    """What ``by`` may know of from ``first`` to before ``end``, by day; four queries."""
    found = [
        *_deadlines(by, first, end),
        *_milestones(by, first, end),
        *_sessions(by, first, end),
        *_meetings(by, first, end),
    ]
    return sorted(
        found,
        key=lambda row: (row.day, row.starts_at is not None, row.starts_at or _midnight(row.day), row.title, row.key),
    )


def _deadlines(by: Actor, first: date, end: date) -> Iterator[Entry]:
    rows = deadlines.visible(by).filter(state=DeadlineState.OPEN, latest_on__gte=first, latest_on__lt=end)
    for row in rows.order_by("latest_on", "pk")[:MOST]:
        yield Entry(
            key=f"deadline:{row.pk}",
            kind=EntryKind.DEADLINE,
            title=row.title,
            day=row.latest_on,
            thing=Label("deadline", str(row.pk), row.title),
            project=row.project.title if row.project else "",
            region_id=row.region_id,
            region=row.region.name,
            legal=row.legal,
            sequence=row.version,
            deadline=row,
        )


def _milestones(by: Actor, first: date, end: date) -> Iterator[Entry]:
    rows = Milestone.objects.filter(of_readable_projects(by), state=MilestoneState.OPEN).select_related(
        "project__region"
    )
    expected = rows.annotate(expected=Coalesce("forecast_on", "planned_on")).order_by("expected", "pk")
    for row in expected.filter(expected__gte=first, expected__lt=end)[:MOST]:
        yield Entry(
            key=f"milestone:{row.code}",
            kind=EntryKind.MILESTONE,
            title=row.title,
            day=row.expected,
            thing=Label("project_life", row.project.slug, row.title),
            project=row.project.title,
            region_id=row.project.region_id,
            region=row.project.region.name,
            sequence=row.version,
        )


def _sessions(by: Actor, first: date, end: date) -> Iterator[Entry]:
    rows = sessions_read(by).filter(starts_at__gte=_midnight(first), starts_at__lt=_midnight(end))
    for row in rows.order_by("starts_at", "pk")[:MOST]:
        yield Entry(
            key=f"session:{row.code}",
            kind=EntryKind.SESSION,
            title=row.title,
            day=localdate(row.starts_at),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            thing=row.label,
            place=row.place,
            region_id=row.region_id,
            region=row.region.name,
            cancelled=row.state == SessionState.CANCELLED,
            sequence=row.version,
        )


def _meetings(by: Actor, first: date, end: date) -> Iterator[Entry]:
    for row in network.meetings(by, first, end - timedelta(days=1))[:MOST]:
        starts_at = make_aware(datetime.combine(row.on, row.begins)) if row.begins else None
        yield Entry(
            key=f"meeting:{row.pk}",
            kind=EntryKind.MEETING,
            title=row.group.name,
            day=row.on,
            starts_at=starts_at,
            ends_at=starts_at + MEETING_LASTS if starts_at else None,
            thing=row.group.label,
            place=row.place,
            region_id=row.group.region_id,
            region=row.group.region.name,
            sequence=row.version,
        )


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


def link_of(actor_id: str) -> Label | None:
    """The private address of somebody's calendar; None when they have none."""
    row = CalendarLink.objects.filter(actor_id=actor_id).first()
    return Label("calendar_link", link_token("calendar", row.code)) if row else None


def link_of_token(token: str) -> CalendarLink | None:
    """Whose calendar an address opens; None when it was not made here or has ended."""
    return CalendarLink.objects.filter(code=read_token("calendar", token) or "-").first()
