"""Maps of the Land as SVG text; pure. Look and motion live in ``components/map.css``.

Borders are drawn once per shared arc, so the whole Land with 396 municipalities stays small enough to be inline.
"""

import math
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from textwrap import wrap

from strahlkraft.design.cartography import Atlas, Box, Frame, Point, Shape, ring_points

FINE = 2  # borders are written in whole half-units: short numbers, no visible step
_SUN, _CORE = "#FFB000", "#FFF6E0"


@dataclass(frozen=True, slots=True)
class Light:
    """A place that shines; ``count`` decides its size, ``detail`` is the second line of its tooltip."""

    lat: float
    lon: float
    count: int
    name: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ray:
    """A reuse from one coordinate (lat, lon) to another."""

    start: Point
    end: Point
    name: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """A name on the map; the heaviest is placed first, one that finds no room is left out."""

    lat: float
    lon: float
    text: str
    weight: float = 0


@dataclass(frozen=True, slots=True)
class Fill:
    """Areas (official keys of any layer) raised from the ground: ``tone`` 1 soft, 2 strong."""

    keys: tuple[str, ...]
    tone: int = 1


DETAIL = 3.4  # corners under this many units of the view box, squared, are not drawn


@lru_cache(maxsize=32)
def at_scale(atlas: Atlas, scale: float) -> Atlas:
    """The atlas with as much detail as ``scale`` (units per kilometre) can show."""
    return atlas.coarser(DETAIL / scale)


def default_frame(atlas: Atlas) -> Frame:
    """The whole Land with room for its glow."""
    return Frame.around(atlas.box, margin=0.035)


def render_map(  # noqa: PLR0913 - the map's whole content, named at the call
    atlas: Atlas,
    lights: Sequence[Light] = (),
    rays: Sequence[Ray] = (),
    labels: Sequence[Caption] = (),
    *,
    title: str,
    description: str,
    view: Frame | None = None,
    fills: Sequence[Fill] = (),
    outline: Collection[str] = (),
    variant: str = "night",
) -> str:
    """The map as SVG; every light with a ``url`` is a link with a name. KeyError names an unknown area."""
    frame = view or default_frame(atlas)
    atlas = at_scale(atlas, round(frame.scale, 1))
    uid = f"m{zlib.crc32(f'{title}{variant}{frame}'.encode()):x}"
    parts = [
        (
            f'<svg class="map map--{variant}" viewBox="0 0 {_n(frame.width)} {_n(frame.height)}" role="group" '
            f'aria-label="{escape(title)}" aria-describedby="{uid}d"><desc id="{uid}d">{escape(description)}</desc>'
        ),
        f'<defs>{_glow(uid)}</defs><g transform="scale({1 / FINE:g})">',
        base_layer(atlas, frame, uid),
        *(
            f'<path class="map__fill map__fill--{fill.tone}" d="{areas_path(atlas, fill.keys, frame)}"/>'
            for fill in fills
        ),
        border_layer(atlas, frame),
        f'<use href="#{uid}e" class="map__edge"/>',
        f'<path class="map__frame" d="{arcs_path(atlas, atlas.outline(outline), frame)}"/>' if outline else "",
        "</g>",
        '<g class="map__rays">' + "".join(_ray(ray, frame) for ray in rays) + "</g>" if rays else "",
        '<g class="map__lights">' + "".join(_light(light, frame, uid) for light in _shown(lights, frame)) + "</g>",
        '<g class="map__names" aria-hidden="true">' + "".join(_names(labels, lights, frame)) + "</g>" if labels else "",
        "</svg>",
    ]
    return "".join(parts)


def _glow(uid: str, sun: str = _SUN) -> str:
    """The light's gradient: bright in the middle, gone at the rim."""
    stops = ((0, "1"), (0.12, ".72"), (0.3, ".34"), (0.58, ".11"), (1, "0"))
    inner = "".join(f'<stop offset="{at:g}" stop-color="{sun}" stop-opacity="{value}"/>' for at, value in stops)
    return f'<radialGradient id="{uid}g">{inner}</radialGradient>'


@lru_cache(maxsize=64)
def base_layer(atlas: Atlas, frame: Frame, uid: str) -> str:
    """The body of the Land and rings of light around it, all from one outline."""
    land = areas_path(atlas, tuple(atlas.layers["regions"]), frame)
    edge = arcs_path(atlas, atlas.outline(atlas.layers["regions"]), frame)
    rings = "".join(f'<use href="#{uid}e" class="map__aura map__aura--{ring}"/>' for ring in range(1, 6))
    return f'<defs><path id="{uid}e" vector-effect="non-scaling-stroke" d="{edge}"/></defs>{rings}<path class="map__land" d="{land}"/>'


@lru_cache(maxsize=64)
def border_layer(atlas: Atlas, frame: Frame) -> str:
    """Borders of municipalities, districts and regions: each arc once, at its highest rank."""
    regions = set(atlas.inner_arcs("regions"))
    districts = set(atlas.inner_arcs("districts")) - regions
    towns = set(atlas.inner_arcs("municipalities")) - districts - regions
    ranks = (("towns", towns), ("districts", districts), ("regions", regions))
    return "".join(f'<path class="map__{name}" d="{arcs_path(atlas, sorted(arcs), frame)}"/>' for name, arcs in ranks)


def areas_path(atlas: Atlas, keys: Collection[str], frame: Frame) -> str:
    """The outline of several areas as one path; neighbours melt together."""
    return "".join(shape_path(atlas, atlas.shape(key), frame) for key in keys)


def shape_path(atlas: Atlas, shape: Shape, frame: Frame) -> str:
    """One area as path data in half-units of the frame."""
    if not frame.shows(shape.box):
        return ""
    return "".join(f"{_path(ring_points(ring, atlas.arcs), frame)}z" for polygon in shape.polygons for ring in polygon)


def arcs_path(atlas: Atlas, arcs: Iterable[int], frame: Frame) -> str:
    """Borders as path data; arcs outside the frame are left out."""
    return "".join(_path(atlas.arcs[arc], frame) for arc in arcs if frame.shows(_box(atlas.arcs[arc])))


def _box(points: Sequence[Point]) -> Box:
    """The arc's box."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _path(points: Sequence[Point], frame: Frame) -> str:
    """A polyline as relative whole numbers; steps that vanish in rounding are dropped."""
    scale, left, top = frame.scale * FINE, frame.box[0], frame.box[1]
    px, py = round((points[0][0] - left) * scale), round((points[0][1] - top) * scale)
    text = [f"M{px} {py}l"]
    for x, y in points[1:]:
        qx, qy = round((x - left) * scale), round((y - top) * scale)
        dx, dy = qx - px, qy - py
        if dx or dy:
            text.append(f"{dx}{dy}" if dy < 0 else f"{dx} {dy}")
            px, py = qx, qy
    if len(text) == 1:
        return f"{text[0]}0 0"
    return text[0] + "".join(
        part if place == 0 or part[0] == "-" else f" {part}" for place, part in enumerate(text[1:])
    )


def _n(value: float) -> str:
    """A length with one decimal at most."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def light_radius(count: int) -> float:
    """The core's radius: its area grows with the count, up to a limit."""
    return min(15.0, 3.6 + 2.3 * math.sqrt(max(0, count)))


def _shown(lights: Sequence[Light], frame: Frame) -> list[Light]:
    """Lights inside the frame, the largest first so that the small ones stay on top."""
    inside = []
    for light in lights:
        x, y = frame.point(light.lat, light.lon)
        if 0 <= x <= frame.width and 0 <= y <= frame.height:
            inside.append(light)
    return sorted(inside, key=lambda light: (-light.count, light.name))


def _light(light: Light, frame: Frame, uid: str) -> str:
    """One light: halo, core and a comfortable target; a link when it leads somewhere."""
    x, y = (_n(value) for value in frame.point(light.lat, light.lon))
    core = light_radius(light.count)
    tip = escape(f"{light.name}\n{light.detail}" if light.detail else light.name)
    spoken = escape(f"{light.name}: {light.detail}" if light.detail else light.name)
    drawn = (
        f'<title>{tip}</title><circle class="map__halo" cx="{x}" cy="{y}" r="{_n(14 + core * 5.6)}" fill="url(#{uid}g)"/>'
        f'<circle class="map__core" cx="{x}" cy="{y}" r="{_n(core)}"/>'
    )
    if not light.url:
        return f'<g class="map__light">{drawn}</g>'
    target = f'<circle class="map__target" cx="{x}" cy="{y}" r="{_n(max(20, core * 1.5))}"/>'
    return f'<a class="map__light" href="{escape(light.url)}" aria-label="{spoken}">{drawn}{target}</a>'


def ray_curve(start: Point, end: Point) -> str:
    """A curve that always bows to the north, higher the longer it is."""
    (x1, y1), (x2, y2) = start, end
    lift_x, lift_y = 0.2 * (y2 - y1), 0.2 * (x1 - x2)
    north = -1 if lift_y > 0 else 1
    cx, cy = (x1 + x2) / 2 + north * lift_x, (y1 + y2) / 2 + north * lift_y
    return f"M{_n(x1)} {_n(y1)}Q{_n(cx)} {_n(cy)} {_n(x2)} {_n(y2)}"


def _ray(ray: Ray, frame: Frame) -> str:
    """One ray with a point where it lands."""
    start, end = frame.point(*ray.start), frame.point(*ray.end)
    curve = ray_curve(start, end)
    title = f"<title>{escape(ray.name)}</title>" if ray.name else ""
    return (
        f'<g class="map__ray">{title}<path class="map__beam" d="{curve}"/><path class="map__line" pathLength="1" d="{curve}"/>'
        f'<circle class="map__landing" cx="{_n(end[0])}" cy="{_n(end[1])}" r="4.5"/></g>'
    )


def _names(labels: Sequence[Caption], lights: Sequence[Light], frame: Frame, size: float = 21.0) -> list[str]:
    """Names beside their lights: right, left, above or below, the first place that hits nothing."""
    taken: list[Box] = []
    for light in lights:
        x, y = frame.point(light.lat, light.lon)
        r = light_radius(light.count)
        taken.append((x - r, y - r, x + r, y + r))
    radii = {(light.lat, light.lon): light_radius(light.count) for light in lights}
    placed = []
    for label in sorted(labels, key=lambda label: -label.weight):
        x, y = frame.point(label.lat, label.lon)
        if not (0 <= x <= frame.width and 0 <= y <= frame.height):
            continue
        gap = radii.get((label.lat, label.lon), 0) + 9
        wide = len(label.text) * size * 0.54
        spots: tuple[tuple[str, float, float, float], ...] = (
            ("start", x + gap, y + size * 0.35, x + gap),
            ("end", x - gap, y + size * 0.35, x - gap - wide),
            ("middle", x, y + gap + size * 0.75, x - wide / 2),
            ("middle", x, y - gap, x - wide / 2),
        )
        for anchor, tx, ty, left in spots:
            box = (left - 3, ty - size * 0.85, left + wide + 3, ty + size * 0.3)
            inside = box[0] >= 0 and box[2] <= frame.width and box[1] >= 0 and box[3] <= frame.height
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                placed.append(
                    f'<text class="map__name" x="{_n(tx)}" y="{_n(ty)}" text-anchor="{anchor}">{escape(label.text)}</text>'
                )
                break
    return placed


def _overlap(a: Box, b: Box) -> bool:
    """Whether two boxes share any ground."""
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


def render_social_card(
    atlas: Atlas, lights: Sequence[Light] = (), rays: Sequence[Ray] = (), *, kicker: str, title: str, foot: str = ""
) -> str:
    """A picture of 1200 by 630 for links on other sites: the Land at night and the page's title; needs no style sheet."""
    frame = Frame.around(atlas.box, width=600, margin=0.03)
    atlas = at_scale(atlas, round(frame.scale, 1))
    uid = "card"
    borders = border_layer(atlas, frame)
    looks = {"towns": ("#0A1A3D", ".7"), "districts": ("#3D5DA6", ".7"), "regions": ("#6C8FDD", "1")}
    for name, (colour, width) in looks.items():
        borders = borders.replace(
            f'class="map__{name}"',
            f'fill="none" stroke="{colour}" stroke-width="{width}" vector-effect="non-scaling-stroke"',
        )
    land = areas_path(atlas, tuple(atlas.layers["regions"]), frame)
    edge = arcs_path(atlas, atlas.outline(atlas.layers["regions"]), frame)
    spots = "".join(
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(8 + light_radius(light.count) * 4)}" fill="url(#{uid}g)"/>'
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(light_radius(light.count) * 0.6)}" fill="{_CORE}"/>'
        for light in _shown(lights, frame)
        for x, y in [frame.point(light.lat, light.lon)]
    )
    curves = "".join(
        f'<path d="{ray_curve(frame.point(*ray.start), frame.point(*ray.end))}" fill="none" stroke="{_SUN}" stroke-width="1.6"/>'
        for ray in rays
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width="1200" height="630" '
        f"""font-family="'Fira Sans', sans-serif"><title>{escape(title)}</title><defs>{_glow(uid)}"""
        f'<radialGradient id="{uid}n" cx=".75" cy=".45" r=".7"><stop offset="0" stop-color="#1D3A7C"/>'
        '<stop offset="1" stop-color="#0A1730"/></radialGradient></defs>'
        f'<rect width="1200" height="630" fill="url(#{uid}n)"/><g transform="translate(590 {_n((630 - frame.height) / 2)})">'
        f'<g transform="scale({1 / FINE:g})"><path d="{land}" fill="#152C62"/>{borders}'
        f'<path d="{edge}" fill="none" stroke="#7FA2F0" stroke-width="1.2" vector-effect="non-scaling-stroke"/></g>'
        f"{curves}{spots}</g>{_card_text(kicker, title, foot)}</svg>"
    )


def _card_text(kicker: str, title: str, foot: str) -> str:
    """Mark, kicker, title in up to five lines and foot of the card."""
    size = 58 if len(title) <= 60 else 46  # noqa: PLR2004 - longer titles get smaller type
    lines = wrap(title, int(560 / (size * 0.49)))[:5]
    top = 330 - len(lines) * size * 0.55
    rows = "".join(f'<tspan x="72" dy="{size * 1.14:.0f}">{escape(line)}</tspan>' for line in lines)
    return (
        '<g transform="translate(72 56)"><g stroke="#FFB000" stroke-width="3.2" stroke-linecap="round">'
        '<path d="M20 3v7M20 30v7M3 20h7M30 20h7M8 8l4.5 4.5M27.5 27.5 32 32M32 8l-4.5 4.5M12.5 27.5 8 32"/></g>'
        '<circle cx="20" cy="20" r="6.5" fill="#fff"/>'
        '<text x="54" y="30" fill="#fff" font-size="30" font-weight="700">Strahlkraft</text></g>'
        f'<text x="72" y="{top:.0f}" fill="#B4C2E0" font-size="26">{escape(kicker)}</text>'
        f'<text y="{top:.0f}" fill="#fff" font-size="{size}" font-weight="700" letter-spacing="-1">{rows}</text>'
        f'<text x="72" y="572" fill="#B4C2E0" font-size="24">{escape(foot)}</text>'
    )
