"""What the search knows of offers, imported software and entries of other instances (pure)."""

from collections.abc import Iterable

from strahlkraft.projects.documents import title_rank
from strahlkraft.reuse.rules.content import OfferContent
from strahlkraft.reuse.rules.software import is_german
from strahlkraft.search.rules import Document

KINDS = ("offer", "project", "software", "elsewhere")
# Facets of ``offer``, ``software`` and ``elsewhere``; ``region`` and ``field`` are shared with projects.
FACETS = (
    "what",  # kind of result
    "licensed",  # named, none
    "level",  # readiness
    "size",  # suitable sizes
    "status",
    "language",
    "platform",
    "region",
    "field",
    "product",  # presupposed
    "country",
    "origin",
)

# The list's own order: what is offered here, then what other instances offer, then software in German, then the rest.
_PLACE_OFFER, _PLACE_ELSEWHERE, _PLACE_GERMAN, _PLACE_OTHER = range(4)


def _order(group: int, title: str, changed: float) -> dict[str, float | int]:
    """What lists can be ordered by; within its group ``place`` goes by the title."""
    rank = title_rank(title)
    return {"title": rank, "changed": changed, "place": group * 37**8 + rank // 37**2}


def _tongues(languages: Iterable[str]) -> tuple[str, ...]:
    """The languages without country: who filters by German also means German of Switzerland."""
    return tuple(dict.fromkeys(language.split("-")[0].lower() for language in languages if language))


def offer_document(
    *,
    slug: str,
    content: OfferContent,
    project: str,
    region: str,
    fields: Iterable[str],
    level: str,
    changed: float,
) -> Document:
    """The document of a published offer; ``changed`` is a Unix time, ``fields`` slugs of fields of action."""
    products = tuple(product.name for product in content.products)
    return Document(
        kind="offer",
        key=slug,
        title=content.title,
        body=_body(content, project),
        aliases=project,
        facets={
            "what": (content.kind,),
            "licensed": ("named" if content.licence else "none",),
            "level": (level,) if level else (),
            "size": content.size_classes,
            "status": (content.development_status,) if content.development_status else (),
            "language": _tongues(content.languages),
            "platform": content.platforms,
            "region": (region,),
            "field": tuple(fields),
            "product": products,
            "origin": ("here",),
        },
        sort=_order(_PLACE_OFFER, content.title, changed),
        summary=content.summary,
    )


def _body(content: OfferContent, project: str) -> str:
    """All texts of an offer, one below the other."""
    texts = (
        content.summary,
        content.description,
        content.target_groups,
        content.scope,
        content.transfer_value,
        content.best_practice,
        content.stakeholders,
        content.legal_basis,
        " · ".join(product.name for product in content.products),
        " · ".join(content.standards),
        " · ".join(f"{key.scheme} {key.key}" for key in content.keys),
        " · ".join(paper.title for paper in content.papers),
        project,
    )
    return "\n".join(text for text in texts if text)


def software_document(  # noqa: PLR0913 - the searchable parts of one record
    *,
    slug: str,
    name: str,
    summaries: Iterable[str],
    texts: Iterable[str],
    publisher: str,
    country: str,
    licence: str,
    status: str,
    languages: Iterable[str],
    platforms: Iterable[str],
    categories: Iterable[str],
    level: str,
    changed: float,
) -> Document:
    """The document of imported software; ``summaries`` in the order shown (the first is the hit's)."""
    known, known_languages = [summary for summary in summaries if summary], list(languages)
    return Document(
        kind="software",
        key=slug,
        title=name,
        body="\n".join(text for text in (*known, *texts, publisher) if text),
        keywords=" ".join(category.replace("-", " ") for category in categories),
        facets={
            "what": ("software",),
            "licensed": ("named" if licence else "none",),
            "level": (level,) if level else (),
            "status": (status,) if status else (),
            "language": _tongues(known_languages),
            "platform": tuple(platforms),
            "country": (country,) if country else (),
            "origin": ("collected",),
        },
        sort=_order(_PLACE_GERMAN if is_german(known_languages, country) else _PLACE_OTHER, name, changed),
        summary=known[0] if known else "",
    )


def elsewhere_document(
    *, slug: str, title: str, summary: str, what: str, licence: str, sizes: Iterable[str], peer: str, changed: float
) -> Document:
    """The document of another instance's entry."""
    return Document(
        kind="elsewhere",
        key=slug,
        title=title,
        body=f"{summary}\n{peer}",
        facets={
            "what": (what,) if what else (),
            "licensed": ("named" if licence else "none",),
            "size": tuple(sizes),
            "origin": ("elsewhere",),
        },
        sort=_order(_PLACE_ELSEWHERE, title, changed),
        summary=summary,
    )
