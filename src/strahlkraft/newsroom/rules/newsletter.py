"""The newsletter: who gets an issue, what somebody agreed to, when an issue may go on; pure."""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom.rules.vocabulary import IssueState, LinkKind
from strahlkraft.reuse.rules.offers import mailbox_problems
from strahlkraft.reuse.rules.requests import machine_problems

CONSENT = "2026-11"
"""The wording people agree to today; a new wording gets a new name, the old ones stay."""
CONSENTS: Mapping[str, str] = {
    "2026-11": gettext_noop(
        "Yes, send me the newsletter to this mailbox. Nobody counts whether I open it or what I press. "
        "I can end it at any time by a link in every letter; then the mailbox is erased."
    ),
}
"""Every wording somebody may have agreed to, by its name."""

CONFIRM_WITHIN = timedelta(days=7)
SAME_SHEET = timedelta(minutes=10)
"""The same mailbox typed again within it is one wish, sent twice."""
LETTERS_BEFORE_CONFIRMED = 3
"""So many letters go to a mailbox that has not answered: it may be a stranger's."""
BATCH = 200
"""Letters of issues put into the outbox at once, and at most waiting there: a sign-in link never waits behind more."""
SUBJECT_LIMIT = 160
TEXT_LIMIT = 4_000
MOST_ITEMS = 30
ITEM_KINDS = (LinkKind.EVENT, LinkKind.PROJECT, LinkKind.CASE)
"""What an issue may pick beside articles; ``article`` is the kind of those, the empty kind is a text of one's own."""
KINDS = ("article", *ITEM_KINDS)


# ---- subscribing


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for without an account: ``regions`` and ``topics`` are slugs, none of them means everything.

    ``consent`` names the wording agreed to, empty when none was; ``trap`` and ``seconds`` as in a request's form.
    """

    mailbox: str
    consent: str = ""
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    trap: str = ""
    seconds: float | None = None


def may_subscribe(wish: Wish) -> list[Refusal]:
    """A newsletter needs a mailbox and a yes to the wording of today; whether the mailbox is known is no reason (nobody learns it)."""
    refusals = machine_problems(trap=wish.trap, seconds=wish.seconds)
    if not wish.mailbox.strip():
        message = gettext_noop("Where may the letters go? Please give a mailbox.")
        refusals.append(Refusal("mailbox_missing", message, "mailbox"))
    refusals += mailbox_problems(wish.mailbox.strip())
    if wish.consent != CONSENT:
        message = gettext_noop("Please say that you want the newsletter; without your yes we may not send it.")
        refusals.append(Refusal("no_consent", message, "consent"))
    return refusals


def may_confirm(*, confirmed: bool, ended: bool, confirm_by: datetime, at: datetime) -> list[Refusal]:
    """Within seven days; a second press changes nothing and is no error."""
    if ended or (not confirmed and at > confirm_by):
        return [Refusal("too_late", gettext_noop("This link is no longer valid. Please ask for a new one."))]
    return []


def may_send(*, confirmed: bool, ended: bool, suppressed: bool) -> bool:
    """Whether an issue may go to a mailbox: its owner said yes twice and has not said no since."""
    return confirmed and not ended and not suppressed


def canonical(mailbox: str) -> str:
    """The mailbox as it is compared: ``A+x@B.example`` is ``a@b.example``."""
    name, _sign, domain = mailbox.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def mailbox_digest(key: bytes, mailbox: str) -> str:
    """A mailbox as a keyed digest (HMAC-SHA-256), the same for all its spellings; without the key nobody can try mailboxes."""
    return hmac.new(key, canonical(mailbox).encode(), hashlib.sha256).hexdigest()


# ---- who gets which issue


def wants(*, region: str, topic: str, regions: Collection[str], topics: Collection[str]) -> bool:
    """Whether an issue for ``region`` and ``topic`` (slugs; empty: for all) is for somebody with these interests.

    No regions chosen means all of them, and so for topics; both have to fit.
    """
    return _fits(region, regions) and _fits(topic, topics)


def _fits(asked: str, chosen: Collection[str]) -> bool:
    return not asked or not chosen or asked in chosen


# ---- writing an issue


@dataclass(frozen=True, slots=True)
class Given:
    """What surrounds the items of an issue; ``topic`` is a slug. Intro and texts of items are Markdown."""

    subject: str
    intro: str = ""
    subject_en: str = ""
    intro_en: str = ""
    region_id: int | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class ItemGiven:
    """Own words of an item; they replace what a picked thing says of itself, and are all a text of one's own has."""

    title: str = ""
    text: str = ""
    title_en: str = ""
    text_en: str = ""


_TOO_LONG = gettext_noop("At most %(most)s characters fit here.")


def given_problems(given: Given) -> list[Refusal]:
    """What cannot be kept even as a draft."""
    found = []
    if not given.subject.strip():
        found.append(
            Refusal("subject_missing", gettext_noop("What is the letter about? Give it a subject."), "subject")
        )
    lines = {"subject": given.subject, "subject_en": given.subject_en}
    texts = {"intro": given.intro, "intro_en": given.intro_en}
    return found + _long(lines, SUBJECT_LIMIT) + _long(texts, TEXT_LIMIT)


def item_problems(given: ItemGiven, *, picked: bool) -> list[Refusal]:
    """A text of one's own has a headline; what is ``picked`` may do without words."""
    found = []
    if not picked and not given.title.strip():
        found.append(Refusal("title_missing", gettext_noop("Give the text a headline."), "title"))
    lines = {"title": given.title, "title_en": given.title_en}
    return found + _long(lines, SUBJECT_LIMIT) + _long({"text": given.text, "text_en": given.text_en}, TEXT_LIMIT)


def _long(values: Mapping[str, str], most: int) -> list[Refusal]:
    return [
        Refusal("too_long", _TOO_LONG, name, {"most": most})
        for name, text in values.items()
        if len(text.strip()) > most
    ]


def may_write(state: str) -> list[Refusal]:
    """Only a draft is written on: a second person reads just what is sent."""
    if state == IssueState.DRAFT:
        return []
    message = gettext_noop(
        "Nobody writes on an issue that is with a second person or beyond; have it given back first."
    )
    return [Refusal("wrong_state", message)]


def may_add(items: int) -> list[Refusal]:
    """A letter people still read."""
    if items < MOST_ITEMS:
        return []
    return [Refusal("many_items", gettext_noop("An issue has at most %(most)s parts."), params={"most": MOST_ITEMS})]


def submission_problems(*, intro: str, items: int, hidden: Iterable[str]) -> list[Refusal]:
    """An issue says something, and readers can open everything in it; ``hidden`` are titles of what they cannot."""
    found = []
    if not intro.strip() and not items:
        found.append(
            Refusal("empty", gettext_noop("The issue says nothing yet: write an introduction or pick something."))
        )
    message = gettext_noop("“%(title)s” is not public. Publish it first, or take it out of the issue.")
    return found + [Refusal("hidden_item", message, params={"title": title}) for title in hidden]


def moved(order: list[int], item: int, step: int) -> list[int]:
    """``order`` with ``item`` one place further up (−1) or down (1); at its end it stays."""
    here = order.index(item)
    there = min(max(here + step, 0), len(order) - 1)
    rest = order[:here] + order[here + 1 :]
    return [*rest[:there], item, *rest[there:]]
