"""Why there is no plan: a smallest set of constraints that cannot hold together, and what would dissolve it.

First the pitches are reduced to a few that already have no plan, then their constraints, each with a literal of its own,
to a set of which none can be left out. The time inside a block counts as its frame: that a block may be overrun
does not make a speaker come who is there at another hour.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from strahlkraft.congress.planner.exact import Exact, shrinks
from strahlkraft.congress.planner.master import Master, Switches
from strahlkraft.congress.planner.problem import Block, Problem
from strahlkraft.congress.planner.reasons import Reason, Reasons
from strahlkraft.congress.planner.relaxing import PLENTY, only, without
from strahlkraft.congress.planner.sequencing import Sequencer, fits

# tried first are what people can change least; what is left over is then what they can change most
DROP_FIRST = (
    "max_topics max_remote too_long dgs_teams remote_crews precedence conflict one_place needs window pin".split()
)
FULL = {"max_topics", "max_remote", "too_long", "dgs_teams", "remote_crews"}  # reasons about whoever is in a block


@dataclass(frozen=True, slots=True)
class Conflict:
    """Constraints that cannot hold together; ``minimal``: without any one of them they can."""

    reasons: tuple[Reason, ...]
    minimal: bool


class Unclear(Exception):  # noqa: N818 - no error: an answer that time did not allow
    """Time ran out before the question was answered."""


class _Search:
    """Asks whether an assignment exists under some literals, and learns what no order inside a block can do."""

    def __init__(self, master: Master, deadline: float, learn: Callable[[dict[str, list[str]]], bool]) -> None:
        self.master = master
        self.deadline = deadline
        self.learn = learn

    def core(self, literals: Iterable[cp_model.IntVar]) -> set[int] | None:
        """None when all literals can be on; else indices of literals that cannot be on together."""
        model = self.master.model
        model.clear_assumptions()
        model.add_assumptions(list(literals))
        while True:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise Unclear
            solver = cp_model.CpSolver()
            solver.parameters.num_workers = 1
            solver.parameters.max_time_in_seconds = left
            status = solver.solve(model)
            if status == cp_model.INFEASIBLE:
                return set(solver.sufficient_assumptions_for_infeasibility())
            if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
                raise Unclear
            if not self.learn(self._assignment(solver)):
                return None

    def _assignment(self, solver: cp_model.CpSolver) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for pitch in self.master.problem.pitches:
            for block, variable in self.master.places(pitch.id).items():
                if solver.boolean_value(variable):
                    found.setdefault(block, []).append(pitch.id)
        return found


def _wider(problem: Problem, block: Block) -> Iterable[Block]:
    """Blocks whose usable time lies in this one's: what has no order here has none there."""
    return (other for other in problem.blocks if block.start <= other.start and other.end <= block.end)


def suspicious(problem: Problem, deadline: float, stop: Callable[[], bool] | None = None) -> Problem | None:
    """A small group of pitches (with those that come before) that has no plan, if one of the likeliest has none."""
    if not shrinks(problem):
        return None
    for group in _suspects(problem):
        if stop and stop():
            return None
        part = only(problem, _closed(problem, group))
        if Exact(part).run(seconds=deadline - time.monotonic(), first_only=True).status == "infeasible":
            return part
    return None


def few_pitches(problem: Problem, deadline: float) -> Problem | None:
    """A problem of few of the pitches that has no plan either; None when the whole has one."""
    if not shrinks(problem):
        return problem
    part = suspicious(problem, deadline)
    if part is not None:
        return part
    master = Master(problem, optional=True)
    master.tighten()
    sequencer = Sequencer(problem)

    def learn(assignment: dict[str, list[str]]) -> bool:
        bad = [name for name, row in assignment.items() if sequencer.best(problem.block_of[name], row) is None]
        for name in bad:
            for other in _wider(problem, problem.block_of[name]):
                master.forbid(assignment[name], other)
        return bool(bad)

    placed = master.placed or {}
    names = {variable.index: name for name, variable in placed.items()}
    search = _Search(master, deadline, learn)
    core = search.core(placed.values())
    if core is None:
        return None
    kept = [names[index] for index in core if index in names]
    for name in list(kept):
        smaller = search.core(placed[other] for other in kept if other != name) if name in kept else None
        if smaller is not None:
            kept = [names[index] for index in smaller if index in names]
    return only(problem, _closed(problem, kept))


def _suspects(problem: Problem) -> Iterator[set[str]]:
    """Small groups in which conflicts mostly lie: one person's pitches, and those that all need the same slot."""
    slots = {
        pitch.id: {block.slot for block in problem.blocks if fits(problem, pitch, block)} for pitch in problem.pitches
    }
    yield from ({pitch} for pitch, places in slots.items() if not places)
    for pitches in problem.pitches_of_speaker.values():
        if len(pitches) > 1:
            yield {pitch.id for pitch in pitches}
    for slot in problem.slots:
        tied = {pitch for pitch, places in slots.items() if places == {slot}}
        if len(tied) > 1:
            yield tied


def _closed(problem: Problem, pitches: Iterable[str]) -> set[str]:
    """With every pitch the ones that have to come before it."""
    found = set(pitches)
    while more := {first for first, second in problem.precedence if second in found} - found:
        found |= more
    return found


class _Named:
    """The model in which every reason can be switched, with what orders forbid as consequences of reasons."""

    def __init__(self, problem: Problem, deadline: float, about: Collection[Reason] | None = None) -> None:
        self.problem = problem
        self.reasons = Reasons(problem)
        self.switches = Switches(about)
        self.master = Master(problem, switches=self.switches)
        for reason in (
            *(self.reasons.window(speaker) for speaker, pitches in problem.pitches_of_speaker.items() if pitches),
            *(self.reasons.too_long(block) for block in problem.blocks),
            *(self.reasons.pair("precedence", *pair) for pair in problem.precedence),
        ):  # orders can need them even where no rule does
            if self.switches.about(reason):
                self.literal(reason)
        self.active: set[Reason] = set()
        self.search = _Search(self.master, deadline, self._learn)
        self._sequencers: dict[frozenset[Reason], Sequencer] = {}
        for pitch in problem.pitches:  # speakers who come to the same block, but at different times
            if len(pitch.speakers) > 1:
                for block in problem.blocks:
                    bare = replace(pitch, needs=frozenset())
                    if not fits(problem, bare, block):
                        timely = {reason for reason in self._timely(block, [pitch.id]) if self.switches.about(reason)}
                        self._forbid(block, [pitch.id], timely)

    def literal(self, reason: Reason) -> cp_model.IntVar:
        """The switch of a reason."""
        return self.switches.literal(self.master.model, reason)

    def all(self) -> set[Reason]:
        """Every reason that rules or orders use."""
        return set(self.switches.literals)

    def core(self, active: set[Reason]) -> set[Reason] | None:
        """None when these reasons can hold together; else some of them that cannot."""
        self.active = set(active)
        found = self.search.core([self.literal(reason) for reason in sorted(active)])
        if found is None:
            return None
        return {
            reason for reason, literal in self.switches.literals.items() if literal.index in found and reason in active
        }

    def _timely(self, block: Block, pitches: list[str]) -> set[Reason]:
        """Reasons that can forbid every order of these pitches in the block."""
        inside = set(pitches)
        speakers = {speaker for pitch in pitches for speaker in self.problem.pitch_of[pitch].speakers}
        found = {self.reasons.window(speaker) for speaker in speakers} | {self.reasons.too_long(block)}
        pairs = [pair for pair in self.problem.precedence if inside.issuperset(pair)]
        return found | {self.reasons.pair("precedence", *pair) for pair in pairs}

    def _ordered(self, block: Block, pitches: list[str], reasons: set[Reason]) -> bool:
        """Is there an order when only these of the timely reasons hold?"""
        off = frozenset(self._timely(block, pitches) - reasons)
        if off not in self._sequencers:
            loose = without(self.problem, [reason for reason in off if reason.code != "too_long"])
            self._sequencers[off] = Sequencer(loose)
        if any(reason.code == "too_long" for reason in off):
            block = replace(block, reserve=-PLENTY)
        return self._sequencers[off].best(block, pitches) is not None

    def _learn(self, assignment: dict[str, list[str]]) -> bool:
        learnt = False
        for name, pitches in assignment.items():
            block = self.problem.block_of[name]
            timely = self._timely(block, pitches) & self.active
            if not self._ordered(block, pitches, timely):
                self._forbid(block, pitches, timely)
                learnt = True
        return learnt

    def _forbid(self, block: Block, pitches: list[str], reasons: set[Reason]) -> None:
        """The pitches have no order in the block while a smallest part of the reasons holds."""
        if self._ordered(block, pitches, reasons):
            return
        blamed = set(reasons)
        for reason in _by_ease(reasons):
            if not self._ordered(block, pitches, blamed - {reason}):
                blamed.remove(reason)
        least = list(pitches)
        for pitch in pitches if shrinks(self.problem) else ():
            rest = [other for other in least if other != pitch]
            if rest and not self._ordered(block, rest, blamed):
                least = rest
        literals = [self.literal(reason) for reason in blamed]
        self.master.forbid(least, block, literals=literals)


def _by_ease(reasons: Iterable[Reason]) -> list[Reason]:
    return sorted(reasons, key=lambda reason: (DROP_FIRST.index(reason.code), reason.key))


def conflict(problem: Problem, *, seconds: float) -> Conflict | None:
    """A minimal conflict; None when the problem has a plan after all. Raises ``Unclear`` when time runs out."""
    deadline = time.monotonic() + seconds
    small = few_pitches(problem, deadline)
    if small is None:
        return None
    named = _Named(small, deadline)
    core = named.core(named.all())
    if core is None:
        return None
    try:
        for fewer in _less(named, core):
            core = fewer
        if small is not problem:  # with more pitches, fewer constraints may do
            for fewer in _less(_Named(concerned(problem, core), deadline, about=core), core):
                core = fewer
    except Unclear:
        return Conflict(tuple(sorted(core)), minimal=False)
    return Conflict(tuple(sorted(core)), minimal=True)


def _less(named: _Named, core: set[Reason]) -> Iterator[set[Reason]]:
    """Ever smaller conflicts, until nothing can be left out."""
    for reason in _by_ease(core):
        smaller = named.core(core - {reason}) if reason in core else None
        if smaller is not None:
            core = smaller
            yield core


def concerned(problem: Problem, reasons: Collection[Reason]) -> Problem:
    """The pitches these reasons can be about: all of them as soon as a block or slot is full."""
    if any(reason.code in FULL for reason in reasons):
        return problem
    names = {name for reason in reasons for name in reason.about}
    return only(problem, {pitch.id for pitch in problem.pitches if names & {pitch.id, *pitch.speakers}})
