"""A project's time as a drawing (pure). Colours are the page's (``life-chart`` in the door's sheet), shapes tell apart."""

from collections.abc import Mapping
from html import escape

from strahlkraft.steering.rules.timeline import BAND, FOOT, Bar, Chart, Column, Line, Mark

_SHAPES = {
    Mark.PLANNED: "M{x} {up}L{right} {y}L{x} {down}L{left} {y}Z",  # a diamond, hollow
    Mark.FORECAST: "M{x} {up}L{right} {y}L{x} {down}L{left} {y}Z",  # a diamond, filled
    Mark.EARLIER: "M{x} {y}m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",  # a dot
    Mark.REACHED: "M{x} {y}m-9 0a9 9 0 1 0 18 0a9 9 0 1 0 -18 0",  # a disc with a tick
    Mark.DROPPED: "M{left} {up}L{right} {down}M{left} {down}L{right} {up}",  # a cross
}
_REACH, _LETTER = 7.5, 7.4  # from a mark's middle to its corner; what a letter of a title needs at most on average


def timeline_svg(chart: Chart, *, name: str, today: str, phases: Mapping[str, str]) -> str:
    """The drawing, with ``name`` for those who cannot see it (a table beside it says the same).

    ``today`` is the word at today's line, ``phases`` the words of their kinds. Everything is escaped.
    """
    parts = [
        *(_month(column, chart) for column in chart.columns),
        *(_bar(bar, chart, phases) for bar in chart.bars),
        _today(chart, today),
        *(_row(line, chart) for line in chart.lines),
    ]
    return (
        f'<svg class="life-chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {chart.width:g} {chart.height:g}" '
        f'width="{chart.width:g}" height="{chart.height:g}" role="img" aria-label="{escape(name)}">{"".join(parts)}</svg>'
    )


def mark_svg(mark: Mark) -> str:
    """One mark by itself, for the legend."""
    return f'<svg class="life-mark" viewBox="0 0 22 22" width="22" height="22" aria-hidden="true">{_mark(mark, 11, 11)}</svg>'


def _month(column: Column, chart: Chart) -> str:
    css = "life-chart__month life-chart__month--year" if column.month.month == 1 else "life-chart__month"
    parts = [f'<path class="{css}" d="M{column.x:g} {22 if column.year else 30}V{chart.height:g}"/>']
    if column.year:
        parts.append(f'<text class="life-chart__year" x="{column.x + 3:g}" y="17">{column.month.year}</text>')
    if column.named:
        parts.append(f'<text class="life-chart__number" x="{column.x + 3:g}" y="38">{column.month.month:02d}</text>')
    return "".join(parts)


def _bar(bar: Bar, chart: Chart, phases: Mapping[str, str]) -> str:
    word = str(phases.get(bar.span.kind, bar.span.kind))
    css = "life-chart__phase" if bar.span.actual else "life-chart__phase life-chart__phase--planned"
    fits = len(word) * 7.5 + 12 <= bar.width
    text = (
        f'<text class="life-chart__word" x="{bar.x + 6:g}" y="{chart.top + 21:g}">{escape(word)}</text>' if fits else ""
    )
    rectangle = (
        f'<rect class="{css}" x="{bar.x:g}" y="{chart.top + 4:g}" width="{bar.width:g}" height="{BAND - 12}" rx="4"/>'
    )
    return rectangle + text


def _row(line: Line, chart: Chart) -> str:
    most = int((chart.width - 12) / _LETTER)
    title = line.title if len(line.title) <= most else f"{line.title[: most - 1]}…"
    x = max(6.0, min(line.start - 8, chart.width - len(title) * _LETTER - 6))  # above its marks, left as far as needed
    words = f'<text class="life-chart__title" x="{x:g}" y="{line.y - 15:g}">{escape(title)}</text>'
    css = "life-chart__way life-chart__way--late" if line.late else "life-chart__way"
    way = f'<path class="{css}" d="M{line.start:g} {line.y:g}H{line.end:g}"/>' if line.end > line.start else ""
    return words + way + "".join(_mark(mark, at, line.y) for mark, at in line.marks)


def _mark(mark: Mark, x: float, y: float) -> str:
    places = {"x": x, "y": y, "left": x - _REACH, "right": x + _REACH, "up": y - _REACH, "down": y + _REACH}
    shape = _SHAPES[mark].format(**{name: f"{place:g}" for name, place in places.items()})
    tick = f'<path class="life-chart__tick" d="M{x - 4:g} {y:g}l3 3.5l5.5 -7"/>' if mark is Mark.REACHED else ""
    return f'<path class="life-chart__mark life-chart__mark--{mark}" d="{shape}"/>{tick}'


def _today(chart: Chart, word: str) -> str:
    if chart.today is None:
        return ""
    late = chart.today > chart.width / 2
    anchor, x = ("end", chart.today - 5) if late else ("start", chart.today + 5)
    return (
        f'<path class="life-chart__today" d="M{chart.today:g} 22V{chart.height:g}"/>'
        f'<text class="life-chart__now" x="{x:g}" y="{chart.height - FOOT + 17:g}" text-anchor="{anchor}">{escape(word)}</text>'
    )
