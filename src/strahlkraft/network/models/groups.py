"""Exchange groups: who belongs to them, when they meet, what they share, what was written to them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.kernel.label import Label
from strahlkraft.network.models.bodies import Organisation, Region
from strahlkraft.network.rules import Ring


class ExchangeGroup(models.Model):
    """Organisations that exchange what they learn: of one region, of several, or of the whole Land.

    ``region`` is the one whose project office keeps the group.
    """

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    ring = models.CharField(_("how far it reaches"), max_length=8)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="exchange_groups")
    purpose = models.TextField(_("what it is for"), max_length=2000)
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(condition=Q(ring__in=[word.value for word in Ring]), name="group_ring"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("begun_on")), name="group_ends_after_it_began"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> Label:
        """The group, for addresses."""
        return Label("group", self.slug, self.name)


class GroupMember(models.Model):
    """An organisation in a group, by a function mailbox; coming back makes a new row.

    ``unsubscribed_at``: no letters of this group any more, for good; the next row of the same body carries it on.
    """

    group = models.ForeignKey(ExchangeGroup, on_delete=models.PROTECT, related_name="members")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="group_memberships")
    mailbox = models.EmailField(_("function mailbox"))
    code = models.CharField(max_length=16, unique=True)
    joined_on = models.DateField(_("since"))
    left_on = models.DateField(_("until"), null=True, blank=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("organisation__name", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="member_leaves_after_joining"
            ),
            models.UniqueConstraint(
                fields=("group", "organisation"), condition=Q(left_on=None), name="member_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=("group", "mailbox"), condition=Q(left_on=None), name="mailbox_once_in_a_group"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.joined_on}"


class GroupMeeting(models.Model):
    """When and where a group meets, what about, and what came of it."""

    group = models.ForeignKey(ExchangeGroup, on_delete=models.PROTECT, related_name="meetings")
    on = models.DateField(_("on"))
    begins = models.TimeField(_("begins"), null=True, blank=True)
    place = models.CharField(_("where"), max_length=200, blank=True)
    agenda = models.TextField(_("agenda"), max_length=8000, blank=True)
    minutes = models.TextField(_("text of the minutes"), max_length=20000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return f"{self.group_id} {self.on}"


class GroupDocument(models.Model):
    """Something a group shares: a link, or a file outside the web root with its sum."""

    group = models.ForeignKey(ExchangeGroup, on_delete=models.PROTECT, related_name="documents")
    meeting = models.ForeignKey(GroupMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("link"), max_length=1000, blank=True)
    file = models.FileField(_("file"), upload_to="groups/%Y/", blank=True, max_length=300)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField()
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ("-added_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(file="") & Q(url="") & ~Q(sha256="") | Q(file="") & ~Q(url=""),
                name="shared_file_or_link",
            ),
        )

    def __str__(self) -> str:
        return self.title


class GroupMailing(models.Model):
    """What was written to a group; never changed afterwards."""

    group = models.ForeignKey(ExchangeGroup, on_delete=models.PROTECT, related_name="mailings")
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), max_length=8000)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=40)  # an actor id, never a name

    class Meta:
        ordering = ("-sent_at", "-id")

    def __str__(self) -> str:
        return self.subject


class GroupLetter(models.Model):
    """One member's copy of a mailing: exactly one each."""

    mailing = models.ForeignKey(GroupMailing, on_delete=models.PROTECT, related_name="letters")
    member = models.ForeignKey(GroupMember, on_delete=models.PROTECT, related_name="letters")

    class Meta:
        ordering = ("mailing", "member__organisation__name")
        constraints = (models.UniqueConstraint(fields=("mailing", "member"), name="one_letter_per_member"),)

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.member_id}"
