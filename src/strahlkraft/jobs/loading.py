"""Reading files and handing them to the rooms, as the machine itself."""

import hashlib
import json
from datetime import date

from strahlkraft.jobs.clock import now
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.kernel.diff import Change
from strahlkraft.network import actions as network
from strahlkraft.network import municipality_file
from strahlkraft.projects import actions as projects
from strahlkraft.projects import programme_file
from strahlkraft.projects.models import Project
from strahlkraft.reuse import actions as reuse


def programme(data: bytes, *, dry_run: bool = False) -> list[Change]:
    """Import a programme file; raises ImportRefused with every defect."""
    content = programme_file.read(data)
    return projects.import_programme(by=SYSTEM, at=now(), content=content, digest=digest(data), dry_run=dry_run)


def municipalities(
    data: bytes,
    districts: bytes = b"",
    *,
    as_of: date | None = None,
    dry_run: bool = False,
    allow_many: bool = False,
) -> list[Change]:
    """Import a list of municipalities; raises ImportRefused with every defect."""
    file = municipality_file.read(data, districts)
    file.as_of = as_of or file.as_of
    return network.import_municipalities(
        by=SYSTEM, at=now(), file=file, digest=digest(data), dry_run=dry_run, allow_many=allow_many
    )


def geometry(data: bytes, *, name: str = "nrw", dry_run: bool = False) -> list[Change]:
    """Import a map; raises ImportRefused with every defect."""
    return network.import_geometry(by=SYSTEM, at=now(), name=name, data=data, dry_run=dry_run)


def software(data: bytes) -> int:
    """List the collected software; returns how many records are new or changed."""
    return reuse.import_software(by=SYSTEM, at=now(), content=json.loads(data), digest=digest(data))


def publishers(data: bytes) -> int:
    """Put the collected publishers on the list; returns how many are new."""
    return reuse.import_publishers(by=SYSTEM, at=now(), content=json.loads(data), digest=digest(data))


def named_reuses() -> int:
    """Keep a case for every reuser the register's sources name; returns how many are new."""
    return len(reuse.record_named_reuses(at=now()))


def readiness() -> int:
    """Check every public project that was never checked; returns how many."""
    unchecked = Project.objects.published().filter(readiness_runs=None).order_by("pk")
    return len([reuse.check_thing(at=now(), thing=project) for project in unchecked])


def digest(data: bytes) -> str:
    """By what a file's content is recognised."""
    return hashlib.sha256(data).hexdigest()
