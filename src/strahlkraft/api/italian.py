"""The catalogue in the shape of the Italian catalogue's API, so that programs written for that one can read this one.

Facts of that interface: https://developers.italia.it/it/api/developers-italia and the description in its repository
(italia/developers-italia-api): names of fields and parameters, paging by cursor, ids in the form of a UUID.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Path, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, Field

from strahlkraft import __version__
from strahlkraft.api.answers import single
from strahlkraft.api.parameters import Words, refuse_unknown
from strahlkraft.api.schemas.common import Shape
from strahlkraft.reuse.queries import published_files as files
from strahlkraft.reuse.queries.published_files import Entry, Place

DESCRIPTION = """Software of this platform in the shape of the Italian catalogue of public software, for programs made for it.

- Listed software that is still found, and published offers with a repository; one entry per repository.
- `publiccodeYml` is written by this platform from what is known, **without people**: contacts keep their organisation only.
- Everything here is `active`, so `all` changes nothing. For reading only.
"""
DEFAULT_SIZE, MAX_SIZE = 25, 100
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
# Kind of thing -> first block of its ids; the last one is its number here.
_BLOCKS = {"offer": "534b0001", "software": "534b0002", "publisher": "534b0003"}
_KINDS = {block: kind for kind, block in _BLOCKS.items()}
_ID = "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
Id = Annotated[str, Path(pattern=_ID, description="Its id.")]
Cursor = Annotated[str, Field(max_length=36, pattern="^$|^534b000[123]-0000-4000-8000-[0-9a-f]{12}$")]


def _moment(text: object) -> object:
    """A day alone or a number of seconds is none."""
    if isinstance(text, str) and text[10:11] not in ("T", "t", " "):
        message = "should be a moment (RFC 3339) such as 2026-01-31T09:00:00Z"
        raise ValueError(message)
    return text


def _within(moment: datetime) -> datetime:
    """Brought into the time that databases can compare."""
    return (
        min(max(moment.replace(tzinfo=UTC), EARLIEST), LATEST)
        if not EARLIEST.year < moment.year < LATEST.year
        else moment
    )


Moment = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_within)]

api = NinjaAPI(
    title="Strahlkraft, in the shape of Developers Italia",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api-italian",
    docs_url=None,
    openapi_url=None,
)


class PageParameters(BaseModel):
    """Paging by cursor."""

    size: int = Field(
        default=DEFAULT_SIZE, alias="page[size]", ge=1, le=MAX_SIZE, description="Most results of a page."
    )
    after: Cursor = Field(default="", alias="page[after]", description="Only what follows this cursor.")
    before: Cursor = Field(default="", alias="page[before]", description="Only what comes before this cursor.")
    created_from: Moment | None = Field(default=None, alias="from", description="Listed after this moment.")
    created_to: Moment | None = Field(default=None, alias="to", description="Listed before this moment.")
    everything: bool = Field(default=False, alias="all", description="Also what is not active: there is none here.")


class SoftwareParameters(PageParameters):
    """What the list of software understands."""

    url: Words = Field(default="", description="Only software with this address, also as an alias.")


class Links(Shape):
    """Where the neighbouring pages are, as query strings."""

    prev: str | None = Field(description="The page before.")
    next: str | None = Field(description="The page after.")


class Software(Shape):
    """One software."""

    id: str = Field(description="Its id.", pattern=_ID)
    url: str = Field(description="Address of its repository.")
    aliases: list[str] = Field(description="Other addresses of the same software.")
    publiccodeYml: str = Field(description="Its publiccode.yml, without people.")  # noqa: N815 - named there
    active: bool = Field(description="Always true here.")
    createdAt: datetime = Field(description="When it was listed.")  # noqa: N815 - named there
    updatedAt: datetime = Field(description="When it last changed.")  # noqa: N815 - named there


class SoftwareList(Shape):
    """A page of software."""

    data: list[Software] = Field(description="Software of this page.")
    links: Links = Field(description="Other pages.")


class CodeHosting(Shape):
    """A place where a publisher keeps repositories."""

    url: str = Field(description="Its address.")
    group: bool = Field(description="Whether it holds several repositories.")
    createdAt: datetime = Field(description="When something of it was first listed.")  # noqa: N815 - named there
    updatedAt: datetime = Field(description="When something of it last changed.")  # noqa: N815 - named there


class Publisher(Shape):
    """Somebody who publishes software. Mail addresses are left out."""

    id: str = Field(description="Its id.", pattern=_ID)
    description: str = Field(description="Its name.")
    codeHosting: list[CodeHosting] = Field(description="Where its repositories are.")  # noqa: N815 - named there
    active: bool = Field(description="Whether it is visited.")
    alternativeId: str = Field(description="Its key on this platform.")  # noqa: N815 - named there
    createdAt: datetime = Field(description="When something of it was first listed.")  # noqa: N815 - named there
    updatedAt: datetime = Field(description="When something of it last changed.")  # noqa: N815 - named there


class PublisherList(Shape):
    """A page of publishers."""

    data: list[Publisher] = Field(description="Publishers of this page.")
    links: Links = Field(description="Other pages.")


@api.get("/software", response=SoftwareList, operation_id="listSoftware", summary="List software", tags=["Software"])
def list_software(request: HttpRequest, params: Query[SoftwareParameters]) -> HttpResponse:
    """Active software, one entry per repository, by cursor."""
    refuse_unknown(request, SoftwareParameters)
    places = files.places(url=params.url, since=params.created_from, until=params.created_to)
    part, links = _page(request, places, params)
    content = SoftwareList(data=[_software(entry) for entry in files.entries(part)], links=links)
    return HttpResponse(content.model_dump_json(), content_type="application/json")


@api.get("/software/{id}", response=Software, operation_id="getSoftware", summary="Show software", tags=["Software"])
def show_software(request: HttpRequest, id: Id) -> HttpResponse:  # noqa: A002 - named so in the address
    """One software by id."""
    place = _place(id)
    found = files.entries([place]) if place and place in files.places() else []
    return single(request, _software(found[0]) if found else None)


@api.get(
    "/publishers", response=PublisherList, operation_id="listPublishers", summary="List publishers", tags=["Publishers"]
)
def list_publishers(request: HttpRequest, params: Query[PageParameters]) -> HttpResponse:
    """Places of which software is listed, by cursor."""
    refuse_unknown(request, PageParameters)
    rows = {
        Place("publisher", row.pk): row for row in files.publishers(since=params.created_from, until=params.created_to)
    }
    part, links = _page(request, list(rows), params)
    content = PublisherList(data=[_publisher(rows[place]) for place in part], links=links)
    return HttpResponse(content.model_dump_json(), content_type="application/json")


@api.get(
    "/publishers/{id}",
    response=Publisher,
    operation_id="getPublisher",
    summary="Show a publisher",
    tags=["Publishers"],
)
def show_publisher(request: HttpRequest, id: Id) -> HttpResponse:  # noqa: A002 - named so in the address
    """One publisher by id."""
    place = _place(id)
    row = next((row for row in files.publishers() if Place("publisher", row.pk) == place), None)
    return single(request, _publisher(row) if row else None)


def _page(request: HttpRequest, places: list[Place], params: PageParameters) -> tuple[list[Place], Links]:
    """The part of ``places`` between the cursors, which stand for the last or first entry of the page left."""
    first, last = 0, len(places)
    if params.after:
        first = _index(places, params.after, after=True) + 1
    if params.before:
        last = _index(places, params.before, after=False)
        first = max(first, last - params.size)
    part = places[first : min(last, first + params.size)]
    end = first + len(part)
    return part, Links(
        prev=_link(request, "before", part[0]) if part and first > 0 else None,
        next=_link(request, "after", part[-1]) if part and end < len(places) else None,
    )


def _index(places: list[Place], cursor: str, *, after: bool) -> int:
    """Where the entry of a cursor stands, or would stand had it not left the list since."""
    place = _place(cursor)
    if place in places:
        return places.index(place)
    following = sum(1 for other in places if place and other < place)
    return following - 1 if after else following


def _link(request: HttpRequest, direction: str, place: Place) -> str:
    """A query string with all other parameters kept; brackets as programs expect them."""
    query = request.GET.copy()
    for name in ("page[after]", "page[before]"):
        query.pop(name, None)
    query[f"page[{direction}]"] = _id(place)
    return "?" + query.urlencode(safe="[]")


def _id(place: Place) -> str:
    return f"{_BLOCKS[place.kind]}-0000-4000-8000-{place.number:012x}"


def _place(identity: str) -> Place | None:
    """What an id names; None when it was not made here."""
    block, rest = identity[:8], identity[9:23]
    number = int(identity[24:], 16)
    return Place(_KINDS[block], number) if block in _KINDS and rest == "0000-4000-8000" else None


def _software(entry: Entry) -> Software:
    return Software(
        id=_id(entry.place),
        url=entry.url,
        aliases=list(entry.aliases),
        publiccodeYml=entry.text,
        active=True,
        createdAt=entry.created_at,
        updatedAt=entry.changed_at,
    )


def _publisher(row: Any) -> Publisher:
    seen = {"createdAt": row.first_seen, "updatedAt": row.last_seen}
    return Publisher(
        id=_id(Place("publisher", row.pk)),
        description=row.name,
        codeHosting=[CodeHosting(url=row.url, group=row.forge != "plain", **seen)],
        active=row.enabled,
        alternativeId=row.slug,
        **seen,
    )
