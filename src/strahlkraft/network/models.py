"""Tables of the network: territorial units, organisations, model regions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.kernel.label import Label
from strahlkraft.kernel.slug import slugify
from strahlkraft.network.rules import district_title, size_class


class State(models.Model):
    """One of the 16 Länder; ``key`` has two digits."""

    key = models.CharField(_("official key"), max_length=2, unique=True)
    name = models.CharField(_("name"), max_length=80)
    abbreviation = models.CharField(_("abbreviation"), max_length=4)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A Kreis or a kreisfreie Stadt; ``key`` has five digits."""

    key = models.CharField(_("official key"), max_length=5, unique=True)
    name = models.CharField(_("name"), max_length=120)
    official_name = models.CharField(_("official name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=80)
    seat = models.CharField(_("seat"), max_length=120, blank=True)
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="districts")
    government_district = models.CharField(_("government district"), max_length=80, blank=True)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """As it is spoken of: ``Kreis Soest``, ``Märkischer Kreis``; empty for a city that is its own district."""
        return district_title(self.name, self.kind)


class Municipality(models.Model):
    """A municipality of Germany, also a former one; ``key`` is the AGS, ``successor`` where it was merged into."""

    key = models.CharField(_("official key"), max_length=8, unique=True)
    regional_key = models.CharField(_("regional key"), max_length=12, db_index=True)
    name = models.CharField(_("name"), max_length=120, db_index=True)
    official_name = models.CharField(_("official name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=80)
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="municipalities")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="municipalities")
    association = models.CharField(_("association"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    area_km2 = models.DecimalField(_("area in km²"), max_digits=8, decimal_places=2, null=True, blank=True)
    population = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True, db_index=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    as_of = models.DateField(_("territorial status as of"))
    dissolved = models.BooleanField(_("no longer exists"), default=False)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors")

    class Meta:
        ordering = ("key",)
        constraints = (
            models.CheckConstraint(condition=Q(successor=None) | Q(dissolved=True), name="successor_only_if_dissolved"),
            models.CheckConstraint(condition=Q(successor=None) | ~Q(successor=F("id")), name="no_own_successor"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="both_coordinates_or_none",
            ),
        )
        indexes = (models.Index(fields=("state", "population")),)

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        """Address part: official key and name."""
        return f"{self.key}-{slugify(self.name)}"

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("municipality", self.slug, self.name)

    @property
    def size(self) -> str:
        """Size class by inhabitants (see ``rules.size_class``)."""
        return size_class(self.population)


class Region(models.Model):
    """A model region; one per government district."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    government_district = models.CharField(_("granting authority"), max_length=80, blank=True)

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


class Organisation(models.Model):
    """Any body that takes part; municipal ones carry their territorial unit."""

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
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name",)
        constraints = (
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


class Geometry(models.Model):
    """One map: a topology with its source line; the newest per name is in use."""

    name = models.CharField(max_length=40, unique=True)
    topology = models.JSONField()
    source_line = models.CharField(max_length=200)
    licence = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One applied import: which file (SHA-256 of its content) and how many records changed in which way."""

    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    applied_at = models.DateTimeField()
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("-applied_at", "-id")

    def __str__(self) -> str:
        return f"{self.kind} {self.applied_at:%Y-%m-%d}"
