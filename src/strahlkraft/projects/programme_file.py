"""The import format ``strahlkraft/programme`` version 1 (pure): what a file must hold, and what is wrong with it.

A JSON object with ``meta``, ``programme``, ``regions``, ``projects``, ``events`` and optionally ``organisations``
and ``related_not_dmr``. A field that a record leaves out is not stated and is left as it is; ``null`` means that no
source states it. Amounts in euro, dates ``YYYY[-MM[-DD]]``. docs/import-formats.md describes every field.
"""

import json
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from strahlkraft.kernel.diff import ImportRefused, Problem
from strahlkraft.kernel.partial_date import PartialDate

FORMAT, VERSION = "strahlkraft/programme", 1
MAX_BYTES = 50_000_000
MAX_URL = 1000
LARGEST = 1e11  # fits the column
DATES = ("start", "end", "transferable_from")
AMOUNTS = ("funding_eur", "total_cost_eur")
TEXTS = ("title", "region", "lead", "topic", "summary_de", "status", "result_type", "licence", "contact_org", "notes")
LISTS = ("partners", "reusers", "transfer_assets", "aliases", "also_regions", "source_conflicts", "more_sources")
PHASES = ("preparation", "conception", "implementation", "closure", "transfer")
LONGEST = {"title": 250, "region": 120, "status": 250, "superseded_note": 300} | dict.fromkeys(LISTS[:2], 250)
LONGEST |= {"lead": 250, "contact_org": 250, "aliases": 250}  # characters; as long as the register's columns
CONFLICT_FIELDS = ("funding", "total_cost", "start", "end", "transferable_from")


def read(data: bytes) -> dict[str, Any]:
    """The checked content of a programme file; raises ImportRefused naming record and field of every defect."""
    if len(data) > MAX_BYTES:
        raise ImportRefused([Problem("", "", f"the file is larger than {MAX_BYTES // 1_000_000} MB")])
    if b"\\u0000" in data:
        raise ImportRefused([Problem("", "", "the file holds the character NUL, which no text can have")])
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ImportRefused([Problem("", "", f"the file is not JSON: {error}")]) from error
    problems = list(_check(content))
    if problems:
        raise ImportRefused(problems[:50])
    assert isinstance(content, dict)  # noqa: S101 - checked above; tells the type checker
    return content


def _check(content: Any) -> Iterable[Problem]:
    if not isinstance(content, dict):
        yield Problem("", "", "the file is not an object with programme, regions and projects")
        return
    meta = content.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    if meta.get("format", FORMAT) != FORMAT or meta.get("version", VERSION) != VERSION:
        yield Problem("meta", "version", f"only {FORMAT} version {VERSION} can be read")
    if not isinstance(content.get("programme"), dict):
        yield Problem("programme", "", "is missing")
        return
    if not _text(content["programme"].get("name")):
        yield Problem("programme", "name", "is missing")
    for part in ("regions", "projects", "events", "organisations", "related_not_dmr"):
        rows = content.get(part, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            yield Problem(part, "", "is not a list of records")
            return
        for number, row in enumerate(rows, start=1):
            named = str(row.get("title") or row.get("name") or f"{part} {number}")
            yield from (
                Problem(named, field, "holds a number that is too large") for field in row if _too_large(row[field])
            )
    regions = [row.get("name") for row in content.get("regions", [])]
    titles = [row.get("title") for row in content.get("projects", [])]
    yield from _twice("regions", "name", regions)
    yield from _twice("projects", "title", titles)
    for number, row in enumerate(content.get("regions", []), start=1):
        if not _text(row.get("name")):
            yield Problem(f"region {number}", "name", "is missing")
    for number, row in enumerate(content.get("projects", []), start=1):
        record = row.get("title") if _text(row.get("title")) else f"project {number}"
        yield from _check_project(str(record), row, regions, titles)
    for number, row in enumerate(content.get("events", []), start=1):
        record = row.get("name") if _text(row.get("name")) else f"event {number}"
        if not _text(row.get("name")):
            yield Problem(str(record), "name", "is missing")
        yield from _check_date(str(record), "date", row.get("date"))
        yield from _check_sources(str(record), row.get("source"), needed=True)
    for number, row in enumerate(content.get("organisations", []), start=1):
        if not _text(row.get("name")) or not _text(row.get("kind")):
            yield Problem(str(row.get("name") or f"organisation {number}"), "kind", "name and kind are needed")


def _twice(part: str, field: str, values: list[Any]) -> Iterable[Problem]:
    seen = set()
    for value in values:
        if _text(value) and value in seen:
            yield Problem(str(value), field, f"stands twice in {part}")
        seen.add(str(value))


def _check_project(record: str, row: dict[str, Any], regions: list[Any], titles: list[Any]) -> Iterable[Problem]:
    wrong_types = list(_check_types(record, row))
    yield from wrong_types or _check_values(record, row, regions, titles)


def _check_types(record: str, row: dict[str, Any]) -> Iterable[Problem]:
    for name in ("title", "region", "source"):
        if not _text(row.get(name)):
            yield Problem(record, name, "is missing")
    for name in TEXTS:
        if row.get(name) is not None and not isinstance(row[name], str):
            yield Problem(record, name, "is not a text")
    for name in LISTS:
        if not isinstance(row.get(name) or [], list) or not all(_text(v) for v in row.get(name) or []):
            yield Problem(record, name, "is not a list of texts")
    for name, limit in LONGEST.items():
        texts = row.get(name) if isinstance(row.get(name), list) else [row.get(name)]
        if any(isinstance(text, str) and len(text) > limit for text in texts or []):
            yield Problem(record, name, f"is longer than {limit} characters")
    for name in ("parent", "superseded_by", "superseded_note", "start_basis"):
        if row.get(name) is not None and not isinstance(row[name], str):
            yield Problem(record, name, "is not a text")
    if not isinstance(row.get("conflicting_values") or [], list):
        yield Problem(record, "conflicting_values", "is not a list")
    phases = row.get("phases") or {}
    if not isinstance(phases, dict) or not all(isinstance(dates, dict) for dates in phases.values()):
        yield Problem(record, "phases", "is not an object of phases with planned and actual")


def _check_values(record: str, row: dict[str, Any], regions: list[Any], titles: list[Any]) -> Iterable[Problem]:
    for name in DATES:
        yield from _check_date(record, name, row.get(name))
    for name in AMOUNTS:
        yield from _check_amount(record, name, row.get(name))
    for name, allowed in (("region", regions), ("parent", titles), ("superseded_by", titles)):
        if row.get(name) and row[name] not in allowed:
            yield Problem(record, name, f"{row[name]!r} does not stand in this file")
    for name in row.get("also_regions") or []:
        if name not in regions:
            yield Problem(record, "also_regions", f"{name!r} does not stand in this file")
    if row.get("parent") and row.get("parent") == row.get("title"):
        yield Problem(record, "parent", "a project cannot be its own parent")
    yield from _check_sources(record, row.get("source"), needed=False)
    yield from _check_sources(record, row.get("more_sources"), needed=False)
    for conflict in row.get("conflicting_values") or []:
        yield from _check_conflict(record, conflict)
    for kind, dates in (row.get("phases") or {}).items():
        if kind not in PHASES:
            yield Problem(record, "phases", f"{kind!r} is not one of {', '.join(PHASES)}")
        for value in dates.values():
            yield from _check_date(record, "phases", value)


def _check_conflict(record: str, conflict: Any) -> Iterable[Problem]:
    values = conflict.get("values") if isinstance(conflict, dict) else None
    if not isinstance(values, list) or conflict.get("field") not in CONFLICT_FIELDS:
        yield Problem(record, "conflicting_values", f"needs values and one field of {', '.join(CONFLICT_FIELDS)}")
        return
    for value in values:
        if not isinstance(value, dict):
            yield Problem(record, "conflicting_values", "is not a list of values")
            return
        yield from _check_date(record, "conflicting_values", value.get("date"))
        yield from _check_amount(record, "conflicting_values", value.get("amount"))


def _check_date(record: str, name: str, value: Any) -> Iterable[Problem]:
    yield from _tried(record, name, value, lambda: PartialDate.parse(str(value)))


def _check_amount(record: str, name: str, value: Any) -> Iterable[Problem]:
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < LARGEST
    if value is not None and not good:
        yield Problem(record, name, f"{value!r} is not an amount in euro")


def _check_sources(record: str, value: Any, *, needed: bool) -> Iterable[Problem]:
    urls = [value] if isinstance(value, str) else value or []
    if needed and not urls:
        yield Problem(record, "source", "is missing")
    for url in urls if isinstance(urls, list) else [urls]:
        if not isinstance(url, str):
            yield Problem(record, "source", f"{str(url)[:80]!r} is not a web address")
        else:
            yield from _tried(record, "source", url, partial(_web_address, url))


def _web_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > MAX_URL:
        msg = f"{url[:80]!r} is not a web address"
        raise ValueError(msg)


def _tried(record: str, name: str, value: Any, attempt: Callable[[], object]) -> Iterable[Problem]:
    if value is not None:
        try:
            attempt()
        except ValueError as error:
            yield Problem(record, name, str(error))


def _too_large(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_too_large(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_too_large(inner) for inner in value)
    return isinstance(value, int | float) and not abs(value) < LARGEST


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
