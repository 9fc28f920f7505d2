"""A headline of any length has room on its card, in SVG and PNG alike."""

from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from strahlkraft.newsroom.papers.cards import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    SIZES,
    TITLE_ROOM,
    WIDTH,
    Line,
    card_png,
    card_svg,
    layout,
)

LONG_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
TITLES = [
    "",
    "Kurz",
    "Größere Straßen für Übermütige",
    LONG_WORD,
    f"{LONG_WORD}{LONG_WORD.lower()}{LONG_WORD.lower()}",
    "Die Emscher-Lippe-Region/Kreis Recklinghausen – ein Anfang",
    "Wort " * 60,
    "W" * 3000,
    "i" * 3000,
    "- / – " * 30,
    "Łódź grüßt ẞ",
    "😀 مرحبا",
]


def _title(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.type.weight == 700][1:]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_line_stays_on_the_card(title: str, language: str) -> None:
    lines = layout(title, "Ostwestfalen-Lippe · Verwaltung " * 5, language)
    assert [line.text for line in lines if line.length > RIGHT - LEFT or not line.text] == []
    assert [line.y for line in lines if not 40 < line.y <= BOTTOM] == []
    rows = _title(lines)
    assert sum(row.type.size for row in rows) <= TITLE_ROOM


def test_a_short_headline_is_large_and_a_long_one_smaller() -> None:
    sizes = [_title(layout(title, "", "de"))[0].type.size for title in ("Kurz", "Wort " * 40, "Wort " * 90)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1] in SIZES[-2:]) == (SIZES[0], True)


def test_a_long_compound_is_broken_where_german_allows_it() -> None:
    rows = [line.text for line in _title(layout(LONG_WORD, "", "de"))]
    assert "".join(row.removesuffix("-") for row in rows) == LONG_WORD
    assert rows[0] == "Rindfleischetikettierungsüber-"


def test_a_headline_is_kept_whole_while_it_has_room() -> None:
    title = "Die Emscher-Lippe-Region geht mit sechzehn Projekten – und anderthalb Stellen – neue Wege"
    rows = [line.text for line in _title(layout(title, "", "de"))]
    joined = "".join(row if row.endswith("-") else f"{row} " for row in rows).strip()
    assert joined == title


def test_what_has_no_room_ends_with_dots() -> None:
    rows = _title(layout("Wort " * 400, "", "de"))
    assert (rows[-1].text[-1], rows[-1].type.size) == ("…", SIZES[-1])


def test_signs_the_letters_do_not_have_are_left_out() -> None:
    assert [line.text for line in _title(layout("Ein\u00adkaufen 😀 jetzt", "", "de"))] == ["Einkaufen jetzt"]


@pytest.mark.parametrize("title", TITLES)
def test_the_svg_is_sound_and_says_what_the_png_shows(title: str) -> None:
    tree = ET.fromstring(card_svg(title, "K & <b>", "de"))  # noqa: S314 - our own text
    space = "{http://www.w3.org/2000/svg}"
    assert (tree.get("viewBox"), tree.findtext(f"{space}title") or "") == (f"0 0 {WIDTH} {HEIGHT}", title)
    assert [text.text for text in tree.iter(f"{space}text")] == [line.text for line in layout(title, "K & <b>", "de")]


def test_the_svg_holds_no_program_and_reaches_nothing() -> None:
    svg = card_svg("</text><script>alert(1)</script>", '" onload="alert(1)', "de")
    assert [sign for sign in ("<script", "href", "url(http", "style=", "<style", '" onload') if sign in svg] == []


@pytest.mark.parametrize("title", TITLES[:4])
def test_the_png_has_the_size_other_sites_ask_for_and_the_same_bytes_every_time(title: str) -> None:
    data = card_png(title, "Beispiel", "de")
    image = Image.open(BytesIO(data))
    assert (image.format, image.size, data == card_png(title, "Beispiel", "de")) == ("PNG", (WIDTH, HEIGHT), True)


def test_words_are_drawn_into_the_png() -> None:
    bare = Image.open(BytesIO(card_png("", "", "de"))).convert("L")
    written = Image.open(BytesIO(card_png("Ein Beispiel", "", "de"))).convert("L")
    place = (LEFT, BOTTOM - 60, RIGHT, BOTTOM)
    assert (bare.crop(place).getextrema()[1] < 100, written.crop(place).getextrema()[1]) == (True, 255)
