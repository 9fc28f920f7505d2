"""Reports of the office: the list, a new one, one report with its records and deeds."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.design.addresses import address
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.slug import slugify
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.reports import (
    AnswerForm,
    DeedForm,
    ReleaseForm,
    ReportForm,
    WordsForm,
    last_quarter,
)
from strahlkraft.office.saving import Outcome, carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.reports import access, texts
from strahlkraft.reports.actions import reports as actions
from strahlkraft.reports.models import Report
from strahlkraft.reports.papers.content import data_of as stored_data
from strahlkraft.reports.papers.content import opened, opens, view_of, with_ways
from strahlkraft.reports.papers.rendering import MEDIA_TYPES, render
from strahlkraft.reports.queries import reports as queries
from strahlkraft.reports.queries.drafts import Wanted, in_language
from strahlkraft.reports.queries.figures import is_example
from strahlkraft.reports.rules import reports as rules
from strahlkraft.reports.rules.vocabulary import REPORT_MOVES, ReportKind, ReportState

PAGE_SIZE, RECORDS = 25, 100
CONFLICT, WRONG = 409, 422
BADGES = {
    ReportState.DRAFT: ("warn", "edit"),
    ReportState.RELEASED: ("info", "check"),
    ReportState.SUBMITTED: ("info", "share"),
    ReportState.QUERIED: ("warn", "question"),
    ReportState.ACCEPTED: ("good", "check"),
    ReportState.RETURNED: ("bad", "history"),
    ReportState.DISCARDED: ("unknown", "cross"),
}


def office(request: HttpRequest) -> User:
    """Somebody who writes reports; for everybody else these pages are not there."""
    by = person(request)
    if not by.holds(Right.MANAGE_FUNDING):
        raise Http404
    return by


def whole(by: User) -> bool:
    """Whether somebody may write about the whole programme."""
    return by.region_ids(Right.MANAGE_FUNDING) is None


def _found(request: HttpRequest, code: str) -> Report:
    rows = access.managed_reports(office(request)).select_related("region", "project", "replaces")
    return get_object_or_404(rows, code=code)


def badge_of(state: str) -> dict[str, Any]:
    """Where a report stands, for the tag ``badge``."""
    colour, icon = BADGES[ReportState(state)]
    return {"state": colour, "text": texts.REPORT_STATES[state], "icon": icon}


# ---- the list


@require_safe
@signed_in
def report_list(request: HttpRequest) -> HttpResponse:
    """Every report of the own regions, the newest first."""
    by = office(request)
    state, kind = request.GET.get("stand", ""), request.GET.get("art", "")
    rows = queries.managed(by)
    rows = rows.filter(state=state) if state in texts.REPORT_STATES else rows
    rows = rows.filter(kind=kind) if kind in texts.REPORT_KINDS else rows
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "page": shown,
        "rows": [{"report": row, "badge": badge_of(row.state), "kind": texts.REPORT_KINDS[row.kind]} for row in shown],
        "states": list(texts.REPORT_STATES.items()),
        "kinds": list(texts.REPORT_KINDS.items()),
        "chosen": {"stand": state, "art": kind},
        "filtered": bool(state or kind),
    }
    return page(request, "office/reports/list.html", context)


# ---- a new one


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Choose what is wanted; the figures are computed at once."""
    by = office(request)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    replaces = _replaced(request, by)
    form = ReportForm(
        request.POST if request.method == "POST" else kept,
        regions=queries.regions_of(by),
        projects=queries.projects_of(by),
        whole=whole(by),
        initial=_initial(request, by, replaces),
    )
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        region = data["project"].region if data["project"] else data["region"]
        wanted = Wanted(data["kind"], data["as_of"], region, data["project"], data["example"])
        made = list[str]()
        outcome = carry_out(
            data["submission"],
            lambda: made.append(
                actions.draft(
                    by=by,
                    at=timezone.now(),
                    wanted=wanted,
                    replaces=replaces.code if replaces else "",
                    language=settings.LANGUAGE_CODE,
                    submission=data["submission"],
                ).code
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The report is drafted. Another person releases it."))
            return redirect("office:report", outcome.entry.subject_key if outcome.entry else made[0])
        form.show_refusals(outcome.refusals)
    context = {
        "form": form,
        "restored": bool(kept),
        "replaces": replaces,
        "meanings": [(texts.REPORT_KINDS[key], words) for key, words in texts.REPORT_MEANINGS.items()],
    }
    return page(request, "office/reports/new.html", context, status=status_of(form))


def _replaced(request: HttpRequest, by: User) -> Report | None:
    code = request.GET.get("ersetzt", "")
    return get_object_or_404(access.managed_reports(by), code=code, state=ReportState.RETURNED) if code else None


def _initial(request: HttpRequest, by: User, replaces: Report | None) -> dict[str, Any]:
    if replaces is not None:
        return {
            "kind": replaces.kind,
            "region": replaces.region.slug if replaces.region else "",
            "project": replaces.project.slug if replaces.project else "",
            "as_of": replaces.as_of,
            "example": replaces.choice.get("example", False),
        }
    regions = list(queries.regions_of(by)[:2])
    return {
        "kind": request.GET.get("art", ReportKind.STATUS),
        "project": request.GET.get("projekt", ""),
        "as_of": last_quarter(localdate()),
        "example": len(regions) == 1 and is_example(regions[0]),
    }


def status_of(form: Any) -> int:
    """What a page with this form answers."""
    return WRONG if form.is_bound and form.errors else 200


# ---- one report


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The report as a page: its paper, every number a way to its records, what is left out, what can be done."""
    return _page(request, _found(request, code))


def _page(request: HttpRequest, row: Report, answered: AnswerForm | None = None, *, status: int = 200) -> HttpResponse:
    by, paper = person(request), stored_data(row)["language"]
    view = view_of(in_language(row, get_language() or settings.LANGUAGE_CODE))
    facts = rules.ReleaseFacts((row.drafted_by, row.last_edited_by), row.sha256, row.sha256)
    versioned = {"version": row.version}
    context = {
        **view,
        "blocks": with_ways(view["blocks"], lambda cell: _way(row, cell)),
        "report": row,
        "badge": badge_of(row.state),
        "kind": texts.REPORT_KINDS[row.kind],
        "deeds": REPORT_MOVES[row.state],
        "is_draft": row.state == ReportState.DRAFT,
        "translated": view["data"]["language"] != paper,
        "paper_language": get_language_info(paper)["name_translated"],
        "reasons": [sentence(one) for one in rules.may_release(facts, by=by.actor_id)],
        "release": ReleaseForm(initial={**versioned, "seen": row.sha256}, auto_id=False),
        "deed": DeedForm(initial=versioned, auto_id=False),
        "asked": [_query(one, row, answered) for one in row.queries.all()],
        "versions": [{"report": one, "badge": badge_of(one.state)} for one in queries.versions_of(row)],
        "forms": list(MEDIA_TYPES),
        "may_replace": not rules.may_replace(row.state, replaced=_has_replacement(row)),
    }
    return page(request, "office/reports/report.html", context, status=status)


def _has_replacement(row: Report) -> bool:
    return row.replaced_by.exclude(state=ReportState.DISCARDED).exists()


def _query(one: Any, row: Report, answered: AnswerForm | None) -> dict[str, Any]:
    form = None
    if one.answered_at is None:
        form = answered if answered and answered.prefix == str(one.pk) else None
        form = form or AnswerForm(initial={"version": row.version}, prefix=str(one.pk))
    return {"query": one, "form": form}


def _way(row: Report, cell: Mapping[str, Any]) -> str:
    """Where a cell opens: a figure to its records, a thing to its page."""
    code, asked = opens(cell)
    if code:
        return reverse("office:report_records", args=[row.code, code]) + asked
    ref = cell.get("ref")
    return address(Label(ref["kind"], ref["key"])) if ref else ""


@require_safe
@signed_in
def records(request: HttpRequest, code: str, figure: str) -> HttpResponse:
    """What one number rests on, down to the receipts, and what it leaves out (I9)."""
    row = _found(request, code)
    found = opened(stored_data(row), figure, request.GET.get("nach", "none"), request.GET.get("wert", ""))
    if found is None:
        raise Http404
    shown = Paginator(found["rows"], RECORDS).get_page(request.GET.get("seite"))
    rows = [{**one, "url": address(Label(one["ref"]["kind"], one["ref"]["key"]))} for one in shown]
    context = {**found, "report": row, "page": shown, "rows": rows, "as_of": row.as_of}
    return page(request, "office/reports/records.html", context)


@require_safe
@signed_in
def download(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The report as PDF/UA, spreadsheet or data: drawn from what is stored, the same bytes every time."""
    row = _found(request, code)
    if form not in MEDIA_TYPES:
        raise Http404
    name = f"{slugify(row.title)[:80] or 'bericht'}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(render(row, form), content_type=MEDIA_TYPES[form], headers=headers)


# ---- deeds


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change title and introduction of a draft."""
    row = _found(request, code)
    if row.state != ReportState.DRAFT:
        return redirect("office:report", code)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    initial = {"version": row.version, "title": row.title, "introduction": row.introduction}
    form = WordsForm(request.POST if request.method == "POST" else kept, initial=initial)
    status = 200
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.edit(
                by=person(request),
                at=timezone.now(),
                code=code,
                version=data["version"],
                title=data["title"],
                introduction=data["introduction"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("Saved. Whoever changed it last may not release it."))
            return redirect("office:report", code)
        form, status = _renewed(request, row, outcome)
    elif request.method == "POST":
        status = WRONG
    context = {"report": row, "form": form, "restored": bool(kept)}
    return page(request, "office/reports/edit.html", context, status=status)


def _renewed(request: HttpRequest, row: Report, outcome: Outcome) -> tuple[WordsForm, int]:
    """What was typed, on top of the newest version, to be sent knowingly."""
    stale = any(one.code == "stale" for one in outcome.refusals)
    data = request.POST.copy()
    if stale:
        row.refresh_from_db()
        data["version"] = str(row.version)
    form = WordsForm(data)
    form.without_verdict()
    form.show_refusals(outcome.refusals)
    return form, CONFLICT if stale else WRONG


def _press(
    request: HttpRequest, code: str, form: OfficeForm, deed: Callable[[dict[str, Any]], object], said: str
) -> HttpResponse:
    """Carry out a deed of one press and go back to the report, with the reasons when it was refused."""
    _found(request, code)
    if not form.is_valid():
        messages.error(request, _("This sheet of the form is no longer valid. Please save again."))
        return redirect("office:report", code)
    data = form.cleaned_data
    outcome = carry_out(data["submission"], lambda: deed(data))
    if outcome.done:
        tell(request, outcome, said)
    else:
        refused(request, outcome)
    return redirect("office:report", code)


def _shared(request: HttpRequest, code: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "by": person(request),
        "at": timezone.now(),
        "code": code,
        "version": data["version"],
        "submission": data["submission"],
    }


@require_POST
@signed_in
def recompute(request: HttpRequest, code: str) -> HttpResponse:
    """Compute a draft again."""
    said = _("The figures are computed again.")
    return _press(
        request, code, DeedForm(request.POST), lambda data: actions.recompute(**_shared(request, code, data)), said
    )


@require_POST
@signed_in
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Release as the second person."""
    said = _("Released. The report stays as it is; hand it in next.")

    def deed(data: dict[str, Any]) -> object:
        return actions.release(**_shared(request, code, data), seen=data["seen"])

    return _press(request, code, ReleaseForm(request.POST), deed, said)


@require_POST
@signed_in
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """Hand in: authority and Land see it from now on."""
    said = _("Handed in. The authority and the Land see the report from now on.")
    return _press(
        request, code, DeedForm(request.POST), lambda data: actions.submit(**_shared(request, code, data)), said
    )


@require_POST
@signed_in
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Drop a report that was not handed in."""
    said = _("Discarded. The report stays on record.")
    return _press(
        request, code, DeedForm(request.POST), lambda data: actions.discard(**_shared(request, code, data)), said
    )


@require_POST
@signed_in
def answer(request: HttpRequest, code: str, query: int) -> HttpResponse:
    """Answer a query of the authority."""
    row = _found(request, code)
    form = AnswerForm(request.POST, prefix=str(query))
    if not form.is_valid():
        return _page(request, row, form, status=WRONG)
    data = form.cleaned_data
    outcome = carry_out(
        data["submission"],
        lambda: actions.answer(**_shared(request, code, data), query=query, text=data["answer"]),
    )
    if outcome.done:
        tell(request, outcome, _("The answer is noted."))
        return redirect("office:report", code)
    row.refresh_from_db()
    sent = request.POST.copy()
    sent[f"{query}-version"] = str(row.version)
    again = AnswerForm(sent, prefix=str(query))
    again.without_verdict()
    again.show_refusals(outcome.refusals)
    return _page(request, row, again, status=CONFLICT)
