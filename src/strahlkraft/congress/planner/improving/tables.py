"""A problem as numbered tables: everything the search looks up, worked out once.

Pitches, blocks, slots, topics and speakers are numbered in the order of the file. Ticks stay ticks.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from strahlkraft.congress.planner.improving.ordering import Kind, Ordering
from strahlkraft.congress.planner.objective import misses_preference
from strahlkraft.congress.planner.problem import Block, Pitch, Plan, Problem
from strahlkraft.congress.planner.sequencing import Sequencer, starts

Grid = list[bytes]  # grid[block][other block]: 1 where the pair of blocks is forbidden


class OrderError(ValueError):
    """These pitches have no order in this block (its id)."""


class Tables:
    """The numbered problem. ``domain[p]`` holds the blocks where pitch p fits alone; ``code[p][b]`` is -1 elsewhere."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.size = len(problem.pitches)
        self.blocks = len(problem.blocks)
        self.topics = len(problem.topics)
        self.number = {pitch.id: index for index, pitch in enumerate(problem.pitches)}
        self.block_number = {block.id: index for index, block in enumerate(problem.blocks)}
        slots = {slot: index for index, slot in enumerate(problem.slots)}
        topics = {topic.id: index for index, topic in enumerate(problem.topics)}
        self.slots = len(slots)
        self.slot = [slots[block.slot] for block in problem.blocks]
        self.topic = [topics[pitch.topic] for pitch in problem.pitches]
        self.remote = [int(pitch.remote) for pitch in problem.pitches]
        self.dgs = [int(pitch.dgs) for pitch in problem.pitches]
        self.duration = [pitch.duration for pitch in problem.pitches]
        self.room = [block.end - block.start for block in problem.blocks]
        self.max_remote = [block.max_remote for block in problem.blocks]
        self.max_topics = [block.max_topics for block in problem.blocks]
        self.remote_crews = problem.limits.remote_blocks_parallel
        self.dgs_teams = problem.limits.dgs_blocks_parallel
        self.weights = problem.weights
        self.ordering = Ordering(problem.changeover, problem.weights, self._precedence(), len(problem.pitches))
        self.sequencer = Sequencer(problem)
        self.frames = {(block.start, block.end): block for block in problem.blocks}
        self.indifferent = [0] * self.blocks
        self._place()
        self._relate()

    def _precedence(self) -> list[tuple[int, int]]:
        return [(self.number[first], self.number[second]) for first, second in self.problem.precedence]

    def _place(self) -> None:
        """Where each pitch may stand on its own account, and what that costs whoever stands beside it."""
        problem = self.problem
        pins: dict[str, set[str]] = defaultdict(set)
        for pitch_id, block_id in problem.pins:
            pins[pitch_id].add(block_id)
        tagged = {index for pair in self._precedence() for index in pair}
        self.code: list[list[int]] = []
        self.static: list[list[int]] = []
        self.domain: list[list[int]] = []
        for index, pitch in enumerate(problem.pitches):
            tag = index if index in tagged else -1
            codes = {frame: self._code(pitch, block, tag) for frame, block in self.frames.items()}
            allowed = [
                pitch.needs <= problem.stage_of[block.stage].features and pins[pitch.id] <= {block.id}
                for block in problem.blocks
            ]
            row = [
                codes[block.start, block.end] if ok else -1 for ok, block in zip(allowed, problem.blocks, strict=True)
            ]
            self.code.append(row)
            self.domain.append([number for number, code in enumerate(row) if code >= 0])
            self.static.append(self._preferences(pitch))

    def _code(self, pitch: Pitch, block: Block, tag: int) -> int:
        """What kind a pitch is in blocks with this frame; -1 when no speaker has time in it."""
        spans = tuple((low - block.start, high - block.start) for low, high in starts(self.problem, pitch, block))
        if not spans:
            return -1
        whole = spans == ((0, block.end - block.start - pitch.duration),)
        kind = Kind(pitch.remote, pitch.opener_penalty, pitch.duration, None if whole else spans, tag)
        return self.ordering.code(kind)

    def _preferences(self, pitch: Pitch) -> list[int]:
        """Points per block for speakers who would rather speak at another time."""
        speakers = [self.problem.speaker_of[name] for name in pitch.speakers]
        wishes = [speaker for speaker in speakers if speaker.preferred is not None]
        if not wishes:
            return self.indifferent
        weight = self.problem.weights.preference
        return [weight * sum(misses_preference(wish, block) for wish in wishes) for block in self.problem.blocks]

    def _relate(self) -> None:
        """Which pitches mind where another one stands: grids of forbidden pairs of blocks, weights, shared speakers."""
        problem = self.problem
        busy = {name: row for name, row in problem.pitches_of_speaker.items() if len(row) > 1}
        numbers = {name: index for index, name in enumerate(busy)}
        self.speakers = len(numbers)
        self.busy = [[numbers[name] for name in pitch.speakers if name in numbers] for pitch in problem.pitches]
        grids: dict[frozenset[str], Grid] = {}
        self.partners: list[list[tuple[int, Grid]]] = [[] for _ in problem.pitches]
        for (one, other), rules in self._rules(busy.values()).items():
            key = frozenset(rules)
            if key not in grids:
                grids[key] = self._grid(key)
            self.partners[one].append((other, grids[key]))
        weights: Counter[tuple[int, int]] = Counter()
        for first, second, weight in problem.soft_conflicts:
            pair = self.number[first], self.number[second]
            weights[pair] += weight
            weights[pair[::-1]] += weight
        self.soft: list[list[tuple[int, int]]] = [[] for _ in problem.pitches]
        for (one, other), weight in weights.items():
            self.soft[one].append((other, weight))

    def _rules(self, busy: Iterable[tuple[Pitch, ...]]) -> dict[tuple[int, int], set[str]]:
        """The names of the rules between two pitches, both ways round."""
        rules: dict[tuple[int, int], set[str]] = defaultdict(set)
        for row in busy:
            for one in row:
                for other in row:
                    if one is not other:
                        rules[self.number[one.id], self.number[other.id]].add("speaker")
        for first, second in self.problem.hard_conflicts:
            rules[self.number[first], self.number[second]].add("conflict")
            rules[self.number[second], self.number[first]].add("conflict")
        for before, after in self._precedence():
            rules[before, after].add("before")
            rules[after, before].add("after")
        return rules

    def _grid(self, names: Iterable[str]) -> Grid:
        walk = self.problem.limits.walk
        bans: dict[str, Callable[[Block, Block], bool]] = {
            "conflict": lambda a, b: a.slot == b.slot,
            "speaker": lambda a, b: a.slot == b.slot or (a.stage != b.stage and _gap(a, b) < walk),
            "before": lambda a, b: a.open >= b.open,
            "after": lambda a, b: a.open <= b.open,
        }
        rows = self.problem.blocks
        return [bytes(a is not b and any(bans[name](a, b) for name in names) for b in rows) for a in rows]

    def plan(self, at: list[int]) -> Plan:
        """The plan in which pitch p stands in block ``at[p]`` (-1: nowhere), each block in its best order."""
        members: dict[int, list[str]] = {}
        for pitch, number in enumerate(at):
            if number >= 0:
                members.setdefault(number, []).append(self.problem.pitches[pitch].id)
        rows = {}
        for number, names in sorted(members.items()):
            block = self.problem.blocks[number]
            row = self.sequencer.best(block, names)
            if row is None:
                raise OrderError(block.id)
            rows[block.id] = row.placed
        return Plan(rows)

    def places(self, plan: Plan) -> list[int]:
        """The block of each pitch in a plan, -1 where it stands nowhere or somewhere unknown."""
        found = plan.block_of_pitch
        return [self.block_number.get(found.get(pitch.id, ""), -1) for pitch in self.problem.pitches]


def _gap(a: Block, b: Block) -> int:
    """Ticks between the frames of two blocks; negative when they overlap."""
    return max(b.open - a.close, a.open - b.close)
