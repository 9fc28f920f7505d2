"""The catalogue's one description: which filters and orders there are; the page and the API read the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from strahlkraft.network.models import Region
from strahlkraft.network.texts import SIZE_CLASSES
from strahlkraft.projects import texts
from strahlkraft.projects.models import FieldOfAction, LicenceState, Project, RecordKind
from strahlkraft.projects.queries import in_order
from strahlkraft.search.queries import search
from strahlkraft.search.rules import Hit, Query, Result

PAGE_SIZE = 24
MAX_TEXT = 500


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
    Facet("region", "region", _("Region"), lambda: dict(Region.objects.values_list("slug", "name"))),
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


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """What somebody looks for; ``filters`` maps a facet's name to the chosen values."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    offset: int = 0
    limit: int = PAGE_SIZE

    @property
    def effective_sort(self) -> str:
        """The order in use: the chosen one, else best match for words and title without."""
        if self.sort in SORTS and (self.text or self.sort != "relevanz"):
            return self.sort
        return "relevanz" if self.text else "titel"

    @property
    def chosen(self) -> int:
        """How many filter values are set."""
        return sum(len(values) for values in self.filters.values())


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
    filters = {
        facet.name: tuple(dict.fromkeys(value for value in params.get(facet.param, ()) if value))[:50]
        for facet in FACETS
    }
    return CatalogueQuery(
        text=" ".join((params.get("q") or [""])[-1].split())[:MAX_TEXT],
        filters={name: values for name, values in filters.items() if values},
        sort=(params.get("sort") or [""])[-1],
        offset=max(0, offset),
        limit=limit,
    )


def find(query: CatalogueQuery) -> CatalogueResult:
    """Search the published projects; the number of database queries does not depend on how many are found."""
    result = search(_search_query(query))
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
    return search(_search_query(query))


def _search_query(query: CatalogueQuery) -> Query:
    return Query(
        text=query.text,
        kinds=("project",),
        filters=query.filters,
        facets=tuple(facet.name for facet in FACETS),
        sort=SORTS[query.effective_sort][0],
        offset=query.offset,
        limit=query.limit,
    )
