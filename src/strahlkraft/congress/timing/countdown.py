"""What a clock on stage shows: seconds left, and a light that has a shape and a word beside its colour."""

import dataclasses
import math
from datetime import datetime
from enum import StrEnum

from strahlkraft.congress.rules.vocabulary import ClockState
from strahlkraft.congress.timing.values import Order

MARKS = (60, 30, 10, 0)
"""Seconds at which a screen says its word, and a screen reader speaks: four times in a pitch, never each second."""


class Light(StrEnum):
    """How much time is left. Each has a colour, a shape and a word of its own."""

    NONE = "none"  # nothing on stage
    CALM = "calm"  # more than 60 seconds: green, circle
    SOON = "soon"  # 60 to 31: amber, triangle
    CLOSE = "close"  # 30 to 11: amber, diamond
    LAST = "last"  # 10 to 1: red, square
    OVER = "over"  # time is up: red, octagon


SHAPES = {
    Light.NONE: "line",
    Light.CALM: "circle",
    Light.SOON: "triangle",
    Light.CLOSE: "diamond",
    Light.LAST: "square",
    Light.OVER: "octagon",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Countdown:
    """The clock at a moment. ``remaining`` seconds fall below zero when time is up; ``share`` of the time used, 0 to 1."""

    remaining: int
    seconds: int
    light: Light
    held: bool = False

    @property
    def share(self) -> float:
        """How much of the time is used up."""
        if self.seconds <= 0:
            return 1.0
        return min(1.0, max(0.0, 1 - self.remaining / self.seconds))


def countdown(order: Order, at: datetime) -> Countdown:
    """The clock of what is on stage; holds stop it."""
    current = order.current
    if current is None or current.started_at is None:
        return Countdown(0, 0, Light.NONE)
    used = at - current.started_at - order.held_until(at)
    remaining = math.ceil(current.seconds - used.total_seconds())
    return Countdown(remaining, current.seconds, light(remaining), order.state == ClockState.HELD)


def light(remaining: int) -> Light:
    """The light for so many seconds left."""
    if remaining > MARKS[0]:
        return Light.CALM
    if remaining > MARKS[1]:
        return Light.SOON
    if remaining > MARKS[2]:
        return Light.CLOSE
    return Light.LAST if remaining > 0 else Light.OVER


def mark_passed(before: int, now: int) -> int | None:
    """The lowest mark reached between two looks at the clock; None when none was."""
    return min((mark for mark in MARKS if now <= mark < before), default=None)
