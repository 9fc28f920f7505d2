"""What has to go back: estimates, what the authority fixed, paid and waived."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.funding import access, texts
from strahlkraft.funding.actions import claims as actions
from strahlkraft.funding.actions.documents import add_document
from strahlkraft.funding.models import Claim, Grant, Payment
from strahlkraft.funding.queries import claims as queries
from strahlkraft.funding.rules.vocabulary import CLAIM_MOVES, ClaimState
from strahlkraft.office.forms.claims import ActForm, FixForm, OpenClaimForm, PayForm, WaiveForm
from strahlkraft.office.granting import found_grant, grant_page
from strahlkraft.office.payout_pages import CLAIM_BADGES, DONE, answered, found_claim
from strahlkraft.office.shell import person


def _to_edit(request: HttpRequest, grant: Grant) -> None:
    if access.may_edit(person(request), grant):
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest, code: str) -> HttpResponse:
    """Keep an estimate of what may have to go back."""
    grant = found_grant(request, code)
    _to_edit(request, grant)
    payments = Payment.objects.filter(grant=grant).order_by("-received_on", "-pk")
    form, status = answered(
        request,
        lambda data: OpenClaimForm(data, payments=payments),
        lambda form: actions.open_claim(
            by=person(request), at=timezone.now(), grant=grant.code, submission=form.submission_id(), **form.given()
        ),
        _("The estimate is kept."),
    )
    if status == DONE:
        return redirect("office:drawdowns", grant.code)
    return grant_page(request, "office/claims/create.html", grant, {"form": form}, here="drawdowns", status=status)


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One claim with its segments, act and what can be done about it."""
    return _page(request, found_claim(request, code))


def _forms(request: HttpRequest, row: Claim, name: str = "", data: Any = None) -> dict[str, Any]:
    """The forms by deed; ``data`` goes to the one that was sent."""
    initial = {"version": row.version, "amount": row.amount, "interest": row.interest}
    documents = queries.possible_acts(row.grant, person(request))
    made: dict[str, Any] = {
        "claim": FixForm(data if name == "claim" else None, initial=initial, documents=documents, prefix="claim"),
        "pay": PayForm(data if name == "pay" else None, initial={**initial, "paid_on": localdate()}, prefix="pay"),
        "waive": WaiveForm(data if name == "waive" else None, initial=initial, prefix="waive"),
    }
    return made


def _page(
    request: HttpRequest,
    row: Claim,
    forms: dict[str, Any] | None = None,
    add: ActForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    possible = {deed: form for deed, form in _forms(request, row).items() if deed in CLAIM_MOVES[row.state]}
    may = not access.may_edit(person(request), row.grant)
    badge, icon = CLAIM_BADGES[ClaimState(row.state)]
    context = {
        "claim": row,
        "badge": {"state": badge, "text": texts.CLAIM_STATES[row.state], "icon": icon},
        "sum": row.amount + row.interest,
        "segments": list(row.segments.order_by("pk")),
        "forms": {**possible, **(forms or {})} if may else {},
        "add": add or ActForm(prefix="add") if may and row.state == ClaimState.ESTIMATED else None,
    }
    return grant_page(request, "office/claims/claim.html", row.grant, context, here="drawdowns", status=status)


@require_POST
@signed_in
def deed(request: HttpRequest, code: str, deed: str) -> HttpResponse:
    """Fix, pay or waive."""
    row = found_claim(request, code)
    _to_edit(request, row.grant)
    if deed not in _DEEDS:
        raise Http404
    name = _DEEDS[deed]
    form, status = answered(
        request,
        lambda data: _forms(request, found_claim(request, code), name, data)[name],
        lambda form: _carry(request, row, name, form),
        _("The claim is updated."),
    )
    if status == DONE:
        return redirect("office:claim", row.code)
    return _page(request, found_claim(request, code), {name: form}, status=status)


_DEEDS = {"festsetzen": "claim", "zahlen": "pay", "entfallen": "waive"}


def _carry(request: HttpRequest, row: Claim, name: str, form: Any) -> object:
    common: dict[str, Any] = {
        "by": person(request),
        "at": timezone.now(),
        "code": row.code,
        "version": form.cleaned_data["version"],
        "submission": form.submission_id(),
    }
    if name == "claim":
        return actions.fix(given=form.given(), **common)
    if name == "pay":
        return actions.pay(paid_on=form.cleaned_data["paid_on"], **common)
    return actions.waive(reason=form.cleaned_data["reason"], **common)


@require_POST
@signed_in
def add_act(request: HttpRequest, code: str) -> HttpResponse:
    """Add the document of an act to the record, to be chosen then."""
    row = found_claim(request, code)
    _to_edit(request, row.grant)
    form, status = answered(
        request,
        lambda data: ActForm(data, request.FILES if data is not None else None, prefix="add"),
        lambda form: add_document(
            by=person(request),
            at=timezone.now(),
            file=form.cleaned_data["file"],
            title=form.cleaned_data["title"],
            grant=row.grant.code,
            submission=form.submission_id(),
        ),
        _("The document is in the record; choose it below."),
    )
    if status == DONE:
        return redirect("office:claim", row.code)
    return _page(request, row, add=form, status=status)
