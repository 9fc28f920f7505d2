"""What stands somewhere already as the beginning of a text: nobody types it twice; pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from strahlkraft.newsroom.rules.articles import BODY_LIMIT, TITLE_LIMIT, Given, Words
from strahlkraft.newsroom.rules.newsletter import SUBJECT_LIMIT, TEXT_LIMIT, ItemGiven
from strahlkraft.newsroom.rules.vocabulary import ArticleKind, Language

FACTS_SIGN = "#facts"
"""Behind the name of a thing whose fact sheet is meant, beside an article about it."""


class Form(StrEnum):
    """What is made of something: an article or a fact sheet; a part of the newsletter is made by a deed of its own."""

    ARTICLE = "article"
    FACTS = "facts"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text: its heading (empty for none) and what stands below it, Markdown."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Pitched:
    """A pitch in plain values, for this room knows no congress; a door hands it in and says who may.

    ``partners`` are names as they are shown. ``project`` and ``event`` are slugs, empty for none. ``demonstration``: invented.
    """

    code: str
    title: str
    summary: str
    description: str
    body: str
    partners: tuple[str, ...]
    occasion: str
    region_id: int | None
    project: str = ""
    event: str = ""
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """What a draft begins with, in German. ``made_from`` names the thing; ``picked`` is what the newsletter shows of it.

    ``links`` are (kind, key) as in ``kernel.label.Label``; ``picked`` is empty where an own text stands in the newsletter;
    ``worded``: the newsletter says it in the words of the material, not in those of the thing.
    """

    made_from: str
    kind: str
    title: str
    lead: str
    sections: tuple[Section, ...]
    region_id: int | None
    topic: str = ""
    contact: int | None = None
    links: tuple[tuple[str, str], ...] = ()
    picked: tuple[str, str] = ("", "")
    worded: bool = False
    demonstration: bool = False


def name_of(kind: str, key: str, form: Form = Form.ARTICLE) -> str:
    """What an article remembers of where it came from."""
    return f"{kind}:{key}{FACTS_SIGN if form is Form.FACTS else ''}"


def plain(text: str) -> str:
    """What somebody typed into a field as Markdown: its lines stay paragraphs and lists, nothing becomes a heading or a figure."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    return "\n".join(re.sub(r"^(\s*)([#>=])", r"\1\\\2", line).replace("[[", r"\[\[") for line in lines)


def listed(rows: Iterable[str]) -> str:
    """Lines as a list."""
    return "\n".join(f"- {row}" for row in rows)


def shortened(text: str, limit: int) -> str:
    """The text in one line, at most ``limit`` characters; a longer one ends with dots behind a whole word."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return f"{line[: limit - 2].rpartition(' ')[0] or line[: limit - 2]} …"


def body_of(sections: Iterable[Section]) -> str:
    """The parts one below the other; a part that says nothing is left out."""
    parts = [
        f"## {section.heading}\n\n{section.text.strip()}" if section.heading else section.text.strip()
        for section in sections
        if section.text.strip()
    ]
    return "\n\n".join(parts)[:BODY_LIMIT]


def given_of(material: Material) -> Given:
    """The material as a writer would hand it in."""
    words = Words(shortened(material.title, TITLE_LIMIT), plain(material.lead), body_of(material.sections))
    return Given(
        texts={Language.GERMAN: words},
        kind=material.kind,
        region_id=material.region_id,
        topic=material.topic,
        links=material.links,
        press_contact=material.contact,
    )


def item_of(material: Material) -> ItemGiven:
    """The material as a part of the newsletter; without words of its own where the thing speaks for itself."""
    if material.picked[0] and not material.worded:
        return ItemGiven()
    text = material.lead.strip() or next((section.text for section in material.sections if section.text.strip()), "")
    return ItemGiven(title=shortened(material.title, SUBJECT_LIMIT), text=plain(text)[:TEXT_LIMIT])


def kind_of(form: Form, otherwise: ArticleKind) -> ArticleKind:
    """What kind of text it becomes."""
    return ArticleKind.FACTS if form is Form.FACTS else otherwise
