"""Running orders to try the timing on: a small day by hand, and any day at all."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from strahlkraft.congress.rules.vocabulary import ItemKind, ItemState, PitchMode
from strahlkraft.congress.timing import deeds
from strahlkraft.congress.timing.values import Item, Order
from strahlkraft.kernel.refusal import Refused

NINE = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    """A moment of the day, seconds after nine."""
    return NINE + timedelta(seconds=seconds)


def line(key: int, start: int, seconds: int, kind: ItemKind = ItemKind.PITCH, **given: object) -> Item:
    """A line that starts so many seconds after nine; its block 1 closes at 9:30."""
    facts: dict[str, object] = {"block": 1, "closes_at": after(1800), "title": f"Line {key}"}
    return Item(key=key, kind=kind, planned_start=after(start), planned_seconds=seconds, **(facts | given))  # type: ignore[arg-type]  # the facts are those of an item


def small_day() -> Order:
    """Block 1: intro, three pitches of 180 s with 30 s between, reserve of 120 s, a remote pitch; then a break."""
    return Order(
        (
            line(1, 0, 60, ItemKind.INTRO),
            line(2, 60, 180, closes_at=after(1100)),
            line(3, 270, 180, closes_at=after(1100), changeover_seconds=30),
            line(4, 480, 180, closes_at=after(1100), changeover_seconds=30),
            line(5, 660, 120, ItemKind.RESERVE, closes_at=after(1100)),
            line(6, 870, 180, closes_at=after(1100), changeover_seconds=90, fixed=True, mode=PitchMode.REMOTE),
            line(7, 1100, 600, ItemKind.BREAK, block=2, closes_at=after(1700), fixed=True),
        )
    )


@st.composite
def days(draw: st.DrawFn) -> Order:
    """A day that nobody has begun: one to three blocks, as a planner would lay them."""
    items: list[Item] = []
    clock = 0
    for block in range(draw(st.integers(1, 3))):
        laid: list[dict[str, object]] = []
        for _ in range(draw(st.integers(1, 6))):
            kind = draw(st.sampled_from([ItemKind.PITCH] * 4 + [ItemKind.RESERVE, ItemKind.KEYNOTE, ItemKind.INTRO]))
            changeover = draw(st.sampled_from([0, 30, 90])) if laid and kind == ItemKind.PITCH else 0
            start = clock + changeover + draw(st.sampled_from([0, 0, 45]))
            seconds = draw(st.integers(30, 400))
            laid.append({"kind": kind, "start": start, "seconds": seconds, "changeover_seconds": changeover})
            clock = start + seconds
        clock += draw(st.sampled_from([0, 60]))
        for facts in laid:
            kind = facts["kind"]
            fixed = kind == ItemKind.KEYNOTE or (kind == ItemKind.PITCH and draw(st.integers(0, 5)) == 0)
            given = {"block": block, "closes_at": after(clock), "fixed": fixed}
            items.append(line(len(items) + 1, **facts, **given))  # type: ignore[arg-type]  # the facts are those of a line
        clock += draw(st.sampled_from([0, 300]))
    return Order(tuple(items))


STEPS = ("go_on", "finish", "hold", "resume", "skip", "put_back", "swap", "extend", "postpone")


@st.composite
def begun_days(draw: st.DrawFn) -> tuple[Order, datetime]:
    """A day somewhere in the middle, after up to fifteen deeds of a hasty moderator; and the moment."""
    order, at = draw(days()), after(draw(st.integers(-120, 120)))
    for _ in range(draw(st.integers(0, 15))):
        at += timedelta(seconds=draw(st.integers(0, 300)))
        order = do(order, at, draw(st.sampled_from(STEPS)), draw(st.integers(1, 18)), draw(st.integers(1, 18)))
    return order, at + timedelta(seconds=draw(st.integers(0, 300)))


def do(order: Order, at: datetime, deed: str, first: int, second: int) -> Order:
    """One deed of the pad; what is refused changes nothing."""
    calls = {
        "go_on": lambda: deeds.go_on(order, at),
        "finish": lambda: deeds.finish(order, at),
        "hold": lambda: deeds.hold(order, at),
        "resume": lambda: deeds.resume(order, at),
        "skip": lambda: deeds.skip(order, first),
        "put_back": lambda: deeds.put_back(order, first),
        "swap": lambda: deeds.swap(order, first, second),
        "extend": lambda: deeds.extend(order, first, 60 if second % 2 else -30),
        "postpone": lambda: deeds.postpone(order, first, 1 + second % 2),
    }
    try:
        return calls[deed]()
    except Refused:
        return order


__all__ = ["NINE", "ItemState", "after", "begun_days", "days", "do", "line", "small_day"]
