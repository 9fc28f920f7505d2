"""The figures of a proof of use: our totals are the form's totals, the grant keeps rate and ceiling (R31, I3)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.proof_form import (
    Basis,
    ExpenditureRow,
    IncomeRow,
    PlannedLine,
    PlannedSource,
    Received,
    Result,
    Spent,
    Totals,
    differences,
    form_of,
    shares,
)
from strahlkraft.funding.rules.vocabulary import Category, FinancingMode, SourceKind

pytestmark = pytest.mark.house

euros = st.decimals(min_value=0, max_value=9_999_999, places=2)
days = st.dates(min_value=date(2024, 1, 1), max_value=date(2026, 12, 31))
categories = st.sampled_from(list(Category))


@st.composite
def ledgers(draw: st.DrawFn) -> Basis:
    """A random plan whose sources meet its lines in each year, a random ledger with counter-entries, payouts."""
    lines = [
        PlannedLine(draw(categories), draw(st.integers(2024, 2026)), draw(euros), draw(euros))
        for _ in range(draw(st.integers(0, 5)))
    ]
    sources = []
    for year in {row.year for row in lines}:
        whole = sum((row.eligible + row.other for row in lines if row.year == year), ZERO)
        grant = (whole * Decimal("0.6")).quantize(Decimal("0.01"))
        sources += [
            PlannedSource(SourceKind.GRANT, year, grant),
            PlannedSource(SourceKind.THIRD_PARTY, year, whole - grant, "Beispielstiftung"),
            PlannedSource(SourceKind.OWN, year, ZERO),
        ]
    spent = []
    for _ in range(draw(st.integers(0, 8))):
        amount = draw(euros)
        row = Spent(draw(categories), draw(days), amount, amount * draw(st.sampled_from([0, 1])))
        spent.append(row)
        if draw(st.booleans()):
            spent.append(Spent(row.category, row.paid_on, -row.amount, -row.eligible))
    return Basis(
        mode=draw(st.sampled_from(list(FinancingMode))),
        rate=draw(st.sampled_from([None, Decimal(80), Decimal("33.33")])),
        granted=draw(euros),
        lines=lines,
        sources=sources,
        spent=spent,
        received=[Received(draw(days), draw(euros)) for _ in range(draw(st.integers(0, 4)))],
        third=draw(st.sampled_from([{}, {"Beispielstiftung": Decimal("12.34")}, {"*": Decimal(7)}])),
        year=draw(st.sampled_from([None, 2024, 2025])),
    )


@settings(max_examples=120, deadline=None)
@given(ledgers())
def test_our_totals_are_the_forms_totals_and_the_grant_keeps_rate_and_ceiling(basis: Basis) -> None:
    """R31, I1, I3: sums meet to the cent for every ledger; the Land's part stays within rate and granted sum."""
    form = form_of(basis)
    scope = basis.of_scope()
    assert differences(form, basis) == []
    assert form.totals.actual == sum((row.amount for row in scope.spent), ZERO)
    assert form.totals.planned_income == form.totals.planned
    assert form.result.paid + form.result.open == form.result.due
    assert ZERO <= form.result.due <= basis.granted
    if basis.rate is not None:
        assert form.result.due <= max(ZERO, form.totals.actual_eligible * basis.rate / 100) + Decimal("0.005")
    for name in ("planned_percent", "actual_percent"):
        assert sum((getattr(row, name) for row in form.income), ZERO) in {ZERO, Decimal(100)}


@settings(max_examples=80, deadline=None)
@given(st.lists(euros, max_size=7))
def test_percentages_sum_up_to_exactly_one_hundred(amounts: list[Decimal]) -> None:
    found = shares(amounts)
    assert sum(found, ZERO) == (100 if sum(amounts, ZERO) else 0)
    assert all(
        abs(one - 100 * row / sum(amounts)) < Decimal("0.01") for one, row in zip(found, amounts, strict=True) if row
    )


def test_the_form_of_a_share_stands_as_the_notices_and_the_books_say() -> None:
    basis = Basis(
        mode=FinancingMode.SHARE,
        rate=Decimal(80),
        granted=Decimal(400_000),
        lines=[
            PlannedLine(Category.STAFF, 2024, Decimal(300_000)),
            PlannedLine(Category.EXTERNAL, 2025, Decimal(200_000), Decimal(10_000)),
        ],
        sources=[
            PlannedSource(SourceKind.GRANT, 2024, Decimal(240_000)),
            PlannedSource(SourceKind.OWN, 2024, Decimal(60_000)),
            PlannedSource(SourceKind.GRANT, 2025, Decimal(160_000)),
            PlannedSource(SourceKind.OWN, 2025, Decimal(50_000)),
        ],
        spent=[
            Spent(Category.STAFF, date(2024, 6, 1), Decimal(290_000), Decimal(290_000)),
            Spent(Category.EXTERNAL, date(2025, 6, 1), Decimal(170_000), Decimal(160_000)),
            Spent(Category.TRAVEL, date(2025, 6, 1), Decimal("100.01"), Decimal(0)),
        ],
        received=[Received(date(2024, 5, 1), Decimal(380_000)), Received(date(2026, 1, 5), Decimal(-5_000))],
    )
    form = form_of(basis)
    zero = Decimal("0.00")
    assert form.income == (
        IncomeRow("own", "", Decimal(110_000), Decimal("21.57"), Decimal("100100.01"), Decimal("21.07")),
        IncomeRow("grant", "", Decimal(400_000), Decimal("78.43"), Decimal(375_000), Decimal("78.93")),
    )
    assert form.expenditure == (
        ExpenditureRow("staff", Decimal(300_000), Decimal(300_000), Decimal(290_000), Decimal(290_000)),
        ExpenditureRow("external", Decimal(210_000), Decimal(200_000), Decimal(170_000), Decimal(160_000)),
        ExpenditureRow("travel", zero, zero, Decimal("100.01"), zero),
    )
    assert form.totals == Totals(
        planned_income=Decimal(510_000),
        actual_income=Decimal("475100.01"),
        planned=Decimal(510_000),
        planned_eligible=Decimal(500_000),
        actual=Decimal("460100.01"),
        actual_eligible=Decimal(450_000),
    )
    assert form.result == Result(
        Decimal(400_000), Decimal(375_000), Decimal(360_000), Decimal(-15_000), Decimal(50_000)
    )


def test_an_interim_proof_counts_its_own_year_only() -> None:
    """A counter-entry counts on the day of what it takes back, so that no year is left with half of the pair."""
    basis = Basis(
        FinancingMode.SHARE,
        Decimal(80),
        Decimal(1000),
        lines=[PlannedLine("staff", 2024, Decimal(500)), PlannedLine("staff", 2025, Decimal(750))],
        sources=[
            PlannedSource("grant", 2024, Decimal(400)),
            PlannedSource("own", 2024, Decimal(100)),
            PlannedSource("grant", 2025, Decimal(600)),
            PlannedSource("own", 2025, Decimal(150)),
        ],
        spent=[
            Spent("staff", date(2024, 12, 31), Decimal(450), Decimal(450)),
            Spent("staff", date(2025, 1, 1), Decimal(700), Decimal(700)),
        ],
        received=[Received(date(2024, 7, 1), Decimal(400)), Received(date(2025, 7, 1), Decimal(500))],
        year=2024,
    )
    form = form_of(basis)
    assert (form.totals.planned, form.totals.actual, form.result.paid, form.result.due, form.result.granted) == (
        500,
        450,
        400,
        360,
        1000,
    )


def test_new_money_of_third_parties_lowers_the_grant_and_stands_by_itself() -> None:
    """R13, R14: golden figure 382,222.22 of FUNDING.md a.5; the plan does not know the source."""
    basis = Basis(
        FinancingMode.SHARE,
        Decimal(80),
        Decimal(400_000),
        lines=[PlannedLine("external", 2024, Decimal(500_000))],
        sources=[
            PlannedSource("grant", 2024, Decimal(400_000)),
            PlannedSource("own", 2024, Decimal(50_000)),
            PlannedSource("third_party", 2024, Decimal(50_000), "Beispielverein"),
        ],
        spent=[Spent("external", date(2024, 2, 1), Decimal(500_000), Decimal(500_000))],
        third={"Beispielverein": Decimal(50_000), "*": Decimal(20_000)},
    )
    form = form_of(basis)
    assert form.result.due == Decimal("382222.22")
    assert [(row.kind, row.name, row.planned, row.actual) for row in form.income] == [
        ("own", "", Decimal(50_000), Decimal("47777.78")),
        ("third_party", "*", ZERO, Decimal(20_000)),
        ("third_party", "Beispielverein", Decimal(50_000), Decimal(50_000)),
        ("grant", "", Decimal(400_000), ZERO),
    ]


def test_a_form_whose_sums_were_touched_is_refused() -> None:
    basis = Basis(
        FinancingMode.FULL, None, Decimal(10), spent=[Spent("other", date(2024, 1, 2), Decimal(3), Decimal(3))]
    )
    form = form_of(basis)
    other = Basis(
        FinancingMode.FULL, None, Decimal(10), spent=[Spent("other", date(2024, 1, 2), Decimal("3.01"), Decimal(3))]
    )
    assert ([one.code for one in differences(form, basis)], [one.code for one in differences(form, other)]) == (
        [],
        ["sums"],
    )
