"""What counts, the Land's part (I3), marks (R4, R9, I12), split invoices (I6), taking back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.funding.rules import ledger as rules
from strahlkraft.funding.rules.ledger import Booked, Entry, Facts, Mark, OrderInput, Paper
from strahlkraft.funding.rules.money import ZERO, total
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.funding.rules.vocabulary import FinancingMode, GrantState

pytestmark = pytest.mark.house

EUROS = st.decimals(min_value=0, max_value=100_000_000, places=2)
TODAY = date(2024, 6, 30)
TERMS = Terms(
    amount=Decimal(400_000),
    rate=Decimal(80),
    eligible_total=Decimal(500_000),
    grant_from=date(2024, 1, 1),
    grant_until=date(2024, 12, 31),
    work_from=date(2024, 2, 1),
    work_until=date(2024, 11, 30),
    effective_on=date(2024, 1, 10),
)
ENTRY = Entry("external", "Beispielleistung", Decimal(100), Decimal(80), paid_on=date(2024, 6, 3))


# ---- marks


@pytest.mark.parametrize(
    ("facts", "marks"),
    [
        (Facts(paid_on=date(2024, 6, 3)), []),
        (Facts(paid_on=date(2024, 12, 31), service_until=date(2024, 11, 30)), []),
        (Facts(paid_on=date(2025, 1, 1)), [Mark.OUTSIDE_GRANT_PERIOD]),
        (Facts(due_on=date(2025, 1, 1)), [Mark.OUTSIDE_GRANT_PERIOD]),
        (Facts(paid_on=date(2024, 6, 3), service_from=date(2024, 1, 31)), [Mark.SERVICE_OUTSIDE_WORK]),
        (Facts(paid_on=date(2024, 6, 3), service_until=date(2024, 12, 1)), [Mark.SERVICE_OUTSIDE_WORK]),
        (Facts(paid_on=date(2024, 6, 3), ordered_on=date(2024, 1, 9)), [Mark.BEFORE_START]),
        (Facts(paid_on=date(2024, 1, 9)), [Mark.BEFORE_START]),
        (Facts(paid_on=date(2023, 12, 31)), [Mark.OUTSIDE_GRANT_PERIOD, Mark.BEFORE_START]),
    ],
)
def test_a_line_outside_of_a_period_or_before_the_start_is_marked(facts: Facts, marks: list[Mark]) -> None:
    """I12, R4, R9."""
    assert rules.marks_of(facts, TERMS) == marks


def test_a_consent_to_an_early_start_lifts_the_mark_from_its_day_on() -> None:
    """R4: the earlier of notice and consent counts."""
    facts = Facts(paid_on=date(2024, 6, 3), ordered_on=date(2024, 1, 5))
    found = [rules.marks_of(facts, TERMS, early_start=date(2024, 1, day)) for day in (5, 6)]
    assert found == [[], [Mark.BEFORE_START]]


def test_without_a_notice_every_line_says_so() -> None:
    assert rules.marks_of(Facts(paid_on=TODAY), Terms()) == [Mark.NO_NOTICE, Mark.BEFORE_START]
    assert rules.marks_of(Facts(paid_on=TODAY), Terms(), early_start=TODAY) == [Mark.NO_NOTICE]
    assert rules.marks_of(Facts(paid_on=TODAY), TERMS, above_grant=True) == [Mark.ABOVE_GRANT]


# ---- the Land's part


def test_the_rate_is_the_notices_or_what_its_sums_say() -> None:
    bare = replace(TERMS, rate=None)
    rates = {
        "share": rules.share_rate(FinancingMode.SHARE, TERMS),
        "share without a rate": rules.share_rate(FinancingMode.SHARE, bare),
        "fixed": rules.share_rate(FinancingMode.FIXED, bare),
        "full": rules.share_rate(FinancingMode.FULL, bare),
        "nothing known": rules.share_rate(FinancingMode.GAP, Terms()),
        "more granted than eligible": rules.share_rate(FinancingMode.GAP, replace(bare, eligible_total=Decimal(1))),
    }
    assert rates == {
        "share": Decimal(80),
        "share without a rate": Decimal(80),
        "fixed": Decimal(80),
        "full": Decimal(100),
        "nothing known": ZERO,
        "more granted than eligible": Decimal(100),
    }


@settings(max_examples=250, deadline=None)
@given(EUROS, st.decimals(min_value=0, max_value=100, places=2))
def test_the_lands_part_of_a_line_is_in_cents_and_never_above_what_is_eligible(
    eligible: Decimal, rate: Decimal
) -> None:
    """I1, I3."""
    part = rules.part_of_the_land(eligible, rate)
    assert ZERO <= part <= eligible
    assert part == part.quantize(Decimal("0.01"))
    assert abs(part * 100 - eligible * rate) <= Decimal("0.5")


# ---- booking


@pytest.mark.parametrize(
    ("entry", "state", "why"),
    [
        (ENTRY, GrantState.RUNNING, []),
        (ENTRY, GrantState.SETTLED, ["closed"]),
        (replace(ENTRY, text=" "), GrantState.RUNNING, ["text"]),
        (replace(ENTRY, text="x" * 201), GrantState.RUNNING, ["long"]),
        (replace(ENTRY, amount=ZERO, eligible=ZERO), GrantState.RUNNING, ["amount"]),
        (replace(ENTRY, eligible=Decimal("100.01")), GrantState.RUNNING, ["eligible"]),
        (replace(ENTRY, paid_on=None), GrantState.RUNNING, ["when"]),
        (replace(ENTRY, paid_on=None, due_on=date(2030, 1, 1)), GrantState.RUNNING, []),
        (replace(ENTRY, paid_on=date(2024, 7, 1)), GrantState.RUNNING, ["future"]),
        (
            replace(ENTRY, service_from=TODAY, service_until=date(2024, 6, 29)),
            GrantState.RUNNING,
            ["service"],
        ),
    ],
)
def test_a_line_may_be_booked_when_it_is_whole(entry: Entry, state: GrantState, why: list[str]) -> None:
    assert [one.code for one in rules.may_book(entry, state=state, today=TODAY)] == why


def test_receipts_and_contracts_are_whole_or_refused() -> None:
    paper = Paper("Beispiel GmbH", "1", TODAY, Decimal(119), Decimal(100))
    order = OrderInput("Beispiel", "Beispiel GmbH", TODAY, Decimal(1))
    found = [
        *rules.may_take_paper(paper),
        *rules.may_take_paper(Paper(" ", "", TODAY, Decimal(-1), ZERO)),
        *rules.may_order(order),
        *rules.may_order(OrderInput("", "", TODAY, Decimal(-1), date(2024, 1, 1))),
    ]
    assert [one.code for one in found] == [
        "supplier", "number", "net", "gross", "title", "contractor", "value", "ends",
    ]  # fmt: skip


# ---- invoices in parts (I6)


@settings(max_examples=250, deadline=None)
@given(EUROS, st.lists(st.integers(0, 1000), min_size=1, max_size=9).filter(any))
def test_the_parts_of_an_invoice_are_exactly_the_whole(whole: Decimal, weights: list[int]) -> None:
    """I6: no cent is lost or made, whatever the weights."""
    parts = rules.split(whole, [Decimal(weight) for weight in weights])
    assert total(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert part >= ZERO
        assert abs(part - whole * weight / sum(weights)) < Decimal("0.01")


def test_dividing_by_nothing_is_an_error() -> None:
    for weights in ([], [ZERO], [Decimal(-1), Decimal(2)]):
        with pytest.raises(ValueError, match=r".*"):
            rules.split(Decimal(10), weights)


@settings(max_examples=100, deadline=None)
@given(EUROS, st.lists(EUROS, max_size=6))
def test_parts_are_taken_in_until_the_invoice_is_whole_and_never_above(whole: Decimal, asked: list[Decimal]) -> None:
    """I6: what may be booked of one invoice together never exceeds it."""
    booked: list[Decimal] = []
    for amount in asked:
        if not rules.may_split(amount, booked, whole):
            booked.append(amount)
    assert total(booked) <= whole
    assert rules.open_part(booked, whole) == whole - total(booked)


def test_an_invoice_counts_net_for_whoever_deducts_input_tax_and_is_not_mixed() -> None:
    """R30."""
    gross, net = Decimal(119), Decimal(100)
    assert (rules.counted(gross, net, deducts=True), rules.counted(gross, net, deducts=False)) == (net, gross)
    assert rules.may_mix(True, []) == rules.may_mix(True, [True]) == []
    assert [one.code for one in rules.may_mix(False, [True])] == ["mixed_tax"]


# ---- taking back


STANDING = Booked(is_counter=False, is_reversed=False, is_asked=False)


@pytest.mark.parametrize(
    ("line", "reason", "state", "why"),
    [
        (STANDING, "Falsch", GrantState.RUNNING, []),
        (STANDING, " ", GrantState.RUNNING, ["reason"]),
        (STANDING, "x" * 501, GrantState.RUNNING, ["long"]),
        (STANDING, "Falsch", GrantState.ARCHIVED, ["closed"]),
        (replace(STANDING, is_counter=True), "Falsch", GrantState.RUNNING, ["counter"]),
        (replace(STANDING, is_reversed=True), "Falsch", GrantState.RUNNING, ["reversed"]),
        (replace(STANDING, is_asked=True), "Falsch", GrantState.RUNNING, ["asked"]),
    ],
)
def test_a_line_is_taken_back_once_with_a_reason(line: Booked, reason: str, state: str, why: list[str]) -> None:
    assert [one.code for one in rules.may_ask_back(line, reason, state=state)] == why


def test_a_payment_is_noted_once_not_ahead_and_at_the_same_rate() -> None:
    def why(line: Booked = STANDING, day: date = TODAY, already: date | None = None, then: int = 80) -> list[str]:
        found = rules.may_note_payment(
            line, paid_on=day, today=TODAY, already=already, share=Decimal(80), share_then=Decimal(then)
        )
        return [one.code for one in found]

    assert why() == []
    assert why(already=TODAY) == ["paid"]
    assert why(replace(STANDING, is_reversed=True)) == ["reversed"]
    assert why(day=date(2024, 7, 1)) == ["future"]
    assert why(then=79) == ["rate"]
