"""Plans that are valid, and better every second: a quick first plan, then improvement until told to stop.

``first_plan`` and ``improve`` run in one process on one core, and do the same for the same seed except for where the
clock cuts them off. Both say None when they found no valid plan; that there is none is for others to prove.
"""

import time
from collections.abc import Callable
from random import Random

from strahlkraft.congress.planner.improving.annealing import Annealing
from strahlkraft.congress.planner.improving.constructing import complete, construct
from strahlkraft.congress.planner.improving.state import State
from strahlkraft.congress.planner.improving.tables import Tables
from strahlkraft.congress.planner.problem import Plan, Problem
from strahlkraft.congress.planner.sequencing import NEVER

HOT, COLD, SHARE = 4.0, 0.7, 0.05  # measured at 100 to 500 pitches
BRIEF, AMPLE = 1.5, 0.1  # how hot a very short round begins; seconds per pitch that allow the full heat
WARM = 1.0  # a plan somebody brought is polished first, before it is shaken
LONGEST = 0.4  # seconds per pitch after which another round finds more than a longer one


def first_plan(problem: Problem, *, seconds: float = 10.0, seed: int = 0) -> Plan | None:
    """A valid plan within about a second, not yet a good one."""
    deadline = time.monotonic() + seconds
    tables = Tables(problem)
    state = _begun(tables, None, Random(seed), lambda: time.monotonic() > deadline)  # noqa: S311 - a search keeps no secret
    return tables.plan(state.at) if state else None


def improve(
    problem: Problem,
    *,
    seconds: float,
    start: Plan | None = None,
    seed: int = 0,
    on_plan: Callable[[Plan, int], object] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan | None:
    """The best valid plan found in so many seconds (or before ``stop``); ``on_plan`` hears of each better one at once.

    ``start`` is a plan to begin with; where it breaks a rule it is repaired.
    """
    deadline = time.monotonic() + seconds

    def over() -> bool:
        return time.monotonic() > deadline or (stop is not None and stop())

    tables = Tables(problem)
    rng = Random(seed)  # noqa: S311 - a search keeps no secret
    state = _begun(tables, start, rng, over)
    if state is None:
        return None
    best = tables.plan(state.at)
    if on_plan is not None:
        on_plan(best, state.cost)

    def found(at: list[int], cost: int) -> None:
        nonlocal best
        best = tables.plan(at)
        if on_plan is not None:
            on_plan(best, cost)

    search = Annealing(state, rng, found=found, stop=over)
    if search.moves.free:
        _rounds(search, deadline, len(problem.pitches), warm=start is not None)
    search.tell()
    return best


def _begun(tables: Tables, start: Plan | None, rng: Random, stop: Callable[[], bool]) -> State | None:
    """A complete valid state, from a plan if there is one and it can be repaired."""
    if start is not None and all(tables.domain):
        state = State(tables)
        if state.load(tables.places(start)) or complete(state, rng, stop):
            return state if state.cost < NEVER else None
    return construct(tables, rng, stop)


def _rounds(search: Annealing, deadline: float, pitches: int, *, warm: bool) -> None:
    """Short rounds first, that something good is there early; each begins with the best plan so far."""
    whole = deadline - time.monotonic()
    lengths = [0.04 * whole, 0.16 * whole]
    while (left := deadline - time.monotonic()) > 0:
        length = min(lengths.pop(0) if lengths else left, pitches * LONGEST, left)
        hot = WARM if warm else min(HOT, BRIEF + (HOT - BRIEF) * length / (pitches * AMPLE))
        if not search.run(length, hot=hot, cold=COLD, share=SHARE):
            return
        search.again()
        warm = False
