"""``strahlkraft plan``: answers as JSON and as a table, and a sentence for every file that cannot be used."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from strahlkraft.congress.planner.command import plan
from strahlkraft.jobs.cli import COMMANDS, WITHOUT_DJANGO
from tests.congress.planner import judge
from tests.congress.planner.test_checking import house

pytestmark = pytest.mark.house

GOOD = {"blocks": {"B11": [["P1", 102], ["P2", 109]], "B21": [["P3", 202], ["P4", 211]]}}


def run(*words: str) -> Result:
    return CliRunner().invoke(plan, list(words))


@pytest.fixture
def instance(tmp_path: Path) -> str:
    """A file with a small problem."""
    path = tmp_path / "house.json"
    path.write_text(json.dumps(house()), encoding="utf-8")
    return str(path)


@pytest.fixture
def solution(tmp_path: Path) -> str:
    """A file with a valid plan of it."""
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    return str(path)


def test_the_command_is_known_and_needs_no_database() -> None:
    assert (COMMANDS["plan"], "plan" in WITHOUT_DJANGO) == ("strahlkraft.congress.planner.command:plan", True)


def test_an_instance_is_planned_as_json(instance: str) -> None:
    answer = run(instance, "--seconds", "20", "--json")

    data = json.loads(answer.stdout)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert {key: data[key] for key in ("status", "objective", "bound", "conflict")} == {
        "status": "optimal",
        "objective": judge.cheapest(house()),
        "bound": judge.cheapest(house()),
        "conflict": [],
    }
    assert judge.faults(house(), data["solution"]) == []
    assert data["seconds"] < 20


def test_people_see_a_table_and_the_progress(instance: str) -> None:
    answer = run("make", instance)

    assert answer.exit_code == 0
    assert answer.stdout.startswith("B11  S1  00:50–01:10\n")
    assert "proven best" in answer.stdout.splitlines()[-1]
    assert "no plan below" in answer.stderr


def test_a_conflict_is_told_with_its_reasons_and_offers(tmp_path: Path) -> None:
    path = tmp_path / "house.json"
    path.write_text(json.dumps(house(pins=[["P3", "B12"]])), encoding="utf-8")

    words, data = run(str(path)), json.loads(run(str(path), "--json").stdout)

    assert words.exit_code == 0
    assert words.stdout.splitlines()[:4] == [
        "There is no plan. These rules cannot hold together:",
        "  needs:P3  “Pitch 3” needs screen, which not every stage has.",
        "  pin:P3  “Pitch 3” is fixed in the block B12.",
        "Any of these alone would make a plan possible:",
    ]
    assert (data["status"], data["solution"], data["conflict"]) == ("infeasible", None, ["needs:P3", "pin:P3"])


def test_a_valid_plan_is_checked_and_priced(instance: str, solution: str) -> None:
    answer = run("check", instance, solution)

    assert (answer.exit_code, answer.stdout.splitlines()[0]) == (0, "The plan breaks no rule.")
    assert answer.stdout.splitlines()[-1].split() == [str(judge.points(house(), GOOD)), "points", "in", "all"]


def test_a_broken_plan_is_told_rule_by_rule(instance: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text(json.dumps({"blocks": {**GOOD["blocks"], "B11": [["P1", 102], ["P2", 103]]}}), encoding="utf-8")

    answer = run("check", instance, str(path), "--json")

    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["violations"] == [
        {
            "reason": "overlap:P1|P2",
            "text": "“Pitch 2” begins before “Pitch 1” is over and the stage is changed.",
        }
    ]


def test_a_change_is_planned_anew(instance: str, solution: str) -> None:
    answer = run("replan", instance, solution, "--cancel", "P2", "--window", "V4=300-400", "--json")

    data: dict[str, Any] = json.loads(answer.stdout)
    assert (answer.exit_code, data["status"], data["conflict"]) == (0, "infeasible", ["window:V4"])

    answer = run("replan", instance, solution, "--lost", "B21", "--json")

    data = json.loads(answer.stdout)
    assert (answer.exit_code, data["status"]) == (0, "optimal")
    assert {"P3", "P4"} <= {pitch for pitch, _, _ in data["moves"]}


WRONG = [
    ("{", "{path} is not JSON: Expecting property name enclosed in double quotes (line 1, column 2)."),
    ("[]", "{path} is no problem: file must be an object."),
    ('{"format": "pcp-v1", "slots": [7]}', "{path} is no problem: slots[0] must be a text."),
    ("\udcff", "{path} is not text in UTF-8."),
    ("[" * 100_000, "{path} is nested too deeply."),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG, ids=[row[1][7:30] for row in WRONG])
def test_a_file_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(text.encode(errors="surrogateescape"))

    answer = run(str(path))

    assert (answer.exit_code, answer.stderr) == (2, f"Error: {sentence.format(path=path)}\n")


def test_a_missing_file_is_told_in_a_sentence() -> None:
    answer = run("nowhere.json", "--json")

    assert (answer.exit_code, answer.stderr) == (2, "Error: nowhere.json cannot be read: No such file or directory.\n")


@pytest.mark.parametrize(
    ("words", "end"),
    [
        (("--cancel", "P9"), "Error: Invalid value for --cancel: the problem has no 'P9'."),
        (("--window", "V1"), "Error: Invalid value for --window: 'V1' has no '='."),
        (("--window", "V1=9-3"), "Error: Invalid value for --window: '9-3' is no FROM-TO in ticks."),
        (("--pin", "P1=B99"), "Error: Invalid value for --pin: the problem has no 'B99'."),
        (("--lost", "S9"), "Error: Invalid value for --lost: the problem has no 'S9'."),
    ],
)
def test_a_change_to_something_unknown_is_told(instance: str, solution: str, words: tuple[str, ...], end: str) -> None:
    answer = run("replan", instance, solution, *words)

    assert (answer.exit_code, answer.stderr.splitlines()[-1]) == (2, end)


def test_a_start_that_is_no_valid_plan_is_refused(instance: str, tmp_path: Path) -> None:
    path = tmp_path / "empty.json"
    path.write_text('{"blocks": {}}', encoding="utf-8")

    answer = run(instance, "--start", str(path))

    assert (answer.exit_code, "“Pitch 1” stands nowhere in the plan" in answer.stderr) == (2, True)
