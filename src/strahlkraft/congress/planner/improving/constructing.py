"""A first valid plan: the cheapest place for each pitch in turn, then room made for those that found none.

Who is hard to place grows heavier each time, and the lightest have to leave (guided ejection; Nagata and Bräysy 2009).
"""

from collections.abc import Callable
from random import Random

from strahlkraft.congress.planner.improving.state import State
from strahlkraft.congress.planner.improving.tables import Tables
from strahlkraft.congress.planner.sequencing import NEVER

ANYHOW = 0.1  # how often a block is taken whoever has to leave, lest two pitches turn each other out for ever
TRIED = 8  # blocks looked at each time room has to be made


def construct(tables: Tables, rng: Random, stop: Callable[[], bool]) -> State | None:
    """A state with every pitch placed; None when none was found before ``stop``, or one fits nowhere."""
    if not all(tables.domain):
        return None
    state = State(tables)
    for pitch in _by_difficulty(tables):
        _settle(state, pitch)
    return state if complete(state, rng, stop) and state.cost < NEVER else None


def complete(state: State, rng: Random, stop: Callable[[], bool]) -> bool:
    """Place what stands nowhere, moving others where needed; False when ``stop`` said so before."""
    weight = [1] * state.tables.size
    while state.missing:
        if stop():
            return False
        waiting = [pitch for pitch, block in enumerate(state.at) if block < 0]
        pitch = waiting[int(rng.random() * len(waiting))]
        if not _settle(state, pitch):
            weight[pitch] += 1
            _make_room(state, pitch, weight, rng)
            _shake(state, rng)
    return True


def _by_difficulty(tables: Tables) -> list[int]:
    """Those with few blocks first, then the largest topics, each with its remote pitches first."""
    count = [0] * tables.topics
    for topic in tables.topic:
        count[topic] += 1
    few = tables.blocks // 3
    return sorted(
        range(tables.size),
        key=lambda p: (len(tables.domain[p]) > few, -count[tables.topic[p]], tables.topic[p], -tables.remote[p]),
    )


def _settle(state: State, pitch: int) -> bool:
    """Put a pitch where it is cheapest, if it fits anywhere."""
    price, block = min((state.price(pitch, block), block) for block in state.tables.domain[pitch])
    if price < NEVER:
        state.put(pitch, block, price)
    return price < NEVER


def _make_room(state: State, pitch: int, weight: list[int], rng: Random) -> None:
    """Put a pitch into the block where the lightest have to leave for it."""
    domain = state.tables.domain[pitch]
    best: tuple[float, int, list[int]] | None = None
    for block in rng.sample(domain, min(TRIED, len(domain))):
        cost = state.cost
        leaving = _leaving(state, pitch, block, weight, rng)
        for other, was in leaving:
            state.put(other, was, 0)
        state.cost = cost
        if leaving:
            heavy = rng.random()
            if rng.random() > ANYHOW:
                heavy += sum(weight[other] for other, _ in leaving)
            if best is None or heavy < best[0]:
                best = heavy, block, [other for other, _ in leaving]
    if best is not None:
        for other in best[2]:
            state.take(other)
        state.put(pitch, best[1], state.price(pitch, best[1]))


def _shake(state: State, rng: Random) -> None:
    """Let some pitch stand somewhere else as well as it stood."""
    pitch = int(rng.random() * state.tables.size)
    if (was := state.at[pitch]) >= 0:
        before = state.cost
        state.take(pitch)
        block = rng.choice(state.tables.domain[pitch])
        price = state.price(pitch, block)
        if price < NEVER:
            state.put(pitch, block, price)
        else:
            state.put(pitch, was, before - state.cost)


def _leaving(state: State, pitch: int, block: int, weight: list[int], rng: Random) -> list[tuple[int, int]]:
    """Take out who has to leave that a pitch can enter a block, with their blocks; nobody when that does not help."""
    tables = state.tables
    out: list[tuple[int, int]] = []

    def leave(other: int) -> None:
        out.append((other, state.at[other]))
        state.take(other)

    for other, grid in tables.partners[pitch]:
        if state.at[other] >= 0 and grid[block][state.at[other]]:
            leave(other)
    inside = sorted(state.members[block], key=lambda p: (weight[p] + rng.random(), p))
    beside = [
        p for b in range(tables.blocks) if b != block and tables.slot[b] == tables.slot[block] for p in state.members[b]
    ]
    crews = [p for p in beside if (tables.remote[pitch] and tables.remote[p]) or (tables.dgs[pitch] and tables.dgs[p])]
    rng.shuffle(crews)
    for other in inside + crews:
        if state.price(pitch, block) < NEVER:
            break
        leave(other)
    helped = state.price(pitch, block) < NEVER
    if helped:
        state.put(pitch, block, 0)
    for other, was in [*out]:
        if not helped or state.price(other, was) < NEVER:
            state.put(other, was, 0)
            out.remove((other, was))
    if helped:
        state.take(pitch)
    return out
