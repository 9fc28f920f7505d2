"""What the best order inside a block costs, many thousand times a second and exactly.

Pitches that cannot be told apart in an order are of one *kind*. Each kind has a code, and the codes of a block's pitches
add up to a number that says which kinds stand in it how often: what the best order costs is remembered under it. Where
nobody minds when, the cost has a closed form (``sequencing.least_changeover``); else it is found by dynamic programming
over numbers alone. The order itself comes from ``sequencing.Sequencer``, which agrees (tests).
"""

from dataclasses import dataclass
from itertools import accumulate

from strahlkraft.congress.planner.problem import Changeover, Span, Weights
from strahlkraft.congress.planner.sequencing import NEVER, least_changeover

WIDEST = 3000  # states kept per length of an order; blocks of a dozen pitches stay far below
REMEMBERED = 300_000  # costs kept before memory is emptied

Ways = list[tuple[int, int]]  # (cost, end) none of which another one beats in both


@dataclass(frozen=True, slots=True)
class Kind:
    """What matters of a pitch in an order. ``spans``: first and last starts, None for any; ``tag``: who it is, or -1."""

    remote: bool
    penalty: int
    duration: int
    spans: tuple[Span, ...] | None
    tag: int


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds that differ only in how they open a block; ``penalty`` is the least, ``after`` are groups that go first."""

    remote: bool
    duration: int
    spans: tuple[Span, ...] | None
    count: int
    penalty: int
    after: tuple[int, ...] = ()


class Ordering:
    """Remembers what the best order of a block costs: changeovers and opener, weighted."""

    def __init__(
        self, changeover: Changeover, weights: Weights, precedence: list[tuple[int, int]], pitches: int
    ) -> None:
        self.changeover = changeover
        self.ticks = ((changeover.oo, changeover.or_), (changeover.ro, changeover.rr))
        self.weights = weights
        self.before: dict[int, list[int]] = {}
        for first, second in precedence:
            self.before.setdefault(second, []).append(first)
        self.width = pitches.bit_length()
        self.kinds: list[Kind] = []
        self.codes: dict[Kind, int] = {}
        self.known: dict[int, dict[int, int]] = {}
        self.searched: dict[tuple[int, tuple[Group, ...]], int] = {}

    def code(self, kind: Kind) -> int:
        """The number of a kind; the sum over a block's pitches is the block's key."""
        if kind not in self.codes:
            self.codes[kind] = 1 << (self.width * len(self.kinds))
            self.kinds.append(kind)
        return self.codes[kind]

    def memory(self, room: int) -> dict[int, int]:
        """The remembered costs of blocks with this many usable ticks, by key; stays the same object."""
        return self.known.setdefault(room, {0: 0})

    def cost(self, room: int, key: int) -> int:
        """Weighted changeover and opener of the best order, ``NEVER`` when there is none."""
        memory = self.memory(room)
        found = memory.get(key)
        if found is None:
            if len(memory) > REMEMBERED:
                memory.clear()
                memory[0] = 0
            found = memory[key] = self._work_out(room, self._decoded(key))
        return found

    def _decoded(self, key: int) -> list[tuple[Kind, int]]:
        """The kinds a key stands for, and how often each."""
        mask = (1 << self.width) - 1
        kinds = []
        while key:
            place = ((key & -key).bit_length() - 1) // self.width
            count = key >> (place * self.width) & mask
            kinds.append((self.kinds[place], count))
            key -= count << (place * self.width)
        return kinds

    def _work_out(self, room: int, kinds: list[tuple[Kind, int]]) -> int:
        tags = {kind.tag for kind, _ in kinds if kind.tag >= 0}
        bound = {tag for tag in tags if tags.intersection(self.before.get(tag, ()))}
        free = self._free(room, kinds)
        if free >= NEVER or (not bound and all(kind.spans is None for kind, _ in kinds)):
            return free
        bound |= {first for tag in bound for first in self.before[tag] if first in tags}
        groups = self._groups(kinds, bound)
        known = self.searched.get((room, groups))
        if known is None:
            if len(self.searched) > REMEMBERED:
                self.searched.clear()
            known = self.searched[room, groups] = self._search(room, groups)
        return known

    def _free(self, room: int, kinds: list[tuple[Kind, int]]) -> int:
        """The cost if nobody minded when to speak, or whom to follow: never more than the real one."""
        count, penalty, busy = [0, 0], [NEVER, NEVER], 0
        for kind, number in kinds:
            count[kind.remote] += number
            penalty[kind.remote] = min(penalty[kind.remote], kind.penalty)
            busy += number * kind.duration
        plain = self.changeover.oo * (sum(count) - 1)
        best = NEVER
        for first in (False, True):
            if count[first]:
                ticks = least_changeover(self.changeover, count[0], count[1], first_remote=first)
                if busy + ticks <= room:
                    cost = self.weights.changeover * (ticks - plain) + self.weights.opener * penalty[first]
                    best = min(best, cost)
        return best

    def _groups(self, kinds: list[tuple[Kind, int]], bound: set[int]) -> tuple[Group, ...]:
        found: dict[tuple[bool, int, tuple[Span, ...] | None, int], tuple[int, int]] = {}
        for kind, number in kinds:
            alike = (kind.remote, kind.duration, kind.spans, kind.tag if kind.tag in bound else -1)
            count, penalty = found.get(alike, (0, NEVER))
            found[alike] = (count + number, min(penalty, kind.penalty))
        place = {alike[3]: number for number, alike in enumerate(found) if alike[3] >= 0}
        return tuple(
            Group(*alike[:3], *counted, tuple(place[tag] for tag in self.before.get(alike[3], ()) if tag in place))
            for alike, counted in found.items()
        )

    def _search(self, room: int, groups: tuple[Group, ...]) -> int:
        """The least cost of an order: the best ways to have begun with so many of each group, length by length.

        A state is a number: one digit per group says how many are placed, the last bit the mode of the last one.
        """
        *steps, _ = accumulate((group.count + 1 for group in groups), lambda a, b: a * b, initial=2)
        layer: dict[int, Ways] = {}
        for group, step in zip(groups, steps, strict=True):
            way = None if group.after else _started(group, 0)
            if way is not None and way + group.duration <= room:
                ways = layer.setdefault(step + group.remote, [])
                _keep(ways, self.weights.opener * group.penalty, way + group.duration)
        for _ in range(sum(group.count for group in groups) - 1):
            layer = self._longer(room, groups, steps, layer)
            if len(layer) > WIDEST:
                layer = dict(sorted(layer.items(), key=lambda item: item[1][0])[:WIDEST])
        return min((cost for ways in layer.values() for cost, _ in ways), default=NEVER)

    def _longer(
        self, room: int, groups: tuple[Group, ...], steps: list[int], layer: dict[int, Ways]
    ) -> dict[int, Ways]:
        """Every way to place one pitch more."""
        longer: dict[int, Ways] = {}
        for state, ways in layer.items():
            last = state & 1
            for group, step in zip(groups, steps, strict=True):
                if state // step % (group.count + 1) == group.count:
                    continue
                if any(not state // steps[first] % (groups[first].count + 1) for first in group.after):
                    continue
                ticks = self.ticks[last][group.remote]
                dearer = self.weights.changeover * (ticks - self.changeover.oo)
                for cost, end in ways:
                    begin = _started(group, end + ticks)
                    if begin is not None and begin + group.duration <= room:
                        following = longer.setdefault(state - last + step + group.remote, [])
                        _keep(following, cost + dearer, begin + group.duration)
        return longer


def _started(group: Group, tick: int) -> int | None:
    """The earliest start from a tick on."""
    if group.spans is None:
        return tick
    for low, high in group.spans:
        if tick <= high:
            return max(low, tick)
    return None


def _keep(ways: Ways, cost: int, end: int) -> None:
    """Add a way unless another one is as cheap and as early; drop those it beats."""
    for known in ways:
        if known[0] <= cost and known[1] <= end:
            return
    ways[:] = [known for known in ways if known[0] < cost or known[1] < end]
    ways.append((cost, end))
