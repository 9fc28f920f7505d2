"""Deadlines, sessions of the board and meetings of groups in the shared calendar, and whether they collide with events."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from strahlkraft.congress import texts
from strahlkraft.congress.queries.occasions import EventRow, meeting
from strahlkraft.congress.rules.occasions import Meeting, collisions
from strahlkraft.design.addresses import address
from strahlkraft.kernel.actor import Actor
from strahlkraft.network.models import Region
from strahlkraft.steering.queries import calendar
from strahlkraft.steering.queries.calendar import Entry, EntryKind

KINDS = {
    EntryKind.DEADLINE: gettext_lazy("Deadline"),
    EntryKind.SESSION: gettext_lazy("Session of the board"),
    EntryKind.MEETING: gettext_lazy("Exchange group"),
}
SHOWN_A_DAY = 3
"""Deadlines shown on one day of the month; more are counted."""


def of_month(by: Actor, first: date, end: date, region: Region | None = None) -> list[Entry]:
    """What of the own scope has a day in a month; milestones stand in the course of each project."""
    rows = calendar.entries(by, first, end)
    return [row for row in rows if row.kind in KINDS and (region is None or row.region_id == region.pk)]


def meetings(rows: Iterable[Entry]) -> list[Meeting]:
    """Those people come to, as the rules compare them with events; only the own region comes, so they are not public."""
    return [
        Meeting(
            key=row.key,
            name=row.title,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            region_id=row.region_id,
            public=False,
            context=row,
        )
        for row in rows
        if row.starts_at and row.ends_at and not row.cancelled
    ]


def shown(row: Entry) -> dict[str, Any]:
    """An entry as the calendar shows it."""
    return {"own": row, "kind": KINDS[row.kind], "url": address(row.thing), "title": row.title}


def of_days(rows: Iterable[Entry], colliding: frozenset[str]) -> dict[date, dict[str, Any]]:
    """By day: its entries, at most three deadlines, and how many deadlines more there are."""
    days: dict[date, dict[str, Any]] = {}
    for row in rows:
        day = days.setdefault(row.day, {"entries": [], "deadlines": 0, "more": 0})
        if row.kind is EntryKind.DEADLINE:
            day["deadlines"] += 1
            if day["deadlines"] > SHOWN_A_DAY:
                day["more"] += 1
                continue
        day["entries"].append({**shown(row), "collides": row.key in colliding})
    return days


def pairs(rows: Iterable[Entry], events: Iterable[EventRow]) -> list[dict[str, Any]]:
    """Each collision of a session or meeting with an event, or with another one, once; in the order of time."""
    own = meetings(rows)
    others = [meeting(row) for row in events if row.one_day_known and not row.cancelled]
    seen: set[frozenset[str]] = set()
    found = []
    for one in own:
        for collision in collisions(one, [*others, *own]):
            both = frozenset((one.key, collision.other.key))
            if both not in seen:
                seen.add(both)
                words = [texts.COLLISIONS[reason] for reason in collision.common]
                found.append({"one": shown(one.context), "other": _other(collision.other), "words": words})
    return found


def _other(other: Meeting) -> dict[str, Any]:
    if isinstance(other.context, Entry):
        return shown(other.context)
    return {"title": other.name, "url": address(other.context.label)}
