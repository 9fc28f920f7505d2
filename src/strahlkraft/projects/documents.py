"""What the search knows of projects and events (pure)."""

from collections.abc import Iterable

from strahlkraft.kernel.slug import slugify
from strahlkraft.search.rules import Document

PROJECT_FACETS = (
    "region",
    "field",
    "closed",
    "operation",
    "reusable",
    "reused",
    "phase",
    "licence",
    "result",
    "size",
    "kind",
)


def title_rank(title: str) -> int:
    """A number that orders like the title: its first ten letters and digits in base 37 (German alphabetical order)."""
    letters = [c for c in slugify(title, limit=200) if c != "-"][:10]
    rank = 0
    for position in range(10):
        letter = letters[position] if position < len(letters) else ""
        rank = rank * 37 + (int(letter, 36) + 1 if letter else 0)
    return rank


def project_document(  # noqa: PLR0913 - the searchable parts of one record
    *,
    slug: str,
    title: str,
    aliases: Iterable[str],
    summary: str,
    texts: Iterable[str],
    search_words: str,
    facets: dict[str, tuple[str, ...]],
    funding: float | None,
    changed: float,
    start: str,
) -> Document:
    """The document of a project; ``changed`` is a Unix time, ``funding`` in euro, ``start`` a partial date."""
    return Document(
        kind="project",
        key=slug,
        title=title,
        body="\n".join(text for text in (summary, *texts) if text),
        keywords=search_words,
        aliases="\n".join(aliases),
        facets=facets,
        sort={
            "title": title_rank(title),
            "funding": funding or 0,
            "changed": changed,
            "start": int((start.replace("-", "") + "00000000")[:8]) if start else 0,
        },
        summary=summary,
    )


def event_document(*, slug: str, name: str, texts: Iterable[str], date: str) -> Document:
    """The document of an event."""
    return Document(
        kind="event",
        key=slug,
        title=name,
        body="\n".join(text for text in texts if text),
        summary=date,
        sort={"start": int((date.replace("-", "") + "00000000")[:8])},
    )
