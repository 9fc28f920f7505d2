"""The exact side against trying everything there is, and against the known optima."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.congress.planner.conflicts import conflict
from strahlkraft.congress.planner.exact import Exact
from strahlkraft.congress.planner.master import least_cost, opens
from strahlkraft.congress.planner.reading import read_problem
from strahlkraft.congress.planner.sequencing import Sequencer
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


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), draw=st.data())
def test_what_the_model_thinks_a_block_costs_is_never_more_than_its_best_order(seed: int, draw: st.DataObject) -> None:
    problem = read_problem(tiny(seed))
    inside = draw.draw(st.sets(st.sampled_from([pitch.id for pitch in problem.pitches]), min_size=1))
    sequencer = Sequencer(problem)

    rows = {block: sequencer.best(block, inside) for block in problem.blocks}

    assert all(least_cost(problem, inside, block) <= row.cost for block, row in rows.items() if row)


def test_who_can_only_open_a_block_is_its_opener(problem_24: dict[str, Any]) -> None:
    first, second = problem_24["pitches"][:2]
    block = problem_24["blocks"][0]
    start = block["open"] + block["intro"]
    hasty, free = problem_24["speakers"][:2]
    first |= {"opener_penalty": 7, "mode": "onsite", "speakers": [hasty["id"]]}
    second |= {"opener_penalty": 0, "mode": "onsite", "speakers": [free["id"]]}
    hasty["windows"], free["windows"] = [[start, start + first["duration"]]], [[block["open"], block["close"]]]
    problem = read_problem(problem_24)

    inside = [first["id"], second["id"]]

    here = problem.block_of[block["id"]]
    assert [opens(problem, problem.pitch_of[pitch], here) for pitch in inside] == [True, False]
    assert least_cost(problem, inside, here) == 7
    row = Sequencer(problem).best(here, inside)
    assert row is not None
    assert row.cost == 7


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
