"""Stages, frames, wishes, plans and the versions that were published."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.congress import texts
from strahlkraft.congress.models._common import both_or_neither
from strahlkraft.congress.models.calls import Pitch
from strahlkraft.congress.models.occasions import CrewMember, Occasion
from strahlkraft.congress.rules.vocabulary import BlockKind, PairKind, PlanOrigin, RunPurpose, RunState
from strahlkraft.projects.fields import one_of


class Stage(models.Model):
    """Where people speak; ``features`` such as ``stepfree`` (texts.FEATURES)."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="stages")
    slug = models.SlugField(max_length=60)
    guid = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(_("name"), max_length=120)
    features = models.JSONField(default=list, blank=True)
    stream_url = models.URLField(_("address of the stream"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("occasion", "slug"), name="stage_once"),)

    def __str__(self) -> str:
        return self.name


class Block(models.Model):
    """A frame on one stage. ``slot`` names what runs at the same time; pitches start after ``intro_seconds`` and end
    ``reserve_seconds`` before the close. ``slug`` is unique in the event.
    """

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="blocks")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="blocks")
    slug = models.SlugField(max_length=60)
    slot = models.CharField(_("time slot"), max_length=60)
    title = models.CharField(_("title"), max_length=200, blank=True)
    kind = models.CharField(max_length=8, choices=list(texts.BLOCK_KINDS.items()), default=BlockKind.PITCHES)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    intro_seconds = models.PositiveSmallIntegerField(_("introduction (seconds)"), default=120)
    reserve_seconds = models.PositiveSmallIntegerField(_("reserve (seconds)"), default=600)
    max_remote = models.PositiveSmallIntegerField(_("most remote pitches"), default=99)
    max_topics = models.PositiveSmallIntegerField(_("most topics"), default=9)
    moderator = models.ForeignKey(CrewMember, null=True, blank=True, on_delete=models.PROTECT, related_name="moderates")
    captions = models.BooleanField(_("live captions"), default=False)
    sign_language = models.BooleanField(_("sign language"), default=False)

    class Meta:
        ordering = ("opens_at", "stage__position", "id")
        constraints = (
            models.UniqueConstraint(fields=("occasion", "slug"), name="block_once"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="block_closes_later"),
            models.CheckConstraint(condition=one_of(BlockKind, "kind"), name="block_kind"),
        )

    def __str__(self) -> str:
        return self.title or self.slug


class Pair(models.Model):
    """A rule on two pitches; ``weight`` only where it is a wish."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="pairs")
    kind = models.CharField(max_length=12, choices=list(texts.PAIR_KINDS.items()))
    first = models.ForeignKey(Pitch, on_delete=models.PROTECT, related_name="pairs_first")
    second = models.ForeignKey(Pitch, on_delete=models.PROTECT, related_name="pairs_second")
    weight = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("kind", "first", "second"), name="pair_once"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="pair_of_two"),
            models.CheckConstraint(
                condition=Q(kind=PairKind.RATHER_APART, weight__gte=1)
                | Q(kind__in=[str(PairKind.APART), str(PairKind.BEFORE)], weight=0),
                name="pair_weight_of_a_wish",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.first} {self.second}"


class PlanningRules(models.Model):
    """Changeovers in seconds by mode (``or``: onsite then remote), limits per slot, and what a wish weighs."""

    occasion = models.OneToOneField(Occasion, on_delete=models.PROTECT, related_name="planning_rules")
    changeover_onsite = models.PositiveSmallIntegerField(default=30)
    changeover_to_remote = models.PositiveSmallIntegerField(default=90)
    changeover_from_remote = models.PositiveSmallIntegerField(default=90)
    changeover_remote = models.PositiveSmallIntegerField(default=60)
    remote_blocks_parallel = models.PositiveSmallIntegerField(default=1)
    sign_language_blocks_parallel = models.PositiveSmallIntegerField(default=1)
    walk_seconds = models.PositiveSmallIntegerField(default=300)
    weights = models.JSONField(default=dict, blank=True)  # as pcp-v1; what is missing has rules.planning's default

    def __str__(self) -> str:
        return str(self.occasion)


class Plan(models.Model):
    """A plan being worked on. ``layout``: block's slug -> [[pitch's code, seconds after the opening], ...] in order.

    ``pinned`` pitches stay in their block; ``locked`` blocks keep everything. ``revision`` grows with every change, so
    that two people do not overwrite each other. One plan of an event is ``current``; others are kept to compare.
    """

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveIntegerField()
    name = models.CharField(_("name"), max_length=120, blank=True)
    origin = models.CharField(max_length=8, choices=list(texts.PLAN_ORIGINS.items()), default=PlanOrigin.HAND)
    current = models.BooleanField(default=False)
    layout = models.JSONField(default=dict)
    pinned = models.JSONField(default=list)
    locked = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("occasion", "number"), name="plan_number_once"),
            models.UniqueConstraint(fields=("occasion",), condition=Q(current=True), name="one_current_plan"),
            models.CheckConstraint(condition=one_of(PlanOrigin, "origin"), name="plan_origin"),
        )

    def __str__(self) -> str:
        return f"{self.occasion}: {self.number}"


class PlanStep(models.Model):
    """One change of a plan, with the state before it, so that it can be undone. ``deed`` is a code of texts.PLAN_DEEDS."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    deed = models.CharField(max_length=16)
    params = models.JSONField(default=dict)
    before = models.JSONField()  # {"layout", "pinned", "locked"}
    after = models.JSONField()
    by = models.CharField(max_length=150)
    done_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("plan", "number"), name="plan_step_once"),)

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"


class PlanRun(models.Model):
    """A run of the planner, taken by a worker. ``problem`` is the pcp-v1 problem as it was, ``best`` its best solution.

    ``trace``: [[seconds, objective or null, bound or null], ...] as it improved; ``conflict`` and ``relaxations`` say
    why there is no plan. ``beat_at``: last sign of life of the worker.
    """

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="plan_runs")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="runs")
    purpose = models.CharField(max_length=6, choices=list(texts.RUN_PURPOSES.items()), default=RunPurpose.PLAN)
    state = models.CharField(max_length=8, choices=list(texts.RUN_STATES.items()), default=RunState.QUEUED)
    seconds = models.PositiveSmallIntegerField(default=60)
    problem = models.JSONField()
    outcome = models.CharField(max_length=12, blank=True)  # optimal, feasible, infeasible, undecided
    best = models.JSONField(null=True, blank=True)
    objective = models.IntegerField(null=True, blank=True)
    bound = models.IntegerField(null=True, blank=True)
    trace = models.JSONField(default=list)
    conflict = models.JSONField(default=list)
    relaxations = models.JSONField(default=list)
    stop_asked = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(condition=one_of(RunPurpose, "purpose"), name="plan_run_purpose"),
            models.CheckConstraint(condition=one_of(RunState, "state"), name="plan_run_state"),
            models.UniqueConstraint(
                fields=("occasion",),
                condition=Q(state__in=[str(RunState.QUEUED), str(RunState.RUNNING)]),
                name="one_run_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[str(RunState.QUEUED), str(RunState.RUNNING)], ended_at=None)
                | Q(
                    state__in=sorted(map(str, (RunState.DONE, RunState.STOPPED, RunState.FAILED))),
                    ended_at__isnull=False,
                ),
                name="plan_run_ended_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.occasion}: {self.state}"


class ProgrammeVersion(models.Model):
    """The programme as it was published, frozen: ``content`` is ``published.Programme``; ``changes`` since the one before.

    ``changes``: [{"kind": added|removed|moved|changed, "code", "title", "before", "after"}, ...].
    """

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    changes = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("occasion", "number"), name="version_once"),)

    def __str__(self) -> str:
        return f"{self.occasion}: {self.number}"


class Recording(models.Model):
    """What is kept of a pitch: a video from a second on, slides, a page. Shown at the pitch once added."""

    pitch = models.ForeignKey(Pitch, on_delete=models.PROTECT, related_name="recordings")
    kind = models.CharField(max_length=6, choices=list(texts.RECORDING_KINDS.items()))
    title = models.CharField(_("title"), max_length=200, blank=True)
    url = models.URLField(_("link"), max_length=1000)
    starts_second = models.PositiveIntegerField(null=True, blank=True)  # where the pitch begins in a long video
    ends_second = models.PositiveIntegerField(null=True, blank=True)
    removed = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "id")
        constraints = (
            models.CheckConstraint(
                condition=both_or_neither("starts_second", "ends_second"), name="recording_chapter_whole"
            ),
            models.UniqueConstraint(fields=("pitch", "url"), name="recording_once"),
        )

    def __str__(self) -> str:
        return f"{self.pitch}: {self.kind}"
