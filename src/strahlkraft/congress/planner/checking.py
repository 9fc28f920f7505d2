"""Is a plan valid? Every broken hard constraint as a reason, whoever made the plan."""

from itertools import pairwise

from strahlkraft.congress.planner.constraints import facts, rules
from strahlkraft.congress.planner.problem import Placed, Plan, Problem
from strahlkraft.congress.planner.reasons import Reason, Reasons


def violations(problem: Problem, plan: Plan) -> list[Reason]:
    """The constraints a plan breaks, each once, in the order of their keys; empty when it is valid."""
    reasons = Reasons(problem)
    unknown = {block for block in plan.blocks if block not in problem.block_of}
    unknown |= {placed.pitch for row in plan.blocks.values() for placed in row if placed.pitch not in problem.pitch_of}
    found = {reasons.unknown(name) for name in unknown}
    rows = {
        block: [placed for placed in row if placed.pitch in problem.pitch_of]
        for block, row in plan.blocks.items()
        if block in problem.block_of
    }
    seen = [placed.pitch for row in rows.values() for placed in row]
    found |= {reasons.pitch("missing", pitch.id) for pitch in problem.pitches if pitch.id not in set(seen)}
    found |= {reasons.pitch("twice", pitch) for pitch in set(seen) if seen.count(pitch) > 1}
    so = facts(problem, ((placed.pitch, block) for block, row in rows.items() for placed in row))
    absent = {reason.about[0] for reason in found if reason.code == "missing"}
    found |= {
        rule.reason
        for rule in rules(problem)
        if rule.broken(so) and not (rule.reason.code in {"precedence", "pin"} and absent & set(rule.reason.about))
    }
    for block, row in rows.items():
        found |= _of_row(problem, reasons, block, row)
    return sorted(found)


def _of_row(problem: Problem, reasons: Reasons, name: str, row: list[Placed]) -> set[Reason]:
    """What is wrong inside one block: its frame, changeovers, windows to the tick, precedence."""
    block = problem.block_of[name]
    found = set()
    for placed in row:
        pitch = problem.pitch_of[placed.pitch]
        end = placed.start + pitch.duration
        if placed.start < block.start:
            found.add(reasons.too_early(pitch.id, name))
        if end > block.end:
            found.add(reasons.too_long(block))
        for speaker in pitch.speakers:
            windows = problem.speaker_of[speaker].windows
            if not any(begin <= placed.start and end <= close for begin, close in windows):
                found.add(reasons.window(speaker))
    for before, after in pairwise(row):
        first, second = problem.pitch_of[before.pitch], problem.pitch_of[after.pitch]
        ticks = problem.changeover.between(remote_before=first.remote, remote_after=second.remote)
        if before.start + first.duration + ticks > after.start:
            found.add(reasons.pair("overlap", first.id, second.id))
    order = {placed.pitch: number for number, placed in enumerate(row)}
    for earlier, later in problem.precedence:
        if earlier in order and later in order and order[earlier] > order[later]:
            found.add(reasons.pair("precedence", earlier, later))
    return found
