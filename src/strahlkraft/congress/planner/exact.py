"""The exact side: solve the master, order every block, teach the master what no order can do, until nothing is left.

A plan counts only once every block of it is ordered; a bound is the master's, which never lies above the truth.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from strahlkraft.congress.planner.master import Master, least_cost
from strahlkraft.congress.planner.objective import price
from strahlkraft.congress.planner.problem import Block, Plan, Problem
from strahlkraft.congress.planner.sequencing import Sequencer

Found = Callable[[Plan, int], object]
EARLY = 1.0  # seconds of a search after which it is dearer to begin anew than to go on with a solution without order
LOOK = 0.1  # seconds between looks at ``stop`` during a search


@dataclass(frozen=True, slots=True)
class Exactly:
    """What the exact side knows at its end. ``status``: optimal, feasible, infeasible, undecided."""

    status: str
    plan: Plan | None
    objective: int | None
    bound: int | None


@dataclass
class _Lessons:
    """What one solution of the master taught: sets without order, and sets that cost more than it thought."""

    never: list[tuple[Block, frozenset[str]]] = field(default_factory=list)
    dearer: list[tuple[Block, frozenset[str], int]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.never or self.dearer)


class Exact:
    """One run of the exact side; ``keep`` is the old block of each pitch that should not move without need."""

    def __init__(self, problem: Problem, *, keep: Mapping[str, str] | None = None) -> None:
        self.problem = problem
        self.keep = dict(keep or {})
        self.sequencer = Sequencer(problem)
        self.best: tuple[Plan, int] | None = None
        self.bound: int | None = None
        self.on_plan: Found | None = None
        self.on_bound: Callable[[int], object] | None = None

    def run(
        self,
        *,
        seconds: float,
        start: Plan | None = None,
        stop: Callable[[], bool] | None = None,
        first_only: bool = False,
    ) -> Exactly:
        """Search for at most so many seconds; ``first_only`` ends with the first valid plan and asks for no bound."""
        deadline = time.monotonic() + seconds
        master = Master(self.problem)
        master.tighten()
        if not first_only:
            master.price(self.keep)
        self.offer(start)
        while (left := deadline - time.monotonic()) > 0 and not (stop and stop()):
            if first_only and self.best:
                break
            if self.best:
                hint(master, self.best[0])
            watch = _Watch(self, master, stop, first_only=first_only)
            status, bound = solve(master, watch, seconds=left)
            if status == cp_model.INFEASIBLE:
                return self._proven()
            if not first_only:
                self.raise_bound(bound)
            if not first_only and (self.closed or (status == cp_model.OPTIMAL and not watch.misled)):
                return self._proven()
            if not watch.lessons and status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
                break
            teach(master, watch.lessons)
        return self._answer("feasible" if self.best else "undecided")

    @property
    def closed(self) -> bool:
        """Do plan and bound meet?"""
        return self.best is not None and self.bound is not None and self.bound >= self.best[1]

    def offer(self, plan: Plan | None) -> None:
        """Take a plan from elsewhere when it is valid in every block and better than what is known."""
        if plan is None:
            return
        cost = price(self.problem, plan, self.keep)
        if self.best is None or cost < self.best[1]:
            self.best = plan, cost
            if self.on_plan:
                self.on_plan(plan, cost)

    def order(self, assignment: Mapping[str, Iterable[str]]) -> tuple[Plan | None, _Lessons]:
        """The cheapest plan of an assignment (pitches by block), or what forbids it; and where it costs more."""
        rows, lessons = {}, _Lessons()
        for name, pitches in assignment.items():
            block, inside = self.problem.block_of[name], frozenset(pitches)
            row = self.sequencer.best(block, inside)
            if row is None:
                lessons.never.append((block, self._least(block, inside)))
                continue
            rows[name] = row.placed
            over = row.cost - least_cost(self.problem, inside, block)
            if over > 0:
                lessons.dearer.append((block, inside, over))
        return (None if lessons.never else Plan(rows)), lessons

    def _least(self, block: Block, pitches: frozenset[str]) -> frozenset[str]:
        """A smallest part of the pitches that already has no order, if leaving out pitches never hurts."""
        if not shrinks(self.problem):
            return pitches
        least = set(pitches)
        for pitch in sorted(pitches):
            if self.sequencer.best(block, least - {pitch}) is None:
                least.remove(pitch)
        return frozenset(least)

    def raise_bound(self, bound: float) -> None:
        """Take a better lower bound."""
        if bound > float("-inf") and (self.bound is None or bound > self.bound):
            self.bound = round(bound)
            if self.on_bound:
                self.on_bound(self.bound)

    def _proven(self) -> Exactly:
        if self.best is None:
            return self._answer("infeasible")
        self.raise_bound(self.best[1])
        return self._answer("optimal")

    def _answer(self, status: str) -> Exactly:
        plan, objective = self.best or (None, None)
        return Exactly(status, plan, objective, self.bound)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Orders every better solution of the master; ends a search early that goes astray."""

    def __init__(self, exact: Exact, master: Master, stop: Callable[[], bool] | None, *, first_only: bool) -> None:
        super().__init__()
        self.exact = exact
        self.master = master
        self.stop = stop
        self.first_only = first_only
        self.lessons = _Lessons()
        self.misled = False  # does the best solution so far cost more than the master thinks, or have no order?

    def on_solution_callback(self) -> None:
        assignment: dict[str, list[str]] = {}
        for pitch in self.exact.problem.pitches:
            for block, variable in self.master.places(pitch.id).items():
                if self.boolean_value(variable):
                    assignment.setdefault(block, []).append(pitch.id)
        plan, lessons = self.exact.order(assignment)
        self.exact.offer(plan)
        self.lessons.never += lessons.never
        self.misled = bool(lessons.never or lessons.dearer)
        if not self.first_only:
            self.lessons.dearer += lessons.dearer
        if self.first_only or (lessons.never and self.wall_time < EARLY):
            self.stop_search()


def solve(master: Master, watch: _Watch, *, seconds: float) -> tuple[cp_model.CpSolverStatus, float]:
    """One search of the master: status and lower bound."""
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.linearization_level = 2  # measured: the whole relaxation proves fastest
    if (
        watch.exact.keep
    ):  # measured: here finding the best plan takes most of the time, so a second worker looks for plans
        solver.parameters.num_workers = 2
        solver.parameters.subsolvers.extend(["max_lp"])
    else:
        solver.parameters.num_workers = 1
    if not watch.first_only:
        solver.best_bound_callback = watch.exact.raise_bound
    with _stoppable(solver, lambda: watch.exact.closed or bool(watch.stop and watch.stop())):
        status = solver.solve(master.model, watch)
    return status, solver.best_objective_bound


@contextmanager
def _stoppable(solver: cp_model.CpSolver, stop: Callable[[], bool]) -> Iterator[None]:
    """Ask ``stop`` while the solver works, and end its search when told so."""
    done = threading.Event()

    def ask() -> None:
        while not done.wait(LOOK):
            if stop():
                solver.stop_search()

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    try:
        yield
    finally:
        done.set()
        asking.join()


def teach(master: Master, lessons: _Lessons) -> None:
    """Lift what was learnt in one block to every block it holds for."""
    problem = master.problem
    for block, pitches in lessons.never:
        for other in problem.blocks:
            if block.start <= other.start and other.end <= block.end:
                if shrinks(problem):
                    master.forbid(pitches, other)
                elif (other.start, other.end) == (block.start, block.end):
                    master.forbid_exactly(pitches, other)
    for block, pitches, over in lessons.dearer:
        for other in problem.blocks:
            if (other.start, other.end) == (block.start, block.end):
                master.forbid_exactly(pitches, other, over=over)


def shrinks(problem: Problem) -> bool:
    """Does leaving a pitch out of a valid order always leave a valid order?"""
    ticks = problem.changeover
    around = 2 * ticks.least + problem.shortest
    return around >= max(ticks.oo, ticks.or_, ticks.ro, ticks.rr)


def hint(master: Master, plan: Plan) -> None:
    """Let the solver begin at a plan."""
    master.model.clear_hints()  # type: ignore[no-untyped-call]  # the solver's own method lacks types
    for pitch, block in plan.block_of_pitch.items():
        for name, variable in master.places(pitch).items():
            master.model.add_hint(variable, name == block)
