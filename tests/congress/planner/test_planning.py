"""Planning within a time limit, in this process and from two sides."""

import json
import subprocess
import sys
from typing import Any

import pytest

from strahlkraft.congress.planner import planning
from strahlkraft.congress.planner.outcome import Progress
from strahlkraft.congress.planner.planning import plan
from strahlkraft.congress.planner.reading import read_problem, write_problem
from tests.congress.planner import judge
from tests.factories.pcp import congress

pytestmark = pytest.mark.house


def test_a_small_congress_is_proven_in_this_process(problem_24: dict[str, Any]) -> None:
    heard: list[Progress] = []

    answer = plan(read_problem(problem_24), seconds=30, on_progress=heard.append)

    assert (answer.status, answer.objective, answer.bound) == ("optimal", 74, 74)
    assert answer.plan is not None
    assert judge.faults(problem_24, answer.plan.as_json()) == []
    assert answer.trace == tuple(heard)
    points = [now.objective for now in heard if now.objective is not None]
    assert points == sorted(points, reverse=True)
    assert [now.gap for now in heard][-1] == 0.0


def test_a_wish_list_without_plan_is_explained(problem_without_plan: dict[str, Any]) -> None:
    answer = plan(read_problem(problem_without_plan), seconds=30)

    assert (answer.status, answer.plan, answer.objective) == ("infeasible", None, None)
    assert answer.as_json()["conflict"] == ["needs:P011", "needs:P031", "one_place:VX", "window:VX"]
    assert [offer["reason"] for offer in answer.as_json()["relaxations"]] == [
        "window:VX",
        "needs:P011",
        "needs:P031",
        "one_place:VX",
    ]


def test_no_pitches_at_all_are_planned_at_no_cost() -> None:
    data = congress(24, 1) | {"pitches": [], "hard_conflicts": [], "soft_conflicts": [], "precedence": []}

    answer = plan(read_problem(data), seconds=5)

    assert (answer.status, answer.objective) == ("optimal", 0)


def test_no_time_and_no_plan_is_undecided() -> None:
    answer = plan(read_problem(congress(100, 1)), seconds=0.0)

    assert (answer.status, answer.plan, answer.conflict) == ("undecided", None, ())


def test_a_search_told_to_stop_keeps_the_plan_it_began_with(problem_24: dict[str, Any]) -> None:
    problem = read_problem(problem_24)
    best = plan(problem, seconds=30).plan

    answer = plan(problem, seconds=30, start=best, stop=lambda: True)

    assert (answer.status, answer.objective, answer.plan) == ("feasible", 74, best)


@pytest.mark.slow
def test_both_sides_in_processes_of_their_own_give_a_valid_plan_and_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    data = congress(50, 2)
    monkeypatch.setattr(planning, "AT_ONCE", 0.0)

    answer = plan(read_problem(data), seconds=6)

    assert answer.plan is not None
    assert judge.faults(data, answer.plan.as_json()) == []
    assert judge.points(data, answer.plan.as_json()) == answer.objective
    assert (answer.objective or 0) >= 98
    assert answer.bound is None or answer.bound <= 98
    assert answer.seconds < 60  # the six were heeded, however busy the machine is


@pytest.mark.slow
def test_both_sides_explain_what_has_no_plan(
    problem_without_plan: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "AT_ONCE", 0.0)

    answer = plan(read_problem(problem_without_plan), seconds=120)  # ends with the proof, also on a busy machine

    assert answer.status == "infeasible"
    assert answer.as_json()["conflict"] == ["needs:P011", "needs:P031", "one_place:VX", "window:VX"]


@pytest.mark.slow
def test_one_after_the_other_in_this_process_works_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    data = congress(50, 4)
    monkeypatch.setattr(planning, "AT_ONCE", 0.1)

    answer = plan(read_problem(data), seconds=2, workers=1)

    assert answer.plan is not None
    assert judge.faults(data, answer.plan.as_json()) == []
    assert judge.points(data, answer.plan.as_json()) == answer.objective


def test_a_side_ends_when_whoever_asked_is_gone() -> None:
    task = {"side": "improving", "problem": write_problem(read_problem(congress(100, 1))), "seconds": 60}
    side = subprocess.run(
        [sys.executable, "-m", "strahlkraft.congress.planner.side"],
        input=json.dumps({**task, "seed": 0, "start": None, "objective": None}) + "\n",
        text=True,
        capture_output=True,
        timeout=50,
        check=False,
    )

    assert (side.returncode, side.stderr) == (0, "")
