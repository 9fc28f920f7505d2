"""Posting letters into the outbox and delivering them."""

import smtplib
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import Q

from strahlkraft.kernel.refusal import ensure
from strahlkraft.letters import rules
from strahlkraft.letters.models import Letter

log = structlog.get_logger(__name__)
BATCH = 20  # with a time-out of 20 seconds each, well within rules.LEASE


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one run did: sent, failed (tried again later), given up, and found to be sent already."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0
    already_sent: int = 0

    def __add__(self, other: "Delivery") -> "Delivery":
        """Sum two runs."""
        return Delivery(
            self.sent + other.sent,
            self.failed + other.failed,
            self.given_up + other.given_up,
            self.already_sent + other.already_sent,
        )


def post_letter(
    *,
    to: str,
    subject: str,
    text: str,
    key: str,
    at: datetime,
    not_after: datetime | None = None,
    secret: bool = False,
) -> Letter:
    """Put a letter into the outbox inside the caller's transaction; it leaves after commit, exactly once.

    The same ``key`` posts once: the second call returns the first letter unchanged. Raises Refused for an address
    or a subject that could smuggle in headers; RuntimeError outside a transaction.
    """
    letter = _letter(to=to, subject=subject, text=text, key=key, at=at, not_after=not_after, secret=secret)
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    return Letter.objects.get(key=key)


def post_letters(letters: Iterable[Mapping[str, Any]]) -> None:
    """Post many at once, each as :func:`post_letter` would; the mappings are its arguments."""
    Letter.objects.bulk_create([_letter(**given) for given in letters], ignore_conflicts=True, batch_size=200)


def _letter(
    *,
    to: str,
    subject: str,
    text: str,
    key: str,
    at: datetime,
    not_after: datetime | None = None,
    secret: bool = False,
) -> Letter:
    """A letter ready to be stored, if it may be posted."""
    if not connection.in_atomic_block:
        msg = "post the letter in the transaction that wants it"
        raise RuntimeError(msg)
    subject = subject.strip()
    ensure(rules.may_post(to=to, subject=subject, text=text, key=key))
    domain = urlsplit(settings.BASE_URL).hostname or "localhost"
    return Letter(
        to=to,
        subject=subject[:300],
        text=text,
        key=key,
        message_id=rules.message_id(key, domain),
        created_at=at,
        not_before=at,
        not_after=not_after,
        secret=secret,
    )


def deliver_due(*, at: datetime, limit: int = 100) -> Delivery:
    """Send at most ``limit`` letters that are due; safe to run in several workers and to kill at any moment.

    Each letter is held under a lease before it is sent. After the mail server has accepted it, an empty marker
    file is made (microseconds) before the database is told (milliseconds): whoever takes over a held letter and
    finds the marker sends nothing. Between acceptance and marker SMTP allows no certainty; a letter repeated from
    that gap carries the same Message-ID, by which mail systems drop it (docs/adr/0004-outbox.md).
    """
    total, left = Delivery(), limit
    while left > 0:
        claim, letters = _claim(at=at, limit=min(left, BATCH))
        if not letters:
            break
        left -= len(letters)
        delivery, reachable = _deliver(claim, letters, at=at)
        total += delivery
        if not reachable:
            break
    if total != Delivery():
        log.info("letters.delivered", sent=total.sent, failed=total.failed, given_up=total.given_up)
    return total


def _claim(*, at: datetime, limit: int) -> tuple[uuid.UUID, list[Letter]]:
    """Hold the next due letters for this worker."""
    claim = uuid.uuid4()
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        letters = list(Letter.objects.due(at).select_for_update(skip_locked=skip)[:limit])
        Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(
            claim=claim, claimed_until=at + rules.LEASE
        )
    return claim, letters


def _deliver(claim: uuid.UUID, letters: list[Letter], *, at: datetime) -> tuple[Delivery, bool]:
    """Send the held letters over one connection; the second value is false when the mail server is out of reach."""
    total = Delivery()
    try:
        # Django's file and console backends open lazily; SMTP connects here.
        mailer = get_connection(fail_silently=False)
        mailer.open()
    except (OSError, smtplib.SMTPException) as error:
        for letter in letters:
            total += _failed(claim, letter, error, at=at)
        return total, False
    try:
        for letter in letters:
            total += _deliver_one(claim, letter, mailer, at=at)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            mailer.close()
    return total, True


def _deliver_one(claim: uuid.UUID, letter: Letter, mailer: BaseEmailBackend, *, at: datetime) -> Delivery:
    """Send one held letter and note the outcome."""
    marker = _marker(letter)
    if marker.exists():  # a worker was killed after the mail server had accepted it
        _sent(letter, at=at)
        return Delivery(already_sent=1)
    if letter.not_after and at > letter.not_after:
        return _given_up(claim, letter, "expired before it could be sent", at=at)
    message = EmailMessage(
        subject=letter.subject,
        body=letter.text,
        to=[letter.to],
        connection=mailer,
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        with suppress(OSError, smtplib.SMTPException):  # a broken connection must not take the next letters along
            mailer.close()
        return _failed(claim, letter, error, at=at)
    marker.touch()
    _sent(letter, at=at)
    return Delivery(sent=1)


def _marker(letter: Letter) -> Path:
    folder = Path(settings.OUTBOX_MARKER_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / letter.message_id.strip("<>").split("@")[0]


@transaction.atomic
def _sent(letter: Letter, *, at: datetime) -> None:
    """Note that it is sent; whoever held it, it has left, so this does not ask for the claim."""
    Letter.objects.filter(pk=letter.pk).update(
        sent_at=at,
        given_up_at=None,
        claim=None,
        claimed_until=None,
        last_error="",
        attempts=letter.attempts + 1,
        text="" if letter.secret else letter.text,
    )
    transaction.on_commit(lambda: _marker(letter).unlink(missing_ok=True))


@transaction.atomic
def _failed(claim: uuid.UUID, letter: Letter, error: Exception, *, at: datetime) -> Delivery:
    """Note the failure and when to try again, unless another worker has taken over."""
    permanent = isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        str(code).startswith("5") for code, _ in error.recipients.values()
    )
    attempts = letter.attempts + 1
    again = rules.next_attempt(attempts, at=at, permanent=permanent)
    if again is None:
        return _given_up(claim, letter, type(error).__name__, at=at)
    Letter.objects.filter(pk=letter.pk, claim=claim).update(
        claim=None, claimed_until=None, attempts=attempts, not_before=again, last_error=type(error).__name__
    )
    return Delivery(failed=1)


@transaction.atomic
def _given_up(claim: uuid.UUID, letter: Letter, reason: str, *, at: datetime) -> Delivery:
    """Stop trying; a person has to look."""
    Letter.objects.filter(pk=letter.pk, claim=claim).update(
        claim=None,
        claimed_until=None,
        attempts=letter.attempts + 1,
        given_up_at=at,
        last_error=reason,
        text="" if letter.secret else letter.text,
    )
    return Delivery(given_up=1)


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Erase to whom old letters went and what they said; key and Message-ID stay, so that none is sent twice.

    Returns how many lost their words. What nobody confirmed was promised to be erased: also in the outbox.
    """
    over = Q(sent_at__lt=at - rules.REMEMBER_SENT) | Q(given_up_at__lt=at - rules.REMEMBER_GIVEN_UP)
    return Letter.objects.filter(over).exclude(to="").update(to="", subject="", text="")
