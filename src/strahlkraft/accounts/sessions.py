"""When a session ends by itself: after a while without a press, and at the latest after a working day."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

BEGAN, SEEN = "began_at", "seen_at"  # seconds since 1970, in the session
NOTE_EVERY = 5 * 60  # seconds between two notes that somebody is still there: a read should seldom write
WATCHED_NOT_PRESSED = (
    "/buehne/",
    "/en/buehne/",
)  # whoever runs a stage looks at it for an hour and must then be able to act
_log = structlog.get_logger(__name__)


def begin(request: HttpRequest, **_told: object) -> None:
    """Note when a session began, as somebody signs in; it is saved with the sign-in itself."""
    request.session[BEGAN] = request.session[SEEN] = time.time()


def ended_by_itself(request: HttpRequest) -> str:
    """Why the session of a signed-in person is over: ``idle``, ``age``, or empty while it goes on."""
    now, began, seen = time.time(), request.session.get(BEGAN), request.session.get(SEEN)
    if began is not None and now - began > settings.SESSION_LONGEST_SECONDS:
        return "age"
    if seen is not None and now - seen > settings.SESSION_IDLE_SECONDS:
        return "" if request.path.startswith(WATCHED_NOT_PRESSED) else "idle"
    return ""


def sessions_end(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: sign people out whose session is over; what they had typed into a form the gate keeps for them."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            why = ended_by_itself(request)
            if why:
                _log.info("session_ended", why=why, user=request.session[SESSION_KEY])
                logout(request)
                messages.info(request, _("You were signed out because your session was over. Please sign in again."))
            else:
                _note(request.session)
        return get_response(request)

    return answer


def _note(session: Any) -> None:
    """Note that somebody is there; a locked database must not keep them from reading, so the note may fail."""
    now, modified = time.time(), session.modified
    if SEEN in session and now - session[SEEN] < NOTE_EVERY:
        return
    session.setdefault(BEGAN, now)
    session[SEEN] = now
    try:
        session.save()
    except DatabaseError:
        _log.warning("session_not_noted")
    session.modified = modified
