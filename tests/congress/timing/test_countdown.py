"""The clock on stage: its light, its marks, its holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.congress.timing import deeds
from strahlkraft.congress.timing.countdown import MARKS, SHAPES, Countdown, Light, countdown, light, mark_passed
from tests.congress.timing.orders import after, small_day

pytestmark = pytest.mark.house


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (300, Countdown(-60, 180, Light.OVER)),
        (240, Countdown(0, 180, Light.OVER)),
        (239.5, Countdown(1, 180, Light.LAST)),
        (230, Countdown(10, 180, Light.LAST)),
        (229.5, Countdown(11, 180, Light.CLOSE)),
        (210, Countdown(30, 180, Light.CLOSE)),
        (209, Countdown(31, 180, Light.SOON)),
        (180, Countdown(60, 180, Light.SOON)),
        (179, Countdown(61, 180, Light.CALM)),
    ],
)
def test_the_light_changes_at_60_30_10_and_0_seconds(seconds: float, expected: Countdown) -> None:
    order = deeds.go_on(deeds.go_on(small_day(), after(0)), after(60))
    assert countdown(order, after(seconds)) == expected


def test_a_hold_stops_the_clock_and_afterwards_nothing_is_lost() -> None:
    order = deeds.go_on(deeds.go_on(small_day(), after(0)), after(60))
    held = deeds.hold(order, after(100))
    assert countdown(held, after(500)) == Countdown(140, 180, Light.CALM, held=True)
    assert countdown(deeds.resume(held, after(500)), after(510)) == Countdown(130, 180, Light.CALM)


def test_an_empty_stage_shows_no_time() -> None:
    shown = countdown(small_day(), after(0))
    assert (shown, shown.share) == (Countdown(0, 0, Light.NONE), 1.0)


def test_the_share_of_time_used_stays_between_nothing_and_all() -> None:
    assert [Countdown(r, 180, light(r)).share for r in (200, 180, 90, 0, -40)] == [0.0, 0.0, 0.5, 1.0, 1.0]


def test_every_light_has_a_shape_of_its_own() -> None:
    assert len(set(SHAPES.values())) == len(Light)


@given(st.integers(-200, 300), st.integers(0, 40))
def test_a_mark_is_told_once_however_the_screen_stutters(start: int, step: int) -> None:
    told = []
    for now in range(start, -200, -step or -1):
        passed = mark_passed(now + (step or 1), now)
        told += [passed] if passed is not None else []
    assert len(told) == len(set(told))
    assert set(told) <= set(MARKS)
