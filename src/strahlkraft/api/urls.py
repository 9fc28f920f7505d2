"""Addresses of the door ``api``."""

from collections.abc import Iterator
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path, re_path
from ninja import NinjaAPI

from strahlkraft.api import federation
from strahlkraft.api.docs_page import docs
from strahlkraft.api.doorway import doorway
from strahlkraft.api.italian import api as italian_api
from strahlkraft.api.openapi import current, italian
from strahlkraft.api.problems import problem
from strahlkraft.api.service import NOT_FOUND, api

app_name = "api"


def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this API (OpenAPI 3.1)."""
    return JsonResponse(current(), json_dumps_params={"ensure_ascii": False})


def openapi_italian(request: HttpRequest) -> HttpResponse:
    """The description of the interface in the shape of the Italian catalogue."""
    return JsonResponse(italian(), json_dumps_params={"ensure_ascii": False})


def nothing(request: HttpRequest) -> HttpResponse:
    """Whatever is not an address of the API."""
    return problem(HTTPStatus.NOT_FOUND, NOT_FOUND)


def _resources(interface: NinjaAPI, prefix: str) -> Iterator[URLPattern]:
    """Ninja's addresses, each behind the door's rules."""
    for pattern in interface.urls[0]:
        if isinstance(pattern, URLPattern) and str(pattern.pattern):
            yield path(f"{prefix}{pattern.pattern}", doorway(pattern.callback))


well_known = doorway(federation.introduction)
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/openapi.json", doorway(openapi)),
    path("v1/docs", doorway(docs)),
    path("v1/federation/catalogue.json", doorway(federation.catalogue)),
    *_resources(api, "v1/"),
    path("developers-italia/v1/openapi.json", doorway(openapi_italian)),
    *_resources(italian_api, "developers-italia/v1/"),
    re_path("", doorway(nothing)),
]
