"""When a letter may be posted, when it leaves or is tried again, what an answer to it means, and what it is called."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

LEASE = timedelta(minutes=10)
"""How long a worker may hold letters before another takes them over; longer than a batch with every time-out."""

LAST_ATTEMPT = 12
"""After so many failed attempts (about two days) a letter waits for a person."""

REMEMBER_SENT = timedelta(days=7)
"""How long a sent letter keeps address and text: as long as an unconfirmed request is kept, then nobody needs them."""

REMEMBER_GIVEN_UP = timedelta(days=30)
"""How long a person may look at a letter that could not be sent or came back."""

MONDAY, DIGEST_HOUR = 0, time(7)
"""When the weekly letter of a mailbox leaves, in Berlin."""

BERLIN = ZoneInfo("Europe/Berlin")


class LetterState(StrEnum):
    """How a letter stands, for people."""

    WAITING = "waiting"
    FAILED = "failed"  # tried, tried again later
    SENT = "sent"
    GIVEN_UP = "given_up"  # a person has to look
    BOUNCED = "bounced"  # accepted, and sent back later
    UNHEARD = "unheard"  # handed over, the answer not heard, and rather missed than repeated


class Fault(StrEnum):
    """Why an attempt failed."""

    UNREACHABLE = "unreachable"  # no mail server answers
    LATER = "later"  # the mail server asks to come again (4xx), or does not let us in
    REFUSED = "refused"  # the mailbox does not exist or takes nothing (5xx): it fails
    REJECTED = "rejected"  # this letter is not wanted (5xx); the mailbox may be fine
    EXPIRED = "expired"  # pointless by now
    BOUNCED = "bounced"  # sent back by a mail server further on: the mailbox fails
    UNHEARD = "unheard"  # it may have been accepted: nobody heard the answer


FOR_GOOD = frozenset({Fault.REFUSED, Fault.REJECTED})
"""Trying again changes nothing."""

MAILBOX_FAILS = frozenset({Fault.REFUSED, Fault.BOUNCED})
"""What says something about the mailbox rather than about the letter."""

_ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_LINK = re.compile(r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?)]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,185}")


def may_post(*, to: str, subject: str, text: str, key: str) -> list[Refusal]:
    """Say why a letter cannot be posted: exactly one plain address, no line break in a header (injection)."""
    refusals = []
    if not _ADDRESS.fullmatch(to) or _CONTROL.search(to):
        refusals.append(Refusal("address", gettext_noop("This is not an e-mail address."), "to"))
    if not subject.strip() or _CONTROL.search(subject):
        refusals.append(Refusal("subject", gettext_noop("The subject must be one line and not empty."), "subject"))
    if not text.strip() or "\x00" in text:
        refusals.append(Refusal("text", gettext_noop("The letter has no text."), "text"))
    if not key or len(key) > 200:  # noqa: PLR2004 - the column's length
        refusals.append(Refusal("key", gettext_noop("The letter needs a key of at most 200 characters."), "key"))
    return refusals


ONE_CLICK = "List-Unsubscribe=One-Click"
"""What RFC 8058 asks mail systems to post to the address of ``List-Unsubscribe``."""

_HEADERS: Mapping[str, re.Pattern[str]] = {
    # https only (RFC 8058); a machine of one's own may be tried without.
    "List-Unsubscribe": re.compile(r"<(?:https://[!-;=?-~]+|http://(?:localhost|127\.0\.0\.1)[:/][!-;=?-~]*)>"),
    "List-Unsubscribe-Post": re.compile(re.escape(ONE_CLICK)),
    "List-Id": re.compile(r"(?:[A-Za-z0-9 ]+ )?<[a-z0-9-]+(?:\.[a-z0-9-]+)*>"),
    "Precedence": re.compile(r"bulk|list"),
}
_LONGEST_HEADER = 900  # characters; a line of a letter has at most 998 (RFC 5322)


def may_carry(headers: Mapping[str, str]) -> list[Refusal]:
    """Say why a letter may not carry these headers: only those of a list, each of its own form, so none is smuggled in."""
    wrong = [
        name
        for name, value in headers.items()
        if name not in _HEADERS or len(value) > _LONGEST_HEADER or not _HEADERS[name].fullmatch(value)
    ]
    if "List-Unsubscribe-Post" in headers and "List-Unsubscribe" not in headers:
        wrong.append("List-Unsubscribe-Post")  # it says how to use the address that is missing
    message = gettext_noop("A letter does not carry this header: %(name)s")
    return [Refusal("header", message, "headers", {"name": name}) for name in wrong]


def next_attempt(attempts: int, *, at: datetime, permanent: bool) -> datetime | None:
    """Return when to try again after ``attempts`` failures: 1, 2, 4, … minutes, at most 6 hours; None: never."""
    if permanent or attempts >= LAST_ATTEMPT:
        return None
    return at + min(timedelta(minutes=2 ** (attempts - 1)), timedelta(hours=6))


def message_id(key: str, domain: str) -> str:
    """Return the Message-ID of the letter with this key: the same at every attempt, so that receivers see a repeat."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def leaves_at(at: datetime) -> datetime:
    """Return when a letter that waits leaves with the weekly one: the next Monday at seven in Berlin.

    So nothing waits longer than seven days (and the hour that is given back when summer time ends).
    """
    day = at.astimezone(BERLIN).date()
    monday = day + timedelta(days=(MONDAY - day.weekday()) % 7)
    first = datetime.combine(monday, DIGEST_HOUR, tzinfo=BERLIN)
    return first if first > at else datetime.combine(monday + timedelta(days=7), DIGEST_HOUR, tzinfo=BERLIN)


def may_wait(*, at: datetime, not_after: datetime | None) -> bool:
    """Whether a letter may wait for the weekly one: not when it would be pointless by then."""
    return not_after is None or leaves_at(at) < not_after


def links_in(text: str) -> list[str]:
    """Return the addresses a letter leads to, each once, in their order."""
    return list(dict.fromkeys(_LINK.findall(text)))


def status(code: int, answer: str) -> str:
    """Return a mail server's answer without its words, which may name people: ``550 5.1.1``, ``421``."""
    enhanced = _ENHANCED.search(answer)
    return f"{code} {enhanced[0]}" if enhanced else str(code)


def fault_of_recipient(code: int, answer: str) -> Fault:
    """What a mail server's answer to the mailbox means (RFC 5321: 4xx later, 5xx never; RFC 3463: x.7.x is policy)."""
    if code < 500:  # noqa: PLR2004 - the first digit of RFC 5321
        return Fault.LATER
    return Fault.REJECTED if _policy(answer) else Fault.REFUSED


def fault_of_letter(code: int) -> Fault:
    """What a mail server's answer to the letter's text means."""
    return Fault.LATER if code < 500 else Fault.REJECTED  # noqa: PLR2004 - the first digit of RFC 5321


def _policy(answer: str) -> bool:
    enhanced = _ENHANCED.search(answer)
    return bool(enhanced) and enhanced[0].split(".")[1] == "7"  # type: ignore[index]  # asked just before


def masked(mailbox: str) -> str:
    """Return a mailbox so that it can be told from others but not written to: ``p…@example.org``; empty stays empty."""
    name, sign, domain = mailbox.partition("@")
    return f"{name[:1]}…{sign}{domain}" if sign else ""


def may_send_again(*, state: LetterState, has_words: bool, at: datetime, not_after: datetime | None) -> list[Refusal]:
    """Say why a letter cannot be sent once more: only what did not arrive, still has its words and is not pointless."""
    if state not in {LetterState.GIVEN_UP, LetterState.BOUNCED, LetterState.UNHEARD}:
        return [Refusal("not_given_up", gettext_noop("This letter has not been given up."))]
    if not has_words:
        return [Refusal("forgotten", gettext_noop("What this letter said has been erased; it cannot be sent again."))]
    if not_after is not None and not_after <= at:
        return [Refusal("expired", gettext_noop("This letter is pointless by now; it is not sent again."))]
    return []
