"""Reading the office's posts: who may see them, how strong the office is and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from strahlkraft.accounts.models import Absence, Membership
from strahlkraft.accounts.rules import Role
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.network.models import Region
from strahlkraft.network.queries import regions_of
from strahlkraft.steering import access
from strahlkraft.steering.models import Position
from strahlkraft.steering.rules.staffing import Post, Strength, changes

OPEN_ENDED = timedelta(days=730)
"""How far a line of time is drawn for a post without an end."""
SOON = timedelta(days=30)
"""How far ahead absences are counted."""


@dataclass(frozen=True, slots=True)
class Span:
    """A post on the line of time: parts of a thousand from its beginning, and how long it still runs (None: no end)."""

    position: Position
    left: int
    width: int
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """The first of January of a year, or today, in parts of a thousand."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The posts drawn beside each other on one line of time."""

    spans: list[Span]
    years: list[Mark]
    today: int


def positions(by: Actor) -> QuerySet[Position]:
    """The posts of the regions somebody reads; default deny."""
    rows = Position.objects.filter(access.of_regions_read(by)).select_related("region", "organisation")
    return rows.order_by("region__name", "ends_on", "label")


def strengths(rows: Sequence[Position], *, today: date) -> list[Strength]:
    """How many full posts there are today and from each later day on which that changes."""
    return changes((Post(row.share, row.funded_rate, row.starts_on, row.ends_on) for row in rows), today=today)


def time_line(rows: Sequence[Position], *, today: date) -> TimeLine | None:
    """The posts that have not ended long ago, on one scale; None without posts."""
    if not rows:
        return None
    first = min(*(row.starts_on for row in rows), today)
    last = max(*(row.ends_on or today + OPEN_ENDED for row in rows), today + timedelta(days=90))
    days = (last - first).days + 1

    def place(day: date) -> int:
        return round(1000 * (day - first).days / days)

    spans = []
    for row in rows:
        end = row.ends_on or last
        left = place(row.starts_on)
        width = max(place(end + timedelta(days=1)) - left, 4)
        spans.append(Span(row, left, width, None if row.ends_on is None else (row.ends_on - today).days))
    years = [Mark(str(year), place(date(year, 1, 1))) for year in range(first.year + 1, last.year + 1)]
    step = 1 + len(years) // 12
    return TimeLine(spans, years[::step], place(today))


@dataclass(frozen=True, slots=True)
class Crew:
    """How many people of a region's office there are and how many are away; nobody's name, nobody's reason."""

    region: Region
    people: int
    away_today: int
    away_soon: int  # within the next 30 days, today included


def crews(by: Actor, *, at: datetime) -> list[Crew]:
    """The offices of the regions somebody reads, in three queries."""
    today = localdate(at)
    regions = list(regions_of(by, Right.READ_STEERING))
    members = Membership.objects.valid_at(at).filter(role=Role.OFFICE, region__in=regions, user__is_active=True)
    pairs = set(members.values_list("region_id", "user_id"))
    away = list(Absence.objects.between(today, today + SOON).filter(user__in={user for _region, user in pairs}))
    soon = {row.user_id for row in away}
    now = {row.user_id for row in away if row.first_day <= today}
    found = []
    for region in regions:
        own = {user for region_id, user in pairs if region_id == region.pk}
        if own:
            found.append(Crew(region, len(own), len(own & now), len(own & soon)))
    return found
