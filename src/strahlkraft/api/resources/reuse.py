"""Offers, software from elsewhere, reuses and readiness checks."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router
from pydantic import Field

from strahlkraft.api.answers import Listing, listed, single
from strahlkraft.api.parameters import KeyPart, ListParameters, Words
from strahlkraft.api.reading import reuse as read
from strahlkraft.api.schemas import reuse as shape
from strahlkraft.api.searching import Known, searched
from strahlkraft.design.tables import Column, column
from strahlkraft.reuse.catalogue import FACETS
from strahlkraft.reuse.queries import exports

router = Router()
Values = Annotated[list[Words], Field(default_factory=list, max_length=50)]
Sizes = Literal[
    "rural", "small_town", "small_town_large", "medium_town", "medium_town_large", "city", "city_large", "unknown"
]  # fmt: skip
Sort = Literal["relevance", "title", "-title", "changed", "-changed"]
SORT = "Order; `-` is downwards. Left out: best match when `q` is given, else by title."
FILTERS: dict[str, Known] = {facet.name: facet.words for facet in FACETS}
OFFER_FILTERS = ("what", "level", "licensed", "size", "region", "field", "status", "language", "platform", "product")
SOFTWARE_FILTERS = ("level", "licensed", "status", "language", "platform", "country")


class _Found(ListParameters):
    """What both lists that are searched understand; several values of one filter mean or, several filters mean and."""

    q: Words = Field(default="", description="Words to search for, as on the site.", examples=["Terminvergabe"])
    level: list[shape.Level] = Field(
        default_factory=list, max_length=50, description="Level of the readiness check.", examples=[["transferable"]]
    )
    licensed: list[Literal["named", "none"]] = Field(
        default_factory=list, max_length=50, description="Is a licence named?"
    )
    status: list[shape.Status] = Field(default_factory=list, max_length=50, description="State of development.")
    language: Values = Field(description="Language, without country (BCP 47).", examples=[["de"]])
    platform: Values = Field(description="Platform.", examples=[["web"]])
    sort: Sort | None = Field(default=None, description=SORT, examples=["-changed"])


class OfferParameters(_Found):
    """Filters of the list of offers, those of the catalogue page."""

    what: list[shape.ResultKind] = Field(default_factory=list, max_length=50, description="What can be taken over.")
    size: list[Sizes] = Field(default_factory=list, max_length=50, description="Suitable size of municipality.")
    region: Values = Field(description="Slug of the project's home region.", examples=[["soest"]])
    field: Values = Field(description="Slug of a field of action (Handlungsfeld) of the project.")
    product: Values = Field(description="Name of a presupposed product.")


class SoftwareParameters(_Found):
    """Filters of the list of software, those of the catalogue page."""

    country: Values = Field(description="Country of the publisher (ISO 3166).", examples=[["DE"]])


class ReuseParameters(ListParameters):
    """Filters of the list of reuses."""

    municipality: Words = Field(default="", description="Official key of the reusing municipality.")
    about: shape.Thing | None = Field(default=None, description="Kind of thing that is taken over.")
    key: Words = Field(default="", description="Its slug; of a project also what is taken over of its offers.")
    state: list[shape.CaseState] = Field(default_factory=list, max_length=50, description="Where it stands.")
    sort: Literal["changed", "-changed", "name", "-name"] = Field(
        default="-changed", description="Order; `-` is downwards; `name` is who takes it over.", examples=["-changed"]
    )


@router.get("/offers", response=shape.OfferPage, operation_id="listOffers", summary="List offers", tags=["Offers"])
def list_offers(request: HttpRequest, params: Query[OfferParameters]) -> HttpResponse:
    """What can be taken over from the projects: software, concepts, guides and more, each with its fact sheet."""
    return listed(
        request,
        params,
        lambda: searched(
            "offers",
            params,
            {name: FILTERS[name] for name in OFFER_FILTERS},
            kind="offer",
            read=read.offers,
            page=shape.OfferPage,
            columns=OFFER_COLUMNS,
        ),
    )


@router.get(
    "/offers/{slug}", response=shape.OfferDetail, operation_id="getOffer", summary="Show an offer", tags=["Offers"]
)
def show_offer(request: HttpRequest, slug: KeyPart) -> HttpResponse:
    """One offer by slug or identifier, with versions, readiness check, figures and public reuses."""
    return single(request, read.offer(slug))


@router.get(
    "/software", response=shape.SoftwarePage, operation_id="listSoftware", summary="List software", tags=["Software"]
)
def list_software(request: HttpRequest, params: Query[SoftwareParameters]) -> HttpResponse:
    """Public software of other bodies, one record per solution however many addresses it has."""
    return listed(
        request,
        params,
        lambda: searched(
            "software",
            params,
            {name: FILTERS[name] for name in SOFTWARE_FILTERS},
            kind="software",
            read=read.software,
            page=shape.SoftwarePage,
            columns=SOFTWARE_COLUMNS,
        ),
    )


@router.get(
    "/software/{slug}",
    response=shape.SoftwareDetail,
    operation_id="getSoftware",
    summary="Show software",
    tags=["Software"],
)
def show_software(request: HttpRequest, slug: KeyPart) -> HttpResponse:
    """One software by slug, with its addresses, the findings on its publiccode.yml and the readiness check."""
    return single(request, read.one_software(slug))


@router.get("/reuses", response=shape.ReusePage, operation_id="listReuses", summary="List reuses", tags=["Reuses"])
def list_reuses(request: HttpRequest, params: Query[ReuseParameters]) -> HttpResponse:
    """Who takes over what: only what the reusing body confirmed or a public source names."""

    def make() -> Listing:
        rows = exports.public_cases()
        if params.municipality:
            rows = rows.filter(municipality__key=params.municipality)
        if params.about or params.key:
            rows = exports.cases_about(rows, kind=params.about or "", key=params.key)
        if params.state:
            rows = rows.filter(state__in=params.state)
        order = params.sort.replace("name", "stated_name").replace("changed", "changed_at")
        return Listing.of("reuses", rows.order_by(order, "pk"), read.reuses, shape.ReusePage, REUSE_COLUMNS)

    return listed(request, params, make)


@router.get(
    "/readiness/{kind}/{key}",
    response=shape.Readiness,
    operation_id="getReadiness",
    summary="Show a readiness check",
    tags=["Readiness"],
)
def show_readiness(
    request: HttpRequest, kind: Annotated[shape.Thing, Path(description="Kind of thing.")], key: KeyPart
) -> HttpResponse:
    """How ready an offer, project or software is for being taken over: each criterion with evidence and what helps."""
    return single(request, read.readiness(kind, key))


def _joined(name: str) -> Any:
    return lambda r: "; ".join(getattr(r, name))


def _names(name: str, attribute: str = "name") -> Any:
    return lambda r: "; ".join(getattr(part, attribute) for part in getattr(r, name))


def _standing(attribute: str) -> Any:
    return lambda r: getattr(r.readiness, attribute) if r.readiness else None


OFFER_COLUMNS: tuple[Column, ...] = (
    column("identifier", _("Identifier"), width=12),
    column("title", _("Title"), width=44),
    column("kind", _("Kind"), width=14),
    column("summary", _("Summary"), width=60),
    column("licence", _("Licence"), width=16),
    Column("level", _("Readiness"), _standing("level"), width=14),
    Column("checked_at", _("Checked"), _standing("checked_at"), "moment", 17),
    column("development_status", _("State of development"), width=14),
    column("in_operation", _("In operation"), width=12),
    column("small_towns", _("Works for small municipalities"), width=12),
    Column("size_classes", _("Suitable sizes of municipality"), _joined("size_classes"), width=30),
    Column("products", _("Presupposed products"), _names("products"), width=30),
    Column("standards", _("Standards"), _joined("standards"), width=24),
    Column("keys", _("Service keys"), lambda r: "; ".join(f"{k.scheme} {k.key}" for k in r.keys), width=24),
    Column("languages", _("Languages"), _joined("languages"), width=12),
    Column("platforms", _("Platforms"), _joined("platforms"), width=16),
    Column("procurement", _("Ways of procurement"), _joined("procurement"), width=24),
    column("target_groups", _("Target groups"), width=40),
    column("scope", _("Scope of the solution"), width=40),
    column("transfer_value", _("Cost and benefit of the transfer"), width=40),
    column("stakeholders", _("Who has to be involved"), width=40),
    column("best_practice", _("What proved good"), width=40),
    column("legal_basis", _("Legal basis"), width=30),
    column("repository_url", _("Repository"), width=40),
    column("landing_url", _("Website"), width=40),
    Column("papers", _("Documents"), _names("papers", "url"), width=40),
    Column("project", _("Project"), lambda r: r.project.title, width=40),
    Column("project_identifier", _("Identifier of the project"), lambda r: r.project.identifier, width=12),
    Column("region", _("Region"), lambda r: r.region.name, width=24),
    Column("fields_of_action", _("Fields of action"), _names("fields_of_action"), width=28),
    Column("caretaker", _("Looked after by"), lambda r: r.caretaker.name if r.caretaker else None, width=30),
    column("version", _("Version"), "integer", 10),
    column("published_at", _("Published"), "moment", 17),
    column("changed_at", _("Changed"), "moment", 17),
    column("url", _("Page"), width=48),
)
SOFTWARE_COLUMNS: tuple[Column, ...] = (
    column("slug", _("Key"), width=28),
    column("name", _("Name"), width=40),
    column("publisher", _("Publisher"), width=36),
    column("country", _("Country"), width=8),
    column("summary_de", _("Summary (German)"), width=60),
    column("summary_en", _("Summary (English)"), width=60),
    column("own_words", _("Summary in our words"), "yes_no", 10),
    column("licence", _("Licence"), width=20),
    column("development_status", _("State of development"), width=14),
    column("software_type", _("Kind of software"), width=20),
    column("software_version", _("Version"), width=12),
    column("release_date", _("Release"), width=12),
    Column("platforms", _("Platforms"), _joined("platforms"), width=16),
    Column("languages", _("Languages"), _joined("languages"), width=16),
    Column("categories", _("Categories"), _joined("categories"), width=30),
    column("repository_url", _("Repository"), width=50),
    column("landing_url", _("Website"), width=40),
    Column("level", _("Readiness"), _standing("level"), width=14),
    column("verdict", _("Verdict on the publiccode.yml"), width=12),
    column("checked_on", _("Checked"), "date", 12),
    column("origin", _("How it came here"), width=12),
    column("source_url", _("Source"), width=50),
    column("read_on", _("Read on"), "date", 12),
    column("last_change_on", _("Last change"), "date", 12),
    column("archived", _("Archived"), "yes_no", 10),
    column("gone", _("No longer found"), "yes_no", 10),
    column("changed_at", _("Changed"), "moment", 17),
    column("url", _("Page"), width=48),
)
REUSE_COLUMNS: tuple[Column, ...] = (
    column("code", _("Key"), width=20),
    column("stated_name", _("Who takes it over"), width=36),
    Column("municipality_key", _("Official key"), lambda r: r.municipality.key if r.municipality else None, width=12),
    Column("about_kind", _("Kind"), lambda r: r.about.kind, width=10),
    Column("about_key", _("Key of what is taken over"), lambda r: r.about.key, width=28),
    Column("about", _("What is taken over"), lambda r: r.about.title, width=44),
    column("state", _("State"), width=14),
    column("label", _("In words"), width=20),
    column("since", _("Since"), width=12),
    column("origin", _("Origin"), width=12),
    Column("source", _("Source"), lambda r: r.source.url if r.source else None, width=50),
    column("version_used", _("Version"), width=14),
    column("modules", _("Parts in use"), width=30),
    column("operating_model", _("Who runs it"), width=16),
    column("pilot", _("Pilot"), "yes_no", 10),
    column("effort_days", _("Effort in person days"), "integer", 10),
    column("one_off_cost", _("Cost of introduction"), width=12),
    column("yearly_cost", _("Cost of a year"), width=12),
    column("willing_to_talk", _("Willing to talk"), width=12),
    column("end_reason", _("Reason of the end"), width=18),
    column("confirmed_at", _("Confirmed"), "moment", 17),
    column("changed_at", _("Changed"), "moment", 17),
    column("url", _("Page"), width=48),
)
