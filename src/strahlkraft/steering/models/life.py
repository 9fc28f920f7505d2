"""What happens while a project runs: milestones, risks, tasks, decisions, files."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.network.models import Organisation
from strahlkraft.projects.fields import one_of
from strahlkraft.projects.models import Project
from strahlkraft.steering.models.board import Application, BoardSession
from strahlkraft.steering.rules.vocabulary import FileKind, MilestoneState, RiskState, TaskState

_RATINGS = 5


class Milestone(models.Model):
    """Something a project wants to have reached by a day. The plan stays; forecasts are rows of their own."""

    code = models.CharField(max_length=24, unique=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(_("title"), max_length=200)
    planned_on = models.DateField(_("planned for"))
    forecast_on = models.DateField(_("expected on"), null=True, blank=True)  # of the newest forecast
    reached_on = models.DateField(_("reached on"), null=True, blank=True)
    state = models.CharField(max_length=8, default=MilestoneState.OPEN)
    reason = models.CharField(_("why it was dropped"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("planned_on", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(MilestoneState, "state"), name="milestone_state"),
            models.CheckConstraint(
                condition=~Q(state="reached") | Q(reached_on__isnull=False), name="milestone_reached_when"
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(reason=""), name="milestone_dropped_why"),
        )

    def __str__(self) -> str:
        return self.title


class Forecast(models.Model):
    """When a milestone was expected, as somebody thought at one time; never changed."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="forecasts")
    number = models.PositiveSmallIntegerField()
    expected_on = models.DateField(_("expected on"))
    reason = models.CharField(_("reason"), max_length=500)
    stated_by = models.CharField(max_length=200)
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ("milestone", "number")
        constraints = (
            models.UniqueConstraint(fields=("milestone", "number"), name="forecast_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="forecast_with_reason"),
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.expected_on}"


class Risk(models.Model):
    """What may go wrong. ``owner`` is a function or body, never a person's name."""

    code = models.CharField(max_length=24, unique=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="risks")
    title = models.CharField(_("what may happen"), max_length=200)
    probability = models.PositiveSmallIntegerField(_("probability (1 to 5)"))
    impact = models.PositiveSmallIntegerField(_("impact (1 to 5)"))
    owner = models.CharField(_("who looks after it"), max_length=200)
    measure = models.TextField(_("what is done about it"), blank=True)
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    state = models.CharField(max_length=8, default=RiskState.OPEN)
    opened_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-probability", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(RiskState, "state"), name="risk_state"),
            models.CheckConstraint(
                condition=Q(probability__gte=1, probability__lte=_RATINGS, impact__gte=1, impact__lte=_RATINGS),
                name="risk_ratings",
            ),
            models.CheckConstraint(condition=~Q(owner=""), name="risk_owned"),
        )

    def __str__(self) -> str:
        return self.title


class RiskRating(models.Model):
    """How a risk was rated at one time; never changed."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="ratings")
    probability = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8)
    note = models.CharField(max_length=500, blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        ordering = ("rated_at", "id")

    def __str__(self) -> str:
        return f"{self.probability} × {self.impact}"


class Task(models.Model):
    """What a body has promised to do. ``for_name`` is that body; its mailbox is the project's reporting contact."""

    code = models.CharField(max_length=24, unique=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="tasks")
    title = models.CharField(_("what is to be done"), max_length=200)
    detail = models.TextField(_("details"), blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    for_name = models.CharField(_("who does it"), max_length=200)
    due_on = models.DateField(_("due"))
    state = models.CharField(max_length=8, default=TaskState.OPEN)
    reason = models.CharField(_("why it was dropped"), max_length=500, blank=True)
    done_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("due_on", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(TaskState, "state"), name="task_state"),
            models.CheckConstraint(condition=~Q(state="done") | Q(done_on__isnull=False), name="task_done_when"),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(reason=""), name="task_dropped_why"),
        )

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """One line of a project's log of decisions; never changed, a new line corrects an old one."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="decisions")
    on = models.DateField(_("decided on"))
    title = models.CharField(_("what was decided"), max_length=200)
    reason = models.TextField(_("why"))
    decided_by = models.CharField(_("by which body"), max_length=200)
    session = models.ForeignKey(BoardSession, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-on", "-id")
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="decision_with_reason"),)

    def __str__(self) -> str:
        return self.title


class StoredFile(models.Model):
    """A file of the office's record, of exactly one thing; never public, never deleted before its time.

    ``removed`` hides it; a newer one may ``replace`` it.
    """

    code = models.CharField(max_length=24, unique=True)
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="stored_files")
    application = models.ForeignKey(Application, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    session = models.ForeignKey(BoardSession, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(_("kind"), max_length=14, default=FileKind.OTHER)
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to="records/%Y/", max_length=300)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    removed = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("-added_at", "-id")
        constraints = (
            models.CheckConstraint(condition=one_of(FileKind, "kind"), name="stored_file_kind"),
            models.CheckConstraint(
                condition=Q(project__isnull=False, application=None, session=None)
                | Q(project=None, application__isnull=False, session=None)
                | Q(project=None, application=None, session__isnull=False),
                name="stored_file_of_one_thing",
            ),
            models.CheckConstraint(condition=~Q(sha256=""), name="stored_file_hashed"),
        )

    def __str__(self) -> str:
        return self.title
