"""What came of an event: contacts, requests, cases, reuses in operation."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from strahlkraft.congress import texts
from strahlkraft.congress.models import Contact, Occasion
from strahlkraft.congress.rules.contacts import Funnel
from strahlkraft.congress.rules.vocabulary import ContactState
from strahlkraft.reuse.models import ReuseCase


def funnels(occasions: Iterable[Occasion]) -> dict[int, Funnel]:
    """The chain of each event by its id, in two queries whatever the number of events."""
    ids = [occasion.pk for occasion in occasions]
    return _funnels("pitch__occasion_id", ids)


def funnels_of_pitches(pitch_ids: Iterable[int]) -> dict[int, Funnel]:
    """The chain of each pitch by its id."""
    return _funnels("pitch_id", list(pitch_ids))


def _funnels(group: str, ids: list[int]) -> dict[int, Funnel]:
    rows = Contact.objects.filter(**{f"{group}__in": ids}).values(group)
    counted = {
        row[group]: row
        for row in rows.annotate(
            contacts=Count("id", filter=~Q(state=ContactState.DRAFT)),
            unconfirmed=Count("id", filter=Q(state=ContactState.DRAFT)),
            requests=Count("id", filter=Q(state=ContactState.REQUESTED)),
            answered=Count("id", filter=Q(request__first_answer_at__isnull=False)),
            cases=Count("id", filter=Q(request__case__isnull=False)),
        )
    }
    running = _in_operation(group, ids)
    nothing = dict.fromkeys(("contacts", "unconfirmed", "requests", "answered", "cases"), 0)
    return {
        key: Funnel(
            in_operation=running.get(key, 0),
            **{name: counted.get(key, nothing)[name] for name in nothing},
        )
        for key in ids
    }


def _in_operation(group: str, ids: list[int]) -> dict[int, int]:
    running = ReuseCase.objects.in_operation().values("pk")
    rows = Contact.objects.filter(**{f"{group}__in": ids}, request__case__in=running).values(group)
    return {row[group]: row["n"] for row in rows.annotate(n=Count("id"))}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain as it is told: its word, how it is counted, how many."""

    code: str
    label: str
    method: str
    number: int


def told(funnel: Funnel) -> list[Step]:
    """The chain in the language of the page."""
    return [
        Step(code, str(texts.FUNNEL[code][0]), str(texts.FUNNEL[code][1]), number) for code, number in funnel.steps()
    ]


def contacts_of(occasion: Occasion) -> QuerySet[Contact]:
    """Confirmed contacts of an event, the newest first, with what became of them."""
    return (
        Contact.objects.filter(pitch__occasion=occasion)
        .exclude(state=ContactState.DRAFT)
        .select_related("pitch", "municipality", "request__case")
        .order_by("-confirmed_at", "-pk")
    )
