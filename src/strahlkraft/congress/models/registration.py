"""Who comes: seats, waiting lists, check-in."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from strahlkraft.congress import texts
from strahlkraft.congress.models.occasions import CrewMember, Occasion
from strahlkraft.congress.rules.vocabulary import Channel, RegistrationState
from strahlkraft.network.models import Municipality
from strahlkraft.projects.fields import one_of

MOST_SEATS = 20  # of one registration


class SeatCount(models.Model):
    """Seats of one channel of an event, locked whenever one is taken or given back. ``capacity`` None: no limit."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="seat_counts")
    channel = models.CharField(max_length=6, choices=list(texts.CHANNELS.items()))
    capacity = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    last_ticket = models.PositiveBigIntegerField(default=0)  # numbers the waiting list; never goes back

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("occasion", "channel"), name="seats_once"),
            models.CheckConstraint(condition=one_of(Channel, "channel"), name="seats_channel"),
        )

    def __str__(self) -> str:
        return f"{self.occasion} {self.channel}: {self.taken}/{self.capacity}"


class Registration(models.Model):
    """Somebody, or a group, who wants to come. Everything about people is private and erased after six months.

    ``seats`` counts everybody of the group, companions included. ``ticket`` orders the waiting list. ``code`` makes the
    private link; ``badge`` is what the QR code carries and opens nothing.
    """

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="registrations")
    code = models.CharField(max_length=24, unique=True)
    badge = models.UUIDField(default=uuid.uuid4, unique=True)
    channel = models.CharField(max_length=6, choices=list(texts.CHANNELS.items()))
    state = models.CharField(
        max_length=9, choices=list(texts.REGISTRATION_STATES.items()), default=RegistrationState.DRAFT
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    mailbox = models.EmailField(_("mailbox"), blank=True)
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="congress_registrations"
    )
    seats = models.PositiveSmallIntegerField(_("number of people"), default=1)
    companion = models.BooleanField(_("one of them accompanies a person with a disability"), default=False)
    needs = models.JSONField(default=list, blank=True)
    needs_note = models.CharField(_("what else you need"), max_length=500, blank=True)
    photo_consent = models.BooleanField(_("photos showing me may be published"), default=False)
    online_instead = models.BooleanField(_("take part online if no seat becomes free"), default=False)
    language = models.CharField(max_length=2, default="de")
    ticket = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()
    confirm_by = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)  # the mailbox, whether with a seat or waiting
    seated_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(Channel, "channel"), name="registration_channel"),
            models.CheckConstraint(condition=one_of(RegistrationState, "state"), name="registration_state"),
            models.CheckConstraint(condition=Q(seats__gte=1, seats__lte=MOST_SEATS), name="registration_seats"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False, name="", mailbox="")
                | Q(erased_at=None) & ~Q(name="") & ~Q(mailbox=""),
                name="registration_names_somebody",
            ),
            models.UniqueConstraint(
                "occasion",
                Lower("mailbox"),
                condition=~Q(state=RegistrationState.CANCELLED) & ~Q(mailbox=""),
                name="registered_once_per_mailbox",
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.CONFIRMED, seated_at__isnull=False)
                | ~Q(state=RegistrationState.CONFIRMED),
                name="registration_seated_when",
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.CANCELLED, cancelled_at__isnull=False)
                | ~Q(state=RegistrationState.CANCELLED) & Q(cancelled_at=None),
                name="registration_cancelled_when",
            ),
        )
        indexes = (models.Index(fields=("occasion", "channel", "state", "ticket"), name="registration_queue"),)

    def __str__(self) -> str:
        return self.code


class CheckIn(models.Model):
    """Somebody came in. ``uid`` is made by the device at the door, so that one scan sent twice counts once."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="check_ins")
    uid = models.UUIDField(unique=True)
    people = models.PositiveSmallIntegerField(default=1)
    crew = models.ForeignKey(CrewMember, null=True, blank=True, on_delete=models.PROTECT, related_name="check_ins")
    scanned_at = models.DateTimeField()  # by the device's clock, which may have had no network
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("scanned_at", "id")
        constraints = (models.CheckConstraint(condition=Q(people__gte=1), name="check_in_people"),)

    def __str__(self) -> str:
        return str(self.registration)
