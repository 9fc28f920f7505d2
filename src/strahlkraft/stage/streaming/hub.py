"""Hands every event to everybody who listens. Knows asyncio and a source of events, neither Django nor the server.

One task looks for news while somebody listens, however many do; each listener has a short queue. Who is too slow for it is
let go, comes back with the number of the last event it saw, and gets what it missed from the source.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import structlog

from strahlkraft.stage.streaming.wire import BEAT, Event, opening

QUEUE = 64  # events that may wait for one listener
POLL_SECONDS = 0.15
BEAT_SECONDS = 15.0
AWAY_SECONDS = 1.0  # between two tries while the source is away
FRESH_SECONDS = 5.0  # a snapshot serves everybody who comes meanwhile, unless something happens
KEPT = 500  # snapshots; there are never so many events at a time
READINGS = 20  # at the same time for those who come; news wait behind no more than these
_Result = TypeVar("_Result")
_log = structlog.get_logger(__name__)


class SourceAwayError(Exception):
    """The source cannot be read right now; what it holds is not lost."""


class Source(Protocol):
    """Where events come from. May take its time: the hub waits without holding anybody else up."""

    async def begin(self) -> None:
        """Remember where things stand: news are what happens from here on."""

    async def news(self) -> list[Event]:
        """What happened since the last call."""

    async def snapshot(self, slug: str) -> Event | None:
        """All a screen must know now; None when there is no such occasion to listen to."""

    async def missed(self, slug: str, after: int) -> list[Event]:
        """What happened after an event; empty when that is too much, the snapshot then says it all."""


@dataclass(eq=False, slots=True)
class _Listener:
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(QUEUE))

    def put(self, piece: bytes) -> None:
        """Hand over a piece, or let the listener go when its queue is full."""
        try:
            self.queue.put_nowait(piece)
        except asyncio.QueueFull:
            self.let_go()

    def let_go(self) -> None:
        """End the stream after what can still be sent."""
        while self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Hub:
    """The listeners of all occasions of this process."""

    def __init__(self, source: Source, *, poll: float = POLL_SECONDS, beat: float = BEAT_SECONDS) -> None:
        self._source, self._poll, self._beat = source, poll, beat
        self._rooms: dict[str, set[_Listener]] = {}
        self._task: asyncio.Task[None] | None = None
        self._looked = asyncio.Event()
        self._snapshots: dict[str, tuple[float, asyncio.Task[Event | None]]] = {}
        self._closed = False
        self._turns = asyncio.Semaphore(READINGS)

    def __len__(self) -> int:
        """How many listen."""
        return sum(len(room) for room in self._rooms.values())

    async def listen(self, slug: str, after: int | None, send: Callable[[bytes], Awaitable[None]]) -> None:
        """Send one listener everything until they leave, are too slow, or the server stops."""
        listener = _Listener()
        self._rooms.setdefault(slug, set()).add(listener)
        self._watch()
        try:
            await send(opening())
            beginning = await self._beginning(slug, after)
            if not beginning:  # there is nothing to listen to, or the server stops
                return
            for piece in beginning:
                await send(piece)
            while not self._closed and (news := await listener.queue.get()) is not None:
                await send(news)
        finally:
            self._leave(slug, listener)

    async def snapshot(self, slug: str) -> Event | None:
        """How things stand; one reading serves everybody who asks meanwhile."""
        now = asyncio.get_running_loop().time()
        taken, reading = self._snapshots.get(slug, (0.0, None))
        stale = reading is None or now - taken > FRESH_SECONDS or (reading.done() and reading.exception() is not None)
        if reading is None or stale:
            reading = asyncio.create_task(self._in_turn(self._source.snapshot(slug)))
            if len(self._snapshots) >= KEPT:  # made-up names fill nothing
                self._snapshots.clear()
            self._snapshots[slug] = now, reading
        return await asyncio.shield(reading)

    def close(self) -> None:
        """Let everybody go; they come back to the next process."""
        self._closed = True
        for room in self._rooms.values():
            for listener in room:
                listener.let_go()
        if self._task:
            self._task.cancel()

    async def _beginning(self, slug: str, after: int | None) -> list[bytes]:
        """What was missed, then how things stand. Waits while the source is away: a browser gives up on errors."""
        while not self._closed:
            try:
                await self._looked.wait()  # from here on the task misses nothing: what the snapshot lacks will come
                missed = await self._in_turn(self._source.missed(slug, after)) if after is not None else []
                snapshot = await self.snapshot(slug)
            except SourceAwayError:
                await asyncio.sleep(AWAY_SECONDS)
            else:
                return [one.piece for one in [*missed, snapshot]] if snapshot else []
        return []

    async def _in_turn(self, reading: Awaitable[_Result]) -> _Result:
        """Read for somebody who comes; many at once, or names that were made up, must not hold up the news."""
        async with self._turns:
            return await reading

    def _leave(self, slug: str, listener: _Listener) -> None:
        room = self._rooms.get(slug, set())
        room.discard(listener)
        if not room:
            self._rooms.pop(slug, None)

    def _watch(self) -> None:
        if not self._closed and (self._task is None or self._task.done()):
            self._looked.clear()
            self._task = asyncio.create_task(self._look())

    async def _look(self) -> None:
        """Look for news until nobody listens any more; say now and then that the line is alive."""
        loop = asyncio.get_running_loop()
        beaten, away = loop.time(), False
        while self._rooms:
            pause = self._poll
            try:
                if self._looked.is_set():
                    self._tell(await self._source.news())
                else:
                    await self._source.begin()
                    self._looked.set()
                away = False
            except SourceAwayError as error:
                pause = AWAY_SECONDS
                if not away:
                    _log.warning("live_source_away", reason=str(error))
                away = True
            if loop.time() - beaten >= self._beat:
                beaten = loop.time()
                self._beat_all()
            await asyncio.sleep(pause)

    def _tell(self, events: list[Event]) -> None:
        for one in events:
            self._snapshots.pop(one.slug, None)
            for listener in tuple(self._rooms.get(one.slug, ())):
                listener.put(one.piece)

    def _beat_all(self) -> None:
        for room in self._rooms.values():
            for listener in room:
                if listener.queue.empty():
                    listener.put(BEAT)
