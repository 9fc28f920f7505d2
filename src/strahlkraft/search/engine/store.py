"""The folder of one index: opened, written by one process at a time, read by all, replaced when it does not fit.

``FOLDER/CURRENT`` names the generation in use, ``FOLDER/<generation>/`` is a tantivy index. A rebuild fills a new
generation and then switches the name, so readers always see a whole index.
"""

import fcntl
import json
import os
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import tantivy

from strahlkraft.search.engine.preparing import identity, prepare, prepare_meta
from strahlkraft.search.engine.schema import META_KEY, SORT_SLOTS, analyser_version, build_schema
from strahlkraft.search.rules import Document

HEAP_BYTES = 64_000_000
CURRENT = "CURRENT"
STRIDE = 12  # hexadecimal digits that name a generation


class IndexMissingError(Exception):
    """There is no usable index in the folder: none yet, damaged, or made by another analyser."""


def is_damage(error: BaseException) -> bool:
    """Whether an error of the index library tells of a damaged folder; its panics are no Exception."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


class BusyError(Exception):
    """Another process of this node is writing the index."""


@dataclass(frozen=True)
class State:
    """What the index says of itself: how far it is and which sort name lies in which slot.

    ``mark`` names the change log and the content of the change reached: another database or a restored one differs.
    """

    sequence: int = 0
    mark: str = ""
    slots: Mapping[str, int] = field(default_factory=dict)
    version: str = ""


@dataclass(frozen=True)
class Snapshot:
    """One consistent view: hold it while answering one query."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    state: State
    generation: str


class Store:
    """Reads and writes the index below one folder; safe for threads."""

    def __init__(self, folder: Path) -> None:
        """Nothing is opened yet."""
        self.folder = folder
        self._lock = threading.Lock()
        self._opened: tuple[str, tantivy.Index] | None = None
        self._snapshot: Snapshot | None = None
        self._seen: tuple[str, int, int] | None = None

    # reading

    def snapshot(self) -> Snapshot:
        """The newest committed view, also of what another process committed; IndexMissingError when there is none."""
        seen = self._look()
        snapshot = self._snapshot
        if snapshot is not None and seen == self._seen:
            return snapshot
        with self._lock:
            if self._snapshot is None or seen != self._seen:
                self._snapshot = self._open(seen[0])
                self._seen = seen
            return self._snapshot

    def _look(self) -> tuple[str, int, int]:
        """Generation and time of its last commit."""
        try:
            generation = (self.folder / CURRENT).read_text(encoding="ascii").strip()
            found = (self.folder / generation / "meta.json").stat()
        except (OSError, UnicodeError, ValueError) as error:
            raise IndexMissingError(str(error)) from error
        return generation, found.st_mtime_ns, found.st_ino

    def _open(self, generation: str) -> Snapshot:
        try:
            if self._opened is None or self._opened[0] != generation:
                index = tantivy.Index.open(str(self.folder / generation))
                index.config_reader("manual")
                self._opened = (generation, index)
            index = self._opened[1]
            index.reload()
            searcher = index.searcher()
            state = _read_state(searcher, index.schema)
        except IndexMissingError:
            raise
        except BaseException as error:
            if not is_damage(error):
                raise
            self._opened = None
            raise IndexMissingError(str(error)) from error
        if state.version != analyser_version():
            msg = "the index was made by another version of the analyser"
            raise IndexMissingError(msg)
        return Snapshot(searcher, index.schema, state, generation)

    def forget(self) -> None:
        """Take the index out of use, for it proved damaged; the next catching up rebuilds it."""
        with self._lock:
            (self.folder / CURRENT).unlink(missing_ok=True)
            self._opened = self._snapshot = self._seen = None

    # writing

    @contextmanager
    def writing(self, *, wait: bool = False) -> Iterator[None]:
        """Hold the node's write lock; BusyError when another process holds it and ``wait`` is false."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError as error:
                raise BusyError from error
            yield

    def update(
        self,
        puts: Iterable[tuple[Document, int]],
        withdrawn: Iterable[tuple[str, str]],
        *,
        sequence: int,
        mark: str = "",
    ) -> None:
        """Apply changes and commit them with the sequence reached; call inside :meth:`writing`."""
        state = self.snapshot().state
        assert self._opened is not None  # noqa: S101 - snapshot opened it
        generation, index = self._opened
        _fill(index, puts, withdrawn, replace(state, sequence=sequence, mark=mark), clean=False)
        self._bump(generation)

    def rebuild(self, puts: Iterable[tuple[Document, int]], *, sequence: int, mark: str = "") -> None:
        """Make a new generation from all documents and switch to it; call inside :meth:`writing`."""
        generation = uuid4().hex[:STRIDE]
        folder = self.folder / generation
        folder.mkdir(parents=True)
        index = tantivy.Index(build_schema(), path=str(folder))
        _fill(index, puts, (), State(sequence, mark, {}, analyser_version()), clean=True)
        del index
        pointer = self.folder / f"{CURRENT}.new"
        pointer.write_text(generation, encoding="ascii")
        pointer.replace(self.folder / CURRENT)
        self._remove_others(generation)

    def _bump(self, generation: str) -> None:
        """Make sure that a second commit within one tick of the file system's clock is seen."""
        meta = self.folder / generation / "meta.json"
        found = meta.stat()
        if self._seen and self._seen[1] == found.st_mtime_ns:
            os.utime(meta, ns=(found.st_atime_ns, found.st_mtime_ns + 1_000))

    def _remove_others(self, generation: str) -> None:
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name != generation:
                shutil.rmtree(folder, ignore_errors=True)


def _fill(
    index: tantivy.Index,
    puts: Iterable[tuple[Document, int]],
    withdrawn: Iterable[tuple[str, str]],
    state: State,
    *,
    clean: bool,
) -> None:
    """Write documents and the state in one commit; ``clean`` says that nothing can be there to be replaced."""
    slots = dict(state.slots)
    writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
    try:
        for kind, key in withdrawn:
            writer.delete_documents_by_term("id", identity(kind, key))
        for document, sequence in puts:
            for name in document.sort:
                if name not in slots and len(slots) < SORT_SLOTS:
                    slots[name] = len(slots)
            if not clean:
                writer.delete_documents_by_term("id", identity(document.kind, document.key))
            writer.add_document(prepare(document, sequence, slots))
        writer.delete_documents_by_term("id", META_KEY)
        writer.add_document(
            prepare_meta({"sequence": state.sequence, "mark": state.mark, "slots": slots, "version": state.version})
        )
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()


def _read_state(searcher: tantivy.Searcher, schema: tantivy.Schema) -> State:
    found = searcher.search(tantivy.Query.term_query(schema, "id", META_KEY), 1, count=False).hits
    if not found:
        msg = "the index lacks its state"
        raise IndexMissingError(msg)
    value: Any = json.loads(str(searcher.doc(found[0][1]).get_first("stored")))
    return State(value["sequence"], value["mark"], MappingProxyType(value["slots"]), value["version"])
