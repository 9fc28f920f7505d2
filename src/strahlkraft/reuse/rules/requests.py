"""Requests: from the form to an answer; states, deadlines, the closed list of reasons.

Sources: REUSE.md (confirmation within 7 days, reminder after 5 working days, office after 10); Interoperable Europe
Act (EU) 2024/903 Art. 4 (an answer, or a reason from a closed list).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.kernel.working_days import add_working_days, working_days_between
from strahlkraft.reuse.rules.offers import mailbox_problems
from strahlkraft.reuse.rules.vocabulary import RefusalReason, RequestState, Side

CONFIRM_WITHIN = timedelta(days=7)
KEEP_CLOSED = timedelta(days=365)  # so long a request refused or taken back still says who may be written to
REMIND_AFTER = 5  # working days without a first answer
ESCALATE_AFTER = 10
NEED_MINIMUM, NEED_LIMIT = 20, 4_000  # characters
MESSAGE_LIMIT = 6_000
OPEN_PER_MAILBOX = 5  # requests waiting for the same mailbox's confirmation
SAME_SHEET = timedelta(minutes=10)  # the same words about the same thing within it are one request, sent twice
MESSAGES_A_DAY = 20  # of one side about one request: each is a letter to the other side
SECONDS_TO_TYPE = 3  # nobody fills the form in less
TRANSITIONS: Mapping[str, Mapping[str, str]] = {
    RequestState.DRAFT: {"confirm": RequestState.CONFIRMED, "confirm_and_forward": RequestState.FORWARDED},
    RequestState.CONFIRMED: {
        "forward": RequestState.FORWARDED,
        "answer": RequestState.ANSWERED,
        "refuse": RequestState.REFUSED,
        "withdraw": RequestState.WITHDRAWN,
    },
    RequestState.FORWARDED: {
        "forward": RequestState.FORWARDED,
        "answer": RequestState.ANSWERED,
        "refuse": RequestState.REFUSED,
        "withdraw": RequestState.WITHDRAWN,
    },
    RequestState.ANSWERED: {
        "answer": RequestState.ANSWERED,
        "refuse": RequestState.REFUSED,
        "open_case": RequestState.CASE,
        "withdraw": RequestState.WITHDRAWN,
    },
    RequestState.REFUSED: {},
    RequestState.CASE: {},
    RequestState.WITHDRAWN: {},
}
WAITING = frozenset({RequestState.CONFIRMED, RequestState.FORWARDED})
OPEN = WAITING | {RequestState.ANSWERED}
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


def plain(text: str) -> str:
    """What a stranger typed, without characters nobody sees: controls, and those that turn the direction of writing."""
    return _UNSEEN.sub(" ", text.replace("\r\n", "\n")).strip()


def plain_line(text: str) -> str:
    """The same in one line, as names and subjects of letters need it."""
    return " ".join(plain(text).split())


@dataclass(frozen=True, slots=True)
class RequestForm:
    """What somebody asks; ``municipality`` is an official key (eight digits) or empty with ``organisation`` given.

    ``trap`` is a field nobody sees; ``seconds`` is how long the form was open, None when not known.
    """

    need: str
    mailbox: str
    municipality: str = ""
    organisation: str = ""
    person: str = ""
    trap: str = ""
    seconds: float | None = None


def machine_problems(*, trap: str, seconds: float | None) -> list[Refusal]:
    """Whether a form was filled by a machine: a field nobody sees is filled, or it took less than typing takes."""
    if trap or (seconds is not None and seconds < SECONDS_TO_TYPE):
        return [Refusal("machine", gettext_noop("This looked like a machine. Please send the form once more."))]
    return []


def may_ask(form: RequestForm, *, municipality_known: bool, waiting_from_mailbox: int) -> list[Refusal]:
    """Whether a request can be taken; each reason names its field."""
    refusals = machine_problems(trap=form.trap, seconds=form.seconds)
    if not form.municipality and not plain_line(form.organisation):
        refusals.append(Refusal("municipality_missing", gettext_noop("Choose your municipality."), "municipality"))
    elif form.municipality and not municipality_known:
        refusals.append(
            Refusal(
                "municipality_unknown",
                gettext_noop("We know no municipality of this name. Please choose one of the suggestions."),
                "municipality",
            )
        )
    need = plain(form.need)
    if len(need) < NEED_MINIMUM:
        refusals.append(
            Refusal(
                "need_short",
                gettext_noop("Please write one or two sentences about what you need (at least %(limit)s characters)."),
                "need",
                {"limit": NEED_MINIMUM},
            )
        )
    if len(need) > NEED_LIMIT:
        refusals.append(
            Refusal(
                "need_long",
                gettext_noop("Please shorten this to %(limit)s characters; it has %(length)s."),
                "need",
                {"limit": NEED_LIMIT, "length": len(need)},
            )
        )
    if not form.mailbox.strip():
        refusals.append(
            Refusal("mailbox_missing", gettext_noop("Where may the answer go? Please give a mailbox."), "mailbox")
        )
    refusals += mailbox_problems(form.mailbox.strip())
    if waiting_from_mailbox >= OPEN_PER_MAILBOX:
        refusals.append(
            Refusal(
                "too_many_waiting",
                gettext_noop("Several requests from this mailbox wait for confirmation. Please confirm those first."),
                "mailbox",
            )
        )
    return refusals


def may_move(state: str, deed: str) -> list[Refusal]:
    """Whether ``deed`` fits the request's state."""
    if deed in TRANSITIONS[RequestState(state)]:
        return []
    return [Refusal("wrong_state", gettext_noop("This is not possible in the request's present state."))]


def may_confirm(state: str, *, confirm_by: datetime, at: datetime) -> list[Refusal]:
    """Within seven days; a second press of the button is no error of the person and is told as done."""
    if state != RequestState.DRAFT:
        return [Refusal("already_confirmed", gettext_noop("This request has been confirmed already."))]
    if at > confirm_by:
        return [
            Refusal("too_late", gettext_noop("The seven days for confirming are over; please send the request anew."))
        ]
    return []


def may_answer(state: str, text: str) -> list[Refusal]:
    """An answer needs words."""
    return may_move(state, "answer") + message_problems(text)


def message_problems(text: str) -> list[Refusal]:
    """Whether a message can be sent."""
    if not plain(text):
        return [Refusal("text_missing", gettext_noop("Please write an answer."), "text")]
    if len(text) > MESSAGE_LIMIT:
        return [
            Refusal(
                "text_long",
                gettext_noop("Please shorten this to %(limit)s characters; it has %(length)s."),
                "text",
                {"limit": MESSAGE_LIMIT, "length": len(text)},
            )
        ]
    return []


def may_refuse(state: str, reason: str, *, text: str, better: str) -> list[Refusal]:
    """Only with a reason from the closed list; "another offer fits better" names it."""
    refusals = may_move(state, "refuse")
    if reason not in set(RefusalReason):
        refusals.append(Refusal("reason_missing", gettext_noop("Choose a reason from the list."), "reason"))
    if reason == RefusalReason.BETTER_OFFER and not better:
        refusals.append(Refusal("better_missing", gettext_noop("Name the offer that fits better."), "better"))
    if len(text) > MESSAGE_LIMIT:
        refusals += message_problems(text)
    return refusals


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a confirmed request has waited, in working days of NRW."""

    waited: int
    remind_on: date
    escalate_on: date
    running: bool


def clock(*, confirmed_on: date, first_answer_on: date | None, today: date) -> Clock:
    """The clock runs from confirmation to the first answer (or refusal, or withdrawal)."""
    return Clock(
        waited=working_days_between(confirmed_on, first_answer_on or today),
        remind_on=add_working_days(confirmed_on, REMIND_AFTER),
        escalate_on=add_working_days(confirmed_on, ESCALATE_AFTER),
        running=first_answer_on is None,
    )


def due_letter(clock_: Clock, *, reminded: bool, escalated: bool, today: date) -> str:
    """``remind``, ``escalate`` or nothing: which letter is due now; an escalation comes after the reminder."""
    if not clock_.running:
        return ""
    if today >= clock_.escalate_on and not escalated:
        return "escalate"
    if today >= clock_.remind_on and not reminded and not escalated:
        return "remind"
    return ""


def may_send_more(written_today: int) -> list[Refusal]:
    """Whether one side may write once more within a day; ``written_today`` are its messages about this request."""
    if written_today < MESSAGES_A_DAY:
        return []
    return [
        Refusal(
            "too_many_messages", gettext_noop("That is much for one day. Please write on tomorrow, or call."), "text"
        )
    ]


def may_write(side: str, state: str) -> list[Refusal]:
    """Whether a side may add a message: the municipality while the request is open, the others too."""
    if state in OPEN and side in {Side.REUSER, Side.PROVIDER, Side.OFFICE}:
        return []
    return [Refusal("wrong_state", gettext_noop("This is not possible in the request's present state."))]
