"""The assignment of pitches to blocks as a model of the constraint solver; what happens inside a block stays outside.

The changeover of a block is a closed form of its numbers of pitches by mode, the opener one of the cheapest penalty in it.
Both are lower bounds of what the best order costs; ``exact`` adds cuts where an order costs more, or none exists.
Objective terms are written as excess that is never negative: that is what the solver's linear relaxation can use.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import groupby, pairwise

from ortools.sat.python import cp_model

from strahlkraft.congress.planner.constraints import Fact, Rule, grouping, rules
from strahlkraft.congress.planner.objective import MOVED, misses_preference
from strahlkraft.congress.planner.problem import Block, Pitch, Problem
from strahlkraft.congress.planner.reasons import Reason
from strahlkraft.congress.planner.sequencing import fits, starts

Test = Callable[[Pitch], bool]


class Switches:
    """One literal per reason; when it is on, every rule of that reason holds. ``only``: reasons to look at (None: all)."""

    def __init__(self, only: Collection[Reason] | None = None) -> None:
        self.literals: dict[Reason, cp_model.IntVar] = {}
        self._only = None if only is None else frozenset(only)

    def about(self, reason: Reason) -> bool:
        """Does this reason matter?"""
        return self._only is None or reason in self._only

    def literal(self, model: cp_model.CpModel, reason: Reason) -> cp_model.IntVar:
        """The literal of a reason, made when it is first asked for."""
        if reason not in self.literals:
            self.literals[reason] = model.new_bool_var(reason.key)
        return self.literals[reason]


class Master:
    """Variables, rules and objective of one problem.

    ``switches`` gives every reason a literal that turns its rules on; ``optional`` gives every pitch one that places it.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        switches: "Switches | None" = None,
        optional: bool = False,
    ) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.switches = switches
        self.placed: dict[str, cp_model.IntVar] | None = {} if optional else None
        self._facts: dict[Fact, cp_model.IntVar] = {}
        self._extra: dict[str, cp_model.IntVar] = {}
        self.terms: list[tuple[int, cp_model.IntVar]] = []
        self.constant = 0
        self._place()
        for rule in rules(problem):
            if switches is None or switches.about(rule.reason):
                self._add(rule)

    def _place(self) -> None:
        """Every pitch stands in one block; without switches, only where it fits."""
        for pitch in self.problem.pitches:
            for block in self.problem.blocks:
                if self.switches is not None or fits(self.problem, pitch, block):
                    fact = Fact("pitch", pitch.id, block.id)
                    self._facts[fact] = self.model.new_bool_var("")
            if self.placed is None:
                self.model.add_exactly_one(self.places(pitch.id).values())
            else:
                self.placed[pitch.id] = self.model.new_bool_var(pitch.id)
                self.model.add_at_most_one(self.places(pitch.id).values())
                self.model.add_bool_or(*self.places(pitch.id).values(), ~self.placed[pitch.id])

    def places(self, pitch: str) -> dict[str, cp_model.IntVar]:
        """Variables of the blocks (by id) a pitch may stand in."""
        found = ((block.id, self._facts.get(Fact("pitch", pitch, block.id))) for block in self.problem.blocks)
        return {block: variable for block, variable in found if variable is not None}

    def inside(self, block: str, test: Test | None = None) -> list[cp_model.IntVar]:
        """Variables of the pitches that may stand in a block and pass the test."""
        facts = (Fact("pitch", pitch.id, block) for pitch in self.problem.pitches if test is None or test(pitch))
        return [self._facts[fact] for fact in facts if fact in self._facts]

    def fact(self, fact: Fact) -> cp_model.IntVar | None:
        """The variable of a fact; None when it can never be so."""
        if fact not in self._facts and fact.kind != "pitch":
            made = self._derived(fact)
            if made is None:
                return None
            self._facts[fact] = made
        return self._facts.get(fact)

    def _derived(self, fact: Fact) -> cp_model.IntVar | None:
        """A variable that is 1 just when one of the pitches it sums up is there (``mixed``: when both modes are)."""
        if fact.kind == "mixed":
            onsite, remote = (self.fact(Fact(kind, "", fact.block)) for kind in ("onsite", "remote"))
            if onsite is None or remote is None:
                return None
            mixed = self.model.new_bool_var("")
            self.model.add_bool_or(~onsite, ~remote, mixed)
            return mixed
        tests: dict[str, Test | None] = {
            "topic": lambda pitch: pitch.topic == fact.name,
            "speaker": lambda pitch: fact.name in pitch.speakers,
            "remote": lambda pitch: pitch.remote,
            "onsite": lambda pitch: not pitch.remote,
            "dgs": lambda pitch: pitch.dgs,
            "used": None,
        }
        members = self.inside(fact.block, tests[fact.kind])
        if not members:
            return None
        if len(members) == 1:
            return members[0]
        variable = self.model.new_bool_var("")
        self.model.add_max_equality(variable, members)
        return variable

    def _add(self, rule: Rule) -> None:
        terms = [(factor, self.fact(fact)) for factor, fact in rule.terms]
        known = [(factor, variable) for factor, variable in terms if variable is not None]
        if sum(factor for factor, _ in known if factor > 0) <= rule.most:
            return
        if self.switches is None and rule.most == 1 and all(factor == 1 for factor, _ in known):
            self.model.add_at_most_one(variable for _, variable in known)
            return
        constraint = self.model.add(_sum(known) <= rule.most)
        if self.switches is not None:
            constraint.only_enforce_if(self.switches.literal(self.model, rule.reason))
        elif self.placed is not None and rule.reason.code == "pin":
            constraint.only_enforce_if(self.placed[rule.reason.about[0]])

    # -- what a plan costs -------------------------------------------------------------------------------------------

    def price(self, keep: Mapping[str, str] | None = None) -> None:
        """Make the objective: the terms of the problem, and points for pitches not kept in their old block."""
        for block in self.problem.blocks:
            self._mix(block)
            self._changeover(block)
            self._opener(block)
        self._topics()
        self._speakers()
        self._preferences()
        self._soft()
        for pitch, old in (keep or {}).items():
            self.constant += MOVED
            self._cost(-MOVED, self.fact(Fact("pitch", pitch, old)))
        self.model.minimize(_sum(self.terms) + self.constant)

    def _cost(self, points: int, variable: cp_model.IntVar | None) -> None:
        if points and variable is not None:
            self.terms.append((points, variable))

    def _excess(self, points: int, variables: list[cp_model.IntVar]) -> None:
        """Points for each of the variables that is 1 beyond the first."""
        if points and len(variables) > 1:
            beyond = self.model.new_int_var(0, len(variables) - 1, "")
            self.model.add(beyond >= sum(variables) - 1)
            self.terms.append((points, beyond))

    def _known(self, facts: Iterable[Fact]) -> list[cp_model.IntVar]:
        return [variable for variable in map(self.fact, facts) if variable is not None]

    def _mix(self, block: Block) -> None:
        topics = self._known(Fact("topic", topic.id, block.id) for topic in self.problem.topics)
        self._excess(self.problem.weights.topic_mix, topics)

    def _topics(self) -> None:
        weights = self.problem.weights
        for topic in {pitch.topic: None for pitch in self.problem.pitches}:
            for variable in self._known(Fact("topic", topic, block.id) for block in self.problem.blocks):
                self._cost(weights.topic_split, variable)
            self.constant -= weights.topic_split
            for blocks in self.problem.blocks_of_slot.values():
                self._excess(weights.topic_parallel, self._known(Fact("topic", topic, block.id) for block in blocks))

    def _speakers(self) -> None:
        points = self.problem.weights.speaker_split
        for speaker, pitches in self.problem.pitches_of_speaker.items():
            if len(pitches) > 1:
                for variable in self._known(Fact("speaker", speaker, block.id) for block in self.problem.blocks):
                    self._cost(points, variable)
                self.constant -= points

    def _preferences(self) -> None:
        points = self.problem.weights.preference
        for pitch in self.problem.pitches:
            for block, variable in self.places(pitch.id).items():
                missed = sum(
                    misses_preference(self.problem.speaker_of[speaker], self.problem.block_of[block])
                    for speaker in pitch.speakers
                )
                self._cost(points * missed, variable)

    def _changeover(self, block: Block) -> None:
        """Changeover beyond two pitches on site, for pitches grouped by mode."""
        ticks, points = self.problem.changeover, self.problem.weights.changeover
        both = min(ticks.or_, ticks.ro) - ticks.oo
        again = ticks.rr - ticks.oo
        if not grouping(self.problem):  # any changeover at least the shortest
            least = ticks.least - ticks.oo
            for variable in self.inside(block.id):
                self._cost(points * least, variable)
            self._cost(-points * least, self.fact(Fact("used", "", block.id)))
            return
        for variable in self.inside(block.id, lambda pitch: pitch.remote):
            self._cost(points * again, variable)
        self._cost(-points * again, self.fact(Fact("remote", "", block.id)))
        mixed = self.fact(Fact("mixed", "", block.id))
        self._cost(points * both, mixed)

    def _opener(self, block: Block) -> None:
        """The least penalty among the block's pitches, level by level; who can only open does."""
        points = self.problem.weights.opener
        levels = sorted({pitch.opener_penalty for pitch in self.problem.pitches} | {0})
        used = self.fact(Fact("used", "", block.id))
        if not points or used is None:
            return
        first = [
            pitch
            for pitch in self.problem.pitches
            if Fact("pitch", pitch.id, block.id) in self._facts and opens(self.problem, pitch, block)
        ]
        for below, level in pairwise(levels):
            cheaper = self.inside(block.id, _opens_below(level))
            reached = self.model.new_bool_var("")
            self.model.add_bool_or(*cheaper, ~used, reached)
            for pitch in first:
                if pitch.opener_penalty >= level:
                    self.model.add_implication(self._facts[Fact("pitch", pitch.id, block.id)], reached)
            self._cost(points * (level - below), reached)

    def _soft(self) -> None:
        """Pairs that should not run at the same time: sorted so that one variable serves a pair."""
        for (first, second), rows in groupby(sorted(self.problem.soft_conflicts), key=lambda row: row[:2]):
            weight = sum(row[2] for row in rows)
            here, there = self.places(first), self.places(second)
            together = self.model.new_bool_var("")
            for blocks in self.problem.blocks_of_slot.values():
                for block in blocks:
                    others = [there[other.id] for other in blocks if other.id != block.id and other.id in there]
                    if block.id in here and others:
                        self.model.add(here[block.id] + sum(others) - 1 <= together)
            self._cost(weight, together)

    def tighten(self) -> None:
        """Pitches whose windows all lie in one stretch of a block have no more time than the stretch (implied by order)."""
        least = self.problem.changeover.least
        for block in self.problem.blocks:
            hulls = {}
            for pitch in self.problem.pitches:
                variable = self.fact(Fact("pitch", pitch.id, block.id))
                if variable is not None:
                    spans = starts(self.problem, pitch, block)
                    hulls[pitch.id] = (spans[0][0], spans[-1][1] + pitch.duration, pitch.duration + least, variable)
            for begin in {hull[0] for hull in hulls.values()}:
                for end in {hull[1] for hull in hulls.values()} - {block.end if begin == block.start else 0}:
                    inside = [hull[2:] for hull in hulls.values() if begin <= hull[0] and hull[1] <= end]
                    if len(inside) > 1 and sum(ticks for ticks, _ in inside) > end - begin + least:
                        self.model.add(_sum(inside) <= end - begin + least)

    # -- what the orders inside blocks teach -------------------------------------------------------------------------

    def forbid(self, pitches: Iterable[str], block: Block, *, literals: Iterable[cp_model.IntVar] = ()) -> None:
        """These pitches never stand together in the block, unless one of the literals is off."""
        variables = [self.fact(Fact("pitch", pitch, block.id)) for pitch in pitches]
        if all(variable is not None for variable in variables):
            self.model.add_bool_or(~variable for variable in (*variables, *literals))  # type: ignore[operator]  # none is None

    def forbid_exactly(self, pitches: Iterable[str], block: Block, *, over: int = 0) -> None:
        """Just these pitches in the block cost ``over`` points more than the model says; 0: are impossible."""
        inside = set(pitches)
        matches = [self.fact(Fact("pitch", pitch, block.id)) for pitch in sorted(inside)]
        others = self.inside(block.id, lambda pitch: pitch.id not in inside)
        off = [~variable for variable in matches if variable is not None]
        if not over:
            self.model.add_bool_or(*off, *others)
            return
        extra = self._extra.get(block.id)
        if extra is None:
            extra = self._extra[block.id] = self.model.new_int_var(0, 10**6, "")
            self.terms.append((1, extra))
            self.model.minimize(_sum(self.terms) + self.constant)
        free = sum(off) + sum(others) if off or others else 0
        self.model.add(extra + over * free >= over)


def _opens_below(level: int) -> Test:
    return lambda pitch: pitch.opener_penalty < level


def _sum(terms: Iterable[tuple[int, cp_model.IntVar]]) -> cp_model.LinearExprT:
    rows = list(terms)
    return cp_model.LinearExpr.weighted_sum([variable for _, variable in rows], [factor for factor, _ in rows])


def opens(problem: Problem, pitch: Pitch, block: Block) -> bool:
    """Can the pitch stand in this block only as its first: must it begin before any other could be over?"""
    spans = starts(problem, pitch, block)
    return bool(spans) and spans[-1][1] < block.start + problem.shortest + problem.changeover.least


def least_cost(problem: Problem, pitches: Iterable[str], block: Block) -> int:
    """What the model thinks a block of these pitches costs for changeover and opener; no order costs less."""
    rows = [problem.pitch_of[pitch] for pitch in pitches]
    if not rows:
        return 0
    remote = sum(pitch.remote for pitch in rows)
    ticks = problem.changeover
    if grouping(problem):
        beyond = max(remote - 1, 0) * (ticks.rr - ticks.oo)
        beyond += (min(ticks.or_, ticks.ro) - ticks.oo) * (0 < remote < len(rows))
    else:
        beyond = (len(rows) - 1) * (ticks.least - ticks.oo)
    opener = max(
        min(pitch.opener_penalty for pitch in rows),
        max((pitch.opener_penalty for pitch in rows if opens(problem, pitch, block)), default=0),
    )
    return problem.weights.changeover * beyond + problem.weights.opener * opener
