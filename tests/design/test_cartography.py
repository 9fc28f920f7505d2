"""The geometry stays whole: every area, no gap, no collapse, whatever is simplified."""

import itertools
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strahlkraft
from strahlkraft.design.cartography import (
    Atlas,
    Frame,
    build,
    decode,
    encode,
    generalise,
    project,
    ring_points,
    signed_area,
    unproject,
)

NRW = Path(strahlkraft.__file__).parent / "network" / "data" / "nrw.topojson"


@pytest.fixture(scope="module")
def topology() -> dict[str, Any]:
    """The Land as the platform ships it."""
    data: dict[str, Any] = json.loads(NRW.read_text(encoding="utf-8"))
    return data


@pytest.fixture(scope="module")
def atlas(topology: dict[str, Any]) -> Atlas:
    """The same, projected."""
    return Atlas.from_topology(topology)


def layer_areas(atlas: Atlas) -> list[float]:
    """The sum of all areas of each layer in whole tenths of a square kilometre."""
    return [round(sum(shape.area for shape in layer.values()), 1) for layer in atlas.layers.values()]


def two_squares() -> dict[str, Any]:
    """Two neighbours of about 11 by 11 km; the shared border (arc 1) has a 500 m dent."""
    arcs = [
        [[7.0, 51.0], [6.9, 51.0], [6.9, 51.1], [7.0, 51.1]],
        [[7.0, 51.1], [7.004, 51.05], [7.0, 51.0]],
        [[7.0, 51.1], [7.1, 51.1], [7.1, 51.0], [7.0, 51.0]],
    ]
    west = {"type": "Polygon", "arcs": [[0, 1]], "properties": {"ags": "05000001", "name": "West", "kreis": "05000"}}
    east = {"type": "Polygon", "arcs": [[2, ~1]], "properties": {"ags": "05000002", "name": "East", "kreis": "05000"}}
    both = {"type": "Polygon", "arcs": [[0, ~2]], "properties": {"kreis": "05000", "rb": "050"}}
    collections = {"gemeinden": [west, east], "kreise": [both], "regierungsbezirke": [both]}
    objects = {name: {"type": "GeometryCollection", "geometries": found} for name, found in collections.items()}
    return {"type": "Topology", "arcs": arcs, "objects": objects}


def test_the_land_has_all_its_areas_each_with_key_and_name(atlas: Atlas) -> None:
    counts = {name: len(shapes) for name, shapes in atlas.layers.items()}
    assert counts == {"municipalities": 396, "districts": 53, "regions": 5}
    assert {len(key) for key in atlas.layers["municipalities"]} == {8}
    assert [shape for layer in atlas.layers.values() for shape in layer.values() if not shape.name] == []
    assert sorted(shape.name for shape in atlas.layers["regions"].values()) == [
        "Arnsberg",
        "Detmold",
        "Düsseldorf",
        "Köln",
        "Münster",
    ]


def test_the_shipped_file_names_its_source_and_licence(topology: dict[str, Any]) -> None:
    assert (topology["source"], topology["licence"], topology["licence_url"]) == (
        "© GeoBasis-DE / BKG 2013 (Daten verändert)",
        "dl-de/by-2-0",
        "https://www.govdata.de/dl-de/by-2-0",
    )


def test_areas_of_municipalities_districts_and_regions_add_up_to_the_same_land(atlas: Atlas) -> None:
    land, districts, regions = layer_areas(atlas)
    assert land == districts == regions
    assert 33_000 < land < 35_000


@pytest.mark.parametrize("tolerance_m", [500, 2000, 8000])
def test_generalising_opens_no_gap_and_loses_no_area(topology: dict[str, Any], tolerance_m: float) -> None:
    coarse = generalise(topology, tolerance_m)
    atlas = Atlas.from_topology(coarse)
    land, districts, regions = layer_areas(atlas)
    assert land == districts == regions
    assert [shape.name for shape in atlas.layers["municipalities"].values() if shape.area <= 0] == []
    assert sum(map(len, coarse["arcs"])) <= sum(map(len, topology["arcs"]))


def test_every_inner_border_is_used_by_exactly_two_neighbours_and_the_rest_is_the_edge(atlas: Atlas) -> None:
    inner = set(atlas.inner_arcs("municipalities"))
    edge = set(atlas.outline(atlas.layers["municipalities"]))
    assert inner & edge == set()
    assert len(inner | edge) == len(atlas.arcs)
    assert edge == set(atlas.outline(atlas.layers["regions"]))


def test_rings_are_closed(atlas: Atlas) -> None:
    rings = [
        ring_points(ring, atlas.arcs)
        for shape in atlas.layers["municipalities"].values()
        for polygon in shape.polygons
        for ring in polygon
    ]
    assert [ring for ring in rings if ring[0] != ring[-1]] == []


def test_a_dent_smaller_than_the_tolerance_vanishes_for_both_neighbours() -> None:
    topology = two_squares()
    fine, coarse = generalise(topology, 100), generalise(topology, 20_000)
    assert [len(arc) for arc in fine["arcs"]] == [4, 3, 4]
    assert [len(arc) for arc in coarse["arcs"]] == [
        3,
        3,
        3,
    ]  # pairs of arcs keep a corner each, or a ring would collapse


def test_build_names_districts_and_regions_and_refuses_an_unknown_one() -> None:
    texts = {"source": "© somebody", "licence": "dl-de/by-2-0", "licence_url": "https://example.org/licence"}
    built = build(two_squares(), tolerance_m=10, names={"05000": "Kreis", "050": "Bezirk"}, **texts)
    names = {
        layer: [geometry["properties"] for geometry in found["geometries"]] for layer, found in built["objects"].items()
    }
    assert names == {
        "municipalities": [{"key": "05000001", "name": "West"}, {"key": "05000002", "name": "East"}],
        "districts": [{"key": "05000", "name": "Kreis"}],
        "regions": [{"key": "050", "name": "Bezirk"}],
    }
    with pytest.raises(KeyError, match="050"):
        build(two_squares(), tolerance_m=10, names={"05000": "Kreis"}, **texts)


def test_encoding_then_decoding_moves_no_point_by_more_than_half_a_step(topology: dict[str, Any]) -> None:
    arcs = decode(topology)
    again = decode({**encode(arcs)})
    step_x, step_y = encode(arcs)["transform"]["scale"]
    starts = [(arc[0], other[0]) for arc, other in zip(arcs, again, strict=True)]
    assert max(abs(a[0] - b[0]) for a, b in starts) <= step_x / 2 + 1e-9
    assert max(abs(a[1] - b[1]) for a, b in starts) <= step_y / 2 + 1e-9


@given(st.floats(50.3, 52.6), st.floats(5.8, 9.5))
def test_projection_and_frame_have_an_inverse(lat: float, lon: float) -> None:
    frame = Frame.around((400.0, 800.0, 660.0, 1080.0))
    assert unproject(*project(lat, lon)) == pytest.approx((lat, lon))
    assert frame.coordinate(*frame.point(lat, lon)) == pytest.approx((lat, lon))


def test_distances_are_true_within_two_percent() -> None:
    cologne, dortmund = project(50.9375, 6.9603), project(51.5136, 7.4653)
    assert math.dist(cologne, dortmund) == pytest.approx(73.2, rel=0.02)


def test_the_label_point_lies_inside_its_area(atlas: Atlas) -> None:
    outside = []
    for shape in atlas.layers["municipalities"].values():
        x, y = shape.label_point
        crossings = 0
        for polygon in shape.polygons:
            for ring in polygon:
                points = ring_points(ring, atlas.arcs)
                for a, b in itertools.pairwise(points):
                    if (a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]):
                        crossings += 1
        if crossings % 2 == 0:
            outside.append(shape.name)
    assert outside == []


def test_frame_with_a_ratio_keeps_the_box_in_the_middle() -> None:
    frame = Frame.around((0.0, 0.0, 10.0, 10.0), margin=0, ratio=2.0)
    assert (frame.box, frame.width, frame.height) == ((-5.0, 0.0, 15.0, 10.0), 1000.0, 500.0)


def test_signed_area_tells_direction() -> None:
    square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0)]
    assert (signed_area(square), signed_area(square[::-1])) == (4.0, -4.0)
