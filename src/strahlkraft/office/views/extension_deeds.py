"""What is done with a whole extension: requests made, their shared reason, common release and submission; its papers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.design.downloads import attached
from strahlkraft.design.refusals import sentence
from strahlkraft.funding.actions import extensions as actions
from strahlkraft.funding.papers import change_request as papers
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.whole_numbers import whole_number
from strahlkraft.office.forms.changes import SubmitForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import person
from strahlkraft.office.views.extensions import XLSX, found_batch, reason_form, shown_step

MOST_CHOSEN = 200


@require_POST
@signed_in
def make_requests(request: HttpRequest, code: str) -> HttpResponse:
    """One draft for each proposed grant."""
    return _with_reason(request, code, actions.make_requests, _("The requests are there as drafts."), "auswahl")


@require_POST
@signed_in
def set_reason(request: HttpRequest, code: str) -> HttpResponse:
    """Change the paragraph all requests share."""
    return _with_reason(request, code, actions.set_reason, _("The shared reason is saved."), "zuwendungen")


def _with_reason(request: HttpRequest, code: str, act: Callable[..., Any], saved: str, here: str) -> HttpResponse:
    batch = found_batch(request, code, to_manage=True)
    form = reason_form(batch, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: act(
                by=person(request),
                at=timezone.now(),
                code=code,
                version=data["version"] or 0,
                shared_reason=data["shared_reason"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, saved)
            return redirect("office:extension_step", code, "zuwendungen")
        form.show_refusals(outcome.refusals)
        batch.refresh_from_db()
        form.look_again(batch.version)
    return shown_step(request, batch, here, {"form": form}, status=422)


@require_POST
@signed_in
def release_many(request: HttpRequest, code: str) -> HttpResponse:
    """Release the chosen requests together: each for itself, only those this person has opened."""
    found_batch(request, code)
    mark, shown = DeedForm(request.POST).submission_id(), _chosen(request)
    made: list[actions.Together] = []
    outcome = carry_out(
        mark,
        lambda: made.append(
            actions.release_many(by=person(request), at=timezone.now(), code=code, shown=shown, submission=mark)
        ),
    )
    if outcome.done:
        number = len(made[0].done) if made else 0
        words = ngettext("%(n)s request is released.", "%(n)s requests are released.", number) % {"n": number}
        tell(request, outcome, words)
        _say_skipped(request, made[0].skipped if made else [])
    else:
        refused(request, outcome)
    return redirect("office:extension_step", code, "freigabe")


def _chosen(request: HttpRequest) -> list[actions.Shown]:
    """The ticked requests, each with the version that was shown."""
    picked = (text.rpartition(":") for text in request.POST.getlist("request")[:MOST_CHOSEN])
    return [actions.Shown(name, whole_number(version)) for name, _colon, version in picked]


@require_POST
@signed_in
def submit_many(request: HttpRequest, code: str) -> HttpResponse:
    """Note on one day that the chosen requests went to the authority; each for itself."""
    batch = found_batch(request, code)
    form, made = SubmitForm(request.POST), list[actions.Together]()
    if form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: made.append(
                actions.submit_many(
                    by=person(request),
                    at=timezone.now(),
                    code=code,
                    shown=_chosen(request),
                    given=form.given(),
                    submission=data["submission"],
                )
            ),
        )
        if outcome.done:
            number = len(made[0].done) if made else 0
            words = ngettext("%(n)s submission is noted.", "%(n)s submissions are noted.", number) % {"n": number}
            tell(request, outcome, words)
            _say_skipped(request, made[0].skipped if made else [])
            return redirect("office:extension_step", code, "einreichung")
        form.show_refusals(outcome.refusals)
    return shown_step(request, batch, "einreichung", {"form": form}, status=422)


def _say_skipped(request: HttpRequest, skipped: list[tuple[Any, Refusal]]) -> None:
    for row, refusal in skipped:
        words = _("%(grant)s was left out: %(reason)s") % {"grant": row.grant.title, "reason": sentence(refusal)}
        messages.warning(request, words)


@require_safe
@signed_in
def document(request: HttpRequest, code: str) -> FileResponse:
    """The paper it rests on."""
    batch = found_batch(request, code)
    if batch.document is None:
        raise Http404
    paper = batch.document
    return attached(paper.file, media_type=paper.media_type, sha256=paper.sha256)


@require_safe
@signed_in
def cover(request: HttpRequest, code: str) -> HttpResponse:
    """The cover list on paper (PDF/UA-1)."""
    batch = found_batch(request, code)
    content = papers.cover_sheet(batch, at=timezone.now(), language=get_language() or "de")
    headers = {"Content-Disposition": 'attachment; filename="deckblatt.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_safe
@signed_in
def book(request: HttpRequest, code: str) -> HttpResponse:
    """The cover list as a spreadsheet."""
    batch = found_batch(request, code)
    content = papers.cover_book(batch, today=localdate(), language=get_language() or "de")
    headers = {"Content-Disposition": 'attachment; filename="deckblatt.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)
