"""Grants, the authority's acts about them, and who approved what."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.funding.models._fields import actor, money, percent
from strahlkraft.funding.rules.vocabulary import (
    FinancingMode,
    FundingObject,
    GrantState,
    NoticeKind,
    NoticeState,
    RecipientKind,
)
from strahlkraft.network.models import Organisation, Region
from strahlkraft.projects.fields import one_of
from strahlkraft.projects.models import Project


class Document(models.Model):
    """A paper of the record, kept with its hash; never public, never changed, never deleted."""

    code = models.CharField(max_length=24, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="funding_documents")
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to="funding/%Y/", max_length=300)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = actor()

    class Meta:
        ordering = ("-added_at", "-id")
        constraints = (models.CheckConstraint(condition=~Q(sha256=""), name="funding_document_hashed"),)

    def __str__(self) -> str:
        return self.title


class Grant(models.Model):
    """A Zuwendung to one recipient. Dates and sums stand in its confirmed notices, never here (I11).

    ``project`` is empty for the office's own grant. ``parent`` is the grant it is forwarded from (R23).
    """

    code = models.CharField(max_length=24, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="grants")
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="grants")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants")
    title = models.CharField(_("purpose"), max_length=200)
    funding_object = models.CharField(max_length=20, default=FundingObject.E_GOVERNMENT)
    recipient_kind = models.CharField(max_length=12, default=RecipientKind.MUNICIPAL)
    financing_mode = models.CharField(_("kind of financing"), max_length=6, default=FinancingMode.SHARE)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="forwarded")
    has_audit_office = models.BooleanField(_("the recipient has an audit office of its own"), default=True)
    deducts_input_tax = models.BooleanField(_("may deduct input tax"), default=False)
    applied_on = models.DateField(_("applied on"), null=True, blank=True)
    begun_on = models.DateField(_("begun on"), null=True, blank=True)
    fulfilled_on = models.DateField(_("purpose fulfilled on"), null=True, blank=True)
    demonstration = models.BooleanField(default=False)  # invented, visibly so
    state = models.CharField(max_length=14, default=GrantState.APPLIED)
    correction = models.ForeignKey("Correction", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    created_by = actor()
    last_edited_by = actor()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("project__title", "recipient__name", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(GrantState, "state"), name="grant_state"),
            models.CheckConstraint(condition=one_of(FundingObject, "funding_object"), name="grant_object"),
            models.CheckConstraint(condition=one_of(FinancingMode, "financing_mode"), name="grant_mode"),
            models.CheckConstraint(condition=one_of(RecipientKind, "recipient_kind"), name="grant_recipient_kind"),
            models.CheckConstraint(
                condition=Q(project__isnull=False) | Q(funding_object="project_office"), name="grant_of_a_project"
            ),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="grant_not_its_own_parent"),
        )

    def __str__(self) -> str:
        return f"{self.title}, {self.recipient}"


class Correction(models.Model):
    """A wrong entry is undone: of what to what, why, asked by one and confirmed by another person; both stay visible."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="corrections")
    from_state = models.CharField(max_length=14)
    to_state = models.CharField(max_length=14)
    reason = models.TextField(_("reason"))
    asked_by = actor()
    asked_at = models.DateTimeField()
    confirmed_by = actor(blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="correction_with_reason"),
            models.CheckConstraint(condition=one_of(GrantState, "to_state"), name="correction_to_a_state"),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("asked_by")), name="correction_four_eyes"
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class GrantStep(models.Model):
    """What happened to a grant on which day; never changed."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="steps")
    deed = models.CharField(max_length=20)
    from_state = models.CharField(max_length=14, blank=True)
    to_state = models.CharField(max_length=14)
    on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = actor()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.deed} {self.on}"


class GrantNotice(models.Model):
    """An act of the granting authority as its document says; frozen once a second person has confirmed it (I11, I13).

    Empty figures and days of an amendment mean: as before. ``amount`` is the whole granted sum after this act.
    ``edition`` pins the rules; ``overrides`` (parameter: value) and ``disapplied`` (clauses) are the notice's own.
    """

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=9, default=NoticeState.ENTERED)
    reference = models.CharField(_("reference number"), max_length=120)
    issued_on = models.DateField(_("issued on"))
    notified_on = models.DateField(_("received on"))
    waiver_on = models.DateField(_("right of appeal waived on"), null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)  # set when confirmed: one month after receipt, or the waiver
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="notices")
    edition = models.CharField(_("edition of the rules"), max_length=20)
    disapplied = models.JSONField(_("clauses that do not apply"), default=list, blank=True)
    overrides = models.JSONField(_("parameters the notice sets"), default=dict, blank=True)
    amount = money(_("granted sum"), null=True, blank=True)
    rate = percent(_("funding rate in percent"), null=True, blank=True)
    eligible_total = money(_("eligible expenditure"), null=True, blank=True)
    grant_from = models.DateField(_("grant period from"), null=True, blank=True)  # Bewilligungszeitraum
    grant_until = models.DateField(_("grant period until"), null=True, blank=True)
    work_from = models.DateField(_("work period from"), null=True, blank=True)  # Durchführungszeitraum
    work_until = models.DateField(_("work period until"), null=True, blank=True)
    earmarked_until = models.DateField(_("purpose bound until"), null=True, blank=True)  # Zweckbindung
    interim_proof = models.BooleanField(_("asks for yearly interim proofs"), default=False)
    proof_due_on = models.DateField(_("proof due on, if the notice names a day"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    answers = models.ForeignKey(
        "ChangeRequest", null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    entered_at = models.DateTimeField()
    entered_by = actor()
    last_edited_by = actor()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = actor(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("issued_on", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(NoticeKind, "kind"), name="notice_kind"),
            models.CheckConstraint(condition=one_of(NoticeState, "state"), name="notice_state"),
            models.CheckConstraint(condition=Q(notified_on__gte=F("issued_on")), name="notice_received_after_issue"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="notice_amount"),
            models.CheckConstraint(condition=Q(rate=None) | Q(rate__gt=0, rate__lte=100), name="notice_rate"),
            models.CheckConstraint(
                condition=Q(grant_until=None) | Q(grant_from=None) | Q(grant_until__gte=F("grant_from")),
                name="notice_grant_period",
            ),
            models.CheckConstraint(
                condition=Q(work_until=None) | Q(work_from=None) | Q(work_until__gte=F("work_from")),
                name="notice_work_period",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(confirmed_at__isnull=False, effective_on__isnull=False) & ~Q(confirmed_by=""),
                name="notice_confirmed_when",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("entered_by")) & ~Q(confirmed_by=F("last_edited_by")),
                name="notice_four_eyes",
            ),
            models.UniqueConstraint(
                fields=("grant",),
                condition=Q(kind="award", state="confirmed"),
                name="notice_one_award",
            ),
            models.UniqueConstraint(
                fields=("grant", "reference", "issued_on"),
                condition=~Q(state="discarded"),
                name="notice_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.issued_on}"


class EarlyStartConsent(models.Model):
    """The authority agreed in writing that a project begins before its notice (R4)."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="early_starts")
    reference = models.CharField(_("reference number"), max_length=120)
    consented_on = models.DateField(_("consented on"))
    starts_on = models.DateField(_("may begin from"))
    scope = models.CharField(_("for what"), max_length=500, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    entered_by = actor()

    class Meta:
        ordering = ("consented_on", "id")

    def __str__(self) -> str:
        return self.reference


class Approval(models.Model):
    """Somebody approved just this content (I19): ``content_hash`` is of what was approved; other content, no approval."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="approvals")
    subject = models.CharField(max_length=20)  # table
    subject_id = models.PositiveBigIntegerField()
    step = models.CharField(max_length=20)
    content_hash = models.CharField(max_length=64)
    author = actor()
    last_editor = actor()
    approved_by = actor()
    approved_label = models.CharField(max_length=200)
    approved_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("approved_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(approved_by=F("author")) & ~Q(approved_by=F("last_editor")), name="approval_four_eyes"
            ),
            models.CheckConstraint(condition=~Q(content_hash=""), name="approval_of_content"),
        )
        indexes = (models.Index(fields=["subject", "subject_id"], name="approval_subject"),)

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} {self.step}"
