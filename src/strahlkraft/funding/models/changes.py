"""Asking for changes: single requests, and the extension of many grants on one occasion."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.funding.models._fields import actor
from strahlkraft.funding.models.grants import Document, Grant
from strahlkraft.funding.rules.vocabulary import ChangeKind, ChangeState, Exclusion, OccasionKind
from strahlkraft.network.models import Region
from strahlkraft.projects.fields import one_of


class ExtensionBatch(models.Model):
    """One occasion on which grants of a region are extended; every grant of the region is proposed or excluded."""

    code = models.CharField(max_length=24, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="extensions")
    title = models.CharField(_("occasion"), max_length=200)
    kind = models.CharField(max_length=6, default=OccasionKind.DECREE)
    reference = models.CharField(_("reference number"), max_length=120, blank=True)
    dated_on = models.DateField(_("dated"))
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    new_end = models.DateField(_("new end"))
    shared_reason = models.TextField(_("reason shared by all requests"), blank=True)
    opened_at = models.DateTimeField()
    opened_by = actor()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-opened_at", "-id")
        constraints = (
            models.CheckConstraint(condition=one_of(OccasionKind, "kind"), name="extension_kind"),
            models.UniqueConstraint(
                fields=("region", "reference", "new_end"), condition=~Q(reference=""), name="extension_once"
            ),
        )

    def __str__(self) -> str:
        return self.title


class BatchEntry(models.Model):
    """One grant of the region in a batch: proposed (``reason`` empty) or excluded with its reason."""

    batch = models.ForeignKey(ExtensionBatch, on_delete=models.PROTECT, related_name="entries")
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="batch_entries")
    reason = models.CharField(max_length=16, blank=True)
    old_end = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("batch", "grant")
        constraints = (
            models.UniqueConstraint(fields=("batch", "grant"), name="batch_entry_once"),
            models.CheckConstraint(condition=one_of(Exclusion, "reason", empty=True), name="batch_entry_reason"),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.grant_id} {self.reason}"


class ChangeRequest(models.Model):
    """An Änderungsantrag. ``before`` and ``after`` hold what it asks to change; true only by a confirmed notice (R24)."""

    code = models.CharField(max_length=24, unique=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="change_requests")
    batch = models.ForeignKey(
        ExtensionBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="change_requests"
    )
    kind = models.CharField(max_length=7)
    state = models.CharField(max_length=14, default=ChangeState.DRAFT)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(_("reason"), blank=True)
    own_reason = models.TextField(_("reason of this grant alone"), blank=True)
    cost_neutral = models.BooleanField(_("without more money"), default=True)
    drafted_at = models.DateTimeField()
    drafted_by = actor()
    last_edited_by = actor()
    opened_by = models.JSONField(default=list, blank=True)  # actor ids that opened the request before a batch approval
    released_by = actor(blank=True)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    late_reason = models.CharField(_("why after the old end"), max_length=500, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("drafted_at", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(ChangeKind, "kind"), name="change_kind"),
            models.CheckConstraint(condition=one_of(ChangeState, "state"), name="change_state"),
            models.CheckConstraint(
                condition=Q(released_by="") | ~Q(released_by=F("drafted_by")) & ~Q(released_by=F("last_edited_by")),
                name="change_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | ~Q(released_by=""), name="change_released"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "released", "withdrawn")) | Q(submitted_on__isnull=False),
                name="change_submitted_when",
            ),
            models.UniqueConstraint(
                fields=("batch", "grant"), condition=Q(batch__isnull=False), name="change_once_per_batch"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.grant_id}"


class ChangeQuestion(models.Model):
    """What the authority asked about a request, by when it wants an answer, and what was answered."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="questions")
    question = models.TextField(_("question"))
    asked_on = models.DateField(_("asked on"))
    answer_due_on = models.DateField(_("answer due on"), null=True, blank=True)
    entered_at = models.DateTimeField()
    entered_by = actor()
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = actor(blank=True)

    class Meta:
        ordering = ("asked_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(answer_due_on=None) | Q(answer_due_on__gte=F("asked_on")), name="change_question_due"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | Q(answered_on__isnull=False) & ~Q(answer=""),
                name="change_question_answered",
            ),
            models.UniqueConstraint(
                fields=("request",), condition=Q(answered_on=None), name="change_question_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.asked_on} {self.request_id}"


class DutyNotice(models.Model):
    """A Mitteilung to the authority without delay (R20): which trigger, what was written, when it was sent."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="duty_notices")
    trigger = models.CharField(max_length=24)
    text = models.TextField(_("text"))
    drafted_at = models.DateTimeField()
    drafted_by = actor()
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("drafted_at", "id")

    def __str__(self) -> str:
        return f"{self.trigger} {self.grant_id}"
