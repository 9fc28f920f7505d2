"""What may follow what when a person asks, by when an answer is due (Art. 12 (3) GDPR), and how somebody is taken out of a text."""

import calendar
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from strahlkraft.audit.four_eyes import may_approve
from strahlkraft.kernel.personal import GONE
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop


class Wish(StrEnum):
    """What a person may ask for (Art. 15, 16, 17, 20 GDPR)."""

    EXPORT = "export"
    CORRECTION = "correction"
    ERASURE = "erasure"


class WishState(StrEnum):
    """Where a person's wish stands."""

    UNCONFIRMED = "unconfirmed"  # the mailbox has not answered yet
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"  # with a reason


class RefusalReason(StrEnum):
    """Why a wish may be refused; no other reason counts."""

    NOTHING_KEPT = "nothing_kept"
    NOT_IDENTIFIED = "not_identified"  # Art. 11 (2), 12 (2)
    EXCESSIVE = "excessive"  # Art. 12 (5)
    LEGAL_DUTY = "legal_duty"  # Art. 17 (3) (b)
    ARCHIVE = "archive"  # Art. 17 (3) (d)
    LEGAL_CLAIMS = "legal_claims"  # Art. 17 (3) (e)
    NOT_WRONG = "not_wrong"  # Art. 16: what is kept is right


WISH_MOVES: Mapping[str, Mapping[str, str]] = {
    WishState.UNCONFIRMED: {"confirm": WishState.OPEN},
    WishState.OPEN: {"fulfil": WishState.DONE, "refuse": WishState.REFUSED},
    WishState.DONE: {},
    WishState.REFUSED: {},
}

ANSWER_MONTHS = 1
"""Within how many months a wish is answered (Art. 12 (3))."""

CONFIRM_WITHIN = timedelta(days=7)
FETCH_WITHIN = timedelta(days=14)
"""How long the link to an export works."""
KEEP_WISHES = timedelta(days=3 * 365)
"""How long it is kept that a wish was answered: until no claim can be made of it (§§ 195, 199 BGB)."""
UNCONFIRMED_PER_MAILBOX = 3
"""Letters nobody has answered: the mailbox may be a stranger's."""
TEXT_LIMIT, NOTE_LIMIT, VALUE_LIMIT = 2_000, 2_000, 200
SECONDS_TO_TYPE = 2.0
SHORTEST_NAME = 6
"""Characters of a whole name that is looked for in texts."""
BATCH = 500
"""Rows that are forgotten in one transaction."""

_MAILBOX = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:_]+(\.[^\s@<>,;:_.]+)+")
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody typed who asks; ``trap`` is a field no person sees, ``seconds`` how long the form was open."""

    mailbox: str
    wish: str
    text: str = ""
    trap: str = ""
    seconds: float | None = None


def plain(text: str) -> str:
    """What a stranger typed, without characters nobody sees."""
    return _UNSEEN.sub(" ", text.replace("\r\n", "\n")).strip()


def normal(mailbox: str) -> str:
    """A mailbox as it is compared: capitals do not count, everything else does (``a+b@…`` is another mailbox than ``a@…``).

    Only who reads a mailbox can confirm it; that two spellings reach the same person, nobody but the mail server knows. A
    sign that only looks or folds like another one (Kelvin's ``K``, the Turkish ``ı``) makes another mailbox: it may be a
    stranger's.
    """
    return "".join(small if (small := sign.lower()).upper() == sign else sign for sign in mailbox.strip())


def answer_by(confirmed: date) -> date:
    """The last day to answer: the same day a month later, or that month's last (Regulation 1182/71 Art. 3 (2) (c))."""
    year, month = divmod(confirmed.year * 12 + confirmed.month - 1 + ANSWER_MONTHS, 12)
    return date(year, month + 1, min(confirmed.day, calendar.monthrange(year, month + 1)[1]))


def may_ask(asking: Asking) -> list[Refusal]:
    """Whether a wish can be taken; nothing here depends on what is known of the mailbox."""
    found = []
    if asking.trap or (asking.seconds is not None and asking.seconds < SECONDS_TO_TYPE):
        found.append(Refusal("machine", gettext_noop("This looked like a machine. Please send the form once more.")))
    if not _MAILBOX.fullmatch(asking.mailbox.strip()):
        sentence = gettext_noop("This is no complete e-mail address. Example: digitales@stadt-beispiel.de")
        found.append(Refusal("mailbox_wrong", sentence, "mailbox"))
    return found + wish_problems(asking.wish, asking.text)


def wish_problems(wish: str, text: str) -> list[Refusal]:
    """A wish is one of three; a correction says what is wrong."""
    if wish not in set(Wish):
        return [Refusal("wish_missing", gettext_noop("Choose what you ask for."), "wish")]
    if wish == Wish.CORRECTION and not plain(text):
        return [Refusal("text_missing", gettext_noop("Say what is wrong and what is right."), "text")]
    if len(plain(text)) > TEXT_LIMIT:
        sentence = gettext_noop("Please be shorter: at most %(limit)s characters.")
        return [Refusal("text_long", sentence, "text", {"limit": TEXT_LIMIT})]
    return []


def may_confirm(*, state: str, confirm_by: datetime, at: datetime) -> list[Refusal]:
    """Within seven days, once; pressed twice is no error of the person."""
    if state != WishState.UNCONFIRMED:
        return [Refusal("confirmed", gettext_noop("This is confirmed already."))]
    if at > confirm_by:
        return [Refusal("too_late", gettext_noop("The link was valid for seven days. Please ask once more."))]
    return []


def may_settle(*, state: str, by: str, account: str, by_mailbox: str, mailbox: str) -> list[Refusal]:
    """An open wish is settled by another person than the one who asks, whatever way they asked."""
    if state != WishState.OPEN:
        return [Refusal("not_open", gettext_noop("This wish is not open."))]
    own = bool(mailbox) and normal(mailbox) == normal(by_mailbox)
    return may_approve(by, [by] if own else [account])


def may_erase_account(*, manages_privacy: bool, others: int) -> list[Refusal]:
    """The last person who can run the platform stays until another can."""
    if manages_privacy and not others:
        sentence = gettext_noop("This is the only account of the administration. Give the role to somebody else first.")
        return [Refusal("last_admin", sentence)]
    return []


def may_refuse(*, wish: str, reason: str, note: str) -> list[Refusal]:
    """Only for a reason of the list, and one that fits the wish."""
    if reason not in reasons_for(wish):
        return [Refusal("reason_missing", gettext_noop("Choose one of the reasons."), "reason")]
    return note_problems(note)


def reasons_for(wish: str) -> tuple[RefusalReason, ...]:
    """Which reasons the law knows for this wish."""
    common = (RefusalReason.NOTHING_KEPT, RefusalReason.NOT_IDENTIFIED, RefusalReason.EXCESSIVE)
    if wish == Wish.ERASURE:
        return (*common, RefusalReason.LEGAL_DUTY, RefusalReason.ARCHIVE, RefusalReason.LEGAL_CLAIMS)
    return (*common, RefusalReason.NOT_WRONG) if wish == Wish.CORRECTION else common


def note_problems(note: str) -> list[Refusal]:
    """What is told to the person beside the reason is short."""
    if len(plain(note)) > NOTE_LIMIT:
        sentence = gettext_noop("Please be shorter: at most %(limit)s characters.")
        return [Refusal("note_long", sentence, "note", {"limit": NOTE_LIMIT})]
    return []


def value_problems(value: str, *, limit: int | None) -> list[Refusal]:
    """What replaces a wrong entry says something and fits its column."""
    if not plain(value):
        return [Refusal("value_empty", gettext_noop("An entry that is to go entirely is erased, not corrected."))]
    most = limit or TEXT_LIMIT
    if len(plain(value)) > most:
        sentence = gettext_noop("Please be shorter: at most %(limit)s characters.")
        return [Refusal("value_long", sentence, "", {"limit": most})]
    return []


def may_fetch(*, state: str, wish: str, fetch_until: datetime | None, at: datetime) -> list[Refusal]:
    """An export that was released is fetched within two weeks."""
    if state != WishState.DONE or wish != Wish.EXPORT or fetch_until is None or at > fetch_until:
        return [Refusal("too_late", gettext_noop("The link was valid for two weeks. Please ask once more."))]
    return []


def speaks_of(text: str, mailbox: str) -> bool:
    """Whether this very mailbox stands in a text, and not another one that ends or begins like it."""
    return bool(mailbox) and any(normal(found[0]) == normal(mailbox) for found in _bounded(mailbox).finditer(text))


def without(text: str, mailbox: str, names: Iterable[str] = ()) -> str:
    """The text without the mailbox and, where it stood, without these names."""
    if not speaks_of(text, mailbox):
        return text
    own = normal(mailbox)
    return unnamed(_bounded(mailbox).sub(lambda found: GONE if normal(found[0]) == own else found[0], text), names)


def unnamed(text: str, names: Iterable[str]) -> str:
    """The text without these names, the longest first."""
    for name in sorted({name.strip() for name in names} - {"", GONE}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", GONE, text)
    return text


def telling(names: Iterable[str]) -> frozenset[str]:
    """Those of the names by which somebody can be told from others in a text: given name and surname, not one word."""
    return frozenset(name for name in (name.strip() for name in names) if len(name) >= SHORTEST_NAME and " " in name)


def _bounded(mailbox: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.+%-]){re.escape(mailbox)}(?![\w-]|\.\w)", re.IGNORECASE)


def lines_without(text: str, mailbox: str) -> str:
    """The lines but the one that is this mailbox."""
    return "\n".join(line for line in text.splitlines() if normal(line) != normal(mailbox))


def value_without(value: Any, mailbox: str, names: Iterable[str]) -> Any:
    """A JSON value whose texts are without mailbox and names; an object that holds the mailbox is looked through whole."""
    if isinstance(value, str):
        return without(value, mailbox, names)
    if isinstance(value, dict):
        return {key: value_without(item, mailbox, names) for key, item in value.items()}
    return [value_without(item, mailbox, names) for item in value] if isinstance(value, list) else value


def blanked(value: Any, key: str, identities: Collection[str], parts: Mapping[str, str]) -> Any:
    """A JSON value in which each object that one of ``identities`` names by ``key`` has ``parts`` in place of its own."""
    if isinstance(value, list):
        return [blanked(item, key, identities, parts) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {name: blanked(item, key, identities, parts) for name, item in value.items()}
    if str(inner.get(key, "")) in identities:
        inner |= {name: text for name, text in parts.items() if name in inner}
    return inner
