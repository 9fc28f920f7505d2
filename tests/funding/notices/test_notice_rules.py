"""What the entry of a notice needs (R6, R9, R11), and what gives reason to look at it (R2, R7); without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.funding.rules import notices as rules
from strahlkraft.funding.rules.money import cents
from strahlkraft.funding.rules.notices import GrantFacts, NoticeInput
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.funding.rules.vocabulary import GrantState, NoticeKind
from strahlkraft.kernel.refusal import Refusal

pytestmark = pytest.mark.house

TODAY = date(2026, 3, 2)
APPLIED = GrantFacts("applied", "municipal", "share")
AWARD = NoticeInput(
    kind="award",
    reference="34.02-Beispiel-1",
    issued_on=date(2024, 1, 10),
    notified_on=date(2024, 1, 12),
    edition="2022",
    amount=Decimal(400000),
    rate=Decimal(80),
    eligible_total=Decimal(500000),
    grant_from=date(2024, 1, 1),
    grant_until=date(2026, 12, 31),
    work_from=date(2024, 1, 1),
    work_until=date(2026, 6, 30),
)
HELD = Terms(
    amount=Decimal(400000),
    rate=Decimal(80),
    eligible_total=Decimal(500000),
    grant_from=date(2024, 1, 1),
    grant_until=date(2026, 12, 31),
    work_from=date(2024, 1, 1),
    work_until=date(2026, 6, 30),
    edition="2022",
)
RUNNING = GrantFacts("running", "municipal", "share", HELD)
LATER = NoticeInput(
    kind="amendment",
    reference="34.02-Beispiel-2",
    issued_on=date(2025, 1, 10),
    notified_on=date(2025, 1, 12),
    edition="2022",
    grant_until=date(2027, 6, 30),
)


def found(notice: NoticeInput, grant: GrantFacts = APPLIED, *, document: bool = True) -> list[tuple[str, str]]:
    return codes(rules.problems(notice, grant, document=document, today=TODAY))


def codes(refusals: list[Refusal]) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in refusals]


def test_r6_an_award_needs_every_field_of_the_law() -> None:
    assert found(AWARD) == []
    bare = NoticeInput(kind="award")
    assert found(bare, document=False) == [
        ("reference_missing", "reference"),
        ("day_missing", "issued_on"),
        ("day_missing", "notified_on"),
        ("document_missing", "file"),
        ("no_edition", "edition"),
        ("missing", "amount"),
        ("missing", "eligible_total"),
        ("missing", "grant_from"),
        ("missing", "grant_until"),
        ("missing", "rate"),
    ]


def test_a_fixed_amount_needs_no_rate() -> None:
    assert found(replace(AWARD, rate=None), GrantFacts("applied", "municipal", "fixed")) == []


def test_days_of_a_notice_follow_one_another_and_have_come() -> None:
    assert found(replace(AWARD, notified_on=date(2024, 1, 9))) == [("received_before", "notified_on")]
    assert found(replace(AWARD, waiver_on=date(2024, 1, 9))) == [("waiver_before", "waiver_on")]
    late = replace(AWARD, issued_on=date(2026, 3, 3), notified_on=date(2026, 3, 3), waiver_on=date(2026, 3, 3))
    assert found(late) == [("future", "issued_on"), ("future", "notified_on"), ("future", "waiver_on")]


def test_r9_the_three_periods_are_judged_each_for_itself() -> None:
    assert found(replace(AWARD, work_until=date(2023, 12, 31))) == [("ends_before", "work_until")]
    assert found(replace(AWARD, grant_until=date(2023, 12, 31))) == [("ends_before", "grant_until")]
    assert found(replace(AWARD, work_from=None)) == [("half_a_period", "work_from")]
    assert found(replace(AWARD, work_from=None, work_until=None)) == []
    beyond = replace(AWARD, work_until=date(2027, 1, 31))
    assert found(beyond) == []
    assert ("work_after_grant", "work_until") in codes(rules.remarks(beyond, APPLIED))
    early = replace(AWARD, earmarked_until=date(2023, 1, 1), proof_due_on=date(2023, 1, 1))
    assert found(early) == [("before_grant", "earmarked_until"), ("before_grant", "proof_due_on")]


@pytest.mark.parametrize(("recipient", "highest"), [("municipal", 80), ("company", 50), ("research", 90)])
def test_r11_the_rate_ends_where_the_guideline_ends(recipient: str, highest: int) -> None:
    grant = GrantFacts("applied", recipient, "share")
    just = replace(AWARD, rate=Decimal(highest), amount=Decimal(1000))
    assert found(just, grant) == []
    assert found(replace(just, rate=Decimal(highest) + Decimal("0.01")), grant) == [("rate_too_high", "rate")]
    assert found(replace(just, rate=Decimal(0)), grant) != []


@given(st.decimals(1, 10**7, places=2), st.decimals("0.01", 80, places=2))
def test_i3_the_sum_is_at_most_the_rate_of_what_is_eligible(eligible: Decimal, rate: Decimal) -> None:
    share = cents(eligible * rate / 100)
    above = replace(AWARD, eligible_total=eligible, rate=rate, amount=share + Decimal("0.01"))
    assert found(above) == [("above_share", "amount")]
    if share:
        assert found(replace(above, amount=share)) == []


def test_an_amendment_says_something_and_is_measured_with_what_holds() -> None:
    assert found(LATER, RUNNING) == []
    assert found(replace(LATER, grant_until=None), RUNNING) == [("nothing_changed", "")]
    assert found(replace(LATER, grant_until=date(2023, 6, 30)), RUNNING) == [("ends_before", "grant_until")]
    assert found(replace(LATER, amount=Decimal(400001)), RUNNING) == [("above_share", "amount")]
    for told in (
        {"note": "Zweck"},
        {"interim_proof": True},
        {"disapplied": ("1.4",)},
        {"overrides": {"use_months": "3"}},
    ):
        assert found(replace(LATER, grant_until=None, **told), RUNNING) == []


def test_each_kind_fits_only_where_it_can_meet_the_grant() -> None:
    granted = {"granted", "effective", "running", "proof_due", "under_review"}
    wanted = {
        NoticeKind.AWARD: {"applied"},
        NoticeKind.REFUSAL: {"applied"},
        NoticeKind.AMENDMENT: granted,
        NoticeKind.REVOCATION: granted,
        NoticeKind.FINAL: {"under_review"},
    }
    fitting = {kind: {str(state) for state in GrantState if not rules.fits(kind, state)} for kind in NoticeKind}
    assert fitting == wanted
    answering = {str(state) for state in GrantState if not rules.fits("refusal", state, answers="abc")}
    assert answering == granted
    assert found(replace(AWARD, kind="?")) == [("no_kind", "kind")]


def test_a_refusal_names_no_money_and_no_days() -> None:
    plain = replace(LATER, kind="refusal", grant_until=None)
    assert found(plain) == []
    assert found(replace(plain, amount=Decimal(1))) == [("not_in_refusal", "amount")]


def test_the_notices_own_figures_and_clauses_are_judged() -> None:
    good = replace(AWARD, overrides={"use_months": "3"}, disapplied=("ANBest-G 1.4",))
    assert found(good) == []
    for value in ("drei", "-1", "NaN", "Infinity"):
        assert found(replace(AWARD, overrides={"use_months": value})) == [("bad_override", "overrides")]
    assert found(replace(AWARD, overrides={"unknown": "3"})) == [("bad_override", "overrides")]
    assert found(replace(AWARD, disapplied=("x" * 61,))) == [("bad_clause", "disapplied")]


def test_r7_the_court_of_audit_is_named_above_the_sum_and_for_every_change() -> None:
    edge = replace(AWARD, amount=Decimal(50000), issued_on=date(2023, 1, 10))
    assert rules.remarks(edge, APPLIED) == []
    above = rules.remarks(replace(edge, amount=Decimal("50000.01")), APPLIED)
    assert codes(above) == [("court_of_audit", "")]
    assert codes(rules.remarks(LATER, RUNNING)) == [("court_of_audit", ""), ("work_after_grant", "work_until")][:1]


def test_r2_a_small_grant_is_remarked_not_refused() -> None:
    small = replace(AWARD, amount=Decimal(12499))
    assert found(small) == []
    assert codes(rules.remarks(small, APPLIED)) == [("small_grant", "amount")]


def test_r2_the_smallest_grant_is_another_one_for_municipalities_and_says_whether_it_was_read() -> None:
    """VVG 1.1 was not read, VV 1.1 was: 12,500 and 2,000 euros."""
    small = replace(AWARD, amount=Decimal("1999.99"))
    said = [rules.remarks(small, replace(APPLIED, recipient_kind=kind))[0] for kind in ("municipal", "company")]
    assert [(one.params["figure"], "not verified" in one.message) for one in said] == [
        (Decimal(12500), True),
        (Decimal(2000), False),
    ]
    between = replace(AWARD, amount=Decimal(2000))
    assert codes(rules.remarks(between, replace(APPLIED, recipient_kind="research"))) == []


def test_i13_another_edition_than_that_of_the_day_is_remarked() -> None:
    assert codes(rules.remarks(replace(AWARD, edition="2020", amount=Decimal(20000)), APPLIED)) == [
        ("other_edition", "edition")
    ]
