"""What blocks a proof of use, who may go on with it, how a grant is settled."""

from datetime import date
from decimal import Decimal

import pytest

from strahlkraft.funding.rules import proofs as rules
from strahlkraft.funding.rules import settlement
from strahlkraft.kernel.refusal import Refusal

pytestmark = pytest.mark.house

DAY = date(2026, 5, 4)


def codes(refusals: list[Refusal]) -> list[str]:
    return [one.code for one in refusals]


def test_everything_that_is_missing_is_said_and_a_mark_blocks_nothing() -> None:
    """R23: the parent waits for its forwarded grants; I12: what is marked is told, never hidden, and blocks nothing."""
    whole = rules.Standing(
        final=True,
        has_plan=False,
        empty_sections=("begun",),
        missing_confirmations=("books",),
        unstated_income=1,
        unpaid=2,
        without_receipt=1,
        incomplete_receipts=1,
        open_counter_entries=1,
        open_drawdowns=1,
        unproved_forwarded=3,
        open_corrections=1,
        marked=9,
    )
    assert codes(rules.gaps(whole)) == [
        "no_plan",
        "section_empty",
        "unconfirmed",
        "unpaid",
        "receipt_missing",
        "receipt_incomplete",
        "counter_entries",
        "income_unstated",
        "drawdowns_open",
        "forwarded_open",
        "correction_open",
    ]
    assert rules.gaps(rules.Standing(final=True, marked=9)) == []
    assert rules.gaps(rules.Standing(final=False, open_drawdowns=1, unproved_forwarded=1, open_corrections=1)) == []


def test_the_audit_office_comes_first_where_there_is_one() -> None:
    """R34."""
    asked = [
        codes(rules.may_release(certified=certified, final=final, has_audit_office=has))
        for certified, final, has in (
            (False, True, True),
            (True, True, True),
            (False, True, False),
            (False, False, True),
        )
    ]
    assert asked == [["not_certified"], [], [], []]


def test_proofs_open_once_and_never_for_what_was_not_granted() -> None:
    assert codes(rules.may_open(year=None, taken=True, grant_state="running")) == ["taken"]
    assert codes(rules.may_open(year=None, taken=False, grant_state="applied")) == ["not_granted"]
    assert codes(rules.may_open(year=1999, taken=False, grant_state="running")) == ["year"]
    assert rules.may_open(year=2025, taken=False, grant_state="running") == []


def test_handing_in_waits_for_the_end_of_the_grant_and_for_the_day() -> None:
    early = rules.may_submit(final=True, grant_state="running", submitted_on=date(2026, 5, 5), today=DAY)
    assert codes(early) == ["grant_runs", "day_to_come"]
    assert rules.may_submit(final=True, grant_state="proof_due", submitted_on=DAY, today=DAY) == []
    assert rules.may_submit(final=False, grant_state="running", submitted_on=DAY, today=DAY) == []


def test_questions_answers_and_decisions_lie_between_their_days() -> None:
    assert codes(rules.may_ask(" ", asked_on=date(2026, 5, 5), answer_due_on=DAY, today=DAY)) == [
        "missing",
        "day_to_come",
        "due_before",
    ]
    assert codes(rules.may_answer("", date(2026, 5, 3), DAY, DAY)) == ["missing", "day"]
    assert codes(rules.may_decide("object", DAY, "", submitted_on=DAY, today=DAY)) == ["missing"]
    assert codes(rules.may_decide("accept", date(2026, 5, 3), "", submitted_on=DAY, today=DAY)) == ["day"]
    assert rules.may_decide("accept", DAY, "", submitted_on=DAY, today=DAY) == []


def test_settling_needs_the_decision_and_its_paper() -> None:
    nothing = settlement.may_settle(proof_state="submitted", has_note=False, reference="", claimed=Decimal(-1))
    assert codes(nothing) == ["undecided", "no_act", "no_reference", "no_amount"]
    assert (
        settlement.may_settle(proof_state="objected", has_note=True, reference="34-Beispiel", claimed=Decimal(5)) == []
    )


def test_a_repayment_is_complete_when_every_fixed_claim_is_paid_or_waived() -> None:
    found = [
        codes(settlement.may_close_repayment(states, Decimal(5)))
        for states in ([], ["estimated"], ["claimed", "paid"], ["paid"])
    ]
    assert found == [["no_claim"], ["no_claim"], ["claim_open"], []]
    assert settlement.may_close_repayment([], Decimal(0)) == []  # revoked before anything was paid out


def test_the_longest_retention_wins() -> None:
    """R33, R37."""
    short = settlement.retention(date(2031, 5, 4), [None, date(2028, 1, 1)])
    long = settlement.retention(date(2031, 5, 4), [date(2033, 1, 1), date(2028, 1, 1)])
    assert (short.until, long.until, long.by_rule) == (date(2031, 5, 4), date(2033, 1, 1), date(2031, 5, 4))


def test_receipts_and_the_bound_purpose_keep_a_grant_until_their_last_day_has_passed() -> None:
    """R33, R37: on the last day itself nothing goes yet; without a day nobody knows, so nothing goes."""
    kept = [codes(settlement.may_archive(day, DAY)) for day in (None, DAY, date(2026, 5, 3))]
    bound = [codes(settlement.may_release_purpose(day, DAY)) for day in (None, DAY, date(2026, 5, 3))]
    assert (kept, bound) == ([["no_day"], ["too_early"], []], [[], ["still_bound"], []])
