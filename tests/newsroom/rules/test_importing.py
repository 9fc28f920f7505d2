"""Which addresses are the same, what they become here, and what pictures of older sites say."""

import pytest

from strahlkraft.newsroom.rules.importing import credited, former_path, identity, said, spellings

pytestmark = pytest.mark.house
SITE = "https://alt.beispiel.example"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{SITE}/eins", f"{SITE}/eins"),
        ("HTTPS://ALT.beispiel.example:443/Eins?utm_source=x#more-3", f"{SITE}/Eins"),
        (f"{SITE}/?p=3&fbclid=x", f"{SITE}/?p=3"),
        (f"{SITE}/liste#vierte", f"{SITE}/liste#vierte"),
        (SITE, f"{SITE}/"),
        ("https://alt.beispiel.example:8080/", "https://alt.beispiel.example:8080/"),
        ("https://alt.beispiel.example:99999/", ""),
        ("https://[", ""),
        ("ftp://alt.beispiel.example/", ""),
        ("javascript:alert(1)", ""),
        (f"{SITE}/a\nb", ""),
        (f"{SITE}/{'x' * 500}", ""),
        ("", ""),
    ],
)
def test_an_address_is_kept_without_what_only_counts_readers(url: str, expected: str) -> None:
    assert identity(url) == expected


def test_spellings_of_an_address_are_one() -> None:
    ways = [f"{SITE}/eins", "http://www.alt.beispiel.example/eins/", f"{SITE}/eins/"]
    assert [set(spellings(way)) == set(spellings(ways[0])) for way in ways] == [True] * 3
    assert f"{SITE}/eins.html/" not in spellings(f"{SITE}/eins.html")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{SITE}/neues/eins.html", "/neues/eins.html"),
        (f"{SITE}/?p=3", "/?p=3"),
        (f"{SITE}/", ""),
        (f"{SITE}/%C3%BCber", "/über"),
        (f"{SITE}/%FCber", "/%FCber"),
        (f"{SITE}/a%00b", ""),
        (f"{SITE}/a%0Ab", ""),
    ],
)
def test_a_former_address_is_what_visitors_ask_us_for(url: str, expected: str) -> None:
    assert former_path(url) == expected


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("Das Haus. Foto: Stadt Beispiel", ("Das Haus.", "Stadt Beispiel")),
        ("Das Haus (Foto: Beispiel/Amt)", ("Das Haus", "Beispiel/Amt")),
        ("© Kreis Beispiel", ("", "Kreis Beispiel")),
        ("Nur das Haus", ("Nur das Haus", "")),
        ("", ("", "")),
    ],
)
def test_a_caption_says_who_made_the_picture_as_papers_write_it(caption: str, expected: tuple[str, str]) -> None:
    assert credited(caption) == expected


@pytest.mark.parametrize("words", ["IMG_1.jpg", "x" * 301, ""])
def test_words_that_describe_nothing_are_left_to_be_written(words: str) -> None:
    one = said(words, "Das Haus. Foto: Beispiel")
    assert (one.alternative_text, one.caption, one.credit) == ("", "Das Haus.", "Beispiel")
