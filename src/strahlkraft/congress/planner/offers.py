"""What would dissolve a conflict: constraints of it that make a plan possible when given up, cheapest first."""

import time
from collections.abc import Collection, Iterator
from dataclasses import replace

from strahlkraft.congress.planner.conflicts import concerned
from strahlkraft.congress.planner.exact import Exact
from strahlkraft.congress.planner.improving import first_plan
from strahlkraft.congress.planner.outcome import Relaxation
from strahlkraft.congress.planner.problem import Placed, Plan, Problem
from strahlkraft.congress.planner.reasons import Reason, Reasons
from strahlkraft.congress.planner.relaxing import only, without

# how hard people find it to give up a constraint; a guess, for the order of the offers only
COST = {
    "pin": 1,
    "precedence": 2,
    "conflict": 3,
    "max_topics": 3,
    "max_remote": 3,
    "too_long": 4,
    "window": 5,
    "remote_crews": 6,
    "dgs_teams": 6,
    "needs": 8,
    "one_place": 9,
}
SMALL = 60  # pitches up to which the solver finds any plan at once
PATIENCE = 5.0  # seconds a plan of a large problem may take
NEARER = (60, 120, 240, 480)  # ticks a window is stretched by before it is given up altogether


def offers(problem: Problem, reasons: Collection[Reason], *, seconds: float) -> Iterator[Relaxation]:
    """Each constraint that, given up alone, leaves a plan of the whole problem; as far as time allows."""
    deadline = time.monotonic() + seconds
    about = [pitch.id for pitch in concerned(problem, reasons).pitches]
    for reason in sorted(reasons, key=lambda reason: (COST[reason.code], reason.key)):
        for looser in _looser(problem, reason):
            left = deadline - time.monotonic()
            if left <= 0:
                return
            plan = _quickly(looser, about, left)
            if plan is not None:
                yield Relaxation(reason, tuple(_change(problem, reason, plan)), COST[reason.code], plan)
                break


def _quickly(problem: Problem, about: list[str], seconds: float) -> Plan | None:
    """Any plan: large problems are looked at first where the conflict was, and then filled by the improving side."""
    if len(problem.pitches) > SMALL:
        part = Exact(only(problem, about)).run(seconds=seconds, first_only=True)
        if part.plan is None:
            return None
        quick = first_plan(problem, seconds=min(seconds, PATIENCE))
        if quick is not None:
            return quick
    return Exact(problem).run(seconds=min(seconds, 2 * PATIENCE), first_only=True).plan


def _looser(problem: Problem, reason: Reason) -> Iterator[Problem]:
    """The problem with the constraint loosened, little first where that has a meaning."""
    if reason.code == "window":
        name = reason.about[0]
        for ticks in NEARER:
            for pitch in problem.pitches_of_speaker[name]:
                yield _longer(problem, name, ticks, pitch.id)
    yield without(problem, [reason])


def _longer(problem: Problem, name: str, ticks: int, pitch: str) -> Problem:
    """The problem in which a speaker is there longer, but for one pitch only.

    The others get a companion who has the old windows.
    """
    known = problem.speaker_of[name]
    longer = replace(known, windows=tuple((max(0, begin - ticks), end + ticks) for begin, end in known.windows))
    companion = replace(known, id=f"{name}@", preferred=None)
    return replace(
        problem,
        speakers=(*(longer if speaker.id == name else speaker for speaker in problem.speakers), companion),
        pitches=tuple(
            replace(other, speakers=(*other.speakers, companion.id))
            if name in other.speakers and other.id != pitch
            else other
            for other in problem.pitches
        ),
    )


def _change(problem: Problem, reason: Reason, plan: Plan) -> Iterator[tuple[str, object]]:
    """The sentence's parts: those of the reason, and what the plan makes of it."""
    reasons, known = Reasons(problem), dict(reason.params)
    first = reason.about[0]
    yield from ((name, known[name]) for name in ("speaker", "pitch", "features", "first", "second") if name in known)
    if reason.code == "window":
        yield "times", reasons.times(sorted(_outside(problem, first, plan)))
    elif reason.code == "pin":
        yield "block", plan.block_of_pitch[first]
    elif reason.code in {"too_long", "max_remote", "max_topics"}:
        row = plan.blocks.get(first, ())
        yield "block", first
        yield from _of_block(problem, reason, row)
    elif reason.code in {"remote_crews", "dgs_teams"}:
        yield "slot", first
        rows = [plan.blocks.get(block.id, ()) for block in problem.blocks_of_slot[first]]
        yield "count", sum(_has(problem, reason.code, row) for row in rows)


def _of_block(problem: Problem, reason: Reason, row: tuple[Placed, ...]) -> Iterator[tuple[str, object]]:
    block = problem.block_of[reason.about[0]]
    pitches = [problem.pitch_of[placed.pitch] for placed in row]
    if reason.code == "too_long":
        end = max((placed.start + problem.pitch_of[placed.pitch].duration for placed in row), default=block.end)
        yield "minutes", Reasons(problem).minutes(max(0, end - block.end))
    elif reason.code == "max_remote":
        yield "count", sum(pitch.remote for pitch in pitches)
    else:
        yield "count", len({pitch.topic for pitch in pitches})


def _has(problem: Problem, code: str, row: tuple[Placed, ...]) -> bool:
    pitches = (problem.pitch_of[placed.pitch] for placed in row)
    return any(pitch.remote if code == "remote_crews" else pitch.dgs for pitch in pitches)


def _outside(problem: Problem, speaker: str, plan: Plan) -> Iterator[tuple[int, int]]:
    """When the plan needs a speaker outside their windows."""
    windows = problem.speaker_of[speaker].windows
    for row in plan.blocks.values():
        for placed in row:
            pitch = problem.pitch_of.get(placed.pitch)
            if pitch is None or speaker not in pitch.speakers:
                continue
            end = placed.start + pitch.duration
            if not any(begin <= placed.start and end <= close for begin, close in windows):
                yield placed.start, end
