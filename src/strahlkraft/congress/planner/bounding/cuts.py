"""What the linear program breaks although no plan may, or may for free: pairs, speakers and teams within one slot."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from strahlkraft.congress.planner.bounding.master import Master, Row
from strahlkraft.congress.planner.bounding.relaxation import Numbers, Relaxation

ENOUGH = 0.02  # a cut broken by less is not worth its row


@dataclass(frozen=True, slots=True)
class Together:
    """Of these pitches at most ``most`` blocks of a slot may hold any; each block more costs ``price``."""

    pitches: tuple[int, ...]
    most: float
    price: float


def together(relaxation: Relaxation) -> Iterator[Together]:
    """All such sets of a problem."""
    problem, number = relaxation.problem, relaxation.number
    for group in relaxation.speakers:
        yield Together(group, 1.0, inf)
    for first, second in problem.hard_conflicts:
        yield Together(tuple(sorted((number[first], number[second]))), 1.0, inf)
    signed = tuple(i for i, pitch in enumerate(problem.pitches) if pitch.dgs)
    if len(signed) > problem.limits.dgs_blocks_parallel:
        yield Together(signed, float(problem.limits.dgs_blocks_parallel), inf)
    for first, second, weight in problem.soft_conflicts:
        yield Together(tuple(sorted((number[first], number[second]))), 1.0, float(weight))


class Separation:
    """Finds the rows that an optimum of the linear program breaks."""

    def __init__(self, master: Master) -> None:
        self.master = master
        self.sets = list(together(master.relaxation))
        self._added: set[tuple[int, int]] = set()

    def broken(self, solution: Numbers, most: int) -> list[Row]:
        """The rows broken worst, at most so many; ``solution`` says how much of each column is taken."""
        master = self.master
        taken = [
            (value, column)
            for value, column in zip(solution, master.columns, strict=True)
            if value > 1e-7  # noqa: PLR2004 - not quite zero
        ]
        found: list[tuple[float, int, int]] = []
        for index, group in enumerate(self.sets):
            members = set(group.pitches)
            load: dict[int, float] = {}
            for value, column in taken:
                if not members.isdisjoint(column.pitches):
                    slot = master.relaxation.frames[column.frame].slot
                    load[slot] = load.get(slot, 0.0) + value
            for slot, value in load.items():
                beyond = (value - group.most) * min(group.price, 5.0)
                if beyond > ENOUGH and (index, slot) not in self._added:
                    found.append((beyond, index, slot))
        found.sort(reverse=True)
        rows = []
        for _, index, slot in found[:most]:
            self._added.add((index, slot))
            group = self.sets[index]
            rows.append(Row("group", master.group(group.pitches), slot, most=group.most, price=group.price))
        return rows
