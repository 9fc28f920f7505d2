"""The running totals of the search against a second opinion on the same plan."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.congress.planner.checking import violations
from strahlkraft.congress.planner.improving.constructing import construct
from strahlkraft.congress.planner.improving.moves import Moves
from strahlkraft.congress.planner.improving.state import State
from strahlkraft.congress.planner.improving.tables import Tables
from strahlkraft.congress.planner.objective import evaluate
from strahlkraft.congress.planner.problem import Plan
from strahlkraft.congress.planner.reading import read_problem
from strahlkraft.congress.planner.sequencing import NEVER
from tests.congress.planner import judge
from tests.factories.pcp import congress, tiny

pytestmark = pytest.mark.house


def judged(data: dict[str, Any], at: list[int]) -> int | None:
    """Points of pitches in these blocks, each in its best order; None when a pin or another rule forbids it."""
    blocks = data["blocks"]
    rows: dict[str, list[str]] = {}
    for pitch, block in zip(data["pitches"], at, strict=True):
        rows.setdefault(blocks[block]["id"], []).append(pitch["id"])
    if any(bad for _, bad in judge.across(data, rows)):
        return None
    costs = [judge.orders(data, block, tuple(rows[block["id"]]), None) for block in blocks if block["id"] in rows]
    return None if None in costs else judge.spread(data, rows) + sum(cost for cost in costs if cost is not None)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), lots=st.lists(st.integers(0, 10**6), min_size=5, max_size=5))
def test_pitches_settle_in_blocks_just_when_every_rule_allows_it_and_at_its_points(seed: int, lots: list[int]) -> None:
    data = tiny(seed)
    at = [lot % len(data["blocks"]) for _, lot in zip(data["pitches"], lots, strict=False)]
    state = State(Tables(read_problem(data)))

    settled = state.load(at)

    assert (state.cost if settled else None) == judged(data, at)


@settings(max_examples=8, deadline=None)
@given(size=st.sampled_from((24, 50)), seed=st.integers(0, 10**6), lot=st.integers(0, 10**6))
def test_totals_stay_those_of_the_plan_and_no_rule_breaks_whatever_moves(size: int, seed: int, lot: int) -> None:
    problem = read_problem(congress(size, seed))
    tables, asked = Tables(problem), iter(range(30))
    rng = Random(lot)  # noqa: S311 - lots of a test
    state = construct(tables, rng, lambda: next(asked, None) is None)
    if state is None:
        return
    moves = Moves(state, rng)

    for move in (moves.relocate, moves.swap, moves.exchange, moves.rebuild) * 8:
        before = state.at[:]
        changed = move(rng.choice((0.0, 3.0, 40.0)))
        plan = tables.plan(state.at)
        assert (changed, state.missing) == (state.at != before, 0)
        assert (violations(problem, plan), evaluate(problem, plan).total) == ([], state.cost)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), lot=st.integers(0, 10**6))
def test_a_price_is_what_the_objective_grows_by_also_in_half_a_plan(seed: int, lot: int) -> None:
    problem = read_problem(congress(24, seed))
    tables = Tables(problem)
    rng = Random(lot)  # noqa: S311 - lots of a test
    state = State(tables)

    for pitch in rng.sample(range(tables.size), 12):
        block = rng.randrange(tables.blocks)
        price = state.price(pitch, block)
        if price < NEVER:
            before = evaluate(problem, tables.plan(state.at)).total
            state.put(pitch, block, price)
            assert evaluate(problem, tables.plan(state.at)).total - before == price


def test_a_plan_that_breaks_rules_is_taken_over_as_far_as_they_allow() -> None:
    problem = read_problem(congress(24, 3))
    tables = Tables(problem)
    state = State(tables)

    settled = state.load([0] * tables.size)

    assert (settled, state.at.count(0) + state.missing, set(state.at)) == (False, tables.size, {0, -1})
    assert tables.places(tables.plan(state.at)) == state.at
    assert tables.places(Plan()) == [-1] * tables.size
