"""The call itself: what is asked for until when, for which themes, and by which criteria it is judged."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from strahlkraft.congress.actions import _pitches as shared
from strahlkraft.congress.actions._shared import record
from strahlkraft.congress.models import Call, Criterion, Occasion, Pitch, Review, Topic
from strahlkraft.congress.rules import calls as rules
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.slug import first_free, slugify
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.requests import plain, plain_line

COLOURS = 8


@transaction.atomic
def save_call(
    *, by: Actor, at: datetime, slug: str, content: rules.CallContent, blind: bool, submission: UUID | None = None
) -> Call:
    """Open or change the call. A criterion somebody gave marks by, and a theme with pitches, cannot be taken away."""
    occasion = shared.managed(by, slug)
    ensure(rules.call_problems(content, starts_at=occasion.starts_at))
    call = shared.lock_call(occasion)
    before = _told(call)
    if call is None:
        call = Call(occasion=occasion)
    call.text, call.opens_at, call.closes_at = plain(content.text), content.opens_at, content.closes_at
    call.slides_until, call.places, call.seconds = content.slides_until, content.places, content.seconds
    call.blind, call.confirm_days, call.decided_on = blind, content.confirm_days, content.decided_on
    call.save()
    _set_criteria(call, content.criteria)
    _set_topics(occasion, content.topics)
    record("save_call", by=by, at=at, occasion=occasion, before=before, after=_told(call), submission=submission)
    return call


def _told(call: Call | None) -> dict[str, object]:
    if call is None:
        return {}
    return {
        "opens_at": call.opens_at.isoformat(),
        "closes_at": call.closes_at.isoformat(),
        "places": call.places,
        "seconds": call.seconds,
        "blind": call.blind,
        "criteria": [f"{name}: {weight}" for name, weight in call.criteria.values_list("name", "weight")],
        "topics": list(call.occasion.topics.values_list("name", flat=True)),
    }


def _set_criteria(call: Call, wanted: tuple[tuple[str, str, int], ...]) -> None:
    known = {criterion.name: criterion for criterion in call.criteria.all()}
    names = [plain_line(name) for name, _hint, _weight in wanted]
    gone = [criterion for name, criterion in known.items() if name not in names]
    marked = {
        key
        for marks in Review.objects.filter(pitch__occasion=call.occasion).values_list("marks", flat=True)
        for key in marks
    }
    if any(str(criterion.pk) in marked for criterion in gone):
        sentence = gettext_noop("Marks were given by a criterion you take away. Keep it, or lower its weight.")
        raise Refused([Refusal("criterion_marked", sentence, "criteria")])
    for criterion in gone:
        criterion.delete()
    for position, (name, (_name, hint, weight)) in enumerate(zip(names, wanted, strict=True)):
        criterion = known.get(name) or Criterion(call=call, name=name)
        criterion.hint, criterion.weight, criterion.position = plain_line(hint), weight, position
        criterion.save()


def _set_topics(occasion: Occasion, wanted: tuple[str, ...]) -> None:
    known = {topic.name: topic for topic in occasion.topics.all()}
    names = [plain_line(name) for name in wanted]
    gone = [topic for name, topic in known.items() if name not in names]
    if Pitch.objects.filter(topic__in=gone).exists():
        sentence = gettext_noop("There are pitches in a theme you take away. Give them another theme first.")
        raise Refused([Refusal("topic_used", sentence, "topics")])
    for topic in gone:
        topic.delete()
    for position, name in enumerate(names):
        topic = known.get(name) or Topic(
            occasion=occasion,
            name=name,
            slug=first_free(slugify(name, limit=50), occasion.topics.values_list("slug", flat=True)),
            colour=position % COLOURS + 1,
        )
        topic.position = position
        topic.save()
