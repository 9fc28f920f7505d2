"""Watching: a saved need or a single thing, told by mail after double opt-in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.offers import mailbox_problems
from strahlkraft.reuse.rules.requests import machine_problems

CONFIRM_WITHIN = timedelta(days=7)
LETTER_EVERY = timedelta(hours=20)  # at most one letter a day, however much is new
OPEN_PER_MAILBOX = 20
UNCONFIRMED_PER_MAILBOX = 3  # letters nobody has answered: the mailbox may be a stranger's


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to hear of: a need in own words, of some ``kinds`` if any, or one thing (kind and key).

    ``municipality`` is an official key or empty; ``trap`` and ``seconds`` as in a request's form.
    """

    mailbox: str
    need: str = ""
    kinds: tuple[str, ...] = ()
    municipality: str = ""
    thing: tuple[str, str] = ("", "")
    trap: str = ""
    seconds: float | None = None


def may_watch(wish: Wish, *, active_of_mailbox: int, unconfirmed_of_mailbox: int = 0) -> list[Refusal]:
    """A watch needs a mailbox and something to look for."""
    mailbox, asked = wish.mailbox, bool(wish.need.strip() or wish.thing[0])
    refusals = machine_problems(trap=wish.trap, seconds=wish.seconds)
    if not mailbox.strip():
        refusals.append(
            Refusal("mailbox_missing", gettext_noop("Where may the letters go? Please give a mailbox."), "mailbox")
        )
    refusals += mailbox_problems(mailbox.strip())
    if not asked:
        refusals.append(Refusal("nothing_asked", gettext_noop("Describe what you need first."), "need"))
    if unconfirmed_of_mailbox >= UNCONFIRMED_PER_MAILBOX:
        refusals.append(
            Refusal(
                "too_many_waiting",
                gettext_noop("Several letters to this mailbox wait for confirmation. Please confirm those first."),
                "mailbox",
            )
        )
    if active_of_mailbox >= OPEN_PER_MAILBOX:
        refusals.append(
            Refusal("too_many", gettext_noop("This mailbox watches enough already; please end one first."), "mailbox")
        )
    return refusals


def may_confirm(*, confirmed: bool, ended: bool, confirm_by: datetime, at: datetime) -> list[Refusal]:
    """Within seven days, once."""
    if confirmed and not ended:
        return [Refusal("already_confirmed", gettext_noop("This is confirmed already; letters will come."))]
    if ended or at > confirm_by:
        return [Refusal("too_late", gettext_noop("This link is no longer valid. Please ask for a new one."))]
    return []


def may_send(*, last_sent_at: datetime | None, at: datetime) -> bool:
    """Whether another letter may go to this watch now."""
    return last_sent_at is None or at - last_sent_at >= LETTER_EVERY
