"""Regions, organisations and municipalities."""

from typing import Annotated, Any, Literal

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router
from pydantic import Field

from strahlkraft.api.answers import Listing, listed, single, sliced
from strahlkraft.api.parameters import KeyPart, ListParameters, Words
from strahlkraft.api.reading import network as read
from strahlkraft.api.schemas import network as shape
from strahlkraft.design.tables import Column, column
from strahlkraft.network.models import Municipality, Organisation
from strahlkraft.network.queries import municipalities_matching
from strahlkraft.network.rules import SIZE_CLASSES
from strahlkraft.projects.queries import active_municipality_ids

router = Router()
Size = Literal[
    "rural", "small_town", "small_town_large", "medium_town", "medium_town_large", "city", "city_large", "unknown"
]  # fmt: skip
OrganisationKinds = Literal[
    "municipality", "district", "authority", "it_provider", "research", "company", "association", "culture", "other"
]  # fmt: skip
Key = Annotated[str, Path(pattern="^[0-9]{8}$", description="Official municipality key (AGS).", examples=["05774032"])]


class RegionParameters(ListParameters):
    """Orders of the list of regions."""

    sort: Literal["name", "-name", "projects", "-projects", "funding", "-funding"] = Field(
        default="name", description="Order; `-` is downwards.", examples=["name"]
    )


@router.get("/regions", response=shape.RegionPage, operation_id="listRegions", summary="List regions", tags=["Regions"])
def list_regions(request: HttpRequest, params: Query[RegionParameters]) -> HttpResponse:
    """The model regions with members, known funding and what sources state about them."""

    def make() -> Listing:
        orders: dict[str, Any] = {"projects": lambda r: r.projects, "funding": lambda r: r.funding.amount}
        rows = sorted(
            read.regions(),
            key=orders.get(params.sort.lstrip("-"), lambda r: r.name),
            reverse=params.sort.startswith("-"),
        )
        return Listing("regions", len(rows), sliced(rows), shape.RegionPage, REGION_COLUMNS)

    return listed(request, params, make)


@router.get(
    "/regions/{slug}", response=shape.Region, operation_id="getRegion", summary="Show a region", tags=["Regions"]
)
def show_region(request: HttpRequest, slug: KeyPart) -> HttpResponse:
    """One region by slug."""
    return single(request, next((row for row in read.regions() if row.slug == slug), None))


class OrganisationParameters(ListParameters):
    """Filters of the list of organisations."""

    q: Words = Field(default="", description="Part of the name.", examples=["Paderborn"])
    kind: list[OrganisationKinds] = Field(default_factory=list, max_length=50, description="What it is.")
    region: Words = Field(default="", description="Slug of a region it is a member of.", examples=["soest"])
    municipality: Words = Field(default="", description="Official key of the municipality it is or has its seat in.")
    sort: Literal["name", "-name", "kind", "-kind"] = Field(
        default="name", description="Order; `-` is downwards.", examples=["name"]
    )


@router.get(
    "/organisations",
    response=shape.OrganisationPage,
    operation_id="listOrganisations",
    summary="List organisations",
    tags=["Organisations"],
)
def list_organisations(request: HttpRequest, params: Query[OrganisationParameters]) -> HttpResponse:
    """Every body that takes part in a published project or a region, with its projects by role."""

    def make() -> Listing:
        rows = _organisations(params).order_by(params.sort, "name")
        return Listing.of("organisations", rows, read.organisations, shape.OrganisationPage, ORGANISATION_COLUMNS)

    return listed(request, params, make)


@router.get(
    "/organisations/{slug}",
    response=shape.Organisation,
    operation_id="getOrganisation",
    summary="Show an organisation",
    tags=["Organisations"],
)
def show_organisation(request: HttpRequest, slug: KeyPart) -> HttpResponse:
    """One organisation by slug."""
    found = read.organisations(_public_organisations().filter(slug=slug))
    return single(request, found[0] if found else None)


def _public_organisations() -> QuerySet[Organisation]:
    """Those that a published project, a published offer or a region names."""
    named = Organisation.objects.filter(
        Q(participations__project__publication="published")
        | Q(region_memberships__isnull=False)
        | Q(cared_offers__publication="published", cared_offers__project__publication="published")
    )
    return Organisation.objects.filter(pk__in=named.values("pk"))


def _organisations(params: OrganisationParameters) -> QuerySet[Organisation]:
    rows = _public_organisations()
    if params.q:
        rows = rows.filter(name__icontains=params.q)
    if params.kind:
        rows = rows.filter(kind__in=params.kind)
    if params.region:
        rows = rows.filter(region_memberships__region__slug=params.region)
    if params.municipality:
        rows = rows.filter(Q(municipality__key=params.municipality) | Q(seat__key=params.municipality))
    return rows


class MunicipalityParameters(ListParameters):
    """Filters of the list of municipalities."""

    q: Words = Field(default="", description="Beginning of name, official key or postcode.", examples=["Pader"])
    state: Words = Field(default="", description="Key of the Land, two digits.", examples=["05"])
    district: Words = Field(default="", description="Key of the Kreis, five digits.", examples=["05774"])
    size: list[Size] = Field(default_factory=list, max_length=50, description="Size class by inhabitants.")
    population_from: int | None = Field(default=None, ge=0, le=100_000_000, description="At least so many inhabitants.")
    population_to: int | None = Field(default=None, ge=0, le=100_000_000, description="At most so many inhabitants.")
    active: bool | None = Field(default=None, description="Whether it takes part in a published project.")
    dissolved: bool = Field(default=False, description="Former municipalities instead of today's.")
    sort: Literal["key", "-key", "name", "-name", "population", "-population"] = Field(
        default="key", description="Order; `-` is downwards; unknown numbers come last.", examples=["-population"]
    )


@router.get(
    "/municipalities",
    response=shape.MunicipalityPage,
    operation_id="listMunicipalities",
    summary="List municipalities",
    tags=["Municipalities"],
)
def list_municipalities(request: HttpRequest, params: Query[MunicipalityParameters]) -> HttpResponse:
    """All municipalities of Germany with official keys, inhabitants and the number of their published projects."""

    def make() -> Listing:
        rows = _municipalities(params)
        name = params.sort.lstrip("-")
        order = F(name).desc(nulls_last=True) if params.sort.startswith("-") else F(name).asc(nulls_last=True)
        rows = rows.order_by(order, "key")
        return Listing.of("municipalities", rows, read.municipalities, shape.MunicipalityPage, MUNICIPALITY_COLUMNS)

    return listed(request, params, make)


@router.get(
    "/municipalities/{key}",
    response=shape.MunicipalityDetail,
    operation_id="getMunicipality",
    summary="Show a municipality",
    tags=["Municipalities"],
)
def show_municipality(request: HttpRequest, key: Key) -> HttpResponse:
    """One municipality by official key, also a former one, with its projects by role."""
    return single(request, read.municipality(key))


def _municipalities(params: MunicipalityParameters) -> QuerySet[Municipality]:
    rows = Municipality.objects.filter(dissolved=True) if params.dissolved else municipalities_matching(params.q)
    if params.dissolved and params.q:
        rows = rows.filter(Q(name__istartswith=params.q) | Q(key__startswith=params.q))
    if params.state:
        rows = rows.filter(state__key=params.state)
    if params.district:
        rows = rows.filter(district__key=params.district)
    if params.size:
        rows = rows.filter(_sizes(params.size))
    if params.population_from is not None:
        rows = rows.filter(population__gte=params.population_from)
    if params.population_to is not None:
        rows = rows.filter(population__lte=params.population_to)
    if params.active is not None:
        ids = active_municipality_ids()
        rows = rows.filter(pk__in=ids) if params.active else rows.exclude(pk__in=ids)
    return rows


def _sizes(names: list[Size]) -> Q:
    """The condition for some size classes; the same bounds as ``network.rules.size_class``."""
    bounds = dict(zip(SIZE_CLASSES, [*SIZE_CLASSES[1:], None], strict=True))
    condition = Q(population=None) if "unknown" in names else Q(pk__in=[])
    for (name, low), following in bounds.items():
        if name in names:
            inside = Q(population__gte=low)
            condition |= inside & Q(population__lt=following[1]) if following else inside
    return condition


def _titles(role: str) -> Any:
    return lambda r: "; ".join(ref.title for ref in getattr(r.projects, role))


REGION_COLUMNS: tuple[Column, ...] = (
    column("slug", _("Key"), width=22),
    column("name", _("Name"), width=26),
    column("government_district", _("Granting authority")),
    Column(
        "lead", _("Lead"), lambda r: "; ".join(m.organisation.name for m in r.members if m.role == "lead"), width=26
    ),
    Column(
        "partners",
        _("Partners"),
        lambda r: "; ".join(m.organisation.name for m in r.members if m.role == "partner"),
        width=50,
    ),
    column("projects", _("Records"), "integer", 10),
    Column("funding_eur", _("Known funding in euro"), lambda r: r.funding.amount, "money"),
    Column("funding_known", _("Records with a stated funding"), lambda r: r.funding.known, "integer", 12),
    Column("funding_of", _("of records"), lambda r: r.funding.of, "integer", 12),
    column("url", _("Page"), width=48),
)
ORGANISATION_COLUMNS: tuple[Column, ...] = (
    column("slug", _("Key"), width=28),
    column("name", _("Name"), width=44),
    column("kind", _("Kind"), width=16),
    Column("municipality_key", _("Official key"), lambda r: r.municipality.key if r.municipality else None, width=12),
    column("district_key", _("Key of the district"), width=12),
    Column("seat_key", _("Key of the seat"), lambda r: r.seat.key if r.seat else None, width=12),
    Column("regions", _("Regions"), lambda r: "; ".join(region.name for region in r.regions), width=26),
    Column("leads", _("Leads"), _titles("lead"), width=50),
    Column("takes_part", _("Takes part in"), _titles("partner"), width=50),
    Column("reuses", _("Reuses"), _titles("reuser"), width=50),
    column("url", _("Page"), width=48),
)
MUNICIPALITY_COLUMNS: tuple[Column, ...] = (
    column("key", _("Official key"), width=11),
    column("regional_key", _("Regional key"), width=15),
    column("name", _("Name"), width=30),
    column("official_name", _("Official name"), width=34),
    column("kind", _("Kind"), width=24),
    column("state", _("Land"), width=24),
    column("district_key", _("Key of the district"), width=10),
    column("district", _("District"), width=30),
    column("postcode", _("Postcode"), width=10),
    column("area_km2", _("Area in km²"), "number", 12),
    column("population", _("Inhabitants"), "integer", 12),
    column("size", _("Size class"), width=18),
    column("latitude", _("Latitude"), "number", 12),
    column("longitude", _("Longitude"), "number", 12),
    column("as_of", _("As of"), "date", 12),
    column("successor_key", _("Successor (official key)"), width=11),
    column("projects", _("Projects"), "integer", 10),
    column("url", _("Page"), width=48),
)
