"""What the database holds, whoever asks: sums, states, frozen rows."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import Error, transaction

from strahlkraft.funding.models import Correction, Expenditure, Grant, PaymentUse
from tests.factories.funding import EARLIER, SECOND, WRITER, GrantFactory, granted, paid, plan_of, spent

pytestmark = pytest.mark.django_db


def refused(deed: Callable[[], object]) -> bool:
    """Whether the database refuses."""
    try:
        with transaction.atomic():
            deed()
    except Error:
        return True
    return False


def test_a_plan_whose_sources_do_not_meet_its_lines_is_never_in_force() -> None:
    grant = granted("running")
    notice = grant.notices.get()
    plan = plan_of(grant)
    line = plan.lines.first()
    assert line is not None
    line.eligible += Decimal("0.01")
    line.save()
    plan.state, plan.notice, plan.confirmed_at, plan.confirmed_by = "confirmed", notice, EARLIER, SECOND
    assert refused(plan.save)
    line.eligible -= Decimal("0.01")
    line.save()
    assert not refused(plan.save)
    assert refused(line.save)


def test_payouts_and_their_use_stay_within_what_they_come_from() -> None:
    grant = granted("running")
    payment = paid(grant, "399999.99")
    assert refused(lambda: paid(grant, "0.02"))
    assert not refused(lambda: paid(grant, "0.01"))
    line = spent(grant, "1000.00")
    values = {
        "payment": payment,
        "expenditure": line,
        "used_on": line.paid_on,
        "booked_at": EARLIER,
        "booked_by": WRITER,
    }
    assert refused(lambda: PaymentUse.objects.create(amount=Decimal("800.01"), **values))
    use = PaymentUse.objects.create(amount=Decimal("800.00"), **values)
    assert refused(use.delete)
    assert refused(lambda: PaymentUse.objects.create(amount=Decimal("0.01"), **values))


def test_a_booked_line_stays_and_its_counter_entry_mirrors_it() -> None:
    grant = granted("running")
    line = spent(grant)
    line.text = "anders"
    assert refused(line.save)
    assert refused(line.delete)
    values = {"reverses": line, "reason": "Beispiel", "released_by": SECOND, "land_share": Decimal("-800.00")}
    assert refused(lambda: spent(grant, "-999.00", **values))
    assert refused(lambda: spent(grant, "-1000.00", **{**values, "released_by": WRITER}))
    assert not refused(lambda: spent(grant, "-1000.00", **values))
    assert sum(row.amount for row in Expenditure.objects.all()) == 0


def test_a_grant_goes_back_only_by_a_confirmed_correction() -> None:
    grant: Grant = GrantFactory(state="running")
    grant.state = "effective"
    assert refused(grant.save)
    asked = Correction.objects.create(
        grant=grant, from_state="running", to_state="effective", reason="Beispiel", asked_by=WRITER, asked_at=EARLIER
    )
    grant.correction = asked
    assert refused(grant.save)
    asked.confirmed_by, asked.confirmed_at = SECOND, EARLIER
    asked.save()
    assert not refused(grant.save)
    grant.state = "running"
    grant.save()
    grant.state = "effective"
    assert refused(grant.save)


def test_a_confirmed_notice_and_a_plan_in_force_stay() -> None:
    grant = granted("running")
    notice, plan = grant.notices.get(), grant.plans.get()
    notice.amount = Decimal("1.00")
    assert refused(notice.save)
    assert refused(notice.delete)
    plan.number = 7
    assert refused(plan.save)


def test_no_plan_is_in_force_without_a_second_person() -> None:
    """I18: a shell that leaves the second name empty gets no further than a page."""
    grant = granted("running")
    plan = plan_of(grant)
    plan.state, plan.notice, plan.confirmed_at, plan.confirmed_by = "confirmed", grant.notices.get(), EARLIER, ""
    assert refused(plan.save)
    plan.confirmed_by = SECOND
    assert not refused(plan.save)
