"""What leaves and enters by machines: events, webhooks, peers."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.kernel.label import Label
from strahlkraft.projects.fields import one_of
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
    paused_until = models.DateTimeField(null=True, blank=True)  # after a failure the other events wait a little too
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=60, blank=True)  # "" by a person, else failing or gone

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> Label:
        """The thing, for the trail."""
        return Label("webhook", str(self.pk), self.name)


class WebhookDelivery(models.Model):
    """One event on its way to one webhook."""

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
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
    sequence = models.PositiveBigIntegerField(default=0)  # of the catalogue given out; rises when its content changes
    feed_digest = models.CharField(max_length=64, blank=True)  # of that content
    looked_at = models.DateTimeField(null=True, blank=True)  # when the content was last compared
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="one_instance"),)

    def __str__(self) -> str:
        return self.public_key

    @property
    def label(self) -> Label:
        """The thing, for the trail."""
        return Label("instance", str(self.pk), self.public_key)


class CataloguePage(models.Model):
    """A signed page of our own catalogue as it is given out; all pages are of one sequence."""

    number = models.PositiveIntegerField(unique=True)
    body = models.TextField()
    etag = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        constraints = (models.CheckConstraint(condition=Q(number__gte=1), name="catalogue_page_from_one"),)

    def __str__(self) -> str:
        return str(self.number)


class PeerQuerySet(models.QuerySet["Peer"]):
    """Words for other instances."""

    def subscribed(self) -> PeerQuerySet:
        """Those whose catalogue is wanted."""
        return self.filter(ended_at=None)

    def due(self, at: datetime) -> PeerQuerySet:
        """Those to be asked now, who waited longest first."""
        return self.subscribed().filter(next_at__lte=at).exclude(state=Peer.State.QUARANTINED).order_by("next_at", "id")


class Peer(models.Model):
    """Another instance whose catalogue is shown here; how it stands as in ``peering.PeerState``."""

    class State(models.TextChoices):
        """How it does; but for ``new`` the words of ``peering``."""

        NEW = "new", _("waits for somebody to confirm its key")
        HEALTHY = "healthy", _("in order")
        FAILING = "failing", _("not reachable at the moment")
        QUARANTINED = "quarantined", _("stopped; somebody has to look")
        GONE = "gone", _("gone for long; somebody has to decide")

    slug = models.SlugField(max_length=100, unique=True)
    url = models.URLField(_("address of the catalogue"), max_length=500, unique=True)
    name = models.CharField(_("name"), max_length=200)
    public_key = models.CharField(max_length=100, blank=True)  # pinned at the first look, then confirmed by a person
    offered_key = models.CharField(max_length=100, blank=True)  # another key it signed with later
    confirmed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    fault = models.CharField(max_length=60, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveBigIntegerField(default=0)
    etag = models.CharField(max_length=300, blank=True)
    many_allowed = models.BooleanField(default=False)  # a person has seen that much vanishes at once
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)  # none: waits for a person
    taken_at = models.DateTimeField(null=True, blank=True)  # the last whole catalogue
    last_good_at = models.DateTimeField(null=True, blank=True)  # the last good answer
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = PeerQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="new", confirmed_at=None)
                | (~Q(state="new") & Q(confirmed_at__isnull=False) & ~Q(public_key="")),
                name="peer_asked_only_with_confirmed_key",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> Label:
        """The thing, for the trail."""
        return Label("peer", self.slug, self.name)


class PeerEntryQuerySet(models.QuerySet["PeerEntry"]):
    """Words for entries of other instances."""

    def listed(self) -> PeerEntryQuerySet:
        """What people are shown by itself: not withdrawn, and nothing that is known here already."""
        return self.filter(withdrawn_at=None, same_offer=None, same_software=None)


class PeerEntry(models.Model):
    """An offer or software of another instance; shown with its origin, never edited here."""

    slug = models.SlugField(max_length=120, unique=True)
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="entries")
    uri = models.CharField(max_length=500, unique=True)
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    data = models.JSONField()  # the allowed fields of the feed, nothing else
    identity = models.CharField(max_length=500, blank=True, db_index=True)
    same_offer = models.ForeignKey(ReuseOffer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    same_software = models.ForeignKey(Software, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PeerEntryQuerySet.as_manager()

    class Meta:
        ordering = ("title", "id")

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("elsewhere", self.slug, self.title)
