"""What the pad does, what it refuses, and the way back."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.congress.rules.vocabulary import ClockState, ItemState
from strahlkraft.congress.timing import deeds
from strahlkraft.congress.timing.undoing import undo, way_back
from strahlkraft.congress.timing.values import Order
from strahlkraft.kernel.refusal import Refusal, Refused
from tests.congress.timing.orders import STEPS, after, begun_days, do, small_day

pytestmark = pytest.mark.house


def states(order: Order) -> str:
    """One letter per line in its present place."""
    return " ".join(f"{item.key}{item.state[0]}" for item in order.items)


def codes(refusals: list[Refusal]) -> list[str]:
    """The codes of reasons."""
    return [refusal.code for refusal in refusals]


def test_going_on_ends_what_was_on_stage_and_uses_up_the_reserve() -> None:
    order = small_day()
    for seconds in (0, 60, 270, 480, 870):
        order = deeds.go_on(order, after(seconds))
    assert states(order) == "1d 2d 3d 4d 5s 6o 7w"
    assert order.items[1].started_at == after(60)
    assert order.items[1].ended_at == after(270)


def test_what_keeps_its_hour_begins_at_most_a_minute_early() -> None:
    order = small_day()
    for key in (1, 2, 3, 4):
        order = deeds.skip(order, key)
    assert codes(deeds.may_go_on(order, after(809))) == ["keeps_its_hour"]
    assert deeds.may_go_on(order, after(810)) == []


def test_the_day_ends_with_its_last_line_and_begins_again_when_one_is_put_back() -> None:
    order = small_day()
    for key in range(1, 7):
        order = deeds.skip(order, key)
    ended = deeds.finish(deeds.go_on(order, after(1100)), after(1700))
    assert (ended.state, codes(deeds.may_go_on(ended, after(1700)))) == (ClockState.ENDED, ["nothing_left"])
    again = deeds.put_back(ended, 3)
    assert (again.state, states(again)) == (ClockState.RUNNING, "1s 2s 4s 5s 6s 7d 3w")


def test_a_late_speaker_goes_behind_the_next_and_a_skipped_one_comes_back_next() -> None:
    order = deeds.go_on(small_day(), after(0))
    assert states(deeds.postpone(order, 2)) == "1o 3w 2w 4w 5w 6w 7w"
    assert states(deeds.postpone(order, 2, behind=2)) == "1o 3w 4w 2w 5w 6w 7w"
    gone = deeds.go_on(deeds.skip(order, 2), after(60))
    assert states(deeds.put_back(gone, 2)) == "1d 3o 2w 4w 5w 6w 7w"


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (lambda order: deeds.may_postpone(order, 4), ["fixed_between"]),
        (lambda order: deeds.may_postpone(order, 6), ["last"]),
        (lambda order: deeds.may_postpone(order, 1), ["wrong_state"]),
        (lambda order: deeds.may_swap(order, 3, 6), ["fixed_between"]),
        (lambda order: deeds.may_swap(order, 3, 7), ["other_block"]),
        (lambda order: deeds.may_swap(order, 1, 3), ["wrong_state"]),
        (lambda order: deeds.may_extend(order, 2, -180), ["seconds"]),
        (lambda order: deeds.may_extend(order, 2, 1801), ["seconds"]),
        (lambda order: deeds.may_extend(order, 99, 60), ["over"]),
        (lambda order: deeds.may_hold(deeds.hold(order, after(9))), ["held_already"]),
        (lambda order: deeds.may_hold(small_day()), ["nothing_on"]),
        (deeds.may_resume, ["not_held"]),
        (lambda order: deeds.may_finish(small_day()), ["nothing_on"]),
        (lambda order: deeds.may_put_back(order, 2), ["wrong_state"]),
        (lambda order: deeds.may_skip(order, 1), ["wrong_state"]),
    ],
)
def test_what_would_break_the_day_is_refused(reasons: object, expected: list[str]) -> None:
    order = deeds.go_on(small_day(), after(0))
    assert codes(reasons(order)) == expected  # type: ignore[operator]  # one of the calls above


def test_a_refused_deed_says_why() -> None:
    with pytest.raises(Refused, match="still to come"):
        deeds.skip(deeds.go_on(small_day(), after(0)), 1)


@given(begun_days())
def test_deeds_keep_the_clock_and_the_lines_in_step(day: tuple[Order, datetime]) -> None:
    order, _ = day
    on = [item for item in order.items if item.state == ItemState.ON]
    assert len(on) <= 1
    assert (order.state == ClockState.HELD) == (order.held_at is not None)
    begun = [item.started_at for item in order.items if item.started_at is not None]
    assert begun == sorted(begun)
    if on:
        assert order.state in {ClockState.RUNNING, ClockState.HELD}


@given(begun_days(), st.sampled_from(STEPS), st.integers(1, 18), st.integers(1, 18))
def test_undoing_leads_back_to_the_same_order_however_often(
    day: tuple[Order, datetime], deed: str, first: int, second: int
) -> None:
    order, at = day
    new = do(order, at, deed, first, second)
    back = json.loads(json.dumps(way_back(order, new)))
    assert undo(new, back) == order
    assert undo(undo(new, back), back) == order
