"""Reports that were handed in: the list, one with its papers and what was asked about it (I20, I22)."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.authority import words
from strahlkraft.authority.shell import Desk, desk, page
from strahlkraft.kernel.slug import slugify
from strahlkraft.reports import access, texts
from strahlkraft.reports.models import Report
from strahlkraft.reports.papers.content import data_of, opened, opens, view_of, with_ways
from strahlkraft.reports.papers.rendering import MEDIA_TYPES, render
from strahlkraft.reports.queries.reports import supervised
from strahlkraft.reports.rules.vocabulary import REPORT_MOVES, ReportState

PAGE_SIZE, RECORDS = 25, 100


def found_report(seat: Desk, code: str) -> Report:
    """A report that was handed in to this authority or the Land; for everybody else it is not there (404)."""
    rows = access.supervised_reports(seat.user).select_related("region", "project")
    return get_object_or_404(rows, code=code)


@require_safe
@signed_in
def report_list(request: HttpRequest) -> HttpResponse:
    """Every report that was handed in, the newest first."""
    seat = desk(request)
    state, kind = request.GET.get("stand", ""), request.GET.get("art", "")
    rows = supervised(seat.user)
    rows = rows.filter(state=state) if state in access.SEEN_BY_AUTHORITY else rows
    rows = rows.filter(kind=kind) if kind in texts.REPORT_KINDS else rows
    listed = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "page": listed,
        "rows": [
            {"report": row, "badge": words.of_report(row.state), "kind": texts.REPORT_KINDS[row.kind]} for row in listed
        ],
        "states": [(key, texts.REPORT_STATES[key]) for key in access.SEEN_BY_AUTHORITY],
        "kinds": list(texts.REPORT_KINDS.items()),
        "chosen": {"stand": state, "art": kind},
        "filtered": bool(state or kind),
    }
    return page(request, "authority/reports.html", seat, context)


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One report as it was handed in, with what can be answered to it."""
    seat = desk(request)
    return page(request, "authority/report.html", seat, report_context(found_report(seat, code)))


def report_context(row: Report) -> dict[str, Any]:
    """What a page of one report says: its frozen content, its questions with their answers."""
    before, view = row.replaces, view_of(data_of(row))
    return {
        **view,
        "blocks": with_ways(view["blocks"], lambda cell: _way(row, cell)),
        "report": row,
        "badge": words.of_report(row.state),
        "kind": texts.REPORT_KINDS[row.kind],
        "asked": list(row.queries.all()),
        "deeds": REPORT_MOVES[row.state],
        "may_ask": row.state in (ReportState.SUBMITTED, ReportState.QUERIED),
        "replaces": before if before and before.state in access.SEEN_BY_AUTHORITY else None,
        "replaced_by": row.replaced_by.filter(state__in=access.SEEN_BY_AUTHORITY).first(),
        "forms": list(MEDIA_TYPES),
    }


def _way(row: Report, cell: Mapping[str, Any]) -> str:
    """Where a cell opens: a figure to its records as frozen in the report; the books themselves stay inside (I22)."""
    code, asked = opens(cell)
    return reverse("authority:report_records", args=[row.code, code]) + asked if code else ""


@require_safe
@signed_in
def records(request: HttpRequest, code: str, figure: str) -> HttpResponse:
    """What one number of a report rests on, as frozen in it, and what it leaves out (I9); the books stay inside (I22)."""
    seat = desk(request)
    row = found_report(seat, code)
    found = opened(data_of(row), figure, request.GET.get("nach", "none"), request.GET.get("wert", ""))
    if found is None:
        raise Http404
    shown = Paginator(found["rows"], RECORDS).get_page(request.GET.get("seite"))
    return page(request, "authority/records.html", seat, {**found, "report": row, "page": shown})


@require_safe
@signed_in
def download(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The report as PDF/UA, spreadsheet or data: drawn from what is stored, the same bytes every time."""
    row = found_report(desk(request), code)
    if form not in MEDIA_TYPES:
        raise Http404
    name = f"{slugify(row.title)[:80] or 'bericht'}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(render(row, form), content_type=MEDIA_TYPES[form], headers=headers)
