"""Deadlines, and what people keep for themselves: what they put off, when they last looked, filters, a calendar link."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.network.models import Region
from strahlkraft.projects.fields import one_of
from strahlkraft.projects.models import Project
from strahlkraft.steering.rules.vocabulary import DeadlineState


class Deadline(models.Model):
    """A day by which something must be done. ``rule`` says how it was computed; only a manual one is typed, with reason.

    ``latest_on`` is the day the law or the notice says, ``target_on`` our own, never later. ``derived_from`` names the
    record it was computed from (``handover:12``); the same thing makes the same row. ``edition`` and ``citation`` say
    which rules, ``inputs`` which days and figures went in; ``overridden``: the notice says otherwise than the rule;
    ``verified``: the rule's figures were read in an official text.
    """

    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="deadlines")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="deadlines")
    title = models.CharField(_("what is due"), max_length=200)
    rule = models.CharField(max_length=40)
    derived_from = models.CharField(max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    legal = models.BooleanField(_("with legal effect"), default=False)
    target_on = models.DateField(_("our own target"))
    latest_on = models.DateField(_("at the latest"))
    state = models.CharField(max_length=6, default=DeadlineState.OPEN)
    done_at = models.DateTimeField(null=True, blank=True)
    edition = models.CharField(max_length=40, blank=True, default="")
    citation = models.CharField(max_length=200, blank=True, default="")
    inputs = models.JSONField(default=dict, blank=True)
    overridden = models.BooleanField(default=False)
    verified = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("latest_on", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(DeadlineState, "state"), name="deadline_state"),
            models.CheckConstraint(condition=Q(target_on__lte=F("latest_on")), name="deadline_target_not_later"),
            models.CheckConstraint(condition=~Q(rule="manual") | ~Q(reason=""), name="deadline_typed_with_reason"),
            models.CheckConstraint(condition=Q(rule="manual") | ~Q(derived_from=""), name="deadline_derived"),
            models.CheckConstraint(condition=~Q(state="done") | Q(done_at__isnull=False), name="deadline_done_when"),
            models.UniqueConstraint(fields=("rule", "derived_from"), condition=~Q(rule="manual"), name="deadline_once"),
        )
        indexes = (
            models.Index(fields=["region", "latest_on"], name="deadline_open", condition=Q(state="open")),
            models.Index(fields=["project", "latest_on", "id"], name="deadline_next", condition=Q(state="open")),
        )

    def __str__(self) -> str:
        return self.title


class Snooze(models.Model):
    """Somebody does not want to see a duty before a day."""

    actor_id = models.CharField(max_length=40)
    duty = models.CharField(max_length=120)
    until = models.DateField()
    put_off_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("actor_id", "duty"), name="snooze_once"),)

    def __str__(self) -> str:
        return f"{self.duty} {self.until}"


class LastVisit(models.Model):
    """When somebody last looked at their list: what changed since is told."""

    actor_id = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    before = models.DateTimeField(null=True, blank=True)  # the visit before that one

    def __str__(self) -> str:
        return self.actor_id


class SavedFilter(models.Model):
    """A view of the portfolio somebody wants to come back to; ``query`` is the part of the address behind ``?``."""

    actor_id = models.CharField(max_length=40)
    name = models.CharField(_("name of the view"), max_length=60)
    query = models.CharField(max_length=500)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("actor_id", "name"), name="saved_filter_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_filter_named"),
        )

    def __str__(self) -> str:
        return self.name


class CalendarLink(models.Model):
    """Somebody's private address of their calendar; a new ``code`` ends the old address."""

    actor_id = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=24, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.actor_id
