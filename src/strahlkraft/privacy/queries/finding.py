"""Whose rows are whose: by confirmed mailbox, by account, by the name shown at the time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import F, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from strahlkraft.accounts.models import Absence, User
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.personal import Personal
from strahlkraft.privacy.queries.registry import Kept, kept
from strahlkraft.privacy.rules import normal, speaks_of

SESSIONS = "sessions.Session"
_PART = 80
"""Characters of a name in "who, standing in for whom" (accounts.models)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is known by a confirmed mailbox, an account, or both.

    ``names`` are those under which the account acted; ``shared``: somebody else goes by one of them; ``deputies`` are
    the actor ids of those who stood in for them.
    """

    mailbox: str
    account: int | None = None
    names: frozenset[str] = frozenset()
    shared: bool = False
    deputies: frozenset[str] = frozenset()

    @property
    def actor_id(self) -> str:
        """As the trail names them; empty without an account."""
        return f"user:{self.account}" if self.account is not None else ""


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of one entry that are somebody's."""

    kept: Kept
    keys: tuple[Any, ...] = field(default=())


def person_of(*, mailbox: str = "", account: str = "") -> Person:
    """Who is meant by a confirmed mailbox or by the actor id of an account; the account's own mailbox counts as confirmed."""
    number = account.removeprefix("user:")
    found = User.objects.filter(pk=int(number)) if number.isdigit() else User.objects.filter(email=normal(mailbox))
    user = found.first()
    if user is None:
        return Person(mailbox=normal(mailbox))
    acted = AuditEntry.objects.filter(actor_id=user.actor_id).exclude(actor_label="")
    names = {user.display_name, *acted.order_by().values_list("actor_label", flat=True).distinct()}
    others = User.objects.filter(display_name__in=names).exclude(pk=user.pk)
    absences = Absence.objects.filter(user=user).values_list("deputy_id", flat=True)
    return Person(
        mailbox=user.email,
        account=user.pk,
        names=frozenset(names),
        shared=others.exists(),
        deputies=frozenset(f"user:{pk}" for pk in absences),
    )


def found_of(person: Person) -> list[Found]:
    """Every entry under which something is kept of this person; a constant number of queries for each entry."""
    found = (Found(row, keys_of(row, person)) for row in kept())
    return [one for one in found if one.keys]


def keys_of(row: Kept, person: Person) -> tuple[Any, ...]:
    """The keys of the rows of one entry that are this person's."""
    entry = row.entry
    if entry.table == SESSIONS:
        return _sessions(person)
    condition = _condition(row, person)
    if condition is None:
        return ()
    rows = row.model._base_manager.filter(condition, **entry.where)  # noqa: SLF001 - rows a list leaves out count too
    if entry.lines:
        pairs = rows.values_list("pk", *entry.lines)
        return tuple(
            pk
            for pk, *texts in pairs
            if any(normal(line) == person.mailbox for text in texts for line in text.split("\n"))
        )
    return tuple(dict.fromkeys(rows.order_by("pk").values_list("pk", flat=True)))


def of_mailbox(row: Kept, mailbox: str, value: str = "pk") -> list[Any]:
    """``value`` of the rows of an entry with just this mailbox: a database folds more signs into each other than capitals."""
    entry = row.entry
    if not entry.mailbox or not mailbox:
        return []
    same = Q(**{path: F(column) for path, column in entry.same.items()})
    alike = Q(**{f"{entry.mailbox}__iexact": mailbox}) & same
    rows = row.model._base_manager.filter(alike, **entry.where)  # noqa: SLF001 - see keys_of
    return [found for found, text in rows.values_list(value, entry.mailbox) if normal(text) == mailbox]


def _condition(row: Kept, person: Person) -> Q | None:
    """Which rows are this person's; None: nothing of this entry can be."""
    entry, found = row.entry, list[Q]()
    if keys := of_mailbox(row, person.mailbox):
        found.append(Q(pk__in=keys))
    if entry.lines and person.mailbox:
        found.append(Q(**{f"{entry.lines[0]}__icontains": person.mailbox}))
    if person.account is not None:
        found += _of_account(entry, person)
    if not found:
        return None
    condition = found[0]
    for more in found[1:]:
        condition |= more
    return condition


def _of_account(entry: Personal, person: Person) -> Iterator[Q]:
    if entry.account:
        yield Q(**{entry.account: person.account})
    if entry.actor:
        yield Q(**{entry.actor: person.actor_id})
        if entry.label and person.deputies:
            yield Q(**{f"{entry.actor}__in": person.deputies}) & _stood_in_for(entry, person)
    elif entry.label:
        yield from _by_label(entry, person)


def _by_label(entry: Personal, person: Person) -> Iterator[Q]:
    """Rows that hold a name only. Where somebody else has the same, the trail says at which moments it was this person."""
    own = Q(**{f"{entry.label}__in": person.names})
    deeds = AuditEntry.objects.order_by()
    if person.shared:
        own &= Q(**{f"{entry.label_at}__in": deeds.filter(actor_id=person.actor_id).values("at")})
    yield own
    if person.deputies:
        moments = deeds.filter(actor_id__in=person.deputies).values("at")
        yield _stood_in_for(entry, person) & Q(**{f"{entry.label_at}__in": moments})


def _stood_in_for(entry: Personal, person: Person) -> Q:
    """Labels of deputies that name this person beside their own name."""
    condition = Q(pk__in=())
    for name in person.names:
        condition |= Q(**{f"{entry.label}__contains": f", {name[:_PART]}"}) | Q(
            **{f"{entry.label}__endswith": f" {name[:_PART]}"}
        )
    return condition


def _sessions(person: Person) -> tuple[str, ...]:
    """The sessions of an account: what is in them is encoded, so each is looked into."""
    if person.account is None:
        return ()
    return tuple(
        row.session_key
        for row in Session.objects.iterator(chunk_size=500)
        if row.get_decoded().get("_auth_user_id") == str(person.account)
    )


def mentioning(model: type[Model], column: str, mailbox: str) -> list[tuple[Any, Any]]:
    """Key and value of the rows in whose ``column``, text or JSON, this very mailbox stands."""
    if not mailbox:
        return []
    rows: QuerySet[Any] = model._base_manager.annotate(searched=Cast(column, TextField()))  # noqa: SLF001 - see keys_of
    pairs = rows.filter(searched__icontains=mailbox).values_list("pk", column, "searched")
    return [(pk, value) for pk, value, text in pairs if speaks_of(text, mailbox)]
