"""Applause of thousands: added up for a moment, stored once, and only what is applause."""

import asyncio

import pytest

from strahlkraft.stage.streaming.applause import MOST_PITCHES, Applause, read

pytestmark = pytest.mark.house


def test_claps_of_a_moment_are_stored_once_per_event() -> None:
    stored: list[tuple[str, dict[str, int]]] = []

    async def store(slug: str, claps: dict[str, int]) -> None:
        stored.append((slug, claps))

    async def story() -> None:
        applause = Applause(store, pause=0.01)
        for _ in range(1_000):
            applause.add("tag", "ABC123", 3)
        applause.add("tag", "DEF456", 1)
        applause.add("other", "ABC123", 1)
        await asyncio.sleep(0.05)
        applause.add("tag", "ABC123", 1)
        await asyncio.sleep(0.05)

    asyncio.run(story())
    assert stored == [
        ("tag", {"ABC123": 3000, "DEF456": 1}),
        ("other", {"ABC123": 1}),
        ("tag", {"ABC123": 1}),
    ]


def test_invented_pitches_do_not_fill_the_memory_and_a_failing_store_is_survived() -> None:
    sizes: list[int] = []

    async def store(slug: str, claps: dict[str, int]) -> None:
        sizes.append(len(claps))
        raise OSError

    async def story() -> None:
        applause = Applause(store, pause=0.01)
        for number in range(1_000):
            applause.add("tag", f"{number:06d}", 1)
        await asyncio.sleep(0.05)
        applause.add("tag", "ABC123", 1)
        await asyncio.sleep(0.05)

    asyncio.run(story())
    assert sizes == [MOST_PITCHES, 1]


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        (b"code=ABC123&claps=4", ("ABC123", 4)),
        (b"code=ABC123", ("ABC123", 1)),
        (b"code=ABC123&claps=999", ("ABC123", 20)),
        (b"code=ABC123&claps=0", ("ABC123", 1)),
        (b"code=ABC123&claps=-4", ("", 0)),
        (b"code=ABC123&claps=99999999", ("", 0)),
        (b"code=AB%27123&claps=1", ("", 0)),
        (b"", ("", 0)),
        (b"\xff\xfe", ("", 0)),
        (b"a&b&c&d&e&f", ("", 0)),
    ],
)
def test_only_applause_counts(body: bytes, meant: tuple[str, int]) -> None:
    assert read(body, most=20) == meant
