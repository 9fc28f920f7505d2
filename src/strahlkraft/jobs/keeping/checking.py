"""Whether a database and its files are whole: the image, foreign keys, the chain of the trail, files that rows name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.storage import Storage, default_storage
from django.db import DatabaseError, connection, connections

from strahlkraft.audit.models import AuditEntry, ChainHead
from strahlkraft.audit.queries import Anchor, breaks
from strahlkraft.jobs.keeping import rows
from strahlkraft.jobs.keeping.rows import Source

BESIDE = "beside"
"""The name of a second database for a while: the image inside a backup."""
MOST = 20
"""How many faults of one kind are told one by one."""


@dataclass
class Findings:
    """What was looked at, and every fault, as sentences."""

    entries: int = 0
    last_hash: str = ""
    named: int = 0
    faults: list[str] = field(default_factory=list)


@contextmanager
def beside(image: Path) -> Iterator[str]:
    """Django's name of the database in this file, for reading."""
    connections.databases[BESIDE] = {
        **connections.databases["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(image),
        "OPTIONS": {"init_command": "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"},
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
    }
    try:
        connections[BESIDE].connect()
        yield BESIDE
    finally:
        connections[BESIDE].close()
        del connections[BESIDE]
        del connections.databases[BESIDE]


def image_faults(alias: str) -> list[str]:
    """What SQLite itself finds wrong in a database file."""
    faults = []
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            faults += [f"SQLite: {row[0]}" for row in cursor.fetchall() if row[0] != "ok"]
            cursor.execute("PRAGMA foreign_key_check")
            faults += [
                f"{row[0]}: row {row[1]} points to a row of {row[2]} that is not there" for row in cursor.fetchall()
            ]
    except DatabaseError as error:
        faults.append(f"SQLite: {error}")
    return faults[:MOST]


def content(source: Source, has: Callable[[str], bool]) -> Findings:
    """Walk over the trail and over every name of a stored file; ``has`` says whether a file is there."""
    found = Findings()
    heads = list(_records(ChainHead, source))
    end = Anchor(heads[0]["count"], heads[0]["hash"]) if heads else Anchor(0, "0" * 64)
    broken = list(breaks((AuditEntry(**found) for found in _records(AuditEntry, source)), end))
    found.entries, found.last_hash = end.count, end.hash
    found.faults += [f"trail, entry {one.sequence}: {one.kind}" for one in broken[:MOST]]
    missing = []
    for model in rows.tables():
        places = rows.file_columns(model)
        for row in source(model) if places else ():
            for name in filter(None, (row[place] for place in places)):
                found.named += 1
                if not has(name):
                    missing.append(f"{rows.key_of(model)} names a file that is not there: {name}")
    found.faults += missing[:MOST]
    if more := max(0, len(broken) - MOST) + max(0, len(missing) - MOST):
        found.faults.append(f"and {more} more")
    return found


def _records(model: rows.Model, source: Source) -> Iterator[dict[str, Any]]:
    written = rows.columns(model)
    return (rows.values(written, row) for row in source(model))


def live() -> Findings:
    """The same for the running instance; nothing is held up by it."""
    found = content(rows.in_database("default"), default_storage.exists)
    if connection.vendor == "sqlite":
        found.faults += image_faults("default")
    return found


def stored(storage: Storage = default_storage, folder: str = "") -> Iterator[str]:
    """The name of every stored file, folder by folder."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from stored(storage, f"{folder}/{name}" if folder else name)
