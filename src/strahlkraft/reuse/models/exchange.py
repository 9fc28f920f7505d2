"""What leaves and enters by machines: events, webhooks, peers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.kernel.label import Label
from strahlkraft.reuse.models._common import one_of
from strahlkraft.reuse.models.offers import ReuseOffer
from strahlkraft.reuse.models.software import Software
from strahlkraft.reuse.rules.vocabulary import EventKind


class ReuseEvent(models.Model):
    """Something others can be told, left by an action; ``payload`` has public facts only."""

    kind = models.CharField(max_length=24)
    subject_kind = models.CharField(max_length=12)
    subject_key = models.CharField(max_length=120)
    payload = models.JSONField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=one_of(EventKind, "kind"), name="reuse_event_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_key}"


class Webhook(models.Model):
    """An address of another system that is told of events; ``secret`` is kept encrypted."""

    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("address"), max_length=500, unique=True)
    kinds = models.JSONField()
    secret = models.TextField()
    created_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One event on its way to one webhook."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(ReuseEvent, on_delete=models.PROTECT, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(db_index=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    last_answer = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("next_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("webhook", "event"), name="webhook_delivery_once"),
            models.CheckConstraint(condition=Q(delivered_at=None) | Q(given_up_at=None), name="delivery_one_end"),
        )

    def __str__(self) -> str:
        return f"{self.webhook} {self.event_id}"


class Instance(models.Model):
    """This instance's own key (Ed25519), kept encrypted; one row."""

    private_key = models.TextField()
    public_key = models.CharField(max_length=100)
    sequence = models.PositiveBigIntegerField(default=0)  # of the last catalogue feed given out
    feed_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="one_instance"),)

    def __str__(self) -> str:
        return self.public_key


class Peer(models.Model):
    """Another instance whose catalogue is shown here."""

    class State(models.TextChoices):
        """How it does; see ``peering``."""

        NEW = "new", _("not visited yet")
        HEALTHY = "healthy", _("answers")
        FAILING = "failing", _("does not answer; last good state is shown")
        QUARANTINED = "quarantined", _("in quarantine; a person has to look")

    slug = models.SlugField(max_length=100, unique=True)
    url = models.URLField(_("address of the catalogue feed"), max_length=500, unique=True)
    name = models.CharField(_("name"), max_length=200)
    public_key = models.CharField(max_length=100, blank=True)  # pinned at the first visit
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    fault = models.CharField(max_length=60, blank=True)
    failures = models.PositiveIntegerField(default=0)
    sequence = models.PositiveBigIntegerField(default=0)
    next_at = models.DateTimeField()
    last_good_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class PeerEntry(models.Model):
    """An offer or software of another instance; shown with its origin, never edited here."""

    slug = models.SlugField(max_length=120, unique=True)
    peer = models.ForeignKey(Peer, on_delete=models.CASCADE, related_name="entries")
    uri = models.CharField(max_length=500, unique=True)
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=250)
    data = models.JSONField()  # the allowed fields of the feed, nothing else
    identity = models.CharField(max_length=500, blank=True, db_index=True)
    same_offer = models.ForeignKey(ReuseOffer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    same_software = models.ForeignKey(Software, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("title", "id")

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("elsewhere", self.slug, self.title)
