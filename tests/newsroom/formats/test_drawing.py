"""A picture is drawn anew: only its pixels go on, upright, in sRGB; whatever cannot be read is said, never raised."""

import random
from io import BytesIO

import pytest
from PIL import Image, ImageFile

from strahlkraft.newsroom.formats.drawing import Drawn, Unreadable, cut_anew, draw, look, taken
from strahlkraft.newsroom.rules.pictures import MASTER_SIDE, MOST_SCANS, Cut, Looked, file_problems, sizes
from tests.factories.pictures import (
    BLUE,
    RED,
    SIGNS,
    claiming,
    exif,
    halves,
    moving,
    photo,
    profile,
    saved,
    talkative,
)

pytestmark = pytest.mark.house
LIMIT = 20 * 1024 * 1024
FORMATS = ["JPEG", "PNG", "WEBP", "AVIF"]


def _opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def _near(pixel: object, colour: tuple[int, ...]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 25 for one, other in zip(pixel, colour, strict=False))


def _codes(data: bytes) -> list[str]:
    return [one.code for one in file_problems(look(data), limit=LIMIT, taken=taken())]


@pytest.mark.parametrize("name", FORMATS)
def test_every_kind_that_is_taken_is_read(name: str) -> None:
    kind = f"image/{name.lower()}"
    assert look(photo(400, 300, name)) == Looked(
        len(photo(400, 300, name)), kind, 400, 300, read_smaller=name == "JPEG"
    )
    drawn = draw(photo(400, 300, name))
    assert (drawn.width, drawn.height, drawn.media_type) == (400, 300, "image/png" if name == "PNG" else "image/jpeg")


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_beside_the_pixels_goes_on(name: str) -> None:
    sent = talkative(name)
    assert [sign for sign in SIGNS[:1] if sign in sent] == [*SIGNS[:1]]  # it was planted
    drawn = draw(sent)
    stored = [drawn.data, *(one.data for one in drawn.made)]
    assert [(sign, number) for number, data in enumerate(stored) for sign in SIGNS if sign in data] == []
    for data in stored:
        image = _opened(data)
        assert (dict(image.getexif()), image.info.keys() & {"exif", "icc_profile", "xmp", "comment", "Comment"}) == (
            {},
            set(),
        )


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_a_picture_held_askew_is_turned_upright(name: str) -> None:
    drawn = draw(saved(halves(), name, exif=exif(orientation=6)))
    image = _opened(drawn.data).convert("RGB")
    assert image.size == (300, 400)
    assert (_near(image.getpixel((150, 40)), RED), _near(image.getpixel((150, 360)), BLUE)) == (True, True)


def test_colours_become_what_their_profile_means() -> None:
    image = _opened(draw(saved(halves(), "PNG", icc_profile=profile(swapped=True))).data).convert("RGB")
    red, green, _blue = image.getpixel((40, 40))  # type: ignore[misc]  # three numbers of a picture in RGB
    assert green > 150 > red


def test_a_profile_that_cannot_be_read_counts_as_none() -> None:
    image = _opened(draw(saved(halves(), "PNG", icc_profile=b"x" * 300)).data).convert("RGB")
    assert _near(image.getpixel((40, 40)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_way_to_keep_pixels_is_read(mode: str) -> None:
    image = Image.new("I;16", (400, 300), 40_000) if mode == "I;16" else halves(mode=mode)
    drawn = draw(saved(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert (drawn.width, drawn.height) == (400, 300)
    if mode == "I;16":
        assert _opened(drawn.data).convert("L").getpixel((9, 9)) in range(150, 160)


def test_what_shines_through_stays_where_it_can_and_is_white_elsewhere() -> None:
    image = halves(mode="RGBA")
    image.putalpha(Image.new("L", image.size, 0))
    drawn = draw(saved(image, "WEBP"))
    pixels = {one.media_type: _opened(one.data) for one in drawn.made}
    assert (drawn.media_type, pixels["image/webp"].mode) == ("image/png", "RGBA")
    assert _near(pixels["image/jpeg"].getpixel((9, 9)), (255, 255, 255))


def test_every_size_and_cut_is_made_once_in_both_formats() -> None:
    drawn = draw(photo(1000, 800), focal_x=20, focal_y=80)
    wanted = [size for cut in Cut for size in sizes(1000, 800, cut, 20, 80)]
    made = [(one.size, one.media_type) for one in drawn.made]
    assert sorted(made) == sorted((size, kind) for size in wanted for kind in ("image/jpeg", "image/webp"))
    assert [_opened(one.data).size for one in drawn.made] == [(one.size.width, one.size.height) for one in drawn.made]


def test_a_cut_shows_what_is_held() -> None:
    for place, colour in ((0, RED), (100, BLUE)):
        drawn = draw(photo(800, 300), focal_x=place, focal_y=50)
        square = next(one for one in drawn.made if one.size.width == one.size.height)
        assert _near(_opened(square.data).getpixel((150, 150)), colour)


def test_a_cut_made_later_is_the_one_that_would_have_been_made_first() -> None:
    drawn = draw(photo(800, 600, "PNG"), focal_x=100, focal_y=0)
    later = cut_anew(draw(photo(800, 600, "PNG")).data, focal_x=100, focal_y=0)
    assert list(later) == [one for one in drawn.made if one.size.focus]


def test_a_large_picture_is_kept_smaller() -> None:
    drawn = draw(photo(3000, 1500))
    assert (drawn.width, drawn.height) == (MASTER_SIDE, MASTER_SIDE // 2)


def test_the_same_picture_gives_the_same_bytes() -> None:
    def sums(drawn: Drawn) -> tuple[str, list[int]]:
        return drawn.sha256, [hash(one.data) for one in drawn.made]

    assert sums(draw(photo())) == sums(draw(photo()))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"Nur Worte", "wrong_type"),
        (b"MZ\x90\0" + b"\0" * 300, "wrong_type"),
        (b"%PDF-1.7\n1 0 obj", "wrong_type"),
        (b"PK\x03\x04" + b"\0" * 60, "wrong_type"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "wrong_type"),
        (b'\xef\xbb\xbf <?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "wrong_type"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 300, "broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "broken"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "broken"),
        (b"\0\0\0\x20ftypavif" + b"\0" * 60, "broken"),
        (claiming(60_000, 60_000), "too_many_pixels"),
        (claiming(10_000, 10_000), "too_many_pixels"),
        (claiming(5_000, 4_001), "too_many_pixels"),
        (photo(40, 40), "too_small"),
        (photo(700, 100), "too_narrow"),
    ],
)
def test_what_is_no_picture_gets_its_reason(data: bytes, code: str) -> None:
    assert _codes(data) == [code]


@pytest.mark.parametrize("name", ["GIF", "PNG", "WEBP", "AVIF"])
def test_a_picture_that_moves_is_refused(name: str) -> None:
    assert _codes(moving(name)) == ["wrong_type" if name == "GIF" else "moves"]


def test_a_picture_with_a_second_one_inside_is_taken_as_the_first() -> None:
    two = saved(halves(), "MPO", save_all=True, append_images=[halves().rotate(180)])
    assert (_codes(two), _near(_opened(draw(two).data).getpixel((9, 9)), RED)) == ([], True)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_ends_too_early_is_unreadable(name: str) -> None:
    noise = Image.effect_noise((300, 200), 90).convert("RGB")
    whole = saved(noise, name)
    half = whole[: len(whole) // 2]
    if not _codes(half):
        with pytest.raises(Unreadable):
            draw(half)


def test_half_a_file_is_unreadable_though_a_sheet_was_printed_before(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = saved(Image.effect_noise((300, 200), 90).convert("RGB"), "PNG")
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the library of the sheets leaves it
    with pytest.raises(Unreadable):
        draw(whole[: len(whole) // 2])


def test_a_bomb_with_few_bytes_is_unreadable_or_small() -> None:
    data = claiming(4_000, 4_000)
    assert _codes(data) == []
    with pytest.raises(Unreadable):
        draw(data)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_bytes_changed_at_random_are_read_or_refused(name: str) -> None:
    whole, dice = talkative(name), random.Random(4711)  # noqa: S311 - the same bytes in every run
    for _round in range(60):
        data = bytearray(whole[: dice.randrange(len(whole)) if dice.random() < 0.3 else len(whole)])
        for _change in range(dice.randrange(1, 12)):
            if data:
                data[dice.randrange(len(data))] = dice.randrange(256)
        if not _codes(bytes(data)):
            try:
                drawn = draw(bytes(data))
            except Unreadable:
                continue
            assert SIGNS[0] not in drawn.data


def _scanned(times: int, *, hidden: bytes = b"") -> bytes:
    """A progressive picture that goes over its pixels so many times more than it needs."""
    data = photo(progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + hidden + last * times + data[-2:]


@pytest.mark.parametrize("hidden", [b"", b"\xff\xfe\x00\x04\xff\xd9"])
def test_a_picture_of_few_bytes_that_costs_hours_to_read_is_refused(hidden: bytes) -> None:
    """Each scan goes over all pixels; twenty megabytes hold half a million. An end within a remark ends nothing."""
    assert (_codes(photo(progressive=True)), _codes(_scanned(20, hidden=hidden))) == ([], [])
    assert _codes(_scanned(MOST_SCANS, hidden=hidden)) == ["broken"]
