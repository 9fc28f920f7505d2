"""How good is the planner, how soon: first plan, points and gap after 10 and 60 seconds, on two processors.

Run by ``make bench`` or ``python benchmarks/planning.py [--sizes 24 50 100 200 500] [--seconds 60]``. In the same run plan a
plain heuristic (hardest pitch first, into the cheapest block that takes it) and two models that put assignment and order
into one solver: by positions in a block, and by intervals with arcs between pitches. Read the ratios, not the seconds.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ortools.sat.python import cp_model

from strahlkraft.congress.planner.checking import violations
from strahlkraft.congress.planner.constraints import Fact, clash
from strahlkraft.congress.planner.master import Master
from strahlkraft.congress.planner.objective import evaluate
from strahlkraft.congress.planner.planning import plan
from strahlkraft.congress.planner.problem import Block, Pitch, Plan, Problem
from strahlkraft.congress.planner.reading import read_problem
from strahlkraft.congress.planner.sequencing import Sequencer, fits, starts

GIVEN = Path(__file__).resolve().parents[2] / "shared" / "data" / "congress"
MOST_ARCS = 200_000  # beyond, the interval model alone takes longer to write down than planning may take
Trace = list[tuple[float, int | None, int | None]]  # seconds, points of the best plan, bound


def ours(problem: Problem, seconds: float) -> Trace:
    """The planner."""
    answer = plan(problem, seconds=seconds)
    if answer.plan is not None and violations(problem, answer.plan):
        fault = f"{problem.name}: the plan breaks a rule"
        raise SystemExit(fault)
    return [(now.seconds, now.objective, now.bound) for now in answer.trace]


class Heuristic:
    """Hardest pitch first, into the block where it costs least now; from the start again until all have a place."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.sequencer = Sequencer(problem)
        self.places = {
            pitch.id: [block for block in problem.blocks if fits(problem, pitch, block)] for pitch in problem.pitches
        }
        self.apart = {frozenset(pair) for pair in problem.hard_conflicts}

    def trace(self, seconds: float) -> Trace:
        """The best of as many tries as the time allows."""
        began, chance = time.monotonic(), random.Random(1)
        found: Trace = []
        while time.monotonic() - began < seconds:
            made = self._try(chance, began + seconds)
            if made is None or violations(self.problem, made):
                continue
            points = evaluate(self.problem, made).total
            if not found or points < (found[-1][1] or 0):
                found.append((time.monotonic() - began, points, None))
        return found

    def _try(self, chance: random.Random, deadline: float) -> Plan | None:
        rows: dict[str, list[Pitch]] = {block.id: [] for block in self.problem.blocks}
        for pitch in sorted(self.problem.pitches, key=lambda pitch: (len(self.places[pitch.id]), chance.random())):
            free = [block for block in self.places[pitch.id] if self._takes(rows, block, pitch)]
            if not free or time.monotonic() > deadline:
                return None
            best = min(free, key=lambda block: (self._cost(rows[block.id], pitch), chance.random()))
            rows[best.id].append(pitch)
        orders = {
            block.id: self.sequencer.best(block, [pitch.id for pitch in rows[block.id]])
            for block in self.problem.blocks
        }
        return Plan({name: row.placed for name, row in orders.items() if row is not None and row.placed})

    def _cost(self, row: list[Pitch], pitch: Pitch) -> int:
        return (bool(row) and pitch.topic not in {other.topic for other in row}) * 10 + (not row) * 3

    def _takes(self, rows: dict[str, list[Pitch]], block: Block, pitch: Pitch) -> bool:
        row = [*rows[block.id], pitch]
        limits = self.problem.limits
        if (
            sum(other.remote for other in row) > block.max_remote
            or len({other.topic for other in row}) > block.max_topics
        ):
            return False
        beside = [[*rows[other.id]] for other in self.problem.blocks_of_slot[block.slot] if other.id != block.id]
        if any(frozenset((pitch.id, other.id)) in self.apart for others in beside for other in others):
            return False
        crews = sum(any(other.remote for other in others) for others in (*beside, row))
        teams = sum(any(other.dgs for other in others) for others in (*beside, row))
        if crews > limits.remote_blocks_parallel or teams > limits.dgs_blocks_parallel:
            return False
        away = [other for other in self.problem.blocks if other.id != block.id and clash(self.problem, block, other)]
        if any(set(pitch.speakers) & set(elsewhere.speakers) for other in away for elsewhere in rows[other.id]):
            return False
        return self.sequencer.best(block, [other.id for other in row]) is not None


class OneShot(Master):
    """Assignment and order in one model; changeovers and openers come from the order, not from closed forms."""

    def _changeover(self, block: Block) -> None:
        return

    def _opener(self, block: Block) -> None:
        return

    def starts_in(self, pitch: Pitch, block: Block) -> cp_model.Domain:
        """Ticks at which a pitch may start in a block."""
        return cp_model.Domain.from_intervals([list(span) for span in starts(self.problem, pitch, block)])


def positions(problem: Problem) -> OneShot:
    """Which pitch is first, second, third … in each block."""
    master = OneShot(problem)
    model, ticks, weights = master.model, problem.changeover, problem.weights
    shortest = min(pitch.duration for pitch in problem.pitches)
    cheapest = min(ticks.oo, ticks.or_, ticks.ro, ticks.rr)
    for block in problem.blocks:
        inside = [pitch for pitch in problem.pitches if master.fact(Fact("pitch", pitch.id, block.id)) is not None]
        many = min(len(inside), (block.end - block.start + cheapest) // (shortest + cheapest))
        at = {(pitch.id, k): model.new_bool_var("") for pitch in inside for k in range(many)}
        for pitch in inside:
            model.add(sum(at[pitch.id, k] for k in range(many)) == master.fact(Fact("pitch", pitch.id, block.id)))
        begin = [model.new_int_var(block.start, block.end, "") for _ in range(many)]
        remote = [sum(at[pitch.id, k] for pitch in inside if pitch.remote) for k in range(many)]
        taken = [sum(at[pitch.id, k] for pitch in inside) for k in range(many)]
        for k in range(many):
            model.add(taken[k] <= 1)
            for pitch in inside:
                model.add_linear_expression_in_domain(begin[k], master.starts_in(pitch, block)).only_enforce_if(
                    at[pitch.id, k]
                )
                if k == 0:
                    master.terms.append((weights.opener * pitch.opener_penalty, at[pitch.id, 0]))
            if k == 0:
                continue
            model.add(taken[k] <= taken[k - 1])
            gap = model.new_int_var(ticks.oo, max(ticks.oo, ticks.or_, ticks.ro, ticks.rr), "")
            both, into, out = (model.new_bool_var("") for _ in range(3))
            model.add(both >= remote[k - 1] + remote[k] - 1)
            model.add(out >= remote[k - 1] - remote[k] - (1 - taken[k]))
            model.add(into >= remote[k] - remote[k - 1])
            model.add(
                gap
                >= ticks.oo + (ticks.rr - ticks.oo) * both + (ticks.ro - ticks.oo) * out + (ticks.or_ - ticks.oo) * into
            )
            length = sum(pitch.duration * at[pitch.id, k - 1] for pitch in inside)
            model.add(begin[k] >= begin[k - 1] + length + gap - 1000 * (1 - taken[k]))
            for factor, variable in (
                (ticks.rr - ticks.oo, both),
                (ticks.ro - ticks.oo, out),
                (ticks.or_ - ticks.oo, into),
            ):
                master.terms.append((weights.changeover * factor, variable))
        _order(problem, master, block, {pitch.id: sum(k * at[pitch.id, k] for k in range(many)) for pitch in inside})
    master.price()
    return master


def _order(problem: Problem, master: OneShot, block: Block, place: dict[str, cp_model.LinearExprT]) -> None:
    """Precedence inside a block."""
    for first, second in problem.precedence:
        here = [master.fact(Fact("pitch", name, block.id)) for name in (first, second)]
        if all(variable is not None for variable in here):
            master.model.add(place[first] + 1 <= place[second]).only_enforce_if(here)


def arcs(problem: Problem) -> int:
    """How many arcs the interval model has."""
    fitting = [sum(fits(problem, pitch, block) for pitch in problem.pitches) for block in problem.blocks]
    return sum(count * (count + 1) for count in fitting)


def intervals(problem: Problem) -> OneShot:
    """A start per pitch, and per block a circuit of arcs between pitches that follow each other."""
    master = OneShot(problem)
    model, weights = master.model, problem.weights
    last = max(block.end for block in problem.blocks)
    begin = {pitch.id: model.new_int_var(0, last, "") for pitch in problem.pitches}
    for block in problem.blocks:
        inside = [pitch for pitch in problem.pitches if master.fact(Fact("pitch", pitch.id, block.id)) is not None]
        empty = model.new_bool_var("")
        circuit = [(0, 0, empty)]
        for i, pitch in enumerate(inside, 1):
            here = master.places(pitch.id)[block.id]
            first = model.new_bool_var("")
            circuit += [(i, i, ~here), (0, i, first), (i, 0, model.new_bool_var(""))]
            master.terms.append((weights.opener * pitch.opener_penalty, first))
            model.add_linear_expression_in_domain(begin[pitch.id], master.starts_in(pitch, block)).only_enforce_if(here)
            for j, other in enumerate(inside, 1):
                if i == j:
                    continue
                follows = model.new_bool_var("")
                ticks = problem.changeover.between(remote_before=pitch.remote, remote_after=other.remote)
                circuit.append((i, j, follows))
                model.add(begin[other.id] >= begin[pitch.id] + pitch.duration + ticks).only_enforce_if(follows)
                if ticks != problem.changeover.oo:
                    master.terms.append((weights.changeover * (ticks - problem.changeover.oo), follows))
        model.add_circuit(circuit)
        _order(problem, master, block, dict(begin))
    master.price()
    return master


class _Times(cp_model.CpSolverSolutionCallback):
    """When the solver found which points."""

    def __init__(self, began: float) -> None:
        super().__init__()
        self.began = began
        self.found: Trace = []

    def on_solution_callback(self) -> None:
        """Note one more solution."""
        self.found.append(
            (time.monotonic() - self.began, round(self.objective_value), round(self.best_objective_bound))
        )


def one_shot(build: Callable[[Problem], OneShot]) -> Callable[[Problem, float], Trace]:
    """One model, one solver, two workers; writing the model down counts."""

    def run(problem: Problem, seconds: float) -> Trace:
        began = time.monotonic()
        model = build(problem).model
        solver, times = cp_model.CpSolver(), _Times(began)
        solver.parameters.num_workers = 2
        solver.parameters.max_time_in_seconds = max(0.1, seconds - (time.monotonic() - began))
        status = solver.solve(model, times)
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            end = time.monotonic() - began
            times.found.append((end, round(solver.objective_value), round(solver.best_objective_bound)))
        return times.found

    return run


def known(trace: Trace, seconds: float) -> tuple[int | None, int | None]:
    """Best points and bound of a trace after so many seconds."""
    until = [row for row in trace if row[0] <= seconds]
    points = [row[1] for row in until if row[1] is not None]
    bounds = [row[2] for row in until if row[2] is not None]
    return min(points, default=None), max(bounds, default=None)


def tell(size: int, name: str, trace: Trace, seconds: float, base: Trace) -> None:
    """One line of figures; the ratio is to our points at the end."""
    first = next((f"{row[0]:6.1f} s" for row in trace if row[1] is not None), "      – ")
    cells = []
    for moment in (10.0, seconds):
        points, bound = known(trace, moment + 0.5)
        gap = (
            f"{100 * (points - bound) / max(points, 1):5.1f} %"
            if points is not None and bound is not None
            else "     – "
        )
        cells.append(f"after {moment:3.0f} s {points if points is not None else '–':>6} gap {gap}")
    mine, theirs = known(base, seconds + 0.5)[0], known(trace, seconds + 0.5)[0]
    ratio = f"  x{theirs / mine:.2f}" if mine and theirs else ""
    print(f"{size:>5}  {name:<22} first plan {first}  {'  '.join(cells)}{ratio}", flush=True)


def problems(sizes: list[int]) -> Iterator[tuple[int, Problem]]:
    """The given problems."""
    for size in sizes:
        path = GIVEN / f"pcp-{size}-s1.json"
        if path.exists():
            yield size, read_problem(json.loads(path.read_text(encoding="utf-8")))
        else:
            print(f"{path} is missing")


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[24, 50, 100, 200, 500])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--ours", action="store_true", help="only the planner")
    options = parser.parse_args()
    for size, problem in problems(options.sizes):
        base = ours(problem, options.seconds)
        tell(size, "the planner", base, options.seconds, base)
        if options.ours:
            continue
        tell(size, "plain heuristic", Heuristic(problem).trace(options.seconds), options.seconds, base)
        tell(size, "one model: positions", one_shot(positions)(problem, options.seconds), options.seconds, base)
        if arcs(problem) > MOST_ARCS:
            print(f"{size:>5}  {'one model: intervals':<22} {arcs(problem):,} arcs: not tried")
            continue
        tell(size, "one model: intervals", one_shot(intervals)(problem, options.seconds), options.seconds, base)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
