"""The hub: everybody hears everything, nobody holds anybody up."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from strahlkraft.stage.streaming.hub import KEPT, QUEUE, READINGS, Hub, SourceAwayError
from strahlkraft.stage.streaming.wire import BEAT, Event, event

pytestmark = pytest.mark.house


class Log:
    """A source in memory, as hub.Source says: what is appended to ``news_now`` happens at the next look."""

    def __init__(self) -> None:
        self.past = [event(number, "tag", "clock", {"n": number}) for number in (1, 2, 3)]
        self.news_now: list[Event] = []
        self.away = False
        self.snapshots = 0

    async def begin(self) -> None:
        """Nothing to remember."""
        self._open()

    async def news(self) -> list[Event]:
        """What was appended."""
        self._open()
        told, self.news_now = self.news_now, []
        return told

    async def snapshot(self, slug: str) -> Event | None:
        """Of the one occasion there is."""
        self._open()
        self.snapshots += 1
        await asyncio.sleep(0)
        return event(3, slug, "snapshot", {}) if slug == "tag" else None

    async def missed(self, slug: str, after: int) -> list[Event]:
        """Of the past."""
        self._open()
        return [one for one in self.past if one.number > after]

    def _open(self) -> None:
        if self.away:
            raise SourceAwayError


class Screen:
    """Keeps what it was sent; ``pause`` makes it slow."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.may = asyncio.Event()
        self.may.set()

    async def take(self, piece: bytes) -> None:
        """Take a piece, when it may."""
        await self.may.wait()
        self.seen.append(piece)

    @property
    def words(self) -> list[str]:
        """The first line of each event, heartbeats left out."""
        return [piece.partition(b"\n")[0].decode() for piece in self.seen[1:] if piece != BEAT]


async def until(true: Callable[[], bool]) -> None:
    """Wait for something; a busy machine is no finding."""
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - what is waited for is seen from outside only
            await asyncio.sleep(0.005)


def with_hub(story: Callable[[Hub, Log], Coroutine[Any, Any, None]], **given: float) -> None:
    """Run a story with a quick hub; nobody listens any more afterwards."""

    async def run() -> None:
        log = Log()
        hub = Hub(log, **{"poll": 0.01, **given})
        await story(hub, log)
        hub.close()
        await asyncio.sleep(0.02)
        assert len(hub) == 0

    asyncio.run(run())


def listening(hub: Hub, send: Callable[[bytes], Awaitable[None]], after: int | None = None) -> asyncio.Task[None]:
    """A listener of the occasion "tag"."""
    return asyncio.create_task(hub.listen("tag", after, send))


def test_a_screen_gets_when_to_come_back_then_the_snapshot_then_every_change() -> None:
    async def story(hub: Hub, log: Log) -> None:
        screen = Screen()
        task = listening(hub, screen.take)
        await until(lambda: len(screen.seen) == 2)
        log.news_now += [event(4, "tag", "clock", {}), event(5, "other", "clock", {}), event(6, "tag", "clock", {})]
        await until(lambda: len(screen.seen) == 4)
        assert screen.seen[0].startswith(b"retry: ")
        assert screen.words == ["id: 3", "id: 4", "id: 6"]
        hub.close()
        await task

    with_hub(story)


def test_a_screen_that_comes_back_gets_what_it_missed_before_the_snapshot() -> None:
    async def story(hub: Hub, log: Log) -> None:
        screen = Screen()
        listening(hub, screen.take, after=1)
        await until(lambda: len(screen.seen) == 4)
        assert screen.words == ["id: 2", "id: 3", "id: 3"]

    with_hub(story)


def test_a_thousand_screens_that_come_at_once_cost_one_snapshot() -> None:
    async def story(hub: Hub, log: Log) -> None:
        screens = [Screen() for _ in range(1_000)]
        for screen in screens:
            listening(hub, screen.take)
        await until(lambda: all(len(screen.seen) == 2 for screen in screens))
        log.news_now.append(event(4, "tag", "clock", {}))
        await until(lambda: all(screen.words == ["id: 3", "id: 4"] for screen in screens))
        assert log.snapshots == 1

    with_hub(story)


def test_a_screen_that_does_not_read_is_let_go_and_the_others_hear_on() -> None:
    async def story(hub: Hub, log: Log) -> None:
        slow, quick = Screen(), Screen()
        task = listening(hub, slow.take)
        listening(hub, quick.take)
        await until(lambda: len(slow.seen) == len(quick.seen) == 2)
        slow.may.clear()
        for number in range(4, QUEUE + 8):
            log.news_now.append(event(number, "tag", "clock", {}))
            await until(lambda number=number: quick.words[-1] == f"id: {number}")
        slow.may.set()
        await asyncio.wait_for(task, 2)
        assert len(slow.words) <= QUEUE + 1
        assert len(hub) == 1

    with_hub(story)


def test_while_the_source_is_away_screens_wait_and_then_hear_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("strahlkraft.stage.streaming.hub.AWAY_SECONDS", 0.01)

    async def story(hub: Hub, log: Log) -> None:
        early, late = Screen(), Screen()
        listening(hub, early.take)
        await until(lambda: len(early.seen) == 2)
        log.away = True
        await asyncio.sleep(0.03)
        listening(hub, late.take, after=3)
        log.news_now.append(event(4, "tag", "clock", {}))
        await asyncio.sleep(0.03)
        assert (early.words, late.words) == (["id: 3"], [])
        log.away = False
        await until(lambda: early.words == ["id: 3", "id: 4"] and late.words[:1] == ["id: 3"])

    with_hub(story)


def test_a_quiet_line_says_now_and_then_that_it_is_alive() -> None:
    async def story(hub: Hub, log: Log) -> None:
        screen = Screen()
        listening(hub, screen.take)
        await until(lambda: screen.seen[2:4] == [BEAT, BEAT])

    with_hub(story, beat=0.02)


def test_looking_stops_with_the_last_listener_and_begins_again_with_the_next() -> None:
    async def story(hub: Hub, log: Log) -> None:
        for _ in range(2):
            screen = Screen()
            task = listening(hub, screen.take)
            await until(lambda screen=screen: len(screen.seen) == 2)
            task.cancel()
            await asyncio.sleep(0.03)
            log.news_now.append(event(9, "tag", "clock", {}))
            await asyncio.sleep(0.03)
            assert len(log.news_now) == 1
            log.news_now.clear()

    with_hub(story)


def test_a_name_without_an_event_ends_the_stream_and_made_up_names_fill_nothing() -> None:
    async def story(hub: Hub, log: Log) -> None:
        screen = Screen()
        await asyncio.wait_for(hub.listen("erfunden", None, screen.take), 2)
        assert (len(hub), len(screen.seen)) == (0, 1)
        for number in range(KEPT + 10):
            assert await hub.snapshot(f"erfunden-{number}") is None
        assert len(hub._snapshots) <= KEPT

    with_hub(story)


def test_however_many_come_at_once_the_source_is_asked_by_a_few_only() -> None:
    async def story(hub: Hub, log: Log) -> None:
        asking, most = 0, 0

        async def missed(slug: str, after: int) -> list[Event]:
            nonlocal asking, most
            asking += 1
            most = max(most, asking)
            await asyncio.sleep(0.001)
            asking -= 1
            return []

        log.missed = missed  # type: ignore[method-assign]  # counts on the way
        screens = [Screen() for _ in range(200)]
        for number, screen in enumerate(screens):
            listening(hub, screen.take, after=number)
        await until(lambda: all(len(screen.seen) == 2 for screen in screens))
        assert 1 < most <= READINGS

    with_hub(story)
