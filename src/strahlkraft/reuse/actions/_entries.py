"""What a verified catalogue of another instance changes here: entries, links to what is known, the search's copy."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import strahlkraft.search.actions as search
from strahlkraft.kernel.slug import slugify
from strahlkraft.reuse.documents import elsewhere_document
from strahlkraft.reuse.importers.identity import canonical
from strahlkraft.reuse.models import Peer, PeerEntry, ReuseOffer, Software
from strahlkraft.reuse.peering import Entry, Feed, LocalMatch, Plan, plan
from strahlkraft.reuse.queries.exchange import local_identities

_COLUMNS = ("kind", "title", "data", "identity", "same_offer", "same_software", "seen_at", "withdrawn_at")
_BATCH = 400


def apply(peer: Peer, feed: Feed, *, at: datetime) -> dict[str, int]:
    """Bring the entries of a peer to its catalogue, inside the caller's transaction; counts what was done.

    Empty when much vanished at once and nobody has allowed it: then nothing is touched. Our own records never are.
    """
    rows = {row.uri: row for row in peer.entries.all()}
    known = {uri: entry_of(row) for uri, row in rows.items() if _is_listed(row)}
    planned = plan(known, feed, local=local_identities(but=peer), identity=canonical)
    if planned.many_gone and not peer.many_allowed:
        return {}
    links = _links(planned.matches)
    changed = _write(peer, rows, planned, links, at=at)
    stays = (set(known) - set(planned.withdrawals)) | {entry.uri for entry in planned.adds} | set(links)
    gone = [row for row in rows.values() if row.withdrawn_at is None and row.uri not in stays]
    _withdraw(gone, at=at)
    stale = changed
    if peer.name != feed.instance.name[:200]:  # it stands in every document
        peer.name = feed.instance.name[:200]
        written = {row.uri for row in changed}
        stale = changed + [row for row in rows.values() if _is_listed(row) and row.uri not in written]
    _index(peer, stale, at=at)
    return {
        "added": len(planned.adds),
        "changed": len(planned.changes),
        "withdrawn": len(gone),
        "linked": sum(1 for row in changed if not _is_listed(row)),
        "unchanged": len(known) - len(planned.changes) - len(planned.withdrawals),
    }


def withdraw_all(peer: Peer, *, at: datetime) -> int:
    """Show nothing of a peer any more; how many entries that concerns."""
    rows = list(peer.entries.filter(withdrawn_at=None))
    _withdraw(rows, at=at)
    return len(rows)


def entry_of(row: PeerEntry) -> Entry:
    """The entry as the feed's reader gave it."""
    facts: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in row.data.items()}
    return Entry(**facts)


def _is_listed(row: PeerEntry) -> bool:
    return row.withdrawn_at is None and row.same_offer_id is None and row.same_software_id is None


def _links(matches: Iterable[LocalMatch]) -> dict[str, dict[str, Any]]:
    """By ``uri``, which record of ours an entry means; nothing for one that another peer told of first."""
    named = [(match.entry.uri, *match.local.split(":", 1)) for match in matches]
    offers = ReuseOffer.objects.in_bulk({key for _, kind, key in named if kind == "offer"}, field_name="slug")
    software = Software.objects.in_bulk({key for _, kind, key in named if kind == "software"}, field_name="slug")
    return {
        uri: {"same_offer": offers[key]} if kind == "offer" else {"same_software": software[key]}
        for uri, kind, key in named
        if kind in {"offer", "software"}
    }


def _write(
    peer: Peer, rows: dict[str, PeerEntry], planned: Plan, links: dict[str, dict[str, Any]], *, at: datetime
) -> list[PeerEntry]:
    """Store what is new, changed or linked; only rows that differ."""
    wanted = [*planned.adds, *planned.changes, *(match.entry for match in planned.matches if match.entry.uri in links)]
    fresh = [entry for entry in wanted if entry.uri not in rows]
    slugs = dict(zip((entry.uri for entry in fresh), _free_slugs(entry.title for entry in fresh), strict=True))
    changed: list[PeerEntry] = []
    for entry in wanted:
        link = links.get(entry.uri, {})
        row = rows.get(entry.uri)
        if row is not None and link and _stands(row, entry, link):
            continue
        row = row or PeerEntry(peer=peer, uri=entry.uri, slug=slugs[entry.uri])
        row.kind, row.title, row.data = entry.kind, entry.title, asdict(entry)
        row.identity = canonical(entry.repository)[:500] if entry.repository else ""
        row.same_offer, row.same_software = link.get("same_offer"), link.get("same_software")
        row.seen_at, row.withdrawn_at = at, None
        row.pk = None  # written by its uri: one statement for what is new and what is changed
        changed.append(row)
    PeerEntry.objects.bulk_create(
        changed, batch_size=_BATCH, update_conflicts=True, unique_fields=["uri"], update_fields=_COLUMNS
    )
    return changed


def _stands(row: PeerEntry, entry: Entry, link: dict[str, Any]) -> bool:
    same = (row.same_offer_id, row.same_software_id) == (
        link["same_offer"].pk if "same_offer" in link else None,
        link["same_software"].pk if "same_software" in link else None,
    )
    return same and row.withdrawn_at is None and entry_of(row) == entry


def _free_slugs(titles: Iterable[str]) -> list[str]:
    """Address parts nobody has, in one pass however many titles are the same."""
    taken = set(PeerEntry.objects.values_list("slug", flat=True))
    numbers: Counter[str] = Counter()
    slugs = []
    for title in titles:
        base = slugify(title)
        slug = base
        while slug in taken:
            numbers[base] += 1
            slug = f"{base}-{numbers[base] + 1}"
        taken.add(slug)
        slugs.append(slug)
    return slugs


def _withdraw(rows: list[PeerEntry], *, at: datetime) -> None:
    for row in rows:
        row.withdrawn_at, row.same_offer, row.same_software = at, None, None
    PeerEntry.objects.bulk_update(rows, ("withdrawn_at", "same_offer", "same_software"), batch_size=_BATCH)
    search.withdraw_documents("elsewhere", [row.slug for row in rows])


def _index(peer: Peer, rows: list[PeerEntry], *, at: datetime) -> None:
    """Bring the search's copy up to date: what means something known here is found there."""
    search.put_documents(
        elsewhere_document(
            slug=row.slug,
            title=row.title,
            summary=row.data["summary"],
            what=row.data["result_kind"] or ("software" if row.kind == "software" else ""),
            licence=row.data["licence"],
            sizes=row.data["size_classes"],
            peer=peer.name,
            changed=_moment(row.data["modified"], at).timestamp(),
        )
        for row in rows
        if _is_listed(row)
    )
    search.withdraw_documents("elsewhere", [row.slug for row in rows if not _is_listed(row)])


def _moment(day: str, at: datetime) -> datetime:
    """When it changed, as the peer says it: never in the future, where it would stand first for ever."""
    return min(datetime.fromisoformat(day).replace(tzinfo=UTC), at) if day else at
