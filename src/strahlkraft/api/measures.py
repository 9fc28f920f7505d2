"""What the database and the disk know about the state of this instance, read when somebody looks."""

import json
import platform
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import django
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache as shared
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from strahlkraft import __version__
from strahlkraft.api.meters import REGISTRY
from strahlkraft.audit.queries import last_check
from strahlkraft.letters.queries import oldest_overdue, outbox
from strahlkraft.reuse.queries.exchange import open_deliveries
from strahlkraft.search.queries import lag

PREFIX = "strahlkraft_"
OLD_BACKUP_HOURS = 26  # a daily one is due


class Room(NamedTuple):
    """Of a disk, in bytes."""

    size: int
    free: int


class State(Collector):
    """Everything that is not a count of this process. A database that is away leaves out what only it knows."""

    def describe(self) -> list[Metric]:
        """Nothing is asked while this is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Read it all, in one query or two for each line."""
        yield build()
        yield from disk()
        yield from backup()
        found: list[Metric] = []
        try:
            found = [*letters(), *worker(), *index(), *webhooks(), *trail(), *rows()]
        except (DatabaseError, InterfaceError):
            found = []
        yield gauge("database_up", "1 while the database answers, else 0.", float(bool(found)))
        yield from found


def gauge(name: str, what: str, value: float | None) -> GaugeMetricFamily:
    """One number; none where there is nothing to tell yet."""
    family = GaugeMetricFamily(PREFIX + name, what)
    if value is not None:
        family.add_metric((), value)
    return family


def labelled(name: str, what: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    """One number for each value of a label."""
    family = GaugeMetricFamily(PREFIX + name, what, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family


def last_backup() -> dict[str, Any]:
    """The newest good backup this machine made: when, how many hours ago, how far it was checked; empty: none was made here."""
    try:
        note = json.loads(settings.BACKUP_NOTE.read_text(encoding="utf-8"))
        hours = int((timezone.now() - datetime.fromisoformat(note["at"])).total_seconds() // 3600)
        return {"ok": hours <= OLD_BACKUP_HOURS, "at": note["at"], "hours": hours, "checked": note["checked"]}
    except (OSError, ValueError, KeyError):
        return {}  # another machine may do it


def backup() -> Iterator[Metric]:
    """When the newest good backup was made."""
    if made := last_backup():
        at = datetime.fromisoformat(made["at"]).timestamp()
        yield gauge("backup_timestamp_seconds", "When the newest good backup was made here.", at)


def build() -> Metric:
    """Which versions run here."""
    versions = {
        "version": __version__,
        "python": platform.python_version(),
        "django": django.get_version(),
        "database": connection.vendor,
    }
    return InfoMetricFamily(f"{PREFIX}build", "Versions of the parts.", value=versions)


def disk() -> Iterator[Metric]:
    """Room on the disk that holds what changes."""
    found = room()
    yield gauge("disk_free_bytes", "Free room where the data folder lies.", found.free)
    yield gauge("disk_size_bytes", "Size of the disk where the data folder lies.", found.size)


def room() -> Room:
    """Size and free room of the disk with the data folder, in bytes."""
    size, _used, free = shutil.disk_usage(settings.DATA_DIR)
    return Room(size, free)


def letters() -> Iterator[Metric]:
    """How the outbox stands."""
    at = timezone.now()
    counts = {name: float(number) for name, number in asdict(outbox(at)).items()}
    yield labelled("letters", "Letters not sent: waiting, of these overdue, and given up.", "state", counts)
    oldest = oldest_overdue(at)
    age = (at - oldest).total_seconds() if oldest else 0.0
    yield gauge("letters_oldest_overdue_seconds", "For how long the oldest letter should have left; 0: none.", age)


def worker() -> Iterator[Metric]:
    """When each clock of the worker last went round, whichever machine it runs on."""
    beats: dict[str, float] = shared.get(settings.WORKER_BEATS, {})
    yield labelled("clock_last_run_timestamp_seconds", "When this clock of the worker last ended well.", "clock", beats)


def last_beat() -> float | None:
    """When any clock of any worker last ended well, in seconds since 1970."""
    return max(shared.get(settings.WORKER_BEATS, {}).values(), default=None)


def index() -> Iterator[Metric]:
    """How far the search of this node is behind."""
    yield gauge("index_behind_changes", "Changes this node's search does not know yet.", lag().behind)


def webhooks() -> Iterator[Metric]:
    """Messages that wait for other systems."""
    yield gauge("webhook_messages_waiting", "Messages to webhooks not delivered and not given up.", open_deliveries())


def trail() -> Iterator[Metric]:
    """The last walk over the hash chain."""
    check = last_check()
    walked, breaks = (check.at.timestamp(), check.breaks) if check else (None, None)
    yield gauge("trail_walk_timestamp_seconds", "When the trail was last walked from end to end.", walked)
    yield gauge("trail_breaks", "Breaks that walk found; 0: whole.", breaks)


def rows() -> Iterator[Metric]:
    """Sessions and migrations."""
    sessions = Session.objects.filter(expire_date__gt=timezone.now()).count()
    yield gauge("sessions", "Sessions that have not ended, most of them of nobody signed in.", sessions)
    yield gauge(
        "migrations_pending", "Migrations of this version that the database has not seen.", missing_migrations()
    )


def missing_migrations() -> int:
    """How many migrations of this version the database has not seen; one small query."""
    return len(known_migrations() - set(MigrationRecorder(connection).applied_migrations()))


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """The migrations this version brings; they do not change while it runs."""
    return frozenset(MigrationLoader(None).disk_migrations)


def writable(folder: Path) -> bool:
    """Whether something can be written there: false for a disk that is full or was mounted read-only after a fault."""
    probe = folder / ".probe"
    try:
        probe.write_bytes(b"strahlkraft")
        probe.unlink(missing_ok=True)
    except OSError:
        return False
    return True


REGISTRY.register(State())
