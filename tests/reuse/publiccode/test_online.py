"""The checks with network, on a network that is a table."""

import pytest

from strahlkraft.reuse.publiccode import read
from strahlkraft.reuse.publiccode.online import MAX_ADDRESSES, Seen, check_online, raw_base
from tests.reuse.publiccode.samples import changed, written

pytestmark = pytest.mark.house
REPOSITORY = "https://git.example.org/stadt/beispielverfahren"


def asked(
    answers: dict[str, Seen], *, base: str = "", **changes: object
) -> tuple[list[tuple[str, str, str]], list[str]]:
    """What is found and which addresses were asked; an address without answer is not there."""
    addresses: list[str] = []

    def look(address: str) -> Seen:
        addresses.append(address)
        return answers.get(address, Seen(reason="HTTP 404"))

    found = check_online(read(written(changed(**changes))), look, base=base)
    return [(one.level, one.key, one.code) for one in found], addresses


def test_a_page_of_a_repository_is_recognised_by_what_it_shows() -> None:
    assert asked({REPOSITORY: Seen(body=b"<meta content='Forgejo'>")}) == ([], [REPOSITORY])
    assert asked({REPOSITORY: Seen(body=b"<p>Willkommen")})[0] == [("warning", "url", "not_repository")]
    assert asked({"https://github.com/a/b": Seen()}, url="https://github.com/a/b")[0] == []


def test_addresses_that_do_not_answer_are_errors_and_each_is_asked_once() -> None:
    found, addresses = asked(
        {},
        landingURL=REPOSITORY,
        roadmap="ftp://example.org",
        description__de__documentation="https://docs.example.org",
    )
    assert found == [
        ("error", "url", "unreachable"),
        ("error", "landingURL", "unreachable"),
        ("error", "description.de.documentation", "unreachable"),
    ]
    assert addresses == [REPOSITORY, "https://docs.example.org"]


def test_pictures_are_looked_for_where_the_forge_keeps_files() -> None:
    raw = "https://raw.githubusercontent.com/a/b/HEAD/"
    found, addresses = asked(
        {
            "https://github.com/a/b.git": Seen(),
            raw + "logo.svg": Seen(content_type="image/svg+xml"),
            raw + "page": Seen(content_type="text/html"),
        },
        url="https://github.com/a/b.git",
        logo="logo.svg",
        description__de__screenshots=["page", "none.png", "/absolute.png"],
    )
    assert found == [
        ("error", "description.de.screenshots[0]", "not_picture"),
        ("error", "description.de.screenshots[1]", "picture_missing"),
    ]
    assert addresses == ["https://github.com/a/b.git", raw + "logo.svg", raw + "page", raw + "none.png"]


def test_a_file_that_came_from_an_address_has_its_pictures_beside_it() -> None:
    _, addresses = asked({}, base="https://example.org/x/publiccode.yml", logo="img/logo.png")
    assert addresses == [REPOSITORY, "https://example.org/x/img/logo.png"]


def test_pictures_of_an_unknown_forge_are_not_guessed() -> None:
    assert asked({REPOSITORY: Seen(body=b"gitea")}, logo="logo.png") == ([], [REPOSITORY])


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://github.com/a/b", "https://raw.githubusercontent.com/a/b/HEAD/"),
        ("https://gitlab.opencode.de/a/b/c.git", "https://gitlab.opencode.de/a/b/c/-/raw/HEAD/"),
        ("https://codeberg.org/a/b/", "https://codeberg.org/a/b/raw/HEAD/"),
        ("https://git.example.org/a/b", ""),
        ("https://github.com/a", ""),
        ("git@github.com:a/b", ""),
    ],
)
def test_the_raw_files_of_known_forges_have_a_place(url: str, base: str) -> None:
    assert raw_base(url) == base


def test_very_many_addresses_are_not_all_asked() -> None:
    pictures = [f"https://example.org/{number}.png" for number in range(MAX_ADDRESSES * 2)]
    assert len(asked({}, description__de__screenshots=pictures)[1]) == MAX_ADDRESSES


def test_a_file_that_cannot_be_read_asks_nobody() -> None:
    assert [check_online(read(data), lambda address: Seen(), base="") for data in (b"a: [", b"- a", b"")] == [
        (),
        (),
        (),
    ]
