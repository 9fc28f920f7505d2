"""One side of the search in a process of its own: ``python -m strahlkraft.congress.planner.side``.

Reads JSON lines (first the task, then plans the other side found), writes JSON lines (plans, bounds, a verdict). Ends
when its input ends, so that nothing goes on computing when whoever asked is gone.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TextIO

from strahlkraft.congress.planner.problem import Plan, Problem
from strahlkraft.congress.planner.reading import read_plan, read_problem

SMALL = 60  # pitches up to which the solver proves the whole model by itself
SOON = 4.0  # seconds after which a small problem's plan will hardly get better


@dataclass
class Side:
    """What a side works on; ``tell`` sends an object to whoever asked."""

    problem: Problem
    deadline: float
    seed: int
    tell: Callable[[dict[str, Any]], object]
    stop: Callable[[], bool] | None = None
    best: tuple[Plan, int] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.deadline - time.monotonic()

    def over(self) -> bool:
        """Is the time up, or did somebody say stop?"""
        return self.left <= 0 or (self.stop is not None and self.stop())

    def upper(self) -> int | None:
        """Points of the best plan known on either side."""
        return self.best[1] if self.best else None

    def take(self, plan: Plan, objective: int) -> bool:
        """Remember a plan if it is better."""
        with self.lock:
            if self.best is not None and objective >= self.best[1]:
                return False
            self.best = plan, objective
            return True

    def on_plan(self, plan: Plan, objective: int) -> None:
        """Remember and tell a better plan."""
        if self.take(plan, objective):
            self.tell({"plan": plan.as_json(), "objective": objective})

    def on_bound(self, bound: int) -> None:
        """Tell a better bound."""
        self.tell({"bound": bound})


def improving(side: Side) -> None:
    """The primal side: good plans, fast. A small problem has its best plan soon; then this side proves by columns."""
    from strahlkraft.congress.planner.improving import improve  # noqa: PLC0415 - each side loads only what it needs

    small = len(side.problem.pitches) <= SMALL
    improve(
        side.problem,
        seconds=min(side.left, SOON) if small else side.left,
        seed=side.seed,
        start=side.best[0] if side.best else None,
        on_plan=side.on_plan,
        stop=side.over,
    )
    if small and side.best is not None:
        columns(side)


def columns(side: Side) -> None:
    """Raise the bound by linear programs over sets of pitches."""
    from strahlkraft.congress.planner.bounding import bound  # noqa: PLC0415 - each side loads only what it needs

    bound(
        side.problem,
        seconds=side.left,
        upper=side.upper,
        on_bound=side.on_bound,
        on_plan=side.on_plan,
        stop=side.over,
    )


def proving(side: Side) -> None:
    """The dual side: is there a plan at all, and what can no plan go below?"""
    from strahlkraft.congress.planner.exact import Exact  # noqa: PLC0415 - each side loads only what it needs

    if side.best is None and _hopeless(side):
        explain(side)
        return
    if len(side.problem.pitches) > SMALL:
        columns(side)
    exact = Exact(side.problem)
    exact.on_plan, exact.on_bound = side.on_plan, side.on_bound
    exact.run(seconds=side.left, start=side.best[0] if side.best else None, stop=side.over)


def _hopeless(side: Side) -> bool:
    """Is it proven that there is no plan? Looks for one until either side has it."""
    from strahlkraft.congress.planner.conflicts import suspicious  # noqa: PLC0415 - each side loads only what it needs
    from strahlkraft.congress.planner.exact import Exact  # noqa: PLC0415 - the same

    def over() -> bool:
        return side.best is not None or side.over()

    if suspicious(side.problem, side.deadline, over) is not None:
        return True
    first = Exact(side.problem)
    first.on_plan = side.on_plan
    return first.run(seconds=side.left, first_only=True, stop=over).status == "infeasible"


def explain(side: Side) -> None:
    """Tell that there is no plan, then why, then what would help."""
    from strahlkraft.congress.planner.conflicts import Unclear, conflict  # noqa: PLC0415 - only when it is needed
    from strahlkraft.congress.planner.offers import offers  # noqa: PLC0415 - the same

    side.tell({"status": "infeasible"})
    try:
        found = conflict(side.problem, seconds=side.left)
    except Unclear:
        return
    if found is None:
        return
    reasons = [reason.as_json() for reason in found.reasons]
    side.tell({"conflict": reasons, "minimal": found.minimal})
    for offer in offers(side.problem, found.reasons, seconds=side.left):
        side.tell({"relaxation": offer.as_json()})


SIDES: dict[str, Callable[[Side], None]] = {"improving": improving, "proving": proving}


def main(source: TextIO, target: TextIO) -> None:
    """Do one task from ``source``, tell ``target``."""
    writing = threading.Lock()

    def tell(message: dict[str, Any]) -> None:
        with writing:
            target.write(json.dumps(message) + "\n")
            target.flush()

    task = json.loads(source.readline())
    side = Side(read_problem(task["problem"]), time.monotonic() + task["seconds"], task["seed"], tell)
    if task["start"]:
        side.take(read_plan(task["start"]), task["objective"])

    def listen() -> None:
        for line in source:
            message = json.loads(line)
            side.take(read_plan(message["plan"]), message["objective"])
        os._exit(0)  # whoever asked is gone; nothing here is worth keeping

    threading.Thread(target=listen, daemon=True).start()
    SIDES[task["side"]](side)
    tell({"done": True})


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
    os._exit(0)  # the listening thread still reads
