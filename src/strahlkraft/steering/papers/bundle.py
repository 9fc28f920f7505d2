"""The bundle of an office that ends: one ZIP that can be read without this software and checked with ``sha256sum -c``.

The same data at the same time give the same bytes: names, order, times and compression are fixed.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from threading import Lock
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import default_storage
from icalendar import Calendar, Event

from strahlkraft.design.paper import pdf
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.slug import slugify
from strahlkraft.kernel.spreadsheets import defused
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.models import Deadline
from strahlkraft.steering.queries.handover import Bundle, Paper, Table

SUMS = "SHA256SUMS"
_CHUNK = 1 << 20
_LEVEL = 6
_PLAIN_FILE = 0o100644 << 16  # rights as of a file everybody may read
_UNIX = 3
_EARLIEST = 1980  # before it, ZIP knows no time
_ALONE = Lock()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a stored file: its place in the bundle, empty when it was gone; ``sound``: as it was stored."""

    paper: Paper
    path: str
    sound: bool


@contextmanager
def alone() -> Iterator[None]:
    """One bundle at a time while pages are answered; Refused for whoever asks meanwhile."""
    if not _ALONE.acquire(blocking=False):
        raise Refused(
            [Refusal("busy", gettext_noop("Another bundle is being packed just now. Please try again in a minute."))]
        )
    try:
        yield
    finally:
        _ALONE.release()


def write_bundle(bundle: Bundle, target: IO[bytes], *, at: datetime, language: str = "de") -> list[Taken]:
    """Write the ZIP into ``target``; returns what became of each stored file."""
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        sheet = _Writer(archive, at)
        for table in bundle.tables:
            sheet.put(f"data/{table.name}.json", json_of(table))
            sheet.put(f"data/{table.name}.csv", csv_of(table))
        sheet.put("deadlines.ics", calendar_of(bundle.deadlines, at=at))
        taken = [sheet.take(paper) for paper in bundle.papers]
        sheet.put("data/documents.csv", csv_of(_documents(taken)))
        sheet.put("data/documents.json", json_of(_documents(taken)))
        context = {"bundle": bundle, "at": at, "taken": taken, "missing": [row for row in taken if not row.sound]}
        sheet.put("index.pdf", pdf("steering/papers/bundle.html", context, language=language))
        sheet.finish()
    return taken


class _Writer:
    """Writes entries of one time and remembers their sums."""

    def __init__(self, archive: ZipFile, at: datetime) -> None:
        self._archive = archive
        self._time = at.astimezone(UTC)
        self._sums: dict[str, str] = {}

    def put(self, path: str, content: bytes) -> str:
        """Add one file; returns its SHA-256."""
        return self._write(path, iter([content]))

    def take(self, paper: Paper) -> Taken:
        """Add a stored file under a name that tells what it is; one whose content is there already is not added twice."""
        name = PurePosixPath(paper.stored)
        stem, ending = slugify(paper.title)[:60] or "datei", "".join(filter(str.isalnum, name.suffix))[:8]
        path = f"documents/{paper.sha256[:12]}-{stem}.{ending or 'bin'}"
        if path in self._sums:
            return Taken(paper, path, self._sums[path] == paper.sha256)
        if not paper.stored or not default_storage.exists(paper.stored):
            return Taken(paper, "", sound=False)
        with default_storage.open(paper.stored, "rb") as content:  # what is kept is packed by its own format
            digest = self._write(path, iter(lambda: content.read(_CHUNK), b""), ZIP_STORED)
        return Taken(paper, path, digest == paper.sha256)

    def finish(self) -> None:
        """The list of sums comes last, in the form ``sha256sum -c`` reads."""
        lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(self._sums.items()))
        self._write(SUMS, iter([lines.encode()]))

    def _write(self, path: str, chunks: Iterator[bytes], packing: int = ZIP_DEFLATED) -> str:
        info = ZipInfo(path, (max(self._time.year, _EARLIEST), *self._time.timetuple()[1:6]))
        info.compress_type, info.external_attr, info.create_system = packing, _PLAIN_FILE, _UNIX
        digest = hashlib.sha256()
        with self._archive.open(info, "w", force_zip64=True) as entry:
            for chunk in chunks:
                digest.update(chunk)
                entry.write(chunk)
        self._sums[path] = digest.hexdigest()
        return digest.hexdigest()


def _documents(taken: Iterable[Taken]) -> Table:
    columns = ("path", "title", "project", "kind", "size", "sha256", "sound")
    rows = [
        {
            "path": row.path,
            "title": row.paper.title,
            "project": row.paper.project,
            "kind": row.paper.kind,
            "size": row.paper.size,
            "sha256": row.paper.sha256,
            "sound": row.sound,
        }
        for row in taken
    ]
    return Table("documents", columns, rows)


def json_of(table: Table) -> bytes:
    """A table as JSON: dates as in ISO 8601, money as text so that nothing is rounded."""
    content = {"table": table.name, "columns": table.columns, "rows": [_plain_row(row) for row in table.rows]}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def csv_of(table: Table) -> bytes:
    """A table as CSV (UTF-8 with mark, comma, quoted where needed); nothing in it is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_cell(row[name]) for name in table.columns])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _cell(value: Any) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, dict | list):
        return defused(json.dumps(plain, ensure_ascii=False, sort_keys=True))
    return defused(str(plain)) if isinstance(plain, str) else str(plain)


def calendar_of(rows: Iterable[Deadline], *, at: datetime) -> bytes:
    """The deadlines as whole days of an iCalendar; each keeps its name in every bundle."""
    calendar = Calendar()
    calendar.add("prodid", "-//Strahlkraft//Deadlines//DE")
    calendar.add("version", "2.0")
    for row in rows:
        event = Event()
        event.add("uid", f"deadline-{row.pk}@strahlkraft")
        event.add("dtstamp", at.astimezone(UTC))
        event.add("dtstart", row.latest_on)
        event.add("summary", row.title)
        told = [row.project.title if row.project else "", row.reason]
        event.add("description", "\n".join(line for line in told if line))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
