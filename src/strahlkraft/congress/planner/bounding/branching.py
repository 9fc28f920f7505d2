"""Cases: how many blocks a topic, or all remote pitches, take in the whole or in one slot, whether a pitch stands in a slot.

Every plan belongs to one of the cases still open, so the least of their bounds holds for all plans.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil, floor, inf
from typing import NamedTuple

from strahlkraft.congress.planner.bounding.master import EVERYWHERE, Row
from strahlkraft.congress.planner.bounding.relaxation import Column, Numbers
from strahlkraft.congress.planner.bounding.rounds import Rounds

WHOLE = 0.02  # a number nearer to a whole one is not branched on
TRIED = 5  # numbers whose two cases are tried before one is chosen
MOST_ROUNDS = 60  # rounds a case gets
CASE_DONE = 0.1  # points between its bound and its linear program that are left alone
TINY = 1e-7
WEIGHTS = {"topic": 2.0, "group": 1.5, "remote": 1.0, "pitch": 0.5}  # what kind of count is tried first


class Count(NamedTuple):
    """A number that is whole in every plan, as a row counts it."""

    kind: str
    number: int
    slot: int


@dataclass(frozen=True)
class Case:
    """Limits on counts, with the best bound and the best duals known for them."""

    bound: float
    limits: dict[Count, tuple[float, float]]
    duals: Numbers


class Tree:
    """Cases still open, the lowest bound first; ``floor`` is the least bound of those that cannot be split."""

    def __init__(
        self,
        rounds: Rounds,
        *,
        stop: Callable[[], bool],
        told: Callable[[float], None],
        known: Callable[[], float],
    ) -> None:
        self.rounds, self.stop, self.told, self.known = rounds, stop, told, known
        self.floor = inf
        self._rows: dict[Count, int] = {}
        self._open: list[tuple[float, int, Case]] = []
        self._made = 0

    def grow(self) -> None:
        """Close cases until none is below the best plan, or until it is time to stop."""
        root = self.rounds.climb(stop=self.stop, told=self.told)
        self._split(Case(root, {}, self.rounds.center))
        while self._open and not self.stop() and self._open[0][0] < self.floor:
            _, _, case = heapq.heappop(self._open)
            if self._closed(case.bound):
                continue
            self._solve(case)
            if not self.stop():
                self.told(self._least())

    def _closed(self, value: float) -> bool:
        """Can no plan of a case with this bound be better than the best known?"""
        return value > self.known() - 1 + WHOLE

    def _least(self) -> float:
        """The bound of all cases together, those closed included."""
        return min(self._open[0][0] if self._open else inf, self.floor, self.known())

    def _solve(self, case: Case) -> None:
        """Bound one case and split it unless that closes it."""
        others = self._least()
        self._enter(case)
        value = self.rounds.climb(
            stop=self.stop,
            told=lambda found: self.told(min(max(found, case.bound), others)),
            enough=self.known() - 1 + WHOLE,
            most=MOST_ROUNDS,
            done=CASE_DONE,
        )
        self._split(replace(case, bound=max(value, case.bound), duals=self.rounds.center))

    def _enter(self, case: Case) -> None:
        """Set the limits of the case and lift all others."""
        for count in case.limits:
            if count not in self._rows:
                self._rows[count] = len(self.rounds.master.rows)
                self.rounds.add_rows([Row(*count, loose=True)])
        for count, row in self._rows.items():
            self.rounds.master.limit(row, *case.limits.get(count, (-inf, inf)))
        self.rounds.start(case.duals)

    def _split(self, case: Case) -> None:
        """Open the two cases of the count that promises most."""
        if self._closed(case.bound) or self.stop():
            return
        count, value = self._choose(case)
        if count is None:
            self.floor = min(self.floor, case.bound)
            return
        low, high = case.limits.get(count, (-inf, inf))
        for limits in ((low, float(floor(value))), (float(ceil(value)), high)):
            self._made += 1
            part = Case(case.bound, {**case.limits, count: limits}, case.duals)
            heapq.heappush(self._open, (part.bound, self._made, part))

    def _choose(self, case: Case) -> tuple[Count | None, float]:
        """The count whose two cases promise most, by the linear program without new columns."""
        broken = [(count, value) for count, value in self._counts().items() if WHOLE < value % 1 < 1 - WHOLE]
        broken.sort(key=lambda item: -WEIGHTS[item[0].kind] * min(item[1] % 1, 1 - item[1] % 1))
        if len(broken) < 2:  # noqa: PLR2004 - nothing to choose from
            return broken[0] if broken else (None, 0.0)
        return max(broken[:TRIED], key=lambda item: self._promise(case, *item))

    def _promise(self, case: Case, count: Count, value: float) -> float:
        """How far the optimum of the linear program rises in either case; the lesser counts most."""
        low, high = case.limits.get(count, (-inf, inf))
        rises = []
        for limits in ((low, float(floor(value))), (float(ceil(value)), high)):
            self._enter(Case(case.bound, {**case.limits, count: limits}, case.duals))
            optimum, _ = self.rounds.master.solve()
            rises.append(max(optimum - case.bound, 0.0) if self.rounds.master.sound else 0.0)
        return 5 * min(rises) + max(rises)

    def _counts(self) -> dict[Count, float]:
        """All counts of the last optimum; pairs of pitches only when nothing else is broken."""
        found: dict[Count, float] = {}
        rounds = self.rounds
        taken = [(v, c) for v, c in zip(rounds.solution, rounds.master.columns, strict=False) if v > TINY]
        for value, column in taken:
            for count in self._counted(column):
                found[count] = found.get(count, 0.0) + value
        if not any(WHOLE < value % 1 < 1 - WHOLE for value in found.values()):
            for value, column in taken:
                for pair in combinations(column.pitches, 2):
                    count = Count("group", rounds.master.group(pair), EVERYWHERE)
                    found[count] = found.get(count, 2.0) - value
        return found

    def _counted(self, column: Column) -> Iterator[Count]:
        """The counts a column adds one to."""
        relaxation, master = self.rounds.relaxation, self.rounds.master
        slot = relaxation.frames[column.frame].slot
        for topic in {relaxation.topic[i] for i in column.pitches}:
            yield Count("topic", topic, EVERYWHERE)
            yield Count("topic", topic, slot)
        if any(relaxation.remote[i] for i in column.pitches):
            yield Count("remote", 0, EVERYWHERE)
            yield Count("remote", 0, slot)
        for group in {
            master.group(group) for group in relaxation.speakers if not set(group).isdisjoint(column.pitches)
        }:
            yield Count("group", group, EVERYWHERE)
        for i in column.pitches:
            yield Count("pitch", i, slot)
