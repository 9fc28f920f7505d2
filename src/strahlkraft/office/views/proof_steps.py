"""The way of a proof of use until it is handed in: written, checked, certified, released by another person, sent."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from strahlkraft.accounts.gate import signed_in
from strahlkraft.audit import four_eyes
from strahlkraft.funding.actions import proofs as actions
from strahlkraft.funding.models import Proof
from strahlkraft.funding.queries.proof_books import income_of, sheet_of, third_parties
from strahlkraft.funding.rules import proofs as rules
from strahlkraft.funding.rules.vocabulary import PROOF_MOVES
from strahlkraft.office.forms.base import VersionedForm
from strahlkraft.office.forms.proofs import CertifyForm, ReasonForm, ReportForm, StatementsForm, SubmitForm
from strahlkraft.office.proof_pages import found_proof, proof_page, sheet, to_edit
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import person
from strahlkraft.office.views.proofs import figures, gaps_of, sections_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Part I: the report in words."""
    proof = _to_write(request, code)
    start = {key: proof.narrative.get(key, "") for key in rules.SECTIONS} | {"version": proof.version}

    def shown(form: ReportForm, extra: dict[str, Any], status: int) -> HttpResponse:
        return proof_page(request, "office/proofs/report.html", proof, {"form": form, **extra}, status=status)

    return sheet(
        request,
        lambda data, _files: ReportForm(data, initial=start),
        lambda form: _edit(request, code, form),
        saved=_("The report is saved."),
        to=reverse("office:proof", args=[code]),
        show=shown,
        version=lambda: _version(request, code),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def statements(request: HttpRequest, code: str) -> HttpResponse:
    """Part IV, and what third parties gave."""
    proof = _to_write(request, code)
    thirds = third_parties(proof, sheet_of(proof).books)
    start = StatementsForm.start(thirds, income_of(proof), proof.confirmations) | {"version": proof.version}

    def shown(form: StatementsForm, extra: dict[str, Any], status: int) -> HttpResponse:
        context = {"form": form, **extra}
        return proof_page(request, "office/proofs/statements.html", proof, context, status=status)

    return sheet(
        request,
        lambda data, _files: StatementsForm(data, initial=start, thirds=thirds),
        lambda form: _edit(request, code, form),
        saved=_("The statements are saved."),
        to=reverse("office:proof", args=[code]),
        show=shown,
        version=lambda: _version(request, code),
    )


def _to_write(request: HttpRequest, code: str) -> Proof:
    proof = to_edit(request, code)
    if proof.state not in rules.WRITING:
        raise Http404
    return proof


def _edit(request: HttpRequest, code: str, form: ReportForm | StatementsForm) -> None:
    actions.edit(
        by=person(request),
        at=timezone.now(),
        code=code,
        version=form.cleaned_data["version"],
        given=form.given(),
        submission=form.submission_id(),
    )


def _version(request: HttpRequest, code: str) -> int:
    return found_proof(request, code).version


# ---- deeds of one press


def _press(request: HttpRequest, code: str, deed: Any, saved: str) -> HttpResponse:
    """Carry out what a button asks for, once, on the version that was shown."""
    form = VersionedForm(request.POST)
    if not form.is_valid():
        raise Http404
    mark = form.cleaned_data["submission"]
    outcome = carry_out(
        mark,
        lambda: deed(
            by=person(request), at=timezone.now(), code=code, version=form.cleaned_data["version"], submission=mark
        ),
    )
    if outcome.done:
        tell(request, outcome, saved)
    else:
        refused(request, outcome)
    return redirect("office:proof", code)


@require_POST
@signed_in
def take_up(request: HttpRequest, code: str) -> HttpResponse:
    """Begin to write."""
    to_edit(request, code)
    return _press(request, code, actions.take_up, _("The report begins with what the project has said so far."))


@require_POST
@signed_in
def check(request: HttpRequest, code: str) -> HttpResponse:
    """The content is complete and right."""
    to_edit(request, code)
    return _press(request, code, actions.check, _("The proof is checked. Another person goes on."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rework(request: HttpRequest, code: str) -> HttpResponse:
    """Take it back to be written on."""
    return _step_sheet(
        request,
        code,
        "rework",
        lambda data, _files, version: ReasonForm(data, initial={"version": version}),
        lambda form: {"reason": form.cleaned_data["reason"]},
        actions.rework,
        _("The proof can be changed again; certificate and release are void."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def certify(request: HttpRequest, code: str) -> HttpResponse:
    """Enter the certificate of the recipient's audit office."""
    return _step_sheet(
        request,
        code,
        "certify",
        lambda data, files, version: CertifyForm(
            data, files, initial={"version": version, "certified_on": localdate()}
        ),
        lambda form: {"certified_on": form.cleaned_data["certified_on"], "file": form.cleaned_data["file"]},
        actions.certify,
        _("The certificate is in the record."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def release(request: HttpRequest, code: str) -> HttpResponse:
    """The second person reads everything and releases it."""
    return _step_sheet(
        request,
        code,
        "release",
        lambda data, _files, version: VersionedForm(data, initial={"version": version}),
        lambda _form: {},
        actions.release,
        _("The proof is released just as it stands now."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """Hand it in: from then on it is frozen."""
    return _step_sheet(
        request,
        code,
        "submit",
        lambda data, _files, version: SubmitForm(data, initial={"version": version, "submitted_on": localdate()}),
        lambda form: {"submitted_on": form.cleaned_data["submitted_on"]},
        actions.submit,
        _("The proof is handed in and frozen."),
    )


def _step_sheet(
    request: HttpRequest, code: str, step: str, make: Any, given: Any, deed: Any, saved: str
) -> HttpResponse:
    """One step on the way, with the whole proof before the eyes of who takes it; not there in other states."""
    proof = to_edit(request, code)
    if step not in PROOF_MOVES[proof.state] and request.method != "POST":
        raise Http404

    def shown(form: Any, extra: dict[str, Any], status: int) -> HttpResponse:
        seen = sheet_of(found_proof(request, code))
        context = {
            **figures(seen),
            "form": form,
            **extra,
            "sections": sections_of(proof),
            "gaps": gaps_of(seen),
            "confirmations": [
                (_(words), True) for key, words in rules.CONFIRMATIONS.items() if proof.confirmations.get(key)
            ],
            "content_hash": four_eyes.content_hash(seen.content),
        }
        return proof_page(request, f"office/proofs/{step}.html", proof, context, status=status)

    return sheet(
        request,
        lambda data, files: make(data, files, proof.version),
        lambda form: deed(
            by=person(request),
            at=timezone.now(),
            code=code,
            version=form.cleaned_data["version"],
            submission=form.submission_id(),
            **given(form),
        ),
        saved=saved,
        to=reverse("office:proof", args=[code]),
        show=shown,
        version=lambda: _version(request, code),
    )
