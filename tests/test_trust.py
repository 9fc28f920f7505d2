"""``make trust``: every goal has a trial that exists, a missed goal is told, and the page of figures names each."""

import os
from contextlib import nullcontext
from pathlib import Path

import pytest

from tools import trust
from tools.goals import GOALS, TRIALS, Goal, Trial

pytestmark = pytest.mark.house

ROOT = Path(__file__).resolve().parents[1]


def test_every_goal_has_a_trial_that_stands_in_the_repository() -> None:
    """No goal twice, no trial without a goal, no file that is gone."""
    assert len({goal.key for goal in GOALS}) == len(GOALS)
    assert {goal.trial for goal in GOALS} == {trial.name for trial in TRIALS}
    files = [name.split("::")[0] for trial in TRIALS for name in (trial.tests or [f"benchmarks/{trial.name}.py"])]
    assert [name for name in files if not (ROOT / name).exists()] == []


def test_the_page_of_figures_names_every_goal() -> None:
    """The table in docs/trust.md is the table of goals."""
    figures = (ROOT / trust.PAGE).read_text(encoding="utf-8").split(trust.BEGIN)[1].split(trust.END)[0]
    rows = [line.split(" | ")[0].strip("| `") for line in figures.splitlines() if line.startswith("| `")]
    assert rows == [goal.key for goal in GOALS]


def test_a_goal_counts_as_held_only_when_something_was_measured_and_nothing_missed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Missed on one database is missed; silence is missed."""
    goals = [Goal(key, "Beispiel", "0", "trial") for key in ("held", "missed", "silent", "info")]
    lines = [
        "held | SQLite | 1 | held",
        "missed | SQLite | 1 | held",
        "missed | PostgreSQL | 2 | missed",
        "info | - | 3 | info",
    ]
    figures = [figure for line in lines if (figure := trust.read(f"FIGURE | {line}"))]

    assert trust.summary(goals, figures) == ["missed", "silent"]
    assert "2 of 4 goals held" in capsys.readouterr().out


def test_a_trial_that_breaks_off_misses_all_its_goals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No figure was printed, and it ended badly."""
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "broken.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(trust, "GOALS", (Goal("whole", "Beispiel", "0", "broken"),))
    monkeypatch.setattr(trust, "either_database", lambda: nullcontext(dict(os.environ)))

    assert [figure.verdict for figure in trust.run(Trial("broken"), full=False)] == ["missed"]
