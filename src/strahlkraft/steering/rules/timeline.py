"""A project's time as geometry: months as columns, phases as a band, milestones as rows of marks (pure).

Lengths are units of the drawing (pixels at natural size), x grows with time.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

TOP, BAND, ROW, FOOT = 44, 38, 52, 22
"""Heights: head with years and months, band of phases (none without phases), a milestone's row, foot with today's word."""
EDGE = 18
"""Free space left and right, so that marks at the ends are whole."""
NARROWEST, WIDEST, AIM = 9.0, 64.0, 860.0
"""Width of a month, at least and at most, and of all months together where that allows."""
MONTH_WORDS, QUARTER_WORDS = 26.0, 12.0
"""Width of a month from which each is named, or each quarter."""
LEAST = 12
"""Months of the shortest drawing, so that words find room."""
YEAR_WIDTH = 44
"""What the number of a year needs."""


class Mark(StrEnum):
    """What a mark in a row stands for."""

    PLANNED = "planned"
    EARLIER = "earlier"  # a forecast that was given up
    FORECAST = "forecast"
    REACHED = "reached"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Span:
    """A phase of the register: from when it was reached (or is planned) to when the next one begins."""

    kind: str
    start: date
    end: date
    actual: bool


@dataclass(frozen=True, slots=True)
class Aim:
    """A milestone as dates; ``forecasts`` in the order they were stated, ``settled`` when dropped."""

    title: str
    planned: date
    forecasts: tuple[date, ...] = ()
    reached: date | None = None
    dropped: bool = False

    @property
    def marks(self) -> list[tuple[Mark, date]]:
        """Everything its row shows, the weightiest last (drawn on top)."""
        found = [(Mark.PLANNED, self.planned), *((Mark.EARLIER, day) for day in self.forecasts[:-1])]
        now = self.forecasts[-1] if self.forecasts else self.planned
        if self.dropped:
            return [*found, (Mark.DROPPED, now)]
        if self.reached:
            given_up = [(Mark.EARLIER, now)] if self.forecasts else []
            return [*found, *given_up, (Mark.REACHED, self.reached)]
        return [*found, (Mark.FORECAST, now)] if self.forecasts else found


@dataclass(frozen=True, slots=True)
class Column:
    """A month: where it begins; ``year`` is written above where a year begins, ``named`` whether its number is."""

    x: float
    month: date
    year: bool
    named: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A phase in the band."""

    x: float
    width: float
    span: Span


@dataclass(frozen=True, slots=True)
class Line:
    """A milestone's row: ``y`` is its middle, ``start`` to ``end`` the way from the plan to what stands now."""

    y: float
    title: str
    start: float
    end: float
    late: bool
    marks: tuple[tuple[Mark, float], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything a drawing needs; ``today`` is None when it lies outside."""

    width: float
    height: float
    columns: tuple[Column, ...]
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    today: float | None
    top: float = TOP


def spans_of(phases: Sequence[tuple[str, date, bool]], until: date) -> list[Span]:
    """Phases (kind, begin, whether that is actual) as spans, each until the next begins, the last until ``until``."""
    ordered = sorted(phases, key=lambda phase: phase[1])
    ends = ([phase[1] for phase in ordered[1:]] + [until])[: len(ordered)]
    return [
        Span(kind, start, max(start, end), actual) for (kind, start, actual), end in zip(ordered, ends, strict=True)
    ]


def chart(aims: Sequence[Aim], spans: Sequence[Span], *, today: date) -> Chart | None:
    """The geometry of a project's time; None when there is nothing to show.

    Whole months from the first to the last date, and today where it lies within a year of them.
    """
    days = [day for aim in aims for _mark, day in aim.marks] + [day for s in spans for day in (s.start, s.end)]
    if not days:
        return None
    first, last = min(days), max(days)
    if first - timedelta(days=366) <= today <= last + timedelta(days=366):
        first, last = min(first, today), max(last, today)
    months = list(_months(first, max(last, _later(first, LEAST - 1))))
    step = min(WIDEST, max(NARROWEST, AIM / len(months)))
    band = BAND if spans else 0

    def x(day: date) -> float:
        number = (day.year - months[0].year) * 12 + day.month - months[0].month
        return round(EDGE + (number + (day.day - 1) / _length(day)) * step, 1)

    lines = tuple(_line(aim, TOP + band + place * ROW, x) for place, aim in enumerate(aims))
    return Chart(
        width=round(EDGE * 2 + len(months) * step, 1),
        height=TOP + band + len(aims) * ROW + FOOT,
        columns=tuple(
            Column(x(month), month, _year_said(place, month, step), _named(month, step))
            for place, month in enumerate(months)
        ),
        bars=tuple(Bar(x(s.start), max(3.0, round(x(s.end) - x(s.start), 1)), s) for s in spans),
        lines=lines,
        today=x(today) if first <= today <= last else None,
    )


def _line(aim: Aim, top: float, x: Callable[[date], float]) -> Line:
    marks = aim.marks
    start, end = x(aim.planned), x(marks[-1][1])
    return Line(
        y=top + ROW - 16,
        title=aim.title,
        start=min(start, end),
        end=max(start, end),
        late=end > start,
        marks=tuple((mark, x(day)) for mark, day in marks),
    )


def _months(first: date, last: date) -> Iterable[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _later(day: date, months: int) -> date:
    """The first day of the month that is ``months`` later."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _length(day: date) -> int:
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return (following - day.replace(day=1)).days


def _year_said(place: int, month: date, step: float) -> bool:
    """At every January; at the first month where the next January leaves room."""
    return month.month == 1 or (place == 0 and (13 - month.month) * step >= YEAR_WIDTH)


def _named(month: date, step: float) -> bool:
    if step >= MONTH_WORDS:
        return True
    return step >= QUARTER_WORDS and month.month in {1, 4, 7, 10}
