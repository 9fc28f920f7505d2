"""Posting letters into the outbox and delivering them."""

import smtplib
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from strahlkraft.kernel.refusal import ensure
from strahlkraft.letters import emails, rules
from strahlkraft.letters.bounces import Notice
from strahlkraft.letters.marks import Handed, Mark
from strahlkraft.letters.models import Letter
from strahlkraft.letters.rules import Fault

log = structlog.get_logger(__name__)
BATCH = 20  # with a time-out of 20 seconds each, well within rules.LEASE


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one run did: sent, failed (tried again later), given up, found to be sent already, or the answer not heard."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0
    already_sent: int = 0
    unheard: int = 0

    def __add__(self, other: "Delivery") -> "Delivery":
        """Sum two runs."""
        return Delivery(
            self.sent + other.sent,
            self.failed + other.failed,
            self.given_up + other.given_up,
            self.already_sent + other.already_sent,
            self.unheard + other.unheard,
        )


def post_letter(  # noqa: PLR0913 - the parts of a letter
    *,
    to: str,
    subject: str,
    text: str,
    key: str,
    at: datetime,
    not_after: datetime | None = None,
    secret: bool = False,
    digest: bool = False,
    language: str = "de",
    html: str = "",
    headers: Mapping[str, str] | None = None,
    once: bool = False,
) -> Letter:
    """Put a letter into the outbox inside the caller's transaction; it leaves after commit, exactly once.

    ``digest``: it can wait and leaves within the weekly letter of its mailbox, in ``language``, unless it would be
    pointless by then. ``once``: rather missed than repeated (``rules.LetterState.UNHEARD``). ``html`` says the same as ``text`` with markup, ``headers`` are those of a list (``rules.may_carry``);
    a letter that waits has neither. The same ``key`` posts once: the second call returns the first letter unchanged.
    Raises Refused for an address, a subject or headers that could smuggle in others; RuntimeError outside a transaction;
    ValueError for a letter that waits and is secret, has markup or headers.
    """
    letter = _letter(
        to=to,
        subject=subject,
        text=text,
        key=key,
        at=at,
        not_after=not_after,
        secret=secret,
        digest=digest,
        language=language,
        html=html,
        headers=headers,
        once=once,
    )
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    return Letter.objects.get(key=key)


def post_letters(letters: Iterable[Mapping[str, Any]]) -> None:
    """Post many at once, each as :func:`post_letter` would; the mappings are its arguments."""
    Letter.objects.bulk_create([_letter(**given) for given in letters], ignore_conflicts=True, batch_size=200)


def _letter(  # noqa: PLR0913 - the parts of a letter
    *,
    to: str,
    subject: str,
    text: str,
    key: str,
    at: datetime,
    not_after: datetime | None = None,
    secret: bool = False,
    digest: bool = False,
    language: str = "de",
    html: str = "",
    headers: Mapping[str, str] | None = None,
    once: bool = False,
) -> Letter:
    """A letter ready to be stored, if it may be posted."""
    if digest and (secret or html or headers or once):
        msg = "a secret letter never waits, nor does one with markup or headers of its own or one for a list"
        raise ValueError(msg)
    waits = digest and rules.may_wait(at=at, not_after=not_after)
    if not connection.in_atomic_block:
        msg = "post the letter in the transaction that wants it"
        raise RuntimeError(msg)
    subject = subject.strip()
    ensure([*rules.may_post(to=to, subject=subject, text=text, key=key), *rules.may_carry(headers or {})])
    domain = urlsplit(settings.BASE_URL).hostname or "localhost"
    return Letter(
        to=to,
        subject=subject[:300],
        text=text,
        key=key,
        message_id=rules.message_id(key, domain),
        created_at=at,
        not_before=rules.leaves_at(at) if waits else at,
        not_after=not_after,
        secret=secret,
        digest=waits,
        language=language,
        html=html,
        headers=dict(headers or {}),
        once=once,
    )


def gather_digests(*, at: datetime) -> int:
    """Make the weekly letters that are due, one for each mailbox and each in a transaction of its own; how many.

    Whoever is killed in between leaves parts that wait or a letter that holds them, never both.
    """
    waiting: dict[str, list[tuple[str, datetime]]] = {}
    for to, leaves in Letter.objects.to_gather().values_list("to", "not_before"):
        waiting.setdefault(to.lower(), []).append((to, leaves))
    due = [rows for _mailbox, rows in sorted(waiting.items()) if any(leaves <= at for _to, leaves in rows)]
    return sum(_gather({to for to, _leaves in rows}, at=at) for rows in due)


@transaction.atomic
def _gather(spelt: set[str], *, at: datetime) -> int:
    """Put everything that waits for one mailbox, however spelt, into one letter; 0 when nothing does any more."""
    waiting = Letter.objects.to_gather().filter(to__in=spelt).select_for_update().order_by("created_at", "pk")
    parts = [part for part in waiting if part.not_after is None or part.not_after > at]
    expired = {part.pk for part in waiting} - {part.pk for part in parts}
    Letter.objects.filter(pk__in=expired).update(given_up_at=at, fault=Fault.EXPIRED.value)
    if not parts:
        return 0
    subject, text = emails.digest(parts)
    letter = post_letter(
        to=parts[0].to, subject=subject, text=text, key=f"digest:{parts[0].pk}", at=at, language=parts[-1].language
    )
    Letter.objects.filter(pk__in=[part.pk for part in parts]).update(gathered_in=letter)
    return 1


def deliver_due(*, at: datetime, limit: int = 100) -> Delivery:
    """Send at most ``limit`` letters that are due; safe to run in several workers and to kill at any moment.

    Each letter is held under a lease before it is sent, and a mark outside the database says how far it came: whoever
    takes over a held letter that was accepted sends nothing; who holds a letter that was taken back or taken over sends
    it no more. Where only the mail server knows whether it took a letter, one that is ``once`` is sent no more; any
    other is repeated with the same Message-ID, by which mail systems drop it (docs/adr/0004-outbox.md).
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
        log.info(
            "letters.delivered", sent=total.sent, failed=total.failed, given_up=total.given_up, unheard=total.unheard
        )
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
    """Send one held letter and note the outcome, unless a worker that was killed has sent it."""
    if (found := _found(claim, letter, at=at)) is not None:
        return found
    if letter.not_after and at > letter.not_after:
        return _given_up(claim, letter, "expired before it could be sent", at=at, fault=Fault.EXPIRED)
    if not Letter.objects.filter(pk=letter.pk, claim=claim).exists():  # taken back, or the lease ran out meanwhile
        return Delivery()
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[letter.to],
        connection=mailer,
        headers={**letter.headers, "Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        with suppress(OSError, smtplib.SMTPException):  # a broken connection must not take the next letters along
            mailer.close()
        return _found(claim, letter, at=at) or _failed(claim, letter, error, at=at)
    with Mark(letter.message_id) as mark:
        mark.say(Handed.ACCEPTED)  # SMTP has said so already; what else takes letters says nothing by itself
    _sent(letter, at=at)
    return Delivery(sent=1)


def _found(claim: uuid.UUID, letter: Letter, *, at: datetime) -> Delivery | None:
    """Note what the letter's mark says: it was accepted, or may have been and is not to come twice. None: send it."""
    handed = Mark(letter.message_id).handed()
    if handed is Handed.ACCEPTED:
        _sent(letter, at=at)
        return Delivery(already_sent=1)
    if handed is Handed.ENDING and letter.once:
        return _given_up(claim, letter, "the answer was not heard", at=at, fault=Fault.UNHEARD)
    return None


def _whole(letter: Letter) -> QuerySet[Letter]:
    """The letter and, when it is a weekly one, the letters in it: they share its fate."""
    return Letter.objects.filter(Q(pk=letter.pk) | Q(gathered_in=letter.pk))


@transaction.atomic
def _sent(letter: Letter, *, at: datetime) -> None:
    """Note that it is sent; whoever held it, it has left, so this does not ask for the claim."""
    _whole(letter).update(
        sent_at=at,
        given_up_at=None,
        claim=None,
        claimed_until=None,
        last_error="",
        fault="",
        status="",
        attempts=letter.attempts + 1,
    )
    if letter.secret:
        _erase_words(letter)
    transaction.on_commit(Mark(letter.message_id).remove)


def _erase_words(letter: Letter) -> None:
    """What the letter said, in all its forms; its headers hold a link of the receiver's own."""
    Letter.objects.filter(pk=letter.pk).update(text="", html="", headers={})


@transaction.atomic
def _failed(claim: uuid.UUID, letter: Letter, error: Exception, *, at: datetime) -> Delivery:
    """Note the failure and when to try again, unless another worker has taken over."""
    fault, status = _judged(error)
    attempts = letter.attempts + 1
    again = rules.next_attempt(attempts, at=at, permanent=fault in rules.FOR_GOOD)
    if again is None:
        return _given_up(claim, letter, type(error).__name__, at=at, fault=fault, status=status)
    if Letter.objects.filter(pk=letter.pk, claim=claim).exists():
        _whole(letter).update(
            claim=None,
            claimed_until=None,
            attempts=attempts,
            not_before=again,
            last_error=type(error).__name__,
            fault=fault.value,
            status=status,
        )
        transaction.on_commit(Mark(letter.message_id).remove)
    return Delivery(failed=1)


def _judged(error: Exception) -> tuple[Fault, str]:
    """What an attempt's error means, and the mail server's answer in numbers."""
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        code, answer = next(iter(error.recipients.values()))  # a letter has one recipient
        return rules.fault_of_recipient(code, _text(answer)), rules.status(code, _text(answer))
    if isinstance(error, smtplib.SMTPDataError):
        code = error.smtp_code
        return rules.fault_of_letter(code), rules.status(code, _text(error.smtp_error))
    if isinstance(
        error, smtplib.SMTPResponseException
    ):  # we are not let in: our sender or sign-in, no fault of the letter
        return Fault.LATER, rules.status(error.smtp_code, _text(error.smtp_error))
    return Fault.UNREACHABLE, ""


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer


@transaction.atomic
def _given_up(
    claim: uuid.UUID, letter: Letter, reason: str, *, at: datetime, fault: Fault, status: str = ""
) -> Delivery:
    """Stop trying; a person has to look. ``UNHEARD``: it may well have arrived, and is not repeated."""
    if Letter.objects.filter(pk=letter.pk, claim=claim).exists():
        _whole(letter).update(
            claim=None,
            claimed_until=None,
            attempts=letter.attempts + 1,
            given_up_at=at,
            last_error=reason,
            fault=fault.value,
            status=status,
        )
        if letter.secret:
            _erase_words(letter)
        transaction.on_commit(Mark(letter.message_id).remove)
    return Delivery(unheard=1) if fault is Fault.UNHEARD else Delivery(given_up=1)


@transaction.atomic
def take_notice(*, at: datetime, notice: Notice) -> Letter | None:
    """Note what a mail server further on says of a letter: it came back, or it is late. None: not a letter of ours.

    Only whoever got the letter knows its Message-ID, so nobody else can make a mailbox look broken.
    """
    letter = Letter.objects.select_for_update().filter(message_id=notice.message_id).first()
    if letter is None or letter.bounced_at is not None:
        return letter
    if notice.action == "failed":
        _whole(letter).update(
            sent_at=letter.sent_at or at,
            given_up_at=None,
            claim=None,
            claimed_until=None,
            bounced_at=at,
            fault=Fault.BOUNCED.value,
            status=notice.status,
        )
        log.info("letters.bounced", status=notice.status)
    elif notice.action == "delayed":
        _whole(letter).update(status=notice.status)
    letter.refresh_from_db()
    return letter


def send_again(letter: Letter, *, at: datetime) -> None:
    """Let a letter that was given up or came back leave once more; part of somebody's deed, in its transaction."""
    ensure(
        rules.may_send_again(
            state=letter.state, has_words=bool(letter.to and letter.text), at=at, not_after=letter.not_after
        )
    )
    whole = letter if letter.gathered_in_id is None else Letter.objects.get(pk=letter.gathered_in_id)
    Mark(whole.message_id).remove()  # of its first way, should somebody have been killed just before doing so
    _whole(whole).update(
        sent_at=None, given_up_at=None, bounced_at=None, attempts=0, not_before=at, fault="", status="", last_error=""
    )


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Erase to whom old letters went and what they said; key and Message-ID stay, so that none is sent twice.

    Returns how many lost their words. What nobody confirmed was promised to be erased: also in the outbox.
    """
    over = (
        Q(sent_at__lt=at - rules.REMEMBER_SENT, bounced_at=None)
        | Q(bounced_at__lt=at - rules.REMEMBER_GIVEN_UP)
        | Q(given_up_at__lt=at - rules.REMEMBER_GIVEN_UP)
    )
    return Letter.objects.filter(over).exclude(to="").update(to="", subject="", text="", html="", headers={})


def take_back(*, keys: Iterable[str]) -> int:
    """Let letters that have not left never leave, with all they say; part of somebody's deed, in its transaction.

    Returns how many. A letter just being handed over leaves; no other of its batch does.
    """
    waiting = Letter.objects.filter(key__in=list(keys), sent_at=None, given_up_at=None, gathered_in=None)
    return waiting.delete()[0]


@transaction.atomic
def leave_unheard(*, at: datetime) -> int:
    """After a restore nobody knows which waiting letters have left since the backup: those of a list are rather missed.

    They end as ``unheard``, for the office to look at; all others wait on and may arrive a second time (docs/adr/0004-outbox.md).
    """
    waiting = Letter.objects.filter(once=True, sent_at=None, given_up_at=None)
    return waiting.update(
        given_up_at=at, fault=Fault.UNHEARD.value, last_error="restored from a backup", claim=None, claimed_until=None
    )
