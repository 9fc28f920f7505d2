"""The change log of the search: the newest version of every document with the number of its change."""

from typing import ClassVar
from uuid import uuid4

from django.db import models


class SearchDocument(models.Model):
    """The newest version of one document, compacted: one row per kind and key, its sequence that of the last change."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    payload = models.JSONField()
    digest = models.CharField(max_length=32)  # of the payload: an unchanged document is no change
    sequence = models.BigIntegerField(unique=True)
    withdrawn = models.BooleanField(default=False)  # no longer findable; kept so that every node hears of it

    class Meta:
        """One row for one thing."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "key"], name="search_document_once")]

    def __str__(self) -> str:
        """Kind, key and number of the change."""
        return f"{self.kind}:{self.key}@{self.sequence}"


class SearchCounter(models.Model):
    """One row whose value is the last sequence given out.

    The row is locked until the writing transaction ends, so numbers become visible in their order and without gaps:
    who has read up to n has missed nothing below n, on PostgreSQL too.
    """

    value = models.BigIntegerField(default=0)
    log = models.UUIDField(default=uuid4, editable=False)  # tells this log from that of another database

    class Meta:
        """The single row has the key 1."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="search_counter_single"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="search_counter_counts_up"),
        ]

    def __str__(self) -> str:
        """The last sequence."""
        return str(self.value)
