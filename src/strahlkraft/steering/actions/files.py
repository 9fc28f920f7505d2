"""Files of the record: kept by their real type, replaced by newer ones, hidden, shown again; never deleted here."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import filetype
from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, ensure
from strahlkraft.kernel.slug import slugify
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects.models import Project
from strahlkraft.projects.rules import UPLOAD_TYPES
from strahlkraft.steering import access
from strahlkraft.steering.actions._life import ensure_reports
from strahlkraft.steering.actions._shared import record
from strahlkraft.steering.models import Application, BoardSession, StoredFile
from strahlkraft.steering.rules import life as rules
from strahlkraft.steering.rules.vocabulary import FileKind

Thing = Project | Application | BoardSession


@transaction.atomic
def keep_file(
    *,
    by: Actor,
    at: datetime,
    thing: Thing,
    file: "File[bytes] | None",
    title: str,
    kind: str = FileKind.OTHER,
    replaces: str = "",
    submission: UUID | None = None,
) -> StoredFile:
    """Keep a file of a project, an application or a session; ``replaces`` is the code of the version before.

    Of a project: office and partners of it; of the others: the office of the region.
    """
    _ensure_may(by, thing)
    if file is None:
        ensure([Refusal("nothing", gettext_noop("Choose a file."), "file")])
        raise AssertionError  # the line above always raises; this tells the type checker
    old = None
    if replaces:
        old = StoredFile.objects.select_for_update(of=("self",)).get(code=replaces, **_of(thing))
        ensure(rules.may_replace(removed=old.removed, replaced=old.replaced_by.exists()))
    if kind not in set(FileKind):
        ensure([Refusal("no_kind", gettext_noop("Say what kind of file it is."), "kind")])
    row = StoredFile(code=new_code(), title=title.strip(), kind=kind, replaces=old, added_at=at, **_of(thing))
    _take_in(row, file)
    row.save()
    after = {"file": row.title, "file_kind": str(kind), "size": row.size, "sha256": row.sha256}
    verb = "replace_file" if old else "keep_file"
    before = {"sha256": old.sha256} if old else None
    _record(verb, row, by=by, at=at, before=before, after=after, submission=submission)
    return row


def _take_in(row: StoredFile, file: "File[bytes]") -> None:
    """Keep ``file`` with its real type, size and sum; Refused when the rules refuse it."""
    head = file.read(8192)
    row.media_type = filetype.guess_mime(head) or "application/octet-stream"
    row.size = file.size
    limit = settings.UPLOAD_LIMIT_BYTES
    ensure(rules.file_problems(title=row.title, size=row.size, limit=limit, media_type=row.media_type))
    digest = hashlib.sha256(head)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    row.sha256 = digest.hexdigest()
    file.seek(0)
    ending = UPLOAD_TYPES[row.media_type].lower().replace("jpeg", "jpg")
    row.file.save(f"{slugify(row.title, limit=50)}-{row.sha256[:8]}.{ending}", file, save=False)


@transaction.atomic
def hide_file(*, by: Actor, at: datetime, code: str, reason: str = "", submission: UUID | None = None) -> StoredFile:
    """Take a file out of sight; file and row stay in the record."""
    return _show(code, removed=True, by=by, at=at, reason=reason, submission=submission)


@transaction.atomic
def show_file(*, by: Actor, at: datetime, code: str, submission: UUID | None = None) -> StoredFile:
    """Bring a hidden file back into sight."""
    return _show(code, removed=False, by=by, at=at, reason="", submission=submission)


def _show(code: str, *, removed: bool, by: Actor, at: datetime, reason: str, submission: UUID | None) -> StoredFile:
    row = StoredFile.objects.select_for_update(of=("self",)).select_related(*_THINGS).get(code=code)
    _ensure_may(by, thing_of(row))
    if row.removed == removed:
        ensure([Refusal("done_already", gettext_noop("Somebody was quicker: this is done already."))])
    row.removed = removed
    row.save(update_fields=["removed"])
    verb = "hide_file" if removed else "show_file"
    after = {"file": row.title, "hidden": removed}
    before = {"hidden": not removed}
    _record(verb, row, by=by, at=at, before=before, after=after, reason=reason.strip(), submission=submission)
    return row


_THINGS = ("project__region", "application", "session")


def thing_of(row: StoredFile) -> Thing:
    """What a file belongs to."""
    thing = row.project or row.application or row.session
    assert thing is not None  # noqa: S101 - the database says so; tells the type checker
    return thing


def _of(thing: Thing) -> dict[str, Thing]:
    if isinstance(thing, Project):
        return {"project": thing}
    return {"application": thing} if isinstance(thing, Application) else {"session": thing}


def _ensure_may(by: Actor, thing: Thing) -> None:
    if isinstance(thing, Project):
        ensure_reports(by, thing)
    else:
        ensure(access.may_steer(by, thing.region_id), hidden=True)


def _record(
    verb: str,
    row: StoredFile,
    *,
    by: Actor,
    at: datetime,
    before: Mapping[str, object] | None,
    after: Mapping[str, object],
    submission: UUID | None,
    reason: str = "",
) -> None:
    thing = thing_of(row)
    label: Label = thing.label
    record(
        verb=verb,
        by=by,
        at=at,
        subject=label,
        region_id=thing.region_id,
        before=before,
        after=after,
        reason=reason,
        submission=submission,
    )
