"""Deadlines: what is due and by whose rule, typing one, saying that it is done."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.funding.queries.deadlines import grounds_of
from strahlkraft.kernel.actor import Right
from strahlkraft.network.queries import regions_of
from strahlkraft.office.deadline_words import badge_of
from strahlkraft.office.forms.base import OfficeForm, VersionedForm
from strahlkraft.office.forms.closure import DeadlineForm, WhyForm
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import page, person
from strahlkraft.steering import texts
from strahlkraft.steering.actions import deadlines as actions
from strahlkraft.steering.models import Deadline
from strahlkraft.steering.queries import deadlines as queries
from strahlkraft.steering.queries.closure import steered_projects
from strahlkraft.steering.rules.deadlines import MANUAL
from strahlkraft.steering.rules.vocabulary import DeadlineState

PAGE_SIZE = 50


@require_safe
@signed_in
def deadline_list(request: HttpRequest) -> HttpResponse:
    """What is open, the nearest first; or what is done or lapsed."""
    user = person(request)
    if not user.holds(Right.READ_STEERING):
        raise Http404
    text, state = request.GET.get("q", "").strip()[:200], request.GET.get("stand", DeadlineState.OPEN)
    state = state if state in texts.DEADLINE_STATES else DeadlineState.OPEN
    rows = queries.visible(user).filter(state=state)
    rows = rows.filter(title__icontains=text) if text else rows
    order = ("latest_on", "pk") if state == DeadlineState.OPEN else ("-latest_on", "-pk")
    shown = Paginator(rows.order_by(*order), PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "q": text,
        "chosen": state,
        "states": list(texts.DEADLINE_STATES.items()),
        "page": shown,
        "rows": [_row(row) for row in shown],
        "may_add": user.holds(Right.STEER_PROJECTS),
    }
    return page(request, "office/closure/deadlines.html", context)


def _row(row: Deadline) -> dict[str, Any]:
    return {
        "deadline": row,
        "computed": row.rule != MANUAL,
        "grounds": grounds_of(row),
        **badge_of(row.state, row.latest_on, today=localdate()),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add(request: HttpRequest) -> HttpResponse:
    """Type a deadline that no record gives."""
    user = person(request)
    if not user.holds(Right.STEER_PROJECTS):
        raise Http404
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = DeadlineForm(
        request.POST if request.method == "POST" else kept,
        regions=regions_of(user, Right.STEER_PROJECTS),
        projects=steered_projects(user),
        initial={"project": request.GET.get("projekt", "")},
    )
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.add(
                by=user,
                at=timezone.now(),
                region_id=data["region"].pk,
                given=form.given(),
                project=data["project"].slug if data["project"] else "",
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The deadline is noted."))
            return redirect("office:deadlines")
        form.show_refusals(outcome.refusals)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/closure/deadline_add.html", {"form": form, "restored": bool(kept)}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One deadline: where it comes from, and saying that it is done, or not yet."""
    user = person(request)
    row = get_object_or_404(queries.visible(user), pk=pk)
    may = queries.may_settle(user, row)
    is_open = row.state == DeadlineState.OPEN
    initial = {"version": row.version}
    form: OfficeForm = (VersionedForm if is_open else WhyForm)(
        request.POST if request.method == "POST" else None, initial=initial
    )
    if request.method == "POST":
        if not may:
            raise Http404
        if form.is_valid():
            outcome = carry_out(form.cleaned_data["submission"], lambda: _deed(request, row, form, is_open=is_open))
            if outcome.done:
                tell(request, outcome, _("Done.") if is_open else _("The deadline is open again."))
                return redirect("office:deadlines" if is_open else request.path)
            form.show_refusals(outcome.refusals)
    context = {**_row(row), "form": form, "may": may, "is_open": is_open}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/closure/deadline.html", context, status=status)


def _deed(request: HttpRequest, row: Deadline, form: OfficeForm, *, is_open: bool) -> Deadline:
    data = form.cleaned_data
    who: dict[str, Any] = {"by": person(request), "at": timezone.now(), "submission": data["submission"]}
    if is_open:
        return actions.finish(**who, pk=row.pk, version=data["version"])
    return actions.reopen(**who, pk=row.pk, version=data["version"], reason=data["reason"])
