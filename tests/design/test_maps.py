"""The map: small, well-formed, reachable by keyboard, safe against what names contain."""

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import strahlkraft
from strahlkraft.design.cartography import Atlas, Frame
from strahlkraft.design.gallery import read_atlas
from strahlkraft.design.maps import Caption, Fill, Light, Ray, ray_curve, render_map, render_social_card

NRW = Path(strahlkraft.__file__).parent / "network" / "data" / "nrw.topojson"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    """The Land."""
    return read_atlas(NRW)


def whole_map(atlas: Atlas, count: int = 60) -> str:
    """A map as full as the real one: a light for each of many towns, ten rays."""
    frame = Frame(atlas.box)
    shapes = list(atlas.layers["municipalities"].values())[::6][:count]
    spots = [frame.coordinate(*frame.place(shape.label_point)) for shape in shapes]
    lights = [
        Light(lat, lon, index % 9 + 1, shape.name, f"/kommunen/{shape.key}/", f"{index % 9 + 1} Projekte")
        for index, (shape, (lat, lon)) in enumerate(zip(shapes, spots, strict=True))
    ]
    rays = [Ray(spots[index], spots[-index - 1]) for index in range(10)]
    labels = [
        Caption(lat, lon, shape.name, light.count)
        for shape, (lat, lon), light in zip(shapes, spots, lights, strict=True)
    ]
    return render_map(atlas, lights, rays, labels, title="Land", description="Sixty lights", fills=[Fill(("05974",))])


def test_a_full_map_stays_small_enough_to_be_inline(atlas: Atlas) -> None:
    text = whole_map(atlas)
    assert len(text.encode()) <= 70_000
    assert len(gzip.compress(text.encode())) <= 25_000


def test_every_light_is_a_link_with_a_name_and_a_tooltip(atlas: Atlas) -> None:
    root = ET.fromstring(whole_map(atlas))  # noqa: S314 - our own text
    links = [node for node in root.iter() if node.tag.endswith("a")]
    assert len(links) == 60
    assert [link for link in links if not (link.get("href") and link.get("aria-label") and link[0].text)] == []


def test_names_cannot_break_out_of_the_drawing(atlas: Atlas) -> None:
    evil = '"><script>alert(1)</script>'
    light = Light(51.5, 7.5, 3, evil, '/x/"onload="1', evil)
    caption = Caption(51.5, 7.5, evil)
    text = render_map(atlas, [light], [], [caption], title=evil, description=evil)
    ET.fromstring(text)  # noqa: S314 - our own text
    assert "<script" not in text
    assert "onload=" not in re.sub(r'"[^"]*"', "", text)


def test_a_map_holds_no_inline_style(atlas: Atlas) -> None:
    assert re.findall(r"\sstyle=|<style", whole_map(atlas)) == []


def test_a_framed_map_leaves_out_what_lies_elsewhere(atlas: Atlas) -> None:
    view = Frame.around(atlas.box_around(["05774032"]), margin=0.2)
    inside, outside = Light(51.718, 8.754, 2, "Paderborn", "/p/"), Light(50.776, 6.084, 2, "Aachen", "/a/")
    text = render_map(atlas, [inside, outside], [], [], title="P", description="d", view=view, outline=["05774032"])
    assert ("Paderborn" in text, "Aachen" in text) == (True, False)
    assert len(text) < len(whole_map(atlas)) / 2


def test_an_unknown_area_is_an_error_that_names_it(atlas: Atlas) -> None:
    with pytest.raises(KeyError, match="05999999"):
        render_map(atlas, title="t", description="d", fills=[Fill(("05999999",))])


def test_captions_never_cover_each_other(atlas: Atlas) -> None:
    crowd = [Caption(51.5 + step / 1000, 7.5, f"Stadt {step}", step) for step in range(30)]
    text = render_map(atlas, [], [], crowd, title="t", description="d")
    shown = re.findall(r'<text class="map__name"[^>]*>([^<]+)<', text)
    assert 0 < len(shown) < 30
    assert shown[0] == "Stadt 29"


def test_rays_bow_to_the_north_whichever_way_they_run() -> None:
    assert ray_curve((0, 100), (100, 100)) == "M0 100Q50 80 100 100"
    assert ray_curve((100, 100), (0, 100)) == "M100 100Q50 80 0 100"


def test_the_social_card_is_a_drawing_of_1200_by_630(atlas: Atlas) -> None:
    light = Light(51.5, 7.5, 3, "Dortmund")
    text = render_social_card(
        atlas, [light], [Ray((51, 7), (52, 8))], kicker="Projekt", title="A & B <c> " * 14, foot="f"
    )
    root = ET.fromstring(text)  # noqa: S314 - our own text
    assert (root.get("width"), root.get("height")) == ("1200", "630")
    assert len(root.findall(f".//{SVG}tspan")) == 5
