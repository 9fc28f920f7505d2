"""What the pages of articles share: states in colours, what an article is about, its figures, what differs."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.newsroom.models import Article
from strahlkraft.newsroom.queries import desk, facts, pictures
from strahlkraft.newsroom.queries.contents import Name, identity, public_labels
from strahlkraft.newsroom.rules.articles import Content, Difference, Given, Words, stored
from strahlkraft.newsroom.rules.facts import FIELDS, Quote, Shown
from strahlkraft.newsroom.rules.vocabulary import ArticleState, LinkKind
from strahlkraft.newsroom.texts.articles import KINDS, LANGUAGES, LINKS, PARTS, STATES
from strahlkraft.projects.access import visible_to
from strahlkraft.reuse.access import offers_visible_to

BADGES: Mapping[str, str] = {
    ArticleState.DRAFT: "unknown",
    ArticleState.IN_REVIEW: "warn",
    ArticleState.APPROVED: "info",
    ArticleState.PUBLISHED: "good",
    ArticleState.CORRECTING: "warn",
    ArticleState.CORRECTION_REVIEW: "warn",
    ArticleState.ARCHIVED: "unknown",
    ArticleState.DISCARDED: "unknown",
}
MOST_PROJECTS = 6
"""Projects whose figures are offered at once."""
_LINKABLE = frozenset(LINKS) - {LinkKind.REGION}


def badge(article: Article) -> dict[str, Any]:
    """State of an article as a badge."""
    return {"look": BADGES[article.state], "text": STATES[article.state]}


# ---- what it is about


def value_of(kind: str, key: str) -> str:
    """A thing as the value of a tick box."""
    return f"{kind}:{identity(kind, key)}"


def name_of(value: str) -> Name | None:
    """Kind and key behind the value of a tick box; None for what is none."""
    match = re.fullmatch(r"([a-z]{1,12}):([A-Za-z0-9_-]{1,200})", value)
    return (match[1], match[2]) if match and match[1] in _LINKABLE else None


def things(by: Actor, names: Iterable[Name]) -> list[dict[str, Any]]:
    """Things by name, with title and kind in words, in their order; what is not there keeps its key."""
    wanted = list(dict.fromkeys(names))
    known = public_labels(wanted)
    for kind, rows in (("project", visible_to(by)), ("offer", offers_visible_to(by))):
        missing = [key for of, key in wanted if of == kind and (kind, key) not in known]
        if missing:
            known |= {(kind, row.label.key): row.label for row in rows.filter(slug__in=missing)}
    return [thing(known.get(name) or Label(*name, title=name[1])) for name in wanted]


def thing(label: Label) -> dict[str, Any]:
    """One thing for a tick box."""
    return {"value": value_of(label.kind, label.key), "title": label.title, "kind": LINKS[LinkKind(label.kind)]}


# ---- figures that can be quoted


@dataclass(frozen=True, slots=True)
class Figures:
    """A public project with its figures; those nobody states are left out."""

    title: str
    figures: list[Shown]


def figures_of(slugs: Iterable[str]) -> list[Figures]:
    """The figures of projects, in a constant number of queries."""
    wanted = list(dict.fromkeys(slugs))[:MOST_PROJECTS]
    values = facts.values_of(Quote(slug, field).reference for slug in wanted for field in FIELDS)
    found = []
    for slug in wanted:
        own = [shown for field in FIELDS if (shown := values.get(Quote(slug, field).reference)) and shown.known]
        if own:
            found.append(Figures(own[0].of, own))
    return found


def figures_found(by: Actor, text: str) -> list[Figures]:
    """The figures of public projects whose title holds ``text``."""
    return figures_of(label.key for label in desk.choices(by, text, LinkKind.PROJECT))


# ---- what differs


def given_of(article: Article, content: Content) -> Given:
    """An article as if it had just been handed in."""
    return Given(
        texts=dict(content.texts),
        kind=content.kind,
        region_id=article.region_id,
        topic=content.topic,
        links=tuple((kind, key) for kind, key, _title in content.links),
        lead_picture=str(content.picture.get("code", "")),
        gallery=tuple(str(one["code"]) for one in content.pictures),
        press_contact=article.press_contact_id,
        note=article.correction_note,
        note_en=article.correction_note_en,
    )


def settled(given: Given) -> Given:
    """What was handed in as it would be kept, to be compared."""
    texts_kept = {language: stored(words) for language, words in given.texts.items() if not words.empty}
    links = tuple(dict.fromkeys((kind, identity(kind, key)) for kind, key in given.links))
    gallery = tuple(dict.fromkeys(code for code in given.gallery if code))
    return replace(
        given,
        texts=texts_kept,
        links=links,
        gallery=gallery,
        note=given.note.strip(),
        note_en=given.note_en.strip(),
    )


def unlike(by: Actor, mine: Given, theirs: Given) -> list[dict[str, Any]]:
    """Parts of two versions that differ, each with both as lines."""
    first, second = _spelt(by, settled(mine)), _spelt(by, settled(theirs))
    return [
        {"label": label, "before": first[label].splitlines(), "after": second[label].splitlines()}
        for label in first
        if first[label] != second[label]
    ]


def _spelt(by: Actor, given: Given) -> dict[str, str]:
    """Each part of what was handed in, by its name, as people read it."""
    regions = {row.pk: row.name for row in desk.regions(by)}
    found = {
        f"{str(PARTS[part]).capitalize()} ({LANGUAGES[language]})": getattr(given.texts.get(language, Words()), part)
        for language in LANGUAGES
        for part in ("title", "lead", "body")
    }
    contact = desk.press_contacts().filter(pk=given.press_contact).first() if given.press_contact else None
    topic = desk.topics().filter(slug=given.topic).first() if given.topic else None
    return found | {
        str(PARTS["kind"]).capitalize(): str(KINDS.get(given.kind, given.kind)),
        str(PARTS["region"]).capitalize(): regions.get(given.region_id or 0, ""),
        str(PARTS["topic"]).capitalize(): str(topic or ""),
        str(PARTS["contact"]).capitalize(): str(contact or ""),
        str(PARTS["links"]).capitalize(): "\n".join(one["title"] for one in things(by, given.links)),
        str(PARTS["picture"]).capitalize(): _pictures(by, [given.lead_picture]),
        str(PARTS["pictures"]).capitalize(): _pictures(by, given.gallery),
    }


def _pictures(by: Actor, codes: Iterable[str]) -> str:
    """Pictures by what is to be seen, one a line."""
    titles = {row.code: pictures.title_of(row) for row in pictures.by_code(by, [code for code in codes if code])}
    return "\n".join(titles.get(code, code) for code in codes)


def told(differences: Iterable[Difference]) -> list[dict[str, Any]]:
    """Differences of two versions for a page: part and language in words, and the lines that stayed, went and came."""
    return [
        {
            "part": PARTS[one.part],
            "language": LANGUAGES.get(one.language, ""),
            "code": one.language or "de",
            "lines": _lines(one.part, one.before, one.after),
        }
        for one in differences
    ]


def _lines(part: str, before: str, after: str) -> list[dict[str, str]]:
    """What stayed (``same``), went (``gone``) and came (``new``), paragraph by paragraph."""
    if part == "kind":
        before, after = (str(KINDS.get(text, text)) for text in (before, after))
    first, second = ([line for line in text.splitlines() if line.strip()] for text in (before, after))
    found = []
    for tag, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [{"mark": "same", "text": line} for line in first[a:b]]
        else:
            found += [{"mark": "gone", "text": line} for line in first[a:b]]
            found += [{"mark": "new", "text": line} for line in second[c:d]]
    return found
