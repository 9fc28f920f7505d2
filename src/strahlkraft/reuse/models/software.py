"""Software that exists elsewhere: publishers, what was found, under which addresses."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.kernel.label import Label
from strahlkraft.projects.fields import one_of
from strahlkraft.reuse import texts
from strahlkraft.reuse.rules.vocabulary import AddressKind, SoftwareOrigin


class Publisher(models.Model):
    """A place whose repositories are visited: a group of a forge, a list, a single file."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=200)
    url = models.URLField(_("address"), max_length=500, unique=True)
    forge = models.CharField(_("kind of place"), max_length=20)  # name of the importer
    country = models.CharField(_("country"), max_length=2, blank=True)
    enabled = models.BooleanField(_("is visited"), default=True)
    cursor = models.TextField(blank=True)  # where an interrupted visit goes on
    visited_at = models.DateTimeField(null=True, blank=True)  # end of the last whole visit

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("publisher", self.slug, self.name)


class CrawlRun(models.Model):
    """One visit of one publisher with its report."""

    class State(models.TextChoices):
        """How it ended."""

        RUNNING = "running", _("running")
        DONE = "done", _("done")
        PARTIAL = "partial", _("interrupted, goes on next time")
        FAILED = "failed", _("failed")

    publisher = models.ForeignKey(Publisher, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)  # found, changed, unchanged, missing, failed, requests
    problems = models.JSONField(default=list)  # [{url, reason}], the first hundred

    class Meta:
        ordering = ("-started_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="running", ended_at=None) | (~Q(state="running") & Q(ended_at__isnull=False)),
                name="crawl_run_ended",
            ),
        )

    def __str__(self) -> str:
        return f"{self.publisher} {self.started_at:%Y-%m-%d}"


class SeenRepository(models.Model):
    """What is remembered of a repository's file, so that nothing unchanged is fetched twice."""

    url = models.CharField(max_length=1000, unique=True)  # as the forge writes it
    file_url = models.CharField(max_length=1000, blank=True)  # empty: there was no publiccode.yml
    etag = models.CharField(max_length=300, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    last_change = models.DateTimeField(null=True, blank=True)  # the forge's date at that look
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url


class SoftwareQuerySet(models.QuerySet["Software"]):
    """Words for reading software."""

    def listed(self) -> SoftwareQuerySet:
        """What people are shown: one record per solution."""
        return self.filter(merged_into=None)


class Software(models.Model):
    """Software of somebody else, known by its publiccode.yml; never edited here."""

    slug = models.SlugField(max_length=120, unique=True)
    identity = models.CharField(max_length=500, unique=True)  # canonical address of the repository
    name = models.CharField(_("name"), max_length=250)
    publisher = models.ForeignKey(Publisher, null=True, blank=True, on_delete=models.PROTECT, related_name="software")
    publisher_name = models.CharField(_("publisher"), max_length=250, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, db_index=True)
    repository_url = models.URLField(_("repository"), max_length=500)
    landing_url = models.URLField(_("website"), max_length=500, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    development_status = models.CharField(_("state of development"), max_length=12, blank=True)
    software_type = models.CharField(_("kind of software"), max_length=40, blank=True)
    software_version = models.CharField(_("version"), max_length=100, blank=True)
    release_date = models.CharField(_("release"), max_length=10, blank=True)
    platforms = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    categories = models.JSONField(default=list, blank=True)
    based_on = models.JSONField(default=list, blank=True)
    summary_de = models.CharField(max_length=300, blank=True)
    summary_en = models.CharField(max_length=300, blank=True)
    own_words = models.BooleanField(default=False)  # the summaries are ours, not the file's
    document = models.JSONField(default=dict, blank=True)  # the publiccode.yml without people
    verdict = models.CharField(max_length=8, blank=True)  # valid, warning, error; empty: not read here
    findings = models.JSONField(default=list, blank=True)  # of the validator, both kinds
    checked_on = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=12, choices=list(texts.SOFTWARE_ORIGINS.items()))
    source_url = models.CharField(_("source"), max_length=1000)
    source_note = models.CharField(max_length=300, blank=True)
    read_on = models.DateField(_("read on"), null=True, blank=True)
    last_change_on = models.DateField(_("last change in the repository"), null=True, blank=True)
    archived = models.BooleanField(default=False)
    misses = models.PositiveSmallIntegerField(default=0)  # visits in a row that did not find it
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    merge_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)

    objects = SoftwareQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(SoftwareOrigin, "origin"), name="software_origin"),
            models.CheckConstraint(
                condition=Q(merged_into=None, merge_reason="") | (Q(merged_into__isnull=False) & ~Q(merge_reason="")),
                name="software_merge_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="software_not_merged_into_itself"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("software", self.slug, self.name)


class SoftwareAddress(models.Model):
    """An address under which software was found; one solution can have many."""

    software = models.ForeignKey(Software, on_delete=models.PROTECT, related_name="addresses")
    url = models.CharField(max_length=500, unique=True)  # canonical form
    kind = models.CharField(max_length=16, choices=list(texts.ADDRESS_KINDS.items()))
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "url")
        constraints = (models.CheckConstraint(condition=one_of(AddressKind, "kind"), name="software_address_kind"),)

    def __str__(self) -> str:
        return self.url
