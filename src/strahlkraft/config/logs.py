"""What a line of the log looks like, what must never stand in it, and the reference that joins page and log."""

import logging
import re
import secrets
import sys
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from strahlkraft.design.reference import ALPHABET, LETTERS

_TOKEN = re.compile(
    r"(/(?:anmelden/(?:link|passwort)|anfrage/(?:bestaetigen|stand|beantworten)|nachnutzung/melden"
    r"|merken/(?:bestaetigen|beenden)|buehne/team|zweckbindung"
    r"|mitmachen/(?:beitrag|auftritt|begutachtung|jury|einlass|abstimmung|urkunde|(?:anmeldung|kontakt)(?:/bestaetigen)?))/)[^/\s]{8,}"
)
_MAILBOX = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")  # no sign is read twice, however long a line
_VALUES = re.compile(r"(DETAIL: +)[^\n]*")  # PostgreSQL repeats the row that broke a rule
_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
HEADER = "X-Request-ID"
Event = MutableMapping[str, Any]


def without_secrets(text: str) -> str:
    """The text without the secret part of addresses out of letters, without mailboxes and values of rows."""
    return _VALUES.sub(r"\1…", _MAILBOX.sub("…@…", _TOKEN.sub(r"\1…", text)))


class HideTokens(logging.Filter):
    """Blanks what is secret or names somebody: a refused request may carry a link that still opens."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the line; always let it pass."""
        record.msg, record.args = without_secrets(record.getMessage()), None
        return True


def hide(_logger: Any, _method: str, event: Event) -> Event:
    """The same for every field of a line, the traceback among them."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = without_secrets(value)
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


class _Standard(logging.StreamHandler[Any]):
    """Writes to whatever standard error is at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        self.stream = sys.stderr
        super().emit(record)


def configure() -> None:
    """One JSON object a line on standard error, for our own events and for those of the libraries alike.

    Standard output belongs to what a command answers.
    """
    ending: list[Any] = [
        structlog.processors.format_exc_info,
        hide,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    structlog.configure(processors=[*SHARED, *ending], logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    handler = _Standard()
    named = structlog.stdlib.add_logger_name
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*SHARED, named],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    root = logging.getLogger()
    root.handlers = [*(kept for kept in root.handlers if not isinstance(kept, _Standard)), handler]
    for name in ("django.request", "django.security.csrf"):
        logging.getLogger(name).addFilter(HideTokens())


def referred(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: every request has an id, in its lines of the log and in its answer's header.

    The id of a proxy in front is taken over where there is one (``STRAHLKRAFT_BEHIND_PROXY``): its log then speaks of the
    same. A visitor's own is not: it could pose as somebody else's request.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
        number = given if _GIVEN.fullmatch(given) else _new()
        with structlog.contextvars.bound_contextvars(request=number):
            response = get_response(request)
        response.headers[HEADER] = number
        return response

    return answer


def _new() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
