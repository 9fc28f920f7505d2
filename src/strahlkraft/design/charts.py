"""Geometry of the charts; pure, in user units of their SVG."""

import math
from collections.abc import Callable, Sequence
from typing import Any

WIDTH, HEIGHT = 640, 260
_LEFT, _BOTTOM, _TOP = 8, 34, 26


def bars(items: Sequence[object], get: Callable[[object, str], Any]) -> list[dict[str, Any]]:
    """Each item with its bar's length in percent of the longest; negative and missing values have none."""
    values = [float(get(item, "value") or 0) for item in items]
    longest = max([*values, 0.0]) or 1.0
    return [
        {
            "label": get(item, "label"),
            "url": get(item, "url") or "",
            "text": get(item, "text"),
            "value": get(item, "value"),
            "note": get(item, "note") or "",
            "length": f"{max(value, 0) / longest * 100:.2f}",
        }
        for item, value in zip(items, values, strict=True)
    ]


def nice_top(largest: float) -> float:
    """The next round number at or above: 1, 2, 2.5, 5 or 10 times a power of ten; 1 for nothing."""
    if largest <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(largest))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= largest * 0.999999)


def columns(items: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """Columns, grid lines and view box of an upright chart."""
    top = nice_top(max([value for _, value in items] + [0.0]))
    height = HEIGHT - _BOTTOM - _TOP
    step = (WIDTH - 2 * _LEFT) / max(1, len(items))
    width = min(72.0, step * 0.62)
    drawn = []
    for place, (label, value) in enumerate(items):
        tall = max(0.0, value) / top * height
        x = _LEFT + step * place + (step - width) / 2
        drawn.append(
            {
                "label": label,
                "x": f"{x:.1f}",
                "y": f"{_TOP + height - tall:.1f}",
                "width": f"{width:.1f}",
                "height": f"{tall:.1f}",
                "middle": f"{x + width / 2:.1f}",
                "text_y": f"{_TOP + height - tall - 8:.1f}",
            }
        )
    lines = [f"{_TOP + height * (1 - part / 4):.1f}" for part in range(5)]
    return {"width": WIDTH, "height": HEIGHT, "columns": drawn, "lines": lines, "label_y": HEIGHT - 10}
