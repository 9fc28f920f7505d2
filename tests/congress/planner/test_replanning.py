"""Planning anew during the day: what has begun stays, as little as possible moves, and that is proven."""

from functools import lru_cache
from itertools import permutations, product
from typing import Any

import pytest

from strahlkraft.congress.planner.checking import violations
from strahlkraft.congress.planner.exact import Exact
from strahlkraft.congress.planner.objective import evaluate
from strahlkraft.congress.planner.problem import Plan, Problem
from strahlkraft.congress.planner.reading import read_problem
from strahlkraft.congress.planner.replanning import changed, replan
from tests.congress.planner import judge
from tests.congress.planner.test_checking import house, plan_of
from tests.factories.pcp import congress

pytestmark = pytest.mark.house


@lru_cache
def day() -> tuple[Problem, Plan]:
    """A congress of 24 pitches with its best plan."""
    problem = read_problem(congress(24, 4))
    answer = Exact(problem).run(seconds=30)
    assert (answer.status, answer.plan is None) == ("optimal", False)
    assert answer.plan is not None
    return problem, answer.plan


def test_nothing_moves_when_nothing_changes() -> None:
    problem, old = day()

    answer = replan(problem, old, seconds=20)

    assert (answer.outcome.status, answer.moves, answer.outcome.plan) == ("optimal", (), old)
    assert answer.points == evaluate(problem, old).total


def test_everybody_else_keeps_their_hour_when_a_pitch_is_cancelled() -> None:
    problem, old = day()
    gone = problem.pitches[7].id

    answer = replan(changed(problem, cancelled=[gone]), old, seconds=20)

    assert (answer.outcome.status, answer.moves) == ("optimal", ())
    assert answer.outcome.plan is not None
    left = {block: tuple(placed for placed in row if placed.pitch != gone) for block, row in old.blocks.items()}
    assert answer.outcome.plan.block_of_pitch == Plan(left).block_of_pitch
    assert violations(changed(problem, cancelled=[gone]), answer.outcome.plan) == []


def test_what_has_begun_stays_to_the_tick_and_the_rest_starts_later() -> None:
    problem, old = day()
    block = min((problem.block_of[name].open, name) for name, row in old.blocks.items() if len(row) > 2)[1]
    now = old.blocks[block][1].start + 1
    last = old.blocks[block][-1].pitch
    pitch = problem.pitch_of[last]
    late = changed(problem, windows={pitch.speakers[0]: [(problem.block_of[block].close, 9999)]})

    answer = replan(late, old, now=now, seconds=20)

    assert answer.outcome.plan is not None
    begun = {placed for row in old.blocks.values() for placed in row if placed.start < now}
    new = {placed for row in answer.outcome.plan.blocks.values() for placed in row}
    assert begun <= new
    assert {placed.start < now for placed in new - begun} == {False}
    assert last in {name for name, _, _ in answer.moves}
    assert violations(late, answer.outcome.plan) == []


def test_whoever_stood_in_a_lost_block_moves_at_four_points_each() -> None:
    problem, old = day()
    lost = [block for block, row in old.blocks.items() if len(row) > 1]
    answers = {block: replan(changed(problem, lost=[block]), old, seconds=20) for block in lost}

    found = {block: answer for block, answer in answers.items() if answer.outcome.plan is not None}

    assert len(found) > 1
    for block, answer in found.items():
        plan = answer.outcome.plan
        assert plan is not None
        rest = changed(problem, lost=[block])
        assert {placed.pitch for placed in old.blocks[block]} <= {name for name, _, _ in answer.moves}
        assert answer.outcome.objective == evaluate(rest, plan).total + 4 * len(answer.moves)
        assert violations(rest, plan) == []


def test_the_fewest_points_with_moves_are_those_of_trying_everything() -> None:
    data = house(soft_conflicts=[["P3", "P4", 9]], hard_conflicts=[["P1", "P3"]])
    problem = read_problem(data)
    old = plan_of(B11=[("P1", 102), ("P2", 109)], B21=[("P3", 202), ("P4", 211)])
    late = changed(problem, windows={"V3": [(100, 150)]})

    answer = replan(late, old, seconds=20)

    data["speakers"][2]["windows"] = [[100, 150]]
    best = min(
        judge.points(data, {"blocks": rows})
        + 4 * sum(old.block_of_pitch[p] != b for b, row in rows.items() for p, _ in row)
        for rows in every_plan(data)
    )
    assert (answer.outcome.status, answer.outcome.objective) == ("optimal", best)


def every_plan(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Every assignment of four pitches with the earliest starts of every order that breaks no rule."""
    problem = read_problem(data)
    plans = []
    for places in product(problem.blocks, repeat=len(problem.pitches)):
        for order in permutations(range(len(problem.pitches))):
            rows: dict[str, list[list[Any]]] = {}
            for index in order:
                pitch, block = data["pitches"][index], places[index]
                row = rows.setdefault(block.id, [])
                start = block.start
                if row:
                    before = next(other for other in data["pitches"] if other["id"] == row[-1][0])
                    start = row[-1][1] + before["duration"] + judge.changeover(data, before, pitch)
                row.append([pitch["id"], start])
            if not judge.faults(data, {"blocks": rows}):
                plans.append(rows)
    return plans


def test_a_pin_completes_a_plan_around_what_somebody_fixed() -> None:
    problem, old = day()
    pitch = problem.pitches[0]
    other = next(
        block.id
        for block in problem.blocks
        if block.id != old.block_of_pitch[pitch.id]
        and replan(problem, old, pins=[(pitch.id, block.id)], seconds=5).outcome.plan is not None
    )

    answer = replan(problem, old, pins=[(pitch.id, other)], seconds=20)

    assert (answer.outcome.status, answer.outcome.plan is None) == ("optimal", False)
    assert answer.outcome.plan is not None
    assert answer.outcome.plan.block_of_pitch[pitch.id] == other
    assert (pitch.id, old.block_of_pitch[pitch.id], other) in answer.moves


def test_when_the_day_cannot_go_on_the_reason_names_only_what_people_know() -> None:
    data = house(pins=[["P4", "B21"]])
    problem = read_problem(data)
    old = plan_of(B11=[("P1", 102), ("P2", 109)], B21=[("P3", 202), ("P4", 211)])

    answer = replan(changed(problem, lost=["S1"]), old, now=50)

    assert (answer.outcome.status, [reason.key for reason in answer.outcome.conflict]) == ("infeasible", ["needs:P3"])


def test_a_pitch_that_began_is_told_as_fixed() -> None:
    problem = read_problem(house())
    old = plan_of(B11=[("P1", 102), ("P2", 109)], B21=[("P3", 202), ("P4", 211)])

    answer = replan(problem, old, now=103, pins=[("P2", "B12")])

    assert (answer.outcome.status, [reason.key for reason in answer.outcome.conflict]) == (
        "infeasible",
        ["dgs_teams:T1", "pin:P1", "pin:P2"],
    )
