"""What holds for every answer, whichever door gives it: its size before, its headers after, its words when all fails."""

import sys
from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from strahlkraft.api.problems import problem
from strahlkraft.congress.access import read_token
from strahlkraft.design.browser import permissions_policy

RETRY_AFTER_SECONDS = 10
PITCH_PRIVATE = "/mitmachen/beitrag/"
_log = structlog.get_logger(__name__)


def most_bytes(path: str) -> int:
    """How long a request's body may be: where files are taken three uploads (a form then says what is too large), else a form.

    Files are taken in the workspace, and as slides behind the link of a pitch, once its signature was found to be ours.
    """
    path = path.removeprefix("/en")
    pitch = path.removeprefix(PITCH_PRIVATE) if path.startswith(PITCH_PRIVATE) else ""
    takes_files = path.startswith("/arbeit/") or (pitch and read_token("pitch", pitch.removesuffix("/")))
    return settings.UPLOAD_LIMIT_BYTES * 3 if takes_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0


def front(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: refuse what is too long before any of it is read or stored; switch off what no page uses."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = _too_long() if _length(request) > most_bytes(request.path) else get_response(request)
        response.headers.setdefault("Permissions-Policy", permissions_policy())
        return response

    return answer


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdecimal() else 0


def _too_long() -> HttpResponse:
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return HttpResponse(render_to_string("413.html"), status=status, headers={"Connection": "close"})


def server_error(request: HttpRequest) -> HttpResponse:
    """The last answer: 503 while the database is away or locked (try again soon), else 500; neither tells details."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.INTERNAL_SERVER_ERROR
    if away:
        _log.warning("database_away", path=request.path)
    if request.path.startswith("/api/"):
        response = problem(status, "Please try again in a moment.")
    else:
        response = HttpResponse(render_to_string(f"{status.value}.html"), status=status)
    if away:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
