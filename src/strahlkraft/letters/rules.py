"""When a letter may be posted, when it is tried again, and what it is called on its way."""

import hashlib
import re
from datetime import datetime, timedelta

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

LEASE = timedelta(minutes=10)
"""How long a worker may hold letters before another takes them over; longer than a batch with every time-out."""

LAST_ATTEMPT = 12
"""After so many failed attempts (about two days) a letter waits for a person."""

REMEMBER_SENT = timedelta(days=7)
"""How long a sent letter keeps address and text: as long as an unconfirmed request is kept, then nobody needs them."""

REMEMBER_GIVEN_UP = timedelta(days=30)
"""How long a person may look at a letter that could not be sent."""

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


def next_attempt(attempts: int, *, at: datetime, permanent: bool) -> datetime | None:
    """Return when to try again after ``attempts`` failures: 1, 2, 4, … minutes, at most 6 hours; None: never."""
    if permanent or attempts >= LAST_ATTEMPT:
        return None
    return at + min(timedelta(minutes=2 ** (attempts - 1)), timedelta(hours=6))


def message_id(key: str, domain: str) -> str:
    """Return the Message-ID of the letter with this key: the same at every attempt, so that receivers see a repeat."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
