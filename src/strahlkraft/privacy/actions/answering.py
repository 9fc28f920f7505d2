"""Answering a confirmed wish: another person than the one who asks releases it (four eyes by person)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction

from strahlkraft.accounts.models import Membership, User
from strahlkraft.accounts.rules import RIGHTS
from strahlkraft.audit.actions import record
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.privacy import access, emails, rules
from strahlkraft.privacy.actions._erasing import erase
from strahlkraft.privacy.actions.asking import label_of
from strahlkraft.privacy.models import DataWish
from strahlkraft.privacy.queries.finding import Person, found_of, person_of
from strahlkraft.privacy.queries.own import Cell, held_of

_WITHOUT = {"mailbox": "", "account": "", "text": ""}


@transaction.atomic
def release_export(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> DataWish:
    """Let somebody fetch everything kept of them by a link in a letter, for two weeks; it is made when it is fetched."""
    row = _open(by, code, rules.Wish.EXPORT)
    found = found_of(_person(row))
    row.protocol = [{"table": one.kept.entry.table, "rows": len(one.keys)} for one in found]
    row.fetch_until = at + rules.FETCH_WITHIN
    emails.post_export(row, at=at)
    return _settled(row, "release_export", by=by, at=at, submission=submission)


@transaction.atomic
def hand_out(*, by: Actor, at: datetime, code: str) -> Person:
    """Whose export the link leads to, noting that it was fetched; Refused (hidden) when it was not released or is over."""
    row = DataWish.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise Refused([Refusal("unknown", gettext_noop("There is no such wish."))], hidden=True)
    ensure(rules.may_fetch(state=row.state, wish=row.wish, fetch_until=row.fetch_until, at=at))
    row.fetched_at = at
    row.save(update_fields=["fetched_at"])
    record(by=by, at=at, verb="fetch_export", subject=label_of(row))
    return _person(row)


@transaction.atomic
def erase_person(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> DataWish:
    """Take somebody out of every room: names, mailboxes and words go, records, sums and counts stay.

    Rows nobody may change lose the name only; the trail keeps a number. One last letter says that it is done.
    """
    row = _open(by, code, rules.Wish.ERASURE)
    person = _person(row)
    ensure(rules.may_erase_account(manages_privacy=_manages(person), others=_other_managers(person, at)))
    mailbox, language = row.mailbox, row.language
    row.protocol = erase(person, found_of(person), at=at)
    _forgotten(row)
    emails.post_erased(row, mailbox=mailbox, language=language, at=at)
    return _settled(row, "erase_person", by=by, at=at, submission=submission)


@transaction.atomic
def correct_entries(
    *, by: Actor, at: datetime, code: str, entries: Mapping[str, str], note: str = "", submission: UUID | None = None
) -> DataWish:
    """Put wrong entries right; ``entries`` maps keys of ``queries.own.Cell`` to what is right. Only the person's own rows.

    Without entries the office has put it right where it is kept, and says so in ``note``.
    """
    row = _open(by, code, rules.Wish.CORRECTION)
    ensure(rules.note_problems(note))
    if not entries and not rules.plain(note):
        sentence = gettext_noop("Change an entry, or say what you have put right elsewhere.")
        ensure([Refusal("nothing_done", sentence, "note")])
    row.protocol = _corrected(_person(row), entries)
    mailbox, row.note = row.mailbox, rules.plain(note)
    emails.post_corrected(row, mailbox=mailbox, at=at)
    _forgotten(row)
    return _settled(row, "correct_entries", by=by, at=at, submission=submission)


@transaction.atomic
def refuse_wish(
    *, by: Actor, at: datetime, code: str, reason: str, note: str = "", submission: UUID | None = None
) -> DataWish:
    """Refuse for a reason of the closed list; the person is told it, and where to complain (Art. 12 (4))."""
    row = _open(by, code, "")
    ensure(rules.may_refuse(wish=row.wish, reason=reason, note=note))
    row.reason, row.note = reason, rules.plain(note)
    mailbox = row.mailbox
    emails.post_refused(row, mailbox=mailbox, at=at)
    _forgotten(row)
    return _settled(row, "refuse_wish", by=by, at=at, state=rules.WishState.REFUSED, submission=submission)


def _open(by: Actor, code: str, wish: str) -> DataWish:
    """The wish, locked; Refused for whoever may not answer it, and for the very person who asks."""
    ensure(access.may_manage(by), hidden=True)
    row = DataWish.objects.select_for_update().filter(code=code).exclude(state=rules.WishState.UNCONFIRMED).first()
    if row is None or (wish and row.wish != wish):
        raise Refused([Refusal("unknown", gettext_noop("There is no such wish."))], hidden=True)
    ensure(
        rules.may_settle(
            state=row.state,
            by=by.actor_id,
            account=row.account,
            by_mailbox=by.email if isinstance(by, User) else "",
            mailbox=row.mailbox,
        )
    )
    return row


def _person(row: DataWish) -> Person:
    return person_of(mailbox=row.mailbox, account=row.account)


def _forgotten(row: DataWish) -> None:
    """What was needed to answer is needed no longer."""
    for name, value in _WITHOUT.items():
        setattr(row, name, value)


def _settled(
    row: DataWish,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    state: str = rules.WishState.DONE,
    submission: UUID | None = None,
) -> DataWish:
    row.state, row.settled_at, row.settled_by = state, at, by.actor_id
    row.save()
    record(
        by=by,
        at=at,
        verb=verb,
        subject=label_of(row),
        before={"state": rules.WishState.OPEN},
        after={"state": state, "rows": row.rows},
        reason=row.reason,
        submission=submission,
    )
    return row


def _corrected(person: Person, entries: Mapping[str, str]) -> list[dict[str, Any]]:
    """Write what is right into the person's own rows; a key that is not theirs is refused."""
    own = {cell.key: cell for held in held_of(person) for cells in held.rows for cell in cells if cell.key}
    if set(entries) - set(own):
        raise Refused([Refusal("unknown", gettext_noop("There is no such entry of this person."))], hidden=True)
    changed = {key: rules.plain(value) for key, value in entries.items() if rules.plain(value) != own[key].value}
    ensure([problem for key, value in changed.items() for problem in rules.value_problems(value, limit=own[key].limit)])
    done: dict[str, int] = {}
    for key, value in changed.items():
        table = _write(key, own[key], value)
        done[table] = done.get(table, 0) + 1
    return [{"table": table, "rows": number} for table, number in sorted(done.items())]


def _write(key: str, cell: Cell, value: str) -> str:
    table, number, column = key.split(":")
    assert column == cell.name  # noqa: S101 - the key was made for this cell
    apps.get_model(table)._base_manager.filter(pk=number).update(**{column: value})  # noqa: SLF001 - public in Django
    return table


_MANAGERS = [role.value for role, holds in RIGHTS[Right.MANAGE_PRIVACY].items() if holds]


def _manages(person: Person) -> bool:
    return Membership.objects.filter(user=person.account, role__in=_MANAGERS).exists()


def _other_managers(person: Person, at: datetime) -> int:
    """How many other open accounts could still answer for data protection."""
    roles = Membership.objects.valid_at(at).filter(role__in=_MANAGERS, user__is_active=True)
    return roles.exclude(user=person.account).values("user").distinct().count()
