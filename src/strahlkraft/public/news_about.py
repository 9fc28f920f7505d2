"""What the newsroom wrote about a thing, for its page, and articles as lists show them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from strahlkraft.kernel.label import Label
from strahlkraft.newsroom.queries import articles
from strahlkraft.newsroom.queries.articles import Read
from strahlkraft.newsroom.queries.pictures import sources
from strahlkraft.newsroom.texts.articles import KINDS

MOST = 4


def language() -> str:
    """The two letters of the language the page is in."""
    return (get_language() or "de")[:2]


def about(label: Label, limit: int = MOST) -> list[dict[str, Any]]:
    """The newest articles about a thing, without pictures: those pages have their own."""
    return [_row(one) for one in articles.about(label, language(), limit)]


def tiles(reads: Iterable[Read]) -> list[dict[str, Any]]:
    """Articles with their pictures, in a constant number of queries."""
    found = list(reads)
    shown = sources([one.lead_picture for one in found], language())
    return [_row(one) | {"picture": shown.get(one.lead_picture.pk) if one.lead_picture else None} for one in found]


def newest(limit: int) -> list[dict[str, Any]]:
    """What appeared last, with pictures."""
    return tiles(articles.readable(language=language())[:limit])


def _row(one: Read) -> dict[str, Any]:
    return {"read": one, "kind": KINDS[one.kind]}
