"""Events for people's own calendars."""

from collections.abc import Iterable
from uuid import UUID, uuid5

from django.conf import settings

from strahlkraft.congress import texts
from strahlkraft.congress.formats.calendars import Appointment, appointments_calendar
from strahlkraft.congress.queries.occasions import EventRow
from strahlkraft.design.addresses import address

_NAMESPACE = UUID("a3f0d6c2-5f52-4e0b-9a0c-3c1f2f6f1c77")
"""Below it every address part of an event has a UID of its own: it stays when the register's event is taken up."""


def uid_of(slug: str) -> UUID:
    """The UID of an event; its address part never changes."""
    return uuid5(_NAMESPACE, slug)


def appointment(row: EventRow) -> Appointment | None:
    """An event as a calendar holds it; None while no day is known, for a calendar has no month or year."""
    if not row.one_day_known:
        return None
    marked = texts.marked(row.name, demonstration=row.demonstration)
    told = [row.about, ", ".join(host.name for host in row.hosts)]
    if row.occasion and row.cancelled:
        told.insert(0, row.occasion.cancel_reason)
    return Appointment(
        uid=uid_of(row.slug),
        title=marked,
        starts_at=row.starts_at or row.first_day,
        ends_at=row.ends_at or row.last_day,
        changed_at=row.known_since,
        sequence=row.occasion.sequence if row.occasion else 0,
        place=row.venue,
        summary="\n\n".join(filter(None, told)),
        url=address(row.label),
        categories=tuple(str(words) for words in (texts.OCCASION_KINDS.get(row.kind, ""), row.series) if words),
        cancelled=row.cancelled,
    )


def events_calendar(rows: Iterable[EventRow], *, name: str, path: str) -> bytes:
    """Events as iCalendar under ``name``; ``path`` is the page that shows them."""
    made = [found for row in rows if (found := appointment(row)) is not None]
    return appointments_calendar(made, name=name, url=path, base_url=str(settings.BASE_URL))
