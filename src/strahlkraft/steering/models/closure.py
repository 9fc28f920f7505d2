"""Closing projects, handing over what outlives the office, and the office's own posts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.network.models import Organisation, Region
from strahlkraft.projects.fields import one_of
from strahlkraft.projects.models import Project
from strahlkraft.steering.models.life import StoredFile
from strahlkraft.steering.rules.vocabulary import ClosureState, ItemState


class Closure(models.Model):
    """The closing of a project, or of one recipient's part of it (``recipient`` empty: the whole project)."""

    code = models.CharField(max_length=24, unique=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="closures")
    recipient = models.CharField(_("recipient of the grant"), max_length=200, blank=True)
    target_on = models.DateField(_("to be closed by"), null=True, blank=True)
    state = models.CharField(max_length=6, default=ClosureState.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=40, blank=True)
    last_edited_by = models.CharField(max_length=40, blank=True)  # actor ids, for four eyes
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("project__title", "recipient")
        constraints = (
            models.UniqueConstraint(fields=("project", "recipient"), name="closure_once"),
            models.CheckConstraint(condition=one_of(ClosureState, "state"), name="closure_state"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False) & ~Q(closed_by=""), name="closure_closed_when"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(closed_by=F("last_edited_by")), name="closure_four_eyes"
            ),
        )

    def __str__(self) -> str:
        return f"{self.project} {self.recipient}".strip()


class ClosureItem(models.Model):
    """One line of the checklist; ``key`` is of ``rules.closure.TEMPLATE``."""

    closure = models.ForeignKey(Closure, on_delete=models.PROTECT, related_name="items")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=14, default=ItemState.OPEN)
    reason = models.TextField(_("reason"), blank=True)
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("closure", "key"), name="closure_item_once"),
            models.CheckConstraint(condition=one_of(ItemState, "state"), name="closure_item_state"),
            models.CheckConstraint(
                condition=~Q(state="not_applicable") | ~Q(reason=""), name="closure_item_ruled_out_why"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(settled_at__isnull=False), name="closure_item_settled_when"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.state}"


class Handover(models.Model):
    """Who is responsible after the office has ended: a named body for a region's remaining deadlines and contacts."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="handovers")
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="handovers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="handovers")
    mailbox = models.EmailField(_("function mailbox"))
    from_on = models.DateField(_("responsible from"))
    note = models.TextField(_("note"), blank=True)
    named_by = models.CharField(max_length=40)  # actor ids, for four eyes
    confirmed_by = models.CharField(max_length=40, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("region", "project__title")
        constraints = (
            models.UniqueConstraint(
                fields=("region", "project"), condition=Q(project__isnull=False), name="handover_once_per_project"
            ),
            models.UniqueConstraint(fields=("region",), condition=Q(project=None), name="handover_once_per_region"),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("named_by")), name="handover_four_eyes"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}"


class Position(models.Model):
    """A post of the office; ``label`` names the post, never a person. Shares of a full post and rates in percent."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="positions")
    label = models.CharField(_("post"), max_length=120)
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="positions",
        verbose_name=_("employer"),
    )
    share = models.DecimalField(_("share of a full post"), max_digits=3, decimal_places=2)
    funded_rate = models.DecimalField(
        _("funded share in percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("region", "label")
        constraints = (
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="position_share"),
            models.CheckConstraint(
                condition=Q(funded_rate=None) | Q(funded_rate__gte=0, funded_rate__lte=100), name="position_rate"
            ),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="position_period"),
        )

    def __str__(self) -> str:
        return self.label
