"""Geometry of the Land, pure: TopoJSON in, generalised TopoJSON or a projected atlas out.

Neighbours share arcs. Whatever is simplified, an arc is simplified once, so no gap can open.
Projection: equirectangular with the cosine of 51.5° N (true in the middle of NRW, under 2 % off at its edges),
in kilometres, y downwards as in SVG.
"""

import heapq
import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

Point = tuple[float, float]
Box = tuple[float, float, float, float]
KM_PER_DEGREE = 111.195
MIDDLE = math.cos(math.radians(51.5))
LAYERS = {
    "gemeinden": ("municipalities", "ags"),
    "kreise": ("districts", "kreis"),
    "regierungsbezirke": ("regions", "rb"),
}
GRID = 4096  # steps of the quantised output along each side of its box


def project(lat: float, lon: float) -> Point:
    """Kilometres east of 0° and south of 60° N in the projection above."""
    return (lon * KM_PER_DEGREE * MIDDLE, (60.0 - lat) * KM_PER_DEGREE)


def unproject(x: float, y: float) -> Point:
    """The inverse: latitude and longitude."""
    return (60.0 - y / KM_PER_DEGREE, x / KM_PER_DEGREE / MIDDLE)


def decode(topology: Mapping[str, Any]) -> list[list[Point]]:
    """The arcs as (lon, lat) in degrees; undoes delta coding when the topology has a transform."""
    transform = topology.get("transform")
    if not transform:
        return [[(float(x), float(y)) for x, y in arc] for arc in topology["arcs"]]
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def encode(arcs: Sequence[Sequence[Point]], grid: int = GRID) -> dict[str, Any]:
    """Arcs in degrees as quantised, delta-coded integers with their transform; repeated points are dropped."""
    west, south, east, north = box_of([point for arc in arcs for point in arc])
    scale = ((east - west) / (grid - 1), (north - south) / (grid - 1))
    coded = []
    for arc in arcs:
        steps: list[list[int]] = []
        px = py = 0
        for place, (x, y) in enumerate(arc):
            qx, qy = round((x - west) / scale[0]), round((y - south) / scale[1])
            if place == 0 or (qx, qy) != (px, py):
                steps.append([qx - px, qy - py])
                px, py = qx, qy
        if len(steps) == 1:
            steps.append([0, 0])
        coded.append(steps)
    return {"arcs": coded, "transform": {"scale": list(scale), "translate": [west, south]}}


def box_of(points: Iterable[Point]) -> Box:
    """The smallest box around the points: left, top, right, bottom in their own axes."""
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def generalise(topology: Mapping[str, Any], tolerance_m: float) -> dict[str, Any]:
    """A coarser copy: Visvalingam on each shared arc, dropping corners whose triangle is under ``tolerance_m``² m².

    Ends of arcs stay, closed arcs keep four points and arcs that close a ring in pairs keep a corner, so no ring collapses.
    """
    arcs = decode(topology)
    geometries = (geometry for found in topology["objects"].values() for geometry in found["geometries"])
    floors = _fewest_points((polygons_of(geometry) for geometry in geometries), len(arcs))
    coarse = []
    for arc, floor in zip(arcs, floors, strict=True):
        kept = _visvalingam([project(lat, lon) for lon, lat in arc], (tolerance_m / 1000) ** 2, floor)
        coarse.append([arc[place] for place in kept])
    return {"type": "Topology", **encode(coarse), "objects": topology["objects"]}


def _fewest_points(areas: Iterable[Sequence[Sequence[Sequence[int]]]], count: int) -> list[int]:
    """How many points each arc must keep: 4 alone in a ring, 3 in a pair, 2 otherwise."""
    floors = [2] * count
    for polygons in areas:
        for polygon in polygons:
            for ring in polygon:
                need = 4 if len(ring) == 1 else 3 if len(ring) == 2 else 2  # noqa: PLR2004 - arcs in a ring
                for index in ring:
                    place = index if index >= 0 else ~index
                    floors[place] = max(floors[place], need)
    return floors


def polygons_of(geometry: Mapping[str, Any]) -> list[list[list[int]]]:
    """Polygons of rings of arc indices, for Polygon and MultiPolygon alike."""
    return [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]


def _triangle(a: Point, b: Point, c: Point) -> float:
    """Area in km² of three points in kilometres."""
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def _visvalingam(flat: Sequence[Point], limit: float, floor: int) -> list[int]:
    """Which points of a line (kilometres) stay when corners under ``limit`` km² go, the least significant first."""
    last = len(flat) - 1
    before, after = list(range(-1, last)), list(range(1, last + 2))
    areas = [math.inf] * len(flat)
    heap = []
    for place in range(1, last):
        areas[place] = _triangle(flat[place - 1], flat[place], flat[place + 1])
        heap.append((areas[place], place))
    heapq.heapify(heap)
    left, gone = len(flat), set()
    while heap and left > floor:
        area, place = heapq.heappop(heap)
        if place in gone or area != areas[place]:
            continue
        if area >= limit:
            break
        gone.add(place)
        left -= 1
        a, b = before[place], after[place]
        after[a], before[b] = b, a
        for near in (a, b):
            if 0 < near < last:
                areas[near] = max(area, _triangle(flat[before[near]], flat[near], flat[after[near]]))
                heapq.heappush(heap, (areas[near], near))
    return [place for place in range(len(flat)) if place not in gone]


def build(
    topology: Mapping[str, Any],
    *,
    tolerance_m: float,
    names: Mapping[str, str],
    source: str,
    licence: str,
    licence_url: str,
) -> dict[str, Any]:
    """The platform's own file: generalised, with English object names and ``key`` and ``name`` of every area.

    ``names`` gives the names of districts (5 digits) and regions (3 digits); KeyError when one is missing.
    """
    coarse = generalise(topology, tolerance_m)
    objects = {}
    for old, (new, key_name) in LAYERS.items():
        geometries = []
        for geometry in topology["objects"][old]["geometries"]:
            properties = geometry["properties"]
            key = properties[key_name]
            name = properties.get("name") or names[key]
            geometries.append({**geometry, "properties": {"key": key, "name": name}})
        objects[new] = {"type": "GeometryCollection", "geometries": geometries}
    return {**coarse, "objects": objects, "source": source, "licence": licence, "licence_url": licence_url}


@dataclass(frozen=True, slots=True)
class Shape:
    """One area: rings of arc indices, its box, size in km² and a point well inside for its name (all in kilometres)."""

    key: str
    name: str
    layer: str
    polygons: tuple[tuple[tuple[int, ...], ...], ...]
    box: Box
    area: float
    label_point: Point


@dataclass(frozen=True, eq=False)
class Atlas:
    """Every area of a topology, projected; areas by layer and key. An atlas is itself: maps are cached by it."""

    arcs: tuple[tuple[Point, ...], ...]
    layers: Mapping[str, Mapping[str, Shape]]
    source: str = ""
    licence: str = ""
    licence_url: str = ""

    @classmethod
    def from_topology(cls, topology: Mapping[str, Any]) -> "Atlas":
        """Read the file that :func:`build` wrote."""
        arcs = tuple(tuple(project(lat, lon) for lon, lat in arc) for arc in decode(topology))
        layers = {
            layer: {
                shape.key: shape for shape in (_shape(layer, geometry, arcs) for geometry in collection["geometries"])
            }
            for layer, collection in topology["objects"].items()
        }
        return cls(
            arcs, layers, topology.get("source", ""), topology.get("licence", ""), topology.get("licence_url", "")
        )

    @cached_property
    def box(self) -> Box:
        """The whole Land."""
        return self.box_around(self.layers["municipalities"])

    def box_around(self, keys: Iterable[str]) -> Box:
        """The box around areas of any layer; KeyError names the first unknown key."""
        boxes = [self.shape(key).box for key in keys]
        return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))

    def shape(self, key: str) -> Shape:
        """The area with this official key: 8 digits a municipality, 5 a district, 3 a region; KeyError when unknown."""
        layer = {8: "municipalities", 5: "districts", 3: "regions"}.get(len(key), "municipalities")
        return self.layers[layer][key]

    def coarser(self, tolerance_km: float) -> "Atlas":
        """The same areas with simpler borders, each shared border simplified once."""
        areas = (shape.polygons for layer in self.layers.values() for shape in layer.values())
        floors = _fewest_points(areas, len(self.arcs))
        arcs = tuple(
            tuple(arc[place] for place in _visvalingam(arc, tolerance_km**2, floor))
            for arc, floor in zip(self.arcs, floors, strict=True)
        )
        return replace(self, arcs=arcs)

    def inner_arcs(self, layer: str) -> list[int]:
        """Arcs between two different areas of the layer: the borders inside the Land."""
        return [arc for arc, times in _uses(self.layers[layer].values()).items() if times > 1]

    def outline(self, keys: Iterable[str]) -> list[int]:
        """Arcs around the union of the areas, each once: what only one of them uses."""
        return [arc for arc, times in _uses(self.shape(key) for key in keys).items() if times == 1]


def _uses(shapes: Iterable[Shape]) -> Counter[int]:
    """How many of the areas use each arc."""
    return Counter(
        arc if arc >= 0 else ~arc for shape in shapes for polygon in shape.polygons for ring in polygon for arc in ring
    )


def ring_points(ring: Sequence[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    """The ring's corners; joints are not repeated, the ring ends where it began."""
    points: list[Point] = []
    for index in ring:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def signed_area(points: Sequence[Point]) -> float:
    """Shoelace area; the sign tells the direction."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(points)) / 2


def _shape(layer: str, geometry: Mapping[str, Any], arcs: Sequence[Sequence[Point]]) -> Shape:
    """One area with its measures."""
    polygons = tuple(tuple(tuple(ring) for ring in polygon) for polygon in polygons_of(geometry))
    rings = [[ring_points(ring, arcs) for ring in polygon] for polygon in polygons]
    largest = max(rings, key=lambda polygon: abs(signed_area(polygon[0])))
    area = sum(abs(signed_area(polygon[0])) - sum(abs(signed_area(hole)) for hole in polygon[1:]) for polygon in rings)
    box = box_of(point for polygon in rings for point in polygon[0])
    properties = geometry["properties"]
    return Shape(properties["key"], properties["name"], layer, polygons, box, area, label_point(largest))


def label_point(polygon: Sequence[Sequence[Point]]) -> Point:
    """A point inside: the middle of the widest chord among nine level cuts (holes respected)."""
    left, top, right, bottom = box_of(polygon[0])
    best, widest = ((left + right) / 2, (top + bottom) / 2), -1.0
    for step in range(1, 10):
        y = top + (bottom - top) * step / 10
        cuts = sorted(
            a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
            for ring in polygon
            for a, b in itertools.pairwise(ring)
            if (a[1] > y) != (b[1] > y)
        )
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            weight = (end - start) * (1 - abs(step - 5) / 12)
            if weight > widest:
                best, widest = ((start + end) / 2, y), weight
    return best


@dataclass(frozen=True, slots=True)
class Frame:
    """A view box of the given width onto a box of the atlas; turns kilometres and coordinates into its units."""

    box: Box
    width: float = 1000.0
    height: float = 0.0

    @classmethod
    def around(cls, box: Box, *, width: float = 1000.0, margin: float = 0.04, ratio: float = 0.0) -> "Frame":
        """A frame with a margin (share of the longer side); ``ratio`` (width by height) widens the shorter side."""
        left, top, right, bottom = box
        pad = max(right - left, bottom - top) * margin
        left, top, right, bottom = left - pad, top - pad, right + pad, bottom + pad
        wide, tall = right - left, bottom - top
        if ratio and wide / tall < ratio:
            extra = (tall * ratio - wide) / 2
            left, right = left - extra, right + extra
        elif ratio:
            extra = (wide / ratio - tall) / 2
            top, bottom = top - extra, bottom + extra
        return cls((left, top, right, bottom), width, width * (bottom - top) / (right - left))

    @property
    def scale(self) -> float:
        """Units per kilometre."""
        return self.width / (self.box[2] - self.box[0])

    def place(self, point: Point) -> Point:
        """Kilometres of the atlas into units of the view box."""
        return ((point[0] - self.box[0]) * self.scale, (point[1] - self.box[1]) * self.scale)

    def point(self, lat: float, lon: float) -> Point:
        """A coordinate into units of the view box."""
        return self.place(project(lat, lon))

    def coordinate(self, x: float, y: float) -> Point:
        """Units of the view box back into latitude and longitude."""
        return unproject(x / self.scale + self.box[0], y / self.scale + self.box[1])

    def shows(self, box: Box) -> bool:
        """Whether any of the box lies inside the frame."""
        return box[0] < self.box[2] and box[2] > self.box[0] and box[1] < self.box[3] and box[3] > self.box[1]
