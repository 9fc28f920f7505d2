"""What joins a page to its lines in the log: a person reads it out to the office, the office looks it up."""

from structlog.contextvars import get_contextvars

LETTERS = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Nothing that is misheard or misread: no 0 and o, no 1, i and l."""


def reference() -> str:
    """The beginning of the id of the request in hand; empty outside of one."""
    return str(get_contextvars().get("request", ""))[:LETTERS]
