"""Acts of the authority about a grant: entered, compared with the document, confirmed by another person, dropped."""

from pathlib import PurePath
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit import four_eyes
from strahlkraft.design.downloads import attached
from strahlkraft.design.refusals import sentence
from strahlkraft.funding import texts
from strahlkraft.funding.actions import notices as actions
from strahlkraft.funding.models import FinancingPlan, Grant, GrantNotice
from strahlkraft.funding.queries import changes as change_queries
from strahlkraft.funding.queries import claims
from strahlkraft.funding.queries import notices as queries
from strahlkraft.funding.queries.documents import documents_of
from strahlkraft.funding.queries.plans import plan_content_hash, plan_for
from strahlkraft.funding.rules import changes as change_rules
from strahlkraft.funding.rules import editions
from strahlkraft.funding.rules import notices as rules
from strahlkraft.funding.rules.vocabulary import NoticeKind, NoticeState
from strahlkraft.kernel.slug import slugify
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.notices import ConfirmForm, DiscardForm, EditNoticeForm, NoticeForm, initial_of, kinds_for
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.grant_words import changed_words, compared
from strahlkraft.office.granting import found_grant, grant_page, managed_grant
from strahlkraft.office.saving import Outcome, carry_out, tell
from strahlkraft.office.shell import person
from strahlkraft.office.views.changes import told_differences
from strahlkraft.office.views.grants import renewed, status_of

BADGES = {
    NoticeState.ENTERED: ("warn", "clock"),
    NoticeState.CONFIRMED: ("good", "check"),
    NoticeState.DISCARDED: ("unknown", "cross"),
}
"""State and icon of the badge that says whether a notice holds."""


@require_safe
@signed_in
def notice_list(request: HttpRequest, code: str) -> HttpResponse:
    """All notices of a grant in their order, with what each of them changed."""
    grant = found_grant(request, code)
    context = {
        "entries": [_entry(entry) for entry in reversed(queries.notices_of(grant))],
        "may_enter": bool(kinds_for(grant, None)),
    }
    return grant_page(request, "office/notices/list.html", grant, context, here="notices")


def _entry(entry: queries.Entry) -> dict[str, Any]:
    row = entry.row
    state, icon = BADGES[NoticeState(row.state)]
    return {
        "row": row,
        "kind": texts.NOTICE_KINDS[row.kind],
        "badge": {"state": state, "icon": icon, "text": texts.NOTICE_STATES[row.state]},
        "changes": changed_words(row, entry.before),
        "approved": entry.approved,
        "holds": entry.holds,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a notice with its document."""
    grant = managed_grant(request, code)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form: Any = NoticeForm(
        request.POST if request.method == "POST" else kept,
        request.FILES if request.method == "POST" else None,
        grant=grant,
        initial={"answers": request.GET.get("antrag", "")},
    )
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, made = form.cleaned_data, list[int]()
        outcome = carry_out(
            data["submission"],
            lambda: made.append(
                actions.enter(
                    by=person(request),
                    at=timezone.now(),
                    code=code,
                    given=form.given(),
                    file=data["file"],
                    submission=data["submission"],
                ).pk
            ),
        )
        if outcome.done:
            tell(request, outcome, _("Entered. It holds once another person has compared it with the document."))
            return redirect("office:notice", code, made[0]) if made else redirect("office:notices", code)
        form.show_refusals(outcome.refusals)
    context = {"form": form, "restored": bool(kept), "may_enter": bool(kinds_for(grant, None))}
    return grant_page(request, "office/notices/enter.html", grant, context, here="notices", status=status_of(form))


def _row(grant: Grant, pk: int) -> GrantNotice:
    row = get_object_or_404(grant.notices.select_related("document", "answers__batch"), pk=pk)
    row.grant = grant
    return row


@require_safe
@signed_in
def show(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One notice: what was entered, its document, who confirmed just that."""
    grant = found_grant(request, code)
    return _page(request, grant, _row(grant, pk))


def _page(
    request: HttpRequest, grant: Grant, row: GrantNotice, form: OfficeForm | None = None, *, status: int = 200
) -> HttpResponse:
    user = person(request)
    entry = next(one for one in queries.notices_of(grant) if one.row.pk == row.pk)
    names = {one.key: one.name for one in editions.editions()}
    waits = row.state == NoticeState.ENTERED
    plan = plan_for(row)
    in_the_way = [
        *four_eyes.may_approve(user.actor_id, (row.entered_by, row.last_edited_by)),
        *rules.fits(row.kind, grant.state, answers=row.answers.code if row.answers else ""),
        *queries.plan_problems(row),
        *(four_eyes.may_approve(user.actor_id, (plan.created_by, plan.last_edited_by)) if plan else []),
    ]
    initial = _seen(row, plan)
    confirming = form if isinstance(form, ConfirmForm) else ConfirmForm(initial=initial)
    context = {
        **_entry(entry),
        "lines": compared(entry, names),
        "waits": waits,
        "in_the_way": [sentence(one) for one in in_the_way] if waits else [],
        "remarks": [sentence(one) for one in rules.remarks(queries.input_of(row), queries.facts_of_grant(grant))],
        "form": confirming,
        "discarding": form if isinstance(form, DiscardForm) else DiscardForm(initial=initial, prefix="drop"),
        "answers_word": texts.CHANGE_KINDS[row.answers.kind] if row.answers else "",
        **_answered(row, plan),
        "content_hash": queries.content_hash(row),
        "claim": None if waits else claims.of_notice(row),
        "next_plan": None if waits else _plan_to_compare(row),
        "passed": localdate() >= (row.effective_on or localdate()),
    }
    return grant_page(request, "office/notices/notice.html", grant, context, here="notices", status=status)


def _seen(row: GrantNotice, plan: FinancingPlan | None) -> dict[str, Any]:
    """What a person has before them who confirms: version and hashes."""
    return {
        "version": row.version,
        "content_hash": queries.content_hash(row),
        "plan_hash": plan_content_hash(plan) if plan else "",
    }


def _answered(row: GrantNotice, plan: FinancingPlan | None) -> dict[str, Any]:
    """The request a notice answers, what differs from it, and the plan that comes with it."""
    asked = row.answers
    if asked is None:
        return {"plan": plan}
    found = change_queries.answers_of([asked])[asked.pk]
    money = change_rules.money_of(asked.after) != change_rules.money_of(asked.before)
    return {
        "plan": plan,
        "asked": asked,
        "differences": [told_differences(one) for one in found if one.notice.pk == row.pk],
        "wants_plan": row.kind == NoticeKind.AMENDMENT and money and plan is None,
        "mark": DeedForm(auto_id=False),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Correct what was entered while nobody has confirmed it."""
    grant = managed_grant(request, code)
    row = _row(grant, pk)
    if row.state != NoticeState.ENTERED:
        return redirect("office:notice", code, pk)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form: Any = EditNoticeForm(
        request.POST if request.method == "POST" else kept,
        request.FILES if request.method == "POST" else None,
        grant=grant,
        row=row,
        initial=initial_of(row),
    )
    status = 0
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.edit(
                by=person(request),
                at=timezone.now(),
                code=code,
                pk=pk,
                version=data["version"],
                given=form.given(),
                file=data["file"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("Saved."))
            return redirect("office:notice", code, pk)
        form.show_refusals(outcome.refusals)
        if outcome.stale:
            row, status = _row(grant, pk), 409
            form = renewed(form, lambda typed: EditNoticeForm(typed, grant=grant, row=row), row)
    context = {"form": form, "row": row, "restored": bool(kept)}
    return grant_page(
        request, "office/notices/edit.html", grant, context, here="notices", status=status_of(form, status)
    )


@require_http_methods(["POST"])
@signed_in
def confirm(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Confirm against the document, as another person than those who wrote it."""
    grant = found_grant(request, code)
    row = _row(grant, pk)
    form = ConfirmForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.confirm(
                by=person(request),
                at=timezone.now(),
                code=code,
                pk=pk,
                version=data["version"],
                content_hash=data["content_hash"],
                compared=data["compared"],
                plan_hash=data["plan_hash"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            return _confirmed(request, grant, row, outcome)
        form.show_refusals(outcome.refusals)
        if outcome.stale or any(refusal.code == "changed_since" for refusal in outcome.refusals):
            grant = found_grant(request, code)
            row = _row(grant, pk)
            return _page(request, grant, row, _looked_again(form, row), status=409)
    return _page(request, grant, row, form, status=422)


def _confirmed(request: HttpRequest, grant: Grant, row: GrantNotice, outcome: Outcome) -> HttpResponse:
    """Lead to what follows from the notice: the claim it fixed, the drafted plan to compare with it."""
    claim, plan = claims.of_notice(row), _plan_to_compare(row)
    if claim is not None:
        tell(request, outcome, _("Confirmed. This is what has to go back by it."))
        return redirect("office:claim", claim.code)
    if plan is not None:
        tell(request, outcome, _("Confirmed. Next: compare the drafted plan with it and put it in force."))
        return redirect("office:plan_version", grant.code, plan.number)
    tell(request, outcome, _("Confirmed. From now on the platform counts with this notice."))
    return redirect("office:notice", grant.code, row.pk)


def _plan_to_compare(row: GrantNotice) -> FinancingPlan | None:
    """The open draft an amending notice may bring into force; another person than its writers does it (d.4)."""
    if row.kind != NoticeKind.AMENDMENT or row.plans.exists():
        return None
    plan = queries.drafted_plan(row.grant)
    return plan if plan is not None and plan.notice_id is None else None  # one bound to a notice comes with that one


def _looked_again(sent: ConfirmForm, row: GrantNotice) -> ConfirmForm:
    """The form on what stands there now: the tick is gone, the newest content has to be compared."""
    fresh = ConfirmForm(_seen(row, plan_for(row)))
    fresh.without_verdict()
    fresh.data = {**fresh.data, "submission": str(sent.submission_id() or "")}
    for reason in sent.non_field_errors():
        fresh.add_error(None, reason)
    return fresh


@require_http_methods(["POST"])
@signed_in
def discard(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Drop an entry nobody has confirmed; it stays to be seen."""
    grant = managed_grant(request, code)
    row = _row(grant, pk)
    form = DiscardForm(request.POST, prefix="drop")
    if form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.discard(
                by=person(request),
                at=timezone.now(),
                code=code,
                pk=pk,
                version=data["version"],
                reason=data["reason"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The entry is discarded; it stays to be seen and never holds."))
            return redirect("office:notices", code)
        form.show_refusals(outcome.refusals)
    return _page(request, grant, row, form, status=422)


@require_safe
@signed_in
def download(request: HttpRequest, code: str, document: str) -> FileResponse:
    """A paper of the grant's record; always as a download, never shown by the browser itself."""
    grant = found_grant(request, code)
    row = documents_of(grant).filter(code=document).first()
    if row is None:
        raise Http404
    name = slugify(row.title) + PurePath(row.file.name or "").suffix
    return attached(row.file, name=name, media_type=row.media_type, sha256=row.sha256)
