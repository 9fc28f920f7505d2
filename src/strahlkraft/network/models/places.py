"""Territorial units, the map they stand on, and what was imported."""

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
