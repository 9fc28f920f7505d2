"""Applause from thousands of phones: added up in memory for a second, then stored once."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

import structlog

PAUSE_SECONDS = 1.0
BODY_BYTES = 200
MOST_PITCHES = 50  # of an event within a second; more is not applause
_log = structlog.get_logger(__name__)
Store = Callable[[str, dict[str, int]], Awaitable[None]]


class Applause:
    """Adds up and hands ``store`` what came for an event since the last second. A crash loses that second."""

    def __init__(self, store: Store, *, pause: float = PAUSE_SECONDS) -> None:
        self._store, self._pause = store, pause
        self._counts: dict[str, Counter[str]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, slug: str, code: str, claps: int) -> None:
        """Somebody clapped for a pitch."""
        counts = self._counts.get(slug)
        if counts is None:
            counts = self._counts[slug] = Counter()
            task = asyncio.create_task(self._hand_over(slug))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if code in counts or len(counts) < MOST_PITCHES:
            counts[code] += claps

    async def _hand_over(self, slug: str) -> None:
        await asyncio.sleep(self._pause)
        counts = self._counts.pop(slug)
        try:
            await self._store(slug, dict(counts))
        except Exception as error:  # noqa: BLE001 - a second of applause is lost, whatever the reason
            _log.warning("applause_lost", event_slug=slug, reason=type(error).__name__)


def read(body: bytes, *, most: int) -> tuple[str, int]:
    """A pitch's code and how often; an empty code when it is not applause."""
    fields = parse_qs(body.decode("ascii", "ignore"))
    code, claps = fields.get("code", [""])[0], fields.get("claps", ["1"])[0]
    good = code.isalnum() and len(code) == 6 and claps.isdecimal() and len(claps) < 5  # noqa: PLR2004 - as pitches are named
    return (code, min(max(int(claps), 1), most)) if good else ("", 0)
