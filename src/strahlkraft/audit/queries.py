"""Reading the trail and proving that it is whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from strahlkraft.audit import access, rules
from strahlkraft.audit.models import AuditEntry, ChainCheck, ChainHead
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


def last_check() -> ChainCheck | None:
    """The newest walk over the chain, by the order they were noted in: a clock that was wrong once hides no later one."""
    return ChainCheck.objects.order_by("-pk").first()


def began_at() -> datetime | None:
    """When the trail began."""
    return AuditEntry.objects.order_by("sequence").values_list("at", flat=True).first()


def anchor_of_checks() -> Anchor | None:
    """What the newest walk that found everything whole noted; what is cut off or rewritten since shows against it."""
    row = ChainCheck.objects.filter(breaks=0).order_by("-pk").first()
    return Anchor(row.count, row.hash) if row else None


def verify(anchor: Anchor | None = None) -> list[Broken]:
    """Walk the whole chain in little memory and return every break, oldest first; empty means whole.

    Cutting off the end *and* setting the head back shows only against an ``anchor`` noted earlier.
    """
    return list(breaks(AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000), head(), anchor))


def breaks(entries: Iterable[AuditEntry], end: Anchor, anchor: Anchor | None = None) -> Iterator[Broken]:
    """Every break of a chain, wherever its entries come from (a backup): ordered by number, and what the head says."""
    count, last_hash = 0, rules.GENESIS
    anchored = anchor is None or anchor.count == 0
    for entry in entries:
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
