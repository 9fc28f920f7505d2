"""Spreadsheets of the office: kept for a day, arranged, applied, taken back by counter-entries."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Region
from strahlkraft.steering import access
from strahlkraft.steering.actions._shared import record
from strahlkraft.steering.actions._sheets import Hand, carry_out
from strahlkraft.steering.models import SheetImport
from strahlkraft.steering.queries import sheets as queries
from strahlkraft.steering.rules import sheets as rules
from strahlkraft.steering.sheets.cells import Sheet, folded, packed, without_columns
from strahlkraft.steering.sheets.mapping import choices
from strahlkraft.steering.sheets.matching import How
from strahlkraft.steering.sheets.planning import Plan
from strahlkraft.steering.sheets.reading import read

_GONE = gettext_noop("This file is not here any more; files wait for one day. Please choose it again.")
_MOVED = gettext_noop("Something has changed since you looked. Please look at the changes again; nothing was done.")


@transaction.atomic
def keep_sheet(
    *, by: Actor, at: datetime, region: str, name: str, data: bytes, submission: UUID | None = None
) -> queries.Kept:
    """Keep a file for its next steps, for this person only and for a day; Refused when it cannot be read."""
    home = Region.objects.get(slug=region)
    ensure(access.may_steer(by, home.pk), hidden=True)
    ensure(rules.file_problems(size=len(data), name=name))
    sheet = read(data, name)
    upload = queries.Kept(
        code=_code(), name=name[:200], region=region, kept_at=at, sha256=hashlib.sha256(data).hexdigest()
    )
    folder = queries.folder_of(by)
    default_storage.save(f"{folder}/{upload.code}.bin", ContentFile(data))
    _write(folder, upload)
    record(
        verb="keep_sheet",
        by=by,
        at=at,
        subject=Label("sheets", "", upload.name),
        region_id=home.pk,
        after={"rows": len(sheet.body), "sha256": upload.sha256},
        submission=submission,
    )
    return upload


def _code() -> str:
    return "".join(sign for sign in new_code() if sign.isalnum())


def _write(folder: str, upload: queries.Kept) -> None:
    """The note beside the file; the older one goes."""
    stored = asdict(upload) | {"kept_at": upload.kept_at.isoformat()}
    path = f"{folder}/{upload.code}.json"
    default_storage.delete(path)
    default_storage.save(path, ContentFile(json.dumps(stored).encode()))


def _own(by: Actor, code: str, at: datetime) -> queries.Kept:
    upload = queries.kept(by, code, at=at)
    if upload is None:
        raise Refused([Refusal("gone", _GONE)])
    ensure(access.may_steer(by, Region.objects.values_list("pk", flat=True).get(slug=upload.region)), hidden=True)
    return upload


@transaction.atomic
def arrange_sheet(
    *,
    by: Actor,
    at: datetime,
    code: str,
    columns: Mapping[int, str] | None = None,
    decisions: Mapping[int, str] | None = None,
) -> queries.Kept:
    """Say what the columns hold, or which projects rows mean. A private note beside the file: no line in the trail."""
    upload = _own(by, code, at)
    if columns is not None:
        known = set(choices())
        columns = {place: key for place, key in columns.items() if key in known}
        ensure(rules.mapping_problems(columns))
    arranged = queries.Kept(
        code=code,
        name=upload.name,
        region=upload.region,
        kept_at=upload.kept_at,
        sha256=upload.sha256,
        columns=upload.columns if columns is None else {place: key for place, key in columns.items() if key},
        decisions={**upload.decisions, **(decisions or {})},
    )
    _write(queries.folder_of(by), arranged)
    return arranged


@transaction.atomic
def discard_sheet(*, by: Actor, at: datetime, code: str) -> None:
    """Throw an upload away before its day is over. Nothing of it was taken over: no line in the trail."""
    if code.isalnum():
        _forget(queries.folder_of(by), code)


def _forget(folder: str, code: str) -> None:
    for ending in ("bin", "json"):
        default_storage.delete(f"{folder}/{code}.{ending}")


def forget_sheets(*, at: datetime) -> int:
    """Remove uploads that are older than a day; how many files went. Called by the clock and before new ones come."""
    gone = 0
    people = default_storage.listdir(queries.FOLDER)[0] if default_storage.exists(queries.FOLDER) else []
    for person in people:
        folder = f"{queries.FOLDER}/{person}"
        for name in default_storage.listdir(folder)[1]:
            if at - default_storage.get_modified_time(f"{folder}/{name}") > rules.KEPT_FOR:
                default_storage.delete(f"{folder}/{name}")
                gone += 1
    return gone


@transaction.atomic
def apply_sheet(
    *, by: Actor, at: datetime, code: str, digest: str, reason: str, submission: UUID | None = None
) -> SheetImport:
    """Do what the dry run showed, all or nothing. ``digest`` is the plan's as it was shown: another one is refused."""
    upload = _own(by, code, at)
    home = Region.objects.get(slug=upload.region)
    _lock(by)
    sheet = queries.sheet_of(by, upload)
    columns = dict(upload.columns or {})
    ensure(rules.mapping_problems(columns))
    plan = queries.plan_of(by, upload, sheet, today=localdate(at))
    if plan.digest != digest:
        raise Refused([Refusal("moved", _MOVED)])
    if not plan.changes:
        raise Refused([Refusal("nothing", gettext_noop("There is nothing to change."))])
    done = carry_out(plan.changes, Hand(by, at, reason), region_id=home.pk)
    row = SheetImport.objects.create(
        code=new_code(),
        region=home,
        name=upload.name,
        sha256=upload.sha256,
        mapping=_memory(sheet, columns, plan, {change.cell: change.project for change in done}),
        changes=[asdict(change) for change in done],
        applied_at=at,
        applied_by=by.actor_label[:200],
    )
    _note("apply_sheet", row, by=by, at=at, submission=submission)
    folder = queries.folder_of(by)
    transaction.on_commit(lambda: _forget(folder, code))
    return row


def _lock(by: Actor) -> None:
    """Nobody changes a project while it is compared and changed."""
    list(queries.steered(by).select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def _memory(sheet: Sheet, columns: Mapping[int, str], plan: Plan, made: Mapping[str, str]) -> dict[str, Any]:
    """What is needed to know the same layout again and to write it: heads, cells that were not read in, rows' projects."""
    forgotten = [place for place, key in columns.items() if key == rules.Field.FORGET]
    rows, names = dict[str, str](), dict[str, str]()
    for row in plan.rows:
        slug = row.match.slug or next((made[c.cell] for c in row.changes if c.cell in made), "")
        if slug:
            rows[str(row.number)] = slug
        if row.match.how in (How.CHOSEN, How.LEFT_OUT) and row.title:
            names[folded(row.title)] = slug or rules.SKIP
    return {
        "fingerprint": sheet.fingerprint,
        "columns": {str(place): key for place, key in columns.items()},
        "layout": packed(without_columns(sheet, forgotten)),
        "rows": rows,
        "names": names,
    }


def _note(verb: str, row: SheetImport, *, by: Actor, at: datetime, submission: UUID | None) -> None:
    record(
        verb=verb,
        by=by,
        at=at,
        subject=Label("sheet", row.code, row.name),
        region_id=row.region_id,
        after={"changes": len(row.changes), "projects": sorted({change["project"] for change in row.changes})},
        submission=submission,
    )


@transaction.atomic
def undo_sheet(*, by: Actor, at: datetime, code: str, reason: str, submission: UUID | None = None) -> SheetImport:
    """Take an import back by counter-entries: what nobody has changed since; the rest stays, as the page lists."""
    row = SheetImport.objects.select_for_update(of=("self",)).select_related("region").get(code=code)
    ensure(access.may_steer(by, row.region_id), hidden=True)
    if not queries.imports(by).filter(pk=row.pk).exists():  # it speaks of projects of other regions, too
        raise Refused([], hidden=True)
    if row.undone_by_id or SheetImport.objects.filter(undone_by=row).exists():
        raise Refused(
            [Refusal("undone", gettext_noop("This has been taken back already, or is a taking back itself."))]
        )
    _lock(by)
    undoing = queries.undoing_of(by, row)
    if not undoing.changes:
        raise Refused([Refusal("nothing", gettext_noop("Nothing of this import can be taken back any more."))])
    done = carry_out(undoing.changes, Hand(by, at, reason), region_id=row.region_id)
    back = SheetImport.objects.create(
        code=new_code(),
        region=row.region,
        name=row.name,
        sha256=row.sha256,
        changes=[asdict(change) for change in done],
        applied_at=at,
        applied_by=by.actor_label[:200],
    )
    row.undone_by = back
    row.save(update_fields=["undone_by"])
    _note("undo_sheet", back, by=by, at=at, submission=submission)
    return back
