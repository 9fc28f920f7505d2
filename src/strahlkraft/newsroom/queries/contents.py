"""An article as plain values: what its writers have before them, what a version froze, what readers may open of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from strahlkraft.audit.four_eyes import content_hash
from strahlkraft.kernel.label import Label
from strahlkraft.network.models import Municipality
from strahlkraft.newsroom.models import Article, ArticleVersion, Picture
from strahlkraft.newsroom.queries import facts
from strahlkraft.newsroom.rules.articles import Content, Words
from strahlkraft.newsroom.rules.facts import all_references
from strahlkraft.newsroom.rules.vocabulary import LinkKind
from strahlkraft.projects.models import Event, Project
from strahlkraft.reuse.models import ReuseCase, ReuseOffer

Name = tuple[str, str]
"""Kind and key of a label."""


def working(article: Article) -> Content:
    """The working text with all that belongs to it; figures stand in it by reference only."""
    rows = article.links.select_related("project", "offer", "event", "municipality", "case")
    gallery = article.gallery.select_related("picture")
    return Content(
        texts={text.language: Words(text.title, text.lead, text.body) for text in article.texts.all()},
        kind=article.kind,
        region=article.region.slug if article.region else "",
        topic=article.topic.slug if article.topic else "",
        contact=article.press_contact.mailbox if article.press_contact else "",
        demonstration=article.demonstration,
        links=tuple((row.kind, identity(row.kind, label.key), label.title) for row in rows if (label := row.label)),
        picture=_said(article.lead_picture) if article.lead_picture else {},
        pictures=tuple(_said(row.picture) for row in gallery),
    )


def _said(picture: Picture) -> dict[str, Any]:
    """A picture with the words readers get for it; its pixels never change."""
    return {
        "code": picture.code,
        "alternative_text": picture.alternative_text,
        "alternative_text_en": picture.alternative_text_en,
        "caption": picture.caption,
        "caption_en": picture.caption_en,
        "credit": picture.credit,
        "licence": picture.licence,
        "decorative": picture.decorative,
    }


def quoted(content: Content) -> list[str]:
    """Every reference the texts quote."""
    return all_references(text for words in content.texts.values() for text in (words.lead, words.body))


def figures(content: Content) -> dict[str, str]:
    """What the figures of a content say now, without words."""
    return {reference: one.machine for reference, one in facts.stated(quoted(content)).items()}


def frozen(content: Content) -> dict[str, Any]:
    """The content as a version keeps it: with what its figures say today."""
    return content.as_json() | {"figures": figures(content)}


def approval_hash(content: Content) -> str:
    """What a second person approves: everything but what quoted figures say that day."""
    return content_hash(content.as_json(figures=False))


def of_version(version: ArticleVersion) -> Content:
    """What readers saw from a version."""
    return Content.read(version.content)


def identity(kind: str, key: str) -> str:
    """The part of a thing's key that never changes: of a municipality the official key, its name may become another."""
    return key.partition("-")[0] if kind == LinkKind.MUNICIPALITY else key


def public_labels(names: Iterable[Name]) -> dict[Name, Label]:
    """Those of the named things that everybody may open, with their titles of today; one query for each kind that is named.

    Names are as :func:`identity` gives them.
    """
    keys: dict[str, set[str]] = {}
    for kind, key in names:
        keys.setdefault(kind, set()).add(identity(kind, key))
    found = [row.label for kind, wanted in keys.items() for row in _public(kind, wanted)]
    return {(label.kind, identity(label.kind, label.key)): label for label in found}


def _public(kind: str, keys: Iterable[str]) -> Iterable[Any]:
    if kind == LinkKind.PROJECT:
        return Project.objects.published().filter(slug__in=keys)
    if kind == LinkKind.OFFER:
        return ReuseOffer.objects.published().filter(slug__in=keys)
    if kind == LinkKind.EVENT:
        return Event.objects.filter(slug__in=keys)
    if kind == LinkKind.MUNICIPALITY:
        return Municipality.objects.filter(key__in=keys)
    return ReuseCase.objects.public().filter(code__in=keys) if kind == LinkKind.CASE else ()


def labels_of(content: Content, public: Mapping[Name, Label]) -> tuple[Label, ...]:
    """What an article is about, as far as everybody may open it."""
    return tuple(public[kind, key] for kind, key, _title in content.links if (kind, key) in public)
