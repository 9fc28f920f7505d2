"""What has to be told to the authority without delay (R20): six triggers, and what the records show by themselves; pure.

The list stands in the federal ANBest-P 5; the one of ANBest-G was not read, which every page says (I14).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

TEXT_LIMIT = 4_000  # characters
CITATION = "ANBest-P 5"
VERIFIED = False
SOON = timedelta(days=14)
"""So long before the two months of a payout are over somebody must know whether it will be used up."""


class Trigger(StrEnum):
    """Why the authority must know."""

    NEW_MONEY = "new_money"  # further grants or third-party money
    CHANGED = "changed"  # purpose or decisive circumstances change or lapse
    NOT_REACHED = "not_reached"  # the purpose cannot be reached, or not with this sum
    NOT_USED_IN_TIME = "not_used_in_time"  # drawn money cannot be used in time
    OTHER_USE = "other_use"  # things of the inventory no longer serve the purpose
    INSOLVENCY = "insolvency"


class Sign(StrEnum):
    """What the records show."""

    INCOME = "income"  # more third-party money than the notice rests on
    LESS_NEEDED = "less_needed"  # the final grant looks smaller than the granted sum
    CLOCK = "clock"  # a payout is not used up and its two months end
    TERM = "term"  # a milestone is expected after the end of the work period


TRIGGER_OF = {
    Sign.INCOME: Trigger.NEW_MONEY,
    Sign.LESS_NEEDED: Trigger.CHANGED,
    Sign.CLOCK: Trigger.NOT_USED_IN_TIME,
    Sign.TERM: Trigger.NOT_REACHED,
}


@dataclass(frozen=True, slots=True)
class Found:
    """Something a person has to look at: it may have to be told. ``since``: from which day on the records show it."""

    sign: Sign
    since: date
    amount: Decimal | None = None
    day: date | None = None
    about: str = ""

    @property
    def trigger(self) -> Trigger:
        """Which of the six it may be."""
        return TRIGGER_OF[self.sign]


def income(planned: Decimal, expected: Decimal, *, since: date) -> Found | None:
    """Third parties give more than the notice rests on (R13)."""
    return Found(Sign.INCOME, since, amount=expected - planned) if expected > planned else None


def less_needed(left: Decimal, *, today: date) -> Found | None:
    """The final grant looks smaller than the granted sum (R14); looked at anew every year."""
    return Found(Sign.LESS_NEEDED, date(today.year, 1, 1), amount=left) if left > 0 else None


def clock(use_by: date, unused: Decimal, *, today: date) -> Found | None:
    """A payout that is not used up when its two months end soon or have ended (R18)."""
    since = use_by - SOON
    return Found(Sign.CLOCK, since, amount=unused, day=use_by) if unused > 0 and since <= today else None


def term(expected_on: date, work_until: date, title: str, *, since: date) -> Found | None:
    """A milestone is expected after the work has to be done."""
    return Found(Sign.TERM, since, day=expected_on, about=title) if expected_on > work_until else None


def is_told(found: Found, told: dict[str, date]) -> bool:
    """Whether a notification of its kind was drafted since the records show it; ``told``: the last day by trigger."""
    last = told.get(found.trigger)
    return last is not None and last >= found.since


def draft_problems(trigger: str, text: str) -> list[Refusal]:
    """Why a notification cannot be kept."""
    found = []
    if trigger not in set(Trigger):
        found.append(Refusal("unknown_choice", gettext_noop("Please choose from the list."), "trigger"))
    if not text.strip():
        found.append(
            Refusal("text_missing", gettext_noop("Say what has changed, so that the authority can judge."), "text")
        )
    if len(text) > TEXT_LIMIT:
        words = gettext_noop("These are %(length)s characters; %(limit)s are possible.")
        found.append(Refusal("too_long", words, "text", {"length": len(text), "limit": TEXT_LIMIT}))
    return found


def may_change(sent_on: date | None) -> list[Refusal]:
    """What was sent stays as it was sent."""
    if sent_on is None:
        return []
    return [Refusal("sent", gettext_noop("This notification was sent; write another one if something has changed."))]


def may_send(sent_on: date | None, on: date, *, drafted_on: date, today: date) -> list[Refusal]:
    """The day it left: not before it was written, not in the future."""
    found = may_change(sent_on)
    if on > today:
        found.append(Refusal("future", gettext_noop("This day has not come yet."), "sent_on"))
    if on < drafted_on:
        found.append(Refusal("too_early", gettext_noop("It was written later than that."), "sent_on"))
    return found
