"""The problem as the bound sees it: numbered pitches, topics and frames, and what is left out of a block's inside.

A frame stands for blocks that are worth the same to every pitch. A column is a set of pitches in one block of a frame;
its price is a lower bound of what these pitches cost there: changeovers and the opener are minimised apart, windows are
looked at pitch by pitch. So every plan is a choice of columns that costs no more than the plan.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import gcd

import numpy as np
import numpy.typing as npt

from strahlkraft.congress.planner.objective import misses_preference
from strahlkraft.congress.planner.problem import Block, Changeover, Problem
from strahlkraft.congress.planner.sequencing import NEVER, fits, least_changeover

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

NOT = -1e9  # the worth of what cannot be
MOST_BUNDLES = 400  # combinations of topics that are priced one by one


@dataclass(frozen=True, slots=True)
class Frame:
    """Interchangeable blocks of one slot (``slot`` numbers ``Problem.slots``)."""

    slot: int
    blocks: tuple[Block, ...]

    @property
    def block(self) -> Block:
        """Any of them."""
        return self.blocks[0]


@dataclass(frozen=True, slots=True)
class Column:
    """Pitches (numbers, ascending) in one block of a frame, with a lower bound of their points."""

    frame: int
    pitches: tuple[int, ...]
    price: float


class Relaxation:
    """Everything the pricing and the master program need to know of a problem, by number."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        pitches = problem.pitches
        self.number = {pitch.id: index for index, pitch in enumerate(pitches)}
        names = [topic.id for topic in problem.topics if any(pitch.topic == topic.id for pitch in pitches)]
        self.topic = [names.index(pitch.topic) for pitch in pitches]
        self.members = [[i for i, topic in enumerate(self.topic) if topic == t] for t in range(len(names))]
        self.remote = [pitch.remote for pitch in pitches]
        self.opener = [problem.weights.opener * pitch.opener_penalty for pitch in pitches]
        self.frames = tuple(_frames(problem))
        self.slot = np.array([frame.slot for frame in self.frames], dtype=np.intp)
        self.count = np.array([len(frame.blocks) for frame in self.frames], dtype=np.float64)
        self.allowed, self.wish = self._places()
        self._measure()

    @cached_property
    def speakers(self) -> tuple[tuple[int, ...], ...]:
        """The pitches of each speaker who has more than one."""
        groups = self.problem.pitches_of_speaker.values()
        return tuple(tuple(self.number[pitch.id] for pitch in group) for group in groups if len(group) > 1)

    @cached_property
    def orders(self) -> tuple[tuple[int, int], ...]:
        """Pairs of pitches of which the first comes before the second."""
        return tuple((self.number[first], self.number[second]) for first, second in self.problem.precedence)

    @cached_property
    def opening(self) -> Indices:
        """The time each frame opens at, as its number among the times at which any does."""
        times = [frame.block.open for frame in self.frames]
        return np.array([sorted(set(times)).index(time) for time in times], dtype=np.intp)

    @property
    def openings(self) -> int:
        """How many times of opening there are."""
        return int(self.opening.max(initial=-1)) + 1

    @cached_property
    def constant(self) -> float:
        """What is taken off: the first block of each topic and of each speaker costs nothing."""
        weights = self.problem.weights
        return -float(weights.topic_split * len(self.members) + weights.speaker_split * len(self.speakers))

    @cached_property
    def bundles(self) -> tuple[tuple[int, ...], ...]:
        """Sets of topics a block may be made of; sets inside another are left out. All in one when they are too many."""
        topics = range(len(self.members))
        most = min(max((frame.block.max_topics for frame in self.frames), default=1), len(self.members))
        found: list[tuple[int, ...]] = []
        for bundle in combinations(topics, max(most, 1)):
            found.append(bundle)
            if len(found) > MOST_BUNDLES:
                return (tuple(topics),)
        return tuple(found)

    def price(self, frame: int, pitches: Iterable[int]) -> float:
        """Lower bound of the points these pitches cost in a block of the frame, speakers' and topics' blocks included."""
        chosen = list(pitches)
        inside = set(chosen)
        weights = self.problem.weights
        topics = len({self.topic[i] for i in chosen})
        remote = sum(self.remote[i] for i in chosen)
        speakers = sum(any(i in inside for i in group) for group in self.speakers)
        return float(
            weights.topic_mix * (topics - 1)
            + weights.topic_split * topics
            + self.wish[frame, chosen].sum()
            + weights.changeover * self.excess[int(remote < len(chosen)), remote]
            + weights.speaker_split * speakers
            + min(self.opener[i] for i in chosen)
        )

    def column(self, frame: int, pitches: Iterable[int]) -> Column:
        """A column with its price."""
        chosen = tuple(sorted(pitches))
        return Column(frame, chosen, self.price(frame, chosen))

    def _places(self) -> tuple[Flags, Numbers]:
        """Which pitch may stand in which frame, and the points for wishes it fails."""
        problem = self.problem
        pinned = dict(problem.pins)
        allowed = np.zeros((len(self.frames), len(problem.pitches)), dtype=np.bool_)
        wish = np.zeros(allowed.shape)
        for index, frame in enumerate(self.frames):
            names = {block.id for block in frame.blocks}
            for number, pitch in enumerate(problem.pitches):
                here = pitch.id not in pinned or pinned[pitch.id] in names
                allowed[index, number] = here and fits(problem, pitch, frame.block)
                missed = sum(misses_preference(problem.speaker_of[name], frame.block) for name in pitch.speakers)
                wish[index, number] = problem.weights.preference * missed
        return allowed, wish

    def _measure(self) -> None:
        """Units of time, how much of them fits, and the changeovers beyond the usual.

        Time on site is counted in units that divide every such pitch with its changeover; remote pitches are counted,
        each as long as the shortest. ``room[frame, onsite units, remote]`` is 0 or ``NOT``.
        """
        problem = self.problem
        usual = problem.changeover.oo
        onsite = [pitch.duration + usual for pitch in problem.pitches if not pitch.remote]
        unit = max(gcd(*onsite), 1) if onsite else 1
        shortest = min((pitch.duration for pitch in problem.pitches if pitch.remote), default=0) + usual
        self.units = [0 if pitch.remote else (pitch.duration + usual) // unit for pitch in problem.pitches]
        spans = [frame.block.end - frame.block.start + usual for frame in self.frames]
        self.most_units = min(max(max(spans, default=0) // unit, 0), sum(self.units))
        self.most_remote = min(
            max((frame.block.max_remote for frame in self.frames), default=0),
            sum(self.remote),
            max(max(spans, default=0), 0) // max(shortest, 1),
        )
        at_once = min(sum(units > 0 for units in self.units), self.most_units)
        self.excess = _excess(problem.changeover, at_once, self.most_remote)
        units, remote = np.meshgrid(np.arange(self.most_units + 1), np.arange(self.most_remote + 1), indexing="ij")
        length = units * unit + remote * shortest + self.excess[(units > 0).astype(np.intp), remote]
        self.room = np.full((len(self.frames), *units.shape), NOT)
        for index, frame in enumerate(self.frames):
            self.room[index][(length <= spans[index]) & (remote <= frame.block.max_remote)] = 0.0

    @cached_property
    def widest(self) -> list[int]:
        """Most units on site a block can hold beside so many remote pitches; -1 if it cannot hold them."""
        fits_anywhere = (self.room == 0.0).any(axis=0)
        return [int(max(np.flatnonzero(fits_anywhere[:, r]), default=-1)) for r in range(self.most_remote + 1)]

    def least_blocks(self, pitches: Iterable[int]) -> int:
        """Blocks that these pitches need at least, by time and by the limits of remote pitches."""
        chosen = list(pitches)
        units, remote = sum(self.units[i] for i in chosen), sum(self.remote[i] for i in chosen)
        reach = [-1] * (remote + 1)  # most units on site beside so many remote pitches, in the blocks so far
        reach[0] = 0
        for blocks in range(len(self.problem.blocks) + 1):
            if reach[remote] >= units:
                return blocks
            reach = [
                max(
                    (
                        reach[r - here] + wide
                        for here, wide in enumerate(self.widest)
                        if here <= r and wide >= 0 and reach[r - here] >= 0
                    ),
                    default=-1,
                )
                for r in range(remote + 1)
            ]
        return len(self.problem.blocks)


def _frames(problem: Problem) -> Iterable[Frame]:
    asked = frozenset(feature for pitch in problem.pitches for feature in pitch.needs)
    pinned = {block for _, block in problem.pins}
    groups: dict[tuple[object, ...], list[Block]] = {}
    for block in problem.blocks:
        features = problem.stage_of[block.stage].features & asked
        shape = (block.open, block.close, block.intro, block.reserve, block.max_remote, block.max_topics)
        key = (block.slot, *shape, features, block.id if block.id in pinned else "")
        groups.setdefault(key, []).append(block)
    number = {slot: index for index, slot in enumerate(problem.slots)}
    return [Frame(number[group[0].slot], tuple(group)) for group in groups.values()]


def _excess(changeover: Changeover, onsite: int, remote: int) -> Numbers:
    """Least changeover beyond the usual: row 0 without pitches on site, row 1 with any number of them."""
    table = np.zeros((2, remote + 1))

    def least(here: int, afar: int) -> int:
        ticks = min(least_changeover(changeover, here, afar, first_remote=first) for first in (False, True))
        return 0 if ticks == NEVER else ticks - changeover.oo * (here + afar - 1)

    for afar in range(remote + 1):
        table[0, afar] = least(0, afar)
        table[1, afar] = min((least(here, afar) for here in range(1, onsite + 1)), default=0)
    return table
