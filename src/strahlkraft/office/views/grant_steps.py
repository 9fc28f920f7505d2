"""What happens to a grant step by step: consent to an early start, beginning, ending, archiving; undoing a wrong entry."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.funding import texts
from strahlkraft.funding.actions import corrections
from strahlkraft.funding.actions import grants as actions
from strahlkraft.funding.models import Grant
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.grants import BeginForm, CorrectionForm, EarlyStartForm, EndForm
from strahlkraft.office.granting import found_grant, grant_page, managed_grant
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import person
from strahlkraft.office.views.grants import STEP_PATHS, overview, renewed, status_of


def _begin(who: dict[str, Any], grant: Grant, data: dict[str, Any]) -> object:
    return actions.begin(**who, code=grant.code, version=data["version"], on=data["on"])


def _end(who: dict[str, Any], grant: Grant, data: dict[str, Any]) -> object:
    return actions.end(**who, code=grant.code, version=data["version"], fulfilled_on=data["fulfilled_on"])


def _take_effect(who: dict[str, Any], grant: Grant, _data: dict[str, Any]) -> object:
    return actions.take_effect(**who, code=grant.code)


def _put_away(who: dict[str, Any], grant: Grant, _data: dict[str, Any]) -> object:
    return actions.put_away(**who, code=grant.code)


def _release(who: dict[str, Any], grant: Grant, _data: dict[str, Any]) -> object:
    return actions.release(**who, code=grant.code)


def _ask_archive(who: dict[str, Any], grant: Grant, _data: dict[str, Any]) -> object:
    return actions.ask_archive(**who, code=grant.code, version=grant.version)


def _archive(who: dict[str, Any], grant: Grant, _data: dict[str, Any]) -> object:
    return actions.archive(**who, code=grant.code, version=grant.version)


_STEPS: dict[str, tuple[type[OfficeForm], Callable[[dict[str, Any], Grant, dict[str, Any]], object], Any]] = {
    "begin": (BeginForm, _begin, gettext_lazy("The beginning is noted; the grant is running.")),
    "end": (EndForm, _end, gettext_lazy("The end is noted; the proof of use comes next.")),
    "take_effect": (OfficeForm, _take_effect, gettext_lazy("The grant is legally effective.")),
    "put_away": (OfficeForm, _put_away, gettext_lazy("The grant is put into its time of keeping.")),
    "release": (OfficeForm, _release, gettext_lazy("The purpose is no longer bound; the receipts are still kept.")),
    "ask_archive": (OfficeForm, _ask_archive, gettext_lazy("Asked for; another person archives it.")),
    "archive": (OfficeForm, _archive, gettext_lazy("The grant is archived.")),
}


@require_POST
@signed_in
def step(request: HttpRequest, code: str, deed: str) -> HttpResponse:
    """Carry out one step; who may is asked by the action."""
    grant = found_grant(request, code)
    found = next((name for name, part in STEP_PATHS.items() if part == deed), None)
    if found is None:
        raise Http404
    kind, act, said = _STEPS[found]
    form = kind(request.POST)
    if form.is_valid():
        submission = form.cleaned_data["submission"]
        who = {"by": person(request), "at": timezone.now(), "submission": submission}
        outcome = carry_out(submission, lambda: act(who, grant, form.cleaned_data))
        if outcome.done:
            tell(request, outcome, str(said))
            return redirect("office:grant", code)
        if kind is OfficeForm:
            refused(request, outcome)
            return redirect("office:grant", code)
        form.show_refusals(outcome.refusals)
        if outcome.stale:
            newest = found_grant(request, code)
            return overview(request, newest, renewed(form, kind, newest), status=409)
    return overview(request, grant, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def early_start(request: HttpRequest, code: str) -> HttpResponse:
    """Enter the written consent to begin before the notice."""
    grant = managed_grant(request, code)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = EarlyStartForm(
        request.POST if request.method == "POST" else kept, request.FILES if request.method == "POST" else None
    )
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.consent_early_start(
                by=person(request),
                at=timezone.now(),
                code=code,
                given=form.given(),
                file=data["file"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The consent is entered."))
            return redirect("office:grant", code)
        form.show_refusals(outcome.refusals)
    context = {"form": form, "restored": bool(kept)}
    return grant_page(
        request, "office/grants/early_start.html", grant, context, here="overview", status=status_of(form)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Ask to put a grant into another state because it was moved wrongly."""
    grant = managed_grant(request, code)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form: Any = CorrectionForm(
        request.POST if request.method == "POST" else kept, state=grant.state, initial={"version": grant.version}
    )
    status = 0
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: corrections.ask(
                by=person(request),
                at=timezone.now(),
                code=code,
                version=data["version"],
                to_state=data["to_state"],
                reason=data["reason"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("Asked for. Another person looks at it and confirms it."))
            return redirect("office:grant", code)
        form.show_refusals(outcome.refusals)
        if outcome.stale:
            grant, status = managed_grant(request, code), 409
            form = renewed(form, lambda typed: CorrectionForm(typed, state=grant.state), grant)
    context = {"form": form, "restored": bool(kept), "state_word": texts.GRANT_STATES[grant.state]}
    return grant_page(
        request, "office/grants/correct.html", grant, context, here="overview", status=status_of(form, status)
    )


@require_POST
@signed_in
def confirm_correction(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Confirm a correction another person asked for."""
    grant = found_grant(request, code)
    get_object_or_404(grant.corrections, pk=pk)
    form = OfficeForm(request.POST)
    submission = form.submission_id()
    outcome = carry_out(
        submission,
        lambda: corrections.confirm(by=person(request), at=timezone.now(), code=code, pk=pk, submission=submission),
    )
    if outcome.done:
        tell(request, outcome, _("Corrected. What was and what is both stay visible."))
    else:
        refused(request, outcome)
    return redirect("office:grant", code)
