"""What no plan can go below: a bound that grows, proven by linear programs over sets of pitches in one block.

``relaxation`` is the problem by numbers, ``pricing`` finds the most valuable set, ``master`` is the linear program, ``rounds``
lets both meet, ``cuts`` and ``branching`` close what is left. The plans themselves come from elsewhere.
"""

import time
from collections.abc import Callable
from math import ceil

from strahlkraft.congress.planner.bounding.branching import Tree
from strahlkraft.congress.planner.bounding.relaxation import Relaxation
from strahlkraft.congress.planner.bounding.rounds import Rounds
from strahlkraft.congress.planner.problem import Plan, Problem

SAFE = 1e-4  # points a sum of floating point numbers may be wrong


def bound(
    problem: Problem,
    *,
    seconds: float,
    upper: Callable[[], int | None] | None = None,
    on_bound: Callable[[int], object] | None = None,
    on_plan: Callable[[Plan, int], object] | None = None,
    stop: Callable[[], bool] | None = None,
) -> int:
    """Points every plan costs at least; ``on_bound`` hears of each better number.

    ``upper`` tells the points of the best plan known: the search ends when the bound meets them. ``on_plan`` is there for
    the other sides' sake; no plans are found here. If the problem has no plan the number
    means nothing; it does not pass what the dearest plan could cost.
    """
    deadline = time.monotonic() + seconds
    best, worst = trivial(problem), dearest(problem)

    def known() -> float:
        points = upper() if upper else None
        return float(worst if points is None else points)

    def told(value: float) -> None:
        nonlocal best
        points = int(min(ceil(value - SAFE), known()))
        if points > best:
            best = points
            if on_bound:
                on_bound(best)

    def over() -> bool:
        return time.monotonic() >= deadline or best >= known() or (stop is not None and stop())

    if on_bound:
        on_bound(best)
    if problem.pitches and problem.blocks and not over():
        rounds = Rounds(Relaxation(problem))
        told(rounds.guess(over))
        Tree(rounds, stop=over, told=told, known=known).grow()
    return best


def trivial(problem: Problem) -> int:
    """Points no plan goes below by the signs of the terms alone."""
    ticks = problem.changeover
    saved = min(0, min(ticks.or_, ticks.ro, ticks.rr) - ticks.oo) * len(problem.pitches)
    return problem.weights.changeover * saved


def dearest(problem: Problem) -> int:
    """Points no plan goes beyond: every term at its worst for every pitch."""
    weights, ticks = problem.weights, problem.changeover
    speakers = sum(len(pitch.speakers) for pitch in problem.pitches)
    blocks = weights.topic_mix + weights.topic_split + weights.topic_parallel
    wait = weights.changeover * max(0, max(ticks.or_, ticks.ro, ticks.rr) - ticks.oo)
    return (
        len(problem.pitches) * (blocks + wait)
        + speakers * (weights.preference + weights.speaker_split)
        + weights.opener * sum(pitch.opener_penalty for pitch in problem.pitches)
        + sum(weight for _, _, weight in problem.soft_conflicts)
    )
