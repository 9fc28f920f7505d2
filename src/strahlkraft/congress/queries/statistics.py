"""Figures of an event, each counted from rows, none estimated."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Sum

from strahlkraft.congress.models import Applause, CheckIn, Occasion, Question, Registration, RunItem
from strahlkraft.congress.queries.funnel import funnels
from strahlkraft.congress.rules.after import Attendance, Spoken, Timing, timing
from strahlkraft.congress.rules.contacts import Funnel
from strahlkraft.congress.rules.vocabulary import Channel, ItemKind, ItemState, PitchState, RegistrationState


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is known of one event. ``pitches`` by state, ``topics`` of the confirmed ones, ``questions`` by state."""

    pitches: dict[str, int]
    topics: dict[str, int]
    attendance: dict[str, Attendance]
    timing: Timing
    questions: dict[str, int]
    applause: int
    funnel: Funnel


def statistics(occasion: Occasion) -> Statistics:
    """All figures of one event, in a fixed number of queries."""
    pitches = occasion.pitches.exclude(state=PitchState.DRAFT)
    by_state = Counter(dict(pitches.values_list("state").annotate(n=Count("id"))))
    confirmed = pitches.filter(state=PitchState.CONFIRMED, topic__isnull=False)
    questions = Question.objects.filter(occasion=occasion).values_list("state").annotate(n=Count("id"))
    return Statistics(
        pitches=dict(by_state),
        topics=dict(confirmed.values_list("topic__name").annotate(n=Count("id")).order_by("topic__position")),
        attendance=_attendance(occasion),
        timing=_timing(occasion),
        questions=dict(questions),
        applause=Applause.objects.filter(pitch__occasion=occasion).aggregate(n=Sum("count"))["n"] or 0,
        funnel=funnels([occasion])[occasion.pk],
    )


def _attendance(occasion: Occasion) -> dict[str, Attendance]:
    rows = Registration.objects.filter(occasion=occasion).values_list("channel", "state").annotate(n=Sum("seats"))
    people = {(channel, state): n for channel, state, n in rows}
    came = CheckIn.objects.filter(registration__occasion=occasion).aggregate(n=Sum("people"))["n"] or 0
    return {
        channel: Attendance(
            seated=people.get((channel, RegistrationState.CONFIRMED), 0),
            waiting=people.get((channel, RegistrationState.WAITING), 0),
            came=came if channel == Channel.ONSITE else None,
        )
        for channel in map(str, Channel)
    }


def _timing(occasion: Occasion) -> Timing:
    spoken = RunItem.objects.filter(stage__occasion=occasion, kind__in=(ItemKind.PITCH, ItemKind.KEYNOTE))
    done = spoken.filter(state=ItemState.DONE, started_at__isnull=False).annotate(
        real=F("ended_at") - F("started_at"), late=F("started_at") - F("planned_start")
    )
    items = [
        Spoken(planned, round(real.total_seconds()), round(late.total_seconds()))
        for planned, real, late in done.values_list("planned_seconds", "real", "late")
    ]
    return timing(items, skipped=spoken.filter(state=ItemState.SKIPPED).count())
