"""The trail's tables: entries that are only ever added, and the head of their chain."""

from typing import Any, Never

from django.db import models

from strahlkraft.audit import rules


class AppendOnly(Exception):  # noqa: N818 - names the law that was broken
    """Raised when something tries to change or delete an entry of the trail."""

    def __init__(self) -> None:
        """Say what to do instead."""
        super().__init__("the trail is append-only: add an entry that corrects the earlier one")


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Reads and adds; never changes or deletes (the database's triggers refuse as well)."""

    def update(self, **_values: Any) -> Never:
        """Refuse."""
        raise AppendOnly

    def delete(self) -> Never:
        """Refuse."""
        raise AppendOnly

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> Never:
        """Refuse."""
        raise AppendOnly


class AuditEntry(models.Model):
    """One line of the trail: who did which deed to what, when, with the changed fields before and after.

    ``actor_label`` and ``label_salt`` are outside the hash (docs/adr/0003-audit-chain.md);
    ``region_id`` is a plain number, because regions live above this room.
    """

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=200, blank=True)
    label_salt = models.CharField(max_length=32, blank=True)
    label_digest = models.CharField(max_length=64)
    verb = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=200)
    subject_title = models.CharField(max_length=500, blank=True)
    region_id = models.BigIntegerField(null=True, blank=True)
    public = models.BooleanField(default=False)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)
    submission = models.UUIDField(null=True, blank=True, unique=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        """Newest last; found by subject, by region and in the public feed."""

        ordering = ("sequence",)
        indexes = (
            models.Index(fields=["subject_kind", "subject_key", "-sequence"], name="audit_by_subject"),
            models.Index(fields=["region_id", "-sequence"], name="audit_by_region"),
            models.Index(fields=["-sequence"], condition=models.Q(public=True), name="audit_public"),
        )

    def __str__(self) -> str:
        """Return number, verb and subject."""
        return f"{self.sequence} {self.verb} {self.subject_kind}:{self.subject_key}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry; refuse to change one that exists."""
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> Never:
        """Refuse."""
        raise AppendOnly

    def content(self) -> dict[str, Any]:
        """Return what the hash covers: everything but the actor's name and its salt."""
        return {
            "sequence": self.sequence,
            "at": self.at,
            "actor_id": self.actor_id,
            "label_digest": self.label_digest,
            "verb": self.verb,
            "subject_kind": self.subject_kind,
            "subject_key": self.subject_key,
            "subject_title": self.subject_title,
            "region_id": self.region_id,
            "public": self.public,
            "before": self.before,
            "after": self.after,
            "reason": self.reason,
            "submission": str(self.submission) if self.submission else None,
        }


class ChainHead(models.Model):
    """The one row that says how long the chain is and how it ends; its lock puts writers in a row."""

    count = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=rules.GENESIS)

    class Meta:
        """Never more than one row."""

        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="audit_one_head"),)

    def __str__(self) -> str:
        """Return the count and the hash, as printed by ``audit verify``."""
        return f"{self.count} {self.hash}"


class ChainCheck(models.Model):
    """One walk over the whole chain: how long it was then, and the breaks that were found (none: whole)."""

    at = models.DateTimeField()
    count = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    breaks = models.PositiveIntegerField(default=0)
    first_broken = models.PositiveBigIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=12, blank=True)  # of the first break, as audit.queries.Broken says it

    class Meta:
        """Newest last."""

        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(breaks=0, first_broken=None, kind="")
                | models.Q(breaks__gt=0, first_broken__isnull=False) & ~models.Q(kind=""),
                name="audit_check_names_its_break",
            ),
        )

    def __str__(self) -> str:
        """Return when and how many breaks."""
        return f"{self.at:%Y-%m-%d} {self.breaks}"
