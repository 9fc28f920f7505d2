"""The linear program over columns: every pitch once, blocks as many as there are, and what cuts add.

Rows that a plan may break for points are elastic at that price; rows the first columns cannot meet are elastic at a price
that only grows while it is needed, so the program always has a solution.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import inf

import numpy as np
from ortools.linear_solver import pywraplp

from strahlkraft.congress.planner.bounding.pricing import Worth
from strahlkraft.congress.planner.bounding.relaxation import NOT, Column, Numbers, Relaxation

EVERYWHERE = -1


@dataclass(frozen=True, slots=True)
class Row:
    """One row: columns of the slot (or ``EVERYWHERE``) it counts, between ``least`` and ``most``.

    ``kind`` says what is counted: columns with the pitch, the topic, any remote pitch, any pitch of the group ``number``.
    ``order`` is another thing: the later pitch of the precedence ``number`` may stand at the time of opening ``slot`` (a
    number too) or before only if the earlier one stands before, or in the same block.
    Going beyond ``most`` costs ``price`` each time. The limits of a ``loose`` row come and go.
    """

    kind: str
    number: int
    slot: int
    least: float = -inf
    most: float = inf
    price: float = inf
    loose: bool = False


class Master:
    """Rows, columns and the solver that holds both."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.relaxation = relaxation
        self.rows: list[Row] = []
        self.groups: list[tuple[int, ...]] = []
        self.base: list[float] = []  # what hitting a group costs anyway
        self.columns: list[Column] = []
        weights = relaxation.problem.weights
        self.usual = self.shortage = 1.0 + weights.topic_mix + weights.topic_split + weights.speaker_split
        self._groups_with: list[list[int]] = [[] for _ in relaxation.topic]
        self.sound = True
        self._near: tuple[Numbers, float] | None = None
        self._index: dict[tuple[str, int, int], list[int]] = {}
        self._of_group: dict[tuple[int, ...], int] = {}
        self._known: set[tuple[int, tuple[int, ...]]] = set()
        weight = float(relaxation.problem.weights.speaker_split)
        for group in relaxation.speakers:
            self.base[self.group(group)] += weight
        for pair in relaxation.orders:
            self.group(pair)
        self.rows += _first_rows(relaxation)
        self._build()

    def group(self, pitches: Iterable[int]) -> int:
        """The number of a set of pitches that is charged once."""
        key = tuple(sorted(pitches))
        if key not in self._of_group:
            self._of_group[key] = len(self.groups)
            self.groups.append(key)
            self.base.append(0.0)
            for i in key:
                self._groups_with[i].append(self._of_group[key])
        return self._of_group[key]

    def add_rows(self, rows: list[Row]) -> None:
        """Take in cuts."""
        new = range(len(self.rows), len(self.rows) + len(rows))
        self.rows += rows
        for row in rows:
            self._constraint(row)
        for column, variable in zip(self.columns, self._variables, strict=True):
            for number, factor in self._rows_of(column).items():
                if number in new:
                    self._constraints[number].SetCoefficient(variable, factor)

    def add_column(self, column: Column) -> bool:
        """Take in a column; False when it is there already."""
        key = (column.frame, column.pitches)
        if key in self._known:
            return False
        self._known.add(key)
        self.columns.append(column)
        self._extend(column)
        return True

    def solve(self) -> tuple[float, Numbers]:
        """The optimum over the columns at hand and the duals of the rows, clipped to what the prices allow.

        Where numbers fail the solver it is asked again from scratch; ``sound`` tells whether it found the optimum.
        """
        self.sound = self._solver.Solve() == pywraplp.Solver.OPTIMAL
        if not self.sound:
            self._build()
            self._solver.SetSolverSpecificParametersAsString("use_preprocessing: true")
            self.sound = self._solver.Solve() == pywraplp.Solver.OPTIMAL
            self._solver.SetSolverSpecificParametersAsString("use_preprocessing: false")
        duals = np.array([constraint.dual_value() for constraint in self._constraints])
        return float(self._solver.Objective().Value()) + self.relaxation.constant, self.clipped(duals)

    def solution(self) -> Numbers:
        """How much of each column the last optimum takes."""
        return np.array([variable.solution_value() for variable in self._variables])

    def crowding(self) -> Numbers:
        """What one block more of each frame would save."""
        return np.array([-constraint.dual_value() for constraint in self._capacity])

    def keep_near(self, duals: Numbers, reach: float) -> None:
        """Let the duals of pitches move so far from these at most, until the next call."""
        self._near = (duals[: len(self._sides)].copy(), reach)
        objective = self._solver.Objective()
        for dual, (missing, surplus) in zip(self._near[0], self._sides, strict=True):
            objective.SetCoefficient(missing, float(dual) + reach)
            objective.SetCoefficient(surplus, reach - float(dual))

    def held(self) -> bool:
        """Does the last optimum press against how far duals may move?"""
        return any(side.solution_value() > 1e-6 for sides in self._sides for side in sides)  # noqa: PLR2004 - not quite zero

    def short(self) -> bool:
        """Does the last optimum leave something out?"""
        return any(variable.solution_value() > 1e-6 for variable in self._missing)  # noqa: PLR2004 - not quite zero

    def set_shortage(self, points: float) -> None:
        """Say how dear leaving something out is."""
        self.shortage = points
        for variable in self._missing:
            self._solver.Objective().SetCoefficient(variable, self.shortage)

    def forget(self, most: int) -> list[int]:
        """Keep so many columns at most, those nearest to being of use; tells the numbers of those kept, in order."""
        numbers = list(range(len(self.columns)))
        if len(numbers) > most:
            costs = [variable.reduced_cost() for variable in self._variables]
            numbers = sorted(numbers, key=costs.__getitem__)[: most // 2]
            self.columns = [self.columns[number] for number in numbers]
            self._known = {(column.frame, column.pitches) for column in self.columns}
            self._build()
        return numbers

    def limit(self, number: int, least: float, most: float) -> None:
        """Set the limits of a loose row."""
        if (self.rows[number].least, self.rows[number].most) != (least, most):
            self.rows[number] = replace(self.rows[number], least=least, most=most)
            self._constraints[number].SetBounds(least, most)

    def clipped(self, duals: Numbers) -> Numbers:
        """The duals as far as the rows and their prices allow them."""
        low = np.array([-row.price if row.most < inf else 0.0 for row in self.rows])
        high = np.array([self.shortage if row.least > -inf else 0.0 for row in self.rows])
        pitches = [row.kind == "pitch" and row.slot == EVERYWHERE for row in self.rows]
        low[pitches], high[pitches] = -inf, inf
        return np.clip(duals, low, high)

    def promised(self, duals: Numbers) -> float:
        """What the rows' limits are worth at these duals."""
        pairs = zip(self.rows, duals.tolist(), strict=True)
        return float(sum(dual * (row.least if dual > 0 else row.most) for row, dual in pairs if dual))

    def worth(self, duals: Numbers) -> Worth:
        """What columns are worth at these duals."""
        relaxation = self.relaxation
        frames, pitches = relaxation.allowed.shape
        pitch, remote = np.zeros((frames, pitches)), np.zeros(frames)
        topic = np.full((frames, len(relaxation.members)), -float(relaxation.problem.weights.topic_split))
        charge = np.repeat(np.array(self.base).reshape(-1, 1), frames, axis=1)
        for row, dual in zip(self.rows, duals, strict=True):
            if dual == 0:
                continue
            if row.kind == "order":
                first, second = relaxation.orders[row.number]
                pitch[relaxation.opening <= row.slot, first] -= dual
                pitch[relaxation.opening < row.slot, second] += dual
                charge[self.group((first, second)), relaxation.opening == row.slot] -= dual
                continue
            where = slice(None) if row.slot == EVERYWHERE else relaxation.slot == row.slot
            if row.kind == "pitch":
                pitch[where, row.number] += dual
            elif row.kind == "topic":
                topic[where, row.number] += dual
            elif row.kind == "remote":
                remote[where] += dual
            else:
                charge[row.number, where] -= dual
        worth = np.where(relaxation.allowed, pitch - relaxation.wish, NOT)
        return Worth(worth, topic, remote, charge)

    def _build(self) -> None:
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString("use_preprocessing: false")  # else it starts anew each time
        self._solver.Objective().SetMinimization()
        self._constraints: list[pywraplp.Constraint] = []
        self._variables: list[pywraplp.Variable] = []
        self._missing: list[pywraplp.Variable] = []
        self._sides: list[tuple[pywraplp.Variable, pywraplp.Variable]] = []  # of the rows of pitches, which come first
        self._index = {}
        self._capacity = [self._solver.Constraint(-inf, float(count)) for count in self.relaxation.count]
        for row in self.rows:
            self._constraint(row)
        for column in self.columns:
            self._extend(column)
        if self._near is not None:
            self.keep_near(*self._near)

    def _constraint(self, row: Row) -> pywraplp.Constraint:
        constraint = self._solver.Constraint(row.least, row.most)
        self._index.setdefault((row.kind, row.number, row.slot), []).append(len(self._constraints))
        self._constraints.append(constraint)
        if row.kind == "pitch" and row.slot == EVERYWHERE:
            self._sides.append((self._elastic(constraint, 1, 0.0), self._elastic(constraint, -1, 0.0)))
        elif row.least > -inf or row.loose:
            self._missing.append(self._elastic(constraint, 1, self.shortage))
        elif row.price < inf:
            self._elastic(constraint, -1, row.price)
        return constraint

    def _elastic(self, constraint: pywraplp.Constraint, sign: int, price: float) -> pywraplp.Variable:
        variable = self._solver.NumVar(0, inf, "")
        self._solver.Objective().SetCoefficient(variable, price)
        constraint.SetCoefficient(variable, sign)
        return variable

    def _extend(self, column: Column) -> None:
        variable = self._solver.NumVar(0, inf, "")
        self._variables.append(variable)
        self._solver.Objective().SetCoefficient(variable, column.price)
        self._capacity[column.frame].SetCoefficient(variable, 1)
        for number, factor in self._rows_of(column).items():
            self._constraints[number].SetCoefficient(variable, factor)

    def _rows_of(self, column: Column) -> dict[int, int]:
        """The rows that count a column, by number, and how often."""
        relaxation = self.relaxation
        things = {("pitch", i) for i in column.pitches}
        things |= {("topic", relaxation.topic[i]) for i in column.pitches}
        things |= {("group", group) for i in column.pitches for group in self._groups_with[i]}
        things |= {("remote", 0) for i in column.pitches if relaxation.remote[i]}
        slot = relaxation.frames[column.frame].slot
        found = {
            row: 1 for thing in things for where in (EVERYWHERE, slot) for row in self._index.get((*thing, where), ())
        }
        for number, pair in enumerate(relaxation.orders):
            if not set(pair).isdisjoint(column.pitches):
                found |= self._ordered(number, pair, column)
        return found

    def _ordered(self, number: int, pair: tuple[int, int], column: Column) -> dict[int, int]:
        """How the rows of a precedence count a column with one of its pitches or both."""
        first, second = (i in column.pitches for i in pair)
        here = self.relaxation.opening[column.frame]
        found = {}
        for opening in range(here, self.relaxation.openings):
            factor = int(second or (first and opening == here)) - int(first)
            for row in self._index.get(("order", number, opening), ()) if factor else ():
                found[row] = factor
        return found


def _first_rows(relaxation: Relaxation) -> Iterator[Row]:
    """Each pitch once; blocks a topic, and all remote pitches, need at least; topics and crews within one slot."""
    problem = relaxation.problem
    slots = sorted({frame.slot for frame in relaxation.frames})
    for i in range(len(relaxation.topic)):
        yield Row("pitch", i, EVERYWHERE, least=1.0, most=1.0)
    for topic, members in enumerate(relaxation.members):
        yield Row("topic", topic, EVERYWHERE, least=float(relaxation.least_blocks(members)))
    afar = [i for i, remote in enumerate(relaxation.remote) if remote]
    if afar:
        yield Row("remote", 0, EVERYWHERE, least=float(relaxation.least_blocks(afar)))
        for slot in slots:
            yield Row("remote", 0, slot, most=float(problem.limits.remote_blocks_parallel))
    for number in range(len(relaxation.orders)):
        for opening in range(relaxation.openings):
            yield Row("order", number, opening, most=0.0)
    price = float(problem.weights.topic_parallel)
    for slot in slots:
        for topic in range(len(relaxation.members)):
            yield Row("topic", topic, slot, most=1.0, price=price)
