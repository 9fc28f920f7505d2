"""Pictures with what accessibility and copyright ask for, and the sizes they are shown in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.network.models import Region
from strahlkraft.newsroom.models._fields import actor
from strahlkraft.newsroom.rules.pictures import Licence
from strahlkraft.projects.fields import one_of


class Picture(models.Model):
    """One picture, drawn anew when it was taken in: no metadata, no place, no camera. Never changed, never deleted.

    ``focal_x`` and ``focal_y`` are percent from left and top: what stays in sight when the picture is cut.
    ``unwritten``: taken over from an older site, its words or its maker are still to be written; no article with it appears.
    """

    code = models.CharField(max_length=24, unique=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="pictures")
    file = models.FileField(_("file"), upload_to="pictures/%Y/", max_length=300)
    media_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alternative_text = models.CharField(_("alternative text"), max_length=300, blank=True)
    alternative_text_en = models.CharField(_("alternative text in English"), max_length=300, blank=True)
    decorative = models.BooleanField(_("decorative: says nothing the text does not say"), default=False)
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    caption_en = models.CharField(_("caption in English"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200)
    unwritten = models.BooleanField(default=False)
    licence = models.CharField(_("licence"), max_length=60, blank=True)  # SPDX identifier; empty: no reuse by the press
    focal_x = models.PositiveSmallIntegerField(default=50)
    focal_y = models.PositiveSmallIntegerField(default=50)
    added_at = models.DateTimeField()
    added_by = actor()
    version = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # no longer offered for choosing

    class Meta:
        ordering = ("-added_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(decorative=True, alternative_text="")
                | (Q(decorative=False) & ~Q(alternative_text=""))
                | Q(decorative=False, unwritten=True),
                name="picture_said_or_decorative",
            ),
            models.CheckConstraint(condition=~Q(credit="") | Q(unwritten=True), name="picture_credited"),
            models.CheckConstraint(condition=Q(focal_x__lte=100, focal_y__lte=100), name="picture_focus_inside"),
            models.CheckConstraint(condition=Q(width__gte=1, height__gte=1), name="picture_has_extent"),
            models.CheckConstraint(condition=one_of(Licence, "licence", empty=True), name="picture_licence"),
        )

    def __str__(self) -> str:
        return self.alternative_text or self.caption or self.code


class Rendition(models.Model):
    """A picture in one size and format, made once. ``focus`` is the place (``x-y`` in percent) it is cut around; empty: whole."""

    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="renditions")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    focus = models.CharField(max_length=7, blank=True)
    media_type = models.CharField(max_length=40)
    file = models.FileField(upload_to="renditions/%Y/", max_length=300)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("width", "focus", "media_type")
        constraints = (
            models.UniqueConstraint(
                fields=("picture", "width", "height", "focus", "media_type"), name="rendition_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.picture_id} {self.width}×{self.height} {self.media_type}"
