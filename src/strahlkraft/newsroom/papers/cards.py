"""Social cards: an article's headline as a picture for links on other sites, as SVG and as PNG with one layout.

Both are drawn from what :func:`layout` measured with the letters of the house, so no headline runs out of its card,
whatever fonts the reader of the SVG has: each line says how long it is.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import pyphen
from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

from strahlkraft.newsroom.formats import drawing
from strahlkraft.newsroom.rules.pictures import PNG

WIDTH, HEIGHT = 1200, 630
LEFT, RIGHT = 72, 1128
BOTTOM = 548
"""Pixels from the top: where the last line of the headline stands."""
TITLE_ROOM = 350
"""Pixels: how high a headline may become."""
MOST_SIGNS = 700
"""More than the smallest letters have room for."""
SIZES = (72, 64, 56, 48, 42, 36, 32)
LARGE_ENOUGH = 48
"""Down to this size a smaller headline is better than a broken word."""
LEADING = 1.16
KICKER_SIZE, BRAND_SIZE, FOOT = 28, 30, 590
BRAND = "Strahlkraft"
NIGHT, NIGHT_2, SUN, WHITE, MUTED, RAY = "#0A1730", "#1D3A7C", "#FFB000", "#FFFFFF", "#B4C2E0", "#7A6A3A"
_FONTS = "design/vendor/fira-sans/fira-sans-{part}-{weight}-normal.woff2"
_FINER = 2  # shapes are drawn twice as large and made smaller, so that their edges are smooth

Font = ImageFont.FreeTypeFont


# ---- letters


_LATIN = re.compile(
    "[\u0020-\u007e\u00a0-\u00ff\u0131\u0152\u0153\u02c6\u02da\u02dc\u2010-\u2027\u2030-\u205e\u20ac\u2122\u2191\u2193\u2212]+"
)
"""Signs of the first of the two font files, as in ``tokens.css``."""
_OTHERS = re.compile("[\u0100-\u0130\u0132-\u0151\u0154-\u017f\u0218-\u021b\u1e80-\u1e85\u1e9e\u2190\u2192]+")
"""Signs of the second."""


@lru_cache(maxsize=64)
def _font(weight: int, size: int, part: str) -> Font:
    """One of the two files a weight consists of. LookupError when the house's letters are not there."""
    path = finders.find(_FONTS.format(part=part, weight=weight))
    if path is None:
        raise LookupError(_FONTS)
    return ImageFont.truetype(str(path), size)


@dataclass(frozen=True, slots=True)
class Type:
    """A weight and a size of the house's letters."""

    weight: int
    size: int

    def runs(self, text: str) -> Iterator[tuple[Font, str]]:
        """The text in parts of one font file each."""
        for part in re.findall(f"{_LATIN.pattern}|{_OTHERS.pattern}", text):
            yield _font(self.weight, self.size, "latin-ext" if _OTHERS.match(part) else "latin"), part

    def length(self, text: str) -> float:
        """How many pixels a line takes."""
        return sum(font.getlength(part) for font, part in self.runs(text))


def _drawable(text: str) -> str:
    """The text as our letters can write it: in one line, without signs they do not have."""
    plain = " ".join(text.replace("\u00ad", "").split())
    return " ".join("".join(re.findall(f"{_LATIN.pattern}|{_OTHERS.pattern}", plain)).split())


# ---- lines


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: where its letters stand and how long it is, in pixels."""

    text: str
    x: float
    y: float
    length: float
    type: Type
    colour: str


def layout(title: str, kicker: str, language: str) -> list[Line]:
    """Every line of a card, from top to bottom."""
    brand = Type(700, BRAND_SIZE)
    lines = [Line(BRAND, LEFT + 54, 86, brand.length(BRAND), brand, WHITE)]
    heading, rows = _fitted(_drawable(title)[:MOST_SIGNS], language)
    step = heading.size * LEADING
    top = BOTTOM - step * max(0, len(rows) - 1)
    small = Type(500, KICKER_SIZE)
    shown = _shortened(_drawable(kicker)[:MOST_SIGNS], small)
    if shown:
        lines.append(Line(shown, LEFT, top - heading.size * 1.05 - 12, small.length(shown), small, MUTED))
    return lines + [
        Line(row, LEFT, top + number * step, heading.length(row), heading, WHITE) for number, row in enumerate(rows)
    ]


def _fitted(text: str, language: str) -> tuple[Type, list[str]]:
    """The largest letters in which the headline has room; one that has none even in the smallest ends with dots."""
    words = pyphen.Pyphen(lang="en_GB" if language.startswith("en") else "de_DE")
    found = [(size, *_wrapped(text, Type(700, size), words)) for size in SIZES]
    fits = [(size, rows, broken) for size, rows, broken in found if len(rows) * size * LEADING <= TITLE_ROOM]
    whole = next(((size, rows) for size, rows, broken in fits if not broken and size >= LARGE_ENOUGH), None)
    if whole is None and fits:
        whole = fits[0][:2]
    if whole is not None:
        return Type(700, whole[0]), whole[1]
    smallest = Type(700, SIZES[-1])
    most = int(TITLE_ROOM / (smallest.size * LEADING))
    rows = found[-1][1]
    return smallest, [*rows[: most - 1], _shortened(f"{rows[most - 1]} {rows[most]}", smallest)]


def _wrapped(text: str, letters: Type, words: pyphen.Pyphen) -> tuple[list[str], bool]:
    """The text in lines no longer than the card is wide, and whether a word had to be broken."""
    rows, row, broken = list[str](), "", False
    for token in _tokens(text):
        if letters.length((row + token).strip()) <= RIGHT - LEFT:
            row += token
            continue
        if row.strip():
            rows.append(row.strip())
        row = token.strip()
        while letters.length(row) > RIGHT - LEFT:
            head, row = _broken(row, letters, words)
            rows.append(head)
            broken = True
    return ([*rows, row.strip()] if row.strip() else rows), broken


def _tokens(text: str) -> list[str]:
    """Parts between which a line may end: words with the blank before them, and behind hyphens and strokes."""
    return re.findall(r"\s*[^\s/–-]*[/–-]+(?=\S)|\s*[^\s/–-]+[/–-]*|\s*[/–-]+", text)


def _broken(word: str, letters: Type, words: pyphen.Pyphen) -> tuple[str, str]:
    """A word that is longer than the card is wide, in two: where its language allows it, else where the line ends."""
    most = _most(word, "-", letters)
    place = max((place for place in words.positions(word[: most + 2]) if place <= most), default=most)
    return f"{word[:place]}-", word[place:]


def _most(text: str, end: str, letters: Type) -> int:
    """How many signs of a text that is too long stand in one line together with ``end``; at least one."""
    fits = bisect_right(
        range(1, len(text) + 1), float(RIGHT - LEFT), key=lambda count: letters.length(text[:count] + end)
    )
    return max(1, fits)


def _shortened(text: str, letters: Type) -> str:
    """The text in one line; what is too long ends with dots."""
    if letters.length(text) <= RIGHT - LEFT:
        return text
    return f"{text[: _most(text, '…', letters)].rstrip(' -,;:')}…"


# ---- the Land at night, without a map: lights and what goes out from them

_LIGHTS = ((712, 104, 5), (824, 56, 4), (905, 156, 9), (1010, 84, 6), (1092, 176, 5), (1140, 56, 4), (998, 232, 4))
_RAYS = ((2, 0), (2, 1), (2, 3), (2, 4), (3, 5), (2, 6))
_SPOKES = ((20, 3, 20, 10), (20, 30, 20, 37), (3, 20, 10, 20), (30, 20, 37, 20), (8, 8, 12.5, 12.5))
_SPOKES_2 = ((27.5, 27.5, 32, 32), (32, 8, 27.5, 12.5), (12.5, 27.5, 8, 32))
_MARK = (LEFT, 56)


def _bend(start: tuple[int, int, int], end: tuple[int, int, int]) -> tuple[float, float]:
    """The point a ray bends towards: above its middle."""
    return (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - abs(start[0] - end[0]) / 5


def card_svg(title: str, kicker: str, language: str) -> str:
    """The card of a page as SVG, 1200 by 630; ``kicker`` stands small above the headline, ``language`` breaks its words."""
    rays = "".join(
        f'<path d="M{a[0]} {a[1]}Q{bend[0]:.0f} {bend[1]:.0f} {b[0]} {b[1]}"/>'
        for a, b in ((_LIGHTS[one], _LIGHTS[other]) for one, other in _RAYS)
        for bend in [_bend(a, b)]
    )
    lights = "".join(
        f'<circle cx="{x}" cy="{y}" r="{r * 5}" fill="url(#g)"/><circle cx="{x}" cy="{y}" r="{r}" fill="#FFF6E0"/>'
        for x, y, r in _LIGHTS
    )
    spokes = "".join(f"M{a:g} {b:g}L{c:g} {d:g}" for a, b, c, d in (*_SPOKES, *_SPOKES_2))
    words = "".join(
        f'<text x="{line.x:g}" y="{line.y:.1f}" font-size="{line.type.size}" font-weight="{line.type.weight}" '
        f'fill="{line.colour}" textLength="{line.length:.1f}" lengthAdjust="spacingAndGlyphs">{escape(line.text)}</text>'
        for line in layout(title, kicker, language)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f"""role="img" lang="{escape(language)}" font-family="'Fira Sans', sans-serif"><title>{escape(title)}</title>"""
        f'<defs><radialGradient id="n" cx=".78" cy=".28" r=".75"><stop offset="0" stop-color="{NIGHT_2}"/>'
        f'<stop offset="1" stop-color="{NIGHT}"/></radialGradient><radialGradient id="g"><stop offset="0" '
        f'stop-color="{SUN}" stop-opacity=".55"/><stop offset="1" stop-color="{SUN}" stop-opacity="0"/></radialGradient>'
        f'</defs><rect width="{WIDTH}" height="{HEIGHT}" fill="url(#n)"/>'
        f'<g fill="none" stroke="{RAY}" stroke-width="2">{rays}</g>{lights}'
        f'<rect x="{LEFT}" y="{FOOT}" width="120" height="6" rx="3" fill="{SUN}"/>'
        f'<g transform="translate({_MARK[0]} {_MARK[1]})"><path d="{spokes}" fill="none" stroke="{SUN}" '
        f'stroke-width="3.2" stroke-linecap="round"/><circle cx="20" cy="20" r="6.5" fill="{WHITE}"/></g>{words}</svg>'
    )


def card_png(title: str, kicker: str, language: str) -> bytes:
    """The same card as PNG; the same words give the same bytes."""
    sheet = _night().copy()
    pen = ImageDraw.Draw(sheet)
    for line in layout(title, kicker, language):
        x = line.x
        for font, part in line.type.runs(line.text):
            pen.text((x, line.y), part, font=font, fill=line.colour, anchor="ls")
            x += font.getlength(part)
    return drawing.encoded(sheet, PNG)


@lru_cache(maxsize=1)
def _night() -> Image.Image:
    """Everything of a card but its words."""
    sheet = _sky()
    for x, y, r in _LIGHTS:
        glow = _radial(r * 10, r * 10).point(lambda value: (255 - value) * 0.55)
        sheet.paste(Image.new("RGB", glow.size, SUN), (x - r * 5, y - r * 5), glow)
    large = sheet.resize((WIDTH * _FINER, HEIGHT * _FINER))
    pen = ImageDraw.Draw(large)
    for one, other in _RAYS:
        pen.line(_curve(_LIGHTS[one], _LIGHTS[other]), fill=RAY, width=2 * _FINER, joint="curve")
    for x, y, r in _LIGHTS:
        _dot(pen, x, y, r, "#FFF6E0")
    left, top = _MARK
    for a, b, c, d in (*_SPOKES, *_SPOKES_2):
        ends = ((left + a, top + b), (left + c, top + d))
        pen.line([(x * _FINER, y * _FINER) for x, y in ends], fill=SUN, width=round(3.2 * _FINER))
        for end in ends:
            _dot(pen, *end, 1.6, SUN)
    _dot(pen, left + 20, top + 20, 6.5, WHITE)
    foot = tuple(part * _FINER for part in (LEFT, FOOT, LEFT + 120, FOOT + 6))
    pen.rounded_rectangle(foot, radius=3 * _FINER, fill=SUN)
    return large.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _sky() -> Image.Image:
    """From the lighter night around the lights to the darkest at the far corner."""
    reach = round(WIDTH * 0.75)
    light = Image.new("L", (WIDTH, HEIGHT), 255)
    place = (round(WIDTH * 0.78) - reach, round(HEIGHT * 0.28) - reach * HEIGHT // WIDTH)
    light.paste(_radial(reach * 2, reach * 2 * HEIGHT // WIDTH), place)
    return Image.composite(Image.new("RGB", light.size, NIGHT), Image.new("RGB", light.size, NIGHT_2), light)


def _radial(width: int, height: int) -> Image.Image:
    """From black in the middle to white at the nearest edges and beyond."""
    whole = Image.radial_gradient("L")
    edge = whole.crop((0, whole.height // 2, 1, whole.height // 2 + 1)).getextrema()[1]
    return whole.point(lambda value: min(255, value * 255 / edge)).resize((width, height))


def _curve(start: tuple[int, int, int], end: tuple[int, int, int]) -> list[tuple[float, float]]:
    """Points of a ray, as the SVG bends it."""
    bend, steps = _bend(start, end), 40
    return [
        tuple(  # type: ignore[misc]  # x and y
            _FINER * ((1 - t) ** 2 * start[axis] + 2 * (1 - t) * t * bend[axis] + t**2 * end[axis]) for axis in (0, 1)
        )
        for t in (step / steps for step in range(steps + 1))
    ]


def _dot(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str) -> None:
    pen.ellipse([part * _FINER for part in (x - radius, y - radius, x + radius, y + radius)], fill=colour)
