"""Events as they are organised: when, how, by whom, who may come."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.congress import texts
from strahlkraft.congress.models._common import both_or_neither
from strahlkraft.congress.rules.vocabulary import (
    CrewRole,
    HostRole,
    Mode,
    NoticeKind,
    OccasionKind,
    OccasionState,
    Visibility,
)
from strahlkraft.kernel.label import Label
from strahlkraft.network.models import Organisation, Region
from strahlkraft.projects.fields import one_of
from strahlkraft.projects.models import Event


class Series(models.Model):
    """Events that come again, such as a yearly congress."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=200)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="event_series")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class OccasionQuerySet(models.QuerySet["Occasion"]):
    """Words for reading events."""

    def public(self) -> OccasionQuerySet:
        """Those everybody may know of: announced or cancelled after it."""
        return self.filter(visibility=Visibility.PUBLIC, event__isnull=False).exclude(state=OccasionState.DRAFT)

    def between(self, start: datetime, end: datetime) -> OccasionQuerySet:
        """Those that touch a stretch of time."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Occasion(models.Model):
    """What is organised about an event. Once announced to the public, ``event`` is its record in the register.

    ``sequence`` counts changes people who come must learn of (iCalendar SEQUENCE). ``seats_*`` None: no limit;
    whether one can register at all says ``registration_opens_at``. ``region`` None: the Land's.
    """

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=250)
    event = models.OneToOneField(Event, null=True, blank=True, on_delete=models.PROTECT, related_name="occasion")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="occasions")
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.PROTECT, related_name="occasions")
    kind = models.CharField(_("kind"), max_length=16, choices=list(texts.OCCASION_KINDS.items()))
    mode = models.CharField(_("mode"), max_length=8, choices=list(texts.MODES.items()), default=Mode.ONSITE)
    visibility = models.CharField(
        _("visible to"), max_length=8, choices=list(texts.VISIBILITIES.items()), default=Visibility.PUBLIC
    )
    state = models.CharField(max_length=10, choices=list(texts.OCCASION_STATES.items()), default=OccasionState.DRAFT)
    starts_at = models.DateTimeField(_("begins"), db_index=True)
    ends_at = models.DateTimeField(_("ends"))
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    summary = models.TextField(_("what it is about"), blank=True)
    access_notes = models.TextField(_("accessibility at the venue"), blank=True)
    stream_url = models.URLField(_("address of the stream"), max_length=500, blank=True)
    mailbox = models.EmailField(_("function mailbox for questions"), blank=True)
    seats_onsite = models.PositiveIntegerField(_("seats on site"), null=True, blank=True)
    seats_online = models.PositiveIntegerField(_("seats online"), null=True, blank=True)
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    demonstration = models.BooleanField(default=False)  # invented: every page says "Beispiel"
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=500, blank=True)

    objects = OccasionQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "name")
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="occasion_ends_after_start"),
            models.CheckConstraint(condition=one_of(OccasionKind, "kind"), name="occasion_kind"),
            models.CheckConstraint(condition=one_of(Mode, "mode"), name="occasion_mode"),
            models.CheckConstraint(condition=one_of(Visibility, "visibility"), name="occasion_visibility"),
            models.CheckConstraint(condition=one_of(OccasionState, "state"), name="occasion_state"),
            models.CheckConstraint(
                condition=Q(visibility=Visibility.PUBLIC) | Q(event=None), name="occasion_internal_not_in_register"
            ),
            models.CheckConstraint(
                condition=Q(state=OccasionState.CANCELLED, cancelled_at__isnull=False) & ~Q(cancel_reason="")
                | ~Q(state=OccasionState.CANCELLED) & Q(cancelled_at=None, cancel_reason=""),
                name="occasion_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=both_or_neither("registration_opens_at", "registration_closes_at"),
                name="occasion_registration_both_dates",
            ),
            models.CheckConstraint(
                condition=Q(registration_opens_at=None) | Q(registration_closes_at__gt=F("registration_opens_at")),
                name="occasion_registration_closes_later",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("event", self.slug, self.name)


class Host(models.Model):
    """A body that invites to an event; named as text when it is not in the network."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="hosts")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="hosted_occasions"
    )
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(max_length=8, choices=list(texts.HOST_ROLES.items()), default=HostRole.HOST)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(HostRole, "role"), name="host_role"),
            models.UniqueConstraint(fields=("occasion", "name"), name="host_once"),
        )

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """What people who come were told of a change or cancellation."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=12, choices=list(texts.NOTICE_KINDS.items()))
    text = models.TextField()
    posted_at = models.DateTimeField()

    class Meta:
        ordering = ("-posted_at", "-id")
        constraints = (models.CheckConstraint(condition=one_of(NoticeKind, "kind") & ~Q(text=""), name="notice_sound"),)

    def __str__(self) -> str:
        return f"{self.occasion}: {self.kind}"


class CrewMember(models.Model):
    """Somebody with a task at an event, acting by a signed link; ``name`` and ``mailbox`` are never public."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="crew")
    code = models.CharField(max_length=24, unique=True)
    role = models.CharField(_("task"), max_length=10, choices=list(texts.CREW_ROLES.items()))
    name = models.CharField(_("name"), max_length=120)
    mailbox = models.EmailField(_("mailbox"), blank=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # the link no longer opens anything

    class Meta:
        ordering = ("role", "name")
        constraints = (models.CheckConstraint(condition=one_of(CrewRole, "role"), name="crew_role"),)

    def __str__(self) -> str:
        return f"{self.role}: {self.name}"
