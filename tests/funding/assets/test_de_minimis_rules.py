"""Small aid to companies: two regimes by the day of the award, each with its own years (R39)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.funding.rules.de_minimis import Award, Standing, may_enter, regime_of, standing, window

pytestmark = pytest.mark.house
NAME = "Beispielgruppe"


def award(amount: str, day: date, name: str = NAME, *, counts: bool = True) -> Award:
    """An award in euros."""
    return Award(name, Decimal(amount), day, counts)


def at(day: date, *awards: Award) -> Standing:
    """What the group has got by a day."""
    return standing(awards, NAME, day)


def test_the_regime_changes_with_2024_and_so_do_ceiling_and_window() -> None:
    old, new = date(2023, 12, 31), date(2024, 1, 1)
    assert [(regime_of(day).ceiling, regime_of(day).rolling) for day in (old, new)] == [
        (Decimal(200_000), False),
        (Decimal(300_000), True),
    ]
    assert (window(old), window(new)) == ((date(2021, 1, 1), old), (date(2021, 1, 2), new))
    assert window(date(2028, 2, 29)) == (date(2025, 3, 1), date(2028, 2, 29))


def test_fiscal_years_count_as_a_whole_until_2023_and_roll_by_the_day_since() -> None:
    early = award("150000", date(2021, 1, 1))
    assert at(date(2023, 12, 30), early, award("60000", date(2023, 12, 30))).sum == Decimal(210_000)
    assert at(date(2024, 1, 1), early, award("60000", date(2024, 1, 1))).sum == Decimal(60_000)
    assert at(date(2023, 12, 30), early).exceeded is False


def test_the_ceiling_may_be_reached_but_not_passed_by_a_cent() -> None:
    day = date(2024, 5, 1)
    assert [at(day, award(amount, day)).exceeded for amount in ("300000.00", "300000.01")] == [False, True]
    assert at(day, award("299999.99", day)).left == Decimal("0.01")


def test_other_groups_later_awards_and_what_does_not_apply_do_not_count() -> None:
    day = date(2024, 5, 1)
    rows = (
        award("1", day, "  beispielGRUPPE "),
        award("10", day, "Andere Gruppe"),
        award("100", date(2024, 5, 2)),
        award("1000", day, counts=False),
    )
    assert at(day, *rows).sum == Decimal(1)


def test_entries_without_name_amount_or_with_a_day_to_come_are_refused() -> None:
    today = date(2026, 7, 1)
    assert [one.code for one in may_enter(" ", Decimal(0), date(2026, 7, 2), "", today=today)] == [
        "name_missing",
        "not_positive",
        "future",
    ]
    assert may_enter(NAME, Decimal(1), today, "", today=today) == []


@given(
    st.lists(
        st.builds(
            Award,
            st.sampled_from([NAME, "Andere"]),
            st.decimals("0.01", "400000", places=2),
            st.dates(date(2014, 1, 1), date(2030, 1, 1)),
            st.booleans(),
        ),
        max_size=8,
    ),
    st.dates(date(2014, 1, 1), date(2030, 1, 1)),
)
def test_the_sum_is_that_of_the_window_and_the_rest_never_below_nothing(rows: list[Award], day: date) -> None:
    found = standing(rows, NAME, day)
    counted = [
        row.amount for row in rows if row.counts and row.undertaking == NAME and found.since <= row.awarded_on <= day
    ]
    assert found.sum == sum(counted, Decimal(0))
    assert found.left >= 0
    assert found.exceeded == (found.sum > found.regime.ceiling)
