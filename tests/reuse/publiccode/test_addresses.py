"""Addresses taken apart as the reference does."""

import pytest

from strahlkraft.reuse.publiccode import values
from strahlkraft.reuse.publiccode.addresses import Address, take_apart

pytestmark = pytest.mark.house


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("https://example.org/a b?c=%zz#d", Address("https", "example.org", "", "d")),
        ("SSH://git@example.org:22/a", Address("ssh", "example.org:22")),
        ("https://[::1]:80/", Address("https", "[::1]:80")),
        ("https://bücher.example", Address("https", "bücher.example")),
        ("mailto:a@example.org", Address("mailto", "", "a@example.org")),
        ("www.example.org:8080/a", Address("www.example.org", "", "8080/a")),
        ("https:///a", Address("https")),
        ("///a", Address()),
        ("example.org/a", Address()),
        ("", Address()),
    ],
)
def test_the_parts_of_an_address(text: str, parts: Address) -> None:
    assert take_apart(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "git@example.org:a/b",
        "ssh://git@example.org:a/b",
        "https://exa mple.org",
        "https://{{host}}/a",
        "https://example.org/%zz",
        "https://example.org/#%",
        "https://a b@example.org",
        "https://[::1",
        "<https://example.org>",
        " https://example.org",
        "https://example.org/\x7f",
        ":a",
        "1https://example.org",
    ],
)
def test_what_cannot_be_taken_apart(text: str) -> None:
    assert take_apart(text) is None
    assert not values.is_url(text)


def test_a_whole_address_is_more_than_a_word() -> None:
    assert [take_apart(text, whole=True) is None for text in ("", "a", "a b", "/a", "https://example.org")] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("https://example.org", (True, True)),
        ("https:///a", (False, False)),
        ("https:a", (True, False)),
        ("ssh://", (False, False)),
        ("file:/a", (True, False)),
        ("HTTP://example.org", (True, True)),
        ("https://example.org:99999", (False, False)),
    ],
)
def test_which_addresses_are_of_the_web(text: str, kinds: tuple[bool, bool]) -> None:
    assert (values.is_url(text), values.is_web_address(text)) == kinds
