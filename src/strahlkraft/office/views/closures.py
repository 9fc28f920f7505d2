"""Closing projects: the list with what is in the way, one checklist, its lines, the closing itself, the record on paper."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import Right
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.closure import (
    BeginForm,
    CloseForm,
    ClosePartForm,
    FinishForm,
    TargetForm,
    forms_of_item,
)
from strahlkraft.office.saving import carry_out, done_before, tell
from strahlkraft.office.shell import page, person
from strahlkraft.projects.models import Truth, TruthKind
from strahlkraft.steering import access, texts
from strahlkraft.steering.actions import closure as actions
from strahlkraft.steering.actions.closure import Settling
from strahlkraft.steering.models import Closure, ClosureItem
from strahlkraft.steering.papers.closure import record_sheet
from strahlkraft.steering.queries import closure as queries
from strahlkraft.steering.rules import closure as rules
from strahlkraft.steering.rules.vocabulary import ClosureState, ItemState

PAGE_SIZE = 25
SHOWN = 3  # proposals for one line
DONE, CONFLICT, WRONG = 302, 409, 422
BADGES = {
    ItemState.OPEN: ("warn", "clock"),
    ItemState.DONE: ("good", "check"),
    ItemState.NOT_APPLICABLE: ("unknown", "minus"),
}


@require_safe
@signed_in
def closure_list(request: HttpRequest) -> HttpResponse:
    """Every closing this person may read, with what is in its way; those with the nearest day first."""
    user = person(request)
    if not user.holds(Right.READ_STEERING):
        raise Http404
    text, state = request.GET.get("q", "").strip()[:200], request.GET.get("stand", "open")
    rows = queries.visible(user)
    rows = rows.filter(project__title__icontains=text) if text else rows
    rows = rows.filter(state=state) if state in texts.CLOSURE_STATES else rows
    rows = rows.order_by("target_on", "project__title", "recipient")
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "q": text,
        "chosen": state if state in texts.CLOSURE_STATES else "",
        "states": list(texts.CLOSURE_STATES.items()),
        "page": shown,
        "rows": [_row(row) for row in shown],
        "may_begin": user.holds(Right.STEER_PROJECTS),
    }
    return page(request, "office/closure/list.html", context)


def _row(row: Closure) -> dict[str, Any]:
    today = localdate()
    open_still = row.state == ClosureState.OPEN
    return {
        "closure": row,
        "blocking": queries.blocking_of(row),
        "settled": queries.blocking_of(row).total - queries.blocking_of(row).open,
        "late": open_still and row.target_on is not None and row.target_on < today,
        "badge": ("info", "clock") if open_still else ("good", "closed"),
        "state": texts.CLOSURE_STATES[row.state],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def begin(request: HttpRequest) -> HttpResponse:
    """Begin to close a project."""
    user = person(request)
    if not user.holds(Right.STEER_PROJECTS):
        raise Http404
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = BeginForm(
        request.POST if request.method == "POST" else kept,
        projects=queries.steered_projects(user),
        initial={"project": request.GET.get("projekt", "")},
    )
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, made = form.cleaned_data, list[str]()
        outcome = carry_out(
            data["submission"],
            lambda: made.append(
                actions.begin(
                    by=user,
                    at=timezone.now(),
                    slug=data["project"].slug,
                    recipient=data["recipient"],
                    target_on=data["target_on"],
                    submission=data["submission"],
                ).code
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The checklist is there; every line is open."))
            return redirect("office:closure", outcome.entry.subject_key if outcome.entry else made[0])
        form.show_refusals(outcome.refusals)
    context = {"form": form, "restored": bool(kept)}
    return page(request, "office/closure/begin.html", context, status=_status(form))


def _status(form: OfficeForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _closure(request: HttpRequest, code: str, *, to_steer: bool = False) -> Closure:
    """A closing this person may read, or with ``to_steer`` work on; for everybody else it is not there."""
    row = get_object_or_404(queries.visible(person(request)), code=code)
    if to_steer and not _steers(request, row):
        raise Http404
    return row


def _steers(request: HttpRequest, row: Closure) -> bool:
    return not access.may_steer(person(request), row.project.region_id)


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One checklist: every line with its state and evidence, what the platform knows, what prevents closing."""
    return _page(request, _closure(request, code))


def _page(request: HttpRequest, row: Closure, form: OfficeForm | None = None, *, status: int = 200) -> HttpResponse:
    steers = _steers(request, row) and row.state == ClosureState.OPEN
    proposed = queries.proposals(row) if steers else {}
    items = list(row.items.select_related("file"))
    still = [item for item in items if item.state == ItemState.OPEN]
    reasons = rules.may_close(queries.facts_of(row), by=person(request).actor_id) if steers else []
    context = {
        **_row(row),
        "steers": steers,
        "items": [_line(row, item, proposed) for item in items],
        "first": rules.blocking([rules.ItemFacts(item.key, item.state) for item in items]),
        "open_lines": len(still),
        "reasons": [sentence(refusal) for refusal in reasons if refusal.code != "item_open"],
        "may_close": not reasons,
        "truths": Truth.objects.filter(project=row.project_id, current=True).order_by("kind"),
        "target": form or TargetForm(initial={"version": row.version, "target_on": row.target_on}, prefix="target"),
        "body": queries.handover_of(row.project),
    }
    return page(request, "office/closure/closure.html", context, status=status)


def _line(row: Closure, item: ClosureItem, proposed: dict[str, Any]) -> dict[str, Any]:
    line, (badge, icon) = rules.LINES[item.key], BADGES[ItemState(item.state)]
    is_open = item.state == ItemState.OPEN
    proposals = [(one, _confirming(row, one)) for one in proposed.get(item.key, [])[:SHOWN] if is_open]
    return {
        "item": item,
        "text": _(line.text),
        "hint": _(line.hint),
        "badge": badge,
        "icon": icon,
        "state": texts.ITEM_STATES[item.state],
        "proposals": proposals,
    }


def _confirming(row: Closure, one: queries.Proposal) -> FinishForm:
    """A form of one press: what the platform knows becomes evidence because a person says so."""
    evidence = _("%(what)s (%(source)s)") % {"what": one.text, "source": one.source}
    initial = {"version": row.version, "evidence": evidence[: rules.EVIDENCE_LIMIT], "file": one.file}
    return FinishForm(initial=initial, files=queries.files_of(row.project).none(), prefix="finish", auto_id=False)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def item(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """One line: settle it with evidence, rule it out with a reason, or open it again."""
    row = _closure(request, code, to_steer=True)
    line = get_object_or_404(row.items.select_related("file"), key=item)
    status = 200
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    data: Any = request.POST if request.method == "POST" else kept
    deed = (data or {}).get("deed", "")
    forms = _item_forms(row, line, data, deed)
    if kept:
        for one in forms.values():
            one.without_verdict()
    elif request.method == "POST":
        status = _settle(request, row, line, forms, deed)
        if status == DONE:
            return redirect(f"{reverse('office:closure', args=[row.code])}#{line.key}")
        if status == CONFLICT:
            row = _closure(request, code, to_steer=True)
            forms = _renewed(row, line, request, deed, forms)
    context = {
        **_line(row, line, queries.proposals(row)),
        "closure": row,
        "forms": forms,
        "deed": deed,
        "restored": bool(kept),
    }
    return page(request, "office/closure/item.html", context, status=status)


def _item_forms(row: Closure, line: ClosureItem, data: Any, deed: str) -> dict[str, OfficeForm]:
    return forms_of_item(line, row.version, queries.files_of(row.project), data, deed)


def _settle(request: HttpRequest, row: Closure, line: ClosureItem, forms: dict[str, Any], deed: str) -> int:
    """Carry out what was sent: 302 done, 409 somebody was quicker, 422 refused; an unknown deed is not there."""
    if deed not in {"finish", "rule_out", "reopen"}:
        raise Http404
    if before := done_before(OfficeForm(request.POST, prefix=deed).submission_id()):
        tell(request, before, _("The line is noted."))
        return DONE
    form = forms.get(deed)
    if form is None:  # the line stands otherwise by now
        return CONFLICT
    if not form.is_valid():
        return WRONG
    given = form.given() if deed == "finish" else Settling(deed, reason=form.cleaned_data["reason"])
    outcome = carry_out(
        form.submission_id(),
        lambda: actions.settle_item(
            by=person(request),
            at=timezone.now(),
            code=row.code,
            version=form.cleaned_data["version"],
            key=line.key,
            given=given,
            submission=form.submission_id(),
        ),
    )
    if outcome.done:
        tell(request, outcome, _("The line is noted."))
        return DONE
    form.show_refusals(outcome.refusals)
    return CONFLICT if outcome.stale else WRONG


def _renewed(
    row: Closure, line: ClosureItem, request: HttpRequest, deed: str, sent: dict[str, OfficeForm]
) -> dict[str, OfficeForm]:
    """What was typed, on top of the newest version, to be sent knowingly."""
    line.refresh_from_db()
    data = request.POST.copy()
    data[f"{deed}-version"] = str(row.version)
    forms = _item_forms(row, line, data, deed)
    if deed in forms:
        forms[deed].without_verdict()
        for error in sent[deed].non_field_errors() if deed in sent else []:
            forms[deed].add_error(None, error)
    return forms


@require_POST
@signed_in
def set_target(request: HttpRequest, code: str) -> HttpResponse:
    """Say by when it is to be closed."""
    row = _closure(request, code, to_steer=True)
    form = TargetForm(request.POST, prefix="target")
    if form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.set_target(
                by=person(request),
                at=timezone.now(),
                code=code,
                version=data["version"],
                target_on=data["target_on"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The day is noted."))
            return redirect("office:closure", code)
        form.show_refusals(outcome.refusals)
    return _page(request, row, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close: the second person looks, answers for the three truths and signs."""
    row = _closure(request, code, to_steer=True)
    user = person(request)
    kind = ClosePartForm if row.recipient else CloseForm
    initial = {"version": row.version, "closed_on": localdate()}
    form: Any = kind(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        truths = rules.Truths(localdate(), "", "") if row.recipient else form.given()
        outcome = carry_out(
            data["submission"],
            lambda: actions.close(
                by=user,
                at=timezone.now(),
                code=code,
                version=data["version"],
                truths=truths,
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("Closed. The record on paper is ready."))
            return redirect("office:closure", code)
        form.show_refusals(outcome.refusals)
    elif request.method == "GET" and rules.may_close(queries.facts_of(row), by=user.actor_id):
        return redirect("office:closure", code)  # the page says what is in the way
    stated = {truth.kind: truth for truth in Truth.objects.filter(project=row.project_id, current=True)}
    context = {
        **_row(row),
        "form": form,
        "stated": [(label, stated.get(value)) for value, label in TruthKind.choices],
        "items": [_line(row, line, {}) for line in row.items.select_related("file")],
    }
    return page(request, "office/closure/close.html", context, status=_status(form))


@require_safe
@signed_in
def record(request: HttpRequest, code: str) -> HttpResponse:
    """The record on paper (PDF/UA-1)."""
    row = _closure(request, code)
    content = record_sheet(row, at=timezone.now(), language=get_language() or "de")
    disposition = f'attachment; filename="{row.project.slug}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})
