"""The monthly word of a project: when it is asked for, what it must say, how long a light shines."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from enum import StrEnum

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.kernel.working_days import add_working_days, is_working_day
from strahlkraft.steering.rules.vocabulary import CheckInState, Light

TEXT_LIMIT = 600
"""Characters of the text for the report (FUNDING.md d.1)."""
ANSWER_LIMIT = 1200
"""Characters of one of the five answers: on a phone nobody writes more in five minutes."""
REASON_LIMIT = 300
"""Characters of why a check-in is dropped or sent back."""
NOTE_LIMIT = 1000
"""Characters of the office's note."""
ANSWER_WITHIN = 10
"""Working days until a check-in is due."""
AGAIN_WITHIN = 5
"""Working days until one that was sent back is due."""
ASK_WITHIN = 5
"""For so many working days of a month the machine catches up when it did not run on the first."""
LADDER = (1, 7, 14)
"""Days after the due date on which a reminder goes out."""
COPY_FROM = 14
"""From this day of the ladder on the office and the lead body's own mailbox get a copy (FUNDING.md e.1)."""
GREY_AFTER = 60
"""A light older than so many days shines no more: nobody knows, so it is grey, never green (FUNDING.md e.2)."""
SILENT_AFTER = 45
"""After so many days without a word the office asks itself (FUNDING.md e.2)."""
MONTHS_SHOWN = 12
NO_ANSWER = "no_answer"
"""The reason by which the machine drops what was never answered when the next month is asked for."""

OPEN = (CheckInState.REQUESTED, CheckInState.REMINDED)
SAID = (CheckInState.RECEIVED, CheckInState.REVIEWED, CheckInState.PUBLISHED)
QUESTIONS = ("achieved", "next_steps", "obstacles", "help_wanted", "reuse_news")
LIGHTS = ("content_light", "time_light", "money_light")


class Shine(StrEnum):
    """What a light shows: as it was said, or grey because it is too old or was never lit; worst first."""

    RED = "red"
    AMBER = "amber"
    SILENT = "silent"
    UNKNOWN = "unknown"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Report:
    """What a project said on a day: its three lights."""

    said_on: date
    content: str
    time: str
    money: str


@dataclass(frozen=True, slots=True)
class Lights:
    """The three lights as they shine today; ``said_on`` is the day of the last word, None when there was none."""

    content: Shine = Shine.UNKNOWN
    time: Shine = Shine.UNKNOWN
    money: Shine = Shine.UNKNOWN
    said_on: date | None = None

    @property
    def each(self) -> tuple[Shine, Shine, Shine]:
        """Content, time, money."""
        return self.content, self.time, self.money

    @property
    def worst(self) -> Shine:
        """The one to look at first."""
        return min(self.each, key=list(Shine).index)


def light_of(reports: Iterable[Report], today: date) -> Lights:
    """How the lights of a project shine on ``today``: the newest word counts, after 60 days of silence none does."""
    newest = max((one for one in reports if one.said_on <= today), key=lambda one: one.said_on, default=None)
    if newest is None:
        return Lights()
    if (today - newest.said_on).days > GREY_AFTER:
        return Lights(Shine.SILENT, Shine.SILENT, Shine.SILENT, newest.said_on)
    return Lights(Shine(newest.content), Shine(newest.time), Shine(newest.money), newest.said_on)


def is_silent(last_word: date | None, asked_since: date | None, today: date) -> bool:
    """Whether nobody has heard from a project for too long; ``asked_since``: the first day it was asked."""
    since = last_word or asked_since
    return since is not None and (today - since).days > SILENT_AFTER


@dataclass(frozen=True, slots=True)
class Answers:
    """What a check-in says: three lights, five answers, a text for the report."""

    content_light: str = ""
    time_light: str = ""
    money_light: str = ""
    achieved: str = ""
    next_steps: str = ""
    obstacles: str = ""
    help_wanted: str = ""
    reuse_news: str = ""
    text: str = ""

    def as_dict(self) -> dict[str, str]:
        """By name."""
        return asdict(self)


NAMES = tuple(field.name for field in fields(Answers))


def without_lights(answers: Answers) -> Answers:
    """What a new check-in begins with: last time's words; how things stand is said anew."""
    return Answers(**{name: "" if name in LIGHTS else getattr(answers, name) for name in NAMES})


def draft_problems(answers: Answers) -> list[Refusal]:
    """Why a draft cannot be kept: only what is too long or no light at all."""
    found = [
        Refusal("unknown_choice", gettext_noop("Please choose from the list."), name)
        for name in LIGHTS
        if getattr(answers, name) not in {"", *Light}
    ]
    limits = {**dict.fromkeys(QUESTIONS, ANSWER_LIMIT), "text": TEXT_LIMIT}
    for name, limit in limits.items():
        if (length := len(getattr(answers, name))) > limit:
            sentence = gettext_noop("These are %(length)s characters; %(limit)s are possible.")
            found.append(Refusal("too_long", sentence, name, {"length": length, "limit": limit}))
    return found


def answer_problems(answers: Answers) -> list[Refusal]:
    """Why a check-in cannot be sent: every light says how things stand, and what is not green is explained."""
    found = draft_problems(answers)
    found += [
        Refusal("light_missing", gettext_noop("Please choose how things stand."), name)
        for name in LIGHTS
        if not getattr(answers, name)
    ]
    if not answers.achieved and not answers.text:
        sentence = gettext_noop("Please say in a sentence what was achieved, also when it is “nothing new”.")
        found.append(Refusal("nothing_said", sentence, "achieved"))
    troubled = any(getattr(answers, name) in {Light.AMBER, Light.RED} for name in LIGHTS)
    if troubled and not answers.obstacles:
        sentence = gettext_noop("A light is not green: please say in a sentence what is in the way.")
        found.append(Refusal("unexplained", sentence, "obstacles"))
    return found


def calls_for_reading(answers: Answers) -> bool:
    """Whether somebody has to look more closely: a light is not green, help is wanted, somebody wants to reuse."""
    green = all(getattr(answers, name) == Light.GREEN for name in LIGHTS)
    return not green or bool(answers.help_wanted or answers.reuse_news)


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def months_until(today: date, count: int = MONTHS_SHOWN) -> list[date]:
    """The last ``count`` months up to that of ``today``, oldest first."""
    found = [month_of(today)]
    while len(found) < count:
        found.append(month_of(found[-1] - timedelta(days=1)))
    return found[::-1]


def asks_on(today: date) -> bool:
    """Whether the machine asks for this month's word today: from the first working day on, for a week to catch up."""
    before = month_of(today) - timedelta(days=1)
    return is_working_day(today) and add_working_days(before, 1) <= today <= add_working_days(before, ASK_WITHIN)


def due_on(asked_on: date, *, again: bool = False) -> date:
    """By when an answer is expected."""
    return add_working_days(asked_on, AGAIN_WITHIN if again else ANSWER_WITHIN)


def reminder_due(due: date, reminded_on: date | None, today: date) -> int:
    """Which step of the ladder is due today: 1, 7 or 14 days after the due date; 0 when none is, or no office works."""
    if not is_working_day(today):
        return 0
    reached = max((step for step in LADDER if (today - due).days >= step), default=0)
    known = max((step for step in LADDER if reminded_on and (reminded_on - due).days >= step), default=0)
    return reached if reached > known else 0


def may_ask(*, has_contact: bool, closed: bool, paused_until: date | None, today: date) -> list[Refusal]:
    """Whether a project is asked: the office has named a mailbox, it is not closed and not paused."""
    if not has_contact:
        return [Refusal("no_contact", gettext_noop("No mailbox is named for this project."))]
    if closed:
        return [Refusal("closed", gettext_noop("The project is closed."))]
    if paused_until and today < paused_until:
        return [Refusal("paused", gettext_noop("The project pauses."))]
    return []


def reason_problems(reason: str) -> list[Refusal]:
    """Whether a reason is given, and short enough."""
    if not reason:
        return [Refusal("reason_missing", gettext_noop("Please say why, in a sentence."), "reason")]
    if len(reason) > REASON_LIMIT:
        sentence = gettext_noop("These are %(length)s characters; %(limit)s are possible.")
        return [Refusal("too_long", sentence, "reason", {"length": len(reason), "limit": REASON_LIMIT})]
    return []
