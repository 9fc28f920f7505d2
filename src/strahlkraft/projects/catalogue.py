"""The catalogue's one description: which filters and orders there are; the page and the API read the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from strahlkraft.network.models import Region
from strahlkraft.network.texts import SIZE_CLASSES
from strahlkraft.projects import texts
from strahlkraft.projects.models import FieldOfAction, LicenceState, Project, RecordKind
from strahlkraft.projects.queries import in_order
from strahlkraft.search.listing import PAGE_SIZE, ListQuery
from strahlkraft.search.queries import search
from strahlkraft.search.rules import Hit, Result


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: ``name`` in the search's documents, ``param`` in addresses, ``values`` gives value -> words."""

    name: str
    param: str
    title: Any
    values: Callable[[], Mapping[str, Any]]


def _truth(kind: str) -> Mapping[str, Any]:
    return {value: texts.TRUTHS[kind, value] for value in ("yes", "no", "unknown")}


FACETS: tuple[Facet, ...] = (
    Facet(
        "region",
        "region",
        _("Region"),
        lambda: dict(Region.objects.filter(demonstration=False).values_list("slug", "name")),
    ),
    Facet(
        "field", "handlungsfeld", _("Field of action"), lambda: dict(FieldOfAction.objects.values_list("slug", "name"))
    ),
    Facet("operation", "betrieb", _("In operation?"), lambda: _truth("in_operation")),
    Facet("reusable", "nachnutzbar", _("Reusable?"), lambda: _truth("reusable")),
    Facet("reused", "nachgenutzt", _("Reused elsewhere?"), lambda: texts.REUSED),
    Facet("closed", "abschluss", _("Formally closed?"), lambda: _truth("formally_closed")),
    Facet("phase", "phase", _("Phase"), lambda: texts.PHASES),
    Facet("licence", "lizenz", _("Licence"), lambda: dict(LicenceState.choices)),
    Facet("result", "ergebnis", _("Kind of result"), lambda: texts.RESULT_KINDS),
    Facet("size", "groesse", _("Size of the lead municipality"), lambda: SIZE_CLASSES),
    Facet("kind", "art", _("Kind of record"), lambda: dict(RecordKind.choices)),
)

# Name in addresses -> (order of the search, words).
SORTS: Mapping[str, tuple[str, Any]] = {
    "relevanz": ("relevance", _("Best match")),
    "neu": ("-changed", _("Last changed")),
    "titel": ("title", _("Title")),
    "foerderung": ("-funding", _("Funding, highest first")),
    "beginn": ("start", _("Start, earliest first")),
}


class CatalogueQuery(ListQuery):
    """What somebody looks for in this list."""

    SORTS = SORTS
    WITHOUT_WORDS = "titel"


@dataclass(frozen=True, slots=True)
class CatalogueResult:
    """What was found, with the records of this page and what is known of each hit."""

    query: CatalogueQuery
    total: int
    projects: list[Project]
    hits: Mapping[str, Hit]
    counts: Mapping[str, Mapping[str, int]]
    did_you_mean: str | None
    nearest: list[Project]


def read_params(params: Mapping[str, Sequence[str]], *, limit: int = PAGE_SIZE, offset: int = 0) -> CatalogueQuery:
    """Read an address's parameters (name -> values); unknown names and over-long texts are left out, never refused."""
    return CatalogueQuery.read(params, FACETS, limit=limit, offset=offset)


def find(query: CatalogueQuery) -> CatalogueResult:
    """Search the published projects; the number of database queries does not depend on how many are found."""
    result = search(query.question(("project",), FACETS))
    projects = in_order([hit.key for hit in (*result.hits, *result.nearest)])
    found = {hit.key for hit in result.hits}
    return CatalogueResult(
        query=query,
        total=result.total,
        projects=[p for p in projects if p.slug in found],
        hits={hit.key: hit for hit in (*result.hits, *result.nearest)},
        counts=result.facet_counts,
        did_you_mean=result.did_you_mean,
        nearest=[p for p in projects if p.slug not in found],
    )


def matching(query: CatalogueQuery) -> Result:
    """The bare hits, for maps and exports of everything that matches."""
    return search(query.question(("project",), FACETS))
