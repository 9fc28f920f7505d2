"""The one list of all that can be taken over: which filters and orders there are, and what they find.

Offers made here, software imported from elsewhere and entries of other instances stand side by side; the page, its
exports, its feeds and the API read the same parameters.
"""

import gettext as catalogues
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pycountry
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from strahlkraft.network.models import Region
from strahlkraft.network.texts import SIZE_CLASSES
from strahlkraft.projects.models import FieldOfAction
from strahlkraft.reuse import texts
from strahlkraft.reuse.models import PeerEntry, ReuseOffer, Software
from strahlkraft.reuse.queries import offers, software
from strahlkraft.reuse.readiness.words import LEVELS
from strahlkraft.search.listing import PAGE_SIZE, ListQuery
from strahlkraft.search.queries import search
from strahlkraft.search.rules import MAX_LIMIT, Hit, Result

KINDS = ("offer", "software", "elsewhere")

Words = Callable[[Iterable[str]], Mapping[str, Any]]
Record = ReuseOffer | Software | PeerEntry


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: ``name`` in the search's documents, ``param`` in addresses; ``words`` gives value -> words.

    Closed lists give all their values, open ones (languages, products, countries) those they are asked for.
    """

    name: str
    param: str
    title: Any
    words: Words


def _closed(values: Callable[[], Mapping[str, Any]]) -> Words:
    return lambda _asked: values()


@cache
def _names(domain: str, language: str) -> catalogues.NullTranslations:
    """ISO's own translations, as the library carries them."""
    return catalogues.translation(domain, pycountry.LOCALES_DIR, languages=[language], fallback=True)


def country_name(code: str) -> str:
    """A country (ISO 3166-1 alpha-2) in the language of the page; the code when there is none."""
    known = pycountry.countries.get(alpha_2=code.upper())
    return _names("iso3166-1", get_language() or "de").gettext(known.name) if known else code


def language_name(tag: str) -> str:
    """A language (BCP 47) in the language of the page, its country behind it; the tag when it is not known."""
    primary, _dash, rest = tag.partition("-")
    known = pycountry.languages.get(**{"alpha_2" if len(primary) == 2 else "alpha_3": primary.lower()})  # noqa: PLR2004 - ISO 639-1 has two letters
    if known is None:
        return tag
    name = _names("iso639-3", get_language() or "de").gettext(known.name)
    name = name.partition("(")[0].partition(";")[0].strip()
    return f"{name} ({rest})" if rest else name


LICENSED = {"named": _("licence named"), "none": _("no licence named")}
ORIGINS = {
    "here": _("offered here"),
    "collected": _("imported software"),
    "elsewhere": _("from another instance"),
}

FACETS: tuple[Facet, ...] = (
    Facet("origin", "art", _("Kind of record"), _closed(lambda: ORIGINS)),
    Facet("what", "ergebnis", _("What can be taken over"), _closed(lambda: texts.RESULT_KINDS)),
    Facet(
        "level",
        "bereitschaft",
        _("Readiness"),
        _closed(lambda: {level: gettext(words) for level, words in LEVELS.items() if level}),
    ),
    Facet("licensed", "lizenz", _("Licence"), _closed(lambda: LICENSED)),
    Facet("size", "groesse", _("Suitable for"), _closed(lambda: SIZE_CLASSES)),
    Facet(
        "region",
        "region",
        _("Region"),
        _closed(lambda: dict(Region.objects.filter(demonstration=False).values_list("slug", "name"))),
    ),
    Facet(
        "field",
        "handlungsfeld",
        _("Field of action"),
        _closed(lambda: dict(FieldOfAction.objects.values_list("slug", "name"))),
    ),
    Facet("status", "stand", _("State of development"), _closed(lambda: texts.STATUSES)),
    Facet("language", "sprache", _("Language"), lambda asked: {tag: language_name(tag) for tag in asked}),
    Facet("platform", "plattform", _("Platform"), lambda asked: {name: name for name in asked}),
    Facet("product", "produkt", _("Presupposed product"), lambda asked: {name: name for name in asked}),
    Facet("country", "land", _("Country"), lambda asked: {code: country_name(code) for code in asked}),
)

# Name in addresses -> (order of the search, words).
SORTS: Mapping[str, tuple[str, Any]] = {
    "relevanz": ("relevance", _("Best match")),
    "vorrang": ("place", _("Offers first")),
    "neu": ("-changed", _("Last changed")),
    "titel": ("title", _("Title")),
}


class CatalogueQuery(ListQuery):
    """What somebody looks for in this list."""

    SORTS = SORTS
    WITHOUT_WORDS = "vorrang"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing of the list: what the search knows, and the record."""

    hit: Hit
    record: Record


@dataclass(frozen=True, slots=True)
class CatalogueResult:
    """What was found, with the records of this page and what is known of each hit."""

    query: CatalogueQuery
    total: int
    found: list[Found]
    counts: Mapping[str, Mapping[str, int]]
    did_you_mean: str | None
    nearest: list[Found]


def read_params(params: Mapping[str, Sequence[str]], *, limit: int = PAGE_SIZE, offset: int = 0) -> CatalogueQuery:
    """Read an address's parameters (name -> values); unknown names and over-long texts are left out, never refused."""
    return CatalogueQuery.read(params, FACETS, limit=limit, offset=offset)


def find(query: CatalogueQuery) -> CatalogueResult:
    """Search all that can be taken over; the number of database queries does not depend on how many are found."""
    result = search(query.question(KINDS, FACETS))
    records = _records((*result.hits, *result.nearest))
    return CatalogueResult(
        query=query,
        total=result.total,
        found=_joined(result.hits, records),
        counts=result.facet_counts,
        did_you_mean=result.did_you_mean,
        nearest=_joined(result.nearest, records),
    )


def everything(query: CatalogueQuery) -> list[Found]:
    """All that matches, up to the search's limit, for exports."""
    result = matching(replace(query, offset=0, limit=MAX_LIMIT))
    return _joined(result.hits, _records(result.hits))


def newest(query: CatalogueQuery, limit: int) -> list[Found]:
    """What changed last among all that matches, for feeds."""
    result = matching(replace(query, sort="neu", offset=0, limit=limit))
    return _joined(result.hits, _records(result.hits))


def matching(query: CatalogueQuery) -> Result:
    """The bare hits."""
    return search(query.question(KINDS, FACETS))


def offers_there_are() -> int:
    """How many offers are public at all, whatever is filtered."""
    return ReuseOffer.objects.published().count()


def _joined(hits: Iterable[Hit], records: Mapping[tuple[str, str], Record]) -> list[Found]:
    """Hits whose record is still public, with it."""
    return [Found(hit, records[hit.kind, hit.key]) for hit in hits if (hit.kind, hit.key) in records]


def _records(hits: Sequence[Hit]) -> dict[tuple[str, str], Record]:
    keys: dict[str, list[str]] = {kind: [hit.key for hit in hits if hit.kind == kind] for kind in KINDS}
    found: dict[tuple[str, str], Record] = {}
    found |= {("offer", row.slug): row for row in offers.in_order(keys["offer"])}
    found |= {("software", row.slug): row for row in software.in_order(keys["software"])}
    found |= {("elsewhere", row.slug): row for row in software.entries_in_order(keys["elsewhere"])}
    return found
