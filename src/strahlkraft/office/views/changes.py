"""Change requests of a grant: written, read and released by two people, submitted, asked about, taken back, on paper."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit import four_eyes
from strahlkraft.design.refusals import sentence
from strahlkraft.design.written import MEDIA_TYPE
from strahlkraft.funding import access, texts
from strahlkraft.funding.actions import changes as actions
from strahlkraft.funding.models import ChangeRequest, Grant
from strahlkraft.funding.papers import change_request as papers
from strahlkraft.funding.queries import changes as queries
from strahlkraft.funding.queries import extensions as extension_queries
from strahlkraft.funding.rules import changes as rules
from strahlkraft.funding.rules import extensions as extension_rules
from strahlkraft.funding.rules.vocabulary import CHANGE_MOVES, ChangeKind, ChangeState
from strahlkraft.kernel.whole_numbers import whole_number
from strahlkraft.office import board_sheets as sheets
from strahlkraft.office.change_deeds import DEEDS
from strahlkraft.office.forms.board import SheetForm
from strahlkraft.office.forms.changes import ChangeForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.granting import found_grant, grant_page
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import person
from strahlkraft.office.views.trail import told
from strahlkraft.steering.rules.moves import may_move

LAST_DEEDS = 12
KINDS = {
    "laufzeit": ChangeKind.TERM,
    "mittel": ChangeKind.SHIFT,
    "finanzierungsplan": ChangeKind.PLAN,
    "inhalt": ChangeKind.CONTENT,
    "partner": ChangeKind.PARTNER,
}
"""Kinds as addresses say them."""
LEADS: Mapping[str, Any] = {
    ChangeKind.TERM: gettext_lazy(
        "A longer term without more money, with the money moved to the years it is needed in."
    ),
    ChangeKind.SHIFT: gettext_lazy("Money into other years or lines; every sum stays."),
    ChangeKind.PLAN: gettext_lazy("Another financing plan, also with other sums."),
    ChangeKind.CONTENT: gettext_lazy("What is done differs from what the notice says."),
    ChangeKind.PARTNER: gettext_lazy("Bodies come, go or take over another part."),
}
BADGES: Mapping[str, tuple[str, str]] = {
    ChangeState.DRAFT: ("warn", "edit"),
    ChangeState.RELEASED: ("info", "check"),
    ChangeState.SUBMITTED: ("info", "clock"),
    ChangeState.QUERIED: ("warn", "question"),
    ChangeState.GRANTED: ("good", "check"),
    ChangeState.PARTLY_GRANTED: ("warn", "scale"),
    ChangeState.REFUSED: ("bad", "cross"),
    ChangeState.WITHDRAWN: ("unknown", "minus"),
}


def badge_of(state: str) -> dict[str, Any]:
    """Where a request stands, for the tag ``badge``."""
    look, icon = BADGES[state]
    return {"look": look, "text": texts.CHANGE_STATES[state], "icon": icon}


def found_change(request: HttpRequest, code: str, *, to_edit: bool = False) -> ChangeRequest:
    """A request this person may read, or with ``to_edit`` work on; for everybody else it is not there."""
    row: ChangeRequest = get_object_or_404(queries.visible(person(request)), code=code)
    if to_edit and access.may_edit(person(request), row.grant):
        raise Http404
    return row


@require_safe
@signed_in
def change_list(request: HttpRequest, code: str) -> HttpResponse:
    """Every request about one grant, the newest first, and what can be asked for."""
    grant = found_grant(request, code)
    rows = queries.of_grant(person(request), grant)
    context = {
        "rows": [{"change": row, "badge": badge_of(row.state), "kind": texts.CHANGE_KINDS[row.kind]} for row in rows],
        "kinds": [(path, texts.CHANGE_KINDS[kind], LEADS[kind]) for path, kind in KINDS.items()],
    }
    return grant_page(request, "office/changes/list.html", grant, context, here="changes")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Write a request about a grant."""
    grant = found_grant(request, code)
    if kind not in KINDS or access.may_edit(person(request), grant):
        raise Http404
    wanted = KINDS[kind]
    before = queries.stands(grant, wanted)

    def make(data: QueryDict | None) -> ChangeForm:
        return ChangeForm(data, kind=wanted, before=before)

    def deed(form: ChangeForm) -> ChangeRequest:
        return actions.draft(
            by=person(request),
            at=timezone.now(),
            grant=grant.code,
            kind=wanted,
            given=form.given(),
            submission=form.cleaned_data["submission"],
        )

    return _sheet(request, grant, make, deed, kind=wanted, change=None, before=before)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a draft."""
    row = found_change(request, code, to_edit=True)
    if row.state != ChangeState.DRAFT and request.method != "POST":
        return redirect("office:change", code)
    initial = {
        "version": row.version,
        "reason": row.reason,
        "own_reason": row.own_reason,
        "more_money": not row.cost_neutral,
    }

    def make(data: QueryDict | None) -> ChangeForm:
        return ChangeForm(
            data, kind=row.kind, before=row.before, after=row.after, of_batch=row.batch_id is not None, initial=initial
        )

    def deed(form: ChangeForm) -> ChangeRequest:
        return actions.edit(
            by=person(request),
            at=timezone.now(),
            code=row.code,
            version=form.cleaned_data["version"] or 0,
            given=form.given(),
            submission=form.cleaned_data["submission"],
        )

    return _sheet(request, row.grant, make, deed, kind=row.kind, change=row, before=row.before)


def _sheet(
    request: HttpRequest,
    grant: Grant,
    make: Callable[[QueryDict | None], ChangeForm],
    deed: Callable[[ChangeForm], ChangeRequest],
    *,
    kind: str,
    change: ChangeRequest | None,
    before: Mapping[str, Any],
) -> HttpResponse:
    """The sheet of a request: shown, computed anew without saving, or kept."""
    posted = request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    form = make(request.POST if posted else kept)
    status, made = 200, list[ChangeRequest]()
    if kept:
        form.without_verdict()
    elif posted and form.is_valid() and "check" not in request.POST:
        outcome = carry_out(form.cleaned_data["submission"], lambda: made.append(deed(form)))
        if outcome.done:
            tell(request, outcome, _("The request is kept as a draft; another person releases it."))
            code = change.code if change else made[0].code if made else ""
            return redirect("office:change", code) if code else redirect("office:changes", grant.code)
        form.show_refusals(outcome.refusals)
        if change and outcome.stale:
            form.look_again(ChangeRequest.objects.get(pk=change.pk).version)
        status = 422
    elif posted and "check" not in request.POST:
        status = 422
    context = {
        "form": form,
        "change": change,
        "kind": texts.CHANGE_KINDS[kind],
        "kind_lead": LEADS[kind],
        "sums": _sums(form, before),
        "restored": bool(kept),
    }
    return grant_page(request, "office/changes/form.html", grant, context, here="changes", status=status)


def _sums(form: ChangeForm, before: Mapping[str, Any]) -> dict[str, Any]:
    """The sums so far and as typed, year by year, and what is wrong with them (I7); empty without money."""
    if not form.has_money:
        return {}
    judged = form.is_bound and hasattr(form, "cleaned_data") and "submission" in form.cleaned_data
    given = form.given() if judged else None
    old = rules.money_of(before)
    new = rules.money_of(given.after) if given else old
    until = (rules.day_of(given.after, "grant_until") if given else None) or rules.day_of(before, "grant_until")
    neutral = given.cost_neutral if given else True
    problems = rules.money_problems(old, new, cost_neutral=neutral, until=until) if given else []
    return {
        "balances": [
            {"what": f"{texts.BALANCES[one.what]}{f', {one.name}' if one.name else ''}", "balance": one}
            for one in rules.balances(old, new)
        ],
        "years": rules.years(new),
        "problems": [sentence(one) for one in problems],
        "judged": judged,
    }


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One request as a whole."""
    row = found_change(request, code)
    return _page(request, row, edits=not access.may_edit(person(request), row.grant))


@require_POST
@signed_in
def read(request: HttpRequest, code: str) -> HttpResponse:
    """Say that a request of an extension was read; leads to the next unread one, after the last to the common release."""
    row = found_change(request, code, to_edit=True)
    sent, version = DeedForm(request.POST), request.POST.get("version", "")
    outcome = carry_out(
        sent.submission_id(),
        lambda: actions.note_opened(by=person(request), at=timezone.now(), code=code, version=whole_number(version)),
    )
    if not outcome.done:
        refusals = [sentence(one) for one in outcome.refusals]
        return _page(request, found_change(request, code), edits=True, refusals=refusals, status=409)
    following = queries.next_unread(person(request), row)
    if following is not None:
        tell(request, outcome, _("Noted. This is the next one to read."))
        return redirect("office:change", following.code)
    tell(request, outcome, _("Noted: you have read it."))
    if row.batch is None or access.may_manage(person(request), row.grant.region_id):
        return redirect("office:change", code)
    return redirect("office:extension_step", row.batch.code, "freigabe")


@dataclass(frozen=True, slots=True)
class _May:
    """What this person can do with a request."""

    edit: bool
    release: bool
    read: bool
    deeds: list[tuple[str, Any]]


def _may(request: HttpRequest, row: ChangeRequest, *, edits: bool) -> _May:
    if not edits:
        return _May(edit=False, release=False, read=False, deeds=[])
    draft = row.state == ChangeState.DRAFT
    me = person(request).actor_id
    second = draft and not four_eyes.may_approve(me, (row.drafted_by, row.last_edited_by))
    deeds = [(path, one.button) for path, one in DEEDS.items() if not may_move(CHANGE_MOVES, row.state, one.move)]
    unread = row.batch_id is not None and me not in row.opened_by
    return _May(edit=draft, release=second, read=second and unread, deeds=deeds)


def _page(
    request: HttpRequest, row: ChangeRequest, *, edits: bool, refusals: list[str] | None = None, status: int = 200
) -> HttpResponse:
    today = localdate()
    found = extension_queries.previews([row], today=today) if row.state in rules.OPEN_STATES else []
    days = found[0].days if found else []
    until = rules.day_of(row.after, "grant_until")
    if row.kind == ChangeKind.TERM and found:
        days = [*days, *extension_queries.posts_until(row.grant.region_id, until, today=today)]
    old_end = queries.end_before(row)
    context = {
        "change": row,
        "badge": badge_of(row.state),
        "kind": texts.CHANGE_KINDS[row.kind],
        "days": papers.told_days(row),
        "told_texts": papers.told_texts(row),
        "money": papers.told_money(row),
        "moved": papers.told_moved(days),
        "answers": [{"notice": one.notice, "differences": told_differences(one)} for one in queries.answers(row)],
        "questions": list(row.questions.all()),
        "released": extension_queries.approvals_of([row]).get(row.pk),
        "old_end": old_end,
        "left": extension_rules.days_left(old_end, today) if row.state in rules.OPEN_STATES else None,
        "press": row.batch is not None and not extension_rules.is_legal_act(row.batch.kind),
        "may": _may(request, row, edits=edits),
        "writer": person(request).actor_id in {row.drafted_by, row.last_edited_by},
        "deed": DeedForm(auto_id=False),
        "refusals": refusals or [],
        **_among(request, row),
        "entries": told(queries.history(row)[:LAST_DEEDS]) if edits else [],
    }
    return grant_page(request, "office/changes/change.html", row.grant, context, here="changes", status=status)


def _among(request: HttpRequest, row: ChangeRequest) -> dict[str, Any]:
    """The requests before and after this one in its extension, for whoever reads them all; and whether a notice can come."""
    waits = row.state in {ChangeState.SUBMITTED, ChangeState.QUERIED}
    manages = not access.may_manage(person(request), row.grant.region_id)
    place, rows = extension_queries.neighbours(row) if manages else (0, [])
    return {
        "may_answer": waits and manages,
        "place": place,
        "places": len(rows),
        "before": rows[place - 2] if place > 1 else None,
        "after": rows[place] if place < len(rows) else None,
    }


def told_differences(answer: queries.Answer) -> list[dict[str, Any]]:
    """In what a notice differs from the request, in words."""
    rows = []
    for one in answer.differences:
        year = one.name.removeprefix("year-")
        words = _("Costs in %(year)s") % {"year": year} if year != one.name else texts.CHANGE_FIELDS[one.name]
        is_money = year != one.name or one.name == "amount"
        rows.append({"field": words, "asked": one.asked, "given": one.given, "money": is_money})
    return rows


@require_POST
@signed_in
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Release what stands on the page, as the second person."""
    row = found_change(request, code, to_edit=True)
    form = SheetForm(request.POST)
    if not form.is_valid():
        raise Http404
    outcome = carry_out(
        form.cleaned_data["submission"],
        lambda: actions.release(
            by=person(request),
            at=timezone.now(),
            code=code,
            version=form.cleaned_data["version"] or 0,
            submission=form.cleaned_data["submission"],
        ),
    )
    if outcome.done:
        tell(request, outcome, _("Released. The request can be submitted now."))
        return redirect("office:change", code)
    row = found_change(request, code, to_edit=True)
    return _page(request, row, edits=True, refusals=[sentence(one) for one in outcome.refusals], status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def deed(request: HttpRequest, code: str, deed: str) -> HttpResponse:
    """One deed with a form of its own."""
    row = found_change(request, code, to_edit=True)
    one = DEEDS.get(deed)
    if one is None:
        raise Http404
    if request.method != "POST" and may_move(CHANGE_MOVES, row.state, one.move):
        return redirect("office:change", code)  # the page says where it stands
    initial = {"version": row.version, "on": localdate(), "asked_on": localdate(), "answered_on": localdate()}

    def carried(form: SheetForm) -> Any:
        data = form.cleaned_data
        return one.act(
            form,
            by=person(request),
            at=timezone.now(),
            code=code,
            version=data["version"] or 0,
            submission=data["submission"],
        )

    def show_form(form: SheetForm, restored: bool, status: int) -> HttpResponse:  # noqa: FBT001 - called by sheet
        old_end = queries.end_before(row) if row.kind == ChangeKind.TERM else None
        context = {
            "change": row,
            "badge": badge_of(row.state),
            "kind": texts.CHANGE_KINDS[row.kind],
            "form": form,
            "words": one,
            "danger": one.move == "withdraw",
            "late": one.move == "submit" and rules.is_late(localdate(), old_end),
            "old_end": old_end,
            "asked": queries.open_question(row) if one.move == "answer" else None,
            "restored": restored,
        }
        return grant_page(request, "office/changes/deed.html", row.grant, context, here="changes", status=status)

    return sheets.sheet(
        request,
        lambda data: one.form(data, initial=initial),
        carried,
        saved=str(one.saved),
        to="office:change",
        code=code,
        show=show_form,
        version=lambda: ChangeRequest.objects.get(pk=row.pk).version,
    )


@require_safe
@signed_in
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The request on paper (PDF/UA-1)."""
    row = found_change(request, code)
    content = papers.request_sheet(row, at=timezone.now(), language=get_language() or "de")
    return _given(row, content, "application/pdf", "pdf")


@require_safe
@signed_in
def document(request: HttpRequest, code: str) -> HttpResponse:
    """The request for a word processor (DOCX)."""
    row = found_change(request, code)
    content = papers.request_document(row, at=timezone.now(), language=get_language() or "de")
    return _given(row, content, MEDIA_TYPE, "docx")


def _given(row: ChangeRequest, content: bytes, media_type: str, ending: str) -> HttpResponse:
    disposition = f'attachment; filename="aenderungsantrag-{row.grant.code}.{ending}"'
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": disposition})
