"""What holds for every answer, whichever door gives it: its size before, its headers after, its words when all fails."""

import errno
import sys
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from strahlkraft.accounts.pending import is_secret
from strahlkraft.api.problems import problem
from strahlkraft.congress.access import read_token
from strahlkraft.design.browser import NOTHING, permissions_policy

RETRY_AFTER_SECONDS = 10
FULL = {errno.ENOSPC, errno.EDQUOT}
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
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
    """Middleware: refuse what is too long before any of it is read or stored; switch off what no page uses.

    What everybody may keep a copy of (pictures, cards, badges, the look) other sites may show as well; nothing else.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = _too_long() if _length(request) > most_bytes(request.path) else get_response(request)
        response.headers.setdefault("Permissions-Policy", permissions_policy())
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            response.headers.setdefault("Content-Security-Policy", NOTHING)  # a file is no page, whatever opens it
        if "Cache-Control" not in response.headers and _is_personal(request, response):
            response.headers["Cache-Control"] = "private, no-store"
        public = (
            "public" in response.headers.get("Cache-Control", "") or "Access-Control-Allow-Origin" in response.headers
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if public else "same-origin")
        return response

    return answer


def _is_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Was the answer made for somebody signed in, or does it bring a cookie? Nobody keeps it then, not even the browser."""
    session = getattr(request, "session", None)
    return bool(response.cookies) or (session is not None and session.accessed and SESSION_KEY in session)


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdecimal() else 0


def _too_long() -> HttpResponse:
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return HttpResponse(render_to_string("413.html"), status=status, headers={"Connection": "close"})


def server_error(request: HttpRequest) -> HttpResponse:
    """The last answer: 503 while the database is away, locked or full (try again soon), else 500; neither tells details."""
    error = sys.exc_info()[1]
    full = isinstance(error, OSError) and error.errno in FULL
    away = full or isinstance(error, OperationalError | InterfaceError)
    status = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.INTERNAL_SERVER_ERROR
    if away:
        _log.warning("disk_full" if full else "database_away", path=request.path)
    if request.path.startswith("/api/"):
        response = problem(status, "Please try again in a moment.")
    else:
        words = {"again": _once_more(request)} if away else {}
        response = HttpResponse(render_to_string(f"{status.value}.html", words), status=status)
    if away:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        response["Cache-Control"] = "no-store"
    return response


def _once_more(request: HttpRequest) -> dict[str, Any] | None:
    """A form that was not taken, to be sent once more: its address and fields. Nothing where it held a secret or a file."""
    with suppress(OSError, SuspiciousOperation, BadRequest):  # it broke off, or was none
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        if fields and not request.FILES and not any(is_secret(name) for name, _value in fields if name != TOKEN):
            return {"path": request.get_full_path(), "fields": fields}
    return None
