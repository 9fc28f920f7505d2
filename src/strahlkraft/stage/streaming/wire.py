"""Server-sent events as bytes (WHATWG HTML, section 9.2)."""

import dataclasses
import json
import random
from typing import Any

RETRY_MS = (1_000, 4_000)
"""When a browser comes back after a broken line; spread, so that thousands do not come at once."""
BEAT = b": \n\n"
"""Says that the line is alive; screens ignore it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """One event of one occasion, as it goes to everybody who listens to ``slug``."""

    number: int
    slug: str
    piece: bytes


def event(number: int, slug: str, kind: str, data: Any) -> Event:
    """An event with its number, which a browser names when it comes back."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Event(number, slug, f"id: {number}\nevent: {kind}\ndata: {text}\n\n".encode())


def opening() -> bytes:
    """The first words of a stream: when to come back."""
    return f"retry: {random.randint(*RETRY_MS)}\n\n".encode()  # noqa: S311 - spreads returns, keeps no secret
