"""Runs of the planner as part of ``strahlkraft work``: each in a process of its own, so that letters go on.

The worker claims a row and starts ``strahlkraft plan-run``; that process writes its best plan and bound into the row at
least every other second. When it is killed, the row tells: after 20 silent seconds another process takes the run over
and begins with the best plan so far.
"""

import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click
import structlog
from django.db import OperationalError, connections

from strahlkraft.congress.actions import planning as actions
from strahlkraft.congress.actions.planning import Finding
from strahlkraft.congress.bridge.planning import timed
from strahlkraft.congress.models import PlanRun
from strahlkraft.congress.planner.checking import violations
from strahlkraft.congress.planner.outcome import Outcome, Progress
from strahlkraft.congress.planner.planning import plan
from strahlkraft.congress.planner.problem import Plan, Problem
from strahlkraft.congress.planner.reading import read_plan, read_problem
from strahlkraft.congress.planner.replanning import replan
from strahlkraft.congress.rules.vocabulary import RunPurpose
from strahlkraft.jobs.clock import now

BEAT_SECONDS = 1.0
_log = structlog.get_logger(__name__)


class PlanningClock:
    """Starts the planner beside the worker's other work, one run at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, *, at: datetime, wait: bool = False) -> None:
        """Take what waits unless a run of this worker still goes on; ``wait`` for its end."""
        if self._process is None or self._process.poll() is not None:
            row = actions.claim_run(at=at)
            if row is not None:
                _log.info("planning.begun", run=row.pk, seconds=row.seconds)
                command = [sys.executable, "-m", "strahlkraft.jobs", "plan-run", str(row.pk)]
                self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        if wait and self._process is not None:
            self._process.wait()

    def stop(self) -> None:
        """End with the worker; another worker goes on with the best plan so far."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()


@click.command("plan-run")
@click.argument("run", type=int)
def plan_run(*, run: int) -> None:
    """Work on a run that `strahlkraft work` has claimed (it calls this command itself)."""
    row = PlanRun.objects.filter(pk=run).first()
    if row is not None and row.started_at is not None:
        carry_out(row, mark=row.started_at)


def carry_out(row: PlanRun, *, mark: datetime) -> None:
    """Plan, and keep what is found in the row; ``mark`` is when this worker claimed it."""
    teller = _Teller(row, mark)
    teller.start()
    try:
        problem = read_problem(row.problem)
        start = _valid(problem, row)
        if row.purpose == RunPurpose.REPLAN:
            outcome = _replanned(problem, row, teller)
        else:
            outcome = plan(
                problem,
                seconds=row.seconds,
                on_progress=teller.hear,
                start=start,
                stop=teller.told_to_stop,
            )
        teller.end()
        actions.end_run(at=now(), run=row.pk, mark=mark, finding=_told(outcome, teller.trace))
    except Exception:  # noqa: BLE001 - whatever went wrong must end the run, or it would be begun again for ever
        _log.exception("planning.failed", run=row.pk)
        teller.end()
        actions.end_run(at=now(), run=row.pk, mark=mark, finding=Finding(), failed=True)
    finally:
        connections.close_all()


class _Teller(threading.Thread):
    """Keeps the row up to date beside the planner, which may think for many seconds without looking up."""

    def __init__(self, row: PlanRun, mark: datetime) -> None:
        super().__init__(name="planning-beat", daemon=True)
        self.row, self.mark = row.pk, mark
        self.trace: list[list[float | int | None]] = [list(point) for point in row.trace]
        self.since = self.trace[-1][0] or 0.0 if self.trace else 0.0
        self.best: Progress | None = None
        self.stopped = False
        self.ended = threading.Event()

    def hear(self, progress: Progress) -> None:
        """A better plan or bound."""
        self.best = progress
        self.trace.append([round(self.since + progress.seconds, 2), progress.objective, progress.bound])

    def told_to_stop(self) -> bool:
        """Whether somebody asked for it, or another worker has taken the run over."""
        return self.stopped

    def run(self) -> None:
        """A sign of life every second, with what is new."""
        told: Progress | None = None
        while not self.stopped and not self.ended.wait(BEAT_SECONDS):
            best = self.best
            finding = _progress(best, self.trace) if best is not None and best is not told else Finding()
            try:
                self.stopped = not actions.beat(at=now(), run=self.row, mark=self.mark, finding=finding)
                told = best
            except OperationalError:  # the database is busy or away for a moment; the next beat tells it
                _log.warning("planning.beat_missed", run=self.row)
        connections.close_all()

    def end(self) -> None:
        """Nothing more to tell."""
        self.ended.set()
        self.join()


def _progress(known: Progress, trace: list[list[float | int | None]]) -> Finding:
    best = known.plan.as_json() if known.plan else None
    return Finding(objective=known.objective, bound=known.bound, best=best, trace=trace)


def _told(outcome: Outcome, trace: list[list[float | int | None]]) -> Finding:
    """The planner's answer as the row keeps it."""
    last: list[float | int | None] = [round(outcome.seconds, 2), outcome.objective, outcome.bound]
    return Finding(
        objective=outcome.objective,
        bound=outcome.bound,
        best=outcome.plan.as_json() if outcome.plan else None,
        trace=trace or [last],
        outcome=outcome.status,
        conflict=[{"code": r.code, "about": list(r.about), "params": dict(r.params)} for r in outcome.conflict],
        relaxations=[
            {
                "code": offer.reason.code,
                "about": list(offer.reason.about),
                "params": dict(offer.params),
                "cost": offer.cost,
                "plan": offer.plan.as_json(),
            }
            for offer in outcome.relaxations
        ],
    )


def _valid(problem: Problem, row: PlanRun) -> Plan | None:
    """The best plan a killed worker left, else the one the run was asked for, if it breaks no rule."""
    known = [read_plan(row.best)] if row.best else []
    if not known and row.plan is not None:
        known = [_as_laid_out(problem, row.plan.layout)]
    return next((found for found in known if not violations(problem, found)), None)


def _as_laid_out(problem: Problem, layout: Mapping[str, Any]) -> Plan:
    """A stored layout as the planner's plan: seconds after the opening become ticks."""
    return timed(problem, {block: [code for code, _start in row] for block, row in layout.items()})


def _replanned(problem: Problem, row: PlanRun, teller: _Teller) -> Outcome:
    """The plan that moves as few pitches as possible; its points are those of the new plan by itself."""
    old = _as_laid_out(problem, row.plan.layout if row.plan else {})
    answer = replan(problem, old, seconds=row.seconds, stop=teller.told_to_stop)
    outcome = answer.outcome
    if outcome.plan is None or outcome.objective is None:
        return outcome
    moves = outcome.objective - (answer.points or 0)
    bound = None if outcome.bound is None else outcome.bound - moves
    return Outcome(outcome.status, answer.points, bound, outcome.seconds, outcome.plan)
