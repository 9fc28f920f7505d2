"""Requests for reuse and what was written about them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.kernel.label import Label
from strahlkraft.network.models import Municipality, Region
from strahlkraft.projects.fields import one_of
from strahlkraft.projects.models import Project
from strahlkraft.reuse import texts
from strahlkraft.reuse.models._common import exactly_one, target_label
from strahlkraft.reuse.models.offers import ReuseOffer
from strahlkraft.reuse.models.software import Software
from strahlkraft.reuse.rules.requests import OPEN, WAITING
from strahlkraft.reuse.rules.vocabulary import RefusalReason, RequestState, Side

_NOT_ANSWERED = sorted(str(state) for state in (*WAITING, RequestState.DRAFT))  # sorted: a set has no order of its own


class RequestQuerySet(models.QuerySet["ReuseRequest"]):
    """Words for reading requests."""

    def confirmed(self) -> RequestQuerySet:
        """Those that count: confirmed by the link in the mail."""
        return self.exclude(state=RequestState.DRAFT)

    def waiting(self) -> RequestQuerySet:
        """Confirmed and without a first answer."""
        return self.filter(state__in=WAITING)

    def open(self) -> RequestQuerySet:
        """Neither refused, taken back nor become a case."""
        return self.filter(state__in=OPEN)


class ReuseRequest(models.Model):
    """A municipality asks for an offer, a project's result or software; ``mailbox`` and ``person`` are never public.

    ``code`` names it in addresses and cannot be guessed. ``provider_mailbox`` is where it was sent.
    """

    code = models.CharField(max_length=24, unique=True)
    offer = models.ForeignKey(ReuseOffer, null=True, blank=True, on_delete=models.PROTECT, related_name="requests")
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="requests")
    software = models.ForeignKey(Software, null=True, blank=True, on_delete=models.PROTECT, related_name="requests")
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="reuse_requests"
    )  # whose office accompanies it; none for software from elsewhere: every office may
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="reuse_requests"
    )
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    need = models.TextField(_("need"))
    mailbox = models.EmailField(_("mailbox"))
    person = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(max_length=2, default="de")
    state = models.CharField(max_length=10, choices=list(texts.REQUEST_STATES.items()), default=RequestState.DRAFT)
    provider_mailbox = models.EmailField(blank=True)
    created_at = models.DateTimeField(db_index=True)
    confirm_by = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    forwarded_at = models.DateTimeField(null=True, blank=True)
    first_answer_at = models.DateTimeField(null=True, blank=True)  # or refusal, or taken back: the clock stops
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    refusal_reason = models.CharField(max_length=20, choices=list(texts.REFUSAL_REASONS.items()), blank=True)
    refusal_text = models.TextField(blank=True)
    better_offer = models.ForeignKey(
        ReuseOffer, null=True, blank=True, on_delete=models.PROTECT, related_name="recommended_by"
    )
    better_note = models.CharField(max_length=300, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(condition=exactly_one("offer", "project", "software"), name="request_for_one"),
            models.CheckConstraint(condition=one_of(RequestState, "state"), name="request_state"),
            models.CheckConstraint(
                condition=Q(state=RequestState.DRAFT, confirmed_at=None)
                | (~Q(state=RequestState.DRAFT) & Q(confirmed_at__isnull=False)),
                name="request_confirmed_when",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.REFUSED, refusal_reason__in=[str(r) for r in RefusalReason])
                | (~Q(state=RequestState.REFUSED) & Q(refusal_reason="")),
                name="request_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_NOT_ANSWERED, first_answer_at=None)
                | (~Q(state__in=_NOT_ANSWERED) & Q(first_answer_at__isnull=False)),
                name="request_clock_stops",
            ),
            models.CheckConstraint(
                condition=Q(municipality__isnull=False) | ~Q(organisation_name=""), name="request_says_who"
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> Label:
        """The thing, for the workspace's addresses; carries neither mailbox nor person."""
        return Label("request", self.code, self.asked_by)

    @property
    def about(self) -> Label:
        """What is asked for."""
        return target_label(self.offer, self.project, self.software)

    @property
    def asked_by(self) -> str:
        """Which body asks."""
        return self.municipality.official_name if self.municipality else self.organisation_name


class RequestMessage(models.Model):
    """Something written about a request by one side."""

    request = models.ForeignKey(ReuseRequest, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(max_length=8, choices=list(texts.SIDES.items()))
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("written_at", "id")
        constraints = (models.CheckConstraint(condition=one_of(Side, "side") & ~Q(text=""), name="message_sound"),)

    def __str__(self) -> str:
        return f"{self.request} {self.side}"
