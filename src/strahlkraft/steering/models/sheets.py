"""Spreadsheets that were read in: which file, which cells changed what."""

from __future__ import annotations

from django.db import models

from strahlkraft.network.models import Region


class SheetImport(models.Model):
    """One spreadsheet as it was applied: the mapping of its columns, and each change with old and new value.

    ``undone_by`` is the import whose counter-entries took this one back.
    """

    code = models.CharField(max_length=24, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="sheet_imports")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=200)
    undone_by = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undoes")

    class Meta:
        ordering = ("-applied_at", "-id")

    def __str__(self) -> str:
        return self.name
