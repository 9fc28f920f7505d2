"""Projects: the register itself."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import Field

from strahlkraft.api.answers import Listing, listed, single
from strahlkraft.api.parameters import KeyPart, ListParameters, Words
from strahlkraft.api.reading import projects as read
from strahlkraft.api.schemas.projects import Project as ProjectShape
from strahlkraft.api.schemas.projects import ProjectPage
from strahlkraft.api.searching import Known, searched
from strahlkraft.design.tables import Column, column
from strahlkraft.projects.catalogue import FACETS, Facet
from strahlkraft.projects.models import Project

router = Router(tags=["Projects"])


def _known(facet: Facet) -> Known:
    return lambda _asked: facet.values()


FILTERS: dict[str, Known] = {facet.name: _known(facet) for facet in FACETS}

Answer = Literal["yes", "no", "unknown"]
Sort = Literal[
    "relevance", "title", "-title", "changed", "-changed", "funding", "-funding", "start", "-start"
]  # fmt: skip
Values = Annotated[list[Words], Field(default_factory=list, max_length=50)]


class ProjectParameters(ListParameters):
    """Filters of the catalogue; several values of one filter mean or, several filters mean and."""

    q: Words = Field(default="", description="Words to search for, as on the site.", examples=["Schule"])
    region: Values = Field(description="Slug of a region the record belongs to.", examples=[["soest"]])
    field: Values = Field(description="Slug of a field of action (Handlungsfeld).")
    closed: list[Answer] = Field(default_factory=list, max_length=50, description="Formally closed?")
    operation: list[Answer] = Field(default_factory=list, max_length=50, description="In operation?")
    reusable: list[Answer] = Field(default_factory=list, max_length=50, description="Reusable?")
    reused: list[Literal["yes", "unknown"]] = Field(
        default_factory=list, max_length=50, description="Does a source name a reuse elsewhere?"
    )
    phase: list[Literal["preparation", "conception", "implementation", "closure", "unknown"]] = Field(
        default_factory=list, max_length=50, description="Phase reached."
    )
    licence: list[Literal["named", "open_unnamed", "none"]] = Field(
        default_factory=list, max_length=50, description="What sources say about the licence."
    )
    result: Values = Field(description="Kind of result, as in `result_kinds`, or `unknown`.", examples=[["software"]])
    size: Values = Field(description="Size class of the leading municipality, or `unknown`.", examples=[["city"]])
    kind: list[Literal["project", "subproject", "office"]] = Field(
        default_factory=list, max_length=50, description="What the record is."
    )
    sort: Sort | None = Field(
        default=None,
        description=(
            "Order; `-` is downwards. Left out: best match when `q` is given, else by title."
            " By funding, unknown sums count as lowest."
        ),
        examples=["-changed"],
    )


@router.get("", response=ProjectPage, operation_id="listProjects", summary="List projects")
def list_projects(request: HttpRequest, params: Query[ProjectParameters]) -> HttpResponse:
    """Published records of the register, complete: who, what, when, the three truths, every value with its source.

    Filters and search words find exactly what the catalogue page finds.
    """
    return listed(request, params, lambda: _listing(params))


@router.get("/{key}", response=ProjectShape, operation_id="getProject", summary="Show a project")
def show_project(request: HttpRequest, key: KeyPart) -> HttpResponse:
    """One complete record, by slug or identifier. A record merged into another redirects there."""
    column_name = "identifier" if key.startswith("SK-") else "slug"
    found = read.complete(Project.objects.filter(**{column_name: key}))
    if not found:
        target = Project.objects.published().filter(**{f"merged__{column_name}": key}).first()
        if target:
            return HttpResponsePermanentRedirect(request.path[: -len(key)] + target.slug)
    record = found[0] if found else None
    return single(request, record, modified=record.changed_at if record else None)


def _listing(params: ProjectParameters) -> Listing:
    return searched("projects", params, FILTERS, kind="project", read=read.in_order, page=ProjectPage, columns=COLUMNS)


def _names(*parts: str) -> Any:
    """The stated names of one role, as one cell."""
    return lambda record: "; ".join(person.stated_name for person in getattr(record, parts[0]))


def _preferred(field: str, attribute: str) -> Any:
    def value(record: ProjectShape) -> Any:
        fact = next((fact for fact in record.facts if fact.field == field and fact.preferred), None)
        return getattr(fact, attribute) if fact else None

    return value


def _stated_at(field: str) -> Any:
    return lambda record: " ".join(
        dict.fromkeys(s.url for fact in record.facts if fact.field == field for s in fact.sources)
    )


def _truth(kind: str, attribute: str) -> Any:
    return lambda record: getattr(getattr(record.truths, kind), attribute)


COLUMNS: tuple[Column, ...] = (
    column("identifier", _("Identifier"), width=12),
    column("title", _("Title"), width=44),
    column("title_confirmed", _("Title confirmed"), "yes_no", 10),
    Column("region", _("Region"), lambda r: r.region.name, width=24),
    Column("also_regions", _("Also in"), lambda r: "; ".join(region.name for region in r.also_regions)),
    column("kind", _("Kind of record"), width=12),
    Column("parent", _("Part of"), lambda r: r.parent.title if r.parent else None),
    Column(
        "fields_of_action", _("Fields of action"), lambda r: "; ".join(f.name for f in r.fields_of_action), width=28
    ),
    Column("result_kinds", _("Kinds of result"), lambda r: "; ".join(r.result_kinds), width=24),
    Column("lead", _("Lead"), _names("lead"), width=28),
    Column("partners", _("Partners"), _names("partners"), width=40),
    Column("reusers", _("Reused by"), _names("reusers"), width=28),
    Column("contact", _("Contact"), _names("contact"), width=28),
    Column("formally_closed", _("Formally closed"), _truth("formally_closed", "value"), width=12),
    Column("formally_closed_since", _("Closed since"), _truth("formally_closed", "since"), width=12),
    Column("in_operation", _("In operation"), _truth("in_operation", "value"), width=12),
    Column("in_operation_as_of", _("In operation as of"), _truth("in_operation", "as_of"), width=12),
    Column("reusable", _("Reusable"), _truth("reusable", "value"), width=12),
    Column("status", _("State as the source words it"), _preferred("status", "text"), width=30),
    Column("start", _("Start"), _preferred("start", "date"), width=12),
    Column("end", _("End"), _preferred("end", "date"), width=12),
    Column("transferable_from", _("Transferable from"), _preferred("transferable_from", "date"), width=12),
    Column("funding_eur", _("Funding in euro"), _preferred("funding", "amount"), "money"),
    Column("funding_approximate", _("Funding rounded"), _preferred("funding", "approximate"), "yes_no", 10),
    Column("funding_sources", _("Sources of the funding"), _stated_at("funding"), width=40),
    Column("total_cost_eur", _("Total cost in euro"), _preferred("total_cost", "amount"), "money"),
    column("funding_state", _("Funding state"), width=14),
    column("counted_in_totals", _("Counts in sums"), "yes_no", 10),
    Column("licence_state", _("Licence state"), lambda r: r.licence.state, width=14),
    Column("licence", _("Licence in the words of the source"), _preferred("licence", "text"), width=30),
    Column(
        "contradictions", _("Contradictions"), lambda r: " | ".join(c.statement for c in r.contradictions), width=50
    ),
    Column("aliases", _("Other names"), lambda r: "; ".join(r.aliases), width=28),
    column("summary", _("Summary"), width=80),
    Column("sources", _("Sources"), lambda r: " ".join(source.url for source in r.sources), width=60),
    column("url", _("Page"), width=48),
    column("changed_at", _("Changed"), "moment", 17),
)
