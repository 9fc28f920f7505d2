"""Grants in the format of 360Giving 1.4, as JSON and as a flat table; pure.

What leaves the house is what ``OpenGrant`` has room for, and nothing else (I23): bodies, sums, days, never people, notes,
lines of the ledger or reference numbers. https://standard.threesixtygiving.org/en/latest/
"""

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from strahlkraft.kernel.spreadsheets import defused

VERSION = "1.4"
CURRENCY = "EUR"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


_PRIVATE = re.compile(
    r"\b[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?\b"  # an account
    r"|[^\s@<>]+@[^\s@<>]+\.\w+"  # a mailbox
    r"|(?<![\d.])(?:\+\d{2}|0\d)[\d /()-]{6,}\d"  # a telephone
)
"""What has no business in the name of a grant and is left out, should somebody have typed it there all the same."""


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation: ``key`` is its own name here, to which the prefix of the publisher is put."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGrant:
    """The allow-list: everything that is told of a grant (euros; days as days; ``url`` of its public project)."""

    code: str
    title: str
    description: str
    awarded: Decimal
    disbursed: Decimal
    awarded_on: date
    begins_on: date | None
    ends_on: date | None
    recipient: Body
    funder: Body
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who publishes: ``prefix`` makes identifiers unique in the world; ``programme`` under which all was granted."""

    prefix: str
    name: str
    website: str
    title: str
    description: str
    programme: Body
    file: str


def package(grants: Sequence[OpenGrant], publisher: Publisher, *, on: date) -> dict[str, Any]:
    """The whole file as data; the standard asks for at least one grant, an empty list says honestly that there is none."""
    return {
        "version": VERSION,
        "title": publisher.title,
        "description": publisher.description,
        "identifier": f"{publisher.prefix}-{publisher.file}",
        "issued": on.isoformat(),
        "publisher": {"identifier": publisher.prefix, "name": publisher.name, "website": publisher.website},
        "license": LICENCE,
        "downloadURL": f"{publisher.website}/offene-daten/{publisher.file}.json",
        "grants": [_grant(row, publisher) for row in grants],
    }


def _grant(row: OpenGrant, publisher: Publisher) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": f"{publisher.prefix}-{row.code}",
        "title": public_words(row.title),
        "description": public_words(row.description),
        "currency": CURRENCY,
        "amountAwarded": float(row.awarded),
        "amountDisbursed": float(row.disbursed),
        "awardDate": row.awarded_on.isoformat(),
        "recipientOrganization": [_body(row.recipient, publisher)],
        "fundingOrganization": [_body(row.funder, publisher)],
        "grantProgramme": [{"code": publisher.programme.key, "title": publisher.programme.name}],
        "dataSource": publisher.website,
    }
    days = {"startDate": row.begins_on, "endDate": row.ends_on}
    if any(days.values()):
        found["plannedDates"] = [{name: day.isoformat() for name, day in days.items() if day}]
    if row.url:
        found["url"] = row.url
    return found


def public_words(text: str) -> str:
    """A text without accounts, mailboxes and telephones."""
    return _PRIVATE.sub("…", text)


def _body(body: Body, publisher: Publisher) -> dict[str, str]:
    return {"id": f"{publisher.prefix}-{body.key}", "name": body.name}


def json_bytes(grants: Sequence[OpenGrant], publisher: Publisher, *, on: date) -> bytes:
    """The file as JSON in UTF-8."""
    return json.dumps(package(grants, publisher, on=on), ensure_ascii=False, indent=2).encode()


_COLUMNS: tuple[tuple[str, tuple[str | int, ...]], ...] = (
    ("Identifier", ("id",)),
    ("Title", ("title",)),
    ("Description", ("description",)),
    ("Currency", ("currency",)),
    ("Amount Awarded", ("amountAwarded",)),
    ("Amount Disbursed", ("amountDisbursed",)),
    ("Award Date", ("awardDate",)),
    ("Planned Dates:Start Date", ("plannedDates", 0, "startDate")),
    ("Planned Dates:End Date", ("plannedDates", 0, "endDate")),
    ("Recipient Org:Identifier", ("recipientOrganization", 0, "id")),
    ("Recipient Org:Name", ("recipientOrganization", 0, "name")),
    ("Funding Org:Identifier", ("fundingOrganization", 0, "id")),
    ("Funding Org:Name", ("fundingOrganization", 0, "name")),
    ("Grant Programme:Code", ("grantProgramme", 0, "code")),
    ("Grant Programme:Title", ("grantProgramme", 0, "title")),
    ("URL", ("url",)),
    ("Data Source", ("dataSource",)),
)
"""The titles of the standard's spreadsheet, each with its place in the data."""


def csv_bytes(grants: Sequence[OpenGrant], publisher: Publisher) -> bytes:
    """The grants as a flat table (RFC 4180, UTF-8) with the standard's titles; no cell runs as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([title for title, _place in _COLUMNS])
    for row in grants:
        told = _grant(row, publisher)
        writer.writerow([_cell(told, place) for _title, place in _COLUMNS])
    return out.getvalue().encode()


def _cell(value: Any, place: tuple[str | int, ...]) -> str:
    for step in place:
        if isinstance(step, str) and step not in value:
            return ""
        value = value[step]
    return f"{value:.2f}" if isinstance(value, float) else defused(str(value))
