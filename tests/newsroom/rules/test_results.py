"""What became of a project, and euros for each inhabitant: only what a source says counts."""

from decimal import Decimal

import pytest

from strahlkraft.newsroom.rules.results import Outcome, outcome, per_inhabitant

pytestmark = pytest.mark.house


@pytest.mark.parametrize(
    ("closed", "operation", "expected"),
    [
        ("yes", "yes", Outcome.IN_OPERATION),
        ("", "yes", Outcome.IN_OPERATION),
        ("yes", "no", Outcome.WITHOUT_RESULT),
        ("no", "no", Outcome.GOING_ON),
        ("", "no", Outcome.GOING_ON),
        ("yes", "", Outcome.UNKNOWN),
        ("", "", Outcome.UNKNOWN),
    ],
)
def test_a_failure_is_only_what_a_source_calls_closed_and_not_running(
    closed: str, operation: str, expected: Outcome
) -> None:
    assert outcome(closed=closed, operation=operation) == expected


@pytest.mark.parametrize(
    ("amount", "inhabitants", "expected"),
    [
        (Decimal(100), 3, Decimal("33.33")),
        (Decimal("0.01"), 2, Decimal("0.01")),
        (None, 3, None),
        (Decimal(100), None, None),
        (Decimal(100), 0, None),
    ],
)
def test_money_for_each_inhabitant_needs_both_numbers(
    amount: Decimal | None, inhabitants: int | None, expected: Decimal | None
) -> None:
    assert per_inhabitant(amount, inhabitants) == expected
