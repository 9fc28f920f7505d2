"""Readiness checks with their history."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from strahlkraft.projects.models import Project
from strahlkraft.reuse.models._common import exactly_one
from strahlkraft.reuse.models.offers import ReuseOffer
from strahlkraft.reuse.models.software import Software
from strahlkraft.reuse.readiness import Check


class ReadinessRun(models.Model):
    """What a check found; a new row only when the findings differ, ``confirmed_at`` moves when they do not."""

    offer = models.ForeignKey(ReuseOffer, null=True, on_delete=models.PROTECT, related_name="readiness_runs")
    project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="readiness_runs")
    software = models.ForeignKey(Software, null=True, on_delete=models.PROTECT, related_name="readiness_runs")
    level = models.CharField(max_length=14, blank=True)
    findings = models.JSONField()  # as readiness.Finding, one per criterion
    digest = models.CharField(max_length=64)  # of level and findings without dates
    current = models.BooleanField(default=True)
    checked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ("-checked_at", "-id")
        constraints = (
            models.CheckConstraint(condition=exactly_one("offer", "project", "software"), name="readiness_of_one"),
            *(
                models.UniqueConstraint(fields=(name,), condition=Q(current=True), name=f"one_readiness_of_{name}")
                for name in ("offer", "project", "software")
            ),
        )

    def __str__(self) -> str:
        return f"{self.level} {self.checked_at:%Y-%m-%d}"

    @property
    def result(self) -> Check:
        """The findings as plain values."""
        return Check.from_json({"level": self.level, "findings": self.findings})


class ReadinessJudgement(models.Model):
    """What a person of the office found on one criterion; stands before the machine's finding for a year."""

    offer = models.ForeignKey(ReuseOffer, null=True, on_delete=models.PROTECT, related_name="judgements")
    project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="judgements")
    software = models.ForeignKey(Software, null=True, on_delete=models.PROTECT, related_name="judgements")
    criterion = models.CharField(max_length=16)
    verdict = models.CharField(max_length=16)
    link = models.URLField(max_length=1000, blank=True)
    judged_at = models.DateTimeField()

    class Meta:
        ordering = ("judged_at", "id")
        constraints = (
            models.CheckConstraint(condition=exactly_one("offer", "project", "software"), name="judgement_of_one"),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {self.verdict}"


class Reachability(models.Model):
    """The last visits of an address people shall be able to open."""

    url = models.CharField(max_length=1000, unique=True)
    last_ok_on = models.DateField(null=True, blank=True)
    last_failure_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=60, blank=True)  # of the last failure
    next_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.url
