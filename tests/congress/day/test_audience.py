"""Questions and applause: the same from the hall and from home, shown only after the desk has looked."""

import uuid

import pytest

from strahlkraft.congress.actions.audience import ask, clap, moderate
from strahlkraft.congress.models import Applause, LiveEvent, Pitch, Question, Stage
from strahlkraft.congress.queries.audience import questions_message
from strahlkraft.congress.rules.vocabulary import LiveKind, OccasionState, QuestionState
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.refusal import Refused
from tests.factories.stage import a_day, at, crew_of

pytestmark = pytest.mark.django_db


def asked(stage: Stage, text: str = "Was kostet der Betrieb?", minute: float = 5) -> Question:
    """A question about the first pitch."""
    pitch = Pitch.objects.get(title="Eins")
    return ask(by=NOBODY, at=at(minute), stage=stage, pitch=pitch, uid=uuid.uuid4(), text=text)


def test_a_question_is_shown_only_after_the_desk_has_looked() -> None:
    stage = a_day()
    question = asked(stage, "  Was kostet\nder Betrieb? ")
    assert questions_message(stage) == {"waiting": 1, "shown": []}
    moderate(by=crew_of(stage), at=at(6), occasion=stage.occasion, question_id=question.pk, to=QuestionState.SHOWN)
    message = {"waiting": 0, "shown": [{"id": question.pk, "text": "Was kostet der Betrieb?", "code": "EI0001"}]}
    assert questions_message(stage) == message
    assert [event.payload for event in LiveEvent.objects.filter(kind=LiveKind.QUESTION)][-1] == message


def test_a_question_sent_twice_is_there_once() -> None:
    stage, uid = a_day(), uuid.uuid4()
    for _ in range(2):
        ask(by=NOBODY, at=at(5), stage=stage, pitch=None, uid=uid, text="Wie?")
    assert (Question.objects.count(), LiveEvent.objects.count()) == (1, 1)


def test_what_the_desk_decided_twice_is_done_once_and_a_stranger_decides_nothing() -> None:
    stage = a_day()
    question, by = asked(stage), crew_of(stage)
    for _ in range(2):
        moderate(by=by, at=at(6), occasion=stage.occasion, question_id=question.pk, to=QuestionState.DECLINED)
    with pytest.raises(Refused, match="just decided"):
        moderate(by=by, at=at(6), occasion=stage.occasion, question_id=question.pk, to=QuestionState.ANSWERED)
    with pytest.raises(Refused, match="may not manage"):
        moderate(by=NOBODY, at=at(6), occasion=stage.occasion, question_id=question.pk, to=QuestionState.SHOWN)
    assert Question.objects.get().state == QuestionState.DECLINED


@pytest.mark.parametrize(
    ("text", "minute", "state", "message"),
    [
        ("", 5, OccasionState.ANNOUNCED, "type your question"),
        ("?" * 501, 5, OccasionState.ANNOUNCED, "500 characters"),
        ("Wie?", -121, OccasionState.ANNOUNCED, "while the event takes place"),
        ("Wie?", 60 * 12 + 1, OccasionState.ANNOUNCED, "while the event takes place"),
        ("Wie?", 5, OccasionState.DRAFT, "does not take place"),
    ],
)
def test_what_is_no_question_or_comes_at_no_time_is_refused(
    text: str, minute: float, state: OccasionState, message: str
) -> None:
    stage = a_day()
    stage.occasion.state = state
    with pytest.raises(Refused, match=message):
        asked(stage, text, minute)


def test_applause_is_counted_and_told_at_most_once_a_second() -> None:
    stage = a_day()
    slug = stage.occasion.slug
    for seconds, claps in ((0, {"EI0001": 30}), (0.5, {"EI0001": 12, "ZW0002": 3, "NOBODY": 9}), (1.1, {"ZW0002": 1})):
        clap(by=NOBODY, at=at(5, seconds), slug=slug, claps=claps)
    assert list(Applause.objects.values_list("pitch__code", "count").order_by("pitch__code")) == [
        ("EI0001", 42),
        ("ZW0002", 4),
    ]
    assert [event.payload for event in LiveEvent.objects.all()] == [
        {"counts": {"EI0001": 30}},
        {"counts": {"ZW0002": 4}},
    ]
