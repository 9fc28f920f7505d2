"""Money that comes: requests, payouts, their use, and what has to go back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.funding.models._fields import actor, money, percent, positive_money
from strahlkraft.funding.models.grants import Document, Grant
from strahlkraft.funding.models.money import Expenditure
from strahlkraft.funding.rules.vocabulary import ClaimState, DrawdownState
from strahlkraft.projects.fields import one_of


class Drawdown(models.Model):
    """A Mittelabruf: what is needed for payments due within two months after payout (R15)."""

    code = models.CharField(max_length=24, unique=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="drawdowns")
    state = models.CharField(max_length=12, default=DrawdownState.DRAFT)
    amount = positive_money(_("amount"))
    expected_on = models.DateField(_("payout expected on"))
    need = models.JSONField(default=dict)  # the computation: due payments, rate, limits, as shown
    statement = models.TextField(_("what it is needed for"), blank=True)
    override_reason = models.CharField(_("why although the last one is not used up"), max_length=500, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = actor()
    last_edited_by = actor()
    released_by = actor(blank=True)
    requested_on = models.DateField(_("requested on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("drafted_at", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(DrawdownState, "state"), name="drawdown_state"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="drawdown_amount"),
            models.CheckConstraint(
                condition=Q(released_by="") | ~Q(released_by=F("drafted_by")) & ~Q(released_by=F("last_edited_by")),
                name="drawdown_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "checked", "discarded")) | ~Q(released_by=""), name="drawdown_released"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "checked", "released", "discarded")) | Q(requested_on__isnull=False),
                name="drawdown_requested_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.expected_on}"


class Payment(models.Model):
    """A payout that arrived; starts the clock of two months. Never changed. The sum stays within the grant (I4)."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="payments")
    drawdown = models.OneToOneField(Drawdown, null=True, blank=True, on_delete=models.PROTECT, related_name="payment")
    received_on = models.DateField(_("received on"))
    amount = positive_money(_("amount"))
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    booked_at = models.DateTimeField()
    booked_by = actor()

    class Meta:
        ordering = ("received_on", "id")
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount"),)

    def __str__(self) -> str:
        return f"{self.amount} {self.received_on}"


class PaymentUse(models.Model):
    """Which part of a payout paid which expenditure, on which day; never changed (I5)."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="uses")
    expenditure = models.ForeignKey(Expenditure, on_delete=models.PROTECT, related_name="uses")
    amount = positive_money(_("amount"))
    used_on = models.DateField(_("used on"))
    booked_at = models.DateTimeField()
    booked_by = actor()

    class Meta:
        ordering = ("used_on", "id")
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="payment_use_amount"),)

    def __str__(self) -> str:
        return f"{self.amount} {self.used_on}"


class Claim(models.Model):
    """What has to go back: estimated by us or fixed by an act of the authority (R18, R36)."""

    code = models.CharField(max_length=24, unique=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="claims")
    payment = models.ForeignKey(Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    state = models.CharField(max_length=9, default=ClaimState.ESTIMATED)
    amount = money(_("sum to pay back"), default=0)
    interest = money(_("interest"), default=0)
    reference = models.CharField(_("reference of the act"), max_length=120, blank=True)
    act = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("due on"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    opened_at = models.DateTimeField()
    opened_by = actor()
    last_edited_by = actor()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("opened_at", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(ClaimState, "state"), name="claim_state"),
            models.CheckConstraint(condition=Q(amount__gte=0, interest__gte=0), name="claim_amounts"),
            models.CheckConstraint(
                condition=Q(state__in=("estimated", "waived")) | ~Q(reference=""), name="claim_fixed_by_an_act"
            ),
            models.CheckConstraint(condition=~Q(state="paid") | Q(paid_on__isnull=False), name="claim_paid_when"),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.state}"


class InterestSegment(models.Model):
    """A stretch of days with one rate, as fixed or estimated at the time; never changed."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="segments")
    begins_on = models.DateField()
    ends_on = models.DateField()
    days = models.PositiveIntegerField()
    rate = percent()
    amount = money()

    class Meta:
        ordering = ("begins_on", "id")
        constraints = (models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="interest_segment_days"),)

    def __str__(self) -> str:
        return f"{self.begins_on} {self.ends_on} {self.rate}"


class Asset(models.Model):
    """Something bought that must serve the purpose until a day (R37)."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="assets")
    title = models.CharField(_("what"), max_length=200)
    inventory_number = models.CharField(_("inventory number"), max_length=80, blank=True)
    bought_on = models.DateField(_("bought on"))
    value = money(_("value"))
    bound_until = models.DateField(_("bound until"))
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    entered_at = models.DateTimeField()
    entered_by = actor()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("bound_until", "id")
        constraints = (
            models.CheckConstraint(condition=Q(value__gt=0), name="asset_value"),
            models.CheckConstraint(condition=Q(bound_until__gte=F("bought_on")), name="asset_bound"),
        )

    def __str__(self) -> str:
        return self.title


class DeMinimis(models.Model):
    """Aid a company got under the de-minimis regulation (R39)."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="de_minimis")
    undertaking = models.CharField(_("group of undertakings"), max_length=200)  # a body, never a person
    amount = positive_money(_("gross grant equivalent"))
    awarded_on = models.DateField(_("awarded on"))
    not_applicable_reason = models.CharField(_("why it does not apply"), max_length=500, blank=True)
    entered_at = models.DateTimeField()
    entered_by = actor()

    class Meta:
        ordering = ("awarded_on", "id")
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="de_minimis_amount"),)

    def __str__(self) -> str:
        return f"{self.undertaking} {self.amount}"
