"""What may be said of an event, when it may be announced, changed and cancelled; which events get in each other's way."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from strahlkraft.congress.rules.vocabulary import (
    CrewRole,
    HostRole,
    Mode,
    OccasionKind,
    OccasionState,
    Visibility,
)
from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.offers import mailbox_problems

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Years in which events can lie; anything else is a slip of the pen."""

LONGEST = timedelta(days=31)
"""How long an event may last."""

LIMITS: Mapping[str, int] = MappingProxyType(
    {"name": 250, "venue": 200, "summary": 5000, "access_notes": 2000, "stream_url": 500, "new_series": 200}
)
"""Characters of each text; the columns of the table take no more."""

MOST_HOSTS = 20
LONGEST_WORDS = 2000
"""Characters of a notice to those who come."""
LONGEST_REASON = 500
"""Characters of the reason of a cancellation."""

TRANSITIONS: Mapping[OccasionState, Mapping[str, OccasionState]] = MappingProxyType(
    {
        OccasionState.DRAFT: {"announce": OccasionState.ANNOUNCED, "cancel": OccasionState.CANCELLED},
        OccasionState.ANNOUNCED: {"cancel": OccasionState.CANCELLED},
        OccasionState.CANCELLED: {},
    }
)
"""Which deed leads from which state to which; a cancelled event stays so that calendars can strike it out."""

TOLD = ("name", "starts_at", "ends_at", "mode", "venue")
"""What people who come must learn of when it changes: SEQUENCE of RFC 5545, 3.8.7.4, grows."""


@dataclass(frozen=True, slots=True)
class HostRow:
    """A body that invites; without ``organisation_id`` it is known by its name only."""

    name: str
    organisation_id: int | None = None
    role: str = HostRole.HOST


@dataclass(frozen=True, slots=True)
class OccasionInput:
    """Everything an editor says of an event. ``region_id`` None: the Land's. ``new_series`` names one not known yet."""

    name: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    region_id: int | None = None
    mode: str = Mode.ONSITE
    visibility: str = Visibility.PUBLIC
    series: str = ""
    new_series: str = ""
    venue: str = ""
    summary: str = ""
    access_notes: str = ""
    stream_url: str = ""
    mailbox: str = ""
    hosts: tuple[HostRow, ...] = field(default=())


def content_problems(given: OccasionInput) -> list[Refusal]:
    """What is wrong with what was said, each at its field; an empty list when it can be kept."""
    found = []
    if not given.name.strip():
        found.append(Refusal("name_missing", gettext_noop("Give the event a name."), "name"))
    for name, limit in LIMITS.items():
        if len(getattr(given, name)) > limit:
            words = gettext_noop("At most %(limit)s characters are possible.")
            found.append(Refusal("too_long", words, name, {"limit": limit}))
    for name, vocabulary in (("kind", OccasionKind), ("mode", Mode), ("visibility", Visibility)):
        if getattr(given, name) not in set(vocabulary):
            found.append(Refusal("unknown", gettext_noop("Please choose one of the values offered."), name))
    found += time_problems(given.starts_at, given.ends_at)
    if given.stream_url and not re.fullmatch(r"https?://[^\s/@]+(/\S*)?", given.stream_url):
        words = gettext_noop("A web address begins with https:// and holds no blank.")
        found.append(Refusal("address", words, "stream_url"))
    return [*found, *mailbox_problems(given.mailbox), *_host_problems(given.hosts)]


def time_problems(starts_at: datetime, ends_at: datetime) -> list[Refusal]:
    """Whether beginning and end can be those of one event."""
    if not (year_fits(starts_at.date()) and year_fits(ends_at.date())):
        return [year_refusal("starts_at")]
    if ends_at <= starts_at:
        return [Refusal("ends_early", gettext_noop("The end lies before the beginning."), "ends_at")]
    if ends_at - starts_at > LONGEST:
        words = gettext_noop("An event lasts at most %(days)s days. Please check the dates.")
        return [Refusal("too_long", words, "ends_at", {"days": LONGEST.days})]
    return []


def year_fits(day: date) -> bool:
    """Whether an event can be on that day."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def year_refusal(name: str) -> Refusal:
    """The sentence for a day in a year that cannot be meant, at the field ``name``."""
    words = gettext_noop("Please check the year: events lie between %(first)s and %(last)s.")
    return Refusal("year", words, name, {"first": FIRST_YEAR, "last": LAST_YEAR})


def _host_problems(hosts: tuple[HostRow, ...]) -> list[Refusal]:
    names = [" ".join(host.name.split()).casefold() for host in hosts]
    if len(hosts) > MOST_HOSTS:
        words = gettext_noop("At most %(most)s hosts are possible.")
        return [Refusal("hosts_many", words, "hosts", {"most": MOST_HOSTS})]
    if any(not name or len(name) > LIMITS["venue"] for name in names):
        return [Refusal("host_name", gettext_noop("Choose an organisation or write its name."), "hosts")]
    twice = next((host.name for host, name in zip(hosts, names, strict=True) if names.count(name) > 1), "")
    if twice:
        return [Refusal("host_twice", gettext_noop("“%(name)s” stands here twice."), "hosts", {"name": twice})]
    if hosts and all(host.role != HostRole.HOST for host in hosts):
        return [Refusal("host_missing", gettext_noop("Co-hosts join a host: name one."), "hosts")]
    return []


def announcing_problems(state: str, given: OccasionInput) -> list[Refusal]:
    """What is missing before an event can be announced; what has begun to be announced keeps it."""
    if state != OccasionState.DRAFT:
        return [Refusal("state", gettext_noop("This event has been announced already."))]
    return missing(given)


def missing(given: OccasionInput) -> list[Refusal]:
    """What people need to know of an announced event and is not said."""
    found = []
    if not given.hosts:
        found.append(Refusal("host_missing", gettext_noop("Say who invites."), "hosts"))
    if given.mode != Mode.ONLINE and not given.venue.strip():
        found.append(Refusal("venue_missing", gettext_noop("Say where it takes place."), "venue"))
    if given.visibility == Visibility.PUBLIC and not given.summary.strip():
        found.append(Refusal("summary_missing", gettext_noop("Say in a few words what it is about."), "summary"))
    return found


def editing_problems(state: str, before: OccasionInput, given: OccasionInput, note: str) -> list[Refusal]:
    """Whether an event may be changed so; those who come are told of time and place in words (``note``)."""
    if state == OccasionState.CANCELLED:
        return [Refusal("state", gettext_noop("A cancelled event is no longer changed."))]
    found = content_problems(given)
    if len(note) > LONGEST_WORDS:
        words = gettext_noop("At most %(limit)s characters are possible.")
        found.append(Refusal("too_long", words, "note", {"limit": LONGEST_WORDS}))
    if state == OccasionState.DRAFT:
        return found
    found += missing(given)
    if given.visibility != before.visibility:
        words = gettext_noop("Who sees an announced event can no longer be changed. Cancel it and announce another.")
        found.append(Refusal("visibility", words, "visibility"))
    if told_changes(before, given) and not note.strip():
        words = gettext_noop("Tell those who come in a sentence what changes.")
        found.append(Refusal("note_missing", words, "note"))
    return found


def told_changes(before: OccasionInput, given: OccasionInput) -> tuple[str, ...]:
    """The names of changed things that people who come must learn of."""
    return tuple(name for name in TOLD if getattr(before, name) != getattr(given, name))


def cancelling_problems(state: str, reason: str) -> list[Refusal]:
    """Whether an event may be cancelled; the reason is told to everybody who registered."""
    if "cancel" not in TRANSITIONS[OccasionState(state)]:
        return [Refusal("state", gettext_noop("This event is cancelled already."))]
    if not reason.strip():
        return [Refusal("reason_missing", gettext_noop("Say why it is cancelled."), "reason")]
    return _length(reason, LONGEST_REASON, "reason")


def telling_problems(state: str, text: str) -> list[Refusal]:
    """Whether those who come can be told something without anything being changed."""
    if state != OccasionState.ANNOUNCED:
        return [Refusal("state", gettext_noop("Only an announced event has somebody to tell."))]
    if not text.strip():
        return [Refusal("text_missing", gettext_noop("Write what those who come should know."), "text")]
    return _length(text, LONGEST_WORDS, "text")


def _length(text: str, limit: int, name: str) -> list[Refusal]:
    words = gettext_noop("At most %(limit)s characters are possible.")
    return [Refusal("too_long", words, name, {"limit": limit})] if len(text) > limit else []


def taking_up_problems(date_stated: str, starts_at: datetime, first_day: date) -> list[Refusal]:
    """Whether an event of the register can begin on ``first_day``: its date there is a year, a month or a day."""
    if not year_fits(starts_at.date()):
        return []
    stated = PartialDate.parse(date_stated)
    if stated.first_day <= first_day <= stated.last_day:
        return []
    words = gettext_noop("The register dates this event differently. Please choose a day that fits its sources.")
    return [Refusal("date_differs", words, "starts_at")]


def crew_problems(role: str, name: str, mailbox: str) -> list[Refusal]:
    """What is wrong with somebody who shall have a task at an event."""
    found = []
    if role not in set(CrewRole):
        found.append(Refusal("unknown", gettext_noop("Please choose one of the values offered."), "role"))
    if not name.strip():
        found.append(
            Refusal("name_missing", gettext_noop("Write a name, so that you can tell the links apart."), "name")
        )
    return [*found, *_length(name, 120, "name"), *mailbox_problems(mailbox)]


class Common(StrEnum):
    """Why two events at the same time get in each other's way."""

    HOSTS = "hosts"  # the same body invites to both
    REGION = "region"
    AUDIENCE = "audience"  # both are for everybody, or one is the Land's and so for every region


@dataclass(frozen=True, slots=True)
class Meeting:
    """An event as the shared calendar compares it. ``hosts`` are names; a whole day begins and ends at midnight.

    ``region_id`` None: not known; ``of_land``: it belongs to all regions; ``public``: everybody may come.
    """

    key: str
    name: str
    starts_at: datetime
    ends_at: datetime
    region_id: int | None = None
    of_land: bool = False
    public: bool = True
    hosts: frozenset[str] = frozenset()
    context: Any = field(default=None, compare=False, hash=False)


@dataclass(frozen=True, slots=True)
class Collision:
    """With what an event collides, and what the two share."""

    other: Meeting
    common: tuple[Common, ...]


def collisions(one: Meeting, others: Iterable[Meeting]) -> list[Collision]:
    """The events in the way of ``one``: at the same time, and for the same hosts, region or audience; worst first.

    A warning, never a ban: on 10 March 2022 a congress of one region met a closing conference of another because
    nobody had seen both (DOMAIN.md, "a shared calendar was missing").
    """
    found = [Collision(other, common(one, other)) for other in others if other.key != one.key]
    return sorted(
        (row for row in found if row.common),
        key=lambda row: (list(Common).index(row.common[0]), -len(row.common), row.other.starts_at, row.other.key),
    )


def common(one: Meeting, other: Meeting) -> tuple[Common, ...]:
    """What two events share when they are at the same time; empty when they are not."""
    if one.starts_at >= other.ends_at or other.starts_at >= one.ends_at:
        return ()
    shared = {
        Common.HOSTS: bool({name.casefold() for name in one.hosts} & {name.casefold() for name in other.hosts}),
        Common.REGION: one.region_id is not None and one.region_id == other.region_id,
        Common.AUDIENCE: (one.public and other.public) or one.of_land or other.of_land,
    }
    return tuple(reason for reason, holds in shared.items() if holds)
