"""The day: who may press what and when; what the audience may send; pure."""

from datetime import datetime, timedelta

from strahlkraft.congress.rules.vocabulary import OccasionState, QuestionState
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

QUESTION_LIMIT = 500
MESSAGE_LIMIT = 120  # to the speaker, read from three metres
MOST_CLAPS = 20  # of one phone in one message
OPEN_BEFORE, OPEN_AFTER = timedelta(hours=2), timedelta(hours=3)  # round the event: rehearsal, and a late end
LATEST_PRESS = timedelta(minutes=15)  # how long a press may wait for the network and still count from then
MOST_QUESTIONS_WAITING = 300

MODERATION = {
    QuestionState.WAITING: frozenset({QuestionState.SHOWN, QuestionState.DECLINED}),
    QuestionState.SHOWN: frozenset({QuestionState.ANSWERED, QuestionState.DECLINED, QuestionState.WAITING}),
    QuestionState.ANSWERED: frozenset({QuestionState.SHOWN}),
    QuestionState.DECLINED: frozenset({QuestionState.WAITING, QuestionState.SHOWN}),
}


def may_take_part(state: str, starts_at: datetime, ends_at: datetime, *, at: datetime) -> list[Refusal]:
    """Whether the audience can ask and clap: around the event, and only when it takes place."""
    if state != OccasionState.ANNOUNCED:
        return [Refusal("not_on", gettext_noop("This event does not take place."))]
    if not starts_at - OPEN_BEFORE <= at <= ends_at + OPEN_AFTER:
        return [Refusal("not_now", gettext_noop("Questions and applause are open while the event takes place."))]
    return []


def question_problems(text: str, *, waiting: int) -> list[Refusal]:
    """Whether a question can be taken: it says something, is short, and the desk is not flooded."""
    if len(text) < 3:  # noqa: PLR2004 - "Wie" is the shortest question
        return [Refusal("empty", gettext_noop("Please type your question."), "text")]
    if len(text) > QUESTION_LIMIT:
        return [Refusal("long", gettext_noop("Please shorten your question to 500 characters."), "text")]
    if waiting >= MOST_QUESTIONS_WAITING:
        return [Refusal("flooded", gettext_noop("So many questions are waiting that no more can be taken just now."))]
    return []


def may_moderate(state: str, to: str) -> list[Refusal]:
    """Whether a question can go from one state to another."""
    if to not in set(QuestionState) or QuestionState(to) not in MODERATION[QuestionState(state)]:
        return [Refusal("no_way", gettext_noop("Somebody else has just decided on this question."))]
    return []


def still_on_stage(on_stage: int, seen: int | None) -> list[Refusal]:
    """Whether a press means what is on stage now; ``seen`` is what the pad showed (0: nothing, None: not said)."""
    if seen is not None and seen != on_stage:
        return [
            Refusal("changed_meanwhile", gettext_noop("Meanwhile something else is on stage: nothing was changed."))
        ]
    return []


def moment_of_press(at: datetime, pressed: datetime | None, *, not_before: datetime | None) -> datetime:
    """When a button was pressed whose press reached us at ``at``; ``pressed`` is what the pad says, by our clock.

    Not in the future, at most a quarter of an hour ago, and not before the deed ahead of it.
    """
    moment = min(at, max(pressed, at - LATEST_PRESS)) if pressed is not None else at
    return max(moment, not_before) if not_before is not None and not_before <= at else moment


TOO_MANY = Refusal("too_many", gettext_noop("Too much comes from your network just now. Please try again in a moment."))
"""Said when an address sends more than a hall would."""
