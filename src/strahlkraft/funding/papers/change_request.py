"""Change requests on paper: one per grant (PDF/UA-1, DOCX), and one cover list for all of an occasion (PDF/UA-1, XLSX)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from strahlkraft.design.paper import pdf
from strahlkraft.design.tables import Column, xlsx_bytes
from strahlkraft.design.written import docx
from strahlkraft.funding import texts
from strahlkraft.funding.models import ChangeRequest, ExtensionBatch
from strahlkraft.funding.queries import extensions as queries
from strahlkraft.funding.rules import changes as rules
from strahlkraft.funding.rules import extensions as extension_rules
from strahlkraft.funding.rules.money import ZERO

_REQUEST = "funding/papers/change_request.html"
TEXTS = ("staff_months", "milestones", "content", "partners")


def told_days(row: ChangeRequest) -> list[dict[str, Any]]:
    """The days a request asks to move: field, old, new."""
    return [
        {
            "field": texts.CHANGE_FIELDS[name],
            "old": rules.day_of(row.before, name),
            "new": rules.day_of(row.after, name),
        }
        for name in ("grant_until", "work_until")
        if name in row.after
    ]


def told_texts(row: ChangeRequest) -> list[dict[str, Any]]:
    """What a request says in words."""
    return [{"field": texts.CHANGE_FIELDS[name], "text": row.after[name]} for name in TEXTS if row.after.get(name)]


def told_money(row: ChangeRequest) -> dict[str, Any]:
    """The money of a request by line and year, old and new, with the sums that stay (I7); empty without money."""
    before, after = rules.money_of(row.before), rules.money_of(row.after)
    years = sorted({*before.years, *after.years})
    if not years:
        return {}
    keys = sorted(
        {category for _year, category in [*before.eligible, *after.eligible]}, key=list(texts.CATEGORIES).index
    )
    non = sorted({category for _year, category in [*before.non_eligible, *after.non_eligible]})
    sources = sorted({(kind, name) for kind, name, _year in [*before.sources, *after.sources]})

    def cells(old: Mapping[Any, Any], new: Mapping[Any, Any], key: Any) -> list[dict[str, Any]]:
        pairs = [(old.get(key(year), ZERO), new.get(key(year), ZERO)) for year in years]
        return [{"old": one, "new": two, "moves": one != two} for one, two in pairs]

    lines = [
        (str(texts.CATEGORIES[one]), cells(before.eligible, after.eligible, lambda year, one=one: (year, one)))
        for one in keys
    ]
    lines += [
        (
            _("%(line)s, not eligible") % {"line": texts.CATEGORIES[one]},
            cells(before.non_eligible, after.non_eligible, lambda year, one=one: (year, one)),
        )
        for one in non
    ]
    paid = [
        (
            f"{texts.SOURCE_KINDS[kind]}{f', {name}' if name else ''}",
            cells(before.sources, after.sources, lambda year, kind=kind, name=name: (kind, name, year)),
        )
        for kind, name in sources
    ]
    return {
        "years": years,
        "lines": lines,
        "sources": paid,
        "moves": before != after,
        "balances": [
            {
                "what": f"{texts.BALANCES[one.what]}{f', {one.name}' if one.name else ''}",
                "balance": one,
            }
            for one in rules.balances(before, after)
        ],
        "year_sums": rules.years(after),
    }


def request_sheet(row: ChangeRequest, *, at: datetime, language: str = "de") -> bytes:
    """One request as it stands ``at``; until it is released it says that it is a draft."""
    with translation.override(language):
        return pdf(_REQUEST, _of_request(row, at=at), language=language)


def request_document(row: ChangeRequest, *, at: datetime, language: str = "de") -> bytes:
    """The same for a word processor (DOCX), to be put under the letterhead of the recipient."""
    with translation.override(language):
        return docx(_REQUEST, _of_request(row, at=at), language=language)


def _of_request(row: ChangeRequest, *, at: datetime) -> dict[str, Any]:
    found = queries.previews([row], today=localdate(at))
    return {
        "request": row,
        "grant": row.grant,
        "at": at,
        "kind": texts.CHANGE_KINDS[row.kind],
        "state": texts.CHANGE_STATES[row.state],
        "days": told_days(row),
        "texts": told_texts(row),
        "money": told_money(row),
        "moved": told_moved(found[0].days) if found else [],
        "released": queries.approvals_of([row]).get(row.pk),
        "press": row.batch is not None and not extension_rules.is_legal_act(row.batch.kind),
    }


def told_moved(days: list[extension_rules.Moved]) -> list[dict[str, Any]]:
    """Old and new days with the words of their rule."""
    return [{"day": one, "what": texts.MOVED_DAYS[one.key], "note": _(one.note) if one.note else ""} for one in days]


def cover_sheet(batch: ExtensionBatch, *, at: datetime, language: str = "de") -> bytes:
    """The list that goes on top of all requests of one occasion: proposed ones, and every other grant with its reason."""
    with translation.override(language):
        found = queries.whole(batch, today=localdate(at))
        context = {
            "batch": batch,
            "at": at,
            "kind": texts.OCCASION_KINDS[batch.kind],
            "press": not extension_rules.is_legal_act(batch.kind),
            "rows": [_told(row) for row in found.rows],
            "excluded": [{"row": one, "reason": texts.EXCLUSIONS[one.entry.reason]} for one in found.excluded],
            "missing": found.missing,
            "all": len(found.rows) + len(found.excluded) + len(found.missing),
        }
    return pdf("funding/papers/extension_cover.html", context, language=language)


def _told(row: queries.Row) -> dict[str, Any]:
    asked = rules.day_of(row.request.after, "grant_until") if row.request else None
    return {
        "row": row,
        "asked": asked,
        "state": texts.CHANGE_STATES[row.request.state] if row.request else texts.GAPS[row.gap],
    }


def cover_book(batch: ExtensionBatch, *, today: date, language: str = "de") -> bytes:
    """The same list as a spreadsheet: every grant of the region, one line each."""
    with translation.override(language):
        found = queries.whole(batch, today=today)
        rows = [_line(row) for row in found.rows]
        rows += [_left_out(one.grant, one.entry.old_end, texts.EXCLUSIONS[one.entry.reason]) for one in found.excluded]
        rows += [_left_out(one, None, _("came after this extension was begun")) for one in found.missing]
        columns = [
            Column("grant", _("Grant"), lambda row: row["grant"], width=44),
            Column("recipient", _("Recipient"), lambda row: row["recipient"], width=28),
            Column("old_end", _("Old end"), lambda row: row["old_end"], "date", 12),
            Column("new_end", _("New end as requested"), lambda row: row["new_end"], "date", 16),
            Column("state", _("State"), lambda row: row["state"], width=24),
            Column("submitted_on", _("Submitted on"), lambda row: row["submitted_on"], "date", 14),
            Column("reason", _("Why it is left out"), lambda row: row["reason"], width=36),
        ]
        return xlsx_bytes(_("Extension"), rows, columns)


def _line(row: queries.Row) -> dict[str, Any]:
    told = _told(row)
    return {
        "grant": _name(row.grant),
        "recipient": str(row.grant.recipient),
        "old_end": row.entry.old_end,
        "new_end": told["asked"],
        "state": str(told["state"]),
        "submitted_on": row.request.submitted_on if row.request else None,
        "reason": "",
    }


def _left_out(grant: Any, old_end: date | None, reason: Any) -> dict[str, Any]:
    return {
        "grant": _name(grant),
        "recipient": str(grant.recipient),
        "old_end": old_end,
        "new_end": None,
        "state": "",
        "submitted_on": None,
        "reason": str(reason),
    }


def _name(grant: Any) -> str:
    return f"{grant.title} ({_('Example')})" if grant.demonstration else str(grant.title)
