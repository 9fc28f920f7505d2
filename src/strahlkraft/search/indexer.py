"""Brings the index of this node up to the change log: after a commit, on start, after a crash.

The index is a copy. Whatever happens to it, it can be made again from the table; the table is never wrong.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import close_old_connections, connections

from strahlkraft.search import wake
from strahlkraft.search.engine.searching import Engine
from strahlkraft.search.engine.store import BusyError, IndexMissingError, State, Store, is_damage
from strahlkraft.search.models import SearchCounter, SearchDocument
from strahlkraft.search.rules import Document

POLL_SECONDS = 0.25  # finds changes of other processes within a second of their commit
BATCH = 5_000  # changes of one index commit
ERROR_SECONDS = 5.0
_log = structlog.get_logger(__name__)
_thread: threading.Thread | None = None
_thread_lock = threading.Lock()
_stopping = threading.Event()


@dataclass(frozen=True)
class _Committed:
    """How far the change log is; ``mark`` names the log and the content of its last change."""

    sequence: int
    mark: str


@lru_cache(maxsize=8)
def _engine(folder: str) -> Engine:
    return Engine(Store(Path(folder)))


def engine() -> Engine:
    """The engine of this process on ``settings.SEARCH_INDEX_DIR``."""
    return _engine(str(settings.SEARCH_INDEX_DIR))


def committed() -> _Committed:
    """The last change of the log that this connection sees."""
    log = SearchCounter.objects.values_list("log", flat=True).first()
    last = SearchDocument.objects.order_by("-sequence").values_list("sequence", "kind", "key", "digest").first()
    if last is None:
        return _Committed(0, str(log))
    sequence, *content = last
    return _Committed(sequence, f"{log}:{':'.join(content)}")


def catch_up(*, wait: bool = True) -> int:
    """Index everything committed and not yet indexed; returns the sequence reached.

    Another process of this node that is indexing is waited for when ``wait`` is true; else its work is relied on.
    """
    store = engine().store
    goal = committed()
    if _reached(store, goal):
        return goal.sequence
    try:
        with store.writing(wait=wait):
            return _catch_up(store)
    except BusyError:
        return goal.sequence


def _reached(store: Store, goal: _Committed) -> bool:
    state = _state(store)
    return state is not None and (state.sequence, state.mark) == (goal.sequence, goal.mark)


def _state(store: Store) -> State | None:
    try:
        return store.snapshot().state
    except IndexMissingError:
        return None


def _catch_up(store: Store) -> int:
    """Update in batches, or rebuild when the index is missing, unreadable or of another log."""
    goal = committed()
    state = _state(store)
    if state is None or not _continues(state, goal):
        return _rebuild(store)
    while state.sequence < goal.sequence:
        rows = list(SearchDocument.objects.filter(sequence__gt=state.sequence).order_by("sequence")[:BATCH])
        last = rows[-1]
        try:
            store.update(
                ((document_of(row.payload), row.sequence) for row in rows if not row.withdrawn),
                ((row.kind, row.key) for row in rows if row.withdrawn),
                sequence=last.sequence,
                mark=_mark(goal, last),
            )
        except BaseException as error:
            if not is_damage(error):
                raise
            _log.warning("search_index_unwritable", exc_info=True)
            return _rebuild(store)
        state = store.snapshot().state
    return state.sequence


def _continues(state: State, goal: _Committed) -> bool:
    """Whether the index is a past of this very log."""
    if state.mark.partition(":")[0] != goal.mark.partition(":")[0] or state.sequence > goal.sequence:
        return False
    return state.sequence < goal.sequence or state.mark == goal.mark


def _mark(goal: _Committed, row: SearchDocument) -> str:
    return f"{goal.mark.partition(':')[0]}:{row.kind}:{row.key}:{row.digest}"


def _rebuild(store: Store) -> int:
    """Make the index anew from the table; changes committed meanwhile are left to the next catching up."""
    goal = committed()

    def documents() -> Iterator[tuple[Document, int]]:
        rows = SearchDocument.objects.filter(withdrawn=False, sequence__lte=goal.sequence).order_by("sequence")
        for payload, sequence in rows.values_list("payload", "sequence").iterator(chunk_size=500):
            yield document_of(payload), sequence

    store.forget()
    store.rebuild(documents(), sequence=goal.sequence, mark=goal.mark)
    _log.info("search_index_rebuilt", sequence=goal.sequence)
    return goal.sequence


def document_of(payload: dict[str, Any]) -> Document:
    """The document as it was handed in."""
    facets = {name: tuple(values) for name, values in payload["facets"].items()}
    return Document(**{**payload, "facets": facets})


def start() -> bool:
    """Start the indexer thread of this server process once; false when the settings forbid it or it runs."""
    global _thread  # noqa: PLW0603 - one thread per process
    with _thread_lock:
        if not settings.SEARCH_INDEXER_IN_PROCESS or running():
            return False
        _stopping.clear()
        _thread = threading.Thread(target=_run, name="search-indexer", daemon=True)
        _thread.start()
        return True


def stop() -> None:
    """End the indexer thread after what it is doing; without one nothing happens."""
    thread = _thread
    if thread is not None:
        _stopping.set()
        wake.ring()
        thread.join()


def running() -> bool:
    """Whether this process has a living indexer thread."""
    return _thread is not None and _thread.is_alive()


def _run() -> None:
    try:
        while not _stopping.is_set():
            pause = POLL_SECONDS
            try:
                catch_up(wait=False)
            except Exception:  # noqa: BLE001 - the thread must outlive a lost database
                _log.exception("search_indexer_failed")
                pause = ERROR_SECONDS
                close_old_connections()
            wake.wait(pause)
    finally:
        connections.close_all()
