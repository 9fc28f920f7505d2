"""The one way to add to the trail."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import CharField

from strahlkraft.audit import queries, rules
from strahlkraft.audit.models import AuditEntry, ChainCheck, ChainHead
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label

WALKS = 3
"""So often a walk is begun anew before a head that does not fit counts as a break."""


class AlreadySubmitted(Exception):  # noqa: N818 - a fact about the form, not an error of the program
    """Raised when this form or API write has already been carried out: ``entry`` is what it made."""

    def __init__(self, entry: AuditEntry) -> None:
        """Keep the entry so that the door can lead to its subject."""
        super().__init__(f"submission {entry.submission} was carried out as entry {entry.sequence}")
        self.entry = entry


def record(  # noqa: PLR0913 - a line of the trail has these parts
    *,
    by: Actor,
    at: datetime,
    verb: str,
    subject: Label,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    region_id: int | None = None,
    public: bool = False,
    reason: str = "",
    submission: UUID | None = None,
) -> AuditEntry:
    """Add one entry inside the caller's transaction; only the changed fields are kept.

    Call it last: it locks the head of the chain until the caller commits. ``before`` and ``after`` carry no
    personal data. Raises AlreadySubmitted when ``submission`` was carried out before, so that nothing is done
    twice; RuntimeError outside a transaction; ValueError for a time without zone.
    """
    if not connection.in_atomic_block:
        msg = "record the deed in the transaction that does it"
        raise RuntimeError(msg)
    if at.tzinfo is None:
        msg = "the time of a deed needs its zone"
        raise ValueError(msg)
    head = _locked_head()
    if submission is not None and (done := AuditEntry.objects.filter(submission=submission).first()):
        raise AlreadySubmitted(done)
    old, new = rules.changes(before or {}, after or {})
    label, salt = _fitting("actor_label", by.actor_label), secrets.token_hex(16)
    entry = AuditEntry(
        sequence=head.count + 1,
        at=at,
        actor_id=by.actor_id,
        actor_label=label,
        label_salt=salt,
        label_digest=rules.label_digest(salt, label),
        verb=verb,
        subject_kind=subject.kind,
        subject_key=subject.key,
        subject_title=_fitting("subject_title", subject.title),
        region_id=region_id,
        public=public,
        before=old,
        after=new,
        reason=rules.json_safe(reason),
        submission=submission,
        previous_hash=head.hash,
    )
    entry.hash = rules.hash_of(head.hash, entry.content())
    entry.save()
    head.count, head.hash = entry.sequence, entry.hash
    head.save(update_fields=["count", "hash"])
    return entry


def _locked_head() -> ChainHead:
    """Return the head, locked to the end of the transaction (SQLite's writers are alone anyway)."""
    row = ChainHead.objects.select_for_update().filter(pk=1).first()
    if row is None:
        ChainHead.objects.get_or_create(pk=1)
        row = ChainHead.objects.select_for_update().get(pk=1)
    return row


def _fitting(field: str, text: str) -> str:
    """Cut ``text`` to the length of its column."""
    limit = cast("CharField[str, str]", AuditEntry._meta.get_field(field)).max_length  # noqa: SLF001 - public in Django
    return str(rules.json_safe(text))[:limit]


def check_chain(*, at: datetime) -> ChainCheck:
    """Walk the whole chain against what the last good walk noted, and keep what was found (I17).

    The head is read before the walk: what is added meanwhile is the next walk's, and may look like a break at first.
    """
    noted, broken = queries.head(), queries.verify(queries.anchor_of_checks())
    for _again in range(WALKS - 1):
        if {one.kind for one in broken} != {"head"}:
            break  # a head that fits nothing may have moved during the walk: look again
        noted, broken = queries.head(), queries.verify(queries.anchor_of_checks())
    first = broken[0] if broken else None
    return ChainCheck.objects.create(
        at=at,
        count=noted.count,
        hash=noted.hash,
        breaks=len(broken),
        first_broken=first.sequence if first else None,
        kind=first.kind if first else "",
    )
