"""Whatever deed changes what a day rests on brings the days in line itself; nothing waits for the clock of the night."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.funding.actions import changes, contracts, deadlines, grants, ledger, payments, plans
from strahlkraft.funding.actions.payments import PaidBack
from strahlkraft.funding.models import Grant, PaymentUse
from strahlkraft.funding.queries import changes as change_queries
from strahlkraft.funding.queries.notifications import findings
from strahlkraft.funding.rules.changes import Given, Sending
from strahlkraft.funding.rules.drawdowns import Use
from strahlkraft.funding.rules.grants import GrantInput
from strahlkraft.funding.rules.ledger import OrderInput
from strahlkraft.funding.rules.notifications import Sign
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.steering.models import Deadline
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import NoticeFactory, granted, paid, plan_of, spent

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
TODAY = date(2026, 5, 4)
ORDER = OrderInput("Beispielauftrag", "Beispiel GmbH", date(2026, 5, 1), Decimal(500), ends_on=date(2026, 9, 30))


class Case:
    """A running grant with two people of its office; its days are in line."""

    def __init__(self) -> None:
        region = a_region()
        self.grant: Grant = granted("running", region=region)
        self.one: User = with_role(Role.OFFICE, region=region)
        self.other: User = with_role(Role.OFFICE, region=region)
        self.payment = paid(self.grant, "800.00", date(2026, 4, 20))
        self.line = spent(self.grant, "1000.00", paid_on=date(2026, 4, 27))
        deadlines.refresh(by=SYSTEM, at=AT, grant=self.grant)

    def use(self) -> None:
        """The payout pays the line."""
        given = [Use(self.line.pk, Decimal(800), date(2026, 4, 27))]
        payments.use(by=self.one, at=AT, payment=self.payment.pk, uses=given)

    def take_back(self) -> None:
        """The line is taken back by two people."""
        named = {"at": AT, "code": self.grant.code, "pk": self.line.pk}
        ledger.ask_back(by=self.one, reason="Beispiel", **named)  # type: ignore[arg-type]  # by name
        ledger.take_back(by=self.other, **named)  # type: ignore[arg-type]  # by name


def signs(case: Case, today: date) -> set[str]:
    """What the records show on a day."""
    return {one.sign for one in findings([case.grant], today=today)[case.grant.pk]}


def _contract(case: Case) -> None:
    row = contracts.enter(by=case.one, at=AT, code=case.grant.code, given=ORDER)
    assert Deadline.objects.get(rule="grant-contract-end").latest_on == date(2026, 9, 30)
    given = replace(ORDER, ends_on=date(2026, 10, 31))
    contracts.change(by=case.one, at=AT, code=case.grant.code, pk=row.pk, version=1, given=given)
    assert Deadline.objects.get(rule="grant-contract-end").latest_on == date(2026, 10, 31)


def _counter_entry(case: Case) -> None:
    case.use()
    assert Deadline.objects.get(rule="grant-use-by").state == "done"
    case.take_back()
    assert Deadline.objects.get(rule="grant-use-by").state == "open"


def _change(case: Case) -> None:
    end = "2027-06-30"
    after = change_queries.stands(case.grant, "term") | {"grant_until": end, "work_until": end}
    row = changes.draft(
        by=case.one, at=AT, grant=case.grant.code, kind="term", given=Given(after, reason="Beispielgrund")
    )
    changes.release(by=case.other, at=AT, code=row.code, version=1)
    changes.submit(by=case.one, at=AT, code=row.code, version=2, given=Sending(TODAY))
    assert Deadline.objects.get(rule="grant-extension-90").state == "lapsed"
    assert deadlines.out_of_line(at=AT) == []
    changes.withdraw(by=case.one, at=AT, code=row.code, version=3, reason="Beispiel")
    assert Deadline.objects.get(rule="grant-extension-90").state == "open"


def _plan(case: Case) -> None:
    notice = NoticeFactory(grant=case.grant, kind="amendment", state="confirmed", effective_on=TODAY)
    deadlines.refresh(by=SYSTEM, at=AT, grant=case.grant)
    assert Deadline.objects.filter(rule="grant-lapse", inputs__year="2026").get().state == "open"
    plan = plan_of(case.grant)
    plan.lines.filter(year=2026).update(year=2027)
    plan.sources.filter(year=2026).update(year=2027)
    plans.confirm(by=case.other, at=AT, plan=plan, notice=notice)
    assert Deadline.objects.filter(rule="grant-lapse", inputs__year="2026").get().state == "lapsed"


def _details(case: Case) -> None:
    assert Deadline.objects.get(rule="grant-audit-office").state == "open"
    row = case.grant
    given = GrantInput(
        title=row.title,
        recipient=row.recipient_id,
        project=row.project_id,
        funding_object=row.funding_object,
        recipient_kind=row.recipient_kind,
        financing_mode=row.financing_mode,
        applied_on=row.applied_on,
        has_audit_office=False,
        deducts_input_tax=row.deducts_input_tax,
    )
    grants.edit(by=case.one, at=AT, code=row.code, version=row.version, given=given)
    assert Deadline.objects.get(rule="grant-audit-office").state == "lapsed"


@pytest.mark.parametrize("deed", [_contract, _counter_entry, _change, _plan, _details])
def test_a_deed_that_moves_days_leaves_nothing_for_the_clock(deed: Callable[[Case], None]) -> None:
    case = Case()
    deed(case)
    assert deadlines.out_of_line(at=AT) == []


def test_money_of_a_line_taken_back_is_to_be_used_again_in_days_and_signs_alike() -> None:
    """R15, R20: what paid a line that was taken back is in hand again, wherever it is asked."""
    case = Case()
    case.use()
    june = date(2026, 6, 18)
    assert signs(case, june) == {Sign.LESS_NEEDED}
    case.take_back()
    assert PaymentUse.objects.count() == 1
    assert signs(case, june) == {Sign.LESS_NEEDED, Sign.CLOCK}


def test_a_payout_nobody_requested_here_that_was_paid_back_is_over() -> None:
    """R18: also without a request whose state would say so."""
    case = Case()
    late = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    deadlines.refresh(by=SYSTEM, at=late, grant=case.grant)
    assert Deadline.objects.get(rule="grant-use-by").state == "open"
    payments.repay(by=case.one, at=late, payment=case.payment.pk, given=PaidBack(date(2026, 7, 1), "Beispiel"))
    assert Deadline.objects.get(rule="grant-use-by").state == "done"
    assert signs(case, date(2026, 7, 1)) == {Sign.LESS_NEEDED}
