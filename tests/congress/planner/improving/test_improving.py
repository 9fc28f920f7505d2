"""First plans and better ones, judged by rules written down a second time."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.congress.planner.checking import violations
from strahlkraft.congress.planner.improving import first_plan, improve
from strahlkraft.congress.planner.objective import evaluate
from strahlkraft.congress.planner.problem import Plan
from strahlkraft.congress.planner.reading import read_problem
from tests.congress.planner import judge
from tests.factories.pcp import congress, tiny

pytestmark = pytest.mark.house


def after(times: int) -> Callable[[], bool]:
    """Says stop when it was asked so often: the same on a slow machine."""
    left = iter(range(times))
    return lambda: next(left, None) is None


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_small_problems_get_their_cheapest_plan_or_none(seed: int) -> None:
    data = tiny(seed)
    best = judge.cheapest(data)
    told: list[int] = []
    asked = after(2000 if best is not None else 30)

    def on_plan(plan: Plan, points: int) -> None:
        solution = plan.as_json()
        assert (judge.faults(data, solution), judge.points(data, solution)) == ([], points)
        told.append(points)

    improve(read_problem(data), seconds=60, on_plan=on_plan, stop=lambda: told[-1:] == [best] or asked())

    assert told[-1:] == ([] if best is None else [best])


def test_every_plan_given_out_is_valid_has_its_points_and_is_better_than_the_one_before() -> None:
    problem = read_problem(congress(50, 2))
    told: list[tuple[Plan, int]] = []

    best = improve(problem, seconds=0.8, on_plan=lambda plan, points: told.append((plan, points)))

    assert [violations(problem, plan) for plan, _ in told] == [[]] * len(told)
    points = [points for _, points in told]
    assert [evaluate(problem, plan).total for plan, _ in told] == points == sorted(set(points), reverse=True)
    assert best is not None
    assert (best.blocks, len(told) > 1) == (told[-1][0].blocks, True)


def test_a_first_plan_of_five_hundred_pitches_is_there_at_once() -> None:
    problem = read_problem(congress(500, 7))
    free = replace(problem, speakers=tuple(replace(one, windows=((0, 10**6),)) for one in problem.speakers))

    plan = first_plan(free, seconds=10)

    assert plan is not None
    assert violations(free, plan) == []


def test_pitches_stay_where_they_are_pinned() -> None:
    problem = read_problem(congress(50, 2))
    plan = first_plan(problem)
    assert plan is not None
    pins = tuple(sorted(plan.block_of_pitch.items()))[::2]

    better = improve(replace(problem, pins=pins), seconds=10, stop=after(100), seed=5)

    assert better is not None
    assert [better.block_of_pitch[pitch] for pitch, _ in pins] == [block for _, block in pins]
    assert violations(replace(problem, pins=pins), better) == []


def test_a_plan_to_begin_with_is_kept_repaired_and_improved() -> None:
    problem = read_problem(congress(50, 2))
    good = improve(problem, seconds=10, stop=after(100))
    assert good is not None
    points = evaluate(problem, good).total
    lost = Plan(dict(list(good.blocks.items())[1:]))

    first: list[int] = []
    again = improve(problem, seconds=10, start=good, stop=after(3), on_plan=lambda _, points: first.append(points))
    repaired = improve(problem, seconds=10, start=lost, stop=after(100))

    assert first[0] == points
    assert [again and violations(problem, again), repaired and violations(problem, repaired)] == [[], []]


def test_a_problem_where_a_pitch_fits_no_block_has_no_plan_at_once() -> None:
    data = congress(24, 3)
    data["pitches"][0]["duration"] = 90

    problem = read_problem(data)

    assert (first_plan(problem), improve(problem, seconds=30)) == (None, None)


@pytest.mark.parametrize(("name", "optimum"), [("problem_24", 74), ("problem_50", 126)])
def test_the_given_problems_are_solved_as_well_as_proven(
    name: str, optimum: int, request: pytest.FixtureRequest
) -> None:
    problem = read_problem(request.getfixturevalue(name))
    best: list[int] = [10**6]

    improve(problem, seconds=20, on_plan=lambda _, points: best.append(points), stop=lambda: best[-1] <= optimum)

    assert best[-1] == optimum


def test_the_same_seed_finds_the_same_plan_in_as_many_steps() -> None:
    data: dict[str, Any] = congress(50, 2)

    first, second = (first_plan(read_problem(data), seed=3) for _ in range(2))

    assert first == second
