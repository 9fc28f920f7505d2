"""Files of problems and plans: read whole, written back the same, and refused with the place of the fault."""

import copy
from typing import Any

import pytest

from strahlkraft.congress.planner.problem import Placed, Plan
from strahlkraft.congress.planner.reading import ProblemError, read_plan, read_problem, write_problem
from tests.factories.pcp import congress

pytestmark = pytest.mark.house

FAULTS: list[tuple[tuple[str | int, ...], Any, str]] = [
    (("format",), "pcp-v2", "format: must be 'pcp-v1'"),
    (("tick_seconds",), 0, "tick_seconds: must lie between 1 and 10000000"),
    (("stages",), {}, "stages: must be a list"),
    (("stages", 1, "id"), "S1", "stages[1]: 'S1' stands there twice"),
    (("blocks", 2, "slot"), "D9T9", "blocks[2].slot: names slot 'D9T9', which the file does not have"),
    (("blocks", 0, "close"), 1, "blocks[0]: must open before it closes"),
    (("speakers", 0, "windows", 0), [9], "speakers[0].windows[0]: must be a pair [from, to]"),
    (("speakers", 0, "windows", 0), [9, 9], "speakers[0].windows[0]: must begin before it ends"),
    (("pitches", 3, "duration"), "6", "pitches[3].duration: must be a whole number"),
    (("pitches", 3, "duration"), True, "pitches[3].duration: must be a whole number"),
    (("pitches", 3, "mode"), "hybrid", "pitches[3].mode: must be 'onsite' or 'remote'"),
    (
        ("pitches", 3, "speakers"),
        ["V999"],
        "pitches[3].speakers[0]: names speaker 'V999', which the file does not have",
    ),
    (("pitches", 3, "dgs"), 1, "pitches[3].dgs: must be true or false"),
    (("hard_conflicts",), [["P001", "P001"]], "hard_conflicts[0]: must name two different pitches"),
    (("soft_conflicts",), [["P001", "P002"]], "soft_conflicts[0]: must have 3 entries"),
    (("pins",), [["P001", "B"]], "pins[0][1]: names block 'B', which the file does not have"),
    (("weights", "opener"), -1, "weights.opener: must lie between 0 and 10000000"),
]


def test_a_problem_is_written_as_it_was_read() -> None:
    problem = read_problem(congress(24, 1))

    assert read_problem(write_problem(problem)) == problem


@pytest.mark.parametrize(("path", "value", "sentence"), FAULTS, ids=[fault[2][:40] for fault in FAULTS])
def test_a_fault_in_a_problem_is_named_by_its_place(path: tuple[str | int, ...], value: Any, sentence: str) -> None:
    data: Any = copy.deepcopy(congress(24, 1))
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value

    with pytest.raises(ProblemError) as caught:
        read_problem(data)

    assert str(caught.value) == sentence


@pytest.mark.parametrize("data", [None, [], 3, "x", {}, {"format": "pcp-v1"}])
def test_something_else_is_no_problem(data: object) -> None:
    with pytest.raises(ProblemError):
        read_problem(data)


def test_a_missing_part_is_named() -> None:
    data = congress(24, 1)
    del data["pitches"][0]["topic"]

    with pytest.raises(ProblemError) as caught:
        read_problem(data)

    assert (caught.value.place, caught.value.fault) == ("pitches[0].topic", "is missing")


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_plan_is_read_from_a_solution_and_from_an_answer(*, wrapped: bool) -> None:
    solution = {"blocks": {"B1": [["P001", 10], ["P002", 17]], "B2": []}}

    found = read_plan({"status": "feasible", "solution": solution} if wrapped else solution)

    assert found == Plan({"B1": (Placed("P001", 10), Placed("P002", 17)), "B2": ()})
    assert found.as_json() == solution


def test_a_plan_with_a_fault_is_refused_with_its_place() -> None:
    with pytest.raises(ProblemError) as caught:
        read_plan({"blocks": {"B1": [["P001", "10"]]}})

    assert str(caught.value) == "blocks.B1[0][1]: must be a whole number"
