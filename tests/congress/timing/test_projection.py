"""When everything will begin: examples of the rule, and what holds of any day."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from strahlkraft.congress.rules.vocabulary import ItemKind, ItemState
from strahlkraft.congress.timing import deeds
from strahlkraft.congress.timing.projection import Overflow, Projection, Slot, project
from strahlkraft.congress.timing.values import Order
from tests.congress.timing.orders import after, begun_days, line, small_day

pytestmark = pytest.mark.house


def starts(projection: Projection) -> list[float | None]:
    """Seconds after nine at which each line begins."""
    return [(slot.starts_at - after(0)).total_seconds() if slot.starts_at else None for slot in projection.slots]


def test_a_day_nobody_has_begun_is_as_planned() -> None:
    projection = project(small_day(), after(-600))
    assert starts(projection) == [0, 60, 270, 480, 660, 870, 1100]
    assert (projection.overflows, projection.late_fixed, projection.drift_seconds) == ((), (), 0)


def test_a_reserve_takes_up_a_delay_before_what_keeps_its_hour_moves() -> None:
    order = deeds.go_on(small_day(), after(100))
    projection = project(order, after(100))
    assert starts(projection) == [100, 160, 370, 580, 760, 870, 1100]
    assert projection.slot(5) == Slot(5, after(660), after(760), after(780), 100)
    assert (projection.late_fixed, projection.drift_seconds) == ((), 100)


def test_what_keeps_its_hour_moves_only_when_nothing_else_helps_and_is_reported() -> None:
    order = deeds.go_on(small_day(), after(150))
    projection = project(order, after(150))
    assert starts(projection) == [150, 210, 420, 630, 810, 900, 1100]
    assert projection.late_fixed == ((6, 30),)


def test_nothing_is_laid_past_the_hard_end_of_its_block_and_the_break_keeps_its_hour() -> None:
    order = deeds.go_on(small_day(), after(400))
    projection = project(order, after(400))
    assert starts(projection) == [400, 460, 670, 880, 1060, None, 1100]
    assert projection.overflows == (Overflow(1, after(1100), 230, (6,)),)


def test_time_that_was_gained_is_not_taken_from_what_keeps_its_hour() -> None:
    order = deeds.go_on(deeds.go_on(small_day(), after(0)), after(20))
    projection = project(order, after(20))
    assert starts(projection) == [0, 20, 270, 480, 660, 870, 1100]
    assert projection.drift_seconds == -40


def test_who_speaks_too_long_moves_the_rest_second_by_second() -> None:
    order = deeds.go_on(deeds.go_on(small_day(), after(0)), after(60))
    assert starts(project(order, after(300))) == [0, 60, 330, 540, 720, 870, 1100]


def test_a_hold_moves_the_rest_and_is_not_lost() -> None:
    order = deeds.go_on(deeds.go_on(small_day(), after(0)), after(60))
    held = deeds.resume(deeds.hold(order, after(100)), after(190))
    assert starts(project(held, after(200)))[:4] == [0, 60, 360, 570]


def test_after_a_swap_the_places_keep_their_hour_and_lengths_go_with_the_lines() -> None:
    order = Order((line(1, 0, 120), line(2, 150, 300), line(3, 480, 60)))
    assert starts(project(deeds.swap(order, 1, 3), after(-60))) == [0, 90, 420]


def test_an_empty_stage_has_no_times() -> None:
    assert project(Order(()), after(0)) == Projection(())


@given(begun_days())
def test_lines_stay_in_order_and_do_not_overlap(day: tuple[Order, datetime]) -> None:
    projection = project(*day)
    laid = [slot for slot in projection.slots if slot.starts_at is not None]
    assert [slot.key for slot in projection.slots] == [item.key for item in day[0].items]
    for slot in laid:
        assert slot.starts_at <= slot.ends_at
    for first, then in pairwise(laid):
        assert first.ends_at <= then.starts_at


@given(begun_days())
def test_nothing_to_come_is_laid_before_it_is_due_or_in_the_past(day: tuple[Order, datetime]) -> None:
    order, at = day
    for slot, item in zip(project(order, at).slots, order.items, strict=True):
        if item.state == ItemState.WAITING and slot.starts_at is not None:
            assert slot.starts_at >= max(at, slot.due)
            assert slot.late_seconds >= 0
            assert not item.fixed or slot.due == item.planned_start


@given(begun_days())
def test_what_is_laid_gets_all_its_time_inside_its_block_and_the_rest_is_reported(day: tuple[Order, datetime]) -> None:
    order, at = day
    projection = project(order, at)
    waiting = {item.key: item for item in order.waiting()}
    unlaid = set()
    for slot in projection.slots:
        if slot.key in waiting and slot.starts_at is not None and slot.ends_at is not None:
            assert slot.ends_at - slot.starts_at == timedelta(seconds=waiting[slot.key].seconds)
            assert slot.ends_at <= waiting[slot.key].closes_at
        elif slot.key in waiting:
            unlaid.add(slot.key)
    assert unlaid == {key for overflow in projection.overflows for key in overflow.keys}
    assert all(overflow.seconds > 0 for overflow in projection.overflows)


@given(begun_days())
def test_no_time_is_made_or_lost_between_neighbours(day: tuple[Order, datetime]) -> None:
    """What comes next begins at the latest of: it is due, now, the end before it and the changeover."""
    order, at = day
    laid = [
        (slot, item)
        for slot, item in zip(project(order, at).slots, order.items, strict=True)
        if slot.starts_at is not None
    ]
    for (first, before), (then, item) in pairwise(laid):
        if item.state == ItemState.WAITING and item.kind != ItemKind.RESERVE:
            changeover = item.changeover_seconds if item.block == before.block else 0
            assert then.starts_at == max(then.due, at, first.ends_at + timedelta(seconds=changeover))


@given(begun_days())
def test_a_moment_later_nothing_begins_earlier(day: tuple[Order, datetime]) -> None:
    order, at = day
    later = project(order, at + timedelta(seconds=90))
    for now, then in zip(project(order, at).slots, later.slots, strict=True):
        if now.starts_at is not None and then.starts_at is not None:
            assert now.starts_at <= then.starts_at
