"""Sums as of any day (I8), plan against actual, looking ahead, what waits for somebody; however many grants, the same queries."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strahlkraft.accounts.rules import Role
from strahlkraft.funding.actions import ledger as actions
from strahlkraft.funding.models import Expenditure, Invoice
from strahlkraft.funding.queries import forecast, ledger
from strahlkraft.funding.rules.money import ZERO, total
from strahlkraft.funding.rules.plans import Light
from strahlkraft.kernel.actor import SYSTEM
from tests.factories.accounts import a_region, with_role
from tests.factories.funding import EARLIER, SECOND, WRITER, granted, paid, spent

pytestmark = pytest.mark.django_db


def moment(day: date) -> datetime:
    """Nine o'clock of a day."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def test_sums_as_of_a_past_day_know_only_what_was_booked_by_then() -> None:
    """I8: a later booking, a later counter-entry or a payment noted later changes nothing about an earlier day."""
    grant = granted("running")
    first = spent(grant, "100.00", booked_at=moment(date(2024, 7, 1)))
    spent(grant, "50.00", booked_at=moment(date(2024, 8, 1)), paid_on=None, due_on=date(2024, 9, 1))
    spent(
        grant,
        "-100.00",
        booked_at=moment(date(2024, 9, 1)),
        reverses=first,
        reason="Beispiel",
        released_by=SECOND,
    )
    due = Expenditure.objects.get(due_on__isnull=False)
    due.paid_on, due.paid_noted_at = date(2024, 7, 15), moment(date(2024, 10, 1))
    due.save(update_fields=["paid_on", "paid_noted_at"])
    days = [date(2024, 6, 30), date(2024, 7, 1), date(2024, 8, 31), date(2024, 9, 1), date(2024, 10, 1)]
    sums = [ledger.actuals([grant.pk], on=day).get(grant.pk, ledger.Actuals()).whole.amount for day in days]
    assert sums == [ZERO, Decimal(100), Decimal(100), ZERO, Decimal(50)]


def test_plan_against_actual_by_line_and_year() -> None:
    grant = granted("running")
    then = moment(date(2025, 5, 2))
    spent(grant, "120000.00", category="staff", paid_on=date(2024, 5, 1), booked_at=then)
    spent(grant, "200000.00", category="external", paid_on=date(2025, 5, 1), booked_at=then)
    spent(grant, "10.00", category="travel", paid_on=date(2025, 5, 1), booked_at=then)
    seen = forecast.outlook(grant, on=date(2025, 6, 1))
    assert {key: (cell.planned, cell.actual) for key, cell in seen.compared.items()} == {
        ("external", 2024): (Decimal(100_000), ZERO),
        ("staff", 2024): (Decimal(100_000), Decimal(120_000)),
        ("external", 2025): (ZERO, Decimal(200_000)),
        ("staff", 2025): (Decimal(150_000), ZERO),
        ("travel", 2025): (ZERO, Decimal(10)),
        ("external", 2026): (Decimal(150_000), ZERO),
    }
    assert seen.categories == ["staff", "external", "travel"]
    assert (seen.column(2024).planned, seen.column(2024).actual) == (Decimal(200_000), Decimal(120_000))
    assert (seen.row("staff").left, seen.whole.actual) == (Decimal(130_000), Decimal(320_010))
    assert {row.category: row.light for row in seen.overrun.lines} == {
        "staff": Light.GREEN, "external": Light.GREEN, "travel": Light.RED,
    }  # fmt: skip
    assert (seen.limit.value, seen.limit.verified) == (Decimal(20), False)


def test_what_the_land_will_give_and_what_may_lapse() -> None:
    """R14, R26."""
    grant = granted("running")
    spent(grant, "100000.00", category="staff", paid_on=date(2024, 5, 1), booked_at=moment(date(2024, 5, 1)))
    spent(grant, "50000.00", category="staff", paid_on=date(2025, 5, 1), booked_at=moment(date(2025, 5, 1)))
    paid(grant, "80000.00", date(2024, 4, 1), booked_at=moment(date(2024, 4, 2)))
    paid(grant, "30000.00", date(2025, 4, 1), booked_at=moment(date(2025, 4, 2)))
    paid(grant, "5000.00", date(2025, 5, 1))  # booked in the year after: not known on that day
    seen = forecast.outlook(grant, on=date(2025, 11, 1))
    assert seen.forecast is not None
    assert (seen.forecast.so_far.grant, seen.forecast.expected.grant, seen.forecast.caught_up.grant) == (
        Decimal(120_000), Decimal(320_000), Decimal(400_000),
    )  # fmt: skip
    lapse = seen.lapse
    assert (lapse.planned, lapse.drawn, lapse.at_risk, lapse.to_draw, lapse.not_spent) == (
        Decimal(120_000), Decimal(30_000), Decimal(90_000), Decimal(10_000), Decimal(80_000),
    )  # fmt: skip


def test_nothing_is_known_of_a_grant_before_its_notice_takes_effect() -> None:
    grant = granted("running")
    before = date(2024, 1, 20)
    assert forecast.outlooks([grant], on=before)[grant.pk].forecast is None
    ahead = forecast.outlook(grant, on=before)
    assert ahead.forecast is not None
    assert (ahead.forecast.granted, ahead.plan is not None) == (Decimal(400_000), True)


@pytest.mark.parametrize("number", [1, 3])
def test_looking_ahead_asks_the_same_however_many_grants(number: int) -> None:
    grants = [granted("running") for _one in range(number)]
    for grant in grants:
        spent(grant)
        paid(grant)
    with CaptureQueriesContext(connection) as caught:
        found = forecast.outlooks(grants, on=date(2024, 12, 1))
    assert (len(found), len(caught)) == (number, 6)


# ---- what waits for somebody


@pytest.mark.parametrize("number", [1, 3])
def test_what_waits_is_named_with_the_same_number_of_queries(number: int) -> None:
    region = a_region()
    officer, asker = (with_role(Role.OFFICE, region=region) for _one in range(2))
    for place in range(number):
        grant = granted("running", region=region)
        spent(grant, "1.00", category="travel")
        invoice = Invoice.objects.create(
            region=region,
            supplier="Beispiel GmbH",
            number=f"B-{place}",
            invoiced_on=date(2024, 6, 1),
            gross=Decimal(100),
            net=Decimal(100),
            entered_at=EARLIER,
            entered_by=WRITER,
        )
        row = spent(grant, "60.00", invoice=invoice)
        actions.ask_back(by=asker, at=EARLIER, code=grant.code, pk=row.pk, reason="Beispiel")
    with CaptureQueriesContext(connection) as caught:
        found = [*ledger.duties(officer, today=date(2026, 10, 1)), *forecast.duties(officer, today=date(2026, 10, 1))]
    kinds = [duty.key.split(":")[0] for duty in found]
    assert kinds == [kind for kind in ("counter", "invoice", "overrun", "lapse") for _one in range(number)]
    assert {duty.region_id for duty in found} == {region.pk}
    mine = [duty.key.split(":")[0] for duty in ledger.duties(asker, today=date(2026, 10, 1))]
    assert mine == ["invoice"] * number
    assert len(caught) == DUTY_QUERIES


DUTY_QUERIES = 11


def test_nothing_lapses_before_october_and_strangers_have_no_duties() -> None:
    region = a_region()
    granted("running", region=region)
    officer = with_role(Role.OFFICE, region=region)
    stranger = with_role(Role.OFFICE, region=a_region("Anderswo"))
    keys = [
        [duty.key.split(":")[0] for duty in forecast.duties(by, today=day)]
        for by, day in (
            (officer, date(2026, 9, 30)),
            (officer, date(2026, 10, 1)),
            (stranger, date(2026, 10, 1)),
            (SYSTEM, date(2026, 10, 1)),
        )
    ]
    assert keys == [[], ["lapse"], [], ["lapse"]]


# ---- whatever is booked and taken back (I6, I8, I9)

AMOUNTS = st.integers(min_value=1, max_value=50_000_00).map(lambda cents: Decimal(cents) / 100)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    booked=st.lists(
        st.tuples(AMOUNTS, st.integers(0, 100), st.sampled_from(["staff", "travel"]), st.integers(0, 700)),
        min_size=1,
        max_size=6,
    ),
    back=st.sets(st.integers(0, 5)),
    looked=st.integers(0, 800),
)
def test_sums_are_those_of_their_lines_on_any_day(
    booked: list[tuple[Decimal, int, str, int]], back: set[int], looked: int
) -> None:
    """I8, I9: the sum of a day is the sum of the lines known that day, taken back ones leave nothing."""
    grant = granted("running")
    start = date(2024, 1, 15)
    rows: list[Expenditure] = []
    for amount, part, category, after in booked:
        eligible = (amount * part / 100).quantize(Decimal("0.01"))
        rows.append(
            spent(
                grant,
                str(amount),
                eligible=min(eligible, amount),
                land_share=ZERO,
                category=category,
                paid_on=start + timedelta(days=after),
                booked_at=moment(start + timedelta(days=after)),
            )
        )
    for place in sorted(back & set(range(len(rows)))):
        row = rows[place]
        spent(
            grant,
            str(-row.amount),
            eligible=-row.eligible,
            land_share=ZERO,
            category=row.category,
            paid_on=row.paid_on,
            booked_at=moment(start + timedelta(days=750)),
            reverses=row,
            reason="Beispiel",
            released_by=SECOND,
        )
    day = start + timedelta(days=looked)
    known = [
        row for row in Expenditure.objects.filter(grant=grant) if row.booked_at <= moment(day) + timedelta(hours=9)
    ]
    seen = ledger.actuals([grant.pk], on=day).get(grant.pk, ledger.Actuals())
    assert seen.whole.amount == total(row.amount for row in known)
    assert (
        total(seen.eligible_by_year.values())
        == total(seen.eligible_by_category.values())
        == total(row.eligible for row in known)
    )
    wanted: Any = ledger.Wanted(category="staff", on=day)
    assert ledger.sum_of(ledger.lines(grant, wanted)).amount == seen.of("staff").amount
