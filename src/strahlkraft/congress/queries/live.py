"""What the live streams read: events since a number, and how things stand."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from strahlkraft.congress.models import LiveEvent, Occasion
from strahlkraft.congress.queries.audience import questions_message
from strahlkraft.congress.queries.stage import boards, clock_message, milliseconds

MOST_AT_ONCE = 500


class Happened(NamedTuple):
    """A live event: its number, whose it is, what kind, of which stage (empty: of the whole event), what it says."""

    number: int
    occasion: str
    kind: str
    stage: str
    payload: dict[str, Any]


def happened_since(number: int, *, also: Collection[int] = ()) -> list[Happened]:
    """Events after ``number`` and those of ``also`` (numbers that were given but not yet committed), in order."""
    wanted = Q(pk__gt=number) | Q(pk__in=also) if also else Q(pk__gt=number)
    return _rows(wanted, MOST_AT_ONCE)


def happened_at(slug: str, *, after: int, most: int) -> list[Happened]:
    """Events of one occasion after ``after``, at most ``most``."""
    return _rows(Q(occasion__slug=slug, pk__gt=after), most)


def newest_numbers(count: int) -> list[int]:
    """The numbers of the newest events, falling."""
    return list(LiveEvent.objects.order_by("-pk").values_list("pk", flat=True)[:count])


def is_heard(slug: str) -> bool:
    """Whether everybody may listen to an event: it is public and has a published programme."""
    return Occasion.objects.public().filter(slug=slug, versions__isnull=False).exists()


def _rows(wanted: Q, most: int) -> list[Happened]:
    rows = LiveEvent.objects.filter(wanted).order_by("pk")
    fields = rows.values_list("pk", "occasion__slug", "kind", "stage__slug", "payload")[:most]
    return [Happened(pk, slug, kind, stage or "", payload) for pk, slug, kind, stage, payload in fields]


def how_things_stand(slug: str, *, at: datetime) -> dict[str, Any]:
    """All a screen must know when it comes: every stage of an event as its last message would say it."""
    occasion = Occasion.objects.get(slug=slug)
    stages = {
        shown.stage.slug: clock_message(shown) | {"questions": questions_message(shown.stage)}
        for shown in boards(occasion, at=at)
    }
    return {"at": milliseconds(at), "stages": stages}
