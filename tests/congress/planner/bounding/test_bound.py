"""The bound against trying everything there is, and against optima proven elsewhere."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.congress.planner.bounding import bound, dearest, trivial
from strahlkraft.congress.planner.exact import Exact
from strahlkraft.congress.planner.reading import read_problem
from tests.congress.planner import judge
from tests.factories.pcp import congress, tiny

pytestmark = pytest.mark.house


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_plan_of_a_small_problem_goes_below_the_bound(seed: int) -> None:
    data = tiny(seed)
    best = judge.cheapest(data)
    heard: list[int] = []

    proven = bound(read_problem(data), seconds=5, on_bound=heard.append)

    assert best is None or proven <= best
    assert heard == sorted(set(heard))
    assert heard[-1] == proven


def test_24_pitches_are_closed_without_a_plan_at_hand(problem_24: dict[str, Any]) -> None:
    assert bound(read_problem(problem_24), seconds=20) == 74


@pytest.mark.slow
def test_50_pitches_are_closed_when_the_best_plan_is_known(problem_50: dict[str, Any]) -> None:
    assert bound(read_problem(problem_50), seconds=30, upper=lambda: 126) == 126


@pytest.mark.parametrize("seed", [2, 4, 11])
def test_other_weights_changeovers_and_lengths_keep_the_bound_below_the_optimum(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - invented problems need no secret randomness
    data = congress(24, seed)
    data["weights"] = {name: chance.randint(0, 9) for name in data["weights"]}
    data["changeover"] = {"oo": 1, "or": 4, "ro": 2, "rr": chance.randint(1, 3)}
    for pitch in data["pitches"]:
        pitch["duration"] = chance.choice((4, 6, 8))
    problem = read_problem(data)

    answer = Exact(problem).run(seconds=5)

    assert answer.objective is None or bound(problem, seconds=2) <= answer.objective


def test_a_bound_does_not_pass_the_best_plan_known(problem_24: dict[str, Any]) -> None:
    assert bound(read_problem(problem_24), seconds=20, upper=lambda: 60) == 60


def test_time_that_is_over_leaves_what_the_signs_tell(problem_24: dict[str, Any]) -> None:
    problem = read_problem(problem_24)

    assert bound(problem, seconds=0) == trivial(problem) == 0


def test_stopping_ends_the_search_with_what_is_proven(problem_50: dict[str, Any]) -> None:
    heard: list[int] = []

    proven = bound(read_problem(problem_50), seconds=30, on_bound=heard.append, stop=lambda: len(heard) > 3)

    assert proven == heard[-1] < 126


def test_a_problem_without_a_plan_gets_no_bound_beyond_the_dearest_plan(problem_without_plan: dict[str, Any]) -> None:
    problem = read_problem(problem_without_plan)

    assert bound(problem, seconds=2) <= dearest(problem)
