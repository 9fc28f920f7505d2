"""What other instances read: who this one is, and its signed catalogue. Both are made by the worker, never here."""

import json
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from strahlkraft.api.problems import problem
from strahlkraft.reuse.queries import exchange

NOT_YET = "This instance has not made its catalogue yet. It is made within a minute of `strahlkraft work`."
NO_PAGE = "The catalogue has no such page."
MAX_PAGE = 10_000


def introduction(request: HttpRequest) -> HttpResponse:
    """``/.well-known/strahlkraft``: name, address of the catalogue, public key."""
    said = exchange.introduction()
    if said is None:
        return problem(HTTPStatus.NOT_FOUND, NOT_YET)
    return HttpResponse(json.dumps(said, ensure_ascii=False, indent=1), content_type="application/json")


def catalogue(request: HttpRequest) -> HttpResponse:
    """A signed page of the catalogue of what originates here, byte for byte as it was signed."""
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdecimal() and 0 < int(number[:9]) <= MAX_PAGE):
        return problem(HTTPStatus.NOT_FOUND, NO_PAGE)
    page = exchange.catalogue_page(int(number))
    if page is None:
        return problem(HTTPStatus.NOT_FOUND, NO_PAGE if exchange.own_instance() else NOT_YET)
    response = HttpResponse(page.body.encode(), content_type="application/json")
    response["ETag"] = f'"{page.etag}"'
    return response
