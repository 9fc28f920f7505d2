"""A partner's list of expenditure: looked at line by line, then booked whole or not at all."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.design.refusals import sentence
from strahlkraft.funding import access, texts
from strahlkraft.funding.actions import ledger_import as actions
from strahlkraft.funding.formats.ledger_sheet import CATEGORIES, HEADS, Column, Fault, Reading, empty, read
from strahlkraft.funding.models import Grant
from strahlkraft.funding.rules.ledger import BOOKABLE
from strahlkraft.funding.rules.money import total
from strahlkraft.kernel.refusal import Refused
from strahlkraft.office.forms.ledger_import import BookListForm, ListForm
from strahlkraft.office.granting import found_grant, grant_page
from strahlkraft.office.saving import carry_out, done_before, refused, tell
from strahlkraft.office.shell import person
from strahlkraft.steering.sheets.writing import xlsx_bytes

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _kept(request: HttpRequest, code: str) -> Grant:
    """A grant whose books this person keeps and which are open; else the page is not there."""
    grant = found_grant(request, code)
    if access.may_edit(person(request), grant) or grant.state not in BOOKABLE:
        raise Http404
    return grant


@dataclass(frozen=True, slots=True)
class _Said:
    """A fault in words: where it stands, what is wrong."""

    where: str
    what: str


def _said(fault: Fault) -> _Said:
    where = _("Row %(number)s") if fault.cell.isdecimal() else _("Cell %(number)s")
    return _Said(where % {"number": fault.cell}, sentence(fault.refusal))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def read_list(request: HttpRequest, code: str) -> HttpResponse:
    """Hand the list in; what it would book is shown, nothing is booked."""
    grant = _kept(request, code)
    if request.method != "POST":
        return _page(request, grant, ListForm())
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, grant, form, status=422)
    file = form.cleaned_data["file"]
    try:
        found = read(file.read(), file.name, deducts=grant.deducts_input_tax)
    except Refused as unread:
        form.show_refusals(unread.refusals)
        return _page(request, grant, form, status=422)
    outcome = actions.try_lines(by=person(request), at=timezone.now(), code=grant.code, lines=found.lines)
    return _looked_at(request, grant, form, found, outcome, name=file.name)


def _looked_at(
    request: HttpRequest, grant: Grant, form: ListForm, found: Reading, outcome: actions.Outcome, *, name: str
) -> HttpResponse:
    faults = [_said(fault) for fault in (*found.faults, *outcome.faults)]
    rows = [line.row for line, _row in outcome.booked]
    context = {
        "name": name,
        "faults": faults,
        "passed": found.passed,
        "booked": [
            {"line": line, "row": row, "category": texts.CATEGORIES[row.category], "marks": len(row.marks)}
            for line, row in outcome.booked
        ],
        "sum": total(row.amount for _line, row in outcome.booked),
        "share": total(row.land_share for _line, row in outcome.booked),
        "known": outcome.known,
        "only_here": outcome.only_here,
        "confirm": BookListForm.of(grant.code, found.lines, rows) if rows and not faults else None,
    }
    return _page(request, grant, form, status=422 if faults else 200, **context)


def _page(request: HttpRequest, grant: Grant, form: ListForm, *, status: int = 200, **context: Any) -> HttpResponse:
    words = ", ".join(names[0] for names in CATEGORIES.values())
    needed = (Column.CATEGORY, Column.TEXT, Column.PAID_ON, Column.AMOUNT)
    shown = {"form": form, "words": words, "heads": ", ".join(HEADS[one][0] for one in needed), **context}
    return grant_page(request, "office/ledger/list.html", grant, shown, here="ledger", status=status)


@require_http_methods(["POST"])
@signed_in
def book_list(request: HttpRequest, code: str) -> HttpResponse:
    """Book what was looked at: all of it, or nothing with the reason."""
    grant = _kept(request, code)
    form = BookListForm(request.POST)
    back = redirect("office:read_ledger_list", grant.code)
    opened = form.opened(grant.code) if form.is_valid() else None
    mark = form.submission_id()
    if opened is None and not done_before(mark):
        empty_form = ListForm({"submission": request.POST.get("submission", "")})
        empty_form.add_error("file", _("What was looked at cannot be read any more. Please choose the list again."))
        return _page(request, grant, empty_form, status=422)
    lines, seen = opened or ((), [])
    outcome = carry_out(
        mark,
        lambda: actions.book_lines(
            by=person(request), at=timezone.now(), code=grant.code, lines=lines, seen=seen, submission=mark
        ),
    )
    if not outcome.done:
        refused(request, outcome)
        return back
    said = ngettext("%(n)s line is booked.", "%(n)s lines are booked.", len(seen)) % {"n": len(seen)}
    tell(request, outcome, said)
    return redirect(f"{reverse('office:ledger', args=[grant.code])}#zeilen")


@require_safe
@signed_in
def template(request: HttpRequest, code: str) -> HttpResponse:
    """The empty list with the heads that are understood."""
    _kept(request, code)
    disposition = f'attachment; filename="ausgaben-{localdate():%Y-%m-%d}.xlsx"'
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(xlsx_bytes(empty()), content_type=MEDIA_TYPE, headers=headers)
