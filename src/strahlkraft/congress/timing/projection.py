"""When everything will begin and end, given what happened so far.

Source of the rules: CONGRESS.md, "The day": buffers absorb first, keynotes and remote slots keep their hour, never past a
hard boundary.
"""

import dataclasses
from datetime import datetime, timedelta

from strahlkraft.congress.rules.vocabulary import ItemKind, ItemState
from strahlkraft.congress.timing.values import Item, Order, due_starts

_NONE = timedelta()


@dataclasses.dataclass(frozen=True, slots=True)
class Slot:
    """A line's time: real where it happened, else expected. Without times it was skipped or does not fit.

    ``due`` is when it should begin in the present order; ``late_seconds`` how much later it began or will begin
    (below zero: earlier).
    """

    key: int
    due: datetime
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    late_seconds: int = 0
    fits: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Overflow:
    """A block that would run ``seconds`` past its hard end; ``keys`` do not fit into it any more."""

    block: int
    closes_at: datetime
    seconds: int
    keys: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Projection:
    """The rest of a stage's day. ``late_fixed`` are (key, seconds) of lines that cannot keep their hour any more.

    ``drift_seconds``: how late the stage is now (below zero: how early).
    """

    slots: tuple[Slot, ...]
    overflows: tuple[Overflow, ...] = ()
    late_fixed: tuple[tuple[int, int], ...] = ()
    drift_seconds: int = 0

    def slot(self, key: int) -> Slot | None:
        """The time of one line."""
        return next((slot for slot in self.slots if slot.key == key), None)


def expected_end(order: Order, item: Item, at: datetime) -> datetime:
    """When the item on stage ends: after its seconds and every hold; now, when it has run over."""
    began = item.started_at or at
    return max(at, began + timedelta(seconds=item.seconds) + order.held_until(at))


def project(order: Order, at: datetime) -> Projection:
    """Lay the rest of the day: nothing before it is due, nothing before the line ahead has ended.

    A reserve gives way first, then the spaces between lines, then starts shift. What would end after its block closes
    does not fit: it gets no time, and what comes after the block is not moved by it.
    """
    walk = _Walk(order, at)
    for item in order.items:
        walk.take(item)
    slots = tuple(walk.slots)
    late = tuple(
        (slot.key, slot.late_seconds)
        for slot, item in zip(slots, order.items, strict=True)
        if item.fixed and item.state == ItemState.WAITING and slot.fits and slot.late_seconds > 0
    )
    return Projection(slots, tuple(walk.overflows.values()), late, _drift(order, {slot.key: slot for slot in slots}))


class _Walk:
    """Goes through the lines once. ``end``: of the line before; ``beyond``: where a full block would be by now."""

    def __init__(self, order: Order, at: datetime) -> None:
        self.order, self.at = order, at
        self.due = due_starts(order.items)
        self.slots: list[Slot] = []
        self.overflows: dict[int, Overflow] = {}
        self.end: datetime | None = None
        self.block: int | None = None
        self.beyond: dict[int, datetime] = {}

    def take(self, item: Item) -> None:
        """Give one line its time."""
        due = self.due[item.key]
        full = item.block in self.beyond and item.kind == ItemKind.RESERVE
        if item.state == ItemState.SKIPPED or full:
            self.slots.append(Slot(item.key, due))
            return
        if item.started_at is not None:
            begin, end = item.started_at, item.ended_at or expected_end(self.order, item, self.at)
            if item.state == ItemState.ON and end > item.closes_at:
                self._overflow(item, end)
        elif item.kind == ItemKind.RESERVE:
            begin = max(self._earliest(item, _NONE), due)
            end = max(begin, min(item.planned_end - item.planned_start + due, item.closes_at))
        else:
            begin = max(self._earliest(item, timedelta(seconds=item.changeover_seconds)), due)
            end = begin + timedelta(seconds=item.seconds)
            if end > item.closes_at:
                self._overflow(item, end, item.key)
                self.beyond[item.block] = end
                self.slots.append(Slot(item.key, due, fits=False))
                return
        self.end, self.block = end, item.block
        self.slots.append(Slot(item.key, due, begin, end, _seconds(begin - due)))

    def _earliest(self, item: Item, changeover: timedelta) -> datetime:
        """After the line before in time; inside a block also after the changeover."""
        before = self.beyond.get(item.block, self.end)
        if before is None:
            return self.at
        same = self.block == item.block or item.block in self.beyond
        return max(self.at, before + (changeover if same else _NONE))

    def _overflow(self, item: Item, end: datetime, *keys: int) -> None:
        known = self.overflows.get(item.block)
        self.overflows[item.block] = Overflow(
            item.block, item.closes_at, _seconds(end - item.closes_at), (*(known.keys if known else ()), *keys)
        )


def _drift(order: Order, slots: dict[int, Slot]) -> int:
    """How late: by the end of what is on stage, else by the beginning of what comes next, else by the last end."""
    current = order.current
    if current is not None:
        slot = slots[current.key]
        return _seconds((slot.ends_at or slot.due) - slot.due) - current.planned_seconds
    waiting = next((slots[item.key] for item in order.waiting() if slots[item.key].fits), None)
    if waiting is not None:
        return waiting.late_seconds
    done = [item for item in order.items if item.ended_at is not None]
    if not done:
        return 0
    slot = slots[done[-1].key]
    return _seconds((slot.ends_at or slot.due) - slot.due) - done[-1].planned_seconds


def _seconds(length: timedelta) -> int:
    return round(length.total_seconds())
