"""Notifications to the authority: what the records show, the wizard in two steps, the log, the letter."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.funding import access, texts
from strahlkraft.funding.actions import notifications as actions
from strahlkraft.funding.models import DutyNotice, Grant
from strahlkraft.funding.papers.notifications import notification_sheet
from strahlkraft.funding.queries import notifications as queries
from strahlkraft.office.forms.notifications import ChangeForm, DraftForm, SentForm, TriggerForm
from strahlkraft.office.granting import found_grant, grant_page
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import person


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """What may have to be told, what was told, and the wizard: choose why, then write."""
    grant = found_grant(request, code)
    form, kept = _draft_form(request, grant)
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        made: list[DutyNotice] = []
        outcome = carry_out(
            data["submission"],
            lambda: made.append(
                actions.draft_notification(
                    by=person(request),
                    at=timezone.now(),
                    grant=grant.code,
                    trigger=data["trigger"],
                    text=data["text"],
                    submission=data["submission"],
                )
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The letter is written. Send it and note the day."))
            if made:
                return redirect("office:notification", grant.code, made[0].pk)
            return redirect("office:grant_notifications", grant.code)
        form.show_refusals(outcome.refusals)
    context = {
        "found": [_found(one) for one in queries.findings([grant], today=localdate()).get(grant.pk, [])],
        "rows": [_row(row) for row in queries.written(grant)],
        "triggers": TriggerForm(),
        "form": form,
        "trigger": texts.TRIGGERS.get(form["trigger"].value()) if form is not None else "",
        "restored": kept,
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return grant_page(request, "office/notifications/list.html", grant, context, here="notifications", status=status)


def _draft_form(request: HttpRequest, grant: Grant) -> tuple[DraftForm | None, bool]:
    """The second step, if somebody is at it; whether it was kept from before signing in again."""
    if access.may_edit(person(request), grant):
        if request.method == "POST":
            raise Http404
        return None, False
    if request.method == "POST":
        return DraftForm(request.POST), False
    kept = take_pending_form(request, request.path)
    if kept:
        form = DraftForm(kept)
        form.without_verdict()
        return form, True
    trigger = request.GET.get("anlass", "")
    if trigger not in texts.TRIGGERS:
        return None, False
    return DraftForm(initial={"trigger": trigger, "text": str(texts.NOTIFICATION_DRAFTS[trigger])}), False


def _found(one: Any) -> dict[str, Any]:
    return {"found": one, "text": texts.SIGNS[one.sign], "trigger": texts.TRIGGERS[one.trigger]}


def _row(row: DutyNotice) -> dict[str, Any]:
    sent = row.sent_on is not None
    return {"row": row, "trigger": texts.TRIGGERS.get(row.trigger, row.trigger), "sent": sent}


def _one(request: HttpRequest, code: str, pk: int) -> tuple[Grant, DutyNotice]:
    grant = found_grant(request, code)
    return grant, get_object_or_404(DutyNotice, grant=grant, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def one(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One notification: change its words until it is sent."""
    grant, row = _one(request, code, pk)
    form = ChangeForm(
        request.POST if request.method == "POST" else None, initial={"version": row.version, "text": row.text}
    )
    if request.method == "POST":
        if access.may_edit(person(request), grant):
            raise Http404
        if form.is_valid():
            data = form.cleaned_data
            outcome = carry_out(
                data["submission"],
                lambda: actions.change_notification(
                    by=person(request),
                    at=timezone.now(),
                    grant=code,
                    pk=pk,
                    version=data["version"],
                    text=data["text"],
                    submission=data["submission"],
                ),
            )
            if outcome.done:
                tell(request, outcome, _("Saved."))
                return redirect("office:notification", code, pk)
            form.show_refusals(outcome.refusals)
            row.refresh_from_db()
            form.data = {**request.POST.dict(), "version": str(row.version)}  # what was typed stays, on what stands now
    return _page(request, grant, row, form, SentForm(initial={"version": row.version}))


def _page(request: HttpRequest, grant: Grant, row: DutyNotice, form: ChangeForm, sent: SentForm) -> HttpResponse:
    context = {**_row(row), "form": form, "sent_form": sent}
    status = 422 if any(sheet.is_bound and sheet.errors for sheet in (form, sent)) else 200
    return grant_page(
        request, "office/notifications/notification.html", grant, context, here="notifications", status=status
    )


@require_POST
@signed_in
def send(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Note that it was sent."""
    grant, row = _one(request, code, pk)
    if access.may_edit(person(request), grant):
        raise Http404
    form = SentForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.send_notification(
                by=person(request),
                at=timezone.now(),
                grant=code,
                pk=pk,
                version=data["version"],
                sent_on=data["sent_on"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("It is noted that the authority was told."))
            return redirect("office:grant_notifications", code)
        form.show_refusals(outcome.refusals)
        row.refresh_from_db()
    return _page(request, grant, row, ChangeForm(initial={"version": row.version, "text": row.text}), form)


@require_safe
@signed_in
def paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The letter as PDF."""
    grant, row = _one(request, code, pk)
    headers = {"Content-Disposition": f'inline; filename="mitteilung-{grant.code}-{row.pk}.pdf"'}
    return HttpResponse(notification_sheet(row), content_type="application/pdf", headers=headers)
