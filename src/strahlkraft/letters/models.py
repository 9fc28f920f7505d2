"""The outbox: letters wait here in the transaction that wanted them, until a job has sent them."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from strahlkraft.letters.rules import LEASE, Fault, LetterState

FAULTS = [(fault.value, fault.value) for fault in Fault]
IN_STATE: dict[LetterState, Q] = {
    LetterState.WAITING: Q(sent_at=None, given_up_at=None, attempts=0),
    LetterState.FAILED: Q(sent_at=None, given_up_at=None, attempts__gt=0),
    LetterState.SENT: Q(sent_at__isnull=False, bounced_at=None),
    LetterState.GIVEN_UP: Q(given_up_at__isnull=False) & ~Q(fault=Fault.UNHEARD.value),
    LetterState.BOUNCED: Q(bounced_at__isnull=False),
    LetterState.UNHEARD: Q(given_up_at__isnull=False, fault=Fault.UNHEARD.value),
}
"""Which letters are in a state; each letter is in exactly one."""


class LetterQuerySet(models.QuerySet["Letter"]):
    """Words for letters."""

    def due(self, at: datetime) -> "LetterQuerySet":
        """Keep what may be sent now and no other worker holds; parts of a weekly letter leave with it only.

        A hold that reaches further than a lease comes from a clock that has jumped back since.
        """
        return self.filter(
            Q(claimed_until=None) | Q(claimed_until__lte=at) | Q(claimed_until__gt=at + 2 * LEASE),
            sent_at=None,
            given_up_at=None,
            not_before__lte=at,
            digest=False,
        )

    def to_gather(self) -> "LetterQuerySet":
        """Keep what waits for the weekly letter of its mailbox."""
        return self.filter(digest=True, gathered_in=None, sent_at=None, given_up_at=None)

    def in_state(self, state: LetterState) -> "LetterQuerySet":
        """Keep the letters in this state."""
        return self.filter(IN_STATE[state])


class Letter(models.Model):
    """One e-mail to one person, on its way or sent.

    ``key`` makes posting idempotent; ``secret`` letters lose their text once sent (sign-in links);
    after ``not_after`` a letter is pointless and no longer sent. Old letters lose address, subject and text.
    ``html`` says the same as ``text`` for whoever reads mail with markup; ``headers`` are those of a list
    (``rules.may_carry``). ``once``: rather missed than repeated, when nobody heard whether the mail server took it.
    ``digest`` letters wait for the weekly letter of their mailbox, which is a row of its own: ``gathered_in``; they share its fate. ``fault`` and ``status`` say why the last attempt failed (``550 5.1.1``); neither names anybody.
    """

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    secret = models.BooleanField(default=False)
    once = models.BooleanField(default=False)
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
    bounced_at = models.DateTimeField(null=True, blank=True)  # accepted, and sent back later
    fault = models.CharField(max_length=12, blank=True, choices=FAULTS)
    status = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5, default="de")
    digest = models.BooleanField(default=False)
    gathered_in = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")

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
            models.CheckConstraint(
                name="letter_bounced_after_sent", condition=Q(bounced_at=None) | Q(sent_at__isnull=False)
            ),
            models.CheckConstraint(name="letter_part_waits", condition=Q(gathered_in=None) | Q(digest=True)),
            models.CheckConstraint(name="letter_part_not_secret", condition=Q(digest=False) | Q(secret=False)),
        )
        indexes = (
            models.Index(
                fields=["not_before", "id"], name="letter_waiting", condition=Q(sent_at=None, given_up_at=None)
            ),
            models.Index(Lower("to"), name="letter_by_mailbox", condition=~Q(to="")),
            models.Index(fields=["-created_at", "-id"], name="letter_newest"),
        )

    def __str__(self) -> str:
        """Return the key, never the address."""
        return self.key

    @property
    def state(self) -> LetterState:
        """How the letter stands."""
        if self.bounced_at:
            return LetterState.BOUNCED
        if self.given_up_at:
            return LetterState.UNHEARD if self.fault == Fault.UNHEARD else LetterState.GIVEN_UP
        if self.sent_at:
            return LetterState.SENT
        return LetterState.FAILED if self.attempts else LetterState.WAITING
