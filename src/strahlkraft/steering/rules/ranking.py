"""What stands first on somebody's list: legal consequence times days left, what may be put off, when a visit begins.

Source: FUNDING.md e.2, its order kept word for word: overdue with legal effect; waiting for me; due within 14, 30, 90
days; silent; changed since the last visit. Twelve lines at most, the rest collapsed with counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

LINES = 12
"""Lines of the list; what does not fit is collapsed with a count."""
SOON, MONTH, QUARTER = 14, 30, 90
"""Days up to which something is due soon, or is counted only."""
LONGEST = timedelta(days=90)
"""How long something can be put off at once."""
SAME_VISIT = timedelta(minutes=30)
"""After so long without a look the next look is another visit."""
NOTED_EVERY = timedelta(minutes=5)
"""A visit that goes on is noted again after so long: not every page view is written down."""


class Place(StrEnum):
    """Where a duty stands on the list, first to last; the last four are collapsed or not shown."""

    OVERDUE = "overdue"  # with legal effect
    WAITING = "waiting"  # for me
    DUE = "due"  # within 14 days, or its day has passed
    SILENT = "silent"
    MONTH = "month"  # within 30 days
    QUARTER = "quarter"  # within 90 days
    LATER = "later"


class Change(StrEnum):
    """What is worth being told after an absence."""

    RED = "red"  # a light turned red
    RISK = "risk"
    DECISION = "decision"
    NOTICE = "notice"  # the granting authority has spoken


_PLACES = tuple(Place)
_HEAVINESS = tuple(Weight)
_CHANGES: Mapping[str, Change] = {
    "open_risk": Change.RISK,
    "record_decision": Change.DECISION,
    "decide_idea": Change.DECISION,
    "grant_application": Change.NOTICE,
    "confirm_notice": Change.NOTICE,
}
_LIGHTS = ("content_light", "time_light", "money_light")
_REPORTS = ("receive_checkin",)
WATCHED: tuple[str, ...] = (*_CHANGES, *_REPORTS)
"""Verbs of the trail that are told."""


def legal_day(duty: Duty) -> date | None:
    """The last day the law or a notice leaves; None when no right and no money is lost by waiting.

    What was only promised for a day, or is silent, has none: its weight says that nothing is lost.
    """
    if duty.weight is Weight.LEGAL:
        return duty.latest or duty.due
    return duty.latest if duty.weight is Weight.WAITING else None


def days_left(duty: Duty, today: date) -> int:
    """Days until it is due, negative when its day has passed; what has no day is due today.

    Once the law's day has passed, that day counts and no longer our own.
    """
    law = legal_day(duty)
    day = law if law is not None and law < today else duty.due or duty.latest
    return (day - today).days if day else 0


def place_of(duty: Duty, today: date) -> Place:
    """Where it stands on the list."""
    law = legal_day(duty)
    if law is not None and law < today:
        return Place.OVERDUE
    if duty.weight is Weight.WAITING:
        return Place.WAITING
    if duty.weight is Weight.SILENT:
        return Place.SILENT
    left = days_left(duty, today)
    for limit, place in ((SOON, Place.DUE), (MONTH, Place.MONTH), (QUARTER, Place.QUARTER)):
        if left <= limit:
            return place
    return Place.LATER


def rank(duties: Iterable[Duty], today: date) -> list[Duty]:
    """The duties by place, in a place by what is lost, then by days left; what is equal keeps its order."""
    return sorted(
        duties,
        key=lambda duty: (
            _PLACES.index(place_of(duty, today)),
            _HEAVINESS.index(duty.weight),
            days_left(duty, today),
        ),
    )


@dataclass(frozen=True, slots=True)
class Day:
    """The list of one day: ``lines`` to read, what follows them (``more``), and what comes within 30 and 90 days."""

    lines: tuple[Duty, ...]
    more: tuple[Duty, ...]
    month: tuple[Duty, ...]
    quarter: tuple[Duty, ...]

    @property
    def room(self) -> int:
        """Lines left for what has changed."""
        return LINES - len(self.lines)


def day_of(duties: Iterable[Duty], today: date) -> Day:
    """What of some duties stands on the list of ``today``, and what is collapsed."""
    ranked = rank(duties, today)
    places = [place_of(duty, today) for duty in ranked]

    def at(*wanted: Place) -> tuple[Duty, ...]:
        return tuple(duty for duty, place in zip(ranked, places, strict=True) if place in wanted)

    now = at(Place.OVERDUE, Place.WAITING, Place.DUE, Place.SILENT)
    return Day(now[:LINES], now[LINES:], at(Place.MONTH), at(Place.QUARTER))


def is_mine(duty: Duty, actor_ids: frozenset[str]) -> bool:
    """Whether it waits for one of these: oneself and those one stands in for. Without names it waits for everybody."""
    return not duty.people or bool(duty.people & actor_ids)


def put_off_problems(duty: Duty, until: date, today: date) -> list[Refusal]:
    """Why a duty cannot be put off until that day: it needs a later day, and never passes a legal deadline."""
    law = legal_day(duty)
    if law is not None and law < today:
        return [Refusal("overdue", gettext_noop("Its legal deadline has passed; this cannot be put off."), "until")]
    if until <= today:
        return [Refusal("not_later", gettext_noop("Choose a day after today."), "until")]
    if law is not None and until > law:
        words = gettext_noop("Its legal deadline is %(day)s; put it off until then at the latest.")
        return [Refusal("past_deadline", words, "until", {"day": f"{law:%d.%m.%Y}"})]
    if until - today > LONGEST:
        words = gettext_noop("At most %(days)s days at once; after that it comes back, and you can look again.")
        return [Refusal("too_long", words, "until", {"days": LONGEST.days})]
    return []


def is_put_off(duty: Duty, until: date | None, today: date) -> bool:
    """Whether it is hidden today; a legal deadline that moved nearer brings it back."""
    law = legal_day(duty)
    return until is not None and today < until and (law is None or until <= law)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody's looks: the last one (``at``), and the last of the visit before (``before``)."""

    at: datetime
    before: datetime | None


def visit(last: Visit | None, now: datetime) -> Visit:
    """What is to be kept after a look at ``now``; the same object when nothing needs to be written."""
    if last is None:
        return Visit(now, None)
    if now - last.at >= SAME_VISIT:
        return Visit(now, last.at)
    return Visit(now, last.before) if now - last.at >= NOTED_EVERY else last


def change_of(verb: str, after: Mapping[str, Any]) -> Change | None:
    """Which kind of news a line of the trail is; None for what need not be told."""
    if verb in _REPORTS:
        return Change.RED if "red" in (after.get(name) for name in _LIGHTS) else None
    return _CHANGES.get(verb)
