"""What was bought with a grant and is bound to its purpose; small aid to companies."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.funding import access, texts
from strahlkraft.funding.actions import assets as actions
from strahlkraft.funding.models import Asset, DutyNotice, Grant
from strahlkraft.funding.queries import assets as queries
from strahlkraft.funding.rules.notifications import Trigger
from strahlkraft.office.forms.assets import AidForm, AssetForm, ConfirmForm, OtherUseForm
from strahlkraft.office.granting import found_grant, grant_page
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import person


def _to_keep(request: HttpRequest, code: str) -> Grant:
    """A grant whose books this person keeps; for everybody else the deed is not there (404)."""
    grant = found_grant(request, code)
    if access.may_edit(person(request), grant):
        raise Http404
    return grant


def _who(request: HttpRequest, grant: Grant, form: Any) -> dict[str, Any]:
    return {
        "by": person(request),
        "at": timezone.now(),
        "grant": grant.code,
        "submission": form.cleaned_data["submission"],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The inventory, and a form for one more thing."""
    grant = _to_keep(request, code) if request.method == "POST" else found_grant(request, code)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = AssetForm(request.POST if request.method == "POST" else kept)
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        outcome = carry_out(
            form.submission_id(), lambda: actions.enter_asset(**_who(request, grant, form), given=form.given())
        )
        if outcome.done:
            tell(request, outcome, _("It is in the inventory; once a year its recipient is asked to confirm it."))
            return redirect("office:grant_assets", code)
        form.show_refusals(outcome.refusals)
    return _inventory(request, grant, form, restored=bool(kept))


def _inventory(
    request: HttpRequest,
    grant: Grant,
    form: AssetForm,
    *,
    restored: bool = False,
    confirming: tuple[int, ConfirmForm] | None = None,
) -> HttpResponse:
    """All things; ``confirming`` is the sent form of one of them, with what is wrong in it."""
    sent = dict([confirming]) if confirming else {}
    rows = [
        {"bound": one, "form": sent.get(one.row.pk) or _confirm_form(None, one.row)}
        for one in queries.assets_of(grant, today=localdate())
    ]
    mailbox = queries.mailboxes([grant.recipient_id]).get(grant.recipient_id, "")
    context = {"rows": rows, "form": form, "restored": restored, "has_mailbox": bool(mailbox)}
    status = 422 if sent or (form.is_bound and form.errors) else 200
    return grant_page(request, "office/assets/inventory.html", grant, context, here="assets", status=status)


def _confirm_form(data: Any, row: Asset) -> ConfirmForm:
    return ConfirmForm(data, initial={"version": row.version}, auto_id=f"id_{row.pk}_%s")


@require_POST
@signed_in
def confirm(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say that a thing serves its purpose."""
    grant = _to_keep(request, code)
    row = get_object_or_404(Asset, grant=grant, pk=pk)
    form = _confirm_form(request.POST, row)
    if form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.confirm_asset(
                **_who(request, grant, form), pk=pk, version=data["version"], confirmed_on=data["confirmed_on"]
            ),
        )
        if outcome.done:
            tell(request, outcome, _("Confirmed."))
            return redirect("office:grant_assets", code)
        if not all(refusal.field for refusal in outcome.refusals):  # the thing itself has changed
            refused(request, outcome)
            return redirect("office:grant_assets", code)
        form.show_refusals(outcome.refusals)
    return _inventory(request, grant, AssetForm(), confirming=(row.pk, form))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def other_use(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A thing no longer serves the purpose: write to the authority."""
    grant = _to_keep(request, code)
    row = get_object_or_404(Asset, grant=grant, pk=pk)
    words = str(texts.NOTIFICATION_DRAFTS[Trigger.OTHER_USE])
    initial = {"text": f"{row.title} {row.inventory_number}".strip() + f"\n\n{words}"}
    form = OtherUseForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made: list[DutyNotice] = []
        outcome = carry_out(
            form.submission_id(),
            lambda: made.append(
                actions.report_other_use(**_who(request, grant, form), pk=pk, text=form.cleaned_data["text"])
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The letter is written. Send it and note the day."))
            if made:
                return redirect("office:notification", code, made[0].pk)
            return redirect("office:grant_notifications", code)
        form.show_refusals(outcome.refusals)
    status = 422 if form.is_bound and form.errors else 200
    return grant_page(
        request, "office/assets/other_use.html", grant, {"form": form, "asset": row}, here="assets", status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def aid(request: HttpRequest, code: str) -> HttpResponse:
    """Small aid entered with a grant, with the sums at the day of each award."""
    grant = _to_keep(request, code) if request.method == "POST" else found_grant(request, code)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = AidForm(request.POST if request.method == "POST" else kept, initial={"undertaking": str(grant.recipient)})
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.enter_aid(
                **_who(request, grant, form),
                undertaking=data["undertaking"],
                amount=data["amount"] or Decimal(0),
                awarded_on=data["awarded_on"],
                not_applicable_reason=data["not_applicable_reason"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("Saved."))
            return redirect("office:grant_aid", code)
        form.show_refusals(outcome.refusals)
    context = {"rows": queries.aid_of(grant, person(request)), "form": form, "restored": bool(kept)}
    status = 422 if form.is_bound and form.errors else 200
    return grant_page(request, "office/assets/aid.html", grant, context, here="aid", status=status)
