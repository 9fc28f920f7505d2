"""Who comes: free seats, places in the waiting list, needs for the venue, who is in, which letters failed."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, Q, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import OuterRef
from django.db.models.functions import Coalesce

from strahlkraft.congress.models import CheckIn, Occasion, Registration, SeatCount
from strahlkraft.congress.rules.registration import Openness, channels
from strahlkraft.congress.rules.vocabulary import Channel, Mode, OccasionState, RegistrationState
from strahlkraft.letters.models import Letter

_LETTERS = ("confirm", "known", "outcome", "cancelled")
"""Kinds of letters about a registration, as their keys begin (``congress.emails.registration``)."""


def openness(occasion: Occasion) -> Openness:
    """What the rules need to know of an event."""
    return Openness(
        state=occasion.state,
        mode=occasion.mode,
        opens_at=occasion.registration_opens_at,
        closes_at=occasion.registration_closes_at,
        starts_at=occasion.starts_at,
        ends_at=occasion.ends_at,
    )


@dataclass(frozen=True, slots=True)
class Seats:
    """Of one channel, in people: ``capacity`` None: no limit; ``waiting`` stand on the list."""

    channel: Channel
    capacity: int | None
    taken: int
    waiting: int

    @property
    def free(self) -> int | None:
        """How many can still come; None: no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def share(self) -> float:
        """How much is taken, 0 to 1; 0 without a limit."""
        return min(1.0, self.taken / self.capacity) if self.capacity else 0.0


def seats_of(occasion: Occasion) -> list[Seats]:
    """The channels of an event, on site first."""
    taken = dict(SeatCount.objects.filter(occasion=occasion).values_list("channel", "taken"))
    rows = occasion.registrations.filter(state=RegistrationState.WAITING).order_by()
    waiting = dict(rows.values_list("channel").annotate(n=Sum("seats")))
    capacity = {Channel.ONSITE: occasion.seats_onsite, Channel.ONLINE: occasion.seats_online}
    return [
        Seats(channel, capacity[channel], taken.get(channel, 0), waiting.get(channel, 0))
        for channel in channels(occasion.mode)
    ]


def people_before(registration: Registration) -> int | None:
    """How many people stand before somebody on the waiting list; None when they do not wait."""
    if registration.state != RegistrationState.WAITING:
        return None
    before = Registration.objects.filter(
        occasion_id=registration.occasion_id,
        channel=registration.channel,
        state=RegistrationState.WAITING,
        ticket__lt=registration.ticket,
    )
    return before.aggregate(n=Sum("seats"))["n"] or 0


@dataclass(frozen=True, slots=True)
class Needs:
    """What the venue must prepare for people with a seat: counts by need, companions, words without names."""

    counts: dict[str, int]
    companions: int
    notes: list[str]
    no_photos: int


def needs_of(occasion: Occasion, channel: Channel = Channel.ONSITE) -> Needs:
    """The needs of everybody with a seat, in one query."""
    rows = list(
        occasion.registrations.filter(state=RegistrationState.CONFIRMED, channel=channel).values_list(
            "needs", "needs_note", "companion", "photo_consent", "seats"
        )
    )
    return Needs(
        counts=dict(Counter(need for row in rows for need in row[0]).most_common()),
        companions=sum(row[2] for row in rows),
        notes=sorted(row[1] for row in rows if row[1]),
        no_photos=sum(row[4] for row in rows if not row[3]),
    )


def with_came(rows: QuerySet[Registration]) -> QuerySet[Any]:
    """Each with ``came``: how many of its people are in."""
    counted = CheckIn.objects.filter(registration=OuterRef("pk")).order_by().values("registration")
    came = Subquery(counted.annotate(n=Sum("people")).values("n"), output_field=IntegerField())
    return rows.annotate(came=Coalesce(came, Value(0)))


@dataclass(frozen=True, slots=True)
class AtDoor:
    """What the door needs of a registration, and nothing else."""

    badge: UUID
    name: str
    seats: int
    came: int


def door_list(occasion: Occasion) -> list[AtDoor]:
    """Everybody with a seat on site, by name."""
    rows = occasion.registrations.filter(state=RegistrationState.CONFIRMED, channel=Channel.ONSITE)
    found = with_came(rows).order_by("pk").values_list("badge", "name", "seats", "came")
    return sorted((AtDoor(*row) for row in found), key=lambda row: _sortable(row.name))


def _sortable(name: str) -> str:
    """As a list of names is ordered: Ä with A, whatever the database thinks of it."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))


@dataclass(frozen=True, slots=True)
class Progress:
    """How many people are in, of how many with a seat on site; ``last``: when the last one came."""

    came: int
    seated: int
    last: datetime | None


def progress_of(occasion: Occasion) -> Progress:
    """How full the hall is, by the door's count."""
    came = CheckIn.objects.filter(registration__occasion=occasion).aggregate(n=Sum("people"))["n"] or 0
    last = CheckIn.objects.filter(registration__occasion=occasion).order_by("-scanned_at").first()
    seated = occasion.registrations.filter(state=RegistrationState.CONFIRMED, channel=Channel.ONSITE)
    return Progress(came, seated.aggregate(n=Sum("seats"))["n"] or 0, last.scanned_at if last else None)


def letters_of(registration: Registration) -> QuerySet[Letter]:
    """Every letter about a registration, the newest first."""
    keys = Q(pk__in=[])
    for kind in _LETTERS:
        exact = f"registration-{kind}:{registration.code}"
        keys |= Q(key=exact) | Q(key__startswith=f"{exact}:")
    return Letter.objects.filter(keys).order_by("-created_at", "-pk")


def unreachable(occasion: Occasion) -> set[str]:
    """Mailboxes of an event to which a letter about their registration could not be delivered."""
    boxes = occasion.registrations.exclude(mailbox="").values("mailbox")
    lost = Q(given_up_at__isnull=False) | Q(bounced_at__isnull=False)
    return set(Letter.objects.filter(lost, key__startswith="registration-", to__in=boxes).values_list("to", flat=True))


def states_of(occasion: Occasion) -> dict[str, int]:
    """How many registrations stand in which state."""
    return dict(occasion.registrations.order_by().values_list("state").annotate(n=Count("pk")))


def places(occasion: Occasion) -> dict[int, int]:
    """The place of each registration on its waiting list: 1, 2, …"""
    rows = occasion.registrations.filter(state=RegistrationState.WAITING).order_by("channel", "ticket")
    found: dict[int, int] = {}
    behind: Counter[str] = Counter()
    for key, channel in rows.values_list("pk", "channel"):
        behind[channel] += 1
        found[key] = behind[channel]
    return found


def to_send_online(at: datetime) -> list[Occasion]:
    """Events to come whose registration has closed while people wait who would rather take part online."""
    rows = Occasion.objects.filter(
        state=OccasionState.ANNOUNCED,
        mode=Mode.HYBRID,
        registration_closes_at__lt=at,
        ends_at__gt=at,
        registrations__state=RegistrationState.WAITING,
        registrations__channel=Channel.ONSITE,
        registrations__online_instead=True,
    )
    return list(rows.distinct())
