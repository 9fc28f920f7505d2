"""Where an instance stands: its version, its migrations, the fingerprint of its key; and one job at a time over it."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.crypto import salted_hmac

from strahlkraft import __version__


class Busy(Exception):  # noqa: N818 - a fact about the machine
    """Another backup, restore or check runs over this data folder."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("Another backup, restore or check is running here. Try again when it has ended.")


@contextmanager
def workroom() -> Iterator[Path]:
    """A folder below the data folder for this job alone; what a killed one left there is cleared away first."""
    home = Path(settings.DATA_DIR) / "keeping"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        room = home / "room"
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir(mode=0o700)
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)


def settle(folder: Path) -> None:
    """Have the disk know the names in a folder, whatever happens next."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def applied(alias: str = "default") -> list[str]:
    """The migrations of this database, as ``room.name``."""
    return sorted(f"{room}.{name}" for room, name in MigrationRecorder(connections[alias]).applied_migrations())


def known() -> list[str]:
    """The migrations this program has."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return sorted(f"{room}.{name}" for room, name in loader.disk_migrations)


def fingerprint() -> str:
    """By which a secret key is recognised, not learned."""
    return salted_hmac("strahlkraft.keeping", "fingerprint", algorithm="sha256").hexdigest()[:16]


def about(*, at: datetime, kind: str, migrations: list[str]) -> dict[str, Any]:
    """What a backup says of itself."""
    return {
        "product": "Strahlkraft",
        "version": __version__,
        "at": at.isoformat(),
        "kind": kind,
        "migrations": migrations,
        "key": fingerprint(),
    }
