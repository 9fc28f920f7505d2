"""Bringing a backup back: first everything is read and checked beside, then one step makes it the instance.

Whoever is killed before that step leaves the old instance whole; after it, a second call finishes what is left.
"""

import os
import shutil
import sqlite3  # the newer one: strahlkraft/__init__.py
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyrage
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from strahlkraft.accounts.models import User
from strahlkraft.audit.actions import record
from strahlkraft.jobs.keeping import checking, reading, rows, state
from strahlkraft.jobs.keeping.archive import FILES
from strahlkraft.jobs.keeping.making import IMAGE
from strahlkraft.jobs.keeping.reading import Held
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.kernel.label import Label
from strahlkraft.letters.actions import leave_unheard
from strahlkraft.privacy.models import DataWish
from strahlkraft.privacy.rules import Wish, WishState
from strahlkraft.search.actions import begin_anew


class NotHere(Exception):  # noqa: N818 - a fact about the place
    """The backup cannot be brought back to this place; nothing was changed."""


@dataclass
class Restored:
    """What was brought back, and what a person has to know now."""

    held: Held
    findings: checking.Findings
    old_database: Path | None = None
    unheard: int = 0
    foreign_key: bool = False
    left_over: list[str] = field(default_factory=list)
    erased_since: list[str] = field(default_factory=list)


def restore(
    file: Path, *, at: datetime, identities: Sequence[pyrage.x25519.Identity], replace: bool, dry_run: bool
) -> Restored:
    """Make this instance what the backup holds; with ``dry_run`` only look whether that could be done.

    Raises Unreadable (backup), NotHere (a place that is not empty, in use, or of another kind), Different, OSError, Busy.
    """
    with state.workroom() as room:
        held = reading.read(file, identities, room, with_files=True)
        made = datetime.fromisoformat(held.unpacked.about["at"])
        result = Restored(held, reading.findings(held), foreign_key=held.unpacked.about["key"] != state.fingerprint())
        if result.findings.faults:
            return result
        _may_stand_here(held, replace=replace)
        result.erased_since = _erased_since(made)
        if not dry_run:
            _bring_back(held, result, at=at)
    return result


def _may_stand_here(held: Held, *, replace: bool) -> None:
    if held.older and not (held.is_image and connection.vendor == "sqlite"):
        version = held.unpacked.about["version"]
        message = f"The backup is of version {version}: bring it back with that version, then install the newer one."
        raise NotHere(message)
    if not replace and _holds_something():
        message = "There is an instance here already. With --replace it is replaced; its files and a copy of its database stay."
        raise NotHere(message)


def _holds_something() -> bool:
    if next(checking.stored(), None) is not None:
        return True
    try:
        tables = connection.introspection.table_names()
        # What `strahlkraft setup` brings by itself is in the trail too: nobody works here before there is an account.
        return User._meta.db_table in tables and User.objects.exists()  # noqa: SLF001 - public in Django
    except DatabaseError:
        return connection.vendor != "sqlite" or Path(str(connection.settings_dict["NAME"])).stat().st_size > 0


def _erased_since(made: datetime) -> list[str]:
    """Wishes to be forgotten that this instance carried out after the backup was made: they have to be carried out again."""
    try:
        done = DataWish.objects.filter(wish=Wish.ERASURE, state=WishState.DONE, settled_at__gt=made).order_by(
            "settled_at"
        )
        return [f"{row.code} ({row.settled_at:%Y-%m-%d})" for row in done]
    except DatabaseError:
        return []  # there is no instance to ask yet, or it is damaged


def _bring_back(held: Held, result: Restored, *, at: datetime) -> None:
    differing = _store(held, [name for name in held.unpacked.files if not default_storage.exists(name)])
    shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)  # made anew from the database
    if held.is_image and connection.vendor == "sqlite":
        result.old_database = _swap_in(held.unpacked.path(IMAGE), at=at)
    else:
        _load(held)
    if held.older or held.is_image:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    _store(held, differing)
    result.unheard = _set_going(held, at=at)
    known = set(held.unpacked.files)
    result.left_over = [name for name in checking.stored() if name not in known]


def _store(held: Held, names: Sequence[str]) -> list[str]:
    """Put these files where they belong; names of all others of the backup whose content here is another."""
    for name in names:
        with held.unpacked.path(f"{FILES}{name}").open("rb") as file:
            default_storage.delete(name)
            if default_storage.save(name, File(file)) != name:
                message = f"The file {name} cannot be put at its place."
                raise NotHere(message)
    return [name for name in held.unpacked.files if name not in set(names) and not _same(held, name)]


def _same(held: Held, name: str) -> bool:
    with default_storage.open(name) as here, held.unpacked.path(f"{FILES}{name}").open("rb") as there:
        while True:
            one, other = here.read(1 << 20), there.read(1 << 20)
            if one != other:
                return False
            if not one:
                return True


def _swap_in(copy: Path, *, at: datetime) -> Path | None:
    """SQLite: the checked copy takes the name of the database in one step; the old one stays beside it."""
    connection.close()
    database = Path(str(connection.settings_dict["NAME"]))
    kept = None
    if database.exists():
        _alone(database)
        kept = database.with_name(f"{database.name}.before-{at:%Y%m%dT%H%M%SZ}")
        os.link(database, kept)
        for ending in ("-wal", "-shm"):  # only a damaged one still has them, and they must not meet the new one
            if (beside := database.with_name(database.name + ending)).exists():
                beside.rename(kept.with_name(kept.name + ending))
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    copy.replace(database)
    state.settle(database.parent)
    return kept


def _alone(database: Path) -> None:
    """Take the log back into the file, which SQLite does for whoever is alone with it; NotHere while somebody else has it open."""
    opened = sqlite3.connect(str(database), timeout=0)
    try:
        opened.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as error:
        message = "Server or worker still run over this database. Stop them, then try again."
        raise NotHere(message) from error
    except sqlite3.DatabaseError:
        return  # it is damaged: that is why it is replaced
    finally:
        opened.close()


def _load(held: Held) -> None:
    """Another kind of database, or PostgreSQL: every row in one transaction."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    with reading.source_of(held) as (source, expected, numbers):
        rows.load(source, numbers(), expected(), alias="default")


def _set_going(held: Held, *, at: datetime) -> int:
    """What differs on purpose from the moment of the backup: nobody is signed in, the search is made anew, a line in the trail."""
    with transaction.atomic():
        Session.objects.all().delete()
        unheard = leave_unheard(at=at)
        begin_anew()
        made = held.unpacked.about["at"]
        record(
            by=SYSTEM,
            at=at,
            verb="restore_backup",
            subject=Label("trail", ""),
            after={"made_at": made, "unheard": unheard},
        )
    return unheard
