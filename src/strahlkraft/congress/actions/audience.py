"""What the audience sends, in the hall and at home alike: questions and applause; and what the desk does with questions."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from strahlkraft.congress import access
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.models import Applause, LiveEvent, Occasion, Pitch, Question, Stage
from strahlkraft.congress.queries.audience import applause_of, questions_message
from strahlkraft.congress.rules import stage as rules
from strahlkraft.congress.rules.vocabulary import LiveKind, QuestionState
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import ensure
from strahlkraft.reuse.rules.requests import plain_line

APPLAUSE_PAUSE = timedelta(seconds=1)  # between two messages to all screens


@transaction.atomic
def ask(*, by: Actor, at: datetime, stage: Stage, pitch: Pitch | None, uid: UUID, text: str) -> Question:
    """Take a question to the desk; the same one sent twice is there once. Who asked is not kept, so no line in the trail."""
    occasion = stage.occasion
    ensure(rules.may_take_part(occasion.state, occasion.starts_at, occasion.ends_at, at=at))
    known = Question.objects.filter(uid=uid).first()
    if known is not None:
        return known
    asked = plain_line(text)
    waiting = Question.objects.filter(occasion=occasion, state=QuestionState.WAITING).count()
    ensure(rules.question_problems(asked, waiting=waiting))
    facts = {"occasion": occasion, "stage": stage, "pitch": pitch, "text": asked, "asked_at": at}
    question, made = Question.objects.get_or_create(uid=uid, defaults=facts | {"state": QuestionState.WAITING})
    if made:  # else its twin was quicker
        _tell_questions(stage, at=at)
    return question


@transaction.atomic
def moderate(*, by: Actor, at: datetime, occasion: Occasion, question_id: int, to: str) -> Question:
    """Show a question to everybody, mark it answered, or decline it; asked for twice, it is done once."""
    ensure(access.may_run(by, occasion, *access.STAGE_CREW))
    rows = Question.objects.select_for_update(of=("self",)).select_related("stage")
    question = rows.get(pk=question_id, occasion=occasion)
    if question.state == to:
        return question
    ensure(rules.may_moderate(question.state, to))
    before = question.state
    question.state, question.moderated_at = to, at
    question.save(update_fields=["state", "moderated_at"])
    if question.stage is not None:
        _tell_questions(question.stage, at=at)
    record(
        "moderate_question",
        by=by,
        at=at,
        occasion=occasion,
        before={"state": before},
        after={"question": question.pk, "state": to},
    )
    return question


@transaction.atomic
def clap(*, by: Actor, at: datetime, slug: str, claps: Mapping[str, int]) -> None:
    """Add applause to pitches (code -> how often); no person is kept, so no line in the trail.

    Screens are told at most once a second; who claps last is counted and told with the next.
    """
    occasion = Occasion.objects.get(slug=slug)
    ensure(rules.may_take_part(occasion.state, occasion.starts_at, occasion.ends_at, at=at))
    minute = at.replace(second=0, microsecond=0)
    pitches = Pitch.objects.filter(occasion=occasion, code__in=claps).in_bulk(field_name="code")
    for code, pitch in sorted(pitches.items()):
        row, _ = Applause.objects.get_or_create(pitch=pitch, minute=minute)
        Applause.objects.filter(pk=row.pk).update(count=F("count") + max(0, claps[code]))
    told = LiveEvent.objects.filter(occasion=occasion, kind=LiveKind.APPLAUSE, at__gt=at - APPLAUSE_PAUSE)
    if pitches and not told.exists():
        payload = {"counts": applause_of(list(pitches.values()))}
        LiveEvent.objects.create(occasion=occasion, kind=LiveKind.APPLAUSE, payload=payload, at=at)


def _tell_questions(stage: Stage, *, at: datetime) -> None:
    LiveEvent.objects.create(
        occasion=stage.occasion, stage=stage, kind=LiveKind.QUESTION, payload=questions_message(stage), at=at
    )
