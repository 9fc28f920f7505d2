"""The money invariants over thousands of invented lives of grants: plan, spend, take back, draw, use, pay back, prove; pure.

``Books`` is a grant as its rules see it. Whatever is tried, what the rules let through keeps I1 to I7.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from strahlkraft.funding.rules import drawdowns, ledger
from strahlkraft.funding.rules.drawdowns import Open, Payout, Use
from strahlkraft.funding.rules.editions import parameter
from strahlkraft.funding.rules.ledger import Facts, Mark
from strahlkraft.funding.rules.money import CENT, HUNDRED, ZERO, Actual, Planned, cents, final_grant, land_share, total
from strahlkraft.funding.rules.need import Due, Position, need_of
from strahlkraft.funding.rules.plans import (
    Frame,
    LineInput,
    SourceInput,
    balances,
    land_money,
    may_confirm,
    may_shift,
)
from strahlkraft.funding.rules.terms import NoticeFacts, terms
from strahlkraft.funding.rules.vocabulary import FinancingMode, NoticeKind

pytestmark = pytest.mark.house

FIRST, LAST = date(2022, 1, 1), date(2024, 12, 31)
EUROS = st.integers(1, 50_000_00).map(lambda number: Decimal(number) / 100)
PART = st.integers(0, 120).map(lambda number: Decimal(number) / 100)
MONTHS = parameter("use_months", "2022")


def test_half_a_cent_is_rounded_up_and_only_once() -> None:
    """I1."""
    assert [cents(Decimal(amount)) for amount in ("0.005", "0.0149", "-0.005")] == [CENT, CENT, -CENT]
    assert cents(Decimal("0.1") * 3) == Decimal("0.30")


def test_a_cent_more_than_payout_or_share_is_never_used() -> None:
    """I5."""
    day = date(2024, 5, 2)
    payout, rows = Payout(1, day, HUNDRED, day), {1: Open(1, Decimal(80), day), 2: Open(2, HUNDRED, day)}

    def why(*uses: Use) -> list[str]:
        return [one.code for one in drawdowns.may_use(uses, payout, rows, today=day)]

    assert why(Use(1, Decimal("80.01"), day)) == ["above_share"]
    assert why(Use(1, Decimal(80), day), Use(2, Decimal("20.01"), day)) == ["above_payout"]
    assert why(Use(1, Decimal(80), day), Use(2, Decimal(20), day)) == []


def test_a_payment_outside_of_the_period_is_marked_and_booked() -> None:
    """I12: warned, marked, never hidden."""
    known = terms([NoticeFacts(1, NoticeKind.AWARD, FIRST, FIRST, "x", "2022", grant_from=FIRST, grant_until=LAST)])
    days = [LAST, LAST + timedelta(days=1)]
    assert [ledger.marks_of(Facts(paid_on=day), known) for day in days] == [[], [Mark.OUTSIDE_GRANT_PERIOD]]


def test_a_cent_from_one_source_to_another_is_not_neutral() -> None:
    """I7."""
    old = [SourceInput("grant", 2022, Decimal(80)), SourceInput("own", 2022, Decimal(20))]
    new = [SourceInput("grant", 2023, Decimal("79.99")), SourceInput("own", 2022, Decimal("20.01"))]
    assert [one.code for one in may_shift(old, new)] == ["not_neutral", "not_neutral"]
    assert may_shift(old, [SourceInput("grant", 2023, Decimal(80)), old[1]]) == []


@dataclass
class Line:
    """What was spent, the grant's part of it, and whether it was taken back."""

    key: int
    day: date
    eligible: Decimal
    share: Decimal
    taken_back: bool = False


@dataclass
class Books:
    """A grant as its rules see it."""

    granted: Decimal
    rate: Decimal
    eligible: Decimal
    lines: list[Line] = field(default_factory=list)
    payouts: list[tuple[date, Decimal]] = field(default_factory=list)
    uses: list[tuple[int, int, Decimal]] = field(default_factory=list)  # payout, line, amount
    back: Decimal = ZERO

    @property
    def standing(self) -> list[Line]:
        """Lines that were not taken back."""
        return [line for line in self.lines if not line.taken_back]

    @property
    def drawn(self) -> Decimal:
        """What came less what went back."""
        return total(amount for _day, amount in self.payouts) - self.back

    def used_of(self, payout: int) -> Decimal:
        """Of a payout; what paid a line that was taken back is free again."""
        lost = {line.key for line in self.lines if line.taken_back}
        return total(amount for one, line, amount in self.uses if one == payout and line not in lost)

    def used_for(self, line: int) -> Decimal:
        """For a line."""
        return total(amount for _payout, one, amount in self.uses if one == line)

    def payout(self, number: int) -> Payout:
        """As the rules see it."""
        day, amount = self.payouts[number]
        return Payout(number, day, amount, day + timedelta(days=61), used=self.used_of(number))

    def open_rows(self) -> dict[int, Open]:
        """What payouts may still be used for."""
        return {line.key: Open(line.key, line.share - self.used_for(line.key), line.day) for line in self.standing}

    def position(self) -> Position:
        """Where the money stands."""
        return Position(
            FinancingMode.SHARE,
            self.granted,
            self.rate,
            self.eligible,
            drawn=self.drawn,
            spent=total(line.eligible for line in self.standing),
            spent_share=total(line.share for line in self.standing),
        )


class Life(RuleBasedStateMachine):
    """Anything may be tried in any order; only what the rules let through happens."""

    books: Books
    today: date

    @initialize(eligible=EUROS, rate=st.integers(1, 100_00))
    def award(self, eligible: Decimal, rate: int) -> None:
        """A grant by its notice: the Land's part of what is eligible, at most that (I3)."""
        percent = Decimal(rate) / 100
        self.books = Books(granted=cents(eligible * percent / HUNDRED), rate=percent, eligible=eligible)
        self.today = FIRST

    @rule(days=st.integers(1, 90))
    def wait(self, days: int) -> None:
        """Time passes."""
        self.today += timedelta(days=days)

    @rule(eligible=EUROS)
    def spend(self, eligible: Decimal) -> None:
        """A line is booked with the Land's part in cents."""
        share = ledger.part_of_the_land(eligible, self.books.rate)
        self.books.lines.append(Line(len(self.books.lines), self.today, eligible, share))

    @precondition(lambda self: self.books.standing)
    @rule(data=st.data())
    def take_back(self, data: Any) -> None:
        """A wrong line is taken back."""
        data.draw(st.sampled_from(self.books.standing)).taken_back = True

    @rule(due=EUROS, part=PART)
    def draw(self, due: Decimal, part: Decimal) -> None:
        """Money is requested for what is due, up to the limit and somewhat beyond, and paid out where it may be."""
        books = self.books
        need = need_of([Due("x", self.today, due)], books.position(), expected_on=self.today, months=MONTHS)
        asked = cents(need.limit * part)
        if drawdowns.may_ask(need, asked):
            assert asked <= 0 or asked > need.limit
            return
        left = books.granted - books.drawn
        assert not drawdowns.may_pay_out(asked, self.today, left=left, today=self.today)
        books.payouts.append((self.today, asked))

    @rule(amount=EUROS)
    def receive(self, amount: Decimal) -> None:
        """The authority pays without being asked, perhaps too much."""
        left = self.books.granted - self.books.drawn
        if not drawdowns.may_pay_out(amount, self.today, left=left, today=self.today):
            self.books.payouts.append((self.today, amount))

    @precondition(lambda self: self.books.payouts)
    @rule(data=st.data(), amounts=st.lists(st.tuples(st.integers(0, 9), EUROS), min_size=1, max_size=3))
    def use(self, data: Any, amounts: list[tuple[int, Decimal]]) -> None:
        """A payout is used for any lines, with any amounts; only what fits is booked."""
        number = data.draw(st.integers(0, len(self.books.payouts) - 1))
        wanted = [Use(line, amount, self.today) for line, amount in amounts]
        if not drawdowns.may_use(wanted, self.books.payout(number), self.books.open_rows(), today=self.today):
            self.books.uses.extend((number, one.expenditure, one.amount) for one in wanted)

    @precondition(lambda self: self.books.payouts)
    @rule()
    def use_as_proposed(self) -> None:
        """The machine's own proposal is always one that may be booked."""
        payouts = [self.books.payout(number) for number in range(len(self.books.payouts))]
        rows = self.books.open_rows()
        for number, one in drawdowns.proposed(payouts, rows.values()):
            used_on = max(one.used_on, self.today)
            wanted = Use(one.expenditure, one.amount, used_on)
            found = drawdowns.may_use([wanted], self.books.payout(number), self.books.open_rows(), today=used_on)
            assert found == []
            self.books.uses.append((number, one.expenditure, one.amount))

    @invariant()
    def sums_stay_within_what_they_come_from(self) -> None:
        """I1, I3, I4, I5."""
        books = self.books
        assert books.granted * HUNDRED <= books.eligible * books.rate + HUNDRED / 2
        assert ZERO <= books.drawn <= books.granted
        for number, (_day, amount) in enumerate(books.payouts):
            assert ZERO <= books.used_of(number) <= amount
        for line in books.lines:
            assert books.used_for(line.key) <= line.share <= line.eligible
        for amount in (books.drawn, *(line.share for line in books.lines), *(one for _p, _l, one in books.uses)):
            assert amount == cents(amount)

    @invariant()
    def the_proof_keeps_rate_and_ceiling(self) -> None:
        """I3: forecast and proof of what stands now."""
        books = self.books
        spent = total(line.eligible for line in books.standing)
        given = final_grant(Planned(FinancingMode.SHARE, books.eligible, books.granted, rate=books.rate), Actual(spent))
        assert ZERO <= given <= books.granted
        assert given * HUNDRED <= spent * books.rate


Life.TestCase.settings = settings(max_examples=300, stateful_step_count=20, deadline=None)
TestLifeOfAGrant = Life.TestCase


AMOUNT = st.integers(0, 10**7).map(lambda number: Decimal(number) / 100)
CELLS = st.lists(
    st.tuples(st.sampled_from(["staff", "external", "travel"]), st.integers(2022, 2024), AMOUNT, AMOUNT),
    min_size=1,
    max_size=6,
    unique_by=lambda cell: cell[:2],
)


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None)
@given(CELLS, st.integers(0, 100), AMOUNT, st.sampled_from([ZERO, CENT, -CENT]))
def test_a_plan_is_confirmed_exactly_when_it_meets_and_stays_within(
    cells: list[tuple[str, int, Decimal, Decimal]], percent: int, cap: Decimal, slip: Decimal
) -> None:
    """I2, I3: a cent too much or too little in one year is enough."""
    lines = [LineInput(*cell) for cell in cells]
    by_year: dict[int, list[LineInput]] = {}
    for line in lines:
        by_year.setdefault(line.year, []).append(line)
    sources = []
    for year, rows in by_year.items():
        whole, eligible = total(row.whole for row in rows), total(row.eligible for row in rows)
        land = cents(eligible * percent / HUNDRED)
        sources += [SourceInput("grant", year, land), SourceInput("own", year, whole - land)]
    first = sources[-1]
    sources[-1] = SourceInput(first.kind, first.year, first.amount + slip)
    frame = Frame(FinancingMode.SHARE, Decimal(percent) or CENT, cap)
    allowed = may_confirm(lines, sources, frame) == []
    land, eligible = land_money(sources), total(line.eligible for line in lines)
    expected = (
        any(line.whole for line in lines)
        and slip == ZERO
        and land <= cap
        and land * HUNDRED <= eligible * (Decimal(percent) or CENT)
    )
    assert allowed == expected
    assert all(row.meets for row in balances(lines, sources)) == (slip == ZERO)


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None)
@given(CELLS, st.randoms(use_true_random=False))
def test_moving_money_between_years_is_neutral_and_a_cent_to_another_is_not(
    cells: list[tuple[str, int, Decimal, Decimal]], chance: Any
) -> None:
    """I7."""
    old = [SourceInput("third_party", year, amount, name) for name, year, amount, _other in cells]
    new = [SourceInput(row.kind, chance.choice([2022, 2023, 2024, 2025]), row.amount, row.name) for row in old]
    assert may_shift(old, new) == []
    more = [*new, SourceInput("own", 2022, CENT)]
    fewer = [SourceInput(row.kind, row.year, row.amount - CENT, row.name) for row in new[:1]] + more[1:]
    assert [one.code for one in may_shift(old, more)] == ["not_neutral"]
    assert {one.code for one in may_shift(old, fewer)} == {"not_neutral"}


@settings(max_examples=1_000, deadline=None)
@given(EUROS, st.integers(1, 100_00), st.lists(st.integers(1, 99), min_size=1, max_size=6))
def test_the_lands_parts_of_the_parts_are_cents_and_the_parts_are_the_whole(
    whole: Decimal, rate: int, weights: list[int]
) -> None:
    """I1, I6: an invoice is divided without a cent lost, and its parts are taken in until it is whole, never above."""
    percent = Decimal(rate) / 100
    parts = ledger.split(whole, [Decimal(weight) for weight in weights])
    assert total(parts) == whole
    taken: list[Decimal] = []
    for part in parts:
        assert ledger.may_split(part, taken, whole) == []
        taken.append(part)
        share = ledger.part_of_the_land(part, percent)
        assert ZERO <= share <= part
        assert abs(share * HUNDRED - part * percent) <= HUNDRED * CENT / 2
        assert share == cents(share) == land_share(part, percent)
    assert [one.code for one in ledger.may_split(CENT, taken, whole)] == ["above_invoice"]


NOTICES = st.lists(
    st.tuples(
        st.sampled_from(["amendment", "revocation", "final", "refusal"]), st.integers(0, 900), AMOUNT | st.none()
    ),
    max_size=5,
)


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None)
@given(AMOUNT, NOTICES, st.integers(-10, 1000), st.randoms(use_true_random=False))
def test_terms_of_a_day_are_those_of_the_notices_effective_then_in_whatever_order_they_were_entered(
    amount: Decimal, later: list[tuple[str, int, Decimal | None]], day: int, chance: Any
) -> None:
    """I8, I11, I13: what comes into force afterwards changes no past day, nor the edition."""
    award = NoticeFacts(0, NoticeKind.AWARD, FIRST, FIRST, "x", "2020", amount=amount)
    notices = [
        NoticeFacts(key + 1, kind, FIRST, FIRST + timedelta(days=days), "x", "2022", amount=money)
        for key, (kind, days, money) in enumerate(later)
    ]
    on = FIRST + timedelta(days=day)
    known = [one for one in (award, *notices) if one.effective_on <= on]
    entered = [award, *notices]
    chance.shuffle(entered)
    assert terms(entered, on=on) == terms(known)
    known.sort(key=lambda one: (one.effective_on, one.key))
    saying = [one.amount for one in known if one.amount is not None and one.kind != NoticeKind.REFUSAL]
    assert terms(entered, on=on).amount == (saying[-1] if saying else None)
    if day >= 0 and not any(one.effective_on == FIRST for one in notices):
        assert terms(entered, on=on).edition == "2020"
