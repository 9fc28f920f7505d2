"""Sources, stated values, events, programme, figures, changes and search."""

from typing import Any, Literal

from django.db.models import CharField, Max, Q
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from strahlkraft.api.answers import Listing, listed, single, sliced
from strahlkraft.api.parameters import KeyPart, ListParameters, Words, refuse_unknown
from strahlkraft.api.reading import common
from strahlkraft.api.reading import register as read
from strahlkraft.api.schemas import register as shape
from strahlkraft.design.tables import Column, column
from strahlkraft.kernel.label import Label
from strahlkraft.projects import queries
from strahlkraft.search.queries import search as find
from strahlkraft.search.rules import MAX_LIMIT
from strahlkraft.search.rules import Query as SearchQuery

router = Router()
BOUND = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


class SourceParameters(ListParameters):
    """Filters of the list of sources."""

    q: Words = Field(default="", description="Part of address, host or title.", examples=["paderborn"])
    publisher: Words = Field(default="", description="Host that published it.", examples=["kdn.de"])
    sort: Literal["publisher", "-publisher", "projects", "-projects", "read_on", "-read_on"] = Field(
        default="publisher", description="Order; `-` is downwards.", examples=["-projects"]
    )


@router.get("/sources", response=shape.SourcePage, operation_id="listSources", summary="List sources", tags=["Sources"])
def list_sources(request: HttpRequest, params: Query[SourceParameters]) -> HttpResponse:
    """Every public page or document on which something published rests."""

    def make() -> Listing:
        rows = read.public_sources()
        if params.q:
            rows = rows.filter(
                Q(url__icontains=params.q) | Q(publisher__icontains=params.q) | Q(title__icontains=params.q)
            )
        if params.publisher:
            rows = rows.filter(publisher=params.publisher)
        rows = rows.order_by(params.sort, "publisher", "url")
        return Listing.of("sources", rows, read.sources, shape.SourcePage, SOURCE_COLUMNS)

    return listed(request, params, make)


@router.get(
    "/sources/{key}", response=shape.SourceDetail, operation_id="getSource", summary="Show a source", tags=["Sources"]
)
def show_source(request: HttpRequest, key: KeyPart) -> HttpResponse:
    """One source with every project, event and value that rests on it."""
    row = read.public_sources().filter(key=key).first()
    return single(request, read.source(row) if row else None)


class FactParameters(ListParameters):
    """Filters of the list of stated values."""

    subject: Literal["project", "region", "programme", "event"] | None = Field(
        default=None, description="Kind of thing the value is about."
    )
    key: Words = Field(default="", description="Slug of the thing.", examples=["smart-school"])
    field: Words = Field(default="", description="What is stated.", examples=["funding"])
    preferred: bool | None = Field(default=None, description="Only values shown first, or only those contradicting.")
    sort: Literal["field", "-field", "amount", "-amount"] = Field(
        default="field", description="Order; `-` is downwards.", examples=["-amount"]
    )


@router.get("/facts", response=shape.FactPage, operation_id="listFacts", summary="List stated values", tags=["Facts"])
def list_facts(request: HttpRequest, params: Query[FactParameters]) -> HttpResponse:
    """Every stated value of the register on a line of its own, with its sources; made for tables."""

    def make() -> Listing:
        rows = read.public_facts()
        if params.subject:
            rows = rows.filter(**{f"{params.subject}__isnull": False})
        if params.key:
            rows = rows.filter(
                Q(project__slug=params.key)
                | Q(region__slug=params.key)
                | Q(programme__slug=params.key)
                | Q(event__slug=params.key)
            )
        if params.field:
            rows = rows.filter(field=params.field)
        if params.preferred is not None:
            rows = rows.filter(preferred=params.preferred)
        rows = rows.order_by(
            params.sort, "field", "project_id", "region_id", "event_id", "-preferred", "position", "id"
        )
        return Listing.of("facts", rows, read.subject_facts, shape.FactPage, FACT_COLUMNS)

    return listed(request, params, make)


class EventParameters(ListParameters):
    """Filters of the list of events."""

    date_from: str = Field(default="", pattern=f"^$|{BOUND}", description="On or after.", examples=["2022"])
    date_to: str = Field(default="", pattern=f"^$|{BOUND}", description="On or before.", examples=["2022-12"])
    sort: Literal["date", "-date", "name", "-name"] = Field(
        default="-date", description="Order; `-` is downwards.", examples=["-date"]
    )


@router.get("/events", response=shape.EventPage, operation_id="listEvents", summary="List events", tags=["Events"])
def list_events(request: HttpRequest, params: Query[EventParameters]) -> HttpResponse:
    """Joint events of the programme with their stated figures and sources."""

    def make() -> Listing:
        # As text: a bound such as 2021-02-31 is understood although it is no day of the calendar.
        rows = queries.events().annotate(when=Cast("date", CharField())).order_by(params.sort, "name")
        if params.date_from:
            rows = rows.filter(when__gte=params.date_from)
        if params.date_to:
            rows = rows.filter(Q(when__lte=params.date_to) | Q(when__startswith=params.date_to)).exclude(when="")
        return Listing.of("events", rows, read.events, shape.EventPage, EVENT_COLUMNS)

    return listed(request, params, make)


@router.get("/events/{slug}", response=shape.Event, operation_id="getEvent", summary="Show an event", tags=["Events"])
def show_event(request: HttpRequest, slug: KeyPart) -> HttpResponse:
    """One event by slug."""
    found = read.events(queries.events().filter(slug=slug))
    return single(request, found[0] if found else None)


@router.get(
    "/programme",
    response=shape.Programme,
    operation_id="getProgramme",
    summary="Show the programme",
    tags=["Programme"],
)
def show_programme(request: HttpRequest) -> HttpResponse:
    """The funding programme with everything sources state about it."""
    row = queries.programme()
    return single(request, read.programme(row) if row else None)


@router.get(
    "/figures", response=shape.FigurePage, operation_id="listFigures", summary="List figures", tags=["Programme"]
)
def list_figures(request: HttpRequest, params: Query[ListParameters]) -> HttpResponse:
    """Figures of the register. Sub-projects are not counted twice in sums, an unfunded record not at all."""

    def make() -> Listing:
        rows = read.figures()
        return Listing("figures", len(rows), sliced(rows), shape.FigurePage, FIGURE_COLUMNS)

    return listed(request, params, make)


class ChangeParameters(ListParameters):
    """Filters of the list of changes."""

    kind: Words = Field(default="", description="Kind of thing that changed.", examples=["project"])
    key: Words = Field(default="", description="Its address part.")
    since: int = Field(
        default=0, ge=0, le=2**63 - 1, description="Only changes with a higher `sequence`.", examples=[0]
    )


@router.get("/changes", response=shape.ChangePage, operation_id="listChanges", summary="List changes", tags=["Changes"])
def list_changes(request: HttpRequest, params: Query[ChangeParameters]) -> HttpResponse:
    """Public changes, newest first: what was done to which thing and when; never by whom."""

    def make() -> Listing:
        rows = read.public_changes().filter(sequence__gt=params.since)
        if params.kind:
            rows = rows.filter(subject_kind=params.kind)
        if params.key:
            rows = rows.filter(subject_key=params.key)
        return Listing.of(
            "changes", rows, read.changes, shape.ChangePage, CHANGE_COLUMNS, rows.aggregate(at=Max("at"))["at"]
        )

    return listed(request, params, make)


class SearchParameters(BaseModel):
    """A question to the search."""

    q: Words = Field(default="", description="Words to search for; nothing finds everything.", examples=["Parkplatz"])
    limit: int = Field(default=10, ge=1, le=MAX_LIMIT, description="Most results.", examples=[10])
    kind: list[
        Literal["project", "offer", "software", "elsewhere", "municipality", "organisation", "region", "event"]
    ] = Field(default_factory=list, max_length=10, description="Only things of these kinds.")


@router.get("/search", response=shape.Answer, operation_id="search", summary="Search", tags=["Search"])
def search(request: HttpRequest, params: Query[SearchParameters]) -> HttpResponse:
    """Search the register as the site does: compounds, synonyms and near spellings are found, each with its reason."""
    refuse_unknown(request, SearchParameters)
    result = find(SearchQuery(params.q, kinds=tuple(params.kind), limit=params.limit))
    answer = shape.Answer(
        query=params.q,
        results=[
            shape.Found(
                kind=hit.kind,
                title=hit.title,
                url=common.page_url(Label(hit.kind, hit.key)),
                score=round(hit.score, 4),
                why=[f"{why.query_word}: {why.matched_word} ({why.kind})" for why in hit.why],
            )
            for hit in result.hits
        ],
    )
    return HttpResponse(answer.model_dump_json(), content_type="application/json")


def _urls(name: str) -> Any:
    return lambda r: " ".join(source.url for source in getattr(r, name))


SOURCE_COLUMNS: tuple[Column, ...] = (
    column("key", _("Key"), width=30),
    column("publisher", _("Publisher"), width=28),
    column("title", _("Title"), width=44),
    column("url", _("Address"), width=80),
    column("read_on", _("Read on"), "date", 12),
    column("projects", _("Projects"), "integer", 10),
    column("events", _("Events"), "integer", 10),
    column("facts", _("Values"), "integer", 10),
    column("page", _("Page"), width=48),
)
FACT_COLUMNS: tuple[Column, ...] = (
    column("subject", _("About"), width=12),
    column("subject_key", _("Key"), width=28),
    column("subject_name", _("Name"), width=40),
    column("field", _("Field"), width=20),
    column("label", _("In words"), width=30),
    column("amount", _("Amount"), "number"),
    column("unit", _("Unit"), width=10),
    column("date", _("Date"), width=12),
    column("text", _("Wording"), width=60),
    column("approximate", _("Rounded"), "yes_no", 10),
    column("qualifier", _("Meaning"), width=34),
    column("as_of", _("As of"), width=12),
    column("preferred", _("Shown first"), "yes_no", 10),
    Column("sources", _("Sources"), _urls("sources"), width=60),
)
EVENT_COLUMNS: tuple[Column, ...] = (
    column("slug", _("Key"), width=30),
    column("name", _("Name"), width=60),
    column("date", _("Date"), width=12),
    column("format", _("Kind"), width=30),
    column("venue", _("Venue"), width=30),
    Column("organisers", _("Organisers"), lambda r: "; ".join(r.organisers), width=40),
    column("mode", _("How it takes place"), width=12),
    Column("starts_at", _("Begins"), lambda r: r.starts_at.isoformat() if r.starts_at else None, width=26),
    Column("ends_at", _("Ends"), lambda r: r.ends_at.isoformat() if r.ends_at else None, width=26),
    column("cancelled", _("Cancelled"), "yes_no", 10),
    column("demonstration", _("Example"), "yes_no", 10),
    column("notes", _("Notes"), width=60),
    Column("sources", _("Sources"), _urls("sources"), width=60),
    column("url", _("Page"), width=48),
)
FIGURE_COLUMNS: tuple[Column, ...] = (
    column("name", _("Key"), width=18),
    column("label", _("In words"), width=50),
    column("value", _("Value"), "number"),
    column("unit", _("Unit"), width=10),
    column("rests_on", _("Rests on records"), "integer", 12),
    column("of", _("of records"), "integer", 12),
    column("approximate", _("Rounded"), "integer", 10),
)
CHANGE_COLUMNS: tuple[Column, ...] = (
    column("sequence", _("Number in the trail"), "integer", 10),
    column("at", _("When"), "moment", 17),
    column("label", _("In words"), width=40),
    column("kind", _("Kind"), width=14),
    column("title", _("Title"), width=60),
    column("url", _("Page"), width=60),
)
