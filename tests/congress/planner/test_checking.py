"""Plans made by hand: every broken rule is found and said, and the points are counted term by term."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.congress.planner.checking import violations
from strahlkraft.congress.planner.exact import Exact
from strahlkraft.congress.planner.objective import Cost, evaluate
from strahlkraft.congress.planner.problem import Plan
from strahlkraft.congress.planner.reading import read_plan, read_problem
from tests.congress.planner import judge
from tests.factories.pcp import tiny

pytestmark = pytest.mark.house


def house(**more: Any) -> dict[str, Any]:
    """Two stages, two slots, four pitches of four people."""
    blocks = [
        {
            "id": f"B{slot}{stage}",
            "slot": f"T{slot}",
            "stage": f"S{stage}",
            "open": 100 * slot,
            "close": 100 * slot + 40,
            "intro": 2,
            "reserve": 3,
            "max_remote": 1,
            "max_topics": 2,
        }
        for slot in (1, 2)
        for stage in (1, 2)
    ]
    pitches = [
        {
            "id": f"P{number}",
            "title": f"Pitch {number}",
            "topic": f"T{number % 3}",
            "duration": 6,
            "mode": "remote" if number == 4 else "onsite",
            "speakers": [f"V{number}"],
            "needs": ["screen"] if number == 3 else [],
            "dgs": number in {1, 2},
            "opener_penalty": number - 1,
        }
        for number in (1, 2, 3, 4)
    ]
    return {
        "format": "pcp-v1",
        "name": "house",
        "tick_seconds": 30,
        "days": 1,
        "stages": [{"id": "S1", "features": ["screen"]}, {"id": "S2", "features": []}],
        "slots": ["T1", "T2"],
        "blocks": blocks,
        "topics": [{"id": f"T{number}"} for number in range(3)],
        "speakers": [
            {"id": f"V{number}", "windows": [[0, 999]], "preferred": [190, 300] if number < 3 else None}
            for number in (1, 2, 3, 4)
        ],
        "pitches": pitches,
        "hard_conflicts": [],
        "soft_conflicts": [],
        "precedence": [],
        "pins": [],
        "changeover": {"oo": 1, "or": 3, "ro": 3, "rr": 2},
        "limits": {"remote_blocks_parallel": 1, "dgs_blocks_parallel": 1, "walk": 20},
        "weights": {
            "topic_mix": 10,
            "topic_split": 6,
            "topic_parallel": 8,
            "preference": 2,
            "changeover": 1,
            "speaker_split": 5,
            "opener": 1,
        },
    } | more


def plan_of(**blocks: list[tuple[str, int]]) -> Plan:
    return read_plan({"blocks": {name: [list(placed) for placed in row] for name, row in blocks.items()}})


GOOD = {"B11": [("P1", 102), ("P2", 109)], "B21": [("P3", 202), ("P4", 211)]}


def test_a_valid_plan_breaks_no_rule_and_costs_what_its_terms_say() -> None:
    problem = read_problem(house(soft_conflicts=[["P1", "P2", 3]]))

    found = plan_of(**GOOD)

    assert violations(problem, found) == []
    assert evaluate(problem, found) == Cost(
        topic_mix=20, topic_split=6, preference=4, changeover=2, opener=2, soft_conflicts=0
    )
    assert evaluate(problem, found).total == 34


HAND_MADE: list[tuple[dict[str, Any], dict[str, list[tuple[str, int]]], list[str]]] = [
    ({}, {"B11": GOOD["B11"], "B21": [("P3", 202)]}, ["missing:P4"]),
    ({}, {**GOOD, "B22": [("P1", 202)]}, ["twice:P1"]),
    ({}, {**GOOD, "B99": [("P9", 202)]}, ["unknown:B99", "unknown:P9"]),
    ({}, {**GOOD, "B11": [("P1", 101), ("P2", 109)]}, ["too_early:B11"]),
    ({}, {**GOOD, "B11": [("P1", 102), ("P2", 108)]}, ["overlap:P1|P2"]),
    ({}, {**GOOD, "B11": [("P1", 102), ("P2", 132)]}, ["too_long:B11"]),
    ({}, {"B11": [("P1", 102)], "B12": [("P2", 102)], "B21": GOOD["B21"]}, ["dgs_teams:T1"]),
    ({}, {"B11": GOOD["B11"], "B21": [("P4", 202)], "B22": [("P3", 202)]}, ["needs:P3"]),
    ({}, {"B11": [("P1", 102), ("P2", 109), ("P3", 116)], "B21": [("P4", 202)]}, ["max_topics:B11"]),
    (
        {"hard_conflicts": [["P3", "P4"]]},
        {"B11": GOOD["B11"], "B21": [("P3", 202)], "B22": [("P4", 202)]},
        ["conflict:P3|P4"],
    ),
    ({"precedence": [["P3", "P1"]]}, GOOD, ["precedence:P3|P1"]),
    ({"precedence": [["P2", "P1"]]}, GOOD, ["precedence:P2|P1"]),
    ({"pins": [["P4", "B11"]]}, GOOD, ["pin:P4"]),
    ({"limits": {"remote_blocks_parallel": 0, "dgs_blocks_parallel": 1, "walk": 20}}, GOOD, ["remote_crews:T2"]),
]


@pytest.mark.parametrize(("more", "rows", "keys"), HAND_MADE, ids=["+".join(row[2]) for row in HAND_MADE])
def test_a_broken_rule_of_a_plan_made_by_hand_is_named(
    more: dict[str, Any], rows: dict[str, list[tuple[str, int]]], keys: list[str]
) -> None:
    assert [reason.key for reason in violations(read_problem(house(**more)), plan_of(**rows))] == keys


def test_a_speaker_out_of_their_window_is_named_with_the_hours() -> None:
    data = house()
    data["speakers"][0] |= {"windows": [[103, 150]], "name": "Frau Beispiel"}

    (reason,) = violations(read_problem(data), plan_of(**GOOD))

    assert (reason.key, reason.text) == ("window:V1", "Frau Beispiel can only come 00:51:30–01:15.")


@pytest.mark.parametrize(("walk", "keys"), [(60, []), (61, ["one_place:V1"])])
def test_a_speaker_needs_the_time_to_walk_to_another_stage(walk: int, keys: list[str]) -> None:
    data = house(limits={"remote_blocks_parallel": 1, "dgs_blocks_parallel": 1, "walk": walk})
    data["pitches"][1]["speakers"] = ["V1"]

    found = plan_of(B11=[("P1", 102)], B22=[("P2", 202)], B21=GOOD["B21"])

    assert [reason.key for reason in violations(read_problem(data), found)] == keys


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), moves=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(-9, 9))))
def test_the_checker_agrees_with_a_second_opinion_on_any_plan(seed: int, moves: list[tuple[int, int, int]]) -> None:
    """Plans of the solver, with pitches moved about at random: both find faults or both find none."""
    data = tiny(seed)
    problem = read_problem(data)
    answer = Exact(problem).run(seconds=10)
    rows: dict[str, list[list[Any]]] = {block["id"]: [] for block in data["blocks"]}
    if answer.plan:
        rows |= {name: [list(placed) for placed in row] for name, row in answer.plan.as_json()["blocks"].items()}
    else:
        rows[data["blocks"][0]["id"]] = [[pitch["id"], 100 + 12 * n] for n, pitch in enumerate(data["pitches"])]
    for pick, place, shift in moves:
        source, target = list(rows)[pick % len(rows)], list(rows)[place % len(rows)]
        if rows[source]:
            pitch, start = rows[source].pop()
            ahead = problem.block_of[target].open - problem.block_of[source].open
            rows[target].append([pitch, max(0, start + ahead + shift)])
            rows[target].sort(key=lambda placed: placed[1])

    faults = judge.faults(data, {"blocks": rows})
    found = violations(problem, read_plan({"blocks": rows}))

    assert bool(found) == bool(faults)
    assert evaluate(problem, read_plan({"blocks": rows})).total == judge.points(data, {"blocks": rows})
