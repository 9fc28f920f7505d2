"""Proofs of use, their frozen snapshots, and the authority's questions about them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.funding.models._fields import actor
from strahlkraft.funding.models.grants import Document, Grant
from strahlkraft.funding.rules.vocabulary import ProofKind, ProofState, QueryState
from strahlkraft.projects.fields import one_of


class Proof(models.Model):
    """A Zwischennachweis of one year or the Verwendungsnachweis of a grant."""

    code = models.CharField(max_length=24, unique=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="proofs")
    kind = models.CharField(max_length=7, default=ProofKind.FINAL)
    year = models.PositiveSmallIntegerField(null=True, blank=True)  # of an interim proof
    state = models.CharField(max_length=15, default=ProofState.OPEN)
    narrative = models.JSONField(default=dict, blank=True)  # sections of the Sachbericht by key
    confirmations = models.JSONField(default=dict, blank=True)  # part IV of the form, by key
    income = models.JSONField(default=dict, blank=True)  # what third parties gave, by name, in euros as text (R13)
    opened_at = models.DateTimeField()
    opened_by = actor()
    last_edited_by = actor()
    checked_by = actor(blank=True)
    certified_by = actor(blank=True)  # of the audit office
    certified_on = models.DateField(null=True, blank=True)
    certificate = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    released_by = actor(blank=True)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("grant", "kind", "year")
        constraints = (
            models.CheckConstraint(condition=one_of(ProofKind, "kind"), name="proof_kind"),
            models.CheckConstraint(condition=one_of(ProofState, "state"), name="proof_state"),
            models.CheckConstraint(
                condition=Q(kind="interim", year__isnull=False) | Q(kind="final", year=None), name="proof_year"
            ),
            models.UniqueConstraint(fields=("grant", "year"), condition=Q(kind="interim"), name="proof_interim_once"),
            models.UniqueConstraint(fields=("grant",), condition=Q(kind="final"), name="proof_final_once"),
            models.CheckConstraint(
                condition=Q(released_by="") | ~Q(released_by=F("opened_by")) & ~Q(released_by=F("last_edited_by")),
                name="proof_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(certified_by="") | ~Q(certified_by=F("opened_by")) & ~Q(certified_by=F("last_edited_by")),
                name="proof_certified_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "in_work", "checked", "certified")) | ~Q(released_by=""),
                name="proof_released",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "in_work", "checked", "certified", "released"))
                | Q(submitted_on__isnull=False),
                name="proof_submitted_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.grant_id}"


class ProofSnapshot(models.Model):
    """What was handed in, frozen: ``data`` as canonical JSON text, its hash, the template's edition (I20)."""

    proof = models.ForeignKey(Proof, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField()
    data = models.TextField()
    sha256 = models.CharField(max_length=64)
    template = models.CharField(max_length=20)  # edition of the paper: the same snapshot gives the same bytes
    taken_at = models.DateTimeField()
    taken_by = actor()

    class Meta:
        ordering = ("proof", "number")
        constraints = (models.UniqueConstraint(fields=("proof", "number"), name="proof_snapshot_once"),)

    def __str__(self) -> str:
        return f"{self.proof_id}/{self.number}"


class AuthorityQuery(models.Model):
    """A question of the authority about a grant or one of its proofs, with the day by which it wants an answer (R35)."""

    code = models.CharField(max_length=24, unique=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="queries")
    proof = models.ForeignKey(Proof, null=True, blank=True, on_delete=models.PROTECT, related_name="queries")
    state = models.CharField(max_length=8, default=QueryState.ASKED)
    question = models.TextField(_("question"))
    asked_on = models.DateField(_("asked on"))
    answer_due_on = models.DateField(_("answer due on"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    entered_at = models.DateTimeField()
    entered_by = actor()
    answered_by = actor(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("asked_on", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(QueryState, "state"), name="authority_query_state"),
            models.CheckConstraint(
                condition=Q(answer_due_on=None) | Q(answer_due_on__gte=F("asked_on")), name="authority_query_due"
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(answered_on__isnull=False) & ~Q(answer=""),
                name="authority_query_answered",
            ),
        )

    def __str__(self) -> str:
        return f"{self.asked_on} {self.grant_id}"
