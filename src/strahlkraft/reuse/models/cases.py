"""Reuse cases, their steps and what was learnt."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.kernel.label import Label
from strahlkraft.network.models import Municipality, Region
from strahlkraft.projects.fields import PartialDateField, one_of
from strahlkraft.projects.models import Project, Source
from strahlkraft.reuse import texts
from strahlkraft.reuse.models._common import exactly_one, target_label
from strahlkraft.reuse.models.offers import ReuseOffer
from strahlkraft.reuse.models.requests import ReuseRequest
from strahlkraft.reuse.models.software import Software
from strahlkraft.reuse.rules.cases import PUBLIC_STATES
from strahlkraft.reuse.rules.vocabulary import (
    CaseOrigin,
    CaseState,
    CostBand,
    DropReason,
    OperatingModel,
    Side,
    Stated,
)


class CaseQuerySet(models.QuerySet["ReuseCase"]):
    """Words for reading cases."""

    def public(self) -> CaseQuerySet:
        """Those whose municipality is named in public: confirmed by itself, or said by a public source."""
        told = Q(origin=CaseOrigin.SOURCE) | Q(
            confirmed_at__isnull=False, state__in=[str(state) for state in PUBLIC_STATES]
        )
        return self.of_public_things().filter(told)

    def of_public_things(self) -> CaseQuerySet:
        """Those of what is public itself.

        What a draft or withdrawn project or offer is called is nobody's business, also not by way of its reuse.
        """
        offered = Q(offer__publication="published", offer__project__publication="published")
        return self.filter(Q(software__isnull=False) | Q(project__publication="published") | offered)

    def in_operation(self) -> CaseQuerySet:
        """Those counted as a reuse in operation; what is hidden is not to be learnt from a figure either."""
        return self.of_public_things().filter(state=CaseState.IN_OPERATION, confirmed_at__isnull=False)


class ReuseCase(models.Model):
    """One body takes one result over: what, since when, how it is run, what it took, confirmed by the reusing body."""

    code = models.CharField(max_length=24, unique=True)
    offer = models.ForeignKey(ReuseOffer, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    software = models.ForeignKey(Software, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="reuse_cases")
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="reuse_cases"
    )
    stated_name = models.CharField(_("reusing body"), max_length=250)
    request = models.OneToOneField(ReuseRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="case")
    origin = models.CharField(max_length=10, choices=list(texts.CASE_ORIGINS.items()))
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="reuse_cases")
    wording = models.CharField(_("wording of the source"), max_length=300, blank=True)
    state = models.CharField(max_length=14, choices=list(texts.CASE_STATES.items()))
    state_since = PartialDateField(_("since"))
    version_used = models.CharField(_("version"), max_length=100, blank=True)
    modules = models.CharField(_("parts in use"), max_length=300, blank=True)
    operating_model = models.CharField(max_length=16, default=OperatingModel.UNKNOWN)
    pilot = models.BooleanField(_("pilot"), default=False)
    effort_days = models.PositiveIntegerField(_("effort in person days"), null=True, blank=True)
    one_off_cost = models.CharField(max_length=10, default=CostBand.UNKNOWN)
    yearly_cost = models.CharField(max_length=10, default=CostBand.UNKNOWN)
    willing_to_talk = models.CharField(max_length=8, default=Stated.UNKNOWN)
    end_reason = models.CharField(max_length=18, choices=list(texts.DROP_REASONS.items()), blank=True)
    end_text = models.TextField(blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)  # last time the reusing body said: this is true
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("-changed_at", "-id")
        constraints = (
            models.CheckConstraint(condition=exactly_one("offer", "project", "software"), name="case_of_one"),
            models.CheckConstraint(condition=one_of(CaseState, "state"), name="case_state"),
            models.CheckConstraint(
                condition=Q(state__in=["dropped", "ended"], end_reason__in=[str(r) for r in DropReason])
                | (~Q(state__in=["dropped", "ended"]) & Q(end_reason="", end_text="")),
                name="case_end_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(origin=CaseOrigin.SOURCE, source__isnull=False)
                | Q(origin=CaseOrigin.REQUEST, request__isnull=False)
                | Q(origin=CaseOrigin.REPORTED),
                name="case_origin_shown",
            ),
            models.CheckConstraint(
                condition=one_of(OperatingModel, "operating_model")
                & one_of(CostBand, "one_off_cost")
                & one_of(CostBand, "yearly_cost")
                & one_of(Stated, "willing_to_talk"),
                name="case_closed_lists",
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("case", self.code, self.stated_name)

    @property
    def about(self) -> Label:
        """What is taken over."""
        return target_label(self.offer, self.project, self.software)


class CaseStep(models.Model):
    """One side said where a case stands since a day."""

    case = models.ForeignKey(ReuseCase, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=14, choices=list(texts.CASE_STATES.items()))
    on = PartialDateField(_("on"))
    side = models.CharField(max_length=8, choices=list(texts.SIDES.items()))
    note = models.TextField(blank=True)
    reason = models.CharField(max_length=18, choices=list(texts.DROP_REASONS.items()), blank=True)
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ("reported_at", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(CaseState, "state") & one_of(Side, "side"), name="case_step_sound"),
        )

    def __str__(self) -> str:
        return f"{self.case} {self.state}"


class Lesson(models.Model):
    """What helped, what hindered, what to do differently; honest failures included."""

    case = models.ForeignKey(ReuseCase, on_delete=models.PROTECT, related_name="lessons")
    side = models.CharField(max_length=8, choices=list(texts.SIDES.items()))
    helped = models.TextField(_("what helped"), blank=True)
    hindered = models.TextField(_("what hindered"), blank=True)
    advice = models.TextField(_("what we would do differently"), blank=True)
    public = models.BooleanField(_("may be shown publicly"), default=False)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("written_at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(helped="", hindered="", advice=""), name="lesson_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.case} {self.side}"
