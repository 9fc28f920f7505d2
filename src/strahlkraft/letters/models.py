"""The outbox: letters wait here in the transaction that wanted them, until a job has sent them."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from strahlkraft.letters.rules import LEASE


class LetterQuerySet(models.QuerySet["Letter"]):
    """Words for letters."""

    def due(self, at: datetime) -> "LetterQuerySet":
        """Keep what may be sent now and no other worker holds.

        A hold that reaches further than a lease comes from a clock that has jumped back since.
        """
        return self.filter(
            Q(claimed_until=None) | Q(claimed_until__lte=at) | Q(claimed_until__gt=at + 2 * LEASE),
            sent_at=None,
            given_up_at=None,
            not_before__lte=at,
        )


class Letter(models.Model):
    """One e-mail to one person, on its way or sent.

    ``key`` makes posting idempotent; ``secret`` letters lose their text once sent (sign-in links);
    after ``not_after`` a letter is pointless and no longer sent. Old letters lose address, subject and text.
    """

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    secret = models.BooleanField(default=False)
    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=250, unique=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    not_after = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        """Oldest first; a hold has its owner and its end; a letter is sent or given up, never both."""

        ordering = ("not_before", "pk")
        constraints = (
            models.CheckConstraint(
                name="letter_hold_complete",
                condition=Q(claim=None, claimed_until=None) | Q(claim__isnull=False, claimed_until__isnull=False),
            ),
            models.CheckConstraint(name="letter_one_end", condition=Q(sent_at=None) | Q(given_up_at=None)),
            models.CheckConstraint(name="letter_key_not_empty", condition=~Q(key="")),
        )
        indexes = (
            models.Index(
                fields=["not_before", "id"], name="letter_waiting", condition=Q(sent_at=None, given_up_at=None)
            ),
        )

    def __str__(self) -> str:
        """Return the key, never the address."""
        return self.key
