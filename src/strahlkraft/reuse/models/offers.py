"""Offers: what can be taken over, as published; drafts as typed; versions as they were."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.kernel.label import Label
from strahlkraft.network.models import Organisation
from strahlkraft.projects.fields import PartialDateField, one_of
from strahlkraft.projects.models import Project
from strahlkraft.reuse import texts
from strahlkraft.reuse.rules.content import Effort, OfferContent, Paper, Product, ServiceKey
from strahlkraft.reuse.rules.vocabulary import (
    DevelopmentStatus,
    DocumentKind,
    KeyScheme,
    Publication,
    ResultKind,
    Stated,
)

_OTHER = frozenset({"products", "efforts", "keys", "papers", "caretaker", "superseded_by"})  # no plain columns


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class OfferQuerySet(models.QuerySet["ReuseOffer"]):
    """Words for reading offers."""

    def published(self) -> OfferQuerySet:
        """Those everybody may see: their project is public too."""
        return self.filter(publication=Publication.PUBLISHED, project__publication="published")

    def with_page(self) -> OfferQuerySet:
        """All that a page of an offer needs, in a fixed number of queries."""
        return self.select_related("project__region", "caretaker", "superseded_by").prefetch_related(
            "products", "efforts", "keys", "papers"
        )


class ReuseOffer(models.Model):
    """What exactly can be taken over; the columns hold the newest published version. ``slug`` never changes."""

    slug = models.SlugField(max_length=100, unique=True)
    identifier = models.CharField(_("identifier"), max_length=20, unique=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="offers")
    title = models.CharField(_("title"), max_length=250)
    kind = models.CharField(_("what can be taken over"), max_length=16, choices=list(texts.RESULT_KINDS.items()))
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    target_groups = models.TextField(_("target groups"), blank=True)
    scope = models.TextField(_("scope of the solution"), blank=True)
    transfer_value = models.TextField(_("cost and benefit of the transfer"), blank=True)
    stakeholders = models.TextField(_("who has to be involved"), blank=True)
    best_practice = models.TextField(_("what proved good"), blank=True)
    legal_basis = models.TextField(_("legal basis"), blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    repository_url = models.URLField(_("repository"), max_length=500, blank=True)
    landing_url = models.URLField(_("website"), max_length=500, blank=True)
    development_status = models.CharField(
        _("state of development"), max_length=12, choices=list(texts.STATUSES.items()), blank=True
    )
    finished = models.CharField(_("finished and stable"), max_length=8, default=Stated.UNKNOWN)
    last_change = PartialDateField(_("last change"))
    last_release = PartialDateField(_("last release"))
    in_operation = models.CharField(_("in operation at the maker"), max_length=8, default=Stated.UNKNOWN)
    in_operation_since = PartialDateField(_("in operation since"))
    no_products = models.BooleanField(_("presupposes no product"), default=False)
    small_towns = models.CharField(_("works for small municipalities"), max_length=8, default=Stated.UNKNOWN)
    size_classes = models.JSONField(_("suitable sizes of municipality"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    platforms = models.JSONField(_("platforms"), default=list, blank=True)
    standards = models.JSONField(_("standards"), default=list, blank=True)
    procurement = models.JSONField(_("ways of procurement"), default=list, blank=True)
    data_protection_url = models.URLField(_("data protection statement"), max_length=500, blank=True)
    accessibility_url = models.URLField(_("accessibility statement"), max_length=500, blank=True)
    mailbox = models.EmailField(_("function mailbox"), blank=True)
    caretaker = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="cared_offers"
    )
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    superseded_note = models.CharField(_("replaced by"), max_length=300, blank=True)
    publiccode = models.JSONField(default=dict, blank=True)  # what a read publiccode.yml says beyond the columns
    identity = models.CharField(max_length=500, blank=True, db_index=True)  # canonical address of the repository
    publication = models.CharField(
        max_length=10, choices=list(texts.PUBLICATIONS.items()), default=Publication.DRAFT, db_index=True
    )
    version = models.PositiveIntegerField(default=0)  # of the newest published version; 0 before the first
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ("title", "id")
        constraints = (
            models.CheckConstraint(condition=one_of(ResultKind, "kind"), name="offer_kind"),
            models.CheckConstraint(
                condition=one_of(DevelopmentStatus, "development_status", empty=True), name="offer_status"
            ),
            models.CheckConstraint(
                condition=one_of(Stated, "finished") & one_of(Stated, "in_operation") & one_of(Stated, "small_towns"),
                name="offer_stated",
            ),
            models.CheckConstraint(condition=one_of(Publication, "publication"), name="offer_publication"),
            models.CheckConstraint(
                condition=Q(publication=Publication.DRAFT, version=0, published_at=None)
                | Q(version__gte=1, published_at__isnull=False),
                name="offer_public_has_version",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by=None) | ~Q(superseded_by=F("id")), name="offer_not_superseded_by_itself"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("offer", self.slug, self.title)

    @property
    def content(self) -> OfferContent:
        """The newest published version as plain values."""
        columns = {
            name: _plain(getattr(self, name)) for name in OfferContent.__dataclass_fields__ if name not in _OTHER
        }
        return OfferContent(
            **columns,
            caretaker=self.caretaker.slug if self.caretaker else "",
            superseded_by=self.superseded_by.slug if self.superseded_by else "",
            products=tuple(Product(row.name, row.proprietary, row.alternative) for row in self.products.all()),
            efforts=tuple(row.content for row in self.efforts.all()),
            keys=tuple(ServiceKey(row.scheme, row.key) for row in self.keys.all()),
            papers=tuple(Paper(row.title, row.url, row.kind, row.licence) for row in self.papers.all()),
        )


class OfferProduct(models.Model):
    """Something an offer presupposes."""

    offer = models.ForeignKey(ReuseOffer, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(_("product"), max_length=200, db_index=True)
    proprietary = models.CharField(_("proprietary"), max_length=8, default=Stated.UNKNOWN)
    alternative = models.CharField(_("alternative"), max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("offer", "name"), name="offer_product_once"),
            models.CheckConstraint(condition=one_of(Stated, "proprietary") & ~Q(name=""), name="offer_product_sound"),
        )

    def __str__(self) -> str:
        return self.name


class OfferEffort(models.Model):
    """What introduction and operation took in municipalities of one size; empty size: any."""

    offer = models.ForeignKey(ReuseOffer, on_delete=models.PROTECT, related_name="efforts")
    size_class = models.CharField(_("size of municipality"), max_length=20, blank=True)
    introduction_days = models.DecimalField(max_digits=12, decimal_places=1, null=True, blank=True)
    introduction_cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    yearly_days = models.DecimalField(max_digits=12, decimal_places=1, null=True, blank=True)
    yearly_cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year of the figures"), null=True, blank=True)
    stated_by = models.CharField(_("stated by"), max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(introduction_days__isnull=False)
                | Q(introduction_cost__isnull=False)
                | Q(yearly_days__isnull=False)
                | Q(yearly_cost__isnull=False),
                name="offer_effort_states_something",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__gte": 0}), name=f"offer_effort_{name}"
                )
                for name in ("introduction_days", "introduction_cost", "yearly_days", "yearly_cost")
            ),
        )

    def __str__(self) -> str:
        return self.size_class

    @property
    def content(self) -> Effort:
        """The row as plain values."""
        return Effort(**{name: getattr(self, name) for name in Effort.__dataclass_fields__})


class OfferKey(models.Model):
    """A key of German administration."""

    offer = models.ForeignKey(ReuseOffer, on_delete=models.PROTECT, related_name="keys")
    scheme = models.CharField(max_length=8, choices=list(texts.KEY_SCHEMES.items()))
    key = models.CharField(max_length=200, db_index=True)

    class Meta:
        ordering = ("scheme", "key")
        constraints = (
            models.UniqueConstraint(fields=("offer", "scheme", "key"), name="offer_key_once"),
            models.CheckConstraint(condition=one_of(KeyScheme, "scheme") & ~Q(key=""), name="offer_key_sound"),
        )

    def __str__(self) -> str:
        return f"{self.scheme}:{self.key}"


class OfferPaper(models.Model):
    """A document that helps to take an offer over."""

    offer = models.ForeignKey(ReuseOffer, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(_("title"), max_length=250)
    url = models.URLField(_("address"), max_length=1000)
    kind = models.CharField(max_length=12, choices=list(texts.DOCUMENT_KINDS.items()), default=DocumentKind.OTHER)
    licence = models.CharField(_("licence"), max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=one_of(DocumentKind, "kind"), name="offer_paper_kind"),)

    def __str__(self) -> str:
        return self.title


class OfferDraft(models.Model):
    """What is being typed, as typed: saved by itself, checked only when published."""

    offer = models.OneToOneField(ReuseOffer, on_delete=models.PROTECT, related_name="draft")
    content = models.JSONField(default=dict)  # OfferContent.as_json, possibly not sound yet; ``typed`` beside it
    revision = models.PositiveIntegerField(default=1)  # counts savings: a second window is told, nothing is overwritten
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.offer} · {self.revision}"

    @property
    def said(self) -> OfferContent:
        """What could be read of it, as plain values."""
        return OfferContent.from_json(self.content)

    @property
    def typed(self) -> dict[str, dict[str, list[str]]]:
        """Steps of the form with an entry that cannot be read, each with everything as it was typed."""
        kept = self.content.get("typed")
        return dict(kept) if isinstance(kept, dict) else {}


class OfferVersion(models.Model):
    """A published version, kept as it was."""

    offer = models.ForeignKey(ReuseOffer, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    changed_fields = models.JSONField(default=list)
    note = models.CharField(_("what is new"), max_length=300, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("offer", "number"), name="offer_version_once"),)

    def __str__(self) -> str:
        return f"{self.offer} · {self.number}"

    @property
    def said(self) -> OfferContent:
        """The version as plain values."""
        return OfferContent.from_json(self.content)
