"""Reading the ledger: lines, sums as of any past day (I8), plan against actual, invoices in parts, what waits for somebody.

Sums are added by the database and come back to the cent. A line is known as of a day when it was booked by then; it
counts as spent when its payment was known by then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import (
    Case,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from strahlkraft.funding import access
from strahlkraft.funding.models import Contract, CounterRequest, EarlyStartConsent, Expenditure, Grant, Invoice
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules import ledger as rules
from strahlkraft.funding.rules.ledger import Booked, Facts, Mark
from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.funding.rules.vocabulary import ContractKind
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.words import gettext_noop

MOST = 50
"""Duties of one kind at most."""


def end_of(day: date) -> datetime:
    """The first moment after a day, where the office is."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def known(rows: QuerySet[Expenditure], on: date) -> QuerySet[Expenditure]:
    """Lines booked by the end of a day (I8)."""
    return rows.filter(booked_at__lt=end_of(on))


def spent(rows: QuerySet[Expenditure], on: date | None = None) -> QuerySet[Expenditure]:
    """Lines that were paid; with a day: whose payment was known by its end."""
    rows = rows.filter(paid_on__isnull=False)
    if on is None:
        return rows
    return known(rows, on).filter(Q(paid_noted_at=None) | Q(paid_noted_at__lt=end_of(on)))


# ---- sums


@dataclass(frozen=True, slots=True)
class Spent:
    """Amounts together: what counts, the eligible part, the Land's part of that."""

    amount: Decimal = ZERO
    eligible: Decimal = ZERO
    land_share: Decimal = ZERO

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.amount + other.amount, self.eligible + other.eligible, self.land_share + other.land_share)


@dataclass(frozen=True, slots=True)
class Actuals:
    """What was spent for a grant, by category and fiscal year (the year it was paid in)."""

    cells: Mapping[tuple[str, int], Spent] = field(default_factory=dict)

    @property
    def whole(self) -> Spent:
        """All together."""
        return sum(self.cells.values(), Spent())

    def of(self, category: str) -> Spent:
        """One category over all years."""
        return sum((cell for (key, _year), cell in self.cells.items() if key == category), Spent())

    def in_year(self, year: int) -> Spent:
        """One year over all categories."""
        return sum((cell for (_key, one), cell in self.cells.items() if one == year), Spent())

    @property
    def eligible_by_category(self) -> dict[str, Decimal]:
        """The eligible part, category by category."""
        return {key: self.of(key).eligible for key in dict.fromkeys(key for key, _year in self.cells)}

    @property
    def eligible_by_year(self) -> dict[int, Decimal]:
        """The eligible part, year by year."""
        return {year: self.in_year(year).eligible for year in sorted({year for _key, year in self.cells})}


def actuals(grants: Iterable[int] | QuerySet[Grant], *, on: date | None = None) -> dict[int, Actuals]:
    """By grant what was spent, as known at the end of a day (None: by now); grants without lines are not in it. One query."""
    rows = (
        spent(Expenditure.objects.filter(grant__in=grants), on)
        .order_by()
        .values_list("grant_id", "category", "paid_on__year")
        .annotate(amounts=Sum("amount"), eligibles=Sum("eligible"), shares=Sum("land_share"))
    )
    cells: dict[int, dict[tuple[str, int], Spent]] = {}
    for grant, category, year, amount, eligible, share in rows:
        cells.setdefault(grant, {})[category, year] = Spent(amount, eligible, share)
    return {grant: Actuals(found) for grant, found in cells.items()}


def sum_of(rows: QuerySet[Expenditure]) -> Spent:
    """All these lines together; one query."""
    found = rows.order_by().aggregate(amount=Sum("amount"), eligible=Sum("eligible"), land_share=Sum("land_share"))
    return Spent(**{key: value or ZERO for key, value in found.items()})


# ---- lines


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of a ledger are asked for; empty: all."""

    category: str = ""
    year: int | None = None
    text: str = ""
    marked: bool = False
    unpaid: bool = False
    contract: int | None = None
    on: date | None = None  # as known at the end of that day


def lines(grant: Grant, wanted: Wanted | None = None) -> QuerySet[Expenditure]:
    """The lines of a grant, the newest first, with what a list says of them."""
    wanted = wanted or Wanted()
    rows = (
        Expenditure.objects.filter(grant=grant)
        .select_related("invoice", "contract", "reverses", "reversed_by")
        .order_by("-booked_at", "-id")
    )
    if wanted.on is not None:
        rows = known(rows, wanted.on)
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.year is not None:
        rows = rows.filter(paid_on__year=wanted.year)
    if wanted.contract is not None:
        rows = rows.filter(contract=wanted.contract)
    if wanted.unpaid:
        rows = rows.filter(paid_on=None, reverses=None, reversed_by=None)
    if wanted.marked:
        rows = rows.exclude(marks=[])
    if wanted.text:
        rows = rows.filter(
            Q(text__icontains=wanted.text)
            | Q(invoice__supplier__icontains=wanted.text)
            | Q(invoice__number__icontains=wanted.text)
        )
    return rows


def years_of(grant: Grant) -> list[int]:
    """The fiscal years in which something was paid; one query."""
    return [day.year for day in Expenditure.objects.filter(grant=grant, paid_on__isnull=False).dates("paid_on", "year")]


def booked(row: Expenditure) -> Booked:
    """A line for the rules; up to two queries."""
    gone = Expenditure.objects.filter(reverses=row.pk).exists()
    asked = CounterRequest.objects.filter(expenditure=row.pk, withdrawn_at=None)
    return Booked(is_counter=row.reverses_id is not None, is_reversed=gone, is_asked=not gone and asked.exists())


@dataclass(frozen=True, slots=True)
class Ground:
    """What marks of a grant's lines are measured by."""

    terms: Terms
    early_start: date | None

    def marks(self, facts: Facts, *, above_grant: bool = False) -> list[Mark]:
        """The marks of a line by what is known now."""
        return rules.marks_of(facts, self.terms, early_start=self.early_start, above_grant=above_grant)


def ground_of(grant: Grant) -> Ground:
    """Terms and the earliest consent to an early start; two queries."""
    consent = EarlyStartConsent.objects.filter(grant=grant).order_by("starts_on").first()
    return Ground(terms_of([grant.pk])[grant.pk], consent.starts_on if consent else None)


def facts_of(row: Expenditure) -> Facts:
    """The days of a booked line."""
    return Facts(
        row.paid_on,
        row.due_on,
        row.invoice.invoiced_on if row.invoice else None,
        row.service_from,
        row.service_until,
        row.contract.signed_on if row.contract else None,
    )


def marks_now(row: Expenditure, ground: Ground) -> list[Mark]:
    """What is to be seen about a booked line by what is known now; whether the sum was exceeded stays as when booked."""
    return ground.marks(facts_of(row), above_grant=Mark.ABOVE_GRANT in row.marks)


def open_requests(grant: Grant) -> QuerySet[CounterRequest]:
    """Who asks to take which line of a grant back, and nobody has decided yet."""
    return (
        CounterRequest.objects.filter(expenditure__grant=grant, withdrawn_at=None, expenditure__reversed_by=None)
        .select_related("expenditure")
        .order_by("asked_at", "id")
    )


# ---- invoices in parts (I6)


@dataclass(frozen=True, slots=True)
class Parts:
    """An invoice and what of it is booked, in which grant."""

    invoice: Invoice
    rows: tuple[Expenditure, ...]
    whole: Decimal

    @property
    def left(self) -> Decimal:
        """What stands in no grant yet."""
        return rules.open_part((row.amount for row in self.rows), self.whole)


def parts_of(invoice: Invoice) -> Parts:
    """The parts of one invoice in all its grants; one query."""
    rows = tuple(invoice.parts.select_related("grant").order_by("booked_at", "id"))
    deducts = any(row.grant.deducts_input_tax for row in rows)
    return Parts(invoice, rows, rules.counted(invoice.gross, invoice.net, deducts=deducts))


def invoices_open(rows: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Those whose parts do not make up the whole, with ``left``; what was taken back counts as not booked."""
    money: DecimalField[Decimal, Decimal] = DecimalField(max_digits=14, decimal_places=2)
    parts = Expenditure.objects.filter(invoice=OuterRef("pk")).order_by()
    whole = Case(When(Exists(parts.filter(grant__deducts_input_tax=True)), then=F("net")), default=F("gross"))
    spoken = Coalesce(Subquery(parts.values("invoice").annotate(s=Sum("amount")).values("s")), ZERO, output_field=money)
    return rows.annotate(left=ExpressionWrapper(whole - spoken, output_field=money)).filter(left__gt=_HALF_A_CENT)


_HALF_A_CENT = Decimal("0.005")


# ---- contracts (R22)


@dataclass(frozen=True, slots=True)
class Order:
    """A contract and what was spent on it."""

    contract: Contract
    spent: Decimal
    early: bool

    @property
    def noted(self) -> bool:
        """Whether the note about the procurement is there, or none is asked for."""
        return self.contract.kind == ContractKind.STAFF or self.contract.procurement_note_id is not None

    @property
    def over(self) -> Decimal:
        """What was spent above its value."""
        ordered: Decimal = self.contract.value
        return max(ZERO, self.spent - ordered)


def contracts(grant: Grant) -> list[Order]:
    """The contracts of a grant in the order they were signed; four queries."""
    ground = ground_of(grant)
    rows = (
        Contract.objects.filter(grant=grant)
        .select_related("procurement_note")
        .annotate(booked=Sum("expenditures__amount"))
        .order_by("signed_on", "id")
    )
    return [
        Order(
            row,
            row.booked or ZERO,
            rules.begins_early(Facts(ordered_on=row.signed_on), ground.terms.effective_on, ground.early_start),
        )
        for row in rows
    ]


# ---- what waits for somebody


def duties(by: Actor, *, today: date) -> list[Duty]:
    """Counter-entries to release that another person asked for, and invoices whose parts are incomplete; three queries."""
    if not by.holds(Right.EDIT_FUNDING):
        return []
    return [*_counter_duties(by), *_invoice_duties(by)]


def _counter_duties(by: Actor) -> list[Duty]:
    rows = (
        CounterRequest.objects.filter(
            access.of_grants(by, Right.EDIT_FUNDING, "expenditure__grant__"),
            withdrawn_at=None,
            expenditure__reversed_by=None,
        )
        .exclude(asked_by=by.actor_id)
        .select_related("expenditure__grant__recipient")
        .order_by("asked_at", "id")[:MOST]
    )
    return [
        Duty(
            key=f"counter:{row.pk}",
            weight=Weight.WAITING,
            text=gettext_noop("Release or refuse a counter-entry: %(line)s"),
            button=gettext_noop("Look at it"),
            thing=Label("ledger", row.expenditure.grant.code, str(row.expenditure.grant)),
            about=str(row.expenditure.grant),
            due=timezone.localdate(row.asked_at) + timedelta(days=14),
            region_id=row.expenditure.grant.region_id,
            params=(("line", row.expenditure.text),),
        )
        for row in rows
    ]


def _invoice_duties(by: Actor) -> list[Duty]:
    own = Expenditure.objects.filter(access.of_grants(by, Right.EDIT_FUNDING, "grant__"), invoice__isnull=False)
    found = list(invoices_open(Invoice.objects.filter(pk__in=own.values("invoice")))[:MOST])
    grants: dict[int, Grant] = {}
    for row in own.filter(invoice__in=[one.pk for one in found]).select_related("grant__recipient"):
        grants.setdefault(row.invoice_id or 0, row.grant)
    return [
        Duty(
            key=f"invoice:{row.pk}",
            weight=Weight.DUE,
            text=gettext_noop("Book the rest of the invoice %(invoice)s"),
            button=gettext_noop("Open the ledger"),
            thing=Label("ledger", grants[row.pk].code, str(grants[row.pk])),
            about=str(grants[row.pk]),
            due=timezone.localdate(row.entered_at) + timedelta(days=30),
            region_id=row.region_id,
            params=(("invoice", str(row)),),
        )
        for row in found
    ]
