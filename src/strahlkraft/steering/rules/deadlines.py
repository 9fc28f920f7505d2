"""Deadlines: what rule they come from, which day of our own lies before, what may be typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.kernel.working_days import is_working_day, year_fits

MANUAL = "manual"
TITLE_LIMIT, REASON_LIMIT = 200, 500  # characters, as the columns
WARNINGS = (180, 90)
"""Days before a post ends on which the office is reminded (FUNDING.md d.5 step 4)."""


def name_of(rule: str, derived_from: str) -> str:
    """How a line of the day's list names the computed deadline it speaks of."""
    return f"{rule}@{derived_from}"


class Rule(StrEnum):
    """What a deadline is computed from; only a manual one is typed."""

    POSITION_END = "position-end"
    POSITION_180 = "position-180"
    POSITION_90 = "position-90"
    CLOSURE_TARGET = "closure-target"
    APPLICATION_DUE = "application-due"
    HANDOVER = "handover"


TITLES: Mapping[str, str] = {
    Rule.POSITION_END: gettext_noop("Post ends: %(name)s"),
    Rule.POSITION_180: gettext_noop("Post ends in 180 days, decide how it goes on: %(name)s"),
    Rule.POSITION_90: gettext_noop("Post ends in 90 days, last chance to prolong it: %(name)s"),
    Rule.CLOSURE_TARGET: gettext_noop("Close the project: %(name)s"),
    Rule.APPLICATION_DUE: gettext_noop("Submit the application: %(name)s"),
    Rule.HANDOVER: gettext_noop("Hand over: %(name)s"),
}
"""What a computed deadline is called, by rule."""


@dataclass(frozen=True, slots=True)
class ManualDeadline:
    """A deadline somebody types: it needs a reason, since no record says why it is there."""

    title: str
    latest_on: date
    reason: str
    target_on: date | None = None
    legal: bool = False


def target_before(latest: date) -> date:
    """Our own day: the last working day in North Rhine-Westphalia before ``latest``, so that a day is left to act."""
    day = latest - timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def may_add(given: ManualDeadline) -> list[Refusal]:
    """A typed deadline says what is due and why; our own day is never later than the last one."""
    refusals = []
    if not given.title.strip():
        refusals.append(Refusal("title_missing", gettext_noop("Say what is due."), "title"))
    if not given.reason.strip():
        refusals.append(Refusal("reason_missing", gettext_noop("Please give the reason."), "reason"))
    if not year_fits(given.latest_on):
        refusals.append(Refusal("year", gettext_noop("This year is not possible."), "latest_on"))
    if given.target_on and (not year_fits(given.target_on) or given.target_on > given.latest_on):
        refusals.append(
            Refusal("target_later", gettext_noop("Our own target may not be later than the last day."), "target_on")
        )
    if len(given.title) > TITLE_LIMIT or len(given.reason) > REASON_LIMIT:
        refusals.append(Refusal("too_long", gettext_noop("This text is too long.")))
    return refusals


def may_reopen(reason: str) -> list[Refusal]:
    """What was done is opened again only with a reason."""
    if reason.strip():
        return []
    return [Refusal("reason_missing", gettext_noop("Please give the reason."), "reason")]


def of_position(ends_on: date | None) -> dict[Rule, date | None]:
    """The deadlines of a post: its end and the two warnings before it; None: there is none."""
    if ends_on is None:
        return dict.fromkeys((Rule.POSITION_END, Rule.POSITION_180, Rule.POSITION_90))
    return {
        Rule.POSITION_END: ends_on,
        Rule.POSITION_180: ends_on - timedelta(days=WARNINGS[0]),
        Rule.POSITION_90: ends_on - timedelta(days=WARNINGS[1]),
    }
