"""The exact side against trying everything there is, and against the known optima."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.congress.planner.conflicts import conflict
from strahlkraft.congress.planner.exact import Exact
from strahlkraft.congress.planner.reading import read_problem
from tests.congress.planner import judge
from tests.factories.pcp import tiny

pytestmark = pytest.mark.house


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_plan_of_a_small_problem_is_cheaper_than_the_proven_one(seed: int) -> None:
    data = tiny(seed)

    answer = Exact(read_problem(data)).run(seconds=20)

    best = judge.cheapest(data)
    assert (answer.status, answer.objective) == ("infeasible" if best is None else "optimal", best)
    if answer.plan:
        solution = answer.plan.as_json()
        assert (judge.faults(data, solution), judge.points(data, solution)) == ([], best)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_conflict_allows_no_plan_and_without_any_part_of_it_does(seed: int) -> None:
    data = tiny(seed)

    found = conflict(read_problem(data), seconds=20)

    assert (found is None) == (judge.cheapest(data) is not None)
    if found is not None:
        keys = [reason.key for reason in found.reasons]
        assert found.minimal
        assert judge.cheapest(data, keys) is None
        assert [key for key in keys if judge.cheapest(data, [other for other in keys if other != key]) is None] == []


def test_24_pitches_are_proven_at_once(problem_24: dict[str, Any]) -> None:
    answer = Exact(read_problem(problem_24)).run(seconds=30)

    assert (answer.status, answer.objective, answer.bound) == ("optimal", 74, 74)
    assert answer.plan is not None
    assert judge.faults(problem_24, answer.plan.as_json()) == []
    assert judge.points(problem_24, answer.plan.as_json()) == 74


@pytest.mark.slow
def test_50_pitches_are_proven_in_seconds(problem_50: dict[str, Any]) -> None:
    answer = Exact(read_problem(problem_50)).run(seconds=60)

    assert (answer.status, answer.objective, answer.bound) == ("optimal", 126, 126)
    assert answer.plan is not None
    assert judge.faults(problem_50, answer.plan.as_json()) == []
    assert judge.points(problem_50, answer.plan.as_json()) == 126
