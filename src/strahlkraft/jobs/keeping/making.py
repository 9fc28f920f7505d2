"""Making a backup while everybody works: files, then the database as of one moment, then the files that came meanwhile.

No row of the backup names a file that is not in it: a file is stored before its row is, and removed after it.
"""

import json
import os
import sqlite3  # the newer one: strahlkraft/__init__.py
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from django.core.files.storage import default_storage
from django.db import connection, transaction

from strahlkraft.jobs.keeping import archive, checking, rows, state
from strahlkraft.jobs.keeping.archive import DATABASE, FILES, Packer
from strahlkraft.jobs.keeping.sealing import Unreadable

IMAGE, FACTS = f"{DATABASE}image.sqlite3", f"{DATABASE}facts.json"
ROWS = f"{DATABASE}rows/"
_PIECE = 4 << 20
"""Bytes of rows in one part: a table of any size passes in little memory."""
_PREFIX, _HIDDEN = "strahlkraft-", ".strahlkraft-"


@dataclass(frozen=True)
class Made:
    """A backup that is there, and what was found when the copied database was looked at."""

    path: Path
    files: int
    findings: checking.Findings


def back_up(*, at: datetime, folder: Path, recipients: Sequence[pyrage.x25519.Recipient]) -> Made:
    """Write a backup into ``folder``; its name appears only when it is whole and on the disk.

    Raises OSError (disk), Busy, Unreadable (a database older than the program on PostgreSQL).
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrations = state.applied()
    kind = "image" if connection.vendor == "sqlite" else "rows"
    if kind == "rows" and migrations != state.known():
        message = "The database is of another version than the program: make the backup with the version that ran last."
        raise Unreadable(message)
    name = f"{_PREFIX}{at:%Y%m%dT%H%M%SZ}.tar{'.age' if recipients else ''}"
    facts = state.about(at=at, kind=kind, migrations=migrations)
    with (
        state.workroom() as room,
        _appears(folder, name) as file,
        archive.packed(file, recipients, facts) as packer,
    ):
        seen = _files(packer, {})
        findings = _image(packer, room, seen) if kind == "image" else _rows(packer, seen)
        found = _files(packer, seen)
    return Made(folder / name, len(found), findings)


@contextmanager
def _appears(folder: Path, name: str) -> Iterator[BinaryIO]:
    """A file that has its name once it is whole; whoever is killed leaves a hidden one, which the next one clears away."""
    for left in folder.glob(f"{_HIDDEN}*.part"):
        left.unlink(missing_ok=True)
    part = folder / f".{name}.part"
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(folder / name)
        state.settle(folder)
    finally:
        part.unlink(missing_ok=True)


def _files(packer: Packer, seen: dict[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """Take in every stored file that is new, or was still being written, since ``seen``; what is there now."""
    now = dict(seen)
    for name in checking.stored():
        with suppress(FileNotFoundError):  # removed meanwhile, as its row was
            mark = (default_storage.size(name), default_storage.get_modified_time(name).isoformat())
            if seen.get(name) != mark:
                with default_storage.open(name) as file:
                    packer.stream(f"{FILES}{name}", file, mark[0])
                now[name] = mark
    return now


def _image(packer: Packer, room: Path, seen: dict[str, Any]) -> checking.Findings:
    """SQLite: a whole copy of one moment, which holds up no writer; a copy of the file alone would lose what is in its log."""
    copy = room / "image.sqlite3"
    source = sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=20)
    try:
        source.execute("VACUUM INTO ?", (str(copy),))
    finally:
        source.close()
    with checking.beside(copy) as alias:
        # Files that came after the first round are not seen yet: whether every named one is there is asked of the whole.
        findings = checking.content(rows.in_database(alias), lambda name: name in seen or default_storage.exists(name))
        findings.faults += checking.image_faults(alias)
    with copy.open("rb") as file:
        packer.stream(IMAGE, file, copy.stat().st_size)
    return findings


def _rows(packer: Packer, seen: dict[str, Any]) -> checking.Findings:
    """PostgreSQL: every row as of one moment, table by table; what others write meanwhile waits for nothing."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        source = rows.in_database("default")
        told = {rows.key_of(model): _table(packer, model, source) for model in rows.tables()}
        facts = {"tables": told, "numbers": rows.last_numbers("default")}
        findings = checking.content(source, lambda name: name in seen or default_storage.exists(name))
    packer.put(FACTS, json.dumps(facts, indent=1).encode())
    return findings


def _table(packer: Packer, model: rows.Model, source: rows.Source) -> dict[str, Any]:
    digest, piece, number = rows.Digest(), bytearray(), 0
    for row in source(model):
        digest.add(row)
        piece += rows.line(row)
        if len(piece) >= _PIECE:
            packer.put(f"{ROWS}{rows.key_of(model)}/{number:06}.jsonl", bytes(piece))
            piece, number = bytearray(), number + 1
    packer.put(f"{ROWS}{rows.key_of(model)}/{number:06}.jsonl", bytes(piece))
    return {"columns": rows.names(model), "pieces": number + 1, **digest.told()}


def backups(folder: Path) -> list[Path]:
    """The backups in a folder, oldest first."""
    return sorted(path for path in folder.glob(f"{_PREFIX}*.tar*") if path.is_file())


def keep_newest(folder: Path, number: int) -> list[Path]:
    """Remove all but the newest ones; those that went."""
    gone = backups(folder)[:-number]
    for path in gone:
        path.unlink()
    return gone
