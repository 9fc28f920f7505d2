"""The level as a badge: a small accessible picture, and JSON for those who draw their own."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from strahlkraft.kernel.xml_text import xml_text

# DESIGN.md: text on ground with a contrast of at least 4.5.
COLOURS: Mapping[str, tuple[str, str]] = {
    "": ("#52607A", "#F6F8FC"),
    "findable": ("#1F47C4", "#F3F5FA"),
    "transferable": ("#8A4B00", "#FFF8EC"),
    "proven": ("#0B6B3A", "#EFFAF3"),
}
NIGHT, PAPER = "#0A1730", "#FFFFFF"
LINE = "#D8DEEA"
_LIGHTS: Mapping[str, int] = {"": 0, "findable": 1, "transferable": 2, "proven": 3}
_WIDE = set("mwMWÄÖÜ@%—")
_NARROW = set("iljtfrI.,:;'|! ")


def _width(text: str) -> int:
    """Pixels a sans-serif of 12 px takes, rounded up; good enough without a font, and ``textLength`` makes it fit."""
    return round(sum(9.8 if letter in _WIDE else 3.8 if letter in _NARROW else 6.8 for letter in text))


def badge_svg(level: str, *, label: str, words: str, language: str) -> str:
    """Draw the badge: ``label`` (what is judged) on night, ``words`` (the level) on its colour, three lights.

    Words come translated from the caller. The number of lights says the level without colour. No font, script or
    address is taken from elsewhere.
    """
    ink, ground = COLOURS[level]
    label, words = xml_text(label), xml_text(words)
    left, right = _width(label) + 20, _width(words) + 58
    lights = "".join(
        f'<circle cx="{left + 14 + 12 * number}" cy="12" r="4" fill="{ink if number < _LIGHTS[level] else "none"}"'
        f' stroke="{ink}"/>'
        for number in range(3)
    )
    title = f"{label}: {words}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="24" role="img"'
        f" lang={quoteattr(language)} aria-label={quoteattr(title)}><title>{escape(title)}</title>"
        f'<path d="M{left} 0H6a6 6 0 0 0-6 6v12a6 6 0 0 0 6 6h{left - 6}z" fill="{NIGHT}"/>'
        f'<path d="M{left} .5h{right - 6}a5.5 5.5 0 0 1 5.5 5.5v12a5.5 5.5 0 0 1-5.5 5.5H{left}z"'
        f' fill="{ground}" stroke="{LINE}"/>{lights}'
        '<g font-family="Fira Sans,Verdana,sans-serif" font-size="12">'
        f'<text x="10" y="16" fill="{PAPER}" textLength="{_width(label)}">{escape(label)}</text>'
        f'<text x="{left + 48}" y="16" fill="{ink}" textLength="{_width(words)}">{escape(words)}</text>'
        "</g></svg>"
    )


def badge_json(level: str, *, label: str, words: str, checked_on: date | None, url: str) -> dict[str, Any]:
    """The badge as data: the first four keys are those that shields.io reads from an endpoint, the rest is ours."""
    return {
        "schemaVersion": 1,
        "label": label,
        "message": words,
        "color": COLOURS[level][0].removeprefix("#"),
        "level": level,
        "checked_on": checked_on.isoformat() if checked_on else None,
        "url": url,
    }
