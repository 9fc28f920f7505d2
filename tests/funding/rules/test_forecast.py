"""What the Land will give (R14, I3) and what may lapse (R26): thousands of invented plans and payments."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.funding.rules.forecast import Lapse, Years, expected_eligible, forecast, is_time_to_look
from strahlkraft.funding.rules.money import ZERO, Actual, Planned, final_grant, total
from strahlkraft.funding.rules.vocabulary import FinancingMode

pytestmark = pytest.mark.house

EUROS = st.decimals(min_value=0, max_value=10_000_000, places=2)
BY_YEAR = st.dictionaries(st.integers(2018, 2024), EUROS, max_size=7)
PLAN = Planned(
    FinancingMode.SHARE,
    Decimal(500_000),
    Decimal(400_000),
    own=Decimal(50_000),
    third=Decimal(50_000),
    rate=Decimal(80),
)


@st.composite
def some_plan(draw: Any) -> Planned:
    """A grant of any mode."""
    return Planned(
        draw(st.sampled_from(list(FinancingMode))),
        draw(EUROS),
        draw(EUROS),
        own=draw(EUROS),
        third=draw(EUROS),
        rate=draw(st.none() | st.decimals(min_value=0, max_value=100, places=2)),
    )


@settings(max_examples=300, deadline=None)
@given(some_plan(), EUROS, EUROS, st.none() | EUROS)
def test_the_final_grant_is_between_nothing_and_the_cap_and_grows_with_what_is_eligible(
    planned: Planned, eligible: Decimal, more: Decimal, third: Decimal | None
) -> None:
    """I3, R14."""
    less = final_grant(planned, Actual(eligible, third=third))
    grown = final_grant(planned, Actual(eligible + more, third=third))
    assert ZERO <= less <= grown <= planned.grant


@settings(max_examples=150, deadline=None)
@given(some_plan(), EUROS, EUROS, EUROS)
def test_more_money_of_others_never_raises_the_final_grant(
    planned: Planned, eligible: Decimal, third: Decimal, fresh: Decimal
) -> None:
    """R14."""
    given_before = final_grant(planned, Actual(eligible, third=third))
    assert final_grant(planned, Actual(eligible, third=third + fresh)) <= given_before


@settings(max_examples=150, deadline=None)
@given(some_plan(), BY_YEAR, BY_YEAR, st.integers(2018, 2025), EUROS)
def test_a_forecast_stays_in_its_bounds_and_follows_the_payments(
    planned: Planned, by_plan: dict[int, Decimal], paid: dict[int, Decimal], year: int, more: Decimal
) -> None:
    """I3: so far <= as it looks <= caught up <= granted; another payment never lowers any of them."""
    seen = forecast(planned, Years(by_plan, paid), year=year)
    assert ZERO <= seen.so_far.grant <= seen.expected.grant <= seen.caught_up.grant <= seen.granted
    assert seen.so_far.eligible == total(paid.values())
    later = forecast(planned, Years(by_plan, {**paid, year: paid.get(year, ZERO) + more}), year=year)
    assert later.so_far.grant >= seen.so_far.grant
    assert later.expected.grant >= seen.expected.grant
    assert later.caught_up.grant >= seen.caught_up.grant


@settings(max_examples=100, deadline=None)
@given(BY_YEAR, st.lists(st.tuples(st.integers(2018, 2024), EUROS), max_size=8), st.integers(2018, 2025))
def test_a_payment_and_its_counter_entry_leave_no_trace_in_the_forecast(
    by_plan: dict[int, Decimal], booked: list[tuple[int, Decimal]], year: int
) -> None:
    def paid(lines: list[tuple[int, Decimal]]) -> dict[int, Decimal]:
        found: dict[int, Decimal] = {}
        for one, amount in lines:
            found[one] = found.get(one, ZERO) + amount
        return found

    corrected = [*booked, *((one, -amount) for one, amount in booked)]
    untouched = forecast(PLAN, Years(by_plan, {}), year=year)
    assert forecast(PLAN, Years(by_plan, paid(corrected)), year=year) == untouched


def test_thousands_of_plans_payments_and_corrections_stay_within_what_was_granted() -> None:
    """I3, R14: 4,000 invented grants; payments come one by one, some are taken back, the forecast stays in its bounds."""
    chance = random.Random(20180703)  # noqa: S311 - invented figures, the same in every run
    for _one in range(4_000):
        euros = [Decimal(chance.randrange(10**9)) / 100 for _each in range(8)]
        planned = Planned(
            chance.choice(list(FinancingMode)),
            *euros[:2],
            own=euros[2] / 10,
            third=euros[3] / 10,
            rate=chance.choice([None, Decimal(chance.randrange(10_001)) / 100]),
        )
        by_plan = {2022: euros[4], 2023: euros[5]}
        paid: dict[int, Decimal] = {}
        last = forecast(planned, Years(by_plan, paid), year=2023)
        for amount in euros[5:]:
            year = chance.choice([2021, 2022, 2023])
            before, paid = paid, {**paid, year: paid.get(year, ZERO) + amount}
            seen = forecast(planned, Years(by_plan, paid), year=2023)
            assert ZERO <= seen.so_far.grant <= seen.expected.grant <= seen.caught_up.grant <= planned.grant
            assert seen.so_far.grant >= last.so_far.grant
            assert seen.expected.grant >= last.expected.grant
            if chance.random() < 0.3:
                paid = {**paid, year: paid[year] - amount}
                assert total(paid.values()) == total(before.values())
                seen = forecast(planned, Years(by_plan, paid), year=2023)
                assert seen == last
            last = seen


def test_past_years_count_as_spent_and_coming_ones_as_planned() -> None:
    years = Years(
        {2022: Decimal(100), 2023: Decimal(100), 2024: Decimal(100)},
        {2022: Decimal(60), 2023: Decimal(120)},
    )
    assert [expected_eligible(years, year) for year in (2022, 2023, 2024, 2025)] == [
        Decimal(320), Decimal(280), Decimal(280), Decimal(180),
    ]  # fmt: skip


def test_the_forecast_says_what_will_not_be_needed() -> None:
    """a.5: 450,000 of 500,000 at 80 % give 360,000."""
    years = Years({2022: Decimal(300_000), 2023: Decimal(200_000)}, {2022: Decimal(250_000)})
    seen = forecast(PLAN, years, year=2023)
    assert (seen.so_far.grant, seen.expected.grant, seen.caught_up.grant, seen.left) == (
        Decimal(200_000), Decimal(360_000), Decimal(400_000), Decimal(40_000),
    )  # fmt: skip
    fixed = forecast(replace(PLAN, mode=FinancingMode.FIXED), years, year=2023)
    assert fixed.expected.grant == Decimal(400_000)


@settings(max_examples=100, deadline=None)
@given(EUROS, EUROS, EUROS)
def test_what_may_lapse_is_either_called_for_or_moved(planned: Decimal, drawn: Decimal, spent: Decimal) -> None:
    """R26."""
    lapse = Lapse(2024, planned, drawn, spent)
    assert lapse.at_risk == lapse.to_draw + lapse.not_spent
    assert ZERO <= lapse.to_draw <= lapse.at_risk <= planned
    assert lapse.not_spent >= ZERO


def test_the_list_of_what_may_lapse_is_looked_at_from_october_on() -> None:
    days = [date(2024, 9, 30), date(2024, 10, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [is_time_to_look(day) for day in days] == [False, True, True, False]
