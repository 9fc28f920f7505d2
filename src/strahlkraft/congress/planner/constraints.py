"""Every hard constraint, stated once: as sums over facts of an assignment that must not exceed a number.

Three read it: the solver adds the sums to its model (``master``), the checker evaluates them on a plan made by hand
(``checking``), the explanation switches them on and off by their reason (``conflicts``). What depends on the order inside a
block (windows to the tick, changeovers, precedence) is stated by ``sequencing``; the sums here are what every valid
order implies.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from strahlkraft.congress.planner.problem import Block, Problem
from strahlkraft.congress.planner.reasons import Reason, Reasons
from strahlkraft.congress.planner.sequencing import present


class Fact(NamedTuple):
    """Something that is so (1) or not (0) in an assignment of pitches to blocks.

    ``pitch``: the pitch stands in the block. ``topic``, ``speaker``: a pitch of that topic, or of that speaker, does.
    ``remote``, ``onsite``, ``dgs``: the block has such a pitch (``name`` empty). ``mixed``: it has both modes.
    """

    kind: str
    name: str
    block: str


@dataclass(frozen=True, slots=True)
class Rule:
    """``sum(factor * fact) <= most``, because of ``reason``."""

    reason: Reason
    terms: tuple[tuple[int, Fact], ...]
    most: int

    def broken(self, facts: set[Fact]) -> bool:
        """Does an assignment with just these facts break the rule?"""
        return sum(factor for factor, fact in self.terms if fact in facts) > self.most


def rules(problem: Problem) -> Iterator[Rule]:
    """All rules of a problem."""
    reasons = Reasons(problem)
    yield from _needs(problem, reasons)
    yield from _windows(problem, reasons)
    yield from _places(problem, reasons)
    yield from _conflicts(problem, reasons)
    yield from _precedence(problem, reasons)
    yield from _blocks(problem, reasons)
    yield from _slots(problem, reasons)
    for pitch, block in problem.pins:
        yield Rule(reasons.pin(pitch, block), ((-1, Fact("pitch", pitch, block)),), -1)


def facts(problem: Problem, assignment: Iterable[tuple[str, str]]) -> set[Fact]:
    """The facts of an assignment given as (pitch, block)."""
    found = set()
    for name, block in assignment:
        pitch = problem.pitch_of[name]
        found |= {Fact("pitch", name, block), Fact("topic", pitch.topic, block), Fact(pitch.mode, "", block)}
        found |= {Fact("speaker", speaker, block) for speaker in pitch.speakers}
        if pitch.dgs:
            found.add(Fact("dgs", "", block))
    found |= {
        Fact("mixed", "", block) for kind, _, block in found if kind == "remote" and Fact("onsite", "", block) in found
    }
    return found


def clash(problem: Problem, first: Block, second: Block) -> bool:
    """Can nobody speak in both blocks: the same slot, or too short a way between two stages?"""
    if first.slot == second.slot:
        return first.id != second.id
    if first.stage == second.stage:
        return False
    early, late = sorted((first, second), key=lambda block: block.open)
    return late.open - early.close < problem.limits.walk


def _never(reason: Reason, pitch: str, blocks: list[Block]) -> Iterator[Rule]:
    """The pitch stands in none of these blocks."""
    if blocks:
        yield Rule(reason, tuple((1, Fact("pitch", pitch, block.id)) for block in blocks), 0)


def _needs(problem: Problem, reasons: Reasons) -> Iterator[Rule]:
    for pitch in problem.pitches:
        lacking = [block for block in problem.blocks if not pitch.needs <= problem.stage_of[block.stage].features]
        yield from _never(reasons.needs(pitch), pitch.id, lacking)


def _windows(problem: Problem, reasons: Reasons) -> Iterator[Rule]:
    for name, pitches in problem.pitches_of_speaker.items():
        for pitch in pitches:
            spans = present(problem.speaker_of[name], pitch.duration)
            away = [
                block
                for block in problem.blocks
                if block.end - block.start >= pitch.duration
                and not any(begin <= block.end - pitch.duration and end >= block.start for begin, end in spans)
            ]
            yield from _never(reasons.window(name), pitch.id, away)


def _places(problem: Problem, reasons: Reasons) -> Iterator[Rule]:
    clashes = [
        (first, second)
        for first, second in combinations(problem.blocks, 2)
        if first.slot != second.slot and clash(problem, first, second)
    ]
    for name, pitches in problem.pitches_of_speaker.items():
        if len(pitches) < 2:  # noqa: PLR2004 - one pitch is in one place anyway
            continue
        reason = reasons.one_place(name)
        for blocks in problem.blocks_of_slot.values():
            if len(blocks) > 1:
                yield Rule(reason, tuple((1, Fact("speaker", name, block.id)) for block in blocks), 1)
        for first, second in clashes:
            yield Rule(reason, ((1, Fact("speaker", name, first.id)), (1, Fact("speaker", name, second.id))), 1)


def _conflicts(problem: Problem, reasons: Reasons) -> Iterator[Rule]:
    for first, second in problem.hard_conflicts:
        reason = reasons.pair("conflict", first, second)
        for blocks in problem.blocks_of_slot.values():
            for here in blocks if len(blocks) > 1 else ():
                others = [(1, Fact("pitch", second, block.id)) for block in blocks if block.id != here.id]
                yield Rule(reason, ((1, Fact("pitch", first, here.id)), *others), 1)


def _precedence(problem: Problem, reasons: Reasons) -> Iterator[Rule]:
    """Whoever has the later pitch in a block has the earlier one there or in a block that opens before."""
    for first, second in problem.precedence:
        reason = reasons.pair("precedence", first, second)
        for here in problem.blocks:
            before = [block for block in problem.blocks if block.open < here.open or block.id == here.id]
            terms = tuple((-1, Fact("pitch", first, block.id)) for block in before)
            yield Rule(reason, ((1, Fact("pitch", second, here.id)), *terms), 0)


def _blocks(problem: Problem, reasons: Reasons) -> Iterator[Rule]:
    for block in problem.blocks:
        yield Rule(reasons.too_long(block), _length(problem, block), block.end - block.start)
        remote = tuple((1, Fact("pitch", pitch.id, block.id)) for pitch in problem.pitches if pitch.remote)
        if len(remote) > block.max_remote:
            yield Rule(reasons.most("max_remote", block), remote, block.max_remote)
        if len(problem.topics) > block.max_topics:
            topics = tuple((1, Fact("topic", topic.id, block.id)) for topic in problem.topics)
            yield Rule(reasons.most("max_topics", block), topics, block.max_topics)


def grouping(problem: Problem) -> bool:
    """Is it best to group a block's pitches by mode? Else changeovers are underestimated by the shortest of all."""
    ticks = problem.changeover
    return ticks.or_ + ticks.ro >= ticks.oo + ticks.rr and max(ticks.oo, ticks.rr) <= max(ticks.or_, ticks.ro)


def _length(problem: Problem, block: Block) -> tuple[tuple[int, Fact], ...]:
    """Least time the block's pitches take: durations, changeovers inside either mode, one change of mode."""
    ticks = problem.changeover
    onsite, remote = ticks.oo, ticks.rr
    mixed = min(ticks.or_, ticks.ro)
    if not grouping(problem):
        onsite = remote = mixed = min(ticks.oo, ticks.rr, mixed)
    terms = tuple(
        (pitch.duration + (remote if pitch.remote else onsite), Fact("pitch", pitch.id, block.id))
        for pitch in problem.pitches
    )
    return (
        *terms,
        (-onsite, Fact("onsite", "", block.id)),
        (-remote, Fact("remote", "", block.id)),
        (mixed, Fact("mixed", "", block.id)),
    )


def _slots(problem: Problem, reasons: Reasons) -> Iterator[Rule]:
    limits = problem.limits
    crews = (
        ("remote_crews", "remote", limits.remote_blocks_parallel),
        ("dgs_teams", "dgs", limits.dgs_blocks_parallel),
    )
    for slot, blocks in problem.blocks_of_slot.items():
        for code, kind, most in crews:
            if len(blocks) > most:
                yield Rule(reasons.crews(code, slot), tuple((1, Fact(kind, "", block.id)) for block in blocks), most)
