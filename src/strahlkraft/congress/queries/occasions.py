"""Reading events: those of the register and those organised here as one list, and who gets in whose way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localdate, make_aware

from strahlkraft.congress.access import occasions_visible_to
from strahlkraft.congress.models import CrewMember, Host, Occasion, Series
from strahlkraft.congress.rules.occasions import Collision, HostRow, Meeting, OccasionInput, collisions
from strahlkraft.congress.rules.vocabulary import OccasionState, Visibility
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.network.models import Organisation, Region, RegionMembership
from strahlkraft.projects import queries as register
from strahlkraft.projects.models import Event
from strahlkraft.projects.readings import attendance_mode

_READ_MODES = {"online": "online", "offline": "onsite", "mixed": "hybrid", "": ""}


@dataclass(frozen=True, slots=True)
class EventHost:
    """Who invites; ``organisation`` when the network knows the body of that name."""

    name: str
    organisation: Organisation | None = None
    co_host: bool = False


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as lists, calendars and pages show it, whether the register knows it, it is organised here, or both.

    ``stated`` is a partial date. ``starts_at`` and ``ends_at`` are None when only a date is known. ``region``, ``kind`` (empty)
    and ``mode`` (empty) stay open where no source says. ``event`` or ``occasion`` is always there.
    """

    slug: str
    name: str
    stated: str
    event: Event | None
    occasion: Occasion | None
    starts_at: datetime | None
    ends_at: datetime | None
    mode: str
    kind: str
    venue: str
    about: str
    hosts: tuple[EventHost, ...]
    region: Region | None
    series: Series | None

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("event", self.slug, self.name)

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.occasion is not None and self.occasion.state == OccasionState.CANCELLED

    @property
    def demonstration(self) -> bool:
        """Whether it is invented."""
        return self.occasion is not None and self.occasion.demonstration

    @property
    def internal(self) -> bool:
        """Whether only people with an account see it."""
        return self.occasion is not None and self.occasion.visibility == Visibility.INTERNAL

    @property
    def draft(self) -> bool:
        """Whether it is still being prepared."""
        return self.occasion is not None and self.occasion.state == OccasionState.DRAFT

    @property
    def first_day(self) -> date:
        """The earliest day it can begin."""
        return localdate(self.starts_at) if self.starts_at else PartialDate.parse(self.stated).first_day

    @property
    def last_day(self) -> date:
        """The latest day it can be on; an end at midnight belongs to the day before."""
        if self.ends_at:
            return localdate(self.ends_at - timedelta(microseconds=1))
        return PartialDate.parse(self.stated).last_day

    @property
    def one_day_known(self) -> bool:
        """Whether the day it begins is known."""
        return self.starts_at is not None or PartialDate.parse(self.stated).day is not None

    @property
    def known_since(self) -> datetime:
        """Since when it stands like this; what only the register knows, and does not change, since its first day."""
        return self.occasion.changed_at if self.occasion else _midnight(self.first_day)


def public_events() -> list[EventRow]:
    """Every event everybody may know of, newest first, in a constant number of queries."""
    occasions = with_hosts(Occasion.objects.public()).select_related("region", "series")
    known = {row.event_id: row for row in occasions}
    names = _Directory()
    rows = [_row(event, known.get(event.pk), names) for event in Event.objects.exclude(date="")]
    return sorted(rows, key=lambda row: (row.first_day, row.name), reverse=True)


def public_event(slug: str) -> EventRow | None:
    """One event with the register's facts and sources; None when nobody may know of it."""
    event = register.events().filter(slug=slug).exclude(date="").first()
    if event is None:
        return None
    rows = with_hosts(Occasion.objects.public()).select_related("region", "series").prefetch_related("notices")
    return _row(event, rows.filter(event=event).first(), _Directory(event.organisers))


def calendar_events(by: Actor, start: date, end: date) -> list[EventRow]:
    """What the shared calendar shows ``by`` from ``start`` to before ``end``, earliest first: every region's public

    events, internal ones of the own scope, those one prepares, and what only the register knows of.
    """
    first, last = _midnight(start), _midnight(end)
    occasions = with_hosts(occasions_visible_to(by).between(first, last)).select_related("region", "series", "event")
    rows = [_row(row.event, row, None) for row in occasions]
    stated = Event.objects.filter(occasion=None, date__gte=start.isoformat()[:4], date__lt=end.isoformat())
    names = _Directory()
    made = [_row(event, None, names) for event in stated]
    rows += [row for row in made if row.first_day < end and row.last_day >= start]
    return sorted(rows, key=lambda row: (row.first_day, _moment(row), row.name))


def _moment(row: EventRow) -> datetime:
    return row.starts_at or _midnight(row.first_day)


def managed_events(by: Actor, rows: QuerySet[Occasion]) -> list[EventRow]:
    """Events of the workspace's list, in their own order."""
    full = with_hosts(rows).select_related("region", "series", "event")
    return [_row(row.event, row, None) for row in full]


def with_hosts(rows: QuerySet[Occasion]) -> QuerySet[Occasion]:
    """Their hosts too, in two more queries."""
    return rows.prefetch_related(Prefetch("hosts", Host.objects.select_related("organisation")))


class _Directory:
    """Which bodies of the network carry the names that sources state, and in which one region they are."""

    def __init__(self, names: Iterable[str] | None = None) -> None:
        rows = Organisation.objects.all()
        if names is None:
            stated = {name for listed in Event.objects.values_list("organisers", flat=True) for name in listed}
        else:
            stated = set(names)
        self.organisations = {row.name: row for row in rows.filter(name__in=stated)}
        members = RegionMembership.objects.filter(organisation__in=self.organisations.values())
        self.regions = {row.organisation_id: row.region for row in members.select_related("region")}

    def region_of(self, hosts: Iterable[EventHost]) -> Region | None:
        """The region all hosts known to lie in one lie in."""
        found = {
            self.regions[host.organisation.pk]
            for host in hosts
            if host.organisation and host.organisation.pk in self.regions
        }
        return found.pop() if len(found) == 1 else None


def _row(event: Event | None, occasion: Occasion | None, names: _Directory | None) -> EventRow:
    if occasion is not None:
        return EventRow(
            slug=occasion.slug,
            name=occasion.name,
            stated=localdate(occasion.starts_at).isoformat(),
            event=event,
            occasion=occasion,
            starts_at=occasion.starts_at,
            ends_at=occasion.ends_at,
            mode=occasion.mode,
            kind=occasion.kind,
            venue=occasion.venue,
            about=occasion.summary or (event.format if event else ""),
            hosts=tuple(
                EventHost(host.name, host.organisation, co_host=host.role == "co_host") for host in occasion.hosts.all()
            ),
            region=occasion.region,
            series=occasion.series,
        )
    assert event is not None and names is not None  # noqa: S101, PT018 - one of the two is always there
    hosts = tuple(EventHost(name, names.organisations.get(name)) for name in event.organisers)
    return EventRow(
        slug=event.slug,
        name=event.name,
        stated=event.date,
        event=event,
        occasion=None,
        starts_at=None,
        ends_at=None,
        mode=_READ_MODES[attendance_mode(event.format)],
        kind="",
        venue=event.venue,
        about=event.format,
        hosts=hosts,
        region=names.region_of(hosts),
        series=None,
    )


def meeting(row: EventRow) -> Meeting:
    """An event as the rules compare it; one with a date only lasts the whole day (or month, or year)."""
    return Meeting(
        key=row.slug,
        name=row.name,
        starts_at=row.starts_at or _midnight(row.first_day),
        ends_at=row.ends_at or _midnight(row.last_day + timedelta(days=1)),
        region_id=row.region.pk if row.region else None,
        of_land=row.occasion is not None and row.occasion.region_id is None,
        public=not row.internal,
        hosts=frozenset(host.name for host in row.hosts),
        context=row,
    )


def in_the_way(by: Actor, one: Meeting) -> list[Collision]:
    """What ``by`` may know of that collides with an event, worst first; what is cancelled or of no known day is not."""
    rows = calendar_events(by, localdate(one.starts_at), localdate(one.ends_at) + timedelta(days=1))
    return collisions(one, [meeting(row) for row in rows if row.one_day_known and not row.cancelled])


def collisions_among(rows: Iterable[EventRow]) -> dict[str, list[Collision]]:
    """The collisions of each event with the others of a calendar, by its slug; events without any are left out."""
    meetings = [meeting(row) for row in rows if row.one_day_known and not row.cancelled]
    found = {one.key: collisions(one, meetings) for one in meetings}
    return {key: rows for key, rows in found.items() if rows}


def public_collisions(one: EventRow) -> list[Collision]:
    """The same for the page of an event, among what everybody may know of."""
    if not one.one_day_known or one.cancelled:
        return []
    others = [row for row in public_events() if row.one_day_known and not row.cancelled and not row.demonstration]
    return collisions(meeting(one), [meeting(row) for row in others])


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


def content_of(occasion: Occasion) -> OccasionInput:
    """What an editor said of an event, as the rules read it."""
    return OccasionInput(
        name=occasion.name,
        kind=occasion.kind,
        starts_at=occasion.starts_at,
        ends_at=occasion.ends_at,
        region_id=occasion.region_id,
        mode=occasion.mode,
        visibility=occasion.visibility,
        series=occasion.series.slug if occasion.series else "",
        venue=occasion.venue,
        summary=occasion.summary,
        access_notes=occasion.access_notes,
        stream_url=occasion.stream_url,
        mailbox=occasion.mailbox,
        hosts=tuple(HostRow(row.name, row.organisation_id, row.role) for row in occasion.hosts.all()),
    )


def to_take_up() -> QuerySet[Event]:
    """Events of the register that nobody organises here, newest first."""
    return Event.objects.filter(occasion=None).exclude(date="").order_by("-date", "name")


def crew(occasion: Occasion) -> list[CrewMember]:
    """Who has a task at an event, those whose link still works first."""
    return sorted(occasion.crew.all(), key=lambda row: (row.ended_at is not None, row.role, row.name))


def series_of_public_events() -> QuerySet[Series]:
    """Series of which something public is known."""
    return Series.objects.filter(occasions__in=Occasion.objects.public()).distinct()


def public_regions(rows: Iterable[EventRow]) -> list[Region]:
    """The regions of some events, by name."""
    return sorted({row.region for row in rows if row.region}, key=lambda region: region.name)


def told_to(occasion: Occasion) -> int:
    """How many registrations a notice would reach now."""
    here = Q(state="confirmed") | Q(state="waiting")
    return occasion.registrations.filter(here, erased_at=None).count()
