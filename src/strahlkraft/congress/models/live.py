"""The day itself: clocks, running order, what screens are told, what the audience says."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.congress import texts
from strahlkraft.congress.models.calls import Pitch
from strahlkraft.congress.models.occasions import Occasion
from strahlkraft.congress.models.programme import Block, Stage
from strahlkraft.congress.rules.vocabulary import (
    ClockState,
    ContactState,
    ItemKind,
    ItemState,
    LiveKind,
    QuestionState,
)
from strahlkraft.network.models import Municipality
from strahlkraft.projects.fields import one_of
from strahlkraft.reuse.models import ReuseRequest


class RunItem(models.Model):
    """A line of a stage's running order. ``fixed``: keeps its hour (keynotes, breaks, remote slots).

    ``position`` changes when lines swap; ``planned_start`` and ``planned_seconds`` stay as they were published.
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="run_items")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="run_items")
    pitch = models.ForeignKey(Pitch, null=True, blank=True, on_delete=models.PROTECT, related_name="run_items")
    kind = models.CharField(max_length=8, choices=list(texts.ITEM_KINDS.items()))
    title = models.CharField(max_length=250)
    position = models.PositiveIntegerField()
    planned_start = models.DateTimeField()
    planned_seconds = models.PositiveIntegerField()
    changeover_seconds = models.PositiveSmallIntegerField(default=0)  # before it, as planned
    fixed = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=list(texts.ITEM_STATES.items()), default=ItemState.WAITING)
    extra_seconds = models.IntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("stage", "position", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(ItemKind, "kind"), name="run_item_kind"),
            models.CheckConstraint(condition=one_of(ItemState, "state"), name="run_item_state"),
            models.CheckConstraint(
                condition=Q(state=ItemState.WAITING, started_at=None, ended_at=None)
                | Q(state=ItemState.ON, started_at__isnull=False, ended_at=None)
                | Q(state=ItemState.DONE, started_at__isnull=False, ended_at__isnull=False)
                | Q(state=ItemState.SKIPPED),
                name="run_item_times_of_its_state",
            ),
            models.UniqueConstraint(fields=("stage",), condition=Q(state=ItemState.ON), name="one_item_on_stage"),
            models.UniqueConstraint(
                fields=("pitch",), condition=Q(pitch__isnull=False), name="pitch_once_in_running_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage}: {self.title}"


class StageClock(models.Model):
    """The one clock of a stage. ``revision`` grows with every deed of the pad; ``held_seconds`` of the item on stage."""

    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="clock")
    state = models.CharField(max_length=8, choices=list(texts.CLOCK_STATES.items()), default=ClockState.IDLE)
    held_at = models.DateTimeField(null=True, blank=True)
    held_seconds = models.PositiveIntegerField(default=0)
    message = models.CharField(_("message to the speaker"), max_length=120, blank=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=one_of(ClockState, "state"), name="clock_state"),
            models.CheckConstraint(
                condition=Q(state=ClockState.HELD, held_at__isnull=False) | ~Q(state=ClockState.HELD) & Q(held_at=None),
                name="clock_held_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage}: {self.state}"


class PadStep(models.Model):
    """One deed of the moderator's pad, with what it changed, so that it can be undone. ``uid``: sent twice, done once."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="pad_steps")
    uid = models.UUIDField(unique=True)
    deed = models.CharField(max_length=12)
    before = models.JSONField()
    by = models.CharField(max_length=150)
    done_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.stage}: {self.deed}"


class LiveEvent(models.Model):
    """Something screens must learn within a second; ``id`` only grows. Holds nothing private."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="live_events")
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="live_events")
    kind = models.CharField(max_length=10, choices=list(texts.LIVE_KINDS.items()))
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=one_of(LiveKind, "kind"), name="live_kind"),)
        indexes = (models.Index(fields=("occasion", "id"), name="live_by_occasion"),)

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind}"


class Question(models.Model):
    """A question of the audience; shown only after moderation. Who asked is not kept."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="questions")
    pitch = models.ForeignKey(Pitch, null=True, blank=True, on_delete=models.PROTECT, related_name="questions")
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="questions")
    uid = models.UUIDField(unique=True)
    text = models.CharField(_("question"), max_length=500)
    state = models.CharField(max_length=8, choices=list(texts.QUESTION_STATES.items()), default=QuestionState.WAITING)
    asked_at = models.DateTimeField()
    moderated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(QuestionState, "state") & ~Q(text=""), name="question_sound"),
        )

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class Applause(models.Model):
    """How often people pressed applause for a pitch, per minute; no person is kept."""

    pitch = models.ForeignKey(Pitch, on_delete=models.PROTECT, related_name="applause")
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("minute",)
        verbose_name_plural = "applause"
        constraints = (models.UniqueConstraint(fields=("pitch", "minute"), name="applause_per_minute"),)

    def __str__(self) -> str:
        return f"{self.pitch}: {self.count}"


class Contact(models.Model):
    """Somebody wants to talk about a pitch: the first link of the chain to a reuse case.

    ``mailbox``, ``person`` and ``text`` are never public. ``origin``: pressed in the hall, online or at the pitch's page.
    """

    pitch = models.ForeignKey(Pitch, on_delete=models.PROTECT, related_name="contacts")
    code = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=9, choices=list(texts.CONTACT_STATES.items()), default=ContactState.DRAFT)
    origin = models.CharField(max_length=6, choices=list(texts.CONTACT_ORIGINS.items()))
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="congress_contacts"
    )
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    person = models.CharField(_("name"), max_length=120, blank=True)
    mailbox = models.EmailField(_("mailbox"), blank=True)
    text = models.TextField(_("what about"), blank=True)
    wants_reuse = models.BooleanField(_("we would like to reuse it"), default=False)
    language = models.CharField(max_length=2, default="de")
    created_at = models.DateTimeField()
    confirm_by = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    request = models.OneToOneField(
        ReuseRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="congress_contact"
    )
    requested_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(ContactState, "state"), name="contact_state"),
            models.CheckConstraint(
                condition=Q(state=ContactState.DRAFT, confirmed_at=None)
                | ~Q(state=ContactState.DRAFT) & Q(confirmed_at__isnull=False),
                name="contact_confirmed_when",
            ),
            models.CheckConstraint(
                condition=Q(state=ContactState.REQUESTED, request__isnull=False, requested_at__isnull=False)
                | ~Q(state=ContactState.REQUESTED) & Q(request=None, requested_at=None),
                name="contact_requested_with_request",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False, mailbox="") | Q(erased_at=None) & ~Q(mailbox=""),
                name="contact_has_a_mailbox",
            ),
        )

    def __str__(self) -> str:
        return self.code
