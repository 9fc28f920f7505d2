"""Dates as sources state them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.kernel.partial_date import PartialDate


@given(st.dates(min_value=date(1000, 1, 1)), st.integers(1, 3))
def test_text_and_value_convert_without_loss(day: date, precision: int) -> None:
    text = "-".join(day.isoformat().split("-")[:precision])

    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021-02-28", date(2021, 2, 28), date(2021, 2, 28)),
    ],
)
def test_a_partial_date_spans_the_days_it_can_mean(text: str, first: date, last: date) -> None:
    parsed = PartialDate.parse(text)

    assert (parsed.first_day, parsed.last_day) == (first, last)


@pytest.mark.parametrize("text", ["", "21", "2021-13", "2021-02-30", "2021-2", "Mai 2021", "2021-09-30T10:00", "-2021"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        PartialDate.parse(text)
