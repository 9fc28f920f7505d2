"""Reading software from elsewhere and entries of other instances."""

from collections.abc import Sequence

from strahlkraft.reuse.models import PeerEntry, Software
from strahlkraft.reuse.publiccode import document_from, facts_from, modernise, without_people, write
from strahlkraft.reuse.queries.offers import current_runs


def in_order(slugs: Sequence[str]) -> list[Software]:
    """Listed software in the order of ``slugs``."""
    rows = Software.objects.listed().filter(slug__in=slugs).defer("document", "findings")
    found = {row.slug: row for row in rows.prefetch_related(current_runs())}
    return [found[slug] for slug in slugs if slug in found]


def listed(slug: str) -> Software | None:
    """Listed software with what its page shows."""
    rows = Software.objects.listed().select_related("publisher").prefetch_related("addresses", "merged")
    return rows.filter(slug=slug).first()


def merged_into(slug: str) -> Software | None:
    """Where a record that was merged leads to, over several steps if need be; None when it was not merged."""
    seen: set[str] = set()
    row = Software.objects.select_related("merged_into").filter(slug=slug, merged_into__isnull=False).first()
    while row is not None and row.merged_into is not None and row.slug not in seen:
        seen.add(row.slug)
        target = Software.objects.select_related("merged_into").get(slug=row.merged_into.slug)
        if target.merged_into is None:
            return target
        row = target
    return None


def mended_file(row: Software, *, comment: str = "") -> str:
    """Its publiccode.yml in the newest form of the standard, without people; empty when the file was not read here.

    What only people can say stays missing: the findings name it.
    """
    if not row.document:
        return ""
    return write(document_from(without_people(modernise(facts_from(row.document)))), comment=comment)


def entries_in_order(slugs: Sequence[str]) -> list[PeerEntry]:
    """Entries of other instances that still stand, in the order of ``slugs``."""
    rows = PeerEntry.objects.filter(slug__in=slugs, withdrawn_at=None).select_related("peer")
    found = {row.slug: row for row in rows}
    return [found[slug] for slug in slugs if slug in found]


def entry(slug: str) -> PeerEntry | None:
    """An entry of another instance, also one that was withdrawn there (its page says so)."""
    rows = PeerEntry.objects.select_related("peer", "same_offer__project", "same_software")
    return rows.filter(slug=slug).first()
