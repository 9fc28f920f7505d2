"""Addresses of the door ``api``."""

from collections.abc import Iterator
from functools import cache
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path, re_path

from strahlkraft.api.doorway import doorway
from strahlkraft.api.openapi import document
from strahlkraft.api.problems import problem
from strahlkraft.api.service import NOT_FOUND, api

app_name = "api"


@cache
def _description() -> dict[str, object]:
    return document(api)


def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this API (OpenAPI 3.1)."""
    return JsonResponse(_description(), json_dumps_params={"ensure_ascii": False})


def nothing(request: HttpRequest) -> HttpResponse:
    """Whatever is not an address of the API."""
    return problem(HTTPStatus.NOT_FOUND, NOT_FOUND)


def _resources() -> Iterator[URLPattern]:
    """Ninja's addresses, each behind the door's rules."""
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and str(pattern.pattern):
            yield path(f"v1/{pattern.pattern}", doorway(pattern.callback))


urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/openapi.json", doorway(openapi)),
    *_resources(),
    re_path("", doorway(nothing)),
]
