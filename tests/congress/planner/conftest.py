"""The problems handed out with the task, read once."""

import json
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "congress"


def handed(name: str) -> dict[str, Any]:
    """One of the given problems as JSON; the test is skipped where they are not at hand."""
    path = SHARED / f"{name}.json"
    if not path.exists():
        pytest.skip("../shared/data/congress is not at hand")
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]  # a problem is an object


@pytest.fixture
def problem_24() -> dict[str, Any]:
    """The given problem of 24 pitches."""
    return handed("pcp-24-s1")


@pytest.fixture
def problem_50() -> dict[str, Any]:
    """The given problem of 50 pitches."""
    return handed("pcp-50-s1")


@pytest.fixture
def problem_without_plan() -> dict[str, Any]:
    """The given problem that has no plan."""
    return handed("pcp-50-s4-infeasible")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is slow: solvers run for seconds each."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
