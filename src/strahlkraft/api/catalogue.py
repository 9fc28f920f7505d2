"""The catalogue of the open data as linked data (DCAT-AP.de 3.0), for harvesters of open data portals."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from strahlkraft.api.doorway import doorway
from strahlkraft.api.problems import problem
from strahlkraft.reuse.dcat import FORMATS, MEDIA_TYPES
from strahlkraft.reuse.queries.open_tables import MAX_SIZE, catalogue_bytes

_NUMBERS = {"page": (1, 100_000), "size": (MAX_SIZE, MAX_SIZE)}  # parameter -> (when left out, highest)


def _answer(request: HttpRequest, form: str) -> HttpResponse:
    wrong = [(name[:100], "is not known here; known: page, size") for name in request.GET if name not in _NUMBERS]
    numbers = {}
    for name, (default, highest) in _NUMBERS.items():
        text = request.GET.get(name, str(default))
        if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= highest:
            numbers[name] = int(text)
        else:
            wrong.append((name, f"should be a number from 1 to {highest}"))
    if wrong:
        return problem(HTTPStatus.BAD_REQUEST, "A parameter cannot be understood.", wrong)
    try:
        body = catalogue_bytes(
            form,
            base_url=settings.BASE_URL,
            office=settings.OPERATOR["name"],
            number=numbers["page"],
            size=numbers["size"],
        )
    except ValueError:
        return problem(HTTPStatus.NOT_FOUND, "The catalogue has no such page.")
    return HttpResponse(body, content_type=f"{MEDIA_TYPES[form]}; charset=utf-8")


def _negotiated(request: HttpRequest) -> HttpResponse:
    """The form the ``Accept`` header prefers; Turtle when it does not say."""
    preferred = request.get_preferred_type(list(MEDIA_TYPES.values()))
    form = next((name for name, media_type in MEDIA_TYPES.items() if media_type == preferred), "ttl")
    answer = _answer(request, form)
    answer["Content-Location"] = f"/katalog.{form}"
    return answer


def _in(form: str) -> Callable[[HttpRequest], HttpResponse]:
    return lambda request: _answer(request, form)


catalogue_patterns: list[URLPattern] = [
    path("katalog", doorway(_negotiated), name="catalogue"),
    *(path(f"katalog.{form}", doorway(_in(form)), name=f"catalogue_{form}") for form in FORMATS),
]
