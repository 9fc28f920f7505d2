"""Keys, slugs, totals, differences."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.kernel.diff import difference
from strahlkraft.kernel.official_key import is_ags, is_ars, is_district_key
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.sealing import InvalidToken, sealer
from strahlkraft.kernel.slug import slugify
from strahlkraft.kernel.totals import Total, total


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Straßenzustandserfassung über KI", "strassenzustandserfassung-ueber-ki"),
        ("Places _ Virtual Reality Festival", "places-virtual-reality-festival"),
        ("Kerpen (Köln) – Neuß", "kerpen-koeln-neuss"),
        ("!!!", "eintrag"),
    ],
)
def test_a_slug_writes_umlauts_out(title: str, slug: str) -> None:
    assert slugify(title) == slug


@given(st.text(max_size=300), st.integers(8, 100))
def test_a_slug_is_always_a_short_address_part(title: str, limit: int) -> None:
    slug = slugify(title, limit=limit)

    assert 0 < len(slug) <= limit
    assert all(c.isascii() and (c.isalnum() or c == "-") for c in slug)


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (is_ags, "05774032", ["5774032", "17000000", "0577403a", "057740321", "00123456"]),
        (is_ars, "057740032032", ["05774032", "177740032032"]),
        (is_district_key, "05774", ["5774", "057740", "99001"]),
    ],
)
def test_official_keys_are_checked_by_their_form(check: Callable[[str], bool], good: str, bad: list[str]) -> None:
    assert check(good)
    assert [key for key in bad if check(key)] == []


def test_a_total_says_what_it_rests_on_and_never_takes_unknown_for_zero() -> None:
    rows = [(Decimal(100), True), (None, False), (Decimal("50.5"), False)]

    assert total(rows) == Total(Decimal("150.5"), known=2, of=3, approximate=1)


def test_a_difference_leaves_alone_what_the_file_does_not_state() -> None:
    assert difference({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 5, "d": None}) == {"b": (2, 5)}


def test_a_refusal_carries_all_reasons() -> None:
    reasons = [Refusal("one", "First."), Refusal("two", "Second %(n)s.", params={"n": 2})]

    with pytest.raises(Refused, match=r"First\.; Second 2\.") as caught:
        ensure(reasons, hidden=True)

    assert (caught.value.refusals, caught.value.hidden) == (reasons, True)


def test_what_is_sealed_is_read_with_the_same_purpose_and_any_known_key_only() -> None:
    written = sealer("exchange", ["old"]).encrypt(b"secret")

    assert sealer("exchange", ["new", "old"]).decrypt(written) == b"secret"
    for other in (sealer("exchange", ["new"]), sealer("second-factor", ["old"])):
        with pytest.raises(InvalidToken):
            other.decrypt(written)
