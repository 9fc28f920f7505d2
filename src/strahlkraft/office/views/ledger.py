"""The ledger of a grant: plan against actual, lines with their marks, booking, one line, taking back; its contracts."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.audit.four_eyes import may_approve
from strahlkraft.funding import access, texts
from strahlkraft.funding.actions import contracts as contract_actions
from strahlkraft.funding.actions import ledger as actions
from strahlkraft.funding.models import Contract, CounterRequest, Expenditure, Grant, Invoice
from strahlkraft.funding.queries import ledger as queries
from strahlkraft.funding.queries.forecast import Outlook, outlook
from strahlkraft.funding.queries.ledger import Wanted
from strahlkraft.funding.rules import ledger as rules
from strahlkraft.funding.rules.ledger import Mark
from strahlkraft.kernel.whole_numbers import whole_number
from strahlkraft.office.forms.ledger import BackForm, BookForm, ContractForm, PaidForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.granting import found_grant, grant_page
from strahlkraft.office.money_pages import forecast_context, light_badge, press, sheet
from strahlkraft.office.shell import person

PAGE_SIZE = 50
LINES = ("kategorie", "jahr", "q", "nur", "auftrag", "stand")
"""Parameters that choose lines."""


def _own(grant: Grant) -> str:
    return reverse("office:ledger", args=[grant.code])


def _kept(request: HttpRequest, code: str) -> Grant:
    """A grant whose books this person keeps; else the page is not there."""
    grant = found_grant(request, code)
    if access.may_edit(person(request), grant):
        raise Http404
    return grant


# ---- the list


def _wanted(request: HttpRequest, today: date) -> Wanted:
    given = request.GET
    only = given.get("nur", "")
    day = _day(given.get("stand", ""))
    return Wanted(
        category=given.get("kategorie", "") if given.get("kategorie", "") in texts.CATEGORIES else "",
        year=whole_number(given.get("jahr", "")) or None,
        text=given.get("q", "").strip()[:200],
        marked=only == "markiert",
        unpaid=only == "offen",
        contract=whole_number(given.get("auftrag", "")) or None,
        on=day if day and day < today else None,
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_safe
@signed_in
def ledger(request: HttpRequest, code: str) -> HttpResponse:
    """Plan against actual with every sum leading to its lines, then the lines asked for (I9)."""
    grant = found_grant(request, code)
    today = localdate()
    wanted = _wanted(request, today)
    seen = outlook(grant, on=wanted.on or today)
    rows = queries.lines(grant, wanted)
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    ground = queries.ground_of(grant)
    context = {
        **forecast_context(grant, today, seen),
        **_compared(seen),
        "wanted": wanted,
        "only": request.GET.get("nur", ""),
        "filtered": any(request.GET.get(name) for name in LINES),
        "page": shown,
        "rows": [_row(row, ground) for row in shown],
        "sum": queries.sum_of(rows),
        "categories": list(texts.CATEGORIES.items()),
        "years": queries.years_of(grant),
        "requests": [_request(request, row) for row in queries.open_requests(grant)],
        "incomplete": list(queries.invoices_open(_invoices(grant))),
        "contract": Contract.objects.filter(grant=grant, pk=wanted.contract).first() if wanted.contract else None,
    }
    return grant_page(request, "office/ledger/ledger.html", grant, context, here="ledger")


def _invoices(grant: Grant) -> Any:
    own = Expenditure.objects.filter(grant=grant, invoice__isnull=False)
    return Invoice.objects.filter(pk__in=own.values("invoice"))


def _compared(seen: Outlook) -> dict[str, Any]:
    watched = {row.category: row for row in seen.overrun.lines}
    return {
        "compared": [
            {
                "key": key,
                "word": texts.CATEGORIES[key],
                "cells": [(year, seen.compared.get((key, year))) for year in seen.years],
                "whole": seen.row(key),
                "watched": watched.get(key),
                "light": light_badge(watched[key].light) if key in watched else None,
            }
            for key in seen.categories
        ],
        "columns": [seen.column(year) for year in seen.years],
    }


def _marks(codes: Any) -> list[dict[str, Any]]:
    return [{"text": texts.MARKS[code], "why": texts.MARK_REASONS[code]} for code in codes if code in texts.MARKS]


def _row(row: Expenditure, ground: queries.Ground) -> dict[str, Any]:
    counter = row.reverses_id is not None
    return {
        "row": row,
        "category": texts.CATEGORIES[row.category],
        "marks": [] if counter else _marks(queries.marks_now(row, ground)),
        "counter": counter,
        "reversed": hasattr(row, "reversed_by"),
    }


def _request(request: HttpRequest, row: CounterRequest) -> dict[str, Any]:
    mine = bool(may_approve(person(request).actor_id, (row.asked_by,)))
    return {"request": row, "line": row.expenditure, "mine": mine}


# ---- booking


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def book(request: HttpRequest, code: str) -> HttpResponse:
    """Book a line, with a receipt or without."""
    grant = _kept(request, code)
    known = _divided_invoices(request, grant)
    chosen = {name: request.GET.get(given, "") for name, given in (("invoice", "rechnung"), ("contract", "auftrag"))}

    def make(data: Any) -> BookForm:
        return BookForm(
            data,
            request.FILES or None,
            grant=grant,
            contracts=Contract.objects.filter(grant=grant),
            invoices=Invoice.objects.filter(pk__in=[row.pk for row in queries.invoices_open(known)]),
            initial={name: whole_number(value) or None for name, value in chosen.items()},
        )

    def deed(form: BookForm) -> Expenditure:
        order = form.cleaned_data["contract"]
        return actions.book(
            by=person(request),
            at=timezone.now(),
            code=grant.code,
            entry=form.entry(),
            receipt=form.receipt(),
            contract=order.pk if order else None,
            submission=form.cleaned_data["submission"],
        )

    return sheet(
        request,
        make,
        deed,
        saved=_("The line is booked."),
        to=_own(grant),
        show=lambda form, restored, status: grant_page(
            request,
            "office/ledger/book.html",
            grant,
            {"form": form, "restored": restored, "more": _receipt_open(form)},
            here="ledger",
            status=status,
        ),
    )


def _divided_invoices(request: HttpRequest, grant: Grant) -> Any:
    """Invoices with a part in this grant or in another of its project that this person may read."""
    siblings = Grant.objects.filter(project=grant.project) if grant.project_id else Grant.objects.filter(pk=grant.pk)
    parts = Expenditure.objects.filter(grant__in=siblings.values("pk"), invoice__isnull=False)
    return access.divided_invoices(person(request), grant).filter(pk__in=parts.values("invoice"))


def _receipt_open(form: BookForm) -> bool:
    return form.is_bound and any(form[name].value() for name in ("supplier", "number", "gross", "invoiced_on"))


# ---- one line


def _line(grant: Grant, pk: int) -> Expenditure:
    rows = Expenditure.objects.filter(grant=grant).select_related(
        "invoice__document", "contract", "reverses", "reversed_by"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
@signed_in
def line(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One line: what it says, its receipt with all parts, its marks explained, its counter-entry, what can be done."""
    grant = found_grant(request, code)
    return _line_page(request, grant, _line(grant, pk))


def _line_page(
    request: HttpRequest,
    grant: Grant,
    row: Expenditure,
    *,
    paid: PaidForm | None = None,
    back: BackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    by = person(request)
    ground = queries.ground_of(grant)
    asked = CounterRequest.objects.filter(expenditure=row, withdrawn_at=None).first()
    reversed_by = getattr(row, "reversed_by", None)
    open_request = asked if asked and reversed_by is None else None
    now = [] if row.reverses_id else queries.marks_now(row, ground)
    may = not access.may_edit(by, grant)
    stands = may and row.reverses_id is None and reversed_by is None
    context = {
        "line": row,
        "category": texts.CATEGORIES[row.category],
        "marks": _marks(now),
        "gone": _marks([code for code in row.marks if Mark(code) not in now]),
        "parts": queries.parts_of(row.invoice) if row.invoice else None,
        "readable": set(access.readable_grants(by).values_list("pk", flat=True)) if row.invoice else set(),
        "uses": list(row.uses.select_related("payment")),
        "reversed_by": reversed_by,
        "asked": open_request,
        "mine": bool(open_request and may_approve(by.actor_id, (open_request.asked_by,))),
        "paid": (paid or PaidForm(prefix="paid")) if stands and row.paid_on is None else None,
        "back": (back or BackForm(prefix="back")) if stands and not asked and grant.state in rules.BOOKABLE else None,
        "mark": DeedForm(auto_id=False),
    }
    return grant_page(request, "office/ledger/line.html", grant, context, here="ledger", status=status)


def _line_url(grant: Grant, pk: int) -> str:
    return reverse("office:ledger_line", args=[grant.code, pk])


@require_POST
@signed_in
def note_payment(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Note when a due line was paid."""
    grant = _kept(request, code)
    row = _line(grant, pk)
    return sheet(
        request,
        lambda data: PaidForm(data, prefix="paid"),
        lambda form: actions.note_payment(
            by=person(request),
            at=timezone.now(),
            code=grant.code,
            pk=row.pk,
            paid_on=form.cleaned_data["paid_on"],
            submission=form.cleaned_data["submission"],
        ),
        saved=_("The payment is noted."),
        to=_line_url(grant, pk),
        show=lambda form, _restored, status: _line_page(request, grant, row, paid=form, status=status),
    )


@require_POST
@signed_in
def ask_back(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask to take a line back."""
    grant = _kept(request, code)
    row = _line(grant, pk)
    return sheet(
        request,
        lambda data: BackForm(data, prefix="back"),
        lambda form: actions.ask_back(
            by=person(request),
            at=timezone.now(),
            code=grant.code,
            pk=row.pk,
            reason=form.cleaned_data["reason"],
            submission=form.cleaned_data["submission"],
        ),
        saved=_("Asked for. Another person has to release it."),
        to=_line_url(grant, pk),
        show=lambda form, _restored, status: _line_page(request, grant, row, back=form, status=status),
    )


@require_POST
@signed_in
def release_back(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Release the counter-entry somebody else asked for."""
    grant, by, at = _kept(request, code), person(request), timezone.now()
    return press(
        request,
        lambda submission: actions.take_back(by=by, at=at, code=grant.code, pk=pk, submission=submission),
        _("The counter-entry is booked; both lines stay to be seen."),
        to=_line_url(grant, pk),
    )


@require_POST
@signed_in
def drop_back(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Leave the line as it is."""
    grant, by, at = _kept(request, code), person(request), timezone.now()
    return press(
        request,
        lambda submission: actions.drop_request(by=by, at=at, code=grant.code, pk=pk, submission=submission),
        _("The line stays as it is."),
        to=_line_url(grant, pk),
    )


# ---- contracts


@require_safe
@signed_in
def contract_list(request: HttpRequest, code: str) -> HttpResponse:
    """The contracts of a grant, each with what was spent on it and whether its note is there."""
    grant = found_grant(request, code)
    context = {"orders": queries.contracts(grant)}
    return grant_page(request, "office/ledger/contracts.html", grant, context, here="ledger")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def enter_contract(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a contract."""
    return _contract(request, _kept(request, code), None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def contract(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Correct a contract, or add the note about its procurement."""
    grant = _kept(request, code)
    return _contract(request, grant, get_object_or_404(Contract, grant=grant, pk=pk))


def _contract(request: HttpRequest, grant: Grant, row: Contract | None) -> HttpResponse:
    def deed(form: ContractForm) -> Contract:
        data = form.cleaned_data
        shared: dict[str, Any] = {
            "by": person(request),
            "at": timezone.now(),
            "code": grant.code,
            "given": form.given(),
            "note": data["note"] or None,
            "submission": data["submission"],
        }
        if row is None:
            return contract_actions.enter(**shared)
        return contract_actions.change(**shared, pk=row.pk, version=data["version"] or 0)

    return sheet(
        request,
        lambda data: ContractForm(data, request.FILES or None, row=row),
        deed,
        saved=_("The contract is kept."),
        to=reverse("office:contracts", args=[grant.code]),
        show=lambda form, restored, status: grant_page(
            request,
            "office/ledger/contract.html",
            grant,
            {"form": form, "contract": row, "restored": restored},
            here="ledger",
            status=status,
        ),
        version=lambda: Contract.objects.get(pk=row.pk).version if row else 0,
    )
