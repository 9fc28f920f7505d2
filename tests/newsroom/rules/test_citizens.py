"""What feedback of citizens needs and by when it is answered: without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.newsroom.rules import citizens as rules
from strahlkraft.newsroom.rules.citizens import Given

pytestmark = pytest.mark.house
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SOUND = Given(mailbox="leserin@beispiel.example", text="Was kostet das Beispiel im Jahr?", seconds=60)


def codes(found: list[Refusal]) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in found]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (SOUND, []),
        (replace(SOUND, text="  \u200e \n"), [("text_missing", "text")]),
        (replace(SOUND, text="x" * 4_001), [("too_long", "text")]),
        (replace(SOUND, mailbox=" "), [("mailbox_missing", "mailbox")]),
        (replace(SOUND, mailbox="leserin"), [("mailbox_wrong", "mailbox")]),
        (replace(SOUND, trap="x"), [("machine", "")]),
        (replace(SOUND, seconds=0.5), [("machine", "")]),
    ],
)
def test_feedback_needs_words_and_a_mailbox(given: Given, expected: list[tuple[str, str]]) -> None:
    assert codes(rules.may_leave(given)) == expected


@pytest.mark.parametrize(
    ("confirmed", "barrier", "due"),
    [
        (date(2026, 3, 2), False, date(2026, 4, 2)),
        (date(2026, 1, 31), False, date(2026, 2, 28)),
        (date(2026, 12, 31), False, date(2027, 1, 31)),
        (date(2026, 3, 2), True, date(2026, 3, 16)),
    ],
)
def test_an_answer_is_due_within_a_month_and_for_a_barrier_within_two_weeks(
    confirmed: date,
    barrier: bool,  # noqa: FBT001 - a case of the table
    due: date,
) -> None:
    assert rules.answer_by(confirmed, barrier=barrier) == due


def test_confirming_ends_after_seven_days_but_a_second_press_is_no_error() -> None:
    late = AT + timedelta(days=7, seconds=1)
    by = AT + rules.CONFIRM_WITHIN
    assert codes(rules.may_confirm(state="unconfirmed", confirm_by=by, at=late)) == [("too_late", "")]
    assert rules.may_confirm(state="unconfirmed", confirm_by=by, at=by) == []
    assert rules.may_confirm(state="answered", confirm_by=by, at=late) == []


def test_nothing_is_answered_or_closed_in_silence() -> None:
    assert codes(rules.answer_problems(" ")) == [("answer_missing", "answer")]
    assert codes(rules.close_problems("\n")) == [("reason_missing", "reason")]
    assert codes(rules.close_problems("x" * 301)) == [("too_long", "reason")]
    assert rules.answer_problems("Danke.") + rules.close_problems("Werbung") == []


def test_a_deadline_holds_for_results_but_never_for_barriers_and_the_site() -> None:
    region = replace(SOUND, about_kind="region", about_key="mitte")
    last, later = date(2026, 3, 2), date(2026, 3, 3)
    assert codes(rules.may_still(region, closes_on=last, today=later)) == [("over", "")]
    open_ones = [(region, None, later), (region, last, last), (replace(region, barrier=True), last, later)]
    for given, closes_on, today in [*open_ones, (SOUND, last, later)]:
        assert rules.may_still(given, closes_on=closes_on, today=today) == []
    assert codes(rules.deadline_problems(last, today=later)) == [("over", "closes_on")]
    assert rules.deadline_problems(last, today=last) + rules.deadline_problems(None, today=last) == []
