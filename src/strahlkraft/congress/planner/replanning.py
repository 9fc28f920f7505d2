"""When something changes: the plan that disturbs least, proven. And what-if: complete a plan that is fixed in part.

What has begun stays as it is. A pitch that moves to another block costs ``objective.MOVED`` points beside the points of the
new plan; inside a block that keeps its pitches, the old order and the old starts stay wherever that is no dearer.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from strahlkraft.congress.planner.checking import violations
from strahlkraft.congress.planner.exact import Exact
from strahlkraft.congress.planner.objective import MOVED, excess
from strahlkraft.congress.planner.outcome import Outcome
from strahlkraft.congress.planner.planning import explained
from strahlkraft.congress.planner.problem import Block, Placed, Plan, Problem, Span, Speaker
from strahlkraft.congress.planner.reasons import Reasons
from strahlkraft.congress.planner.relaxing import only
from strahlkraft.congress.planner.sequencing import starts
from strahlkraft.congress.planner.state import State

SECONDS = 5.0  # what a control room waits
FOREVER = 10**7


@dataclass(frozen=True, slots=True)
class Replan:
    """The answer: ``outcome`` (its objective counts moved pitches), and which pitches moved from where to where."""

    outcome: Outcome
    moves: tuple[tuple[str, str, str], ...] = ()

    @property
    def points(self) -> int | None:
        """Points of the new plan by itself."""
        return None if self.outcome.objective is None else self.outcome.objective - MOVED * len(self.moves)


def changed(
    problem: Problem,
    *,
    cancelled: Collection[str] = (),
    windows: Mapping[str, Iterable[Span]] | None = None,
    lost: Collection[str] = (),
) -> Problem:
    """The problem after a change: pitches cancelled, speakers with new windows, blocks or stages (ids) lost."""
    new = windows or {}
    gone = {block.id for block in problem.blocks if block.id in lost or block.stage in lost}
    rest = only(problem, {pitch.id for pitch in problem.pitches} - set(cancelled))
    return replace(
        rest,
        blocks=tuple(block for block in rest.blocks if block.id not in gone),
        pins=tuple(pin for pin in rest.pins if pin[1] not in gone),
        speakers=tuple(
            replace(speaker, windows=tuple(new[speaker.id])) if speaker.id in new else speaker
            for speaker in rest.speakers
        ),
    )


def begun(problem: Problem, old: Plan, now: int) -> Problem:
    """The problem in which everything that started before ``now`` (tick) stays, and nothing else starts before it."""
    done = {
        placed.pitch: (block, placed.start)
        for block, row in old.blocks.items()
        for placed in row
        if placed.start < now and placed.pitch in problem.pitch_of and block in problem.block_of
    }
    spans = {pitch: (start, start + problem.pitch_of[pitch].duration) for pitch, (_, start) in done.items()}
    alone = {pitch.id for pitch in problem.pitches if pitch.id in done or not pitch.speakers}
    companions = [Speaker(f"{pitch}@", (spans.get(pitch, (now, FOREVER)),), None) for pitch in sorted(alone)]
    return replace(
        problem,
        speakers=(*(_since(problem, speaker, spans, now) for speaker in problem.speakers), *companions),
        pitches=tuple(
            replace(
                pitch,
                speakers=(*pitch.speakers, f"{pitch.id}@"),
                needs=frozenset() if pitch.id in done else pitch.needs,
            )
            if pitch.id in alone
            else pitch
            for pitch in problem.pitches
        ),
        pins=(
            *(pin for pin in problem.pins if pin[0] not in done),
            *((pitch, block) for pitch, (block, _) in done.items()),
        ),
    )


def _since(problem: Problem, speaker: Speaker, done: Mapping[str, Span], now: int) -> Speaker:
    """The speaker with the windows that are left, and those of the pitches already begun."""
    left = [(max(begin, now), end) for begin, end in speaker.windows if end > now]
    past = [done[pitch.id] for pitch in problem.pitches_of_speaker[speaker.id] if pitch.id in done]
    return replace(speaker, windows=(*past, *left))


def replan(
    problem: Problem,
    old: Plan,
    *,
    now: int | None = None,
    pins: Iterable[tuple[str, str]] = (),
    seconds: float = SECONDS,
    stop: Callable[[], bool] | None = None,
) -> Replan:
    """The least disturbing valid plan of a changed problem.

    ``now``: what began before this tick stays. ``pins``: pitches that must stand in a block besides those of the problem.
    """
    fixed = replace(problem, pins=(*problem.pins, *pins))
    if now is not None:
        fixed = begun(fixed, old, now)
    keep = {pitch: block for pitch, block in old.block_of_pitch.items() if pitch in problem.pitch_of}
    exact = Exact(fixed, keep=keep)
    state = State()
    exact.on_plan, exact.on_bound = state.better, state.raise_bound
    answer = exact.run(seconds=seconds, start=_still(fixed, old), stop=stop)
    if answer.status == "infeasible":
        why = explained(fixed, seconds=max(seconds - state.seconds, 1.0), stop=stop)
        return Replan(_plainly(fixed, why, problem))
    outcome = state.outcome()
    if outcome.plan is None:
        return Replan(outcome)
    found = steady(fixed, old, outcome.plan)
    moves = (
        (pitch, block, found.block_of_pitch[pitch])
        for pitch, block in keep.items()
        if found.block_of_pitch[pitch] != block
    )
    return Replan(replace(outcome, plan=found), tuple(sorted(moves)))


def _plainly(fixed: Problem, why: Outcome, problem: Problem) -> Outcome:
    """An explanation without the companions of ``begun``: what began is pinned, and nobody can start before now."""
    reasons = Reasons(fixed)
    pins = dict(fixed.pins)
    known = set(problem.speaker_of)
    plain = {
        reason if reason.code != "window" or reason.about[0] in known else reasons.begun(pitch, pins.get(pitch, ""))
        for reason in why.conflict
        for pitch in [reason.about[0].removesuffix("@")]
    }
    return replace(
        why,
        conflict=tuple(sorted(plain)),
        relaxations=tuple(offer for offer in why.relaxations if offer.reason in plain),
    )


def _still(problem: Problem, old: Plan) -> Plan | None:
    """The old plan without what is gone, if that is still valid."""
    rows = {
        block: tuple(placed for placed in row if placed.pitch in problem.pitch_of)
        for block, row in old.blocks.items()
        if block in problem.block_of
    }
    left = Plan({block: row for block, row in rows.items() if row})
    return None if violations(problem, left) else left


def steady(problem: Problem, old: Plan, new: Plan) -> Plan:
    """The new plan with the old order and starts in every block where they are valid and cost the same."""
    place = {placed.pitch: placed.start for row in old.blocks.values() for placed in row}
    rows = {}
    for name, row in new.blocks.items():
        was = [placed.pitch for placed in old.blocks.get(name, ())]
        order = [pitch for pitch in was if any(placed.pitch == pitch for placed in row)]
        if len(order) < len(row):  # somebody came: the order is the new one, the starts stay where they can
            order = [placed.pitch for placed in row]
        kept = _starts(problem, problem.block_of[name], order, place)
        same = kept is not None and _cost(problem, order) <= _cost(problem, [placed.pitch for placed in row])
        rows[name] = kept if kept is not None and same else row
    return Plan(rows)


def _cost(problem: Problem, order: list[str]) -> int:
    weights = problem.weights
    return weights.changeover * excess(problem, order) + weights.opener * problem.pitch_of[order[0]].opener_penalty


def _starts(problem: Problem, block: Block, order: list[str], wanted: Mapping[str, int]) -> tuple[Placed, ...] | None:
    """The pitches in this order, each at its wanted start or as soon after as can be; None when the order is not valid."""
    row: list[Placed] = []
    free = block.start
    position = {pitch: number for number, pitch in enumerate(order)}
    for first, second in problem.precedence:
        if first in position and second in position and position[first] > position[second]:
            return None
    for before, name in zip([None, *order], order, strict=False):
        pitch = problem.pitch_of[name]
        if before is not None:
            last = problem.pitch_of[before]
            free += problem.changeover.between(remote_before=last.remote, remote_after=pitch.remote)
        spans = starts(problem, pitch, block)
        wish = max(free, wanted.get(name, free)) if block.start <= wanted.get(name, free) <= block.end else free
        start = next((max(begin, wish) for begin, end in spans if wish <= end), None)
        if start is None:
            return None
        row.append(Placed(name, start))
        free = start + pitch.duration
    return tuple(row)
