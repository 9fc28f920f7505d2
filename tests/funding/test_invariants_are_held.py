"""The table of the invariants says which test holds each; every one of them is there."""

import ast
import re
from pathlib import Path

import pytest

from tests.funding.mutants import MUTANTS

pytestmark = pytest.mark.house
ROOT = Path(__file__).resolve().parents[2]
WITHOUT = re.compile(r"^\| (I\d+): \| ([^|]+) \| ([^|]*) \|$", re.MULTILINE)
"""Which guards were taken away: in code, in the database."""
ROW = re.compile(r"^\| (I\d+) \|.*\| ([^|]+) \|$", re.MULTILINE)


def test_every_invariant_names_tests_that_exist() -> None:
    rows = dict(ROW.findall((ROOT / "docs" / "funding.md").read_text(encoding="utf-8")))
    named = {number: re.findall(r"`([^`]+)::([^`]+)`", told) for number, told in rows.items()}
    missing = [
        f"{path}::{test}"
        for tests in named.values()
        for path, test in tests
        if test not in {getattr(node, "name", "") for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body}
    ]
    assert (list(rows), [number for number, tests in named.items() if not tests], missing) == (
        [f"I{number}" for number in range(1, 24)],
        [],
        [],
    )


def test_every_invariant_says_which_guards_were_taken_away() -> None:
    table = WITHOUT.findall((ROOT / "docs" / "funding.md").read_text(encoding="utf-8"))
    told = {number: re.findall(r"`([^`]+)`", code) for number, code, _database in table}
    made: dict[str, list[str]] = {}
    for mutant in MUTANTS:
        names = made.setdefault(mutant.invariant, [])
        if (name := mutant.where.removeprefix("funding.")) not in names:
            names.append(name)
    assert told == made
    assert list(told) == [f"I{number}" for number in range(1, 24)]
    held = "".join((ROOT / "tests" / room / "test_constraints.py").read_text() for room in ("funding", "reports"))
    named = [name for row in table for name in re.findall(r"`(\w+)`", row[2])]
    assert [name for name in named if f'"{name}"' not in held] == []


def test_every_mutants_test_is_there() -> None:
    missing = []
    for mutant in MUTANTS:
        path, _colons, test = mutant.test.partition("::")
        tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
        if test not in {getattr(node, "name", "") for node in tree.body}:
            missing.append(mutant.test)
    assert missing == []
