"""The look keeps its promises: contrast, no inline style, addresses that resolve, icons that exist."""

import re
from pathlib import Path

import pytest

import strahlkraft
from strahlkraft.design.icons import drawings

pytestmark = pytest.mark.house
ROOM = Path(strahlkraft.__file__).parent / "design"
STATIC = ROOM / "static" / "design"
TEMPLATES = sorted(Path(strahlkraft.__file__).parent.glob("**/templates/**/*.html"))


def tokens(selector: str) -> dict[str, str]:
    """Colour tokens of one theme from the style sheet itself; the dark theme stands on the light one."""
    css = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    block = css[css.index(selector) :]
    return dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6});", block[: block.index("}")]))


def luminance(colour: str) -> float:
    """WCAG relative luminance of #RRGGBB."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


LIGHT = tokens(":root {\n    color-scheme: light;")
DARK = LIGHT | tokens(':root[data-theme="dark"]')
TEXT_PAIRS = [
    *((text, ground) for text in ("ink", "mute", "blue") for ground in ("paper", "raised", "mist", "field")),
    *((state, f"{state}-ground") for state in ("good", "warn", "bad", "unknown")),
    *((state, "paper") for state in ("good", "warn", "bad", "unknown")),
    *(("ink", f"{state}-ground") for state in ("good", "warn", "bad", "blue")),
    ("blue", "blue-ground"),
    ("blue-hover", "blue-ground"),
    ("on-blue", "blue"),
    ("on-blue", "blue-hover"),
    ("on-sun", "sun"),
    ("on-sun", "sun-hover"),
    *((text, ground) for text in ("night-text", "night-muted", "night-link", "sun") for ground in ("night", "night-2")),
]
GRAPHIC_PAIRS = [("line-strong", "field"), ("line-strong", "paper"), ("focus", "paper"), ("map-ray", "mist")]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_at_least_4_5_and_graphics_3_to_their_ground(theme: dict[str, str]) -> None:
    weak_text = [pair for pair in TEXT_PAIRS if contrast(theme[pair[0]], theme[pair[1]]) < 4.5]
    weak_graphics = [pair for pair in GRAPHIC_PAIRS if contrast(theme[pair[0]], theme[pair[1]]) < 3]
    assert (weak_text, weak_graphics) == ([], [])


def test_the_dark_theme_by_choice_and_by_preference_is_the_same() -> None:
    assert tokens(':root[data-theme="dark"]') == tokens(':root:not([data-theme="light"])')


def test_tokens_are_those_of_the_plan() -> None:
    plan = {
        "night": "#0A1730",
        "night-2": "#122448",
        "ink": "#111A2E",
        "blue": "#1F47C4",
        "sun": "#FFB000",
        "paper": "#FFFFFF",
        "mist": "#F3F5FA",
        "line": "#D8DEEA",
        "mute": "#52607A",
        "good": "#0B6B3A",
        "good-ground": "#EFFAF3",
        "warn": "#8A4B00",
        "warn-ground": "#FFF8EC",
        "bad": "#A3132A",
        "bad-ground": "#FFF1F2",
        "unknown": "#52607A",
        "unknown-ground": "#F6F8FC",
    }
    assert {name: LIGHT[name] for name in plan} == plan


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_template_holds_inline_style_script_or_handler(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    inline = re.findall(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", text)
    scripts = [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag and 'json"' not in tag]
    assert (inline, scripts) == ([], [])


def test_every_icon_a_template_names_exists() -> None:
    named = {
        name
        for template in TEMPLATES
        for name in re.findall(r'{% icon "([\w-]+)"', template.read_text(encoding="utf-8"))
    }
    assert named - set(drawings()) == set()


def test_every_address_in_a_style_sheet_leads_to_a_file() -> None:
    missing = [
        (sheet.name, target)
        for sheet in STATIC.glob("**/*.css")
        for target in re.findall(r'url\("?([^")]+)"?\)', sheet.read_text(encoding="utf-8"))
        if not target.startswith("data:") and not (sheet.parent / target).resolve().exists()
    ]
    assert missing == []


def test_nothing_in_the_look_leaves_the_host() -> None:
    found = [
        address
        for file in [*STATIC.glob("css/**/*.css"), *STATIC.glob("js/*.js")]
        for address in re.findall(r"https?://(?!www.w3.org/2000/svg)[^\s\"')]+", file.read_text(encoding="utf-8"))
    ]
    assert found == []
