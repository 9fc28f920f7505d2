"""Reading the trail and proving that it is whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from strahlkraft.audit import access, rules
from strahlkraft.audit.models import AuditEntry, ChainHead
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label


@dataclass(frozen=True, slots=True)
class Anchor:
    """Count and last hash of the chain as noted outside the database at some time."""

    count: int
    hash: str


@dataclass(frozen=True, slots=True)
class Broken:
    """One place where the chain does not hold.

    ``kind``: ``missing`` (numbers left out), ``changed`` (content does not fit its hash), ``unlinked`` (does not
    follow its predecessor), ``relabelled`` (another actor's name), ``truncated`` (the end is gone),
    ``head`` (the head does not fit the last entry), ``anchor`` (differs from what was noted outside).
    """

    sequence: int
    kind: str


def history_of(label: Label) -> QuerySet[AuditEntry]:
    """Return what was done to one thing, newest first; the caller has checked who may see it."""
    return AuditEntry.objects.filter(subject_kind=label.kind, subject_key=label.key).order_by("-sequence")


def trail(*, by: Actor) -> QuerySet[AuditEntry]:
    """Return every entry ``by`` may read, newest first."""
    return access.readable_by(by).order_by("-sequence")


def entry_of_submission(submission: UUID) -> AuditEntry | None:
    """Return the entry that this form or API write already made, if it did."""
    return AuditEntry.objects.filter(submission=submission).first()


def head() -> Anchor:
    """Return count and last hash, to be noted outside the database."""
    row = ChainHead.objects.filter(pk=1).first()
    return Anchor(row.count, row.hash) if row else Anchor(0, rules.GENESIS)


def verify(anchor: Anchor | None = None) -> list[Broken]:
    """Walk the whole chain in little memory and return every break, oldest first; empty means whole.

    Cutting off the end *and* setting the head back shows only against an ``anchor`` noted earlier.
    """
    return list(_breaks(anchor))


def _breaks(anchor: Anchor | None) -> Iterator[Broken]:
    end = head()
    count, last_hash = 0, rules.GENESIS
    anchored = anchor is None or anchor.count == 0
    for entry in AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        for missing in range(count + 1, entry.sequence):
            yield Broken(missing, "missing")
        yield from _breaks_of(entry, last_hash if entry.sequence == count + 1 else None)
        count, last_hash = entry.sequence, entry.hash
        if anchor and entry.sequence == anchor.count:
            anchored = entry.hash == anchor.hash
    if count < end.count:
        yield from (Broken(missing, "truncated") for missing in range(count + 1, end.count + 1))
    elif (count, last_hash) != (end.count, end.hash):
        yield Broken(count, "head")
    if anchor and not anchored:
        yield Broken(anchor.count, "anchor")


def _breaks_of(entry: AuditEntry, last_hash: str | None) -> Iterator[Broken]:
    if rules.hash_of(entry.previous_hash, entry.content()) != entry.hash:
        yield Broken(entry.sequence, "changed")
    if last_hash is not None and entry.previous_hash != last_hash:
        yield Broken(entry.sequence, "unlinked")
    anonymised = not entry.actor_label and not entry.label_salt
    if not anonymised and rules.label_digest(entry.label_salt, entry.actor_label) != entry.label_digest:
        yield Broken(entry.sequence, "relabelled")
