"""What a plan costs: the seven kinds of points of ``pcp-v1``, each on its own. Works on any plan, valid or not."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise

from strahlkraft.congress.planner.problem import Block, Plan, Problem, Speaker

MOVED = 4  # points per pitch that a new plan puts into another block


@dataclass(frozen=True, slots=True)
class Cost:
    """Points per term (weight included); ``total`` is the objective."""

    topic_mix: int = 0
    topic_split: int = 0
    topic_parallel: int = 0
    preference: int = 0
    changeover: int = 0
    speaker_split: int = 0
    opener: int = 0
    soft_conflicts: int = 0

    @property
    def total(self) -> int:
        """The objective: the sum of all terms."""
        return sum(asdict(self).values())


def misses_preference(speaker: Speaker, block: Block) -> bool:
    """Does the block lie outside, or partly outside, the window this speaker would like?"""
    if speaker.preferred is None:
        return False
    begin, end = speaker.preferred
    return block.open < begin or block.close > end


def evaluate(problem: Problem, plan: Plan) -> Cost:
    """The points of a plan; unknown pitches and blocks raise ``KeyError``."""
    rows = {block: [placed.pitch for placed in row] for block, row in plan.blocks.items() if row}
    weights = problem.weights
    return Cost(
        topic_mix=weights.topic_mix * sum(len(_topics(problem, row)) - 1 for row in rows.values()),
        topic_split=weights.topic_split * _splits(problem, rows),
        topic_parallel=weights.topic_parallel * _parallels(problem, rows),
        preference=weights.preference
        * sum(
            misses_preference(problem.speaker_of[speaker], problem.block_of[block])
            for block, row in rows.items()
            for pitch in row
            for speaker in problem.pitch_of[pitch].speakers
        ),
        changeover=weights.changeover * sum(excess(problem, row) for row in rows.values()),
        speaker_split=weights.speaker_split * _speaker_splits(problem, rows),
        opener=weights.opener * sum(problem.pitch_of[row[0]].opener_penalty for row in rows.values()),
        soft_conflicts=_soft(problem, rows),
    )


def excess(problem: Problem, order: list[str]) -> int:
    """Ticks of changeover beyond those between two pitches on site, summed over consecutive pitches."""
    modes = [problem.pitch_of[pitch].remote for pitch in order]
    return sum(
        problem.changeover.between(remote_before=before, remote_after=after) - problem.changeover.oo
        for before, after in pairwise(modes)
    )


def _topics(problem: Problem, row: list[str]) -> set[str]:
    return {problem.pitch_of[pitch].topic for pitch in row}


def _splits(problem: Problem, rows: Mapping[str, list[str]]) -> int:
    """How often a topic stands in one block more than it must."""
    pairs = [topic for row in rows.values() for topic in _topics(problem, row)]
    return len(pairs) - len(set(pairs))


def _parallels(problem: Problem, rows: Mapping[str, list[str]]) -> int:
    """How often a topic runs in one block more at the same time."""
    pairs = [(problem.block_of[block].slot, topic) for block, row in rows.items() for topic in _topics(problem, row)]
    return len(pairs) - len(set(pairs))


def _speaker_splits(problem: Problem, rows: Mapping[str, list[str]]) -> int:
    """How many blocks speakers have beyond their first."""
    pairs = {
        (speaker, block) for block, row in rows.items() for pitch in row for speaker in problem.pitch_of[pitch].speakers
    }
    return len(pairs) - len({speaker for speaker, _ in pairs})


def _soft(problem: Problem, rows: Mapping[str, list[str]]) -> int:
    """Weights of the pairs that stand in one slot on different blocks."""
    where = {pitch: problem.block_of[block] for block, row in rows.items() for pitch in row}
    return sum(
        weight
        for first, second, weight in problem.soft_conflicts
        if first in where
        and second in where
        and where[first].slot == where[second].slot
        and where[first].id != where[second].id
    )


def moved(plan: Plan, keep: Mapping[str, str]) -> int:
    """How many pitches of the old assignment stand in another block now."""
    return sum(plan.block_of_pitch.get(pitch) != block for pitch, block in keep.items())


def price(problem: Problem, plan: Plan, keep: Mapping[str, str] | None = None) -> int:
    """Points of a plan, with those for moved pitches."""
    return evaluate(problem, plan).total + MOVED * moved(plan, keep or {})
