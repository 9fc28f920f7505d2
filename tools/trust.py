"""``make trust``: measure every goal of reliability and security, and print what was found beside what was promised.

``python -m tools.trust [--full] [--only GOAL …] [--write]``: small sizes by default, within what a test run may take;
``--full`` takes the sizes of the promise (an hour and more, on a quiet machine); ``--write`` keeps the figures in
docs/trust.md. Each trial is a benchmark that prints ``FIGURE`` lines (``benchmarks/_harness.figure``) or a choice of
tests. A goal nobody measured counts as missed.
"""

import argparse
import datetime as dt
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.goals import GOALS, TRIALS, Goal, Trial
from tools.postgres import PostgresMissing, temporary_cluster

PAGE = Path("docs/trust.md")
ON_BOTH = "not house and not once"  # as in `make test`
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


@dataclass(frozen=True)
class Figure:
    """What one trial found for one goal on one database: the words, and held, missed or info."""

    goal: str
    database: str
    words: str
    verdict: str


def main() -> int:
    """Run the trials; 1 when a goal was missed or not measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="the sizes of the promise instead of small ones")
    parser.add_argument("--only", nargs="+", default=[], metavar="GOAL", help="measure these goals alone")
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {PAGE}")
    options = parser.parse_args()
    unknown = set(options.only) - {goal.key for goal in GOALS}
    if unknown:
        parser.error(f"no such goal: {', '.join(sorted(unknown))}")
    wanted = [goal for goal in GOALS if not options.only or goal.key in options.only]
    figures = [figure for trial in needed(wanted) for figure in run(trial, full=options.full)]
    missed = summary(wanted, figures)
    if options.write:
        write(figures, full=options.full)
    return 1 if missed else 0


def needed(goals: list[Goal]) -> list[Trial]:
    """The trials that measure these goals, each once, in the order of the table."""
    return [trial for trial in TRIALS if any(goal.trial == trial.name for goal in goals)]


def run(trial: Trial, *, full: bool) -> list[Figure]:
    """Run one trial and read its figures; its whole output goes on to whoever looks."""
    print(f"\n== {trial.name}", flush=True)
    if trial.tests:
        return list(tested(trial))
    command = [sys.executable, f"benchmarks/{trial.name}.py", *([] if full else ["--small"])]
    with either_database() as environment:
        lines, status = spoken(command, environment)
    found = [figure for line in lines if (figure := read(line))]
    judged = any(figure.verdict == "missed" for figure in found)
    if status and not judged:
        found += [Figure(goal.key, "-", f"ended with {status}", "missed") for goal in GOALS if goal.trial == trial.name]
    return found


def tested(trial: Trial) -> Iterator[Figure]:
    """The trial's tests on SQLite, and on PostgreSQL where one can be started."""
    words = ["-q", "-n", "2", "-p", "no:cacheprovider", *trial.tests]
    commands = {"SQLite": [sys.executable, "-m", "pytest", *words]}
    if trial.both:
        commands["PostgreSQL"] = [sys.executable, "-m", "tools.with_postgres", *commands["SQLite"], "-m", ON_BOTH]
    for database, command in commands.items():
        lines, status = spoken(command, dict(os.environ))
        passed = next((line.strip("= ") for line in reversed(lines) if " passed" in line), f"ended with {status}")
        for goal in GOALS:
            if goal.trial == trial.name:
                count = re.sub(r" in [\d.]+s.*", "", passed)
                yield Figure(goal.key, database, f"{count} (tests)", "missed" if status else "held")


def spoken(command: list[str], environment: dict[str, str]) -> tuple[list[str], int]:
    """What a command prints, passed on while it prints, and how it ended."""
    lines: list[str] = []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, errors="replace") as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line.rstrip("\n"))
    return lines, process.returncode


def read(line: str) -> Figure | None:
    """A ``FIGURE`` line as a figure; None for people's lines."""
    word, *parts = (part.strip() for part in line.split(" | "))
    return Figure(*parts) if word == "FIGURE" and len(parts) == len(Figure.__dataclass_fields__) else None


@contextmanager
def either_database() -> Iterator[dict[str, str]]:
    """The environment of a benchmark: a folder of its own, and a PostgreSQL where one can be started."""
    with tempfile.TemporaryDirectory(prefix="strahlkraft-trust-") as folder:
        environment = {**os.environ, "STRAHLKRAFT_DATA_DIR": folder, "PYTHONPATH": str(Path.cwd())}
        try:
            with temporary_cluster() as url:
                yield environment | {"BENCH_POSTGRES_URL": url}
        except PostgresMissing as error:
            print(f"without PostgreSQL: {error}")
            yield environment


def summary(goals: list[Goal], figures: list[Figure]) -> list[str]:
    """Print goal, target and figures; give the keys of those that were missed or not measured."""
    print("\n== What was promised, what was found")
    missed = []
    for goal in goals:
        of_goal = [figure for figure in figures if figure.goal == goal.key]
        print(f"{goal.key}: {goal.sentence} (promised: {goal.target})")
        for figure in of_goal:
            print(f"    {figure.verdict:6} {figure.database}: {figure.words}")
        if not of_goal:
            print("    missed: nothing was measured")
        if not of_goal or any(figure.verdict == "missed" for figure in of_goal):
            missed.append(goal.key)
    held = len(goals) - len(missed)
    print(f"\n{held} of {len(goals)} goals held" + (f"; missed: {', '.join(missed)}" if missed else ""))
    return missed


def write(figures: list[Figure], *, full: bool) -> None:
    """Put the figures of this run into the table of docs/trust.md; goals that were not measured keep theirs."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    kept = {line.split("|")[1].strip(): line for line in old.splitlines() if line.startswith("| `")}
    day = dt.datetime.now(tz=dt.UTC).date().isoformat()
    size = "full" if full else "small"
    rows = []
    for goal in GOALS:
        of_goal = [figure for figure in figures if figure.goal == goal.key]
        cell = "<br>".join(
            f"{'' if figure.database == '-' else figure.database + ': '}{figure.words.replace('|', '/')}"
            f"{' **missed**' if figure.verdict == 'missed' else ''}"
            for figure in of_goal
        )
        key = f"`{goal.key}`"
        fresh = f"| {key} | {goal.sentence} | {goal.target} | {cell} | {size}, {day} |"
        rows.append(
            fresh if of_goal else kept.get(key, f"| {key} | {goal.sentence} | {goal.target} | not measured | |")
        )
    head = "| goal | what | promised | found | size, day |\n| --- | --- | --- | --- | --- |\n"
    PAGE.write_text(f"{before}{BEGIN}\n{head}" + "\n".join(rows) + f"\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
