"""The running order of one stage as a frozen value: what was planned, what happened so far."""

import dataclasses
from datetime import datetime, timedelta
from itertools import pairwise

from strahlkraft.congress.rules.vocabulary import ClockState, ItemKind, ItemState, PitchMode

SPOKEN = frozenset({ItemKind.PITCH, ItemKind.KEYNOTE})


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """One line. ``key`` names it, ``block`` its frame, which must close at ``closes_at``; seconds are whole.

    ``planned_start`` and ``planned_seconds`` are as published and never change; ``changeover_seconds`` are needed before
    it; ``fixed`` keeps its hour (keynotes, breaks, remote slots); ``extra_seconds`` were given (or, below zero, taken).
    """

    key: int
    block: int
    kind: ItemKind
    planned_start: datetime
    planned_seconds: int
    closes_at: datetime
    title: str = ""
    mode: PitchMode = PitchMode.ONSITE
    changeover_seconds: int = 0
    fixed: bool = False
    state: ItemState = ItemState.WAITING
    extra_seconds: int = 0
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def seconds(self) -> int:
        """How long it may take now: as planned, plus what was given."""
        return max(0, self.planned_seconds + self.extra_seconds)

    @property
    def planned_end(self) -> datetime:
        """The end as published."""
        return self.planned_start + timedelta(seconds=self.planned_seconds)


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """All lines of a stage in their present order, and its clock. ``held_seconds`` count for the item on stage."""

    items: tuple[Item, ...]
    state: ClockState = ClockState.IDLE
    held_at: datetime | None = None
    held_seconds: int = 0

    @property
    def current(self) -> Item | None:
        """What is on stage."""
        return next((item for item in self.items if item.state == ItemState.ON), None)

    def item(self, key: int) -> Item | None:
        """The line of that key."""
        return next((item for item in self.items if item.key == key), None)

    def waiting(self) -> tuple[Item, ...]:
        """What is still to come, reserves left out: they are time, not something that starts."""
        return tuple(item for item in self.items if item.state == ItemState.WAITING and item.kind != ItemKind.RESERVE)

    def held_until(self, at: datetime) -> timedelta:
        """For how long the item on stage has been held so far."""
        open_hold = at - self.held_at if self.held_at is not None and at > self.held_at else timedelta()
        return timedelta(seconds=self.held_seconds) + open_hold

    def with_items(self, *changed: Item) -> "Order":
        """The same with some lines changed; their places stay."""
        by_key = {item.key: item for item in changed}
        return dataclasses.replace(self, items=tuple(by_key.get(item.key, item) for item in self.items))


def due_starts(items: tuple[Item, ...]) -> dict[int, datetime]:
    """When each line is due in the present order, by its key.

    Lines of a block between two that keep their hour share the places they were published at: after a swap the first
    place still begins when it did, and the breathing spaces between places stay. A line that keeps its hour is due then.
    """
    due: dict[int, datetime] = {}
    for run in _runs(items):
        published = sorted(run, key=lambda item: item.planned_start)
        spaces = [later.planned_start - sooner.planned_end for sooner, later in pairwise(published)]
        start = published[0].planned_start
        for item, space in zip(run, [*spaces, timedelta()], strict=True):
            due[item.key] = start
            start += timedelta(seconds=item.planned_seconds) + space
    return due


def _runs(items: tuple[Item, ...]) -> list[list[Item]]:
    """Neighbours of one block without a fixed line between them; a fixed line stands alone."""
    runs: list[list[Item]] = []
    for item in items:
        last = runs[-1][-1] if runs else None
        if last is None or item.fixed or last.fixed or last.block != item.block:
            runs.append([])
        runs[-1].append(item)
    return runs
