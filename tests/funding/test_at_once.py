"""Two people at the same moment: exactly one wins, by the actions and past them (I4, I5, I6, I18)."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.funding.actions import drawdowns, notices, payments
from strahlkraft.funding.actions.payments import Received
from strahlkraft.funding.models import Approval, Expenditure, Grant, GrantNotice, Invoice, Payment, PaymentUse
from strahlkraft.funding.queries import notices as queries
from strahlkraft.funding.rules.drawdowns import RequestInput, Use
from strahlkraft.funding.rules.need import Due
from tests.factories.accounts import a_region, with_role
from tests.factories.at_once import at_once
from tests.factories.funding import BOOKED, ENTERED, GrantFactory, NoticeFactory, granted, paid, plan_of, spent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT, TODAY = datetime(2024, 5, 2, 10, 0, tzinfo=UTC), date(2024, 5, 2)
LIMIT = 2.0  # seconds somebody waits for the other; where guards work, the other waits already


def two_of(grant: Grant) -> list[User]:
    return [with_role(Role.OFFICE, region=grant.region) for _ in range(2)]


def both_before_either_commits(write: Callable[[], object]) -> list[Callable[[], object]]:
    """Two transactions that have both written before one of them ends, as far as the database lets them."""
    written = threading.Barrier(2)

    def deed() -> None:
        with transaction.atomic():
            write()
            with suppress(threading.BrokenBarrierError):
                written.wait(LIMIT)

    return [deed, deed]


def test_of_two_who_confirm_a_notice_one_does() -> None:
    grant: Any = GrantFactory(region=a_region())
    plan_of(grant)
    pk = NoticeFactory(grant=grant).pk
    row = GrantNotice.objects.select_related("grant", "document", "answers").get(pk=pk)
    seen = {"version": row.version, "content_hash": queries.content_hash(row), "compared": True}

    def confirm(who: User) -> Callable[[], object]:
        return lambda: notices.confirm(by=who, at=AT, code=grant.code, pk=pk, **seen)

    assert at_once([confirm(who) for who in two_of(grant)]) == {"done": 1, "stale": 1}
    assert Approval.objects.filter(subject="grantnotice").count() == 1
    assert AuditEntry.objects.filter(verb="confirm_notice").count() == 1


def test_of_two_who_release_a_drawdown_one_does() -> None:
    grant = granted("running", region=a_region())
    author = with_role(Role.OFFICE, region=grant.region)
    planned = (Due("Beispiel", TODAY + timedelta(days=20), Decimal("25000.00")),)
    given = RequestInput(expected_on=TODAY, planned=planned, statement="Beispiel")
    row = drawdowns.draft(by=author, at=AT, grant=grant.code, given=given)
    row = drawdowns.check(by=author, at=AT, code=row.code, version=row.version)

    def release(who: User) -> Callable[[], object]:
        return lambda: drawdowns.release(by=who, at=AT, code=row.code, version=row.version)

    assert at_once([release(who) for who in two_of(grant)]) == {"done": 1, "stale": 1}
    assert Approval.objects.count() == 1


def test_of_two_payouts_that_cross_the_granted_sum_one_is_booked() -> None:
    grant = granted("running", region=a_region())
    given = Received(TODAY, Decimal("300000.00"))

    def receive(who: User) -> Callable[[], object]:
        return lambda: payments.receive(by=who, at=AT, grant=grant.code, given=given)

    ends = at_once([receive(who) for who in two_of(grant)])
    assert (ends.pop("done"), list(ends.values())) == (1, [1])
    assert not {"IntegrityError", "OperationalError"} & set(ends)
    assert [row.amount for row in Payment.objects.all()] == [Decimal("300000.00")]


def test_of_two_uses_that_cross_a_payout_one_is_booked() -> None:
    grant = granted("running", region=a_region())
    payment = paid(grant, "1000.00")
    lines = [spent(grant, paid_on=TODAY) for _ in range(2)]

    def use(who: User, line: Expenditure) -> Callable[[], object]:
        uses = [Use(line.pk, Decimal("600.00"), TODAY)]
        return lambda: payments.use(by=who, at=AT, payment=payment.pk, uses=uses)

    ends = at_once([use(who, line) for who, line in zip(two_of(grant), lines, strict=True)])
    assert (ends.pop("done"), list(ends.values())) == (1, [1])
    assert not {"IntegrityError", "OperationalError"} & set(ends)
    assert [row.amount for row in PaymentUse.objects.all()] == [Decimal("600.00")]


def test_past_the_actions_two_payouts_at_once_stay_within_the_grant() -> None:
    grant = granted("running", region=a_region())
    ends = at_once(both_before_either_commits(lambda: paid(grant, "300000.00", TODAY)))
    assert (ends, Payment.objects.count()) == ({"done": 1, "IntegrityError": 1}, 1)


def test_past_the_actions_two_uses_at_once_stay_within_payout_and_share() -> None:
    grant = granted("running", region=a_region())
    payment, line = paid(grant, "1000.00"), spent(grant)

    def use() -> object:
        values = {"payment": payment, "expenditure": line, "used_on": TODAY}
        return PaymentUse.objects.create(amount=Decimal("600.00"), **values, **BOOKED)

    ends = at_once(both_before_either_commits(use))
    assert (ends, PaymentUse.objects.count()) == ({"done": 1, "IntegrityError": 1}, 1)


def test_past_the_actions_two_parts_at_once_stay_within_their_invoice() -> None:
    grant = granted("running", region=a_region())
    known = {"supplier": "Beispiel GmbH", "number": "1", "invoiced_on": TODAY}
    invoice = Invoice.objects.create(region=grant.region, **known, gross=Decimal(100), net=Decimal(90), **ENTERED)
    ends = at_once(both_before_either_commits(lambda: spent(grant, "60.00", invoice=invoice)))
    assert (ends, Expenditure.objects.count()) == ({"done": 1, "IntegrityError": 1}, 1)
