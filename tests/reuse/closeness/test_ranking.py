"""In which order a municipality sees what was found for its need, and why."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from strahlkraft.reuse.closeness import Candidate, Reason, Town, rank, words

pytestmark = pytest.mark.house

US = Town("1", "Wir", 12_000, state="NRW", district="Kreis A", products=frozenset({"d.velop"}))
NEAR = Town("2", "Nachbarstadt", 90_000, state="NRW", district="Kreis A")
ALIKE = Town("3", "Ähnlichstadt", 11_000, state="BY")
FAR = Town("4", "Fernstadt", 900_000, state="BY")
PLAIN = Candidate(kind="offer", key="a", score=10.0, words=("termin",))


def why(candidate: Candidate, town: Town | None = US) -> list[Reason]:
    return list(rank([candidate], town)[0].why)


def test_every_reason_that_counts_is_told() -> None:
    full = replace(
        PLAIN,
        size_classes=frozenset({"small_town_large"}),
        products=frozenset({"D.velop", "X"}),
        reusers=(FAR, ALIKE, NEAR, US),
        level="proven",
    )

    assert rank([full], US)[0].score == 100
    assert why(full) == [
        Reason("words", {"words": "termin"}),
        Reason("fits_size"),
        Reason("has_products", {"products": "D.velop"}),
        Reason("used_by_neighbour", {"towns": "Nachbarstadt"}),
        Reason("proven"),
    ]


@pytest.mark.parametrize(
    ("reusers", "reason"),
    [
        ((FAR, ALIKE), Reason("used_by_similar", {"towns": "Ähnlichstadt"})),
        ((FAR,), Reason("used_elsewhere", {"number": 1})),
    ],
)
def test_the_nearest_user_is_the_reason(reusers: tuple[Town, ...], reason: Reason) -> None:
    assert why(replace(PLAIN, reusers=reusers))[1:] == [reason]


def test_our_own_use_is_no_reason_for_us_and_without_a_town_use_is_counted() -> None:
    assert why(replace(PLAIN, reusers=(US,)))[1:] == []
    assert why(replace(PLAIN, reusers=(US,)), None)[1:] == [Reason("used_elsewhere", {"number": 1})]


def test_nothing_found_ranks_to_nothing_and_no_score_is_no_division() -> None:
    assert rank([], US) == []
    assert [row.score for row in rank([replace(PLAIN, score=0.0)], US)] == [0.0]


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        kind=st.just("offer"),
        key=st.text("abcdef", min_size=1, max_size=6),
        score=st.floats(0, 50),
        words=st.sampled_from([(), ("a", "b")]),
        size_classes=st.sampled_from([frozenset(), frozenset({"small_town_large"})]),
        products=st.sampled_from([frozenset(), frozenset({"d.velop"})]),
        reusers=st.sampled_from([(), (NEAR,), (ALIKE,), (FAR,)]),
        level=st.sampled_from(["", "findable", "transferable", "proven"]),
    ),
    max_size=8,
    unique_by=lambda candidate: candidate.key,
)


@examples(max_examples=100)
@given(CANDIDATES, st.sampled_from([None, US]))
def test_nothing_overtakes_what_the_search_found_better_by_a_quarter(found: list[Candidate], town: Town | None) -> None:
    ranked = rank(found, town)
    best = max((candidate.score for candidate in found), default=0)
    places = {row.candidate.key: place for place, row in enumerate(ranked)}

    assert sorted(places) == sorted(candidate.key for candidate in found)
    assert not [
        (one.key, other.key)
        for one in found
        for other in found
        if one.score - other.score > 0.2501 * best and places[one.key] > places[other.key]
    ]
    assert all("%(" not in words.REASONS[reason.code] % reason.params for row in ranked for reason in row.why)
