"""Mittelabrufe of a grant: the list with all money, a request step by step, its check, release, sending and PDF."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit import four_eyes
from strahlkraft.design.refusals import sentence
from strahlkraft.funding import access, texts
from strahlkraft.funding.actions import drawdowns as actions
from strahlkraft.funding.models import Drawdown, Grant
from strahlkraft.funding.papers.drawdown import request_sheet
from strahlkraft.funding.queries import claims as claim_queries
from strahlkraft.funding.queries import drawdowns as queries
from strahlkraft.funding.rules import drawdowns as rules
from strahlkraft.funding.rules.drawdowns import PLANNED_LIMIT
from strahlkraft.funding.rules.need import kept_of, planned_of
from strahlkraft.funding.rules.vocabulary import DRAWDOWN_MOVES, ClaimState, DrawdownState
from strahlkraft.kernel.whole_numbers import whole_number
from strahlkraft.office.forms.drawdowns import (
    AmountForm,
    DeedForm,
    DiscardForm,
    NeedForm,
    PlannedRows,
    StatementForm,
    SubmitForm,
)
from strahlkraft.office.granting import found_grant, grant_page
from strahlkraft.office.payout_pages import (
    BADGES,
    CLAIM_BADGES,
    CONFLICT,
    DONE,
    answered,
    carried,
    found_drawdown,
    payout_badge,
    renewed,
)
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import person

_AHEAD = timedelta(days=28)  # a payout a few weeks from now is proposed, nothing rests on it
STEPS = (
    ("need", gettext_lazy("Due payments")),
    ("amount", pgettext_lazy("money", "Amount")),
    ("statement", gettext_lazy("What for")),
    ("drawdown", gettext_lazy("Look and check")),
)
"""The wizard: name of the page, its words."""


# ---- all money of a grant


@require_safe
@signed_in
def drawdown_list(request: HttpRequest, code: str) -> HttpResponse:
    """Requests, payouts with their clock and claims of a grant, and where its money stands."""
    grant, today = found_grant(request, code), localdate()
    standing = queries.standing_of(grant)
    context = {
        "money": queries.money_of([grant.pk], on=today)[grant.pk],
        "requests": [_request_row(row) for row in queries.requests_of(grant)],
        "payouts": [
            {"row": row, "payout": one, "badge": payout_badge(one, today)} for row, one in queries.payouts(grant)
        ],
        "claims": [
            {"claim": row, "badge": CLAIM_BADGES[ClaimState(row.state)], "state": texts.CLAIM_STATES[row.state]}
            for row in claim_queries.claims_of(grant)
        ],
        "hindrances": [sentence(one) for one in rules.may_draw(standing, on=today)],
        "blocked": [sentence(one) for one in rules.blocked_by_last(standing, "")],
    }
    return grant_page(request, "office/drawdowns/list.html", grant, context, here="drawdowns")


def _request_row(row: Drawdown) -> dict[str, Any]:
    colour, icon = BADGES[DrawdownState(row.state)]
    state = {"state": colour, "text": texts.DRAWDOWN_STATES[row.state], "icon": icon}
    return {"row": row, "badge": state, "payment": getattr(row, "payment", None)}


# ---- the wizard


def _steps(row: Drawdown | None, here: str) -> list[dict[str, Any]]:
    """The steps of a request; those behind the first lead somewhere once there is a draft."""
    names = [name for name, _words in STEPS]
    now = names.index(here)
    return [
        {
            "label": words,
            "state": "current" if place == now else "done" if place < now else "todo",
            "url": reverse(f"office:{_PAGES[name]}", args=[row.code]) if row else "",
        }
        for place, (name, words) in enumerate(STEPS)
    ]


_PAGES = {
    "need": "drawdown_need",
    "amount": "drawdown_amount",
    "statement": "drawdown_statement",
    "drawdown": "drawdown",
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest, code: str) -> HttpResponse:
    """The first step of a new request: which payments are due."""
    grant = found_grant(request, code)
    _to_edit(request, grant)
    return _need_page(request, grant, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def need(request: HttpRequest, code: str) -> HttpResponse:
    """The first step of a draft again."""
    row = _draft(request, code)
    return _need_page(request, row.grant, row)


def _to_edit(request: HttpRequest, grant: Grant) -> None:
    if access.may_edit(person(request), grant):
        raise Http404


def _draft(request: HttpRequest, code: str) -> Drawdown:
    """A draft this person may change; what is no draft any more is shown by its own page."""
    row = found_drawdown(request, code)
    _to_edit(request, row.grant)
    if row.state != DrawdownState.DRAFT:
        raise Http404
    return row


def _need_page(request: HttpRequest, grant: Grant, row: Drawdown | None) -> HttpResponse:
    today, posted = localdate(), request.method == "POST"
    standing = queries.standing_of(grant, without=row)
    hindrances = [] if posted else rules.may_draw(standing, on=today)
    kept = None if posted else take_pending_form(request, request.path)
    data: Any = request.POST if posted else kept
    if posted and "add_row" in request.POST:
        data = request.POST.copy()
        total = max(whole_number(data.get("rows-TOTAL_FORMS", "1")), 0)
        data["rows-TOTAL_FORMS"] = str(min(total, PLANNED_LIMIT) + 1)
    blocked = rules.blocked_by_last(standing, "")
    form = _need_form(request, row, data, blocked=bool(blocked))
    rows = PlannedRows.made(data, planned_of(row.need) if row else ())
    status = 200
    if kept or (posted and "add_row" in request.POST):
        form.without_verdict()
        rows.without_verdict()
    elif posted:
        status, made = _save_need(request, grant, row, form, rows)
        if status == CONFLICT:
            form = renewed(request, form, lambda sent: _need_form(request, row, sent, blocked=bool(blocked)))
        if status == DONE:
            return redirect("office:drawdown_amount", made) if made else redirect("office:drawdowns", grant.code)
    context = {
        "form": form,
        "rows": rows,
        "drawdown": row,
        "steps": _steps(row, "need"),
        "due": queries.due_rows(grant),
        "hindrances": [sentence(one) for one in hindrances],
        "blocked": [sentence(one) for one in blocked],
        "restored": bool(kept),
    }
    return grant_page(request, "office/drawdowns/need.html", grant, context, here="drawdowns", status=status)


def _need_form(request: HttpRequest, row: Drawdown | None, data: Any, *, blocked: bool) -> NeedForm:
    """The form on the newest version of a draft, or of a new one."""
    newest = found_drawdown(request, row.code) if row else None
    initial = {
        "version": newest.version if newest else None,
        "expected_on": newest.expected_on if newest else localdate() + _AHEAD,
        "override_reason": newest.override_reason if newest else "",
    }
    return NeedForm(data, initial=initial, blocked=blocked)


def _save_need(
    request: HttpRequest, grant: Grant, row: Drawdown | None, form: NeedForm, rows: PlannedRows
) -> tuple[int, str]:
    """Make or change the draft; the status, and the code of the draft when it is known."""
    made: list[str] = [row.code] if row else []
    if not rows.is_valid():
        form.is_valid()
        return 422, ""

    def deed() -> None:
        given = form.given(rows.due(), row)
        common: dict[str, Any] = {
            "by": person(request),
            "at": timezone.now(),
            "given": given,
            "submission": form.submission_id(),
        }
        if row:
            actions.edit(code=row.code, version=form.cleaned_data["version"] or 0, **common)
        else:
            made.append(actions.draft(grant=grant.code, **common).code)

    status = carried(request, form, deed, _("The need is computed; the amount is proposed anew."))
    return status, made[0] if made else ""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def amount(request: HttpRequest, code: str) -> HttpResponse:
    """The second step: what may be requested, and how much is."""
    row = _draft(request, code)
    return _step(
        request,
        row,
        "amount",
        lambda data: AmountForm(data, initial={"version": found_drawdown(request, code).version, "amount": row.amount}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def statement(request: HttpRequest, code: str) -> HttpResponse:
    """The third step: what the money is needed for."""
    row = _draft(request, code)
    return _step(
        request,
        row,
        "statement",
        lambda data: StatementForm(
            data, initial={"version": found_drawdown(request, code).version, "statement": row.statement}
        ),
    )


def _step(request: HttpRequest, row: Drawdown, here: str, make: Callable[[Any], Any]) -> HttpResponse:
    form, status = answered(
        request,
        make,
        lambda form: actions.edit(
            by=person(request),
            at=timezone.now(),
            code=row.code,
            version=form.cleaned_data["version"],
            given=form.given(row),
            submission=form.submission_id(),
        ),
        _("The request is saved."),
    )
    if status == DONE:
        names = [name for name, _words in STEPS]
        return redirect(f"office:{_PAGES[names[names.index(here) + 1]]}", row.code)
    context = {"form": form, "drawdown": row, "kept": kept_of(row.need), "steps": _steps(row, here)}
    return grant_page(request, f"office/drawdowns/{here}.html", row.grant, context, here="drawdowns", status=status)


# ---- one request


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One request with its computation, who released it, what comes next."""
    return _page(request, found_drawdown(request, code))


def _page(
    request: HttpRequest, row: Drawdown, forms: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    may = not access.may_edit(person(request), row.grant)
    moves = DRAWDOWN_MOVES[row.state] if may else {}
    today, payment = localdate(), getattr(row, "payment", None)
    given = queries.approval_of(row)
    void = bool(given) and bool(four_eyes.may_rely_on(given.content_hash if given else "", queries.content_of(row)))
    initial = {"version": row.version, "requested_on": today}
    own = four_eyes.may_approve(person(request).actor_id, (row.drafted_by, row.last_edited_by))
    context = {
        **_request_row(row),
        "drawdown": row,
        "kept": kept_of(row.need),
        "steps": _steps(row, "drawdown") if row.state == DrawdownState.DRAFT and may else [],
        "moves": moves,
        "approval": given,
        "void": void,
        "own": [sentence(one) for one in own],
        "deed": DeedForm(initial=initial, auto_id=False),
        "submit": SubmitForm(initial=initial, prefix="submit"),
        "discard": DiscardForm(initial=initial, prefix="discard"),
        "payment": payment,
        "incomplete": [sentence(one) for one in rules.may_check(row.statement)],
        **(forms or {}),
    }
    if payment:
        one = queries.payout(payment)
        context |= {"payout": one, "payout_badge": payout_badge(one, today), "overdue": one.overdue(today)}
    return grant_page(request, "office/drawdowns/drawdown.html", row.grant, context, here="drawdowns", status=status)


_DEEDS: dict[str, tuple[Callable[..., Any], Any]] = {
    "pruefen": (actions.check, gettext_lazy("The request is checked; another person releases it.")),
    "zuruecknehmen": (actions.rework, gettext_lazy("The request is a draft again; a release given before is void.")),
    "freigeben": (actions.release, gettext_lazy("The request is released for exactly this content.")),
}


@require_POST
@signed_in
def deed(request: HttpRequest, code: str, deed: str) -> HttpResponse:
    """Check, take back or release: one press, told by its result."""
    row, form = found_drawdown(request, code), DeedForm(request.POST)
    if deed not in _DEEDS or not form.is_valid():
        raise Http404
    action, said = _DEEDS[deed]
    outcome = carry_out(
        form.submission_id(),
        lambda: action(
            by=person(request),
            at=timezone.now(),
            code=row.code,
            version=form.cleaned_data["version"],
            submission=form.submission_id(),
        ),
    )
    if outcome.done:
        tell(request, outcome, str(said))
        return redirect("office:drawdown", row.code)
    refused(request, outcome)
    return _page(request, found_drawdown(request, code), status=422)


@require_POST
@signed_in
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """Note that the request went to the authority."""
    return _sent(request, code, "submit", SubmitForm, actions.submit, _("The request is noted as sent."))


@require_POST
@signed_in
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Drop a request that was not sent."""
    return _sent(
        request, code, "discard", DiscardForm, actions.discard, _("The request is discarded; it stays visible.")
    )


def _sent(request: HttpRequest, code: str, name: str, kind: Any, action: Callable[..., Any], said: str) -> HttpResponse:
    """Carry out one of the small forms beside a request."""
    row = found_drawdown(request, code)
    form, status = answered(
        request,
        lambda data: kind(data, initial={"version": found_drawdown(request, code).version}, prefix=name),
        lambda form: action(
            by=person(request),
            at=timezone.now(),
            code=row.code,
            submission=form.cleaned_data.pop("submission"),
            **form.cleaned_data,
        ),
        said,
    )
    if status == DONE:
        return redirect("office:drawdown", row.code)
    return _page(request, found_drawdown(request, code), {name: form}, status=status)


@require_safe
@signed_in
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The request on paper (PDF/UA-1)."""
    row = found_drawdown(request, code)
    content = request_sheet(row, at=timezone.now(), language=get_language() or "de")
    disposition = f'attachment; filename="mittelabruf-{row.expected_on.isoformat()}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})
