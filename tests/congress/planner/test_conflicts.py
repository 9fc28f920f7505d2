"""Wish lists without a plan: the smallest conflict, in sentences, and what would dissolve it."""

from dataclasses import replace
from typing import Any

import pytest

from strahlkraft.congress.planner.conflicts import Unclear, conflict
from strahlkraft.congress.planner.offers import offers
from strahlkraft.congress.planner.outcome import read_relaxation
from strahlkraft.congress.planner.planning import explained
from strahlkraft.congress.planner.problem import Problem
from strahlkraft.congress.planner.reading import read_problem
from strahlkraft.congress.planner.reasons import Reasons
from strahlkraft.congress.planner.relaxing import without
from tests.congress.planner import judge
from tests.congress.planner.test_checking import house

pytestmark = pytest.mark.house


def keys_of(problem: Problem) -> list[str]:
    found = conflict(problem, seconds=20)
    return [] if found is None else [reason.key for reason in found.reasons]


def test_the_given_wish_list_fails_by_one_person_who_needs_two_stages_in_one_hour(
    problem_without_plan: dict[str, Any],
) -> None:
    answer = explained(read_problem(problem_without_plan), seconds=20)

    assert (answer.status, answer.minimal, [reason.key for reason in answer.conflict]) == (
        "infeasible",
        True,
        ["needs:P011", "needs:P031", "one_place:VX", "window:VX"],
    )
    assert [reason.text for reason in answer.conflict] == [
        "“Offene Daten: Projekt 11 (Brakel)” needs demo_table, which not every stage has.",
        "“Bürgerservice: Projekt 31 (Höxter)” needs led_wall, which not every stage has.",
        "VX cannot speak in two places at once and needs 8 minutes to walk between stages.",
        "VX can only come 11:19–12:06.",
    ]
    assert [offer.reason.key for offer in answer.relaxations] == [
        "window:VX",
        "needs:P011",
        "needs:P031",
        "one_place:VX",
    ]


ONE_REASON: list[tuple[dict[str, Any], list[str]]] = [
    ({"pins": [["P1", "B11"], ["P1", "B12"]]}, ["pin:P1", "pin:P1"]),
    ({"precedence": [["P1", "P2"], ["P2", "P1"]]}, ["precedence:P1|P2", "precedence:P2|P1"]),
    ({"pins": [["P3", "B12"]]}, ["needs:P3", "pin:P3"]),
    (
        {"pins": [["P1", "B11"], ["P2", "B12"]]},
        ["dgs_teams:T1", "pin:P1", "pin:P2"],
    ),
    (
        {
            "pins": [["P1", "B11"], ["P2", "B12"]],
            "hard_conflicts": [["P1", "P2"]],
            "limits": {"remote_blocks_parallel": 1, "dgs_blocks_parallel": 2, "walk": 0},
        },
        ["conflict:P1|P2", "pin:P1", "pin:P2"],
    ),
    (
        {"pins": [["P1", "B11"], ["P2", "B11"], ["P3", "B11"]]},
        ["max_topics:B11", "pin:P1", "pin:P2", "pin:P3"],
    ),
    (
        {"limits": {"remote_blocks_parallel": 0, "dgs_blocks_parallel": 1, "walk": 0}},
        ["remote_crews:T1", "remote_crews:T2"],
    ),
]


@pytest.mark.parametrize(("more", "keys"), ONE_REASON, ids=["+".join(row[1]) for row in ONE_REASON])
def test_a_conflict_names_just_the_rules_it_takes(more: dict[str, Any], keys: list[str]) -> None:
    assert keys_of(read_problem(house(**more))) == keys


def test_pitches_too_long_for_their_block_are_told_with_the_block() -> None:
    data = house(pins=[[f"P{number}", "B11"] for number in (1, 2)])
    for pitch in data["pitches"]:
        pitch["duration"] = 18

    assert keys_of(read_problem(data)) == ["pin:P1", "pin:P2", "too_long:B11"]


def test_remote_pitches_beyond_what_a_block_takes_are_told() -> None:
    data = house(pins=[["P3", "B11"], ["P4", "B11"]])
    data["pitches"][2]["mode"] = "remote"

    assert keys_of(read_problem(data)) == ["max_remote:B11", "pin:P3", "pin:P4"]


def test_two_people_in_one_short_window_of_a_block_are_told_by_their_windows() -> None:
    data = house(pins=[["P1", "B11"], ["P2", "B11"]])
    for speaker in data["speakers"][:2]:
        speaker["windows"] = [[110, 122]]

    assert keys_of(read_problem(data)) == ["pin:P1", "pin:P2", "window:V1", "window:V2"]


def test_two_people_of_one_pitch_who_never_meet_are_told() -> None:
    data = house()
    data["pitches"][0]["speakers"] = ["V1", "V2"]
    data["speakers"][0]["windows"], data["speakers"][1]["windows"] = [[0, 115]], [[115, 999]]

    assert keys_of(read_problem(data)) == ["window:V1", "window:V2"]


def test_a_problem_with_a_plan_has_no_conflict() -> None:
    assert conflict(read_problem(house()), seconds=20) is None


def test_a_conflict_without_time_stays_unclear(problem_without_plan: dict[str, Any]) -> None:
    with pytest.raises(Unclear):
        conflict(read_problem(problem_without_plan), seconds=0)


def test_each_offer_leaves_a_plan_that_breaks_only_what_is_given_up() -> None:
    data = house(pins=[["P3", "B12"]])
    problem = read_problem(data)
    found = conflict(problem, seconds=20)
    assert found is not None

    made = list(offers(problem, found.reasons, seconds=20))

    assert [(offer.code, offer.text) for offer in made] == [
        ("pin", f"“Pitch 3” may move to the block {made[0].plan.block_of_pitch['P3']}."),
        ("needs", "“Pitch 3” does without screen."),
    ]
    assert [judge.faults(data, offer.plan.as_json()) for offer in made] == [["pin:P3"], ["needs:P3"]]
    assert [read_relaxation(offer.as_json()) for offer in made] == made


def test_who_can_come_longer_is_asked_for_the_least_more() -> None:
    data = house(pins=[["P1", "B21"]])
    data["speakers"][0]["windows"] = [[110, 170]]
    problem = read_problem(data)
    found = conflict(problem, seconds=20)
    assert found is not None

    texts = [offer.text for offer in offers(problem, found.reasons, seconds=20)]

    assert texts[1:] == ["V1 would also have to come 01:41–01:44."]


def test_a_person_freed_from_being_in_one_place_becomes_one_per_pitch() -> None:
    data = house()
    data["pitches"][1]["speakers"] = ["V1"]
    problem = read_problem(data)

    loose = without(problem, [Reasons(problem).one_place("V1")])

    assert [pitch.speakers for pitch in loose.pitches[:2]] == [("V1@P1",), ("V1@P2",)]
    assert replace(loose, speakers=problem.speakers, pitches=problem.pitches) == problem
