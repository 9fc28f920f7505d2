"""Requests for reuse: the list with its clock, and one request with everything that was written about it."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import Right
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.requests import AnswerForm, DeedForm, ForwardForm, RefuseForm
from strahlkraft.office.saving import Outcome, carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.reuse import access, actions, texts
from strahlkraft.reuse.models import ReuseOffer, ReuseRequest
from strahlkraft.reuse.queries import workspace
from strahlkraft.reuse.rules import requests as rules
from strahlkraft.reuse.rules.vocabulary import RequestState, Side

PAGE_SIZE = 25
BADGES = {
    RequestState.CONFIRMED: "bad",
    RequestState.FORWARDED: "info",
    RequestState.ANSWERED: "good",
    RequestState.REFUSED: "unknown",
    RequestState.CASE: "good",
    RequestState.WITHDRAWN: "unknown",
}
SHORT = {
    RequestState.CONFIRMED: gettext_lazy("needs a mailbox"),
    RequestState.FORWARDED: gettext_lazy("waits for an answer"),
    RequestState.ANSWERED: texts.REQUEST_STATES[RequestState.ANSWERED],
    RequestState.REFUSED: gettext_lazy("refused"),
    RequestState.CASE: gettext_lazy("reuse case"),
    RequestState.WITHDRAWN: texts.REQUEST_STATES[RequestState.WITHDRAWN],
}


@require_safe
@signed_in
def request_list(request: HttpRequest) -> HttpResponse:
    """The requests of the own region or projects; those that wait come first."""
    user = person(request)
    if not user.holds(Right.ANSWER_REQUESTS):
        raise Http404
    text, state = request.GET.get("q", "").strip()[:200], request.GET.get("stand", "")
    shown = Paginator(workspace.requests(user, state=state, text=text), PAGE_SIZE).get_page(request.GET.get("seite"))
    today = localdate()
    context = {
        "q": text,
        "chosen": state if state == "waiting" or state in SHORT else "",
        "states": [("waiting", _("waiting for an answer")), *SHORT.items()],
        "page": shown,
        "rows": [_row(row, today) for row in shown],
    }
    return page(request, "office/requests/list.html", context)


def _row(row: ReuseRequest, today: Any) -> dict[str, Any]:
    found = workspace.request_row(row, today=today)
    return {
        "request": row,
        "clock": found.clock,
        "urgency": found.urgency,
        "badge": BADGES[RequestState(row.state)],
        "state": SHORT[RequestState(row.state)],
    }


def _request(request: HttpRequest, code: str) -> ReuseRequest:
    rows = workspace.with_request(access.requests_visible_to(person(request)))
    return get_object_or_404(rows.prefetch_related("messages"), code=code)


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One request: who needs what, what was written, and what can be done now."""
    asked = _request(request, code)
    kept = {name: take_pending_form(request, f"{request.path}{part}/") for name, part in _PARTS.items()}
    forms = {name: _MADE[name](data) for name, data in kept.items() if data}
    for form in forms.values():
        form.without_verdict()
    return _page(request, asked, forms, restored=bool(forms))


def _refusing(data: Any) -> RefuseForm:
    offers = ReuseOffer.objects.published().order_by("title").values_list("slug", "title")
    return RefuseForm(data, offers=list(offers), prefix="refuse")


_MADE: dict[str, Callable[[Any], OfficeForm]] = {
    "answer": lambda data: AnswerForm(data, prefix="answer"),
    "forward": lambda data: ForwardForm(data, prefix="forward"),
    "refuse": _refusing,
}
_PARTS = {"answer": "antworten", "forward": "weiterleiten", "refuse": "ablehnen"}


def _page(
    request: HttpRequest, asked: ReuseRequest, forms: dict[str, Any], *, status: int = 200, restored: bool = False
) -> HttpResponse:
    user, today = person(request), localdate()
    side = access.side_in_request(user, asked)
    may = {deed: not rules.may_move(asked.state, deed) for deed in ("answer", "refuse", "forward", "open_case")}
    may["forward"] = may["forward"] and side is Side.OFFICE
    context = {
        "request_row": _row(asked, today),
        "asked": asked,
        "state_words": texts.REQUEST_STATES[asked.state],
        "reason": texts.REFUSAL_REASONS.get(asked.refusal_reason, ""),
        "messages_written": [{"row": row, "side": texts.SIDES[row.side]} for row in asked.messages.all()],
        "is_office": side is Side.OFFICE,
        "may": may,
        "forms": {name: forms.get(name) or made(None) for name, made in _MADE.items() if may[name]},
        "case_form": DeedForm(auto_id=False),
        "restored": restored,
    }
    return page(request, "office/requests/request.html", context, status=status)


def _done(request: HttpRequest, code: str, name: str, words: str, deed: Callable[..., object]) -> HttpResponse:
    """Carry one form of the page out, or show the page again with its reasons."""
    asked = _request(request, code)
    form = _MADE[name](request.POST)
    if form.is_valid():
        at = timezone.now()
        outcome = carry_out(
            form.cleaned_data["submission"],
            lambda: deed(by=person(request), at=at, code=asked.code, **form.cleaned_data),
        )
        if outcome.done:
            tell(request, outcome, words)
            return redirect("office:request", asked.code)
        _show(form, outcome)
        asked = _request(request, code)
        if rules.may_move(asked.state, name):  # the state went on meanwhile: the form is no longer there to show it
            refused(request, outcome)
            return redirect("office:request", asked.code)
    return _page(request, asked, {name: form}, status=422)


def _show(form: OfficeForm, outcome: Outcome) -> None:
    for refusal in outcome.refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, sentence(refusal))


@require_POST
@signed_in
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Answer; the first answer stops the clock."""
    return _done(request, code, "answer", _("Your answer is on its way to the municipality."), actions.answer)


@require_POST
@signed_in
def forward(request: HttpRequest, code: str) -> HttpResponse:
    """Name the mailbox that answers."""
    return _done(request, code, "forward", _("The request is on its way to that mailbox."), actions.forward)


@require_POST
@signed_in
def refuse(request: HttpRequest, code: str) -> HttpResponse:
    """Refuse with a reason of the closed list."""
    return _done(request, code, "refuse", _("The request is refused; the municipality is told why."), actions.refuse)


@require_POST
@signed_in
def open_case(request: HttpRequest, code: str) -> HttpResponse:
    """The municipality takes it over: a case begins, both sides get their link."""
    asked = _request(request, code)
    form, at = DeedForm(request.POST), timezone.now()
    submission = form.submission_id()
    made: list[str] = []
    outcome = carry_out(
        submission,
        lambda: made.append(
            actions.open_case_from_request(by=person(request), at=at, code=asked.code, submission=submission).code
        ),
    )
    if not outcome.done:
        refused(request, outcome)
        return redirect("office:request", asked.code)
    tell(request, outcome, _("The reuse case is open; both sides get a letter with their link."))
    return redirect("office:case", outcome.entry.subject_key if outcome.entry else made[0])
