"""Cases: which step follows which, what counts when the sides disagree, what is public."""

from datetime import date, timedelta

import pytest

from strahlkraft.reuse.rules import cases as rules
from strahlkraft.reuse.rules.cases import Median, SideView, StepReport
from strahlkraft.reuse.rules.vocabulary import CaseState, DropReason

pytestmark = pytest.mark.house

DAY = date(2026, 3, 2)


def codes(state: str, report: StepReport, *, opened_on: date = DAY, today: date = DAY) -> list[str]:
    return [r.code for r in rules.may_step(state, report, opened_on=opened_on, today=today)]


def test_table_of_steps() -> None:
    reasons = {state: ("cost" if state in {"dropped", "ended"} else "") for state in CaseState}
    ways = {
        str(state): [str(to) for to in CaseState if not codes(state, StepReport(to, DAY, reasons[to]))]
        for state in CaseState
    }
    road = ["in_contact", "evaluating", "decided", "introducing", "in_operation"]
    assert ways == {
        "named": [*road, "dropped", "ended"],
        "in_contact": [*road[1:], "dropped"],
        "evaluating": ["in_contact", *road[2:], "dropped"],
        "decided": ["evaluating", *road[3:], "dropped"],
        "introducing": ["decided", "in_operation", "dropped"],
        "in_operation": ["introducing", "ended"],
        "dropped": ["in_contact"],
        "ended": ["introducing", "in_operation"],
    }


@pytest.mark.parametrize(
    ("report", "found"),
    [
        (StepReport("decided", DAY), []),
        (StepReport("quatsch", DAY), ["no_way"]),
        (StepReport("decided", DAY + timedelta(days=1)), ["future"]),
        (StepReport("decided", DAY - timedelta(days=1)), ["before_start"]),
        (StepReport("dropped", DAY), ["reason_missing"]),
        (StepReport("dropped", DAY, "other"), ["reason_words"]),
        (StepReport("dropped", DAY, "other", "Weil."), []),
        (StepReport("decided", DAY, "", "x" * 4_001), ["text_long"]),
    ],
    ids=str,
)
def test_report_names_what_is_wrong(report: StepReport, found: list[str]) -> None:
    assert codes("evaluating", report) == found


@pytest.mark.parametrize("reason", [reason for reason in DropReason if reason is not DropReason.OTHER])
def test_every_reason_of_the_list_ends_a_case(reason: str) -> None:
    assert codes("in_operation", StepReport("ended", DAY, reason)) == []


def view(side: str, state: str) -> SideView:
    return SideView(side, state, DAY)


def test_sides_disagree_only_when_both_have_spoken_and_differ() -> None:
    provider, reuser = view("provider", "in_operation"), view("reuser", "evaluating")
    assert rules.disagreement([provider]) == ()
    assert rules.disagreement([provider, view("reuser", "in_operation")]) == ()
    assert rules.disagreement([reuser, view("office", "decided"), provider]) == (provider, reuser)


@pytest.mark.parametrize(
    ("states", "counts"),
    [
        (("in_operation", "evaluating"), "evaluating"),
        (("in_operation", "dropped"), "dropped"),
        (("ended", "in_operation"), "ended"),
        (("decided", "in_contact"), "in_contact"),
    ],
)
def test_earlier_step_counts_and_an_end_before_any(states: tuple[str, str], counts: str) -> None:
    assert rules.standing([view("provider", states[0]), view("reuser", states[1])]) == counts


@pytest.mark.parametrize("state", list(CaseState))
def test_municipality_is_named_only_by_its_own_word_or_a_source(state: str) -> None:
    shown = state in {"introducing", "in_operation", "ended"}
    assert rules.is_public(state, confirmed=True, from_source=False) is shown
    assert not rules.is_public(state, confirmed=False, from_source=False)
    assert rules.is_public(state, confirmed=False, from_source=True)


def test_only_confirmed_operation_counts() -> None:
    found = [
        rules.counts_as_operation(state, confirmed=c) for state in ("in_operation", "decided") for c in (True, False)
    ]
    assert found == [True, False, False, False]


@pytest.mark.parametrize(("values", "median"), [([], Median(None, 0)), ([4], Median(4, 1)), ([1, 2, 9], Median(2, 3))])
def test_median_says_on_how_many_it_rests(values: list[float], median: Median) -> None:
    assert rules.median_of(values) == median


@pytest.mark.parametrize(
    ("said", "found"),
    [(("", "", " "), ["lesson_empty"]), (("x", "", ""), []), (("", "x" * 4_001, ""), ["text_long"])],
    ids=["empty", "one", "long"],
)
def test_lesson_says_something_but_not_too_much(said: tuple[str, str, str], found: list[str]) -> None:
    assert [r.code for r in rules.lesson_problems(*said)] == found
