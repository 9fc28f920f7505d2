"""Financing plans and the ledger."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.funding.models._fields import actor, money
from strahlkraft.funding.models.grants import Document, Grant, GrantNotice
from strahlkraft.funding.rules.vocabulary import Category, ContractKind, PlanState, SourceKind
from strahlkraft.network.models import Region
from strahlkraft.projects.fields import one_of

_FIRST_YEAR, _LAST_YEAR = 2015, 2050


class FinancingPlan(models.Model):
    """A version of a grant's financing plan, bound to a notice; frozen once confirmed. Sums meet per year (I2)."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField()
    notice = models.ForeignKey(GrantNotice, null=True, blank=True, on_delete=models.PROTECT, related_name="plans")
    state = models.CharField(max_length=9, default=PlanState.DRAFT)
    created_at = models.DateTimeField()
    created_by = actor()
    last_edited_by = actor()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = actor(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("grant", "number")
        constraints = (
            models.UniqueConstraint(fields=("grant", "number"), name="plan_once"),
            models.CheckConstraint(condition=one_of(PlanState, "state"), name="plan_state"),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(notice__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=""),
                name="plan_confirmed_by_notice",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("created_by")) & ~Q(confirmed_by=F("last_edited_by")),
                name="plan_four_eyes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.grant_id}/{self.number}"


class PlanLine(models.Model):
    """What one category may cost in one fiscal year."""

    plan = models.ForeignKey(FinancingPlan, on_delete=models.PROTECT, related_name="lines")
    category = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField(_("year"))
    eligible = money(_("eligible"), default=0)
    non_eligible = money(_("not eligible"), default=0)

    class Meta:
        ordering = ("year", "category")
        constraints = (
            models.UniqueConstraint(fields=("plan", "category", "year"), name="plan_line_once"),
            models.CheckConstraint(condition=one_of(Category, "category"), name="plan_line_category"),
            models.CheckConstraint(condition=Q(eligible__gte=0, non_eligible__gte=0), name="plan_line_amounts"),
            models.CheckConstraint(condition=Q(year__gte=_FIRST_YEAR, year__lte=_LAST_YEAR), name="plan_line_year"),
        )

    def __str__(self) -> str:
        return f"{self.category} {self.year}"


class FinancingSource(models.Model):
    """Who pays how much in one fiscal year; ``name`` tells third parties apart."""

    plan = models.ForeignKey(FinancingPlan, on_delete=models.PROTECT, related_name="sources")
    kind = models.CharField(max_length=11)
    name = models.CharField(_("who"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    amount = money(_("amount"))

    class Meta:
        ordering = ("year", "kind", "name")
        constraints = (
            models.UniqueConstraint(fields=("plan", "kind", "name", "year"), name="plan_source_once"),
            models.CheckConstraint(condition=one_of(SourceKind, "kind"), name="plan_source_kind"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="plan_source_amount"),
            models.CheckConstraint(condition=Q(year__gte=_FIRST_YEAR, year__lte=_LAST_YEAR), name="plan_source_year"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class Contract(models.Model):
    """What a recipient signed: an order, or employment for the project by post, never by name.

    Early ones endanger the grant (R4), the procurement note of an order is asked for at closing (R22).
    """

    kind = models.CharField(max_length=5, default=ContractKind.ORDER)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="contracts")
    title = models.CharField(_("subject"), max_length=200)
    contractor = models.CharField(_("contractor"), max_length=200)  # a body, never a person
    signed_on = models.DateField(_("signed on"))
    ends_on = models.DateField(_("runs until"), null=True, blank=True)
    value = money(_("value"))
    procedure = models.CharField(_("procedure of procurement"), max_length=120, blank=True)
    procurement_note = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("procurement note")
    )
    entered_at = models.DateTimeField()
    entered_by = actor()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("signed_on", "id")
        constraints = (
            models.CheckConstraint(condition=Q(value__gte=0), name="contract_value"),
            models.CheckConstraint(condition=one_of(ContractKind, "kind"), name="contract_kind"),
        )

    def __str__(self) -> str:
        return self.title


class Invoice(models.Model):
    """A receipt as it came; its parts in grants are expenditures, whose sum never exceeds it (I6)."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="invoices")
    supplier = models.CharField(_("supplier"), max_length=200)  # a body, never a person
    number = models.CharField(_("number of the receipt"), max_length=80)
    invoiced_on = models.DateField(_("date of the receipt"))
    gross = money(_("gross amount"))
    net = money(_("net amount"))
    filed_at = models.CharField(_("where the receipt is kept"), max_length=200, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    entered_by = actor()

    class Meta:
        ordering = ("invoiced_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("region", "supplier", "number"), name="invoice_once"),
            models.CheckConstraint(condition=Q(gross__gte=F("net"), net__gt=0), name="invoice_amounts"),
        )

    def __str__(self) -> str:
        return f"{self.supplier} {self.number}"


class Expenditure(models.Model):
    """One booked line of a grant's ledger; never changed, a wrong one is taken back by a counter-entry (``reverses``).

    Only the day of payment of a line that was booked as due is noted later, once (``paid_noted_at``).

    ``amount`` is what counts for the grant (net where input tax is deducted), ``eligible`` the part of it that is
    eligible, ``land_share`` the grant's part of that at the rate of the day. A counter-entry has negative amounts.
    """

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="expenditures")
    invoice = models.ForeignKey(Invoice, null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    contract = models.ForeignKey(Contract, null=True, blank=True, on_delete=models.PROTECT, related_name="expenditures")
    category = models.CharField(max_length=10)
    text = models.CharField(_("for what"), max_length=200)
    service_from = models.DateField(_("service from"), null=True, blank=True)
    service_until = models.DateField(_("service until"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    paid_noted_at = models.DateTimeField(null=True, blank=True)  # when the payment became known after the booking
    amount = money(_("amount"))
    eligible = money(_("eligible part"))
    land_share = money(_("grant's part"))
    marks = models.JSONField(default=list, blank=True)  # codes of rules.ledger: outside the period, before the notice …
    reverses = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by")
    reason = models.CharField(_("why it is taken back"), max_length=500, blank=True)
    booked_at = models.DateTimeField()
    booked_by = actor()
    released_by = actor(blank=True)  # of a counter-entry: the second person

    class Meta:
        ordering = ("booked_at", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(Category, "category"), name="expenditure_category"),
            models.CheckConstraint(
                condition=Q(reverses=None, amount__gt=0, eligible__gte=0, land_share__gte=0)
                | Q(reverses__isnull=False, amount__lt=0, eligible__lte=0, land_share__lte=0) & ~Q(reason=""),
                name="expenditure_amounts",
            ),
            models.CheckConstraint(
                condition=Q(reverses=None, eligible__lte=F("amount"), land_share__lte=F("eligible"))
                | Q(reverses__isnull=False),
                name="expenditure_parts",
            ),
            models.CheckConstraint(
                condition=Q(reverses=None) | ~Q(released_by="") & ~Q(released_by=F("booked_by")),
                name="expenditure_reversed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(paid_noted_at=None) | Q(paid_on__isnull=False), name="expenditure_payment_noted"
            ),
        )
        indexes = (models.Index(fields=["grant", "booked_at"], name="expenditure_booked"),)

    def __str__(self) -> str:
        return f"{self.text} {self.amount}"


class CounterRequest(models.Model):
    """Somebody asks to take a booked line back; another person books the counter-entry, or one of them withdraws (d.4)."""

    expenditure = models.ForeignKey(Expenditure, on_delete=models.PROTECT, related_name="counter_requests")
    reason = models.CharField(_("why it is taken back"), max_length=500)
    asked_at = models.DateTimeField()
    asked_by = actor()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = actor(blank=True)

    class Meta:
        ordering = ("asked_at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="counter_request_with_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="") | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by=""),
                name="counter_request_withdrawn",
            ),
            models.UniqueConstraint(
                fields=("expenditure",), condition=Q(withdrawn_at=None), name="counter_request_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.expenditure_id}"
