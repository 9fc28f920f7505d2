"""Reports with their frozen content, and the authority's questions about them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.network.models import Region
from strahlkraft.projects.fields import one_of
from strahlkraft.projects.models import Project
from strahlkraft.reports.rules.vocabulary import ReportKind, ReportState


class Report(models.Model):
    """A paper as of a day. ``data`` is canonical JSON text with every figure, definition and exclusion; frozen on release.

    ``region`` empty: of the whole programme. ``choice`` is what was asked for (figures, grouping), to make it again.
    """

    code = models.CharField(max_length=24, unique=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=9, default=ReportState.DRAFT)
    title = models.CharField(_("title"), max_length=200)
    as_of = models.DateField(_("as of"))
    choice = models.JSONField(default=dict, blank=True)
    introduction = models.TextField(_("introduction"), blank=True)
    data = models.TextField()
    sha256 = models.CharField(max_length=64)
    template = models.CharField(max_length=20)  # edition of the paper: the same data gives the same bytes
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=40)
    last_edited_by = models.CharField(max_length=40)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=40, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decision_note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-drafted_at", "-id")
        constraints = (
            models.CheckConstraint(condition=one_of(ReportKind, "kind"), name="report_kind"),
            models.CheckConstraint(condition=one_of(ReportState, "state"), name="report_state"),
            models.CheckConstraint(
                condition=Q(released_by="") | ~Q(released_by=F("drafted_by")) & ~Q(released_by=F("last_edited_by")),
                name="report_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "discarded")) | ~Q(released_by="") & Q(released_at__isnull=False),
                name="report_released",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "released", "discarded")) | Q(submitted_on__isnull=False),
                name="report_submitted_when",
            ),
        )

    def __str__(self) -> str:
        return self.title


class ReportQuery(models.Model):
    """A question of the authority or the Land about a report, and its answer."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="queries")
    question = models.TextField(_("question"))
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=40)
    asked_label = models.CharField(max_length=200)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("asked_at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(question=""), name="report_query_asked"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False), name="report_query_answered_when"
            ),
        )

    def __str__(self) -> str:
        return self.question[:60]
