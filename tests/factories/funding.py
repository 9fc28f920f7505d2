"""Grants, money, proofs; everything invented is called "Beispiel". Rows come into their state along the table."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import factory

from strahlkraft.funding import models
from strahlkraft.funding.rules.vocabulary import FIRST, MOVES
from strahlkraft.kernel.codes import short_code
from strahlkraft.steering.rules.moves import way
from tests.factories.network import OrganisationFactory, RegionFactory
from tests.factories.projects import ProjectFactory

EARLIER = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
WRITER, SECOND = "user:beispiel-1", "user:beispiel-2"


class _Walking(factory.django.DjangoModelFactory[Any]):
    """Makes a row in the first state of its table and moves it from there, as the database asks for."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **kwargs: Any) -> Any:
        table = model_class._meta.model_name or ""
        goal = str(kwargs.get("state", FIRST[table][0]))
        steps = way(MOVES[table], FIRST[table], goal)
        row = super()._create(model_class, *args, **{**kwargs, "state": steps[0]})
        for state in steps[1:]:
            row.state = state
            row.save(update_fields=["state"])
        return row


class DocumentFactory(factory.django.DjangoModelFactory[models.Document]):
    """A paper with its hash; the file itself is not there."""

    class Meta:
        model = models.Document

    code = factory.LazyFunction(short_code)
    region = factory.SubFactory(RegionFactory)
    title = factory.Sequence(lambda n: f"Beispielbescheid {n}")
    file = "funding/2026/beispiel.pdf"
    media_type = "application/pdf"
    size = 12
    sha256 = hashlib.sha256(b"Beispiel").hexdigest()
    added_at = EARLIER
    added_by = WRITER


class GrantFactory(_Walking):
    """A grant that was applied for."""

    class Meta:
        model = models.Grant

    code = factory.LazyFunction(short_code)
    region = factory.SubFactory(RegionFactory)
    project = factory.SubFactory(ProjectFactory, region=factory.SelfAttribute("..region"))
    recipient = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda n: f"Beispielzuwendung {n}")
    state = "applied"
    created_at = EARLIER
    created_by = WRITER
    last_edited_by = WRITER


class NoticeFactory(factory.django.DjangoModelFactory[Any]):
    """An award as entered; ``state="confirmed"`` is confirmed by a second person one month after receipt."""

    class Meta:
        model = models.GrantNotice

    grant = factory.SubFactory(GrantFactory)
    kind = "award"
    state = "entered"
    reference = factory.Sequence(lambda n: f"34.02-Beispiel-{n}")
    issued_on = date(2024, 1, 10)
    notified_on = date(2024, 1, 12)
    document = factory.SubFactory(DocumentFactory, region=factory.SelfAttribute("..grant.region"))
    edition = "2022"
    amount = Decimal("400000.00")
    rate = Decimal("80.00")
    eligible_total = Decimal("500000.00")
    grant_from = date(2024, 1, 1)
    grant_until = date(2026, 12, 31)
    work_from = date(2024, 1, 1)
    work_until = date(2026, 12, 31)
    entered_at = EARLIER
    entered_by = WRITER
    last_edited_by = WRITER

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **kwargs: Any) -> Any:
        goal = kwargs.pop("state")
        effective_on = kwargs.pop("effective_on", None)
        row = super()._create(model_class, *args, **kwargs, state="entered")
        if goal != "entered":
            row.state = goal
            if goal == "confirmed":
                row.confirmed_at, row.confirmed_by = EARLIER, SECOND
                row.effective_on = effective_on or row.waiver_on or row.notified_on + timedelta(days=31)
            row.save()
        return row


PLAN: tuple[tuple[str, int, str, str], ...] = (
    ("staff", 2024, "100000.00", "0.00"),
    ("external", 2024, "100000.00", "0.00"),
    ("staff", 2025, "150000.00", "0.00"),
    ("external", 2026, "150000.00", "0.00"),
)
"""Category, year, eligible, not eligible: 500,000 in all, of which the Land gives 80 %."""


def plan_of(grant: models.Grant, notice: models.GrantNotice | None = None, **values: Any) -> models.FinancingPlan:
    """A plan of 500,000 over three years with matching sources; in force when ``notice`` (confirmed) is given."""
    plan = models.FinancingPlan.objects.create(
        grant=grant,
        number=grant.plans.count() + 1,
        created_at=EARLIER,
        created_by=WRITER,
        last_edited_by=WRITER,
        **values,
    )
    years: dict[int, Decimal] = {}
    for category, year, eligible, other in PLAN:
        plan.lines.create(category=category, year=year, eligible=Decimal(eligible), non_eligible=Decimal(other))
        years[year] = years.get(year, Decimal(0)) + Decimal(eligible) + Decimal(other)
    for year, total in years.items():
        plan.sources.create(kind="grant", year=year, amount=total * Decimal("0.8"))
        plan.sources.create(kind="own", year=year, amount=total * Decimal("0.2"))
    if notice is not None:
        plan.notice, plan.state = notice, "confirmed"
        plan.confirmed_at, plan.confirmed_by = EARLIER, SECOND
        plan.save()
    return plan


def granted(state: str = "running", **values: Any) -> models.Grant:
    """A grant with a confirmed award and a plan in force, in ``state``; ``notice`` (dict) goes to the award."""
    notice_values = values.pop("notice", {})
    grant: models.Grant = GrantFactory(state="applied", **values)
    notice = NoticeFactory(grant=grant, state="confirmed", **notice_values)
    plan_of(grant, notice)
    for one in way(MOVES["grant"], FIRST["grant"], state)[1:]:
        grant.state = one
        grant.save(update_fields=["state"])
    return grant


def spent(grant: models.Grant, amount: str = "1000.00", **values: Any) -> models.Expenditure:
    """A booked line of the ledger, eligible as a whole, at 80 %."""
    euros = Decimal(amount)
    given: dict[str, Any] = {
        "category": "external",
        "text": "Beispielrechnung",
        "paid_on": date(2024, 6, 3),
        "amount": euros,
        "eligible": euros,
        "land_share": (euros * Decimal("0.8")).quantize(Decimal("0.01")),
        "booked_at": EARLIER,
        "booked_by": WRITER,
    }
    row: models.Expenditure = models.Expenditure.objects.create(grant=grant, **{**given, **values})
    return row


def paid(grant: models.Grant, amount: str = "20000.00", on: date = date(2024, 5, 2), **values: Any) -> models.Payment:
    """A payout that arrived."""
    row: models.Payment = models.Payment.objects.create(
        grant=grant, amount=Decimal(amount), received_on=on, **{"booked_at": EARLIER, "booked_by": WRITER, **values}
    )
    return row


BOOKED: dict[str, Any] = {"booked_at": EARLIER, "booked_by": WRITER}
ENTERED: dict[str, Any] = {"entered_at": EARLIER, "entered_by": WRITER}
DRAFTED: dict[str, Any] = {"drafted_at": EARLIER, "drafted_by": WRITER, "last_edited_by": WRITER}
LATER = date(2026, 1, 5)


class DrawdownFactory(_Walking):
    """A request that a second person released when its state says so."""

    class Meta:
        model = models.Drawdown

    code = factory.LazyFunction(short_code)
    state = "draft"
    amount = Decimal("20000.00")
    expected_on = LATER
    statement = "Beispiel"
    drafted_at = EARLIER
    drafted_by = WRITER
    last_edited_by = WRITER
    released_by = factory.LazyAttribute(lambda row: "" if row.state in {"draft", "checked"} else SECOND)
    requested_on = factory.LazyAttribute(lambda row: LATER if row.released_by and row.state != "released" else None)


class ChangeRequestFactory(_Walking):
    """A request for a longer term that a second person released when its state says so."""

    class Meta:
        model = models.ChangeRequest

    code = factory.LazyFunction(short_code)
    kind = "term"
    state = "draft"
    reason = "Beispiel"
    drafted_at = EARLIER
    drafted_by = WRITER
    last_edited_by = WRITER
    released_by = factory.LazyAttribute(lambda row: "" if row.state == "draft" else SECOND)
    submitted_on = factory.LazyAttribute(lambda row: LATER if row.state not in {"draft", "released"} else None)


class ProofFactory(_Walking):
    """A proof of use that a second person released when its state says so."""

    class Meta:
        model = models.Proof

    code = factory.LazyFunction(short_code)
    state = "open"
    opened_at = EARLIER
    opened_by = WRITER
    last_edited_by = WRITER
    released_by = factory.LazyAttribute(
        lambda row: "" if row.state in {"open", "in_work", "checked", "certified"} else SECOND
    )
    submitted_on = factory.LazyAttribute(lambda row: LATER if row.released_by and row.state != "released" else None)


class QueryFactory(_Walking):
    """A question of the authority about a grant."""

    class Meta:
        model = models.AuthorityQuery

    code = factory.LazyFunction(short_code)
    state = "asked"
    question = "Beispiel?"
    asked_on = LATER
    answer = "Beispiel."
    answered_on = LATER
    entered_at = EARLIER
    entered_by = WRITER


class ClaimFactory(_Walking):
    """Money that has to go back."""

    class Meta:
        model = models.Claim

    code = factory.LazyFunction(short_code)
    state = "estimated"
    amount = Decimal("100.00")
    reference = "34.02-Beispiel"
    paid_on = factory.LazyAttribute(lambda row: LATER if row.state == "paid" else None)
    opened_at = EARLIER
    opened_by = WRITER
    last_edited_by = WRITER
