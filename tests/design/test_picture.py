"""The component ``picture``: the right size for each screen, nothing shifts, words where they belong."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.template import engines

import strahlkraft.design

SHAPE = {
    "src": "/bilder/abc/960x540.jpg",
    "width": 1960,
    "height": 540,
    "webp": "/bilder/abc/320x180.webp 320w",
    "jpeg": "/bilder/abc/320x180.jpg 320w",
}
ITEM: dict[str, Any] = {
    "shapes": {"whole": SHAPE, "wide": SHAPE | {"src": "/bilder/abc/960x540-0-100.jpg"}},
    "alt": 'Ein "Beispiel"',
    "alt_lang": "",
    "caption": "Unten <b>",
    "caption_lang": "",
    "credit": "Beispiel",
    "licence": "CC BY 4.0",
    "licence_url": "https://spdx.org/licenses/CC-BY-4.0.html",
    "focus_x": 0,
    "focus_y": 100,
}


def drawn(item: Any, words: str = "") -> str:
    """The tag's output for an item."""
    template = engines["django"].from_string(f"{{% picture item {words} %}}")
    return template.render({"item": item}).strip()


def test_a_picture_keeps_its_place_and_comes_in_the_size_the_screen_needs() -> None:
    html = drawn(ITEM)
    for part in (
        'width="1960"',
        'height="540"',
        'loading="lazy"',
        'srcset="/bilder/abc/320x180.webp 320w"',
        'srcset="/bilder/abc/320x180.jpg 320w"',
        'type="image/webp"',
        "focus-x-0 focus-y-100",
        'alt="Ein &quot;Beispiel&quot;"',
        "Unten &lt;b&gt;",
        "CC BY 4.0</a>",
        "<figcaption",
    ):
        assert part in html
    assert "style=" not in html


def test_the_first_picture_of_a_page_does_not_wait() -> None:
    html = drawn(ITEM, "lazy=False")
    assert ('loading="lazy"' in html, 'fetchpriority="high"' in html) == (False, True)


def test_without_caption_there_is_no_figure_and_words_beside_it_may_say_all() -> None:
    html = drawn(ITEM, 'caption=False alt=""')
    assert ("<figure" in html, "figcaption" in html, 'alt=""' in html) == (False, False, True)


def test_a_cut_is_chosen_by_its_name() -> None:
    assert 'src="/bilder/abc/960x540-0-100.jpg"' in drawn(ITEM, '"wide"')


def test_a_decorative_picture_is_silent_and_still_names_its_maker() -> None:
    html = drawn(ITEM | {"alt": "", "caption": "", "licence": ""})
    assert ('alt=""' in html, "Beispiel" in html, "rel=" in html) == (True, True, False)


def test_words_in_another_language_say_so() -> None:
    html = drawn(ITEM | {"alt_lang": "de", "caption_lang": "de"})
    assert html.count('lang="de"') == 2


@pytest.mark.parametrize("item", [None, "", {}])
def test_no_picture_is_nothing(item: object) -> None:
    assert drawn(item) == ""


def test_the_style_sheet_knows_every_place_a_picture_is_held_at() -> None:
    css = Path(strahlkraft.design.__file__).parent / "static/design/css/components/pictures.css"
    text = css.read_text(encoding="utf-8")
    for axis in "xy":
        places = re.findall(rf"\.focus-{axis}-(\d+) \{{ --focus-{axis}: (\d+)%; \}}", text)
        assert places == [(str(percent), str(percent)) for percent in range(0, 101, 5)]
