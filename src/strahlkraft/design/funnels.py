"""A funnel drawn as SVG: how many came from each step of a chain to the next; numbers and words, not colour alone.

On screens its colours are the page's (``funnel`` in ``data.css``); the attributes are for paper.
"""

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString

from strahlkraft.design.formats import number, percent

WIDTH, ROW = 640, 68
_WORDS, _BAR = 34, 22  # of a row: height of its words, of its bar below them


def funnel_svg(steps: Sequence[tuple[str, int]], *, title: str) -> SafeString:
    """Bars as wide as their number, joined by what narrows between them; beside each the share of the step before."""
    most = max((count for _label, count in steps), default=0) or 1
    widths = [count / most * WIDTH for _label, count in steps]
    parts = [_narrowing(place, wide, below) for place, (wide, below) in enumerate(pairwise(widths))]
    for place, (label, count) in enumerate(steps):
        before = steps[place - 1][1] if place else 0
        share = f" · {percent(count / before)}" if before else ""
        parts.append(_row(place * ROW, label, f"{number(count)}{share}", widths[place]))
    spoken = escape(f"{title}: " + ", ".join(f"{label} {count}" for label, count in steps))
    height = ROW * len(steps)
    return SafeString(
        f'<svg class="funnel" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{spoken}" font-family="Fira Sans, sans-serif" font-size="20">{"".join(parts)}</svg>'
    )


def _narrowing(place: int, wide: float, below: float) -> str:
    """From the foot of one bar to the head of the next."""
    middle, top, bottom = WIDTH / 2, place * ROW + _WORDS + _BAR, (place + 1) * ROW + _WORDS
    corners = [(-wide / 2, top), (wide / 2, top), (below / 2, bottom), (-below / 2, bottom)]
    points = " ".join(f"{middle + x:.1f},{y}" for x, y in corners)
    return f'<polygon class="funnel__between" fill="#eef2fd" points="{points}"/>'


def _row(y: int, label: str, text: str, width: float) -> str:
    left = (WIDTH - width) / 2
    bar = f'<rect class="funnel__part" fill="#1f47c4" x="{left:.1f}" y="{y + _WORDS}" width="{width:.1f}" height="{_BAR}"/>'
    return (
        f'<text class="funnel__label" x="0" y="{y + 25}">{escape(label)}</text>'
        f'<text class="funnel__number" x="{WIDTH}" y="{y + 25}" text-anchor="end">{escape(text)}</text>'
        f"{bar if width else ''}"
    )
