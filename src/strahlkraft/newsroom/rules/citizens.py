"""What citizens write to us about results and the site: when it may be taken in, by when it is answered; pure.

The periods are our own promise on the form; barriers go faster, as whoever meets one cannot go on (BITV 2.0 and the
guidance on its feedback mechanism ask for an answer without delay).
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom.rules.vocabulary import FeedbackState
from strahlkraft.reuse.rules.offers import mailbox_problems
from strahlkraft.reuse.rules.requests import machine_problems, plain

SITE = "site"
"""Feedback about the platform itself."""
ABOUT = frozenset({SITE, "region", "municipality", "project"})
"""What feedback may be about; but for the site kinds of ``kernel.label.Label``."""
CONFIRM_WITHIN = timedelta(days=7)
ANSWER_MONTHS = 1
BARRIER_WITHIN = timedelta(days=14)
UNCONFIRMED_PER_MAILBOX = 3
"""Letters nobody has answered: the mailbox may be a stranger's."""
TEXT_MINIMUM, TEXT_LIMIT = 10, 4_000
ANSWER_LIMIT, REASON_LIMIT = 6_000, 300


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody typed: ``about_kind`` from :data:`ABOUT`, ``about_key`` as its label's; ``trap`` is a field no person sees.

    ``seconds`` is how long the form was open, None when not known.
    """

    mailbox: str
    text: str
    about_kind: str = SITE
    about_key: str = ""
    barrier: bool = False
    trap: str = ""
    seconds: float | None = None


def may_leave(given: Given) -> list[Refusal]:
    """Feedback needs words and a mailbox for the answer; whether the mailbox is known is no reason (nobody learns it)."""
    refusals = machine_problems(trap=given.trap, seconds=given.seconds)
    text = plain(given.text)
    if len(text) < TEXT_MINIMUM:
        message = gettext_noop("Please write in a sentence what you want to tell us.")
        refusals.append(Refusal("text_missing", message, "text"))
    refusals += _too_long(text, TEXT_LIMIT, "text")
    if not given.mailbox.strip():
        message = gettext_noop("Where may the answer go? Please give a mailbox.")
        refusals.append(Refusal("mailbox_missing", message, "mailbox"))
    return refusals + mailbox_problems(given.mailbox.strip())


def may_still(given: Given, *, closes_on: date | None, today: date) -> list[Refusal]:
    """Until the last day the office named, that day included; barriers and the site itself at any time (BITV 2.0)."""
    if closes_on is None or given.barrier or given.about_kind == SITE or today <= closes_on:
        return []
    message = gettext_noop("Feedback about these results was possible until %(day)s.")
    return [Refusal("over", message, params={"day": closes_on})]


def deadline_problems(closes_on: date | None, *, today: date) -> list[Refusal]:
    """Nobody is shut out by a day that is over already."""
    if closes_on is not None and closes_on < today:
        message = gettext_noop("This day is over; choose today or a later one, or none.")
        return [Refusal("over", message, "closes_on")]
    return []


def may_confirm(*, state: str, confirm_by: datetime, at: datetime) -> list[Refusal]:
    """Within seven days; a second press changes nothing and is no error."""
    if state == FeedbackState.UNCONFIRMED and at > confirm_by:
        message = gettext_noop("The seven days for confirming are over; please write to us once more.")
        return [Refusal("too_late", message)]
    return []


def answer_by(confirmed_on: date, *, barrier: bool) -> date:
    """The last day for an answer: a month later, at the end of a shorter month; of a barrier two weeks later."""
    if barrier:
        return confirmed_on + BARRIER_WITHIN
    months = confirmed_on.month - 1 + ANSWER_MONTHS
    year, month = confirmed_on.year + months // 12, months % 12 + 1
    return date(year, month, min(confirmed_on.day, calendar.monthrange(year, month)[1]))


def answer_problems(text: str) -> list[Refusal]:
    """An answer needs words."""
    if not text.strip():
        return [Refusal("answer_missing", gettext_noop("Please write an answer."), "answer")]
    return _too_long(text.strip(), ANSWER_LIMIT, "answer")


def close_problems(reason: str) -> list[Refusal]:
    """Nothing is closed in silence: the person is told why there is no answer."""
    if not reason.strip():
        message = gettext_noop("Please say why there is no answer; the person is told.")
        return [Refusal("reason_missing", message, "reason")]
    return _too_long(reason.strip(), REASON_LIMIT, "reason")


def _too_long(text: str, limit: int, field: str) -> list[Refusal]:
    if len(text) <= limit:
        return []
    message = gettext_noop("Please shorten this to %(limit)s characters; it has %(length)s.")
    return [Refusal("too_long", message, field, {"limit": limit, "length": len(text)})]
