"""How a list or a record becomes an answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import http_date
from pydantic import BaseModel

from strahlkraft.api.parameters import (
    DEFAULT_LIMIT,
    MAX_OFFSET,
    MEDIA_TYPES,
    ListParameters,
    NoParameters,
    chosen_format,
    refuse_unknown,
)
from strahlkraft.api.schemas.common import Page, Shape
from strahlkraft.design import tables


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of a resource: how many there are, how a part is read, how it looks as JSON and as a table."""

    name: str
    count: int
    read: Callable[[int, int], Sequence[Shape]]  # (offset, how many) -> records
    page: type[Page]
    columns: Sequence[tables.Column]
    modified: datetime | None = None

    @classmethod
    def of(
        cls,
        name: str,
        rows: QuerySet[Any],
        read: Callable[[Any], Sequence[Shape]],
        page: type[Page],
        columns: Sequence[tables.Column],
        modified: datetime | None = None,
    ) -> Self:
        """A list of table rows; ``read`` makes records of a part of them."""
        return cls(
            name, rows.count(), lambda offset, limit: read(rows[offset : offset + limit]), page, columns, modified
        )


def listed(request: HttpRequest, params: ListParameters, make: Callable[[], Listing]) -> HttpResponse:
    """The page of the list that was asked for, in the form that was asked for."""
    refuse_unknown(request, type(params))
    form = chosen_format(request, params)
    listing = make()
    limit = params.limit or (DEFAULT_LIMIT if form == "json" else max(1, listing.count))
    rows = listing.read(params.offset, limit)
    if form == "json":
        page = listing.page.model_validate(
            {"count": listing.count, "limit": limit, "offset": params.offset, "results": rows}
        )
        content: str | bytes = page.model_dump_json()
    elif form == "xlsx":
        content = tables.xlsx_bytes(listing.name, rows, listing.columns)
    else:
        content = tables.csv_bytes(rows, listing.columns, german=form == "csv-excel")
    response = HttpResponse(content, content_type=_content_type(form))
    if form != "json":
        suffix = "xlsx" if form == "xlsx" else "csv"
        response["Content-Disposition"] = f'attachment; filename="strahlkraft-{listing.name}.{suffix}"'
    if form == "json" or params.limit:
        response["Link"] = _links(request, listing.count, limit, params.offset)
    return _dated(response, listing.modified)


def sliced(rows: Sequence[Any]) -> Callable[[int, int], Sequence[Any]]:
    """Reads parts of a list that is short enough to be made at once."""
    return lambda offset, limit: rows[offset : offset + limit]


def single(request: HttpRequest, shape: BaseModel | None, *, modified: datetime | None = None) -> HttpResponse:
    """One thing, or 404."""
    refuse_unknown(request, NoParameters)
    if shape is None:
        raise Http404
    return _dated(HttpResponse(shape.model_dump_json(), content_type="application/json"), modified)


def _content_type(form: str) -> str:
    media_type = next(value for name, value in MEDIA_TYPES.items() if name == form)
    return f"{media_type}; charset=utf-8; header=present" if form.startswith("csv") else media_type


def _dated(response: HttpResponse, modified: datetime | None) -> HttpResponse:
    if modified:
        response["Last-Modified"] = http_date(modified.timestamp())
    return response


def _links(request: HttpRequest, count: int, limit: int, offset: int) -> str:
    """First, previous, next and last page (RFC 8288); all other parameters are kept."""
    kept = [(k, v) for k, values in request.GET.lists() for v in values if k not in ("limit", "offset")]

    def address(start: int) -> str:
        return f"{request.build_absolute_uri(request.path)}?{urlencode([*kept, ('limit', limit), ('offset', start)])}"

    last = min(max(0, (count - 1) // limit * limit), MAX_OFFSET)
    links = {"first": 0, "last": last}
    if offset > 0:
        links["prev"] = max(0, min(offset, last + limit) - limit)
    if offset + limit < count and offset + limit <= MAX_OFFSET:
        links["next"] = offset + limit
    return ", ".join(f'<{address(start)}>; rel="{relation}"' for relation, start in links.items())
