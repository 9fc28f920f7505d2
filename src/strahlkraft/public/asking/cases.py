"""Reporting on a reuse case by the link of a letter: steps, how it is run, lessons, "still true"."""

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from strahlkraft.design.addresses import address
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import DetailsForm, LessonForm, ReasonedForm, StepForm, VersionedForm
from strahlkraft.public.by_link import by_link, unknown_link
from strahlkraft.public.reuses import stepper
from strahlkraft.reuse import access, actions, texts
from strahlkraft.reuse.models import ReuseCase
from strahlkraft.reuse.queries.cases import with_page
from strahlkraft.reuse.rules.cases import is_public
from strahlkraft.reuse.rules.vocabulary import CaseOrigin, Side

PURPOSES = {"case-provider": Side.PROVIDER, "case-reuser": Side.REUSER}
DEEDS = ("step", "details", "lesson", "confirm")


@by_link
def report(request: HttpRequest, token: str) -> HttpResponseBase:
    """Where the case stands; say what has moved."""
    by = _holder(token)
    case = with_page(ReuseCase.objects.filter(code=by.code)).first() if by else None
    if by is None or case is None:
        return unknown_link(request)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    forms = {name: _form(name, request if name == deed else None, case, by) for name in DEEDS}
    if deed in forms:
        form = forms[deed]
        if carried_out(form, lambda: _carry_out(deed, form, case, by, timezone.now())):
            return HttpResponseRedirect(f"{request.path}#top")
        if isinstance(form, VersionedForm):
            form.look_again(case.version)
    context = {
        "case": case,
        "about": case.about,
        "about_url": address(case.about),
        "reuser": by.side is Side.REUSER,
        "state": texts.CASE_STATES[case.state],
        "stepper": stepper(case.state),
        "steps": [
            {"what": texts.CASE_STATES[step.state], "who": texts.SIDES[step.side], "on": step.on, "note": step.note}
            | {"reason": texts.DROP_REASONS.get(step.reason, "")}
            for step in case.steps.all()
        ],
        "lessons": [lesson for lesson in case.lessons.all() if lesson.side == by.side],
        "public_url": address(case.label) if _is_public(case) else "",
        "open_deed": deed,
        "forms": forms,
    }
    return render(request, "public/asking/case.html", context)


def _holder(token: str) -> access.LinkHolder | None:
    """Who holds the link: one side of one case."""
    for purpose, side in PURPOSES.items():
        if code := access.read_token(purpose, token):
            return access.LinkHolder(side, code)
    return None


def _is_public(case: ReuseCase) -> bool:
    confirmed = case.confirmed_at is not None
    return is_public(case.state, confirmed=confirmed, from_source=case.origin == CaseOrigin.SOURCE)


def _form(name: str, request: HttpRequest | None, case: ReuseCase, by: access.LinkHolder) -> ReasonedForm:
    """One of the page's forms: as typed, or with what is known."""
    data = request.POST if request else None
    known = {"version": case.version}
    if name == "step":
        own = [step.state for step in case.steps.all() if step.side == by.side]
        return StepForm(data, state=own[-1] if own else case.state, initial=known, prefix=name)
    if name == "details":
        return DetailsForm(data, initial=DetailsForm.known(case), prefix=name)
    if name == "lesson":
        return LessonForm(data, prefix=name)
    return VersionedForm(data, initial=known, prefix=name)


def _carry_out(deed: str, form: ReasonedForm, case: ReuseCase, by: access.LinkHolder, at: datetime) -> None:
    values, code = form.cleaned_data, case.code
    if isinstance(form, StepForm):
        actions.report_step(
            by=by,
            at=at,
            code=code,
            report=form.report(),
            version=values["version"],
            submission=form.submission_id,
        )
    elif isinstance(form, DetailsForm):
        actions.describe_case(by=by, at=at, code=code, version=values["version"], details=form.details())
    elif isinstance(form, LessonForm):
        said = {name: values[name] for name in ("helped", "hindered", "advice", "public")}
        actions.add_lesson(by=by, at=at, code=code, submission=form.submission_id, **said)
    else:
        actions.confirm_case(by=by, at=at, code=code, version=values["version"])
