"""Addresses of the door ``api``."""

from collections.abc import Iterator
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path, re_path

from strahlkraft.api import federation
from strahlkraft.api.docs_page import docs
from strahlkraft.api.doorway import doorway
from strahlkraft.api.openapi import current
from strahlkraft.api.problems import problem
from strahlkraft.api.service import NOT_FOUND, api

app_name = "api"


def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this API (OpenAPI 3.1)."""
    return JsonResponse(current(), json_dumps_params={"ensure_ascii": False})


def nothing(request: HttpRequest) -> HttpResponse:
    """Whatever is not an address of the API."""
    return problem(HTTPStatus.NOT_FOUND, NOT_FOUND)


def _resources() -> Iterator[URLPattern]:
    """Ninja's addresses, each behind the door's rules."""
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and str(pattern.pattern):
            yield path(f"v1/{pattern.pattern}", doorway(pattern.callback))


well_known = doorway(federation.introduction)
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/openapi.json", doorway(openapi)),
    path("v1/docs", doorway(docs)),
    path("v1/federation/catalogue.json", doorway(federation.catalogue)),
    *_resources(),
    re_path("", doorway(nothing)),
]
