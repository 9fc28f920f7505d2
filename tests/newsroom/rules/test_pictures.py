"""What becomes a picture, what it must say, and in which sizes and cuts it is shown."""

import pytest

from strahlkraft.newsroom.rules.pictures import (
    ALTERNATIVE_LIMIT,
    CAPTION_LIMIT,
    CREDIT_LIMIT,
    MOST_PIXELS,
    MOST_PIXELS_READ_SMALLER,
    Cut,
    Licence,
    Looked,
    Said,
    Size,
    asked,
    box,
    file_problems,
    focus_of,
    said_problems,
    sizes,
    stepped,
    stored,
)

pytestmark = pytest.mark.house
SAID = Said(alternative_text="Ein Beispiel", credit="Beispiel")


def _codes(said: Said) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in said_problems(said)]


@pytest.mark.parametrize(
    ("looked", "code"),
    [
        (Looked(100, "image/jpeg", 1200, 800), None),
        (Looked(100, "image/avif", 1200, 800), None),
        (Looked(0, ""), "empty"),
        (Looked(0, "image/jpeg"), "empty"),
        (Looked(1001, "image/jpeg", 1200, 800), "too_large"),
        (Looked(1000, "image/jpeg", 1200, 800), None),
        (Looked(100, "image/gif"), "wrong_type"),
        (Looked(100, "image/svg+xml"), "wrong_type"),
        (Looked(100, "image/heic"), "wrong_type"),
        (Looked(100, "application/pdf"), "wrong_type"),
        (Looked(100, ""), "wrong_type"),
        (Looked(100, "image/png", readable=False), "broken"),
        (Looked(100, "image/png", 5000, MOST_PIXELS // 5000), None),
        (Looked(100, "image/png", 5000, MOST_PIXELS // 5000 + 1), "too_many_pixels"),
        (Looked(100, "image/jpeg", 8000, MOST_PIXELS_READ_SMALLER // 8000, read_smaller=True), None),
        (Looked(100, "image/jpeg", 8000, MOST_PIXELS_READ_SMALLER // 8000 + 1, read_smaller=True), "too_many_pixels"),
        (Looked(100, "image/webp", 800, 600, frames=2), "moves"),
        (Looked(100, "image/png", 49, 200), "too_small"),
        (Looked(100, "image/png", 50, 300), None),
        (Looked(100, "image/png", 50, 301), "too_narrow"),
    ],
)
def test_a_file_becomes_a_picture_or_gets_one_reason_at_the_file(looked: Looked, code: str | None) -> None:
    found = [(one.code, one.field) for one in file_problems(looked, limit=1000)]
    assert found == ([(code, "file")] if code else [])


def test_every_refusal_of_a_file_is_a_sentence_that_can_be_filled() -> None:
    kinds = ["image/gif", "image/svg+xml", "image/heic", "application/zip", ""]
    said = [one.message % one.params for kind in kinds for one in file_problems(Looked(5, kind), limit=9)]
    assert [sentence.count("JPEG, PNG, WebP, AVIF") for sentence in said] == [1] * 5
    assert len(set(said)) == 5


def test_what_this_machine_cannot_read_is_not_promised() -> None:
    [refusal] = file_problems(Looked(5, "image/avif", 100, 100), limit=9, taken={"image/png": "PNG"})
    assert (refusal.code, refusal.params) == ("wrong_type", {"types": "PNG"})


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        (SAID, []),
        (Said(decorative=True, credit="Beispiel"), []),
        (Said(credit="Beispiel"), [("alternative_missing", "alternative_text")]),
        (
            Said(alternative_text="  ", credit=" "),
            [("alternative_missing", "alternative_text"), ("credit_missing", "credit")],
        ),
        (Said(alternative_text="Ein Beispiel", decorative=True, credit="B"), [("decorative_says", "decorative")]),
        (Said(alternative_text_en="Example", decorative=True, credit="B"), [("decorative_says", "decorative")]),
        (Said(alternative_text="IMG_4711.jpeg", credit="B"), [("alternative_is_name", "alternative_text")]),
        (Said(alternative_text="x" * (ALTERNATIVE_LIMIT + 1), credit="B"), [("too_long", "alternative_text")]),
        (Said(alternative_text="x", caption="x" * (CAPTION_LIMIT + 1), credit="B"), [("too_long", "caption")]),
        (Said(alternative_text="x", credit="x" * (CREDIT_LIMIT + 1)), [("too_long", "credit")]),
        (Said(alternative_text="x", credit="B", licence="CC-BY-4.0"), []),
        (Said(alternative_text="x", credit="B", licence="lizenzfrei"), [("no_licence", "licence")]),
        (
            Said(alternative_text="x", credit="B", focal_x=101, focal_y=-1),
            [("focus_outside", "focal_x"), ("focus_outside", "focal_y")],
        ),
    ],
)
def test_a_picture_says_what_is_seen_or_is_decorative_and_names_its_maker(
    said: Said, problems: list[tuple[str, str]]
) -> None:
    assert _codes(said) == problems


def test_words_are_kept_in_one_line_without_blanks_around() -> None:
    kept = stored(Said(alternative_text=" Ein\n Beispiel ", caption="\tA  B", credit=" C "))
    assert kept == Said(alternative_text="Ein Beispiel", caption="A B", credit="C")


def test_every_licence_is_an_identifier_of_the_spdx_list() -> None:
    from license_expression import get_spdx_licensing  # noqa: PLC0415 - reads a large table

    assert [get_spdx_licensing().validate(str(one)).errors for one in Licence] == [[]] * len(Licence)


def test_sizes_grow_and_none_is_larger_than_the_picture() -> None:
    assert [(one.width, one.height) for one in sizes(2560, 1920, Cut.WHOLE)] == [
        (320, 240),
        (640, 480),
        (960, 720),
        (1440, 1080),
        (1920, 1440),
    ]
    assert [(one.width, one.height) for one in sizes(700, 300, Cut.WHOLE)] == [(320, 137), (640, 274), (700, 300)]
    assert [(one.width, one.height) for one in sizes(200, 100, Cut.WHOLE)] == [(200, 100)]
    assert [one.width for one in sizes(640, 640, Cut.SQUARE)] == [320, 640]


def test_cuts_keep_their_shape_and_say_what_they_are_cut_around() -> None:
    assert sizes(1600, 1200, Cut.WIDE, 33, 72)[1] == Size(640, 360, "35-70")
    assert sizes(1600, 1200, Cut.SQUARE, 0, 100)[-1] == Size(960, 960, "0-100")


@pytest.mark.parametrize(
    ("cut", "x", "y", "expected"),
    [
        (Cut.WHOLE, 0, 0, (0, 0, 1600, 1200)),
        (Cut.WIDE, 50, 50, (0, 150, 1600, 1050)),
        (Cut.WIDE, 50, 0, (0, 0, 1600, 900)),
        (Cut.WIDE, 50, 100, (0, 300, 1600, 1200)),
        (Cut.SQUARE, 50, 50, (200, 0, 1400, 1200)),
        (Cut.SQUARE, 25, 50, (0, 0, 1200, 1200)),
        (Cut.SQUARE, 100, 0, (400, 0, 1600, 1200)),
    ],
)
def test_a_cut_is_the_largest_part_that_holds_its_focus(cut: Cut, x: int, y: int, expected: tuple[int, ...]) -> None:
    assert box(1600, 1200, cut, x, y) == expected


@pytest.mark.parametrize("width", [50, 51, 320, 777, 1920, 2560])
@pytest.mark.parametrize("height", [50, 53, 300, 2560])
def test_a_cut_never_leaves_the_picture(width: int, height: int) -> None:
    for cut in Cut:
        for place in (0, 3, 50, 98, 100):
            left, top, right, bottom = box(width, height, cut, place, place)
            assert (0 <= left < right <= width, 0 <= top < bottom <= height) == (True, True)


def test_focus_is_rounded_to_what_the_style_sheet_knows() -> None:
    assert [stepped(percent) for percent in (0, 2, 3, 50, 97, 98, 100)] == [0, 0, 5, 50, 95, 100, 100]
    assert focus_of(12, 88) == "10-90"


def test_the_name_of_a_size_reads_back_as_the_size() -> None:
    for size in [*sizes(1600, 1200, Cut.WHOLE), *sizes(1600, 1200, Cut.WIDE, 0, 100)]:
        assert asked(size.name("webp")) == (size, "image/webp")
        assert asked(size.name("jpg")) == (size, "image/jpeg")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "640x360",
        "640x360.gif",
        "640x360.svg",
        "0x0.jpg",
        "../640x360.jpg",
        "640x360-50.jpg",
        "640x360.jpg\n",
        "99999x1.jpg",
    ],
)
def test_what_names_no_size_is_none(name: str) -> None:
    assert asked(name) is None
