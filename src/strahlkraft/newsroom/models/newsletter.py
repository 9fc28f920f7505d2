"""The newsletter: who wants what, issues, and who got which."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strahlkraft.network.models import Region
from strahlkraft.newsroom.models._fields import actor
from strahlkraft.newsroom.models.articles import Article
from strahlkraft.newsroom.rules.vocabulary import IssueState
from strahlkraft.projects.fields import one_of
from strahlkraft.projects.models import Event, FieldOfAction, Project
from strahlkraft.reuse.models import ReuseCase


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    """Words for subscribers."""

    def active(self) -> SubscriberQuerySet:
        """Confirmed and not ended."""
        return self.filter(confirmed_at__isnull=False, ended_at=None)


class Subscriber(models.Model):
    """A mailbox that asked for the newsletter. Ended: mailbox and digest are erased here, the digest stands in ``Suppression``.

    ``consent`` names the wording agreed to. No interests: everything.
    """

    code = models.CharField(max_length=24, unique=True)
    mailbox = models.EmailField(blank=True)
    mailbox_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=2, default="de")
    consent = models.CharField(max_length=20)
    asked_at = models.DateTimeField()
    confirm_by = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    regions = models.ManyToManyField(Region, blank=True, related_name="+")
    topics = models.ManyToManyField(FieldOfAction, blank=True, related_name="+")

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("mailbox_hash",), condition=Q(ended_at=None), name="subscriber_once_while_standing"
            ),
            models.CheckConstraint(
                condition=(Q(ended_at=None) & ~Q(mailbox="")) | Q(ended_at__isnull=False, mailbox=""),
                name="subscriber_ended_is_erased",
            ),
        )

    def __str__(self) -> str:
        return self.code


class Suppression(models.Model):
    """A mailbox nobody may write the newsletter to, as a keyed digest; only its owner, confirming anew, lifts it."""

    mailbox_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.mailbox_hash[:12]


class DigestKey(models.Model):
    """The one key under which mailboxes become digests (row 1), sealed with the house's secret key.

    It is drawn once and never changes, so a suppression outlives any change of the secret key: a digest made with the
    secret key itself could not be made anew, for its mailbox is erased. Sealed, because with the bare key whoever steals the
    database could try mailboxes. The clock seals it anew when the secret key has changed (``actions.newsletter.reseal``).
    """

    sealed = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="digest_key_is_one"),)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class Issue(models.Model):
    """One issue: to whom (``region`` and ``topic``, empty: all), what it says around its items. Approved by a second person."""

    code = models.CharField(max_length=24, unique=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="issues")
    topic = models.ForeignKey(FieldOfAction, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(_("subject"), max_length=160)
    subject_en = models.CharField(_("subject in English"), max_length=160, blank=True)
    intro = models.TextField(pgettext_lazy("newsletter", "introduction"), blank=True)
    intro_en = models.TextField(_("introduction in English"), blank=True)
    state = models.CharField(max_length=10, default=IssueState.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)  # handed to a second person, the last time
    send_at = models.DateTimeField(_("leaves at"), null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    content = models.JSONField(null=True, blank=True)  # what is sent, frozen when sending begins
    content_hash = models.CharField(max_length=64, blank=True)
    reached = models.PositiveIntegerField(default=0)  # subscribers already gone through, by id
    created_at = models.DateTimeField()
    created_by = actor()
    last_edited_by = actor()
    approved_by = actor(blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(condition=one_of(IssueState, "state"), name="issue_state"),
            models.CheckConstraint(condition=~Q(subject=""), name="issue_has_subject"),
            models.CheckConstraint(
                condition=Q(approved_by="") | (~Q(approved_by=F("created_by")) & ~Q(approved_by=F("last_edited_by"))),
                name="issue_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "sending", "sent")) | ~Q(approved_by=""),
                name="issue_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("sending", "sent")) | Q(content__isnull=False, begun_at__isnull=False),
                name="issue_frozen_when_sent",
            ),
        )

    def __str__(self) -> str:
        return self.subject


class IssueItem(models.Model):
    """One thing in an issue, in its place; ``title`` and ``text`` replace what the thing says of itself."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="items")
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(ReuseCase, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("headline"), max_length=160, blank=True)
    text = models.TextField(_("text"), blank=True)
    title_en = models.CharField(max_length=160, blank=True)
    text_en = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(article=None, event=None, project=None)
                | Q(article=None, event=None, case=None)
                | Q(article=None, project=None, case=None)
                | Q(event=None, project=None, case=None),
                name="issue_item_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(article__isnull=False)
                | Q(event__isnull=False)
                | Q(project__isnull=False)
                | Q(case__isnull=False)
                | ~Q(title=""),
                name="issue_item_says_something",
            ),
        )

    def __str__(self) -> str:
        return self.title or str(self.position)


class Dispatch(models.Model):
    """That an issue was put into the outbox for a subscriber: once, whatever is killed in between. Names no mailbox."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="dispatches")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="dispatches")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("issue", "subscriber"), name="dispatched_once"),)

    def __str__(self) -> str:
        return f"{self.issue_id} {self.subscriber_id}"
