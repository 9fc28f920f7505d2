"""Interest on late use (R18, R19): what must hold for any figures; the golden ones stand in ``rules/test_golden``."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.funding.rules.editions import BaseRate
from strahlkraft.funding.rules.interest import (
    Assumptions,
    Points,
    assumptions,
    choice,
    estimate,
    together,
    with_points,
)

pytestmark = pytest.mark.house

DAYS = st.dates(date(2017, 1, 1), date(2026, 12, 31))
SUMS = st.decimals(Decimal("0.01"), Decimal("9999999.99"), places=2)


def test_the_old_edition_has_five_points_and_the_new_one_three() -> None:
    assert [assumptions(edition).points[0].value for edition in ("2003", "2020", "2022")] == [5, 5, 3]


def test_a_change_of_points_splits_like_a_change_of_the_base_rate() -> None:
    given_points = (Points(date(2022, 6, 8), Decimal(3)), Points(date.min, Decimal(5)))
    found = estimate(
        Decimal(100_000), date(2022, 3, 1), date(2022, 7, 1), with_points(assumptions("2022"), given_points)
    )
    assert [(one.begins_on, one.ends_on, one.rate) for one in found.segments] == [
        (date(2022, 3, 2), date(2022, 6, 7), Decimal("4.12")),
        (date(2022, 6, 8), date(2022, 7, 1), Decimal("2.12")),
    ]


def test_every_unverified_assumption_is_named_beside_the_estimate_i14() -> None:
    found = estimate(Decimal(1000), date(2022, 11, 1), date(2023, 2, 15), assumptions("2022"))
    assert [one.key for one in found.unverified] == ["interest_days", "interest_first_day", "interest_use_day"]
    assert [one.verified for one in found.segments] == [True, False]
    assert found.base_unverified
    old = estimate(Decimal(1000), date(2021, 11, 1), date(2022, 2, 15), assumptions("2020"))
    assert "interest_points" in {one.key for one in old.unverified}
    assert not old.base_unverified


def test_the_day_of_use_and_the_first_day_are_parameters() -> None:
    values = {"interest_use_day": "0", "interest_first_day": "0", "interest_days": "360"}
    found = estimate(
        Decimal(100_000), date(2022, 3, 1), date(2022, 7, 1), assumptions("2022", overrides=values)
    ).segments[0]
    assert (found.begins_on, found.ends_on, found.days) == (date(2022, 3, 1), date(2022, 6, 30), 122)
    assert found.amount == Decimal("718.44")


def test_money_used_on_the_day_it_came_costs_nothing() -> None:
    assert estimate(Decimal(1000), date(2022, 3, 1), date(2022, 3, 1), assumptions("2022")).segments == ()


def test_paying_back_today_is_compared_with_waiting_for_the_next_payment() -> None:
    found = choice(
        Decimal(100_000),
        date(2022, 3, 1),
        assumptions("2022"),
        today=date(2022, 6, 1),
        next_use=date(2022, 7, 1),
    )
    assert (found.back_now, found.if_kept) == (Decimal("534.36"), Decimal("708.60"))
    assert (found.saved, found.a_day) == (Decimal("174.24"), Decimal("5.81"))
    alone = choice(Decimal(100_000), date(2022, 3, 1), assumptions("2022"), today=date(2022, 6, 1))
    assert alone.kept_until == date(2022, 7, 1)


@given(SUMS, DAYS, st.integers(0, 1500))
def test_segments_join_without_gaps_and_add_up(principal: Decimal, received: date, days: int) -> None:
    found = estimate(principal, received, received + timedelta(days=days), assumptions("2022"))
    assert sum(one.days for one in found.segments) == days
    assert found.amount == sum((one.amount for one in found.segments), Decimal(0))
    assert all(
        after.begins_on - before.ends_on == timedelta(days=1)
        for before, after in zip(found.segments, found.segments[1:], strict=False)
    )
    assert all(one.amount == one.amount.quantize(Decimal("0.01")) for one in found.segments)


@given(SUMS, DAYS, st.integers(0, 1200), st.integers(0, 400))
def test_a_later_day_of_use_never_lowers_the_interest(principal: Decimal, received: date, days: int, more: int) -> None:
    def until(number: int) -> Decimal:
        return estimate(principal, received, received + timedelta(days=number), assumptions("2022")).amount

    assert until(days + more) >= until(days)


@given(SUMS, DAYS, st.integers(1, 500), st.decimals(Decimal(-9), Decimal(-4), places=2))
def test_a_rate_below_nothing_costs_nothing(principal: Decimal, received: date, days: int, base: Decimal) -> None:
    low = Assumptions((Points(date.min, Decimal(3)),), base=(BaseRate(date(2010, 1, 1), base, verified=True),))
    found = estimate(principal, received, received + timedelta(days=days), low)
    assert together([found]) == 0
