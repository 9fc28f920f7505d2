"""Requests, payouts, use, the clock, paying back: who may, in which order, with which trail."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, transaction

from strahlkraft.accounts.models import Membership
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding import access
from strahlkraft.funding.actions import claims, drawdowns, payments
from strahlkraft.funding.actions.payments import PaidBack, Received
from strahlkraft.funding.models import Approval, Claim, Drawdown, Grant, Payment, PaymentUse
from strahlkraft.funding.queries import drawdowns as queries
from strahlkraft.funding.rules.claims import Fixing
from strahlkraft.funding.rules.drawdowns import RequestInput, Use
from strahlkraft.funding.rules.need import Due
from strahlkraft.kernel.actor import SYSTEM, Right
from strahlkraft.kernel.duty import Weight
from strahlkraft.kernel.refusal import Refused
from tests.factories import funding as factories
from tests.factories.accounts import with_role
from tests.factories.funding import granted, paid, spent

pytestmark = pytest.mark.django_db
make: Any = factories  # the factories have no types of their own

AT = datetime(2024, 5, 2, 10, 0, tzinfo=UTC)
TODAY = date(2024, 5, 2)


class Office:
    """Two people of the office of a running grant, and what they do there."""

    def __init__(self, state: str = "running", **values: Any) -> None:
        self.grant: Grant = granted(state, **values)
        self.first, self.second = (with_role(Role.OFFICE, region=self.grant.region) for _ in range(2))

    def draft(self, eligible: str = "25000.00", **values: Any) -> Drawdown:
        """A draft for one planned payment."""
        planned = (Due("Beispiel", TODAY + timedelta(days=20), Decimal(eligible)),)
        given = {"expected_on": TODAY, "planned": planned, "statement": "Beispiel", **values}
        return drawdowns.draft(by=self.first, at=AT, grant=self.grant.code, given=RequestInput(**given))

    def walked(self, state: str, **values: Any) -> Drawdown:
        """A request that went as far as ``state``."""
        row = self.draft(**values)
        ways: dict[str, Any] = {
            "checked": lambda: drawdowns.check(by=self.first, at=AT, code=row.code, version=row.version),
            "released": lambda: drawdowns.release(by=self.second, at=AT, code=row.code, version=row.version),
            "requested": lambda: drawdowns.submit(
                by=self.first, at=AT, code=row.code, version=row.version, requested_on=TODAY
            ),
            "paid": lambda: payments.pay_out(
                by=self.first,
                at=AT,
                code=row.code,
                version=row.version,
                given=Received(TODAY, row.amount),
            ),
        }
        for name, step in ways.items():
            step()
            row.refresh_from_db()
            if name == state:
                break
        return row


@pytest.fixture
def office() -> Office:
    """An office with a running grant."""
    return Office()


def why(deed: Any) -> list[str]:
    """The codes of the refusal."""
    with pytest.raises(Refused) as caught, transaction.atomic():
        deed()
    return ["hidden"] if caught.value.hidden else [one.code for one in caught.value.refusals]


def later(days: int) -> datetime:
    """So many days after AT."""
    return AT + timedelta(days=days)


def use(office: Office, row: Payment, parts: list[tuple[Any, str, date]], at: datetime = AT) -> list[PaymentUse]:
    """Book uses of a payout."""
    uses = [Use(line.pk, Decimal(amount), day) for line, amount, day in parts]
    return payments.use(by=office.first, at=at, payment=row.pk, uses=uses)


def test_a_request_goes_from_draft_to_payout_by_two_people_with_one_line_each(office: Office) -> None:
    row = office.walked("paid")
    assert (row.state, row.amount, row.released_by) == ("paid", Decimal("20000.00"), office.second.actor_id)
    payment = Payment.objects.get()
    assert (payment.drawdown, payment.amount, payment.received_on) == (row, Decimal("20000.00"), TODAY)
    told = AuditEntry.objects.filter(subject_kind="grant", subject_key=office.grant.code).order_by("sequence")
    assert [(one.verb, one.after.get("drawdown")) for one in told] == [
        ("draft_drawdown", row.code),
        ("check_drawdown", row.code),
        ("release_drawdown", row.code),
        ("submit_drawdown", row.code),
        ("book_payout", row.code),
    ]
    assert {one.region_id for one in told} == {office.grant.region_id}


def test_neither_author_nor_last_editor_releases_also_not_with_all_rights_i18(office: Office) -> None:
    row = office.draft()
    drawdowns.edit(
        by=office.second, at=AT, code=row.code, version=1, given=RequestInput(TODAY, _planned(row), None, "B")
    )
    drawdowns.check(by=office.second, at=AT, code=row.code, version=2)
    Membership.objects.create(user=office.first, role=Role.ADMIN.value, valid_from=later(-9))
    for person in (office.first, office.second):
        assert why(lambda who=person: drawdowns.release(by=who, at=AT, code=row.code, version=3)) == ["four_eyes"]
    third = with_role(Role.OFFICE, region=office.grant.region)
    drawdowns.release(by=third, at=AT, code=row.code, version=3)
    with pytest.raises(Error), transaction.atomic():
        Drawdown.objects.filter(pk=row.pk).update(released_by=office.first.actor_id)


def _planned(row: Drawdown) -> tuple[Due, ...]:
    return tuple(
        Due(one["text"], date.fromisoformat(one["due_on"]), Decimal(one["eligible"])) for one in row.need["planned"]
    )


def test_a_release_holds_for_exactly_its_content_i19(office: Office) -> None:
    row = office.walked("released")
    with pytest.raises(Error), transaction.atomic():
        Drawdown.objects.filter(pk=row.pk).update(amount=Decimal("19999.99"))
    Drawdown.objects.filter(pk=row.pk).update(need={**row.need, "limit": "1.00"})
    deed: dict[str, Any] = {
        "by": office.first,
        "at": AT,
        "code": row.code,
        "version": row.version,
        "requested_on": TODAY,
    }
    assert why(lambda: drawdowns.submit(**deed)) == ["changed_since"]
    Drawdown.objects.filter(pk=row.pk).update(need=row.need)
    drawdowns.submit(**deed)


def test_taking_a_request_back_voids_its_release(office: Office) -> None:
    row = office.walked("released")
    drawdowns.rework(by=office.first, at=AT, code=row.code, version=row.version)
    row.refresh_from_db()
    assert (row.state, row.released_by, queries.approval_of(row)) == ("draft", "", None)
    assert Approval.objects.count() == 1  # what was approved stays in the record


def test_nothing_is_drawn_before_the_notice_is_effective_i12() -> None:
    early = Office("granted", notice={"effective_on": TODAY + timedelta(days=1)})
    assert why(early.draft) == ["not_effective"]
    early = Office("running", notice={"effective_on": TODAY + timedelta(days=1)})
    assert why(early.draft) == ["not_effective"]
    given = Received(TODAY, Decimal(1))
    assert why(lambda: payments.receive(by=early.first, at=AT, grant=early.grant.code, given=given)) == [
        "not_effective"
    ]
    assert not why_not(Office("running", notice={"effective_on": TODAY}).draft)


def why_not(deed: Any) -> bool:
    """Whether it is refused."""
    deed()
    return False


def test_more_than_needed_is_refused_and_the_need_is_asked_again_when_released(office: Office) -> None:
    assert why(lambda: office.draft(amount=Decimal("20000.01"))) == ["above_need"]
    assert why(lambda: office.draft(planned=())) == ["nothing_needed"]
    assert why(lambda: office.draft(expected_on=TODAY - timedelta(days=1))) == ["in_the_past"]
    row = office.walked("checked")
    paid(office.grant, "5000.00", on=TODAY)  # arrives without a request
    deed: dict[str, Any] = {"by": office.second, "at": AT, "code": row.code, "version": row.version}
    assert why(lambda: drawdowns.release(**deed)) == ["last_not_used"]
    other = Office()
    row = other.walked("checked", override_reason="Beispiel")
    paid(other.grant, "5000.00", on=TODAY)
    deed |= {"by": other.second, "code": row.code, "version": row.version}
    assert why(lambda: drawdowns.release(**deed)) == ["above_need"]


def test_the_ledger_s_due_lines_count_and_the_next_request_waits_for_the_last(office: Office) -> None:
    line = spent(office.grant, "1000.00", paid_on=None, due_on=TODAY + timedelta(days=5))
    spent(office.grant, "500.00", paid_on=None, due_on=TODAY + timedelta(days=90))
    row = office.walked("paid", planned=())
    assert (row.amount, [one["expenditure"] for one in row.need["due"]]) == (Decimal("800.00"), [line.pk])
    assert why(office.draft) == ["last_not_used"]
    assert office.draft(override_reason="Beispiel").state == "draft"
    use(office, row.payment, [(line, "800.00", TODAY)])
    assert office.draft().state == "draft"


def test_a_request_on_its_way_blocks_the_next_one(office: Office) -> None:
    office.walked("requested")
    assert why(office.draft) == ["last_not_paid"]


def test_payouts_stay_within_the_sum_granted_on_their_day_i4(office: Office) -> None:
    def receive(amount: str, on: date = TODAY) -> Payment:
        return payments.receive(by=office.first, at=AT, grant=office.grant.code, given=Received(on, Decimal(amount)))

    receive("399999.99")
    assert why(lambda: receive("0.02", TODAY - timedelta(days=3))) == ["above_grant"]
    receive("0.01")
    with pytest.raises(Error), transaction.atomic():
        paid(office.grant, "0.01")
    make.NoticeFactory(
        grant=office.grant, kind="amendment", state="confirmed", amount=Decimal(400_001), effective_on=TODAY
    )
    assert why(lambda: receive("1.00", TODAY - timedelta(days=1))) == ["above_grant"]
    receive("1.00")


def test_uses_move_the_request_and_stay_within_payout_and_share_i5(office: Office) -> None:
    row = office.walked("paid")
    lines = [spent(office.grant, amount) for amount in ("10000.00", "20000.00", "1000.00")]
    use(office, row.payment, [(lines[0], "8000.00", TODAY), (lines[1], "2000.00", TODAY)])
    row.refresh_from_db()
    assert row.state == "partly_used"
    assert why(lambda: use(office, row.payment, [(lines[0], "0.01", TODAY)])) == ["above_share"]
    assert why(lambda: use(office, row.payment, [(lines[1], "10000.01", TODAY)])) == ["above_payout"]
    use(office, row.payment, [(lines[1], "10000.00", TODAY)])
    row.refresh_from_db()
    assert (row.state, queries.payout(row.payment).left) == ("used", Decimal(0))
    assert why(lambda: use(office, row.payment, [(lines[2], "1.00", TODAY)])) == ["above_payout"]
    assert not Claim.objects.exists()


def test_money_of_a_line_taken_back_is_free_again(office: Office) -> None:
    payment, line = paid(office.grant, "800.00"), spent(office.grant, "1000.00")
    use(office, payment, [(line, "800.00", TODAY)])
    spent(
        office.grant,
        "-1000.00",
        reverses=line,
        reason="Beispiel",
        released_by=office.second.actor_id,
        land_share=Decimal("-800.00"),
    )
    assert queries.payout(payment).left == Decimal("800.00")
    assert queries.open_rows(office.grant) == {}
    other = spent(office.grant, "1000.00")
    use(office, payment, [(other, "800.00", TODAY)])
    assert queries.payout(payment).left == 0


def test_another_grant_s_expenditure_is_not_paid_with_this_payout(office: Office) -> None:
    payment = paid(office.grant)
    assert why(lambda: use(office, payment, [(spent(granted("running")), "1.00", TODAY)])) == ["above_share"]


def test_the_clock_lets_expire_what_was_not_used_the_day_after_two_months(office: Office) -> None:
    row = office.walked("paid")
    assert queries.to_expire(today=date(2024, 7, 2)) == []
    assert queries.to_expire(today=date(2024, 7, 3)) == [row.code]
    assert why(lambda: drawdowns.expire(by=SYSTEM, at=later(61), code=row.code)) == ["not_yet"]
    drawdowns.expire(by=SYSTEM, at=later(62), code=row.code)
    row.refresh_from_db()
    assert row.state == "overdue"
    assert queries.to_expire(today=date(2024, 7, 3)) == []
    last = AuditEntry.objects.order_by("sequence").last()
    assert last is not None
    assert (last.verb, last.actor_id) == ("expire_drawdown", "system")


def test_another_number_of_months_in_the_notice_moves_the_clock() -> None:
    office = Office(notice={"overrides": {"use_months": "6"}})
    office.walked("paid")
    assert queries.to_expire(today=date(2024, 11, 2)) == []
    assert len(queries.to_expire(today=date(2024, 11, 3))) == 1


def test_late_use_keeps_an_estimate_of_interest_by_segments_once(office: Office) -> None:
    row = office.walked("paid")
    line = spent(office.grant, "25000.00")
    drawdowns.expire(by=SYSTEM, at=later(62), code=row.code)
    use(office, row.payment, [(line, "5000.00", date(2024, 6, 3))], at=later(70))
    use(office, row.payment, [(line, "15000.00", date(2024, 7, 11))], at=later(70))
    row.refresh_from_db()
    assert row.state == "used_at_risk"
    claim = Claim.objects.get()
    late = queries.late_use(row.payment, queries.payout(row.payment), today=date(2024, 12, 1))
    assert [(one.principal, one.until) for one in late.all] == [(Decimal("15000.00"), date(2024, 7, 11))]
    assert (claim.state, claim.amount, claim.interest) == ("estimated", 0, late.amount)
    assert [one.days for one in claim.segments.all()] == [59, 11]
    assert sum(one.amount for one in claim.segments.all()) == claim.interest


def test_what_was_used_in_time_and_booked_late_costs_nothing(office: Office) -> None:
    row = office.walked("paid")
    drawdowns.expire(by=SYSTEM, at=later(62), code=row.code)
    use(office, row.payment, [(spent(office.grant, "25000.00"), "20000.00", date(2024, 7, 2))], at=later(70))
    assert not Claim.objects.exists()


def test_paying_back_ends_the_clock_and_frees_the_grant_again(office: Office) -> None:
    row = office.walked("paid")
    given = PaidBack(date(2024, 7, 11), "Beispiel-1")
    assert (
        why(lambda: payments.repay(by=office.first, at=later(60), payment=row.payment.pk, given=given))[0] == "not_yet"
    )
    payments.repay(by=office.first, at=later(70), payment=row.payment.pk, given=given)  # the clock has not run yet
    row.refresh_from_db()
    money = queries.money_of([office.grant.pk], on=date(2024, 7, 11))[office.grant.pk]
    assert (row.state, money.in_hand, money.repaid, money.left) == (
        "repaid",
        Decimal(0),
        Decimal(20_000),
        Decimal(400_000),
    )
    back, interest = Claim.objects.order_by("pk")
    assert (back.state, back.amount, back.paid_on) == ("paid", Decimal(20_000), date(2024, 7, 11))
    assert (interest.state, interest.amount, interest.interest) == ("estimated", 0, Decimal("252.41"))


def test_an_estimate_is_fixed_by_an_act_then_paid_and_stays(office: Office) -> None:
    row = claims.open_claim(
        by=office.first, at=AT, grant=office.grant.code, amount=Decimal(100), interest=Decimal(5), reason="Beispiel"
    )
    act = make.DocumentFactory(region=office.grant.region, added_by=office.first.actor_id)
    given = Fixing(Decimal(120), Decimal(6), "34-Beispiel", act.code, TODAY)
    deed: dict[str, Any] = {"by": office.first, "at": AT, "code": row.code}
    assert why(lambda: claims.pay(version=1, paid_on=TODAY, **deed)) == ["wrong_state"]
    foreign = Fixing(
        Decimal(1), Decimal(0), "34-Beispiel", make.DocumentFactory(region=office.grant.region).code
    )  # of another grant, perhaps
    assert why(lambda: claims.fix(version=1, given=foreign, **deed)) == ["document"]
    claims.fix(version=1, given=given, **deed)
    assert why(lambda: claims.pay(version=1, paid_on=TODAY, **deed)) == ["stale"]
    claims.pay(version=2, paid_on=TODAY, **deed)
    row.refresh_from_db()
    assert (row.state, row.amount, row.interest, row.act) == ("paid", 120, 6, act)
    with pytest.raises(Error), transaction.atomic():
        Claim.objects.filter(pk=row.pk).update(amount=1)
    other = claims.open_claim(
        by=office.first, at=AT, grant=office.grant.code, amount=Decimal(1), interest=Decimal(0), reason="Beispiel"
    )
    assert claims.waive(by=office.first, at=AT, code=other.code, version=1, reason="Beispiel").state == "waived"


def test_people_of_another_region_do_not_know_a_request(office: Office) -> None:
    row, payment = office.draft(), paid(office.grant)
    stranger = with_role(Role.OFFICE, region=granted("running").region)
    assert why(lambda: drawdowns.check(by=stranger, at=AT, code=row.code, version=1)) == ["hidden"]
    assert why(lambda: payments.use(by=stranger, at=AT, payment=payment.pk, uses=[])) == ["hidden"]
    assert not Grant.objects.filter(access.of_grants(stranger, Right.READ_FUNDING), pk=office.grant.pk).exists()


def test_duties_name_releases_for_others_and_payouts_by_urgency_in_three_queries(
    office: Office, django_assert_num_queries: Any
) -> None:
    one = office.walked("checked")
    near, over = paid(office.grant, "100.00", on=date(2024, 4, 1)), paid(office.grant, "100.00", on=date(2024, 3, 1))
    paid(office.grant, "100.00", on=date(2024, 5, 1))
    for person, wanted in ((office.first, []), (office.second, [(f"drawdown:{one.code}", Weight.WAITING)])):
        person.holds(Right.EDIT_FUNDING)  # the roles are read once
        with django_assert_num_queries(3):
            found = queries.duties(person, today=date(2024, 5, 20))
        assert [(duty.key, duty.weight) for duty in found] == [
            (f"payout:{over.pk}", Weight.LEGAL),
            (f"payout:{near.pk}", Weight.LEGAL),
            *wanted,
        ]


def test_all_money_of_a_grant_as_of_any_day(office: Office) -> None:
    row = office.walked("paid")
    use(office, row.payment, [(spent(office.grant, "10000.00"), "8000.00", TODAY)])
    now = queries.money_of([office.grant.pk], on=TODAY)[office.grant.pk]
    assert (now.granted, now.drawn, now.used, now.in_hand, now.left) == tuple(
        map(Decimal, (400_000, 20_000, 8000, 12_000, 380_000))
    )
    before = queries.money_of([office.grant.pk], on=date(2024, 1, 31))[office.grant.pk]
    assert not any((before.granted, before.drawn, before.used, before.asked))
