"""What an editable page must have, when it may go on, and where it may stand; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from strahlkraft.kernel.diff import difference
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.slug import slugify
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom.rules.vocabulary import PAGE_MOVES, Language, Menu, PageKind, PageState
from strahlkraft.newsroom.rules.writing import TITLE_MISSING, problems, remarks

TITLE_LIMIT = 160
BODY_LIMIT = 60_000
"""Characters, as for articles."""
SLUG_LIMIT = 80
_NUMBER_ROOM = 4
"""Characters kept free in an address made from a title, for the number behind what is taken."""
MOST_IN_MENU = 12
"""Pages one menu offers: more is a list nobody reads."""
LAW = frozenset({PageKind.ACCESSIBILITY, PageKind.PRIVACY, PageKind.LEGAL_NOTICE})
"""Kinds a law asks for: they stand at addresses of their own, are linked on every page and never withdrawn."""
SEVERAL = frozenset({PageKind.FREE, PageKind.HANDBOOK, PageKind.FAQ})
"""Kinds there may be more than one of."""
LAW_SLUGS: Mapping[str, str] = {
    PageKind.ACCESSIBILITY: "barrierefreiheit",
    PageKind.PRIVACY: "datenschutz",
    PageKind.LEGAL_NOTICE: "impressum",
}
"""Where everybody looks for what a law asks for; no other page gets such an address."""
_FEBRUARY, _LEAP_DAY = 2, 29


@dataclass(frozen=True, slots=True)
class Words:
    """A page in one language; ``body`` is Markdown."""

    title: str = ""
    body: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is written in this language."""
        return not (self.title.strip() or self.body.strip())


def stored(words: Words) -> Words:
    """The words as they are kept: without blanks around them, one kind of line end."""
    body = words.body.replace("\r\n", "\n").replace("\r", "\n").strip()
    return Words(" ".join(words.title.split()), body)


def written(texts: Mapping[str, Words]) -> dict[str, Words]:
    """The languages in which something is written, as they are kept."""
    return {language: stored(words) for language, words in texts.items() if not words.empty}


_CHOOSE = gettext_noop("Choose from the list.")
_TOO_LONG = gettext_noop("At most %(most)s characters fit here.")


def kind_problems(kind: str, existing: Iterable[str]) -> list[Refusal]:
    """A known kind; of all but the free ones there is one page only. ``existing`` are the kinds of all pages."""
    if kind not in list(PageKind):
        return [Refusal("no_kind", _CHOOSE, "kind")]
    if kind not in SEVERAL and kind in set(existing):
        return [Refusal("kind_taken", gettext_noop("There is a page of this kind already; write on that one."), "kind")]
    return []


def text_problems(texts: Mapping[str, Words]) -> list[Refusal]:
    """What cannot be kept even as a draft."""
    found = []
    german = texts.get(Language.GERMAN, Words())
    if not german.title.strip():
        found.append(Refusal("title_missing", TITLE_MISSING, "title_de"))
    for language, words in texts.items():
        if language not in list(Language):
            found.append(Refusal("no_language", gettext_noop("Pages are written in German and English.")))
            continue
        if language != Language.GERMAN and not words.empty and not words.title.strip():
            found.append(Refusal("title_missing", TITLE_MISSING, f"title_{language}"))
        if len(stored(words).title) > TITLE_LIMIT:
            found.append(Refusal("too_long", _TOO_LONG, f"title_{language}", {"most": TITLE_LIMIT}))
        if len(words.body) > BODY_LIMIT:
            found.append(Refusal("too_long", _TOO_LONG, f"body_{language}", {"most": BODY_LIMIT}))
    return found


def submission_problems(texts: Mapping[str, Words], current: Mapping[str, Any] | None) -> list[Refusal]:
    """What keeps a page from a second person: text that is missing or hard to reach, or nothing new.

    ``current`` is what readers see, None before the first time.
    """
    found = [
        replace(problem, field=f"{problem.field}_{language}")
        for language, words in texts.items()
        for problem in problems(one for one in remarks(words.title, "", words.body) if one.field != "lead")
    ]
    if current is not None and not compared(current, frozen(texts)):
        found.append(Refusal("nothing_changed", gettext_noop("Nothing differs from what readers see.")))
    return found


def may_withdraw(kind: str) -> list[Refusal]:
    """What a law asks for stays."""
    if kind not in LAW:
        return []
    message = gettext_noop("A law asks for this page; it can be written anew, not withdrawn.")
    return [Refusal("law_asks_for_it", message)]


def may_take_again(state: str) -> list[Refusal]:
    """An earlier version becomes the working text of a draft, or of what is taken up with it; not what somebody reads now."""
    if state == PageState.DRAFT or "revise" in PAGE_MOVES[state]:
        return []
    message = gettext_noop("A second person reads it just now; give it back first.")
    return [Refusal("wrong_state", message)]


def may_review(kind: str, *, readable: bool) -> list[Refusal]:
    """Noted is the review of what a law asks for, once readers have it."""
    if kind not in LAW:
        return [Refusal("no_review", gettext_noop("Only pages a law asks for are reviewed every year."))]
    if not readable:
        return [Refusal("not_public", gettext_noop("Readers do not see this page yet; there is nothing to review."))]
    return []


def reviewed_until(day: date) -> date:
    """When what was reviewed on ``day`` must be looked at again: a year later.

    Directive (EU) 2016/2102, Art. 7 (1) asks for regular updates of the statement of accessibility; a year is our rule.
    """
    if (day.month, day.day) == (_FEBRUARY, _LEAP_DAY):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)


def overdue(review_by: date | None, today: date) -> bool:
    """Whether the review should have been by now; without a day none is due."""
    return review_by is not None and review_by < today


def may_return(remark: str) -> list[Refusal]:
    """Whoever gives a page back says why."""
    return (
        [] if remark.strip() else [Refusal("remark_missing", gettext_noop("Please say what is to be done."), "remark")]
    )


# ---- addresses and menus


def slug_of(kind: str, title: str) -> str:
    """The address part of a new page; a number behind what is taken is added by whoever stores it."""
    return LAW_SLUGS.get(kind) or slugify(title, limit=SLUG_LIMIT - _NUMBER_ROOM)


def rename_problems(kind: str, slug: str, *, current: str, taken: bool, former: bool) -> list[Refusal]:
    """Whether a page may get the address part ``slug``: ``taken`` by another page, ``former`` when it led elsewhere once."""
    if kind in LAW:
        message = gettext_noop("This page stands where everybody looks for it; its address does not change.")
        return [Refusal("fixed_address", message, "slug")]
    if not slug or slug != slugify(slug, limit=SLUG_LIMIT):
        message = gettext_noop("An address has small letters without accents, digits and hyphens between them.")
        return [Refusal("no_slug", message, "slug")]
    if slug == current:
        return [Refusal("same_slug", gettext_noop("This is its address already."), "slug")]
    if taken or slug in LAW_SLUGS.values():
        return [Refusal("slug_taken", gettext_noop("Another page stands at this address."), "slug")]
    if former:
        message = gettext_noop("This address belonged to a page once and leads on from there; choose another one.")
        return [Refusal("slug_former", message, "slug")]
    return []


def menu_problems(menu: str, kinds: Sequence[str]) -> list[Refusal]:
    """Whether pages of these kinds may stand in a menu, in this order."""
    if menu not in {Menu.MAIN, Menu.FOOTER}:
        return [Refusal("no_menu", _CHOOSE, "menu")]
    found = []
    if len(kinds) > MOST_IN_MENU:
        message = gettext_noop("A menu offers at most %(most)s pages.")
        found.append(Refusal("many_in_menu", message, "pages", {"most": MOST_IN_MENU}))
    if LAW & set(kinds):
        message = gettext_noop("What a law asks for is linked on every page already.")
        found.append(Refusal("law_in_menu", message, "pages"))
    return found


def arranged(order: Sequence[int], key: int, deed: str) -> list[int]:
    """A menu after one press of a button: ``key`` goes ``up`` or ``down`` one place, ``in`` at the end, or ``out``.

    What cannot be (the first one up, what is not in it down) leaves the order as it is.
    """
    found = list(order)
    if deed == "in" and key not in found:
        return [*found, key]
    if key not in found:
        return found
    place = found.index(key)
    if deed == "out":
        return [*found[:place], *found[place + 1 :]]
    other = place + {"up": -1, "down": 1}.get(deed, 0)
    if 0 <= other < len(found):
        found[place], found[other] = found[other], found[place]
    return found


# ---- versions


def frozen(texts: Mapping[str, Words]) -> dict[str, Any]:
    """A page as readers get it, in plain values that JSON keeps."""
    return {"texts": {str(language): {"title": one.title, "body": one.body} for language, one in texts.items()}}


def thawed(content: Mapping[str, Any]) -> dict[str, Words]:
    """What a version keeps, by language."""
    return {
        language: Words(words.get("title", ""), words.get("body", ""))
        for language, words in content.get("texts", {}).items()
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """One part (``title`` or ``body``) in one language that differs between two versions."""

    part: str
    language: str
    before: str
    after: str


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What differs between two frozen pages, German first; a language only one of them has differs whole."""
    changed = difference(_flat(before), _flat(after))
    return [
        Difference(part, language, *changed[f"{language}.{part}"])
        for language, part in _PARTS
        if f"{language}.{part}" in changed
    ]


_PARTS = tuple((language, part) for language in Language for part in ("title", "body"))


def _flat(content: Mapping[str, Any]) -> dict[str, str]:
    texts = content.get("texts", {})
    return {f"{language}.{part}": texts.get(language, {}).get(part, "") for language, part in _PARTS}
