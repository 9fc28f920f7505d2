"""Everything kept of somebody as one file, and the register of processing as a sheet; both are made anew each time."""

import dataclasses
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from strahlkraft.design import paper
from strahlkraft.privacy import texts
from strahlkraft.privacy.queries import own, register
from strahlkraft.privacy.queries.finding import Person

NEWEST_ON_PAPER = 200
FILE_NAME = "meine-daten.zip"
_MADE = (2026, 1, 1, 0, 0, 0)  # fixed: equal content gives an equal file


def bundle(person: Person, *, at: datetime, language: str) -> bytes:
    """The ZIP with ``meine-daten.json`` and ``meine-daten.pdf`` in the person's language."""
    held, trace, numbers = own.held_of(person), own.trace_of(person), own.pseudonyms_of(person)
    with translation.override(language):
        parts = [_part(one) for one in held]
        sheet = {
            "mailbox": person.mailbox,
            "at": localtime(at),
            "parts": parts,
            "trace": trace,
            "newest": (*trace.did, *trace.undergone)[:NEWEST_ON_PAPER],
            "pseudonyms": numbers,
        }
        data = {
            "about": {"mailbox": person.mailbox, "account": person.actor_id, "as_of": at.isoformat()},
            "kept": [_plain(one, part) for one, part in zip(held, parts, strict=True)],
            "trail": dataclasses.asdict(trace),
            "records_by_number": dict(numbers),
        }
        printed = paper.pdf("privacy/papers/export.html", sheet, language=language)
    return _packed({"meine-daten.json": _json(data), "meine-daten.pdf": printed})


def _part(one: own.Held) -> dict[str, Any]:
    entry = one.kept.entry
    days = entry.erase_after.days if entry.erase_after is not None else None
    return {
        "room": str(texts.ROOMS[one.kept.room]),
        "table": str(one.kept.model._meta.verbose_name),  # noqa: SLF001 - public in Django
        "purpose": _(entry.purpose),
        "basis": str(texts.BASES[entry.basis]),
        "period": texts.period(days=days, since=entry.since, kept_because=entry.kept_because),
        "recipients": ", ".join(_(who) for who in entry.recipients),
        "rows": one.rows,
    }


def _plain(one: own.Held, part: Mapping[str, Any]) -> dict[str, Any]:
    rows = [{cell.name: cell.value for cell in row} for row in one.rows]
    return {**part, "table": one.kept.entry.table, "rows": rows}


def _json(data: Mapping[str, Any]) -> bytes:
    text = json.dumps(data, ensure_ascii=False, indent=2, default=own.as_text)
    return text.encode()


def _packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MADE), content, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def register_sheet(*, on: date, language: str) -> bytes:
    """The register of processing (Art. 30 GDPR) as a PDF for whoever watches over data protection."""
    with translation.override(language):
        rows = [described(row) for row in register.processing()]
        groups = [{"room": room, "rows": list(found)} for room, found in groupby(rows, key=lambda row: row["room"])]
    context = {"on": on, "operator": settings.OPERATOR, "groups": groups, "pseudonyms": list(register.pseudonyms())}
    return paper.pdf("privacy/papers/register.html", context, language=language)


def described(row: register.Processing) -> dict[str, str]:
    """One line of the register in words."""
    return {
        "room": str(texts.ROOMS[row.room]),
        "table": row.table,
        "columns": ", ".join(row.columns),
        "purpose": _(row.purpose),
        "basis": str(texts.BASES[row.basis]),
        "period": texts.period(days=row.days, since=row.since, kept_because=row.kept_because),
        "seen_by": ", ".join(_(who) for who in row.recipients),
    }
