"""Invented lives of a grant through the real actions: what the rules let through, the database takes, and sums hold (I1 to I6).

The triggers are the last guard. Here they must never speak: the rules have to refuse first, with a reason.
"""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.queries import verify
from strahlkraft.funding.actions import drawdowns, ledger, payments
from strahlkraft.funding.actions.payments import PaidBack, Received
from strahlkraft.funding.models import Drawdown, Expenditure, Grant, Payment, PaymentUse
from strahlkraft.funding.rules.drawdowns import RequestInput, Use
from strahlkraft.funding.rules.ledger import Entry
from strahlkraft.funding.rules.need import Due
from strahlkraft.kernel.refusal import Refused
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import granted

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Life:
    """Two people who try anything in any order."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - invented figures, the same in every run
        self.grant: Grant = granted("running", region=a_region(), notice={"amount": Decimal("400000.00")})
        self.people: list[User] = [with_role(Role.OFFICE, region=self.grant.region) for _ in range(2)]
        self.now = datetime(2024, 5, 2, 9, 0, tzinfo=UTC)
        self.done: list[str] = []

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    def euros(self, most: int = 60_000_00) -> Decimal:
        """An amount."""
        return Decimal(self.chance.randrange(1, most)) / 100

    def some(self, rows: Any) -> Any:
        """Any of the rows; None when there is none."""
        found = list(rows)
        return self.chance.choice(found) if found else None

    def who(self) -> dict[str, Any]:
        """Either of the two, now."""
        return {"by": self.chance.choice(self.people), "at": self.now}

    def step(self) -> None:
        """One deed; a refusal is an answer, an error of the database is none."""
        deeds: list[Callable[[], bool]] = [
            self.spend,
            self.ask_back,
            self.take_back,
            self.draw,
            self.release,
            self.send,
        ]
        deed = self.chance.choice([*deeds, self.receive, self.use, self.use, self.repay])
        self.now += timedelta(days=self.chance.randrange(9))
        try:
            if deed():
                self.done.append(deed.__name__)
        except Refused:
            return

    def spend(self) -> bool:
        """A line is booked."""
        amount = self.euros()
        eligible = min(amount, self.euros())
        entry = Entry("external", "Beispiel", amount=amount, eligible=eligible, paid_on=self.today)
        ledger.book(**self.who(), code=self.grant.code, entry=entry)
        return True

    def ask_back(self) -> bool:
        """Somebody asks to take a line back."""
        line = self.some(Expenditure.objects.all())
        if line:
            ledger.ask_back(**self.who(), code=self.grant.code, pk=line.pk, reason="Beispiel")
        return bool(line)

    def take_back(self) -> bool:
        """Somebody books the counter-entry."""
        line = self.some(Expenditure.objects.filter(counter_requests__isnull=False, reversed_by=None))
        if line:
            ledger.take_back(**self.who(), code=self.grant.code, pk=line.pk)
        return bool(line)

    def draw(self) -> bool:
        """A request is written and checked."""
        planned = (Due("Beispiel", self.today + timedelta(days=20), self.euros()),)
        given = RequestInput(self.today, planned, None, "Beispiel", "Beispiel: es wird mehr gebraucht")
        row = drawdowns.draft(**self.who(), grant=self.grant.code, given=given)
        drawdowns.check(**self.who(), code=row.code, version=row.version)
        return True

    def release(self) -> bool:
        """A request is released."""
        row = self.some(Drawdown.objects.filter(state="checked"))
        if row:
            drawdowns.release(**self.who(), code=row.code, version=row.version)
        return bool(row)

    def send(self) -> bool:
        """A request goes to the authority, or its payout comes."""
        row = self.some(Drawdown.objects.filter(state__in=("released", "requested")))
        if row and row.state == "released":
            drawdowns.submit(**self.who(), code=row.code, version=row.version, requested_on=self.today)
        elif row:
            given = Received(self.today, row.amount)
            payments.pay_out(**self.who(), code=row.code, version=row.version, given=given)
        return bool(row)

    def receive(self) -> bool:
        """A payout nobody asked for."""
        given = Received(self.today, self.euros())
        payments.receive(**self.who(), grant=self.grant.code, given=given)
        return True

    def use(self) -> bool:
        """A payout is used for a line."""
        payment, line = self.some(Payment.objects.all()), self.some(Expenditure.objects.filter(reverses=None))
        if payment and line:
            amount = min(
                self.chance.choice([line.land_share, line.land_share + Decimal("0.01"), self.euros(2_000_00)]),
                payment.amount,
            )
            payments.use(**self.who(), payment=payment.pk, uses=[Use(line.pk, amount, self.today)])
        return bool(payment and line)

    def repay(self) -> bool:
        """What is left of a payout goes back."""
        payment = self.some(Payment.objects.all())
        if payment:
            payments.repay(**self.who(), payment=payment.pk, given=PaidBack(self.today, "Beispiel"))
        return bool(payment)

    def holds(self) -> None:
        """I3 to I5, straight from the tables."""
        paid = Payment.objects.aggregate(sum=Sum("amount"))["sum"] or 0
        assert paid <= Decimal("400000.00")
        lost = set(Expenditure.objects.exclude(reverses=None).values_list("reverses_id", flat=True))
        for payment in Payment.objects.all():
            kept = PaymentUse.objects.filter(payment=payment).exclude(expenditure__in=lost)
            assert (kept.aggregate(sum=Sum("amount"))["sum"] or 0) <= payment.amount
        for line in Expenditure.objects.filter(reverses=None):
            used = PaymentUse.objects.filter(expenditure=line).aggregate(sum=Sum("amount"))["sum"] or 0
            assert used <= line.land_share <= line.eligible <= line.amount
            assert line.land_share * 100 <= line.eligible * 80 + Decimal("0.5")


def test_invented_lives_keep_every_sum_and_the_database_never_has_to_refuse() -> None:
    done: set[str] = set()
    for seed in (20180703, 44, 2023, 7):
        with transaction.atomic():
            life = Life(seed)
            for _deed in range(70):
                life.step()
            life.holds()
            assert verify() == []
            done |= set(life.done)
            transaction.set_rollback(True)
    assert {"spend", "ask_back", "take_back", "draw", "release", "receive", "use"} <= done
