"""One repository under many addresses, one software in many repositories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.reuse.importers import (
    ForkClass,
    Identity,
    Sameness,
    canonical,
    forge_of,
    forges,
    fork_class,
    pasted,
    same_software,
)

pytestmark = pytest.mark.house

HAMBURG = "https://bitbucket.org/geowerkstatt-hamburg/masterportal"
BERLIN = "https://github.com/technologiestiftung/masterportal"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://github.com/A/B", "https://github.com/a/b"),
        ("http://www.GitHub.com/A/B.git/", "https://github.com/a/b"),
        ("https://github.com/a/b/tree/main/docs?x=1#y", "https://github.com/a/b"),
        ("https://raw.githubusercontent.com/a/b/main/publiccode.yml", "https://github.com/a/b"),
        ("git@github.com:A/B.git", "https://github.com/a/b"),
        ("ssh://git@gitlab.opencode.de:2222/G/S/P.git", "https://gitlab.opencode.de/g/s/p"),
        ("git://codeberg.org/a/b", "https://codeberg.org/a/b"),
        ("git+https://codeberg.org/a/b.git", "https://codeberg.org/a/b"),
        ("https://gitlab.opencode.de/g/s/p/-/blob/main/publiccode.yml", "https://gitlab.opencode.de/g/s/p"),
        ("https://gitlab.opencode.de/g/s/p/blob/main/publiccode.yml", "https://gitlab.opencode.de/g/s/p"),
        ("https://gitlab.opencode.de/raw/blob", "https://gitlab.opencode.de/raw/blob"),
        (f"{HAMBURG}/src/dev/", HAMBURG),
        ("https://git.kreis.example/Team/Werk", "https://git.kreis.example/Team/Werk"),
        ("https://git.kreis.example:443/Team/Werk", "https://git.kreis.example/Team/Werk"),
        ("https://git.kreis.example:8443/Team/Werk", "https://git.kreis.example:8443/Team/Werk"),
        ("https://Straße.example/a/b", "https://xn--strae-oqa.example/a/b"),
        ("https://kreis.example/publiccode.yml", "https://kreis.example"),
        ("mailto:a@example.org", ""),
        ("ftp://example.org/a", ""),
        ("C:\\Users\\x", ""),
        ("kein Link", ""),
        ("", ""),
    ],
)
def test_an_address_has_one_canonical_form(written: str, expected: str) -> None:
    assert canonical(written) == expected
    assert canonical(expected) == expected


@given(st.text(max_size=80) | st.from_regex(r"(https?://|git@|ssh://)?[a-z.\[\]:@/%#?-]{0,40}", fullmatch=True))
def test_any_text_has_a_canonical_form_that_stays(text: str) -> None:
    assert forge_of(pasted(text)).name in forges()
    assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" <https://github.com/A/B> ", "https://github.com/A/B"),
        ("github.com/A/B", "https://github.com/A/B"),
        ("git@gitlab.opencode.de:g/p.git", "https://gitlab.opencode.de/g/p"),
        ("ssh://git@codeberg.org/a/b", "https://codeberg.org/a/b"),
        ("irgendwas", "irgendwas"),
        ("file:///etc/passwd", "file:///etc/passwd"),
    ],
)
def test_what_a_person_pastes_becomes_an_address(text: str, expected: str) -> None:
    assert pasted(text) == expected


HERE = "https://github.com/a/b"


@pytest.mark.parametrize(
    ("file_url", "based_on", "forge_fork", "mirror_of", "expected"),
    [
        (HERE, [], False, "", ForkClass.ORIGINAL),
        ("http://www.github.com/A/B.git", [HERE], None, "", ForkClass.ORIGINAL),
        (HERE, ["https://github.com/x/b"], True, "", ForkClass.VARIANT),
        (HERE, [], True, "", ForkClass.GIT_FORK),
        ("https://github.com/x/b", [], True, "", ForkClass.TECHNICAL_FORK),
        (HAMBURG, [], False, "", ForkClass.TECHNICAL_FORK),
        ("https://github.com/a/c", [], False, "https://github.com/a/c.git", ForkClass.TECHNICAL_FORK),
        ("https://github.com/a/c", [], False, "", ForkClass.URL_MISTAKE),
        ("https://www.stadt.example", [], False, "", ForkClass.URL_MISTAKE),
        ("https://www.stadt.example/software", [], None, "", ForkClass.URL_MISTAKE),
        ("", [], None, "", ForkClass.URL_MISTAKE),
        ("unsinn", ["unsinn"], True, "", ForkClass.URL_MISTAKE),
    ],
)
def test_forks_are_classed_by_the_standard_and_the_forge(
    file_url: str,
    based_on: list[str],
    forge_fork: bool | None,  # noqa: FBT001 - a fact of the table
    mirror_of: str,
    expected: ForkClass,
) -> None:
    assert fork_class(HERE, file_url, based_on, forge_fork, mirror_of=mirror_of) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Identity(HERE), Identity("git@github.com:A/b.git"), Sameness.ADDRESS),
        (
            Identity(HERE, renamed_from=("https://github.com/old/b",)),
            Identity("https://github.com/old/b"),
            Sameness.RENAMED,
        ),
        (Identity("https://codeberg.org/a/b", mirror_of=HERE), Identity(HERE), Sameness.MIRROR),
        (
            Identity("https://codeberg.org/a/b", mirror_of=HERE),
            Identity("https://gitlab.com/a/b", mirror_of=HERE),
            Sameness.MIRROR,
        ),
        (Identity(BERLIN, HAMBURG, "Masterportal"), Identity(HAMBURG, HAMBURG, "master portal"), Sameness.DECLARED),
        (Identity(BERLIN, HAMBURG, "Ein anderes"), Identity(HAMBURG, HAMBURG, "Masterportal"), None),
        (Identity(HERE, HERE, "x"), Identity(HAMBURG, HAMBURG, "x"), None),
        (Identity(HERE), Identity(HAMBURG), None),
        (Identity(HERE, mirror_of="https://x.example/a/b"), Identity(HAMBURG), None),
    ],
)
def test_same_software_is_told_with_its_reason_both_ways(
    one: Identity, other: Identity, expected: Sameness | None
) -> None:
    assert (same_software(one, other), same_software(other, one)) == (expected, expected)
