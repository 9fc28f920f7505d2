"""The open data of grants in the format of 360Giving; invented grants stand in a file of their own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from strahlkraft.funding.queries.open_grants import file_of

_MEDIA_TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8; header=present"}


def _file(form: str, *, example: bool) -> Callable[[HttpRequest], HttpResponse]:
    @require_safe
    def view(_request: HttpRequest) -> HttpResponse:
        answer = HttpResponse(file_of(form, on=localdate(), example=example), content_type=_MEDIA_TYPES[form])
        answer["Access-Control-Allow-Origin"] = "*"
        return answer

    return view


open_grant_patterns: list[URLPattern] = [
    path("offene-daten/zuwendungen.json", _file("json", example=False), name="open_grants_json"),
    path("offene-daten/zuwendungen.csv", _file("csv", example=False), name="open_grants_csv"),
    path("offene-daten/beispielzuwendungen.json", _file("json", example=True), name="example_grants_json"),
    path("offene-daten/beispielzuwendungen.csv", _file("csv", example=True), name="example_grants_csv"),
]
