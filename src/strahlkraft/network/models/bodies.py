"""Regions, organisations, where to write to them, what they know, and which records were one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from strahlkraft.kernel.label import Label
from strahlkraft.network.models.places import District, Municipality
from strahlkraft.network.rules import SaidBy


class Region(models.Model):
    """A model region; one per government district."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    government_district = models.CharField(_("granting authority"), max_length=80, blank=True)
    demonstration = models.BooleanField(default=False, db_default=False)  # invented, never counted among the real ones

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("region", self.slug, self.name)


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    MUNICIPALITY = "municipality", _("Municipality")
    DISTRICT = "district", _("District")
    AUTHORITY = "authority", _("State authority")
    IT_PROVIDER = "it_provider", _("Public IT provider")
    RESEARCH = "research", _("University or research institute")
    COMPANY = "company", _("Company")
    ASSOCIATION = "association", _("Association or foundation")
    CULTURE = "culture", _("Cultural or social institution")
    OTHER = "other", _("Other organisation")


class StandingOrganisations(models.Manager["Organisation"]):
    """Organisations that were not merged into another: what lists and choices offer."""

    def get_queryset(self) -> models.QuerySet[Organisation]:
        """Leave out merged records; ``Organisation.everything`` has them too."""
        return super().get_queryset().filter(merged_into=None)


class Organisation(models.Model):
    """Any body that takes part; municipal ones carry their territorial unit.

    A record found to be a duplicate points to the one that stands (``merged_into``): its address leads there.
    """

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )
    seat = models.ForeignKey(Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_records"
    )
    version = models.PositiveIntegerField(default=1)

    objects = StandingOrganisations()
    everything: ClassVar[models.Manager[Organisation]] = models.Manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="organisation_not_into_itself"
            ),
            models.CheckConstraint(
                condition=~Q(kind=OrganisationKind.MUNICIPALITY) | Q(municipality__isnull=False),
                name="municipal_organisation_has_key",
            ),
            models.CheckConstraint(
                condition=~Q(kind=OrganisationKind.DISTRICT) | Q(district__isnull=False),
                name="district_organisation_has_key",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("organisation", self.slug, self.name)

    @property
    def place(self) -> Municipality | None:
        """Where it stands on the map: its own municipality, else its seat."""
        return self.municipality or self.seat


class RegionMembership(models.Model):
    """An organisation in a model region, as lead or partner."""

    class Role(models.TextChoices):
        """Part played in the region."""

        LEAD = "lead", _("Lead municipality")
        PARTNER = "partner", _("Partner")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="region_memberships")
    role = models.CharField(max_length=10, choices=Role.choices)

    class Meta:
        ordering = ("region", "role", "organisation__name")
        constraints = (
            models.UniqueConstraint(fields=("region", "organisation"), name="one_membership_per_organisation"),
            models.UniqueConstraint(fields=("region",), condition=Q(role="lead"), name="one_lead_per_region"),
        )

    def __str__(self) -> str:
        return f"{self.organisation} – {self.region}"


class ContactPoint(models.Model):
    """Where to write: a function mailbox of an office or organisation; never a person."""

    region = models.OneToOneField(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="contact_point")
    organisation = models.OneToOneField(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="contact_point"
    )
    mailbox = models.EmailField(_("function mailbox"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(region=None, organisation__isnull=False) | Q(region__isnull=False, organisation=None),
                name="contact_of_exactly_one",
            ),
        )

    def __str__(self) -> str:
        return self.mailbox or self.website


class Expertise(models.Model):
    """Something an organisation knows, in a few words; given by a project office or by the organisation itself."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="expertise")
    words = models.CharField(_("what it knows"), max_length=120)
    note = models.CharField(_("how it comes to know it"), max_length=300, blank=True)
    said_by = models.CharField(max_length=6)
    noted_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True, blank=True)  # no longer said; the row stays

    class Meta:
        ordering = ("words", "id")
        constraints = (
            models.CheckConstraint(condition=Q(said_by__in=[word.value for word in SaidBy]), name="expertise_said_by"),
            models.CheckConstraint(condition=~Q(words=""), name="expertise_says_something"),
            models.UniqueConstraint("organisation", Lower("words"), condition=Q(struck_at=None), name="expertise_once"),
        )

    def __str__(self) -> str:
        return self.words


class OrganisationMerge(models.Model):
    """Two records were one organisation. ``moved`` names the rows that changed sides, so that it can be taken back.

    ``moved``: ``room.Model.field`` to primary keys. Taking back is a deed of its own (``undone_at``); the row stays.
    """

    merged = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges")
    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="took_in")
    reason = models.CharField(_("reason"), max_length=300)
    moved = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-merged_at", "-id")
        constraints = (
            models.CheckConstraint(condition=~Q(merged=F("kept")), name="merge_of_two"),
            models.CheckConstraint(condition=~Q(reason=""), name="merge_has_reason"),
            models.UniqueConstraint(fields=("merged",), condition=Q(undone_at=None), name="merged_once_at_a_time"),
        )

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"
