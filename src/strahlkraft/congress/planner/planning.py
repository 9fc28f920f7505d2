"""Plan a congress within a time limit: a first valid plan in seconds, then better ones, and how good they could be.

Small problems are proven at once in this process. Larger ones are worked on from two sides in processes of their own
(``side``): one improves plans, the other proves that no plan can be better than a bound. Both meet at the optimum, or the
rest is told as a gap.
"""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any

from strahlkraft.congress.planner.objective import price
from strahlkraft.congress.planner.outcome import OnProgress, Outcome
from strahlkraft.congress.planner.problem import Plan, Problem
from strahlkraft.congress.planner.reading import write_problem
from strahlkraft.congress.planner.side import SMALL, Side, explain, improving, proving
from strahlkraft.congress.planner.state import State

AT_ONCE = 1.5  # seconds a small problem may take in this process before both sides are called
LOOK = 0.2  # seconds between looks at the clock and at ``stop``


def plan(
    problem: Problem,
    *,
    seconds: float,
    on_progress: OnProgress | None = None,
    workers: int = 2,
    start: Plan | None = None,
    stop: Callable[[], bool] | None = None,
    seed: int = 0,
) -> Outcome:
    """The best plan found in so many seconds, or why there is none.

    ``start`` is a valid plan to begin from; ``stop`` is asked a few times a second; ``on_progress`` hears of every better
    plan and bound. With ``workers`` 1 everything runs in this process, one side after the other.
    """
    state = State(on_progress)
    if start is not None:
        state.better(start, price(problem, start))
    if len(problem.pitches) <= SMALL or workers == 1:
        _at_once(problem, state, min(seconds, AT_ONCE), stop)
    if not state.proven and not state.infeasible and state.seconds < seconds and not (stop and stop()):
        if workers == 1:
            _in_turn(problem, state, seconds, seed, stop)
        else:
            _Sides(problem, state, seconds, seed).run(stop)
    elif state.infeasible:
        explain(_side(problem, state, seconds, seed, stop))
    return state.outcome()


def explained(problem: Problem, *, seconds: float, stop: Callable[[], bool] | None = None) -> Outcome:
    """Why a problem has no plan, and what would help."""
    state = State(None, infeasible=True)
    explain(_side(problem, state, seconds, 0, stop))
    return state.outcome()


def _side(problem: Problem, state: State, seconds: float, seed: int, stop: Callable[[], bool] | None) -> Side:
    """A side in this process."""
    side = Side(problem, state.began + seconds, seed, state.hear, stop)
    if state.plan is not None and state.objective is not None:
        side.take(state.plan, state.objective)
    return side


def _at_once(problem: Problem, state: State, seconds: float, stop: Callable[[], bool] | None) -> None:
    from strahlkraft.congress.planner.exact import Exact  # noqa: PLC0415 - loading the solver would delay the sides

    exact = Exact(problem)
    exact.on_plan, exact.on_bound = state.better, state.raise_bound
    answer = exact.run(seconds=seconds, start=state.plan, stop=stop)
    state.infeasible = answer.status == "infeasible"


def _in_turn(problem: Problem, state: State, seconds: float, seed: int, stop: Callable[[], bool] | None) -> None:
    """Both sides one after the other."""
    for work, until in ((improving, (state.seconds + seconds) / 2), (proving, seconds)):
        if not state.proven and not state.infeasible and not (stop and stop()):
            work(_side(problem, state, until, seed, stop))


class _Sides:
    """Both sides in processes of their own; a side that dies leaves the other its time."""

    def __init__(self, problem: Problem, state: State, seconds: float, seed: int) -> None:
        self.state = state
        self.seconds = seconds
        self.seed = seed
        self.problem = write_problem(problem)
        self.inbox: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
        self.running: dict[str, subprocess.Popen[str]] = {}

    def run(self, stop: Callable[[], bool] | None) -> None:
        """Work until proven, told to stop, or out of time."""
        try:
            for name in ("improving", "proving"):
                self._start(name)
            while self.running and self._goes_on() and not (stop and stop()):
                with suppress(queue.Empty):
                    self._hear(*self.inbox.get(timeout=LOOK))
        finally:
            for name in list(self.running):
                self._end(name)

    def _goes_on(self) -> bool:
        return self.state.seconds < self.seconds and not self.state.proven

    def _start(self, name: str) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "strahlkraft.congress.planner.side"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for whoever asked, who then ends its sides
            text=True,
            encoding="utf-8",
        )
        self.running[name] = process
        found = self.state.plan
        self._send(
            process,
            {
                "side": name,
                "problem": self.problem,
                "seconds": max(0.0, self.seconds - self.state.seconds),
                "seed": self.seed,
                "start": found.as_json() if found else None,
                "objective": self.state.objective,
            },
        )
        threading.Thread(target=self._listen, args=(name, process.stdout), daemon=True).start()

    def _listen(self, name: str, source: IO[str]) -> None:
        """Hand on what a side says; its silence for good is a message too."""
        with source, suppress(ValueError):  # a side that was ended may have been in the middle of a line
            for line in source:
                self.inbox.put((name, json.loads(line)))
        self.inbox.put((name, {"done": True}))

    def _send(self, process: subprocess.Popen[str], message: dict[str, Any]) -> None:
        """Tell a side something; one that is gone hears nothing."""
        with suppress(OSError):
            assert process.stdin is not None  # noqa: S101 - it is a pipe by how the process was started
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()

    def _hear(self, name: str, message: dict[str, Any]) -> None:
        known = self.state.plan
        self.state.hear(message)
        if self.state.plan is not known:
            told = {"plan": message["plan"], "objective": message["objective"]}
            for other, process in self.running.items():
                if other != name:
                    self._send(process, told)
        if message.get("status") == "infeasible" and "improving" in self.running:
            self._end("improving")
        if message.get("done") and name in self.running:
            self._end(name)

    def _end(self, name: str) -> None:
        process = self.running.pop(name)
        process.kill()
        process.wait()
        if process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
