"""What people want to hear of when it appears."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from strahlkraft.network.models import Municipality


class WatchQuerySet(models.QuerySet["Watch"]):
    """Words for reading watches."""

    def active(self) -> WatchQuerySet:
        """Confirmed and not ended."""
        return self.filter(confirmed_at__isnull=False, ended_at=None)


class Watch(models.Model):
    """A saved need (``need`` with ``filters``) or one thing (``thing_kind``, ``thing_key``), told to a mailbox."""

    code = models.CharField(max_length=24, unique=True)
    mailbox = models.EmailField()
    language = models.CharField(max_length=2, default="de")
    need = models.TextField(blank=True)
    filters = models.JSONField(default=dict, blank=True)  # facet -> values, as the need box reads them
    municipality = models.ForeignKey(Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    thing_kind = models.CharField(max_length=12, blank=True)
    thing_key = models.CharField(max_length=120, blank=True)
    thing_state = models.CharField(max_length=64, blank=True)  # digest of what was last told of the one thing
    created_at = models.DateTimeField()
    confirm_by = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(thing_kind="", thing_key="") | (~Q(thing_kind="") & ~Q(thing_key="") & Q(need="")),
                name="watch_need_or_thing",
            ),
        )

    def __str__(self) -> str:
        return self.code


class WatchHit(models.Model):
    """A thing a watch knows of: each is told once."""

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="hits")
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=120)
    told_at = models.DateTimeField(null=True, blank=True)  # none: it was there before, or waits for the next letter

    class Meta:
        constraints = (models.UniqueConstraint(fields=("watch", "kind", "key"), name="watch_hit_once"),)

    def __str__(self) -> str:
        return f"{self.watch} {self.kind}:{self.key}"
