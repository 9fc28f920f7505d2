"""Problems with less in them: of fewer pitches, or without some of their constraints."""

from collections.abc import Collection
from dataclasses import replace

from strahlkraft.congress.planner.problem import Block, Pitch, Problem, Speaker
from strahlkraft.congress.planner.reasons import Reason

PLENTY = 10**6


def only(problem: Problem, pitches: Collection[str]) -> Problem:
    """The problem of some of its pitches (ids), with every constraint that is about them alone."""
    kept = set(pitches)
    return replace(
        problem,
        pitches=tuple(pitch for pitch in problem.pitches if pitch.id in kept),
        hard_conflicts=tuple(pair for pair in problem.hard_conflicts if kept.issuperset(pair)),
        soft_conflicts=tuple(row for row in problem.soft_conflicts if kept.issuperset(row[:2])),
        precedence=tuple(pair for pair in problem.precedence if kept.issuperset(pair)),
        pins=tuple(pin for pin in problem.pins if pin[0] in kept),
    )


def without(problem: Problem, reasons: Collection[Reason]) -> Problem:
    """The problem without some constraints. A block that may be overrun ends when the next one of its stage opens.

    A speaker who may be in two places becomes one person per pitch, under the old windows and wishes; crews of one slot
    cannot be told apart from those of others, so more crews means more in every slot.
    """
    keys = {reason.key for reason in reasons}
    codes = {reason.code for reason in reasons}
    limits = problem.limits
    if "remote_crews" in codes:
        limits = replace(limits, remote_blocks_parallel=PLENTY)
    if "dgs_teams" in codes:
        limits = replace(limits, dgs_blocks_parallel=PLENTY)
    doubled = {reason.about[0] for reason in reasons if reason.code == "one_place"}
    return replace(
        problem,
        limits=limits,
        blocks=tuple(_block(problem, block, keys) for block in problem.blocks),
        speakers=(
            *(_speaker(problem, speaker, keys) for speaker in problem.speakers),
            *(
                replace(_speaker(problem, problem.speaker_of[name], keys), id=f"{name}@{pitch.id}")
                for name in sorted(doubled)
                for pitch in problem.pitches_of_speaker[name]
            ),
        ),
        pitches=tuple(_pitch(pitch, keys, doubled) for pitch in problem.pitches),
        hard_conflicts=tuple(pair for pair in problem.hard_conflicts if f"conflict:{'|'.join(pair)}" not in keys),
        precedence=tuple(pair for pair in problem.precedence if f"precedence:{'|'.join(pair)}" not in keys),
        pins=tuple(pin for pin in problem.pins if f"pin:{pin[0]}" not in keys),
    )


def _block(problem: Problem, block: Block, keys: set[str]) -> Block:
    if f"max_remote:{block.id}" in keys:
        block = replace(block, max_remote=PLENTY)
    if f"max_topics:{block.id}" in keys:
        block = replace(block, max_topics=PLENTY)
    if f"too_long:{block.id}" in keys:
        opens = [other.open for other in problem.blocks if other.stage == block.stage and other.open >= block.close]
        block = replace(block, reserve=block.close - min(opens, default=block.close + block.close - block.open))
    return block


def _speaker(problem: Problem, speaker: Speaker, keys: set[str]) -> Speaker:
    if f"window:{speaker.id}" not in keys or not problem.blocks:
        return speaker
    last = max(max(block.end, block.close) for block in problem.blocks)
    return replace(speaker, windows=((0, last + PLENTY),))


def _pitch(pitch: Pitch, keys: set[str], doubled: set[str]) -> Pitch:
    if f"needs:{pitch.id}" in keys:
        pitch = replace(pitch, needs=frozenset())
    if doubled & set(pitch.speakers):
        names = (f"{name}@{pitch.id}" if name in doubled else name for name in pitch.speakers)
        pitch = replace(pitch, speakers=tuple(names))
    return pitch
