"""Live events out of the database, read in one thread of its own."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import Error, close_old_connections
from django.utils import timezone

from strahlkraft.congress.actions import audience as actions
from strahlkraft.congress.queries import live
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.stage.streaming.hub import SourceAwayError
from strahlkraft.stage.streaming.wire import Event, event

LATE_SECONDS = 10.0  # how long a number may stay uncommitted while higher ones are seen (PostgreSQL gives them early)
LOOK_BACK = 50  # newest events looked at for such gaps when looking begins
MOST_MISSED = 200  # events a returning screen gets one by one
_Result = TypeVar("_Result")


class DatabaseSource:
    """Reads live events; numbers that were skipped are asked for again for a while."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")
        self._last = 0
        self._gaps: dict[int, float] = {}

    async def begin(self) -> None:
        """Remember the newest number; younger gaps below it may still be filled."""
        await self._read(self._begin)

    async def news(self) -> list[Event]:
        """What happened since the last call."""
        return await self._read(self._news)

    async def snapshot(self, slug: str) -> Event | None:
        """How things stand at an occasion, under the newest number there is."""
        return await self._read(lambda: self._snapshot(slug))

    async def missed(self, slug: str, after: int) -> list[Event]:
        """What happened at an occasion after an event, unless it is too much."""
        return await self._read(lambda: self._missed(slug, after))

    async def clap(self, slug: str, claps: dict[str, int]) -> None:
        """Store applause that was added up."""
        await self._read(lambda: actions.clap(by=NOBODY, at=timezone.now(), slug=slug, claps=claps))

    async def _read(self, reading: Callable[[], _Result]) -> _Result:
        def read() -> _Result:
            try:
                close_old_connections()
                return reading()
            except Error as error:
                raise SourceAwayError(str(error).strip() or type(error).__name__) from error
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._thread, read)

    def _begin(self) -> None:
        newest = live.newest_numbers(LOOK_BACK) or [0]
        self._last = newest[0]
        self._note_gaps(set(range(newest[-1], self._last)) - set(newest))

    def _news(self) -> list[Event]:
        now = time.monotonic()
        self._gaps = {number: until for number, until in self._gaps.items() if until > now}
        rows = live.happened_since(self._last, also=self._gaps)
        for row in rows:
            if row.number > self._last:
                self._note_gaps(set(range(max(self._last + 1, row.number - LOOK_BACK), row.number)))
                self._last = row.number
            self._gaps.pop(row.number, None)
        return [_event(row) for row in rows]

    def _note_gaps(self, numbers: set[int]) -> None:
        until = time.monotonic() + LATE_SECONDS
        self._gaps |= dict.fromkeys(numbers, until)

    def _snapshot(self, slug: str) -> Event | None:
        if not live.is_heard(slug):
            return None
        newest = live.newest_numbers(1)
        return event(newest[0] if newest else 0, slug, "snapshot", live.how_things_stand(slug, at=timezone.now()))

    def _missed(self, slug: str, after: int) -> list[Event]:
        rows = live.happened_at(slug, after=after, most=MOST_MISSED + 1)
        return [_event(row) for row in rows] if len(rows) <= MOST_MISSED else []


def _event(row: live.Happened) -> Event:
    return event(row.number, row.occasion, row.kind, {"stage": row.stage, **row.payload})
