"""What the authority says of a proof of use, entered by the office: questions, the decision, settling the grant."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strahlkraft.accounts.gate import signed_in
from strahlkraft.funding import access
from strahlkraft.funding.actions import proof_decisions as actions
from strahlkraft.funding.models import Grant, Proof
from strahlkraft.funding.queries.claims import claims_of
from strahlkraft.funding.queries.grants import retained_until
from strahlkraft.funding.rules.vocabulary import GrantState, ProofKind, ProofState, QueryState
from strahlkraft.office.forms.proofs import AnswerForm, AskForm, DecideForm, RepaidForm, SettleForm
from strahlkraft.office.granting import found_grant, grant_page
from strahlkraft.office.proof_pages import (
    answer_form,
    found_proof,
    keep_answer,
    proof_context,
    proof_page,
    sheet,
    to_edit,
    version_now,
)
from strahlkraft.office.shell import person

_AT_THE_AUTHORITY = (ProofState.SUBMITTED, ProofState.RESUBMITTED)


def _to_decide(request: HttpRequest, code: str, states: tuple[ProofState, ...]) -> Proof:
    """A proof about which this person enters what the authority says; in other states the page is not there."""
    proof = found_proof(request, code)
    if access.may_decide(person(request), proof.grant):
        raise Http404
    if proof.state not in states and request.method != "POST":
        raise Http404
    return proof


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a question of the authority."""
    proof = _to_decide(request, code, (*_AT_THE_AUTHORITY, ProofState.QUERIED))

    def shown(form: AskForm, extra: dict[str, Any], status: int) -> HttpResponse:
        return proof_page(request, "office/proofs/ask.html", proof, {"form": form, **extra}, status=status)

    return sheet(
        request,
        lambda data, _files: AskForm(data, initial={"asked_on": localdate()}),
        lambda form: actions.ask(
            by=person(request),
            at=timezone.now(),
            code=code,
            question=form.cleaned_data["question"],
            asked_on=form.cleaned_data["asked_on"],
            answer_due_on=form.cleaned_data["answer_due_on"],
            submission=form.submission_id(),
        ),
        saved=_("The question is entered; its day stands among the deadlines."),
        to=reverse("office:proof", args=[code]),
        show=shown,
        version=lambda: proof.version,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answer(request: HttpRequest, code: str, query: str) -> HttpResponse:
    """Answer a question; with the last one the proof is handed in again."""
    proof = to_edit(request, code)
    row = get_object_or_404(proof.queries, code=query)
    if row.state != QueryState.ASKED and request.method != "POST":
        raise Http404

    def shown(form: AnswerForm, extra: dict[str, Any], status: int) -> HttpResponse:
        context = {"form": form, **extra, "query": row}
        return proof_page(request, "office/proofs/answer.html", proof, context, status=status)

    return sheet(
        request,
        lambda data, _files: answer_form(row, data),
        lambda form: keep_answer(request, query, form),
        saved=_("The answer is kept. What was handed in again is a new version."),
        to=reverse("office:proof", args=[code]),
        show=shown,
        version=lambda: version_now(row),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Enter what the authority decided."""
    proof = _to_decide(request, code, _AT_THE_AUTHORITY)

    def shown(form: DecideForm, extra: dict[str, Any], status: int) -> HttpResponse:
        context = {"form": form, **extra}
        return proof_page(request, "office/proofs/decide.html", proof, context, status=status)

    return sheet(
        request,
        lambda data, _files: DecideForm(data, initial={"decided_on": localdate()}),
        lambda form: actions.decide(
            by=person(request),
            at=timezone.now(),
            code=code,
            deed=form.cleaned_data["deed"],
            on=form.cleaned_data["decided_on"],
            reason=form.cleaned_data["reason"],
            submission=form.submission_id(),
        ),
        saved=_("The decision is entered."),
        to=reverse("office:proof", args=[code]),
        show=shown,
        version=lambda: proof.version,
    )


# ---- settling


def _managed(request: HttpRequest, code: str, state: GrantState) -> Grant:
    grant = found_grant(request, code)
    if access.may_manage(person(request), grant.region_id) or (grant.state != state and request.method != "POST"):
        raise Http404
    return grant


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settle(request: HttpRequest, code: str) -> HttpResponse:
    """Settle the grant by the authority's note of examination; a final notice is entered among the notices."""
    grant = _managed(request, code, GrantState.UNDER_REVIEW)
    proof = grant.proofs.filter(kind=ProofKind.FINAL).first()

    def shown(form: SettleForm, extra: dict[str, Any], status: int) -> HttpResponse:
        context = {
            **(proof_context(proof) if proof else {}),
            "form": form,
            **extra,
            "claims": claims_of(grant),
            "retained_until": retained_until(grant),
        }
        return grant_page(request, "office/proofs/settle.html", grant, context, here="proofs", status=status)

    return sheet(
        request,
        lambda data, files: SettleForm(data, files, initial={"version": grant.version}),
        lambda form: actions.settle(
            by=person(request),
            at=timezone.now(),
            grant=code,
            version=form.cleaned_data["version"],
            note=form.given(),
            submission=form.submission_id(),
        ),
        saved=_("The note of examination is in the record."),
        to=reverse("office:grant", args=[code]),
        show=shown,
        version=lambda: found_grant(request, code).version,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def repaid(request: HttpRequest, code: str) -> HttpResponse:
    """Say that everything the authority claimed is paid or waived."""
    grant = _managed(request, code, GrantState.REPAYMENT_OPEN)

    def shown(form: RepaidForm, extra: dict[str, Any], status: int) -> HttpResponse:
        context = {"form": form, **extra, "claims": claims_of(grant)}
        return grant_page(request, "office/proofs/repaid.html", grant, context, here="proofs", status=status)

    return sheet(
        request,
        lambda data, _files: RepaidForm(data, initial={"version": grant.version, "on": localdate()}),
        lambda form: actions.close_repayment(
            by=person(request),
            at=timezone.now(),
            grant=code,
            version=form.cleaned_data["version"],
            on=form.cleaned_data["on"],
            submission=form.submission_id(),
        ),
        saved=_("The grant is settled."),
        to=reverse("office:grant", args=[code]),
        show=shown,
        version=lambda: found_grant(request, code).version,
    )
