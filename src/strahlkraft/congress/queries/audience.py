"""What the audience sent, as screens and the desk show it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Sum

from strahlkraft.congress.models import Applause, Occasion, Pitch, Question, Stage
from strahlkraft.congress.rules.vocabulary import QuestionState

MOST_SHOWN = 20


def questions_message(stage: Stage) -> dict[str, Any]:
    """What every screen is told of a stage's questions: those shown, and how many wait for the desk."""
    rows = Question.objects.filter(stage=stage)
    shown = rows.filter(state=QuestionState.SHOWN).select_related("pitch").order_by("-moderated_at", "-pk")[:MOST_SHOWN]
    return {
        "waiting": rows.filter(state=QuestionState.WAITING).count(),
        "shown": [
            {"id": row.pk, "text": row.text, "code": row.pitch.code if row.pitch else ""} for row in reversed(shown)
        ],
    }


def applause_of(pitches: Iterable[Pitch]) -> dict[str, int]:
    """How often people clapped for pitches, by code."""
    rows = Applause.objects.filter(pitch__in=list(pitches)).values_list("pitch__code").annotate(total=Sum("count"))
    return dict(rows.order_by("pitch__code"))


def questions_by_state(occasion: Occasion) -> dict[str, list[Question]]:
    """All questions of an event for the desk, oldest first in each state."""
    found: dict[str, list[Question]] = {str(state): [] for state in QuestionState}
    for row in Question.objects.filter(occasion=occasion).select_related("pitch", "stage"):
        found[row.state].append(row)
    return found
