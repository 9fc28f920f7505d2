"""JSON-LD of articles (schema.org): NewsArticle with its corrections, and the way to it."""

from typing import Any

from django.conf import settings
from django.utils.translation import pgettext

from strahlkraft.design.addresses import address, localised
from strahlkraft.newsroom.queries.articles import Read
from strahlkraft.newsroom.queries.pictures import Shown

CONTEXT = "https://schema.org"
HEADLINE = 110
"""Characters search engines show of a headline."""


def article(read: Read, *, url: str, card: str, picture: Shown | None) -> dict[str, Any]:
    """An article as readers have it; ``url`` and ``card`` are whole addresses."""
    publisher = {"@type": "GovernmentOrganization", "name": settings.OPERATOR["name"] or "Strahlkraft"}
    images = [f"{settings.BASE_URL}{picture.wide.largest}"] if picture else []
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": read.title[:HEADLINE],
        "description": read.lead,
        "inLanguage": read.language,
        "datePublished": read.published_at.isoformat(),
        "dateModified": (read.changed_at or read.published_at).isoformat(),
        "image": [*images, card],
        "articleSection": read.topic.title if read.topic else "",
        "author": {"@type": "Organization", "name": read.region.title} if read.region else publisher,
        "publisher": publisher,
        "isAccessibleForFree": True,
        "about": [
            {"@type": "Thing", "name": label.title, "url": f"{settings.BASE_URL}{address(label)}"}
            for label in read.links
        ],
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": note.text,
                "datePublished": note.at.isoformat(),
                "inLanguage": note.language,
            }
            for note in read.notes
        ],
    }
    return {name: value for name, value in found.items() if value not in ("", [], None)}


def crumbs(read: Read, url: str) -> dict[str, Any]:
    """The way from the list to an article."""
    steps = [(pgettext("navigation", "News"), f"{settings.BASE_URL}{localised('/neues/')}"), (read.title, url)]
    items = [
        {"@type": "ListItem", "position": place, "name": str(name), "item": where}
        for place, (name, where) in enumerate(steps, 1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}
