"""What this door writes, and nothing else does here: accepting, asking about, returning what was handed in; asking about grants."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit.actions import AlreadySubmitted
from strahlkraft.audit.queries import entry_of_submission
from strahlkraft.authority.forms import (
    AcceptForm,
    DeskForm,
    ProofDecisionForm,
    ProofQuestionForm,
    QuestionForm,
    ReturnForm,
)
from strahlkraft.authority.shell import Desk, desk, page
from strahlkraft.authority.views.grants import found_grant, grant_context
from strahlkraft.authority.views.proofs import found_proof, proof_context
from strahlkraft.authority.views.reports import found_report, report_context
from strahlkraft.funding.actions import proof_decisions
from strahlkraft.funding.models import Grant, Proof
from strahlkraft.funding.rules.vocabulary import QueryState
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reports.actions import reports
from strahlkraft.reports.models import Report

CONFLICT, WRONG = 409, 422
_methods = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One form and its deed: what it is called, where it leads, and what the person must have seen."""

    form: type[DeskForm]
    title: str
    button: str
    saved: str
    to: str
    seen: int
    context: dict[str, Any]


def _carried_out(submission: UUID, deed: Callable[[], object]) -> list[Refusal]:
    """Do it unless this very form was carried out before; the reasons when it was refused, 404 for a hidden one."""
    if entry_of_submission(submission):
        return []
    try:
        with transaction.atomic():
            deed()
    except AlreadySubmitted:
        return []
    except Refused as refused:
        if refused.hidden:
            raise Http404 from refused
        return [] if entry_of_submission(submission) else refused.refusals
    return []


def _filled(request: HttpRequest, seat: Desk, sheet: _Sheet, deed: Callable[[dict[str, Any]], object]) -> HttpResponse:
    """Show the form, or do its deed once and lead back; what was typed is kept when it was refused or overtaken."""
    posted = request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    form = sheet.form(request.POST if posted else kept, seen=sheet.seen)
    status = 200
    if kept:
        form.without_verdict()
    elif posted and form.is_valid():
        data = form.cleaned_data
        refusals = _carried_out(data["submission"], lambda: deed(data))
        if not refusals:
            messages.success(request, sheet.saved)
            return redirect(sheet.to)
        form, status = _again(request, sheet, refusals)
    elif posted:
        status = WRONG
    context = {**sheet.context, "form": form, "sheet": sheet, "restored": bool(kept)}
    return page(request, "authority/deed.html", seat, context, status=status)


def _again(request: HttpRequest, sheet: _Sheet, refusals: list[Refusal]) -> tuple[DeskForm, int]:
    """What was typed, on top of what stands now, to be sent knowingly."""
    stale = any(one.code == "stale" for one in refusals)
    data = request.POST.copy()
    if stale:
        data["seen"] = str(sheet.seen)
    form = sheet.form(data, seen=sheet.seen)
    form.without_verdict()
    form.show_refusals(refusals)
    return form, CONFLICT if stale else WRONG


# ---- proofs


def _of_proof(request: HttpRequest, code: str, ability: str) -> tuple[Desk, Proof, dict[str, Any]]:
    """The proof for its authority, not for the Land, which only reads; an answer sent too late says why."""
    seat = desk(request)
    proof = found_proof(seat, code)
    context = proof_context(seat, proof)
    if not context["decides"] or (not context[ability] and request.method != "POST"):
        raise Http404
    named = {"thing": context["name"], "back": reverse("authority:proof", args=[code])}
    return seat, proof, {**context, **named}


def _as_seen(proof: Proof, seen: int) -> None:
    """What is decided is the version the person had before them (I19)."""
    if proof.snapshots.count() != seen:
        message = gettext_noop("A new version was handed in meanwhile. Please look at it first.")
        raise Refused([Refusal("stale", message)])


@_methods
@signed_in
def ask_about_proof(request: HttpRequest, code: str) -> HttpResponse:
    """Ask about a proof of use; the recipient answers with a new version."""
    seat, proof, context = _of_proof(request, code, "may_ask")
    sheet = _Sheet(
        form=ProofQuestionForm,
        title=_("Ask about the proof"),
        button=_("Send the question"),
        saved=_("The question is sent; the recipient finds it on the list of the day."),
        to=context["back"],
        seen=len(context["snapshots"]),
        context=context,
    )

    def deed(data: dict[str, Any]) -> None:
        _as_seen(proof, data["seen"])
        proof_decisions.ask(
            by=seat.user,
            at=timezone.now(),
            code=code,
            question=data["question"],
            asked_on=localdate(),
            answer_due_on=data["answer_due_on"],
            submission=data["submission"],
        )

    return _filled(request, seat, sheet, deed)


@_methods
@signed_in
def decide_proof(request: HttpRequest, code: str) -> HttpResponse:
    """Accept a proof of use, accept it in part, or object to it."""
    seat, proof, context = _of_proof(request, code, "may_decide")
    sheet = _Sheet(
        form=ProofDecisionForm,
        title=_("Decide about the proof"),
        button=_("Decide"),
        saved=_("The decision is kept. It is no notice: that comes in writing as ever."),
        to=context["back"],
        seen=len(context["snapshots"]),
        context=context,
    )

    def deed(data: dict[str, Any]) -> None:
        _as_seen(proof, data["seen"])
        proof_decisions.decide(
            by=seat.user,
            at=timezone.now(),
            code=code,
            deed=data["deed"],
            on=localdate(),
            reason=data["reason"],
            submission=data["submission"],
        )

    return _filled(request, seat, sheet, deed)


# ---- grants


def _of_grant(request: HttpRequest, code: str) -> tuple[Desk, Grant, dict[str, Any]]:
    """The grant for its authority, not for the Land, which only reads."""
    seat = desk(request)
    grant = found_grant(seat, code)
    context = grant_context(seat, grant)
    if not context["decides"]:
        raise Http404
    return seat, grant, {**context, "thing": context["name"], "back": reverse("authority:grant", args=[code])}


@_methods
@signed_in
def ask_about_grant(request: HttpRequest, code: str) -> HttpResponse:
    """Ask about a grant itself, for example for sample receipts (R32)."""
    seat, grant, context = _of_grant(request, code)
    sheet = _Sheet(
        form=ProofQuestionForm,
        title=_("Ask about the grant"),
        button=_("Send the question"),
        saved=_("The question is sent; the recipient finds it on the list of the day."),
        to=context["back"],
        seen=grant.version,
        context=context,
    )

    def deed(data: dict[str, Any]) -> None:
        proof_decisions.ask_about_grant(
            by=seat.user,
            at=timezone.now(),
            grant=code,
            question=data["question"],
            asked_on=localdate(),
            answer_due_on=data["answer_due_on"],
            submission=data["submission"],
        )

    return _filled(request, seat, sheet, deed)


@_methods
@signed_in
def close_grant_query(request: HttpRequest, code: str, query: str) -> HttpResponse:
    """Be content with an answer about a grant."""
    seat, grant, context = _of_grant(request, code)
    row = get_object_or_404(grant.queries.filter(proof=None), code=query)
    if row.state != QueryState.ANSWERED and request.method != "POST":
        raise Http404
    sheet = _Sheet(
        form=DeskForm,
        title=_("The answer is enough"),
        button=_("The answer is enough"),
        saved=_("The question is done."),
        to=context["back"],
        seen=row.version,
        context={**context, "answered": row},
    )

    def deed(data: dict[str, Any]) -> None:
        proof_decisions.close_query(
            by=seat.user, at=timezone.now(), code=query, version=data["seen"], submission=data["submission"]
        )

    return _filled(request, seat, sheet, deed)


# ---- reports


def _of_report(request: HttpRequest, code: str, *, possible: str) -> tuple[Desk, Report, dict[str, Any]]:
    """The report for its authority or the Land; where there is nothing to do the page is not there."""
    seat = desk(request)
    row = found_report(seat, code)
    context = report_context(row)
    open_to = context["may_ask"] if possible == "query" else possible in context["deeds"]
    if not open_to and request.method != "POST":
        raise Http404
    named = {"thing": row.title, "back": reverse("authority:report", args=[code])}
    return seat, row, {**context, **named}


def _shared(seat: Desk, code: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "by": seat.user,
        "at": timezone.now(),
        "code": code,
        "version": data["seen"],
        "submission": data["submission"],
    }


@_methods
@signed_in
def accept_report(request: HttpRequest, code: str) -> HttpResponse:
    """Accept a report."""
    seat, row, context = _of_report(request, code, possible="accept")
    sheet = _Sheet(
        form=AcceptForm,
        title=_("Accept the report"),
        button=_("Accept"),
        saved=_("The report is accepted."),
        to=context["back"],
        seen=row.version,
        context=context,
    )
    return _filled(request, seat, sheet, lambda data: reports.accept(**_shared(seat, code, data), note=data["note"]))


@_methods
@signed_in
def ask_about_report(request: HttpRequest, code: str) -> HttpResponse:
    """Ask about a report; it comes back with the answer."""
    seat, row, context = _of_report(request, code, possible="query")
    sheet = _Sheet(
        form=QuestionForm,
        title=_("Ask about the report"),
        button=_("Send the question"),
        saved=_("The question is sent; the project office finds it on the list of the day."),
        to=context["back"],
        seen=row.version,
        context=context,
    )
    return _filled(
        request, seat, sheet, lambda data: reports.ask(**_shared(seat, code, data), question=data["question"])
    )


@_methods
@signed_in
def return_report(request: HttpRequest, code: str) -> HttpResponse:
    """Return a report with the reason; a new one takes its place."""
    seat, row, context = _of_report(request, code, possible="return")
    sheet = _Sheet(
        form=ReturnForm,
        title=_("Return the report"),
        button=_("Return"),
        saved=_("The report is returned; the project office drafts a new one."),
        to=context["back"],
        seen=row.version,
        context=context,
    )
    return _filled(request, seat, sheet, lambda data: reports.return_(**_shared(seat, code, data), note=data["note"]))
