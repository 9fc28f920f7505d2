"""Reuse cases in the workspace: the list, one case with both sides' words, reporting, lessons, recording one."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.design.formats import partial_date
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.cases import ConfirmForm, DetailsForm, LessonForm, LinkForm, RecordForm, ReportForm
from strahlkraft.office.saving import Outcome, carry_out, done_before, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.news_making import making
from strahlkraft.reuse import access, actions, texts
from strahlkraft.reuse.models import CaseStep, ReuseCase
from strahlkraft.reuse.queries import workspace
from strahlkraft.reuse.queries.cases import with_page
from strahlkraft.reuse.rules import cases as rules
from strahlkraft.reuse.rules.vocabulary import CaseOrigin, CaseState, Side

PAGE_SIZE = 25
BADGES = {
    CaseState.NAMED: "unknown",
    CaseState.IN_CONTACT: "info",
    CaseState.EVALUATING: "info",
    CaseState.DECIDED: "info",
    CaseState.INTRODUCING: "warn",
    CaseState.IN_OPERATION: "good",
    CaseState.DROPPED: "bad",
    CaseState.ENDED: "unknown",
}


@require_safe
@signed_in
def case_list(request: HttpRequest) -> HttpResponse:
    """The own cases by state, as a list or project by project."""
    user = person(request)
    if not user.holds(Right.REPORT_CASES):
        raise Http404
    text, state = request.GET.get("q", "").strip()[:200], request.GET.get("stand", "")
    grouped = request.GET.get("ansicht") == "projekte"
    rows = workspace.cases(user, state=state, text=text)
    if grouped:
        rows = rows.order_by("offer__project__title", "project__title", "software__name", "-changed_at")
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite"))
    found = [_row(workspace.case_row(row)) for row in shown]
    known = state == "unconfirmed" or state in texts.CASE_STATES
    context = {
        "q": text,
        "chosen": state if known else "",
        "states": [("unconfirmed", _("not confirmed yet")), *texts.CASE_STATES.items()],
        "grouped": grouped,
        "page": shown,
        "rows": found,
        "groups": _by_project(found),
        "may_record": _may_record(request),
    }
    return page(request, "office/cases/list.html", context)


def _may_record(request: HttpRequest) -> bool:
    user = person(request)
    return user.holds(Right.EDIT_OFFERS) or user.holds(Right.MANAGE_SOFTWARE)


def _row(row: workspace.CaseRow) -> dict[str, Any]:
    case = row.case
    return {
        "case": case,
        "state": texts.CASE_STATES[case.state],
        "badge": BADGES[CaseState(case.state)],
        "apart": [_said(step) for step in row.apart],
        "words": [_said(step) for step in row.words],
        "project": case.offer.project if case.offer else case.project,
        "from_source": case.origin == CaseOrigin.SOURCE,
    }


def _said(step: CaseStep) -> dict[str, Any]:
    return {
        "side": texts.SIDES[step.side],
        "state": texts.CASE_STATES[step.state],
        "on": partial_date(step.on) if step.on else "",
        "note": step.note,
        "reason": texts.DROP_REASONS.get(step.reason, ""),
        "at": step.reported_at,
    }


def _by_project(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        title = row["project"].title if row["project"] else _("Software from elsewhere")
        groups.setdefault(title, []).append(row)
    return list(groups.items())


def _case(request: HttpRequest, code: str) -> ReuseCase:
    return get_object_or_404(with_page(access.cases_reportable_by(person(request))), code=code)


def _reporting(request: HttpRequest, case: ReuseCase, data: Any) -> ReportForm:
    """The steps this side may name after its own last word."""
    side = access.side_in_case(person(request), case) or Side.OFFICE
    own = [step for step in case.steps.all() if step.side == side]
    last = own[-1].state if own else case.state
    order = [state for state in CaseState if state in rules.TRANSITIONS[CaseState(last)]]
    return ReportForm(data, case=case, states=[str(state) for state in order], prefix="report")


def _made(request: HttpRequest, case: ReuseCase, name: str, data: Any) -> Any:
    if name == "report":
        return _reporting(request, case, data)
    if name == "details":
        return DetailsForm(data, case=case, prefix="details")
    if name == "lesson":
        return LessonForm(data, prefix="lesson")
    if name == "link":
        return LinkForm(data, prefix="link")
    return ConfirmForm(data, initial={"version": case.version}, prefix="confirm")


_PARTS = {"report": "melden", "details": "angaben", "lesson": "erfahrung", "link": "link", "confirm": "bestaetigen"}


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One case: how far it is, what each side says, what was learnt."""
    case = _case(request, code)
    kept = {name: take_pending_form(request, f"{request.path}{part}/") for name, part in _PARTS.items()}
    forms = {name: _made(request, case, name, data) for name, data in kept.items() if data}
    for form in forms.values():
        form.without_verdict()
    return _page(request, case, forms, restored=bool(forms))


def _page(
    request: HttpRequest, case: ReuseCase, forms: dict[str, Any], *, status: int = 200, restored: bool = False
) -> HttpResponse:
    side = access.side_in_case(person(request), case)
    names = ["report", "details", "lesson", *(["link"] if side in {Side.OFFICE, Side.PROVIDER} else [])]
    may_confirm = side is Side.REUSER
    context = {
        **_row(workspace.case_row(case)),
        "side": texts.SIDES[side] if side else "",
        "is_office": side is Side.OFFICE,
        "may_confirm": may_confirm,
        "road": _road(case),
        "history": [_said(step) for step in case.steps.all()][::-1],
        "details": _details(case),
        "lessons": [{"row": lesson, "side": texts.SIDES[lesson.side]} for lesson in case.lessons.all()],
        "origin": texts.CASE_ORIGINS[case.origin],
        "end_reason": texts.DROP_REASONS.get(case.end_reason, ""),
        "sees_request": case.request is not None
        and access.requests_visible_to(person(request)).filter(code=case.request.code).exists(),
        "forms": {
            name: forms.get(name) or _made(request, case, name, None)
            for name in [*names, *(["confirm"] if may_confirm else [])]
        },
        "open": next(iter(forms), ""),
        "making": making(person(request), "case", case.code) if _is_live(case) else [],
        "restored": restored,
    }
    return page(request, "office/cases/case.html", context, status=status)


def _is_live(case: ReuseCase) -> bool:
    """Whether the newsroom can write of it: in operation, and everybody may see it."""
    return case.state == CaseState.IN_OPERATION and ReuseCase.objects.public().filter(pk=case.pk).exists()


def _road(case: ReuseCase) -> list[dict[str, Any]]:
    """The steps for the stepper; what ended is told beside it."""
    reached = rules.ROAD.index(CaseState(case.state)) if case.state in rules.ROAD else -1
    if case.state == CaseState.ENDED:
        reached = len(rules.ROAD)
    return [
        {
            "label": texts.CASE_STATES[state],
            "state": "done" if place < reached else "current" if place == reached else "todo",
        }
        for place, state in enumerate(rules.ROAD)
    ]


def _details(case: ReuseCase) -> list[tuple[str, str]]:
    rows = (
        (_("Version in use"), case.version_used),
        (_("Parts in use"), case.modules),
        (_("Who runs it"), _stated(texts.OPERATING_MODELS, case.operating_model)),
        (_("Effort in person days"), "" if case.effort_days is None else str(case.effort_days)),
        (_("Cost of the introduction"), _stated(texts.COST_BANDS, case.one_off_cost)),
        (_("Cost of a year"), _stated(texts.COST_BANDS, case.yearly_cost)),
        (_("Ready to talk to others?"), _stated(texts.STATED, case.willing_to_talk)),
        (_("It is a pilot"), _("yes") if case.pilot else ""),
    )
    return [(label, value) for label, value in rows if value]


def _stated(words: Any, value: str) -> str:
    return "" if value == "unknown" else str(words[value])


def _done(
    request: HttpRequest, code: str, name: str, words: str, deed: Callable[[Any, ReuseCase], object]
) -> HttpResponse:
    """Carry one form of the page out, or show the page again with its reasons and what was typed."""
    case = _case(request, code)
    form = _made(request, case, name, request.POST)
    if before := done_before(form.submission_id()):
        tell(request, before, words)
        return redirect("office:case", case.code)
    if form.is_valid():
        outcome = carry_out(form.cleaned_data["submission"], lambda: deed(form, case))
        if outcome.done:
            tell(request, outcome, words)
            return redirect("office:case", case.code)
        if outcome.stale:
            return _again(request, code, name, outcome)
        form.show_refusals(outcome.refusals)
    return _page(request, _case(request, code), {name: form}, status=422)


def _again(request: HttpRequest, code: str, name: str, outcome: Outcome) -> HttpResponse:
    """Somebody reported meanwhile: the same text on top of the new state, to be sent knowingly."""
    case = _case(request, code)
    data = request.POST.copy()
    data[f"{name}-version"] = str(case.version)
    form: OfficeForm = _made(request, case, name, data)
    form.without_verdict()
    form.show_refusals([Refusal(row.code, row.message) for row in outcome.refusals])
    return _page(request, case, {name: form}, status=409)


@require_POST
@signed_in
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Say where the case stands."""
    at = timezone.now()

    def deed(form: ReportForm, case: ReuseCase) -> object:
        data = form.cleaned_data
        return actions.report_step(
            by=person(request),
            at=at,
            code=case.code,
            report=form.report(),
            version=data["version"],
            submission=data["submission"],
        )

    return _done(request, code, "report", _("Your report is noted."), deed)


@require_POST
@signed_in
def details(request: HttpRequest, code: str) -> HttpResponse:
    """Say how it is run and what it took."""
    at = timezone.now()

    def deed(form: DetailsForm, case: ReuseCase) -> object:
        data = form.cleaned_data
        return actions.describe_case(
            by=person(request),
            at=at,
            code=case.code,
            version=data["version"],
            details=form.details(),
            submission=data["submission"],
        )

    return _done(request, code, "details", _("The details are saved."), deed)


@require_POST
@signed_in
def lesson(request: HttpRequest, code: str) -> HttpResponse:
    """Say what was learnt."""
    at = timezone.now()
    return _done(
        request,
        code,
        "lesson",
        _("Thank you: your experience is noted."),
        lambda form, case: actions.add_lesson(by=person(request), at=at, code=case.code, **form.cleaned_data),
    )


@require_POST
@signed_in
def send_link(request: HttpRequest, code: str) -> HttpResponse:
    """Send one side its link once more; the reusing body does not send letters to others."""
    at, user = timezone.now(), person(request)
    if access.side_in_case(user, _case(request, code)) is Side.REUSER:
        raise Http404
    return _done(
        request,
        code,
        "link",
        _("The letter with the link is on its way."),
        lambda form, case: actions.send_case_link(by=user, at=at, code=case.code, **form.cleaned_data),
    )


@require_POST
@signed_in
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """The reusing body says that it is so."""
    at = timezone.now()
    return _done(
        request,
        code,
        "confirm",
        _("Thank you: the reuse is confirmed and counted."),
        lambda form, case: actions.confirm_case(by=person(request), at=at, code=case.code, **form.cleaned_data),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def record(request: HttpRequest) -> HttpResponse:
    """Record a reuse one knows of."""
    user = person(request)
    if not _may_record(request):
        raise Http404
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    things = workspace.things_to_reuse(user)
    form = RecordForm(
        request.POST if request.method == "POST" else kept,
        things=things,
        initial={"thing": request.GET.get("was", ""), "on": f"{localdate():%d.%m.%Y}"},
    )
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        made: list[str] = []
        outcome = carry_out(
            data["submission"],
            lambda: made.append(
                actions.record_case(
                    by=user,
                    at=at,
                    thing=form.thing_chosen(),
                    municipality=data["municipality"],
                    report=form.report(),
                    details=form.details(),
                    mailbox=data["mailbox"],
                    submission=data["submission"],
                ).code
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The reuse is recorded; it counts once the municipality has confirmed it."))
            return redirect("office:case", outcome.entry.subject_key if outcome.entry else made[0])
        form.show_refusals(outcome.refusals)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/cases/record.html", {"form": form, "restored": bool(kept)}, status=status)
