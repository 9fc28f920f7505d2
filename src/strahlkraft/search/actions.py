"""Hand documents to the search.

These functions are called by the actions of the rooms above inside their transaction: they are part of that deed, so
they check no right and write no audit line of their own, and they vanish with a rollback.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar
from uuid import uuid4

from django.db import transaction

from strahlkraft.search import wake
from strahlkraft.search.models import SearchCounter, SearchDocument
from strahlkraft.search.rules import Document

BATCH = 400  # rows of one statement
_T = TypeVar("_T")


@transaction.atomic
def put_documents(documents: Iterable[Document]) -> None:
    """Make documents findable in this version, replacing earlier versions of the same kind and key.

    Searchable within a second after the surrounding transaction commits. A document that did not change is no change;
    of several with the same kind and key the last one counts.
    """
    newest = {(document.kind, document.key): document for document in documents}
    rows = [_row(document) for document in newest.values()]
    changed = [row for batch in _batches(rows) for row in _changed(batch)]
    if changed:
        _write(changed)


@transaction.atomic
def withdraw_documents(kind: str, keys: Iterable[str]) -> None:
    """Make documents of one kind unfindable; unknown or already withdrawn keys are no change."""
    rows: list[SearchDocument] = []
    for batch in _batches(sorted(set(keys))):
        rows += SearchDocument.objects.filter(kind=kind, key__in=batch, withdrawn=False).order_by("key")
    for row in rows:
        row.withdrawn = True
        row.payload = {}
        row.digest = ""
    if rows:
        _write(rows)


def begin_anew() -> None:
    """Have every node make its index anew from the table, so that nothing taken out stays in its files."""
    SearchCounter.objects.filter(pk=1).update(log=uuid4())
    transaction.on_commit(wake.ring)


def _row(document: Document) -> SearchDocument:
    payload: dict[str, Any] = asdict(document)
    payload["facets"] = {name: list(values) for name, values in document.facets.items()}
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True)
    digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    return SearchDocument(kind=document.kind, key=document.key, payload=payload, digest=digest)


def _batches(rows: Sequence[_T]) -> Iterable[Sequence[_T]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _changed(batch: Sequence[SearchDocument]) -> list[SearchDocument]:
    """Those of the batch that differ from what is stored."""
    stored = {
        (kind, key): digest
        for kind in {row.kind for row in batch}
        for key, digest in SearchDocument.objects.filter(
            kind=kind, key__in=[row.key for row in batch if row.kind == kind], withdrawn=False
        ).values_list("key", "digest")
    }
    return [row for row in batch if stored.get((row.kind, row.key)) != row.digest]


def _write(rows: Sequence[SearchDocument]) -> None:
    """Give out sequences under the lock of the counter row, write the rows and wake the indexer after the commit."""
    SearchCounter.objects.get_or_create(pk=1)
    counter = SearchCounter.objects.select_for_update().get(pk=1)
    for sequence, row in enumerate(rows, start=counter.value + 1):
        row.pk = None
        row.sequence = sequence
    counter.value += len(rows)
    counter.save(update_fields=["value"])
    SearchDocument.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=["payload", "digest", "sequence", "withdrawn"],
    )
    transaction.on_commit(wake.ring)
