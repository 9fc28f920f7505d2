"""The day as screens show it: what is on stage, what comes, how late it is."""

import dataclasses
from datetime import datetime
from typing import Any

from strahlkraft.congress.bridge.running_order import order_of
from strahlkraft.congress.models import Occasion, RunItem, Stage, StageClock
from strahlkraft.congress.rules.vocabulary import ItemKind
from strahlkraft.congress.timing.countdown import Countdown, countdown
from strahlkraft.congress.timing.projection import Projection, Slot, project
from strahlkraft.congress.timing.values import Order

NEXT = 3  # lines a screen announces


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A line with its record and its time."""

    line: RunItem
    slot: Slot


@dataclasses.dataclass(frozen=True, slots=True)
class Board:
    """One stage at a moment: rows in order, the clock, what was reckoned from them."""

    stage: Stage
    clock: StageClock | None
    at: datetime
    rows: tuple[Row, ...]
    order: Order
    projection: Projection
    countdown: Countdown

    @property
    def current(self) -> Row | None:
        """What is on stage."""
        item = self.order.current
        return self.row(item.key) if item else None

    @property
    def coming(self) -> list[Row]:
        """What is to come, reserves left out."""
        keys = [item.key for item in self.order.waiting()]
        by_key = {row.line.pk: row for row in self.rows}
        return [by_key[key] for key in keys]

    @property
    def revision(self) -> int:
        """Grows with every deed."""
        return self.clock.revision if self.clock else 0

    def row(self, key: int) -> Row | None:
        """One line."""
        return next((row for row in self.rows if row.line.pk == key), None)


def lines_of(stage: Stage) -> list[RunItem]:
    """The lines of a stage in their present order, with what screens say of them."""
    return list(
        RunItem.objects.filter(stage=stage)
        .select_related("block", "pitch__organisation", "pitch__topic")
        .order_by("position", "pk")
    )


def board(stage: Stage, *, at: datetime) -> Board:
    """One stage at a moment."""
    clock = StageClock.objects.filter(stage=stage).first()
    lines = lines_of(stage)
    order = order_of(lines, clock)
    projection = project(order, at)
    rows = tuple(Row(line, slot) for line, slot in zip(lines, projection.slots, strict=True))
    return Board(stage, clock, at, rows, order, projection, countdown(order, at))


def boards(occasion: Occasion, *, at: datetime) -> list[Board]:
    """All stages of an event at a moment."""
    return [board(stage, at=at) for stage in occasion.stages.all()]


def clock_message(shown: Board) -> dict[str, Any]:
    """What every screen is told of a stage when something changes; public, moments in milliseconds.

    ``now`` is what is on stage, ``next`` the lines to come with their expected beginnings, ``drift`` seconds of delay.
    """
    current, clock = shown.current, shown.clock
    return {
        "stage": shown.stage.slug,
        "revision": shown.revision,
        "state": str(shown.order.state),
        "at": milliseconds(shown.at),
        "held_at": milliseconds(clock.held_at) if clock and clock.held_at else 0,
        "held": shown.order.held_seconds * 1000,
        "now": _now(current) if current else None,
        "next": [_coming(row) for row in shown.coming[:NEXT]],
        "drift": shown.projection.drift_seconds,
    }


def milliseconds(moment: datetime) -> int:
    """A moment as scripts reckon with it."""
    return round(moment.timestamp() * 1000)


def _now(row: Row) -> dict[str, Any]:
    began = row.line.started_at
    seconds = max(0, row.line.planned_seconds + row.line.extra_seconds)
    return _named(row) | {"started": milliseconds(began) if began else 0, "seconds": seconds}


def _coming(row: Row) -> dict[str, Any]:
    return _named(row) | {"starts": milliseconds(row.slot.starts_at) if row.slot.starts_at else 0}


def _named(row: Row) -> dict[str, Any]:
    pitch = row.line.pitch
    return {
        "key": row.line.pk,
        "kind": row.line.kind,
        "title": row.line.title,
        "body": pitch.body if pitch else "",
        "code": pitch.code if pitch else "",
        "block": row.line.block.slug,
        "pause": row.line.kind in {ItemKind.BREAK, ItemKind.INTRO},
    }
