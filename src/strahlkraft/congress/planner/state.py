"""What a search knows while it runs, whoever finds it out."""

import time
from dataclasses import dataclass, field
from typing import Any

from strahlkraft.congress.planner.outcome import OnProgress, Outcome, Progress, Relaxation, Status, read_relaxation
from strahlkraft.congress.planner.problem import Plan
from strahlkraft.congress.planner.reading import read_plan
from strahlkraft.congress.planner.reasons import Reason, read_reason


@dataclass
class State:
    """What is known so far; every message of a side goes through ``hear``."""

    on_progress: OnProgress | None = None
    began: float = field(default_factory=time.monotonic)
    plan: Plan | None = None
    objective: int | None = None
    bound: int | None = None
    infeasible: bool = False
    minimal: bool = False
    conflict: tuple[Reason, ...] = ()
    relaxations: list[Relaxation] = field(default_factory=list)
    trace: list[Progress] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Seconds since the search began."""
        return time.monotonic() - self.began

    @property
    def proven(self) -> bool:
        """Do plan and bound meet?"""
        return self.objective is not None and self.bound is not None and self.bound >= self.objective

    def hear(self, message: dict[str, Any]) -> None:
        """Take a message of a side in."""
        if "plan" in message:
            self.better(read_plan(message["plan"]), message["objective"])
        if "bound" in message:
            self.raise_bound(message["bound"])
        if message.get("status") == "infeasible":
            self.infeasible = True
        if "conflict" in message:
            self.conflict = tuple(read_reason(reason) for reason in message["conflict"])
            self.minimal = message["minimal"]
        if "relaxation" in message:
            self.relaxations.append(read_relaxation(message["relaxation"]))

    def better(self, plan: Plan, objective: int) -> None:
        """Take a plan if it is the best so far."""
        if self.objective is None or objective < self.objective:
            self.plan, self.objective = plan, objective
            self._tell()

    def raise_bound(self, bound: int) -> None:
        """Take a bound if it is the best so far."""
        if self.bound is None or bound > self.bound:
            self.bound = bound
            self._tell()

    def _tell(self) -> None:
        now = Progress(self.seconds, self.objective, self.bound, self.plan)
        self.trace.append(now)
        if self.on_progress:
            self.on_progress(now)

    def outcome(self) -> Outcome:
        """The answer as it stands."""
        status: Status = "infeasible" if self.infeasible else "undecided"
        if self.plan is not None:
            status = "optimal" if self.proven else "feasible"
        return Outcome(
            status=status,
            objective=self.objective,
            bound=min(self.bound, self.objective)
            if self.bound is not None and self.objective is not None
            else self.bound,
            seconds=self.seconds,
            plan=self.plan,
            conflict=self.conflict,
            minimal=self.minimal,
            relaxations=tuple(self.relaxations),
            trace=tuple(self.trace),
        )
