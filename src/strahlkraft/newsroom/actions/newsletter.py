"""The newsletter: asked for, confirmed, ended by mailboxes; and the digest under which an ended one is known again.

No line in the trail for these: a subscription is nobody's business but the subscriber's, and it is erased when it ends.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

import strahlkraft.audit.actions as trail
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.sealing import sealer
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.actions import take_back
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Region
from strahlkraft.newsroom.emails import newsletter as emails
from strahlkraft.newsroom.models import DigestKey, Subscriber, Suppression
from strahlkraft.newsroom.queries.mailboxes import PURPOSE, cipher, digest_of
from strahlkraft.newsroom.queries.newsletter import letter_key
from strahlkraft.newsroom.rules import newsletter as rules
from strahlkraft.newsroom.rules.vocabulary import Language
from strahlkraft.projects.models import FieldOfAction

_GONE = Refusal("gone", gettext_noop("This link is no longer valid. Please ask for a new one."))


@transaction.atomic
def subscribe(*, by: Actor, at: datetime, wish: rules.Wish, language: str) -> None:
    """Ask for the newsletter; it comes once confirmed by the link in the first letter.

    Whether the mailbox is known, confirmed or suppressed shows in the letter only, never in the answer: nobody learns who
    reads the newsletter. A mailbox that has not answered gets at most three letters.
    """
    ensure(rules.may_subscribe(wish))
    mailbox = wish.mailbox.strip()
    digest = digest_of(mailbox) or _first_digest(mailbox, at=at)
    known = Subscriber.objects.select_for_update().filter(mailbox_hash=digest, ended_at=None).first()
    if known is not None and known.confirmed_at is not None:
        emails.post_standing(known, at=at)
        return
    if known is not None and known.confirm_by < at:
        known.delete()
    known, _new = Subscriber.objects.get_or_create(
        mailbox_hash=digest,
        ended_at=None,
        defaults={
            "code": new_code(),
            "mailbox": mailbox,
            "language": _language(language),
            "consent": wish.consent,
            "asked_at": at,
            "confirm_by": at + rules.CONFIRM_WITHIN,
        },
    )
    _choose(known, wish.regions, wish.topics)
    _ask(known, at=at)


def _ask(row: Subscriber, *, at: datetime) -> None:
    """Send the link, unless one was sent a moment ago or enough of them were."""
    sent = Letter.objects.filter(key__startswith=f"newsletter-confirm:{row.code}:")
    last = sent.order_by("-created_at").values_list("created_at", flat=True).first()
    number = sent.count()
    if number < rules.LETTERS_BEFORE_CONFIRMED and (last is None or at - last >= rules.SAME_SHEET):
        emails.post_confirmation(row, at=at, number=number)


def _first_digest(mailbox: str, *, at: datetime) -> str:
    """Draw the key of all digests, once in the life of an installation, and use it."""
    sealed = cipher().encrypt(secrets.token_bytes(32)).decode()
    DigestKey.objects.get_or_create(pk=1, defaults={"sealed": sealed, "made_at": at})
    return digest_of(mailbox)


def _language(language: str) -> str:
    return language if language in set(Language) else str(Language.GERMAN)


def _choose(row: Subscriber, regions: Sequence[str], topics: Sequence[str]) -> None:
    """Keep what somebody wants to hear of; what does not exist is left out."""
    row.regions.set(Region.objects.filter(slug__in=regions))
    row.topics.set(FieldOfAction.objects.filter(slug__in=topics))


def _held(code: str) -> Subscriber | None:
    rows: QuerySet[Subscriber] = Subscriber.objects.select_for_update()
    return rows.filter(code=code).first() if code else None


@transaction.atomic
def confirm(*, by: Actor, at: datetime, code: str) -> Subscriber:
    """The link in the letter was pressed: issues come from now on. Lifts a suppression, as only the mailbox's owner can.

    A second press changes nothing.
    """
    row = _held(code)
    if row is None:
        raise Refused([_GONE], hidden=True)
    confirmed = row.confirmed_at is not None
    ensure(rules.may_confirm(confirmed=confirmed, ended=row.ended_at is not None, confirm_by=row.confirm_by, at=at))
    if not confirmed:
        Suppression.objects.filter(mailbox_hash=row.mailbox_hash, lifted_at=None).update(lifted_at=at)
        row.confirmed_at = at
        row.save(update_fields=["confirmed_at"])
    return row


@transaction.atomic
def change_interests(
    *, by: Actor, at: datetime, code: str, regions: Sequence[str], topics: Sequence[str], language: str
) -> Subscriber:
    """Choose anew what to hear of and in which language; who holds the link of a letter may."""
    row = _held(code)
    if row is None or row.confirmed_at is None or row.ended_at is not None:
        raise Refused([_GONE], hidden=True)
    _choose(row, regions, topics)
    row.language = _language(language)
    row.save(update_fields=["language"])
    return row


@transaction.atomic
def unsubscribe(*, by: Actor, at: datetime, code: str) -> None:
    """End the newsletter for good: the mailbox is erased, what waits for it in the outbox too, and nobody may write to it.

    Done again it changes nothing. Only a new confirmation by the mailbox's owner lifts the suppression.
    """
    row = _held(code)
    if row is None or row.ended_at is not None:
        return
    if row.confirmed_at is not None:
        Suppression.objects.update_or_create(
            mailbox_hash=row.mailbox_hash, defaults={"lifted_at": None}, create_defaults={"at": at}
        )
    put = row.dispatches.values_list("issue__code", flat=True)
    own = Letter.objects.filter(key__startswith="newsletter-", key__contains=f":{row.code}:")
    take_back(keys=[*(letter_key(issue, row.pk) for issue in put), *own.values_list("key", flat=True)])
    row.ended_at, row.mailbox, row.mailbox_hash = at, "", ""
    row.save()
    _choose(row, (), ())


@transaction.atomic
def erase_unconfirmed(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Erase what nobody confirmed in time, as was promised; returns how many."""
    rows = Subscriber.objects.filter(confirmed_at=None, ended_at=None, confirm_by__lt=at)
    erased = rows.count()
    rows.delete()
    return erased


@transaction.atomic
def reseal(*, at: datetime, by: Actor = SYSTEM) -> bool:
    """Seal the key of the digests with today's secret key, when an earlier one sealed it; whether that was needed.

    So the old secret key may be struck from the settings after the worker has run once with the new one.
    """
    row = DigestKey.objects.select_for_update().filter(pk=1).first()
    if row is None:
        return False
    try:
        sealer(PURPOSE, [settings.SECRET_KEY]).decrypt(row.sealed.encode())
    except InvalidToken:
        digest_of("a@b.example")  # refuses when no known key sealed it: better told than replaced
        row.sealed = cipher().rotate(row.sealed.encode()).decode()
        row.save(update_fields=["sealed"])
        trail.record(verb="reseal_mailboxes", by=by, at=at, subject=Label("newsletter", "", "Strahlkraft"))
        return True
    return False
