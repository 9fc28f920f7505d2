"""Which towns are like us, and why."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from strahlkraft.reuse.closeness import Closeness, Reason, Town, closeness, nearest, towns, words

pytestmark = pytest.mark.house

OURS = Town(
    "05974040",
    "Beispielstadt",
    48_000,
    state="NRW",
    district="Kreis Soest",
    region="Soest",
    it_provider="Beispiel-IT",
    products=frozenset({"A", "B", "C", "D"}),
)


def test_everything_in_common_is_a_hundred_with_the_strongest_reasons_first() -> None:
    assert closeness(OURS, replace(OURS, key="2")) == Closeness(
        100.0,
        (
            Reason("similar_size"),
            Reason("same_district", {"district": "Kreis Soest"}),
            Reason("same_provider", {"provider": "Beispiel-IT"}),
            Reason("same_products", {"products": "A, B, C, D"}),
        ),
    )


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        (Town("2", "X", 26_000), ["same_size_class"]),
        (Town("2", "X", 60_000), ["similar_size"]),
        (Town("2", "X", 600_000), []),
        (Town("2", "X", district="Kreis Soest", state="NRW"), ["same_district"]),
        (Town("2", "X", region="Soest", state="NRW"), ["same_region"]),
        (Town("2", "X", state="NRW"), ["same_state"]),
        (Town("2", "X", it_provider="Beispiel-IT"), ["same_provider"]),
        (Town("2", "X", products=frozenset("DEF")), ["same_products"]),
        (Town("2", "X"), []),
    ],
)
def test_each_thing_in_common_is_named_and_only_the_nearest_place(other: Town, codes: list[str]) -> None:
    assert [reason.code for reason in closeness(OURS, other).reasons] == codes


def test_what_is_not_known_of_both_is_nothing_in_common() -> None:
    assert closeness(Town("1", "A"), Town("2", "B")) == Closeness(0.0, ())


TOWNS = st.builds(
    Town,
    key=st.text("0123456789", min_size=8, max_size=8),
    name=st.just("X"),
    population=st.none() | st.integers(0, 4_000_000),
    state=st.sampled_from(["", "NRW", "HE"]),
    district=st.sampled_from(["", "K1", "K2"]),
    region=st.sampled_from(["", "R1"]),
    it_provider=st.sampled_from([None, "P1", "P2"]),
    products=st.frozensets(st.sampled_from("ABCDE")),
)


@examples(max_examples=100)
@given(TOWNS, TOWNS)
def test_the_score_is_the_same_both_ways_between_nothing_and_a_hundred(one: Town, other: Town) -> None:
    there, back = closeness(one, other), closeness(other, one)

    assert there.score == back.score
    assert 0 <= there.score <= 100
    assert all("%(" not in words.REASONS[reason.code] % reason.params for reason in there.reasons)


@examples(max_examples=40)
@given(TOWNS, st.lists(TOWNS, max_size=12, unique_by=lambda town: town.key), st.integers(0, 5))
def test_the_nearest_are_the_best_by_score_and_never_the_town_itself(town: Town, towns: list[Town], n: int) -> None:
    found = nearest(town, [*towns, town], n)
    all_scores = sorted((closeness(town, other).score for other in towns if other.key != town.key), reverse=True)

    assert len(found) <= n
    assert town.key not in {other.key for other, _ in found}
    assert [how.score for _, how in found] == [
        score for score in all_scores[:n] if score in {h.score for _, h in found}
    ]
    assert all(how.reasons for _, how in found)


def test_eleven_thousand_towns_are_gone_through_once_and_reasons_are_made_for_the_nearest_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    country = [
        Town(
            f"{number:08}",
            "X",
            500 + number * 37 % 90_000,
            state=str(number % 16),
            district=str(number % 400),
            it_provider=str(number % 50),
            products=frozenset({str(number % 9), str(number % 7)}),
        )
        for number in range(11_000)
    ]
    explained: list[str] = []
    real = towns.closeness

    def counted(one: Town, other: Town) -> Closeness:
        explained.append(other.key)
        return real(one, other)

    monkeypatch.setattr(towns, "closeness", counted)
    found = nearest(country[4_711], iter(country), 10)
    assert explained == [town.key for town, _ in found]
    assert len(found) == 10
