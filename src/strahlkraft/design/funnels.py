"""A funnel drawn as SVG: how many came from each step of a chain to the next; numbers and words, not colour alone."""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString

from strahlkraft.design.formats import number, percent

WIDTH, ROW = 640, 84
_TOP, _BAR = 40, 36  # of a row: where its bar begins, how tall it is
_LEAST = 4.0  # a step with nobody is still a line


def funnel_svg(steps: Sequence[tuple[str, int]], *, title: str) -> SafeString:
    """Bars as wide as their number, each narrowing to the next; beside it the share of the step before."""
    most = max((count for _label, count in steps), default=0) or 1
    widths = [max(_LEAST, count / most * WIDTH) for _label, count in steps]
    parts = []
    for place, (label, count) in enumerate(steps):
        before = steps[place - 1][1] if place else 0
        share = f" · {percent(count / before)}" if before else ""
        below = widths[place + 1] if place + 1 < len(steps) else widths[place]
        parts.append(_row(place * ROW, label, f"{number(count)}{share}", widths[place], below))
    spoken = escape(f"{title}: " + ", ".join(f"{label} {count}" for label, count in steps))
    height = ROW * len(steps)
    return SafeString(
        f'<svg class="funnel" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{spoken}">{"".join(parts)}</svg>'
    )


def _row(y: int, label: str, text: str, width: float, below: float) -> str:
    middle, top, bottom = WIDTH / 2, y + _TOP, y + _TOP + _BAR
    corners = [
        (middle - width / 2, top),
        (middle + width / 2, top),
        (middle + below / 2, bottom),
        (middle - below / 2, bottom),
    ]
    points = " ".join(f"{x:.1f},{corner_y}" for x, corner_y in corners)
    return (
        f'<text class="funnel__label" x="0" y="{y + 28}">{escape(label)}</text>'
        f'<text class="funnel__number" x="{WIDTH}" y="{y + 28}" text-anchor="end">{escape(text)}</text>'
        f'<polygon class="funnel__part" points="{points}"/>'
    )
