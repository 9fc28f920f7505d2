"""The pure rules: the checklist, the order of an agenda, votes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.steering import texts
from strahlkraft.steering.rules import board as rules
from strahlkraft.steering.rules.vocabulary import APPLICATION_MOVES, ApplicationState, BoardDecision, IdeaState

pytestmark = pytest.mark.house


def test_checklist_asks_what_the_rules_of_funding_ask() -> None:
    assert rules.CHECK_KEYS == (
        "state_interest", "not_begun", "financing", "rate", "transferability", "licence", "no_double_work", "contact",
        "data_protection", "operation",
    )  # fmt: skip


def test_every_state_of_ideas_and_applications_has_its_column_or_has_ended() -> None:
    of_ideas = {state for key, states in rules.PIPELINE.items() if key not in rules.OF_APPLICATIONS for state in states}
    others = {IdeaState.DRAFT, IdeaState.APPLIED, *rules.ENDED}
    assert of_ideas | others == set(IdeaState)
    of_applications = {state for key in rules.OF_APPLICATIONS for state in rules.PIPELINE[key]}
    assert set(ApplicationState) - of_applications == {ApplicationState.REFUSED, ApplicationState.WITHDRAWN}


def test_everything_has_its_word() -> None:
    assert set(texts.DECISIONS) == set(BoardDecision)
    assert set(texts.COLUMNS) == set(rules.PIPELINE)
    assert set(texts.APPLICATION_DEEDS) == {deed for deeds in APPLICATION_MOVES.values() for deed in deeds}


@pytest.mark.parametrize(
    ("steps", "order"),
    [(-1, [1, 3, 2]), (1, [1, 2, 3]), (-9, [3, 1, 2]), (0, [1, 2, 3])],
)
def test_last_item_moves_and_stays_at_the_ends(steps: int, order: list[int]) -> None:
    assert rules.moved([1, 2, 3], 3, steps=steps) == order


@given(st.lists(st.integers(0, 30), min_size=1, unique=True), st.integers(-40, 40), st.data())
def test_moving_keeps_every_item_and_the_order_of_the_others(order: list[int], steps: int, data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(order))
    new = rules.moved(order, item, steps=steps)
    assert [one for one in new if one != item] == [one for one in order if one != item]
    assert new.index(item) == min(max(order.index(item) + steps, 0), len(order) - 1)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_decision_is_carried_by_more_votes_for_than_against(for_it: int, against: int, abstained: int) -> None:
    vote = rules.Vote("forward", "Beispiel", for_it, against, abstained)
    codes = [refusal.code for refusal in rules.vote_problems(vote, voting=100, held_on=date(2027, 3, 1))]
    carried, fits = for_it > against, for_it + against + abstained <= 100
    assert codes == [*([] if carried else ["not_carried"]), *([] if fits else ["too_many_votes"])]
