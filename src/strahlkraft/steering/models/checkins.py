"""The monthly word of a project, and what the office made of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.network.models import Organisation
from strahlkraft.projects.fields import one_of
from strahlkraft.projects.models import Project
from strahlkraft.steering.rules.vocabulary import CheckInState, Light

TEXT_LIMIT = 600
"""Characters of the free text (FUNDING.md d.1)."""


class ReportingContact(models.Model):
    """Which function mailbox of which body is asked for a project's check-ins and tasks."""

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="reporting_contact")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="reporting_contacts"
    )
    mailbox = models.EmailField(_("function mailbox"))
    paused_until = models.DateField(_("no check-ins until"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.project)


class CheckIn(models.Model):
    """One project's word for one month (``month``: its first day).

    ``draft`` is what was typed so far and not sent; the answers are what was sent last. ``code`` makes the private
    link. ``reviewed_by`` is an actor id.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="checkins")
    month = models.DateField(_("month"))
    code = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=10, default=CheckInState.REQUESTED)
    requested_at = models.DateTimeField()
    due_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    content_light = models.CharField(_("content"), max_length=5, blank=True)
    time_light = models.CharField(_("time"), max_length=5, blank=True)
    money_light = models.CharField(_("money"), max_length=5, blank=True)
    achieved = models.TextField(_("What was achieved since the last time?"), blank=True)
    next_steps = models.TextField(_("What comes next?"), blank=True)
    obstacles = models.TextField(_("What is in the way?"), blank=True)
    help_wanted = models.TextField(_("What do you need from the office?"), blank=True)
    reuse_news = models.TextField(_("Has anybody asked to reuse something?"), blank=True)
    text = models.TextField(_("In a few sentences for the report"), blank=True)
    draft = models.JSONField(default=dict, blank=True)
    draft_saved_at = models.DateTimeField(null=True, blank=True)
    office_note = models.TextField(_("note of the office"), blank=True)
    drop_reason = models.CharField(max_length=300, blank=True)
    reviewed_by = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-month", "project__title")
        constraints = (
            models.UniqueConstraint(fields=("project", "month"), name="checkin_once_a_month"),
            models.CheckConstraint(condition=one_of(CheckInState, "state"), name="checkin_state"),
            *(
                models.CheckConstraint(
                    condition=one_of(Light, f"{name}_light", empty=True), name=f"checkin_{name}_light"
                )
                for name in ("content", "time", "money")
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("received", "reviewed", "published"))
                | Q(received_at__isnull=False) & ~Q(content_light="") & ~Q(time_light="") & ~Q(money_light=""),
                name="checkin_received_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="checkin_published_when"
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(drop_reason=""), name="checkin_dropped_why"),
        )
        indexes = (
            models.Index(fields=["project", "received_at", "id"], name="checkin_word"),
            # not by its state first: SQLite would walk all of a state for each project
            models.Index(fields=["received_at", "state", "project"], name="checkin_heard"),
            models.Index(fields=["project", "received_at"], name="checkin_waiting", condition=Q(state="received")),
        )

    def __str__(self) -> str:
        return f"{self.project} {self.month:%Y-%m}"


class StatusReport(models.Model):
    """What was published of a check-in; frozen, a correction is a newer number."""

    checkin = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField(default=1)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("checkin", "number")
        constraints = (models.UniqueConstraint(fields=("checkin", "number"), name="status_report_once"),)

    def __str__(self) -> str:
        return f"{self.checkin} ({self.number})"
