"""Asking about one's own data: without an account by double opt-in, or signed in; and taking one's own export."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from strahlkraft.accounts.models import User
from strahlkraft.audit.actions import record
from strahlkraft.kernel.actor import NOBODY, Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.privacy import emails, rules
from strahlkraft.privacy.models import DataWish
from strahlkraft.privacy.queries.finding import Person, person_of


def digest(mailbox: str) -> str:
    """A mailbox as a keyed digest, by which wishes of one mailbox are counted."""
    return salted_hmac("strahlkraft.privacy.mailbox", rules.normal(mailbox), algorithm="sha256").hexdigest()


def label_of(row: DataWish) -> Label:
    """Name a wish without personal data."""
    return Label("data_wish_desk", row.code)


@transaction.atomic
def ask_for_data(
    *, by: Actor, at: datetime, asking: rules.Asking, language: str, submission: UUID | None = None
) -> None:
    """Post a letter whose link confirms the wish. Nothing that is answered here depends on whether the mailbox is known.

    Whoever already has several unanswered letters gets no further one, and is not told so: it may be a stranger's mailbox.
    """
    ensure(rules.may_ask(asking))
    mailbox, waiting = asking.mailbox.strip(), digest(asking.mailbox)
    unanswered = DataWish.objects.filter(
        mailbox_hash=waiting, state=rules.WishState.UNCONFIRMED, asked_at__gt=at - rules.CONFIRM_WITHIN
    )
    if unanswered.count() >= rules.UNCONFIRMED_PER_MAILBOX:
        return
    row = DataWish.objects.create(
        code=new_code(),
        wish=asking.wish,
        mailbox=mailbox,
        mailbox_hash=waiting,
        text=rules.plain(asking.text),
        language=language,
        asked_at=at,
        confirm_by=at + rules.CONFIRM_WITHIN,
    )
    emails.post_confirmation(row, at=at)
    record(by=NOBODY, at=at, verb="ask_for_data", subject=label_of(row), after=_told(row), submission=submission)


@transaction.atomic
def ask_signed_in(*, by: User, at: datetime, wish: str, text: str = "", submission: UUID | None = None) -> DataWish:
    """A person with an account asks; the sign-in stands for the confirmation. The same wish is open once only."""
    ensure(rules.wish_problems(wish, text))
    if DataWish.objects.filter(account=by.actor_id, wish=wish, state=rules.WishState.OPEN).exists():
        ensure([Refusal("asked_already", gettext_noop("You have asked for this already; the answer is on its way."))])
    row = DataWish.objects.create(
        code=new_code(),
        wish=wish,
        mailbox=by.email,
        mailbox_hash=digest(by.email),
        account=by.actor_id,
        text=rules.plain(text),
        language=by.language[:2],
        state=rules.WishState.OPEN,
        asked_at=at,
        confirm_by=at,
        confirmed_at=at,
        answer_by=rules.answer_by(localdate(at)),
    )
    record(by=by, at=at, verb="ask_for_data", subject=label_of(row), after=_told(row), submission=submission)
    return row


@transaction.atomic
def confirm_wish(*, by: Actor, at: datetime, code: str) -> DataWish:
    """The link in the letter was pressed: from now on the month runs."""
    row = DataWish.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise Refused([Refusal("unknown", gettext_noop("There is no such wish."))], hidden=True)
    ensure(rules.may_confirm(state=row.state, confirm_by=row.confirm_by, at=at))
    row.state, row.confirmed_at = rules.WishState.OPEN, at
    row.answer_by = rules.answer_by(localdate(at))
    row.save()
    record(by=by, at=at, verb="confirm_data_wish", subject=label_of(row), after=_told(row))
    return row


@transaction.atomic
def take_own_data(*, by: User, at: datetime) -> Person:
    """Somebody signed in takes their own export; the trail keeps that they did, not what was in it."""
    record(by=by, at=at, verb="take_own_data", subject=Label("user", str(by.pk)))
    return person_of(account=by.actor_id)


def _told(row: DataWish) -> dict[str, str | None]:
    return {"wish": row.wish, "state": row.state, "answer_by": row.answer_by.isoformat() if row.answer_by else None}
