"""An issue as a letter: text and HTML say the same, nothing is loaded, nothing escapes."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from strahlkraft.newsroom.formats.newsletter import STYLE, STYLE_HASH, IssueLetter, Part, as_html, as_text

pytestmark = pytest.mark.house


def letter(**changed: object) -> IssueLetter:
    values: dict[str, object] = {
        "language": "de",
        "sender": "Strahlkraft",
        "subject": "Beispielbrief <März>",
        "intro": "Ein Beispiel.",
        "intro_html": "<p>Ein Beispiel.</p>",
        "intro_language": "",
        "parts": [
            Part(
                title='Lampen & "Licht"',
                kind="Neues",
                text="Ein langer Satz, " * 10,
                html="<p>Ein langer Satz</p>",
                url="https://strahlkraft.example/neues/lampen/?a=1&b=2",
                meta="2. März 2026, Beispielstadt",
            ),
            Part(title="English only", text="x", html="<p>x</p>", language="en"),
        ],
        "more": "Weiterlesen",
        "foot": ["Niemand zählt."],
        "links": [("Beenden", "https://strahlkraft.example/rundbrief/abbestellen/a.b/")],
    }
    return IssueLetter(**(values | changed))  # type: ignore[arg-type]  # the parts of a letter


class _Seen(HTMLParser):
    """What a mail program finds."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in {"src", "srcset", "background", "style"}]
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.words += data


def test_nothing_is_loaded_and_no_script_runs() -> None:
    seen = _Seen(as_html(letter()))
    assert (seen.loads, {"script", "img", "link", "iframe", "object"} & set(seen.tags)) == ([], set())
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def test_words_are_escaped_and_links_lead_where_they_say() -> None:
    seen = _Seen(as_html(letter()))
    assert "Beispielbrief <März>" in seen.words
    assert 'Lampen & "Licht"' in seen.words
    assert seen.links == [
        "https://strahlkraft.example/neues/lampen/?a=1&b=2",
        "https://strahlkraft.example/neues/lampen/?a=1&b=2",
        "https://strahlkraft.example/rundbrief/abbestellen/a.b/",
    ]


def test_text_and_markup_lead_to_the_same_addresses() -> None:
    text = as_text(letter())
    assert set(re.findall(r"https://\S+", text)) == set(_Seen(as_html(letter())).links)


def test_text_has_short_lines_and_whole_addresses() -> None:
    lines = as_text(letter()).splitlines()
    assert [line for line in lines if len(line) > 76 and not line.startswith("https://")] == []
    assert 'Neues: Lampen & "Licht"' in lines
    assert "2. März 2026, Beispielstadt" in lines


def test_each_part_says_its_language_when_it_is_another() -> None:
    html = as_html(letter())
    assert (html.startswith('<!DOCTYPE html>\n<html lang="de">'), html.count('<div lang="en">')) == (True, 1)


def test_dark_screens_are_asked_for_and_the_hash_names_the_style() -> None:
    html = as_html(letter())
    inside = html.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
    assert ("prefers-color-scheme: dark" in inside, STYLE_HASH) == (True, f"sha256-{digest}")


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    first, second = sorted((light(one), light(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("#111A2E", "#FFFFFF"),
        ("#1F47C4", "#FFFFFF"),
        ("#52607A", "#FFFFFF"),
        ("#E8ECF6", "#122448"),
        ("#9DB7FF", "#122448"),
        ("#B4C0D8", "#122448"),
    ],
)
def test_words_stand_out_on_light_and_dark(ink: str, paper: str) -> None:
    assert (ink in STYLE, paper in STYLE) == (True, True)
    assert _contrast(ink, paper) >= 4.5
