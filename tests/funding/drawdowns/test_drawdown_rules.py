"""What may be requested, used and paid back (R15 to R18, I3 to I5, I12)."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.funding.rules import claims, drawdowns
from strahlkraft.funding.rules.drawdowns import Open, Payout, Standing, Use
from strahlkraft.funding.rules.editions import parameter
from strahlkraft.funding.rules.money import HUNDRED
from strahlkraft.funding.rules.need import Due, Need, Position, kept_of, need_as_kept, need_of, planned_of
from strahlkraft.funding.rules.vocabulary import DrawdownState, FinancingMode
from strahlkraft.kernel.refusal import Refusal

pytestmark = pytest.mark.house

MONTHS = parameter("use_months", "2022")
DAY = date(2024, 5, 2)
SUMS = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)


def at(**values: object) -> Position:
    """A grant of 400,000 at 80 percent."""
    given_values = {
        "mode": FinancingMode.SHARE,
        "granted": Decimal(400_000),
        "rate": Decimal(80),
        "eligible": Decimal(500_000),
    }
    return Position(**{**given_values, **values})  # type: ignore[arg-type]  # values of a test


def need(*due: Due, position: Position | None = None) -> Need:
    """The need of a payout on DAY."""
    return need_of(due, position or at(), expected_on=DAY, months=MONTHS)


def codes(refusals: list[Refusal]) -> list[str]:
    """Why not."""
    return [one.code for one in refusals]


def test_only_payments_of_two_months_count_and_unpaid_earlier_ones_too() -> None:
    late, last, after = (
        Due("Beispiel", day, Decimal(1000)) for day in (date(2024, 1, 1), date(2024, 7, 2), date(2024, 7, 3))
    )
    found = need(last, after, late)
    assert (found.until, found.due, found.limit) == (date(2024, 7, 2), (late, last), Decimal("1600.00"))


def test_what_was_drawn_beyond_the_share_of_what_was_paid_counts_against_it() -> None:
    due = Due("Beispiel", DAY, Decimal(25_000))
    position = at(drawn=Decimal(10_000), asked=Decimal(1000), spent=Decimal(5000), spent_share=Decimal(4000))
    assert need(due, position=position).limit == Decimal("13000.00")
    ahead = at(spent=Decimal(5000), spent_share=Decimal(4000))
    assert need(due, position=ahead).limit == Decimal("24000.00")


def test_no_more_than_is_left_of_the_granted_sum_i3_i4() -> None:
    position = at(drawn=Decimal(395_000), spent=Decimal(493_750), spent_share=Decimal(395_000))
    assert need(Due("Beispiel", DAY, Decimal(25_000)), position=position).limit == Decimal(5000)


def test_a_gap_is_drawn_after_own_and_other_money_only() -> None:
    position = at(mode=FinancingMode.GAP, own=Decimal(50_000), third=Decimal(50_000), spent=Decimal(90_000))
    assert need(Due("Beispiel", DAY, Decimal(25_000)), position=position).limit == Decimal(15_000)
    spent = at(mode=FinancingMode.GAP, own=Decimal(50_000), third=Decimal(50_000), spent=Decimal(130_000))
    assert need(Due("Beispiel", DAY, Decimal(25_000)), position=spent).limit == Decimal(55_000)


def test_a_fixed_sum_is_drawn_pro_rata_and_full_financing_as_it_is() -> None:
    due = Due("Beispiel", DAY, Decimal(25_000))
    assert need(due, position=at(mode=FinancingMode.FIXED, rate=None)).limit == Decimal(20_000)
    assert need(due, position=at(mode=FinancingMode.FULL, rate=None)).limit == Decimal(25_000)


def test_more_than_the_need_is_refused_and_a_cent_less_is_not() -> None:
    found = need(Due("Beispiel", DAY, Decimal(25_000)))
    assert codes(drawdowns.may_ask(found, Decimal("20000.01"))) == ["above_need"]
    assert codes(drawdowns.may_ask(found, Decimal("20000.00"))) == []
    assert codes(drawdowns.may_ask(found, Decimal(0))) == ["no_amount"]
    assert codes(drawdowns.may_ask(need(), None)) == ["nothing_needed"]


def test_a_computation_is_kept_exactly_and_read_again() -> None:
    planned = (Due("Beispiel", DAY, Decimal("33.33")),)
    found = need(*planned)
    stored = json.loads(json.dumps(need_as_kept(found, at(), planned=planned, edition="2022")))
    assert planned_of(stored) == planned
    kept = kept_of(stored)
    assert (kept.due, kept.amounts["limit"], kept.until) == (planned, found.limit, found.until)
    assert (kept.edition, kept.months, kept.verified, kept.overridden) == ("2022", 2, True, False)


def test_nothing_is_drawn_before_the_notice_is_effective_i12() -> None:
    effective = Standing("running", DAY)
    assert codes(drawdowns.may_draw(effective, on=DAY - timedelta(days=1))) == ["not_effective"]
    assert codes(drawdowns.may_draw(Standing("running", None), on=DAY)) == ["not_effective"]
    assert codes(drawdowns.may_draw(Standing("granted", DAY), on=DAY)) == ["not_effective"]
    assert codes(drawdowns.may_draw(effective, on=DAY)) == []
    assert codes(drawdowns.may_draw(Standing("running", DAY, revoked=True), on=DAY)) == ["not_drawing"]
    assert codes(drawdowns.may_draw(Standing("settled", DAY), on=DAY)) == ["not_drawing"]


def test_the_next_request_waits_for_the_use_of_the_last_unless_somebody_says_why() -> None:
    unused = Payout(1, DAY, Decimal(100), DAY, used=Decimal("99.99"))
    assert codes(drawdowns.blocked_by_last(Standing("running", DAY, unused=(unused,)), " ")) == ["last_not_used"]
    assert codes(drawdowns.blocked_by_last(Standing("running", DAY, waiting=1), "")) == ["last_not_paid"]
    assert codes(drawdowns.blocked_by_last(Standing("running", DAY, unused=(unused,)), "Beispiel")) == []
    used = Payout(1, DAY, Decimal(100), DAY, used=Decimal(90), repaid=Decimal(10))
    assert codes(drawdowns.blocked_by_last(Standing("running", DAY, unused=(used,)), "")) == []


@pytest.mark.parametrize(
    ("uses", "wanted"),
    [
        ([Use(1, Decimal("80.00"), DAY)], []),
        ([], ["no_use"]),
        ([Use(1, Decimal(0), DAY)], ["no_amount"]),
        ([Use(1, Decimal("80.01"), DAY)], ["above_share"]),
        ([Use(1, Decimal(41), DAY), Use(1, Decimal(40), DAY)], ["above_share"]),
        ([Use(1, Decimal(60), DAY), Use(2, Decimal("40.01"), DAY)], ["above_payout"]),
        ([Use(3, Decimal(1), DAY)], ["above_share"]),
        ([Use(1, Decimal(1), DAY - timedelta(days=1))], ["use_day"]),
        ([Use(1, Decimal(1), DAY + timedelta(days=11))], ["use_day"]),
    ],
)
def test_uses_stay_within_payout_share_and_days_i5(uses: list[Use], wanted: list[str]) -> None:
    rows = {1: Open(1, Decimal(80), DAY), 2: Open(2, Decimal(80), DAY)}
    payout = Payout(1, DAY, Decimal(100), DAY)
    assert codes(drawdowns.may_use(uses, payout, rows, today=DAY + timedelta(days=10))) == wanted


def test_the_oldest_money_is_proposed_for_the_earliest_payment() -> None:
    new, old = Payout(1, date(2024, 6, 1), Decimal(100), DAY), Payout(2, date(2024, 5, 1), Decimal(50), DAY)
    rows = [Open(7, Decimal(30), date(2024, 5, 20)), Open(8, Decimal(60), date(2024, 4, 20)), Open(9, Decimal(5), None)]
    assert drawdowns.proposed([new, old], rows) == [
        (2, Use(8, Decimal(50), date(2024, 5, 1))),
        (1, Use(8, Decimal(10), date(2024, 6, 1))),
        (1, Use(7, Decimal(30), date(2024, 6, 1))),
    ]


@given(st.lists(SUMS, max_size=4), st.lists(st.tuples(SUMS, st.integers(0, 100)), max_size=6))
def test_a_proposal_never_exceeds_a_payout_or_a_share(
    amounts: list[Decimal], shares: list[tuple[Decimal, int]]
) -> None:
    payouts = [Payout(key, DAY + timedelta(days=key), amount, DAY) for key, amount in enumerate(amounts)]
    rows = [Open(key, amount, DAY + timedelta(days=days)) for key, (amount, days) in enumerate(shares)]
    found = drawdowns.proposed(payouts, rows)
    for payout in payouts:
        assert sum((use.amount for key, use in found if key == payout.key), Decimal(0)) <= payout.amount
    for row in rows:
        assert sum((use.amount for _key, use in found if use.expenditure == row.key), Decimal(0)) <= row.left
    whole = min(sum(amounts, Decimal(0)), sum((row.left for row in rows), Decimal(0)))
    assert sum((use.amount for _key, use in found), Decimal(0)) == whole


@given(SUMS, st.lists(SUMS, min_size=1, max_size=3), st.lists(st.tuples(st.integers(0, 2), SUMS), max_size=12))
def test_booked_uses_never_exceed_payout_or_share_whatever_the_order_i5(
    amount: Decimal, shares: list[Decimal], tries: list[tuple[int, Decimal]]
) -> None:
    used: dict[int, Decimal] = {}
    for row, part in tries:
        payout = Payout(1, DAY, amount, DAY, used=sum(used.values(), Decimal(0)))
        rows = {key: Open(key, share - used.get(key, Decimal(0)), DAY) for key, share in enumerate(shares)}
        if not drawdowns.may_use([Use(row, part, DAY)], payout, rows, today=DAY):
            used[row] = used.get(row, Decimal(0)) + part
    assert sum(used.values(), Decimal(0)) <= amount
    assert all(total <= shares[row] for row, total in used.items())


@given(st.lists(SUMS, max_size=5), SUMS, SUMS)
def test_no_request_ever_brings_the_drawn_money_above_the_grant_or_the_share_i3(
    due: list[Decimal], granted: Decimal, drawn: Decimal
) -> None:
    drawn = min(drawn, granted)
    position = at(granted=granted, drawn=drawn)
    found = need(*(Due("Beispiel", DAY, amount) for amount in due), position=position)
    assert found.limit + drawn <= granted or not found.limit
    assert found.limit <= sum(due, Decimal(0)) * 80 / HUNDRED + Decimal("0.01")


@pytest.mark.parametrize(
    ("state", "left", "wanted"),
    [
        (DrawdownState.PAID, "0.01", "use_partly"),
        (DrawdownState.PAID, "0", "use_up"),
        (DrawdownState.PARTLY_USED, "0.01", ""),
        (DrawdownState.PARTLY_USED, "0", "use_up"),
        (DrawdownState.OVERDUE, "0.01", ""),
        (DrawdownState.OVERDUE, "0", "use_up"),
        (DrawdownState.USED, "0", ""),
    ],
)
def test_booking_a_use_moves_a_request_along_its_table(state: str, left: str, wanted: str) -> None:
    assert drawdowns.deed_after_use(state, Decimal(left)) == wanted


def test_a_payout_is_overdue_from_the_day_after_its_two_months() -> None:
    payout = Payout(1, DAY, Decimal(100), date(2024, 7, 2), used=Decimal(99))
    assert (payout.overdue(date(2024, 7, 2)), payout.overdue(date(2024, 7, 3))) == (False, True)
    assert codes(drawdowns.may_expire(payout, today=date(2024, 7, 2))) == ["not_yet"]
    assert codes(drawdowns.may_repay(payout, date(2024, 7, 4), " ", today=date(2024, 7, 3))) == [
        "future",
        "no_reference",
    ]


def test_a_repayment_is_what_was_paid_out_beyond_the_final_grant() -> None:
    assert claims.repayment(Decimal(400_000), Decimal(10_000), Decimal(360_000)) == 30_000
    assert claims.repayment(Decimal(300_000), Decimal(0), Decimal(360_000)) == 0


def test_a_claim_is_fixed_only_by_an_act_with_its_document() -> None:
    empty = claims.Fixing(Decimal(0), Decimal(0), " ", "")
    assert codes(claims.may_fix(empty)) == ["no_amount", "no_act", "no_document"]
    assert codes(claims.may_fix(claims.Fixing(Decimal(0), Decimal(1), "AZ", "abc"))) == []
    assert codes(claims.may_open(Decimal(1), Decimal(0), "")) == ["no_reason"]
    assert codes(claims.may_waive(" ")) == ["no_reason"]
    assert codes(claims.may_pay(DAY, today=DAY - timedelta(days=1))) == ["future"]
