"""A programme, parts of it and lists of events as iCalendar (RFC 5545) for subscribing and for taking one date along.

A UID never changes; SEQUENCE and LAST-MODIFIED grow; what is cancelled stays in as STATUS:CANCELLED, so that calendars
strike it out instead of keeping it. Times are in full minutes, as the programme shows them.
"""

import dataclasses
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from strahlkraft.congress.formats.entries import BERLIN, AddressOf, Entry, listing, one_line, part_of, web_address
from strahlkraft.congress.published import Item, Programme
from strahlkraft.kernel.xml_text import xml_text

MEDIA_TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//Strahlkraft//Programme//DE"
_REFRESH = timedelta(minutes=15)  # how often a subscriber is asked to look
_DAY = timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """An event of a list of events. ``uid`` never changes; two dates (both included) mean whole days.

    ``changed_at`` and ``sequence`` grow with every change. ``url`` is a path or a whole address.
    """

    uid: UUID
    title: str
    starts_at: datetime | date
    ends_at: datetime | date
    changed_at: datetime
    sequence: int = 0
    place: str = ""
    summary: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    cancelled: bool = False


def programme_calendar(
    programme: Programme,
    *,
    base_url: str,
    address_of: AddressOf,
    stage: str = "",
    topic: str = "",
    person: UUID | None = None,
    item: str = "",
) -> bytes:
    """The programme, or of it one stage or topic (by slug), one person's items (by guid), one item (by code)."""

    def wanted(one: Item) -> bool:
        return (
            (not topic or one.topic == topic)
            and (person is None or any(someone.guid == person for someone in one.people))
            and (not item or one.code == item)
        )

    part = part_of(programme, stage=stage, keep=wanted if topic or person or item else None)
    made = listing(part, base_url=base_url, address_of=address_of)
    title = one_line(made.programme.title)
    name = _name(title, made.entries, stage=stage, topic=topic, item=item)
    return _calendar(name, made.url, [_of_entry(entry, made.programme) for entry in made.entries])


def appointments_calendar(appointments: Iterable[Appointment], *, name: str, url: str, base_url: str) -> bytes:
    """A list of events under ``name``; ``url`` is its page."""
    events = [_event(dataclasses.replace(row, url=web_address(row.url, base_url))) for row in appointments]
    return _calendar(name, web_address(url, base_url), events)


def _name(title: str, chosen: list[Entry], *, stage: str, topic: str, item: str) -> str:
    """What the calendar is called: a part names the whole and itself."""
    if not chosen:
        return title
    first = chosen[0]
    part = (
        first.stage if stage else one_line(first.topic.name) if topic and first.topic else first.title if item else ""
    )
    return f"{title}: {part}" if part else title


def _of_entry(entry: Entry, programme: Programme) -> Event:
    people = [one_line(", ".join(filter(None, (person.name, person.organisation)))) for person in entry.people]
    told = [entry.summary, "\n".join(people), *(link.url for link in entry.links if link.kind == "recording")]
    return _event(
        Appointment(
            uid=entry.guid,
            title=entry.title,
            starts_at=entry.begins,
            ends_at=entry.finishes,
            changed_at=programme.published_at,
            sequence=entry.sequence,
            place=", ".join(filter(None, (entry.stage, one_line(programme.venue)))),
            summary="\n\n".join(filter(None, told)),
            url=entry.url,
            categories=(one_line(entry.topic.name),) if entry.topic else (),
            cancelled=entry.cancelled,
        )
    )


def _event(row: Appointment) -> Event:
    changed_at = row.changed_at.astimezone(UTC)
    event = Event()
    event.add("uid", str(row.uid))
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", row.sequence)
    event.add("summary", _text(one_line(row.title)))
    event.add("dtstart", _moment(row.starts_at))
    event.add("dtend", _moment(row.ends_at) if isinstance(row.ends_at, datetime) else row.ends_at + _DAY)
    event.add("status", "CANCELLED" if row.cancelled else "CONFIRMED")
    for name, value in (("location", row.place), ("description", row.summary), ("url", row.url)):
        if value:
            event.add(name, _text(value))
    categories = [_text(category) for category in row.categories if category]
    if categories:
        event.add("categories", categories)
    return event


def _moment(value: datetime | date) -> datetime | date:
    """Berlin's time; in the hour that comes twice, its second time can only be said in UTC."""
    if not isinstance(value, datetime):
        return value
    local = value.astimezone(BERLIN).replace(microsecond=0)
    return local.astimezone(UTC) if local.fold else local


def _text(text: str) -> str:
    return xml_text(text.replace("\r\n", "\n").replace("\r", "\n"))


def _calendar(name: str, url: str, events: list[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, _text(one_line(name)))
    calendar.add("x-wr-timezone", BERLIN.key)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    if url:
        calendar.add("url", url)
    calendar.add_component(_berlin())
    for event in events:
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _berlin() -> Timezone:
    """Berlin's clock since 1996 (directive 2000/84/EC): an hour on in March, back in October, on the last Sunday."""
    zone = Timezone()
    zone.add("tzid", BERLIN.key)
    for part, name, before, after, start, month in (
        (TimezoneDaylight(), "CEST", 1, 2, datetime(1981, 3, 29, 2), 3),  # noqa: DTZ001 - a clock's own time
        (TimezoneStandard(), "CET", 2, 1, datetime(1996, 10, 27, 3), 10),  # noqa: DTZ001 - the same
    ):
        part.add("tzname", name)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("dtstart", start)
        part.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"}))
        zone.add_component(part)
    return zone
