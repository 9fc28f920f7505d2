"""Feedback of citizens in the workspace: what waits, one message, answering it or closing it with a reason."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.design.addresses import address
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.rules import masked
from strahlkraft.network.models import Region
from strahlkraft.newsroom.actions import citizens as actions
from strahlkraft.newsroom.models import Feedback, FeedbackDeadline
from strahlkraft.newsroom.queries import citizens as queries
from strahlkraft.newsroom.rules.vocabulary import FeedbackState
from strahlkraft.newsroom.texts.citizens import ABOUT, STATES
from strahlkraft.office.forms.feedback import AnswerForm, CloseForm, DeadlineForm
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import page, person

PAGE_SIZE = 50
BADGES = {FeedbackState.OPEN: "warn", FeedbackState.ANSWERED: "good", FeedbackState.CLOSED: "unknown"}


def _office(request: HttpRequest) -> User:
    """Who answers citizens; for others these pages do not exist."""
    user = person(request)
    if not user.holds(Right.PUBLISH_NEWS):
        raise Http404
    return user


def _row(row: Feedback) -> dict[str, Any]:
    waits = row.state == FeedbackState.OPEN
    return {
        "row": row,
        "about": ABOUT[row.about_kind],
        "state": STATES[row.state],
        "badge": BADGES[FeedbackState(row.state)],
        "late": waits and row.answer_by is not None and row.answer_by < timezone.localdate(),
    }


@require_safe
@signed_in
def feedback_list(request: HttpRequest) -> HttpResponse:
    """Messages that wait for an answer, then those that were settled."""
    return _list(request, _office(request))


def _list(request: HttpRequest, by: User, bad: DeadlineForm | None = None) -> HttpResponse:
    """The list; ``bad`` is the sheet of a deadline that could not be set, with what was typed."""
    waiting = Paginator(queries.waiting(by), PAGE_SIZE).get_page(request.GET.get("offen"))
    settled = Paginator(queries.settled(by), PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "waiting": [_row(row) for row in waiting],
        "waiting_page": waiting,
        "settled": [_row(row) for row in settled],
        "settled_page": settled,
        "deadlines": [
            {"region": region, "row": row, "form": bad if bad and bad.prefix == region.slug else _deadline(region, row)}
            for region, row in queries.deadlines(by)
        ],
        "bad": bad,
    }
    return page(request, "office/feedback/list.html", context, status=422 if bad else 200)


def _deadline(region: Region, row: FeedbackDeadline | None) -> DeadlineForm:
    known = {"version": row.version if row else 0, "closes_on": row.closes_on if row else None}
    return DeadlineForm(initial=known, prefix=region.slug)


def _typed_again(request: HttpRequest, region: str, by: User) -> DeadlineForm:
    """What was typed, on top of what stands there now, to be sent knowingly."""
    data = request.POST.copy()
    now = next((row for place, row in queries.deadlines(by) if place.slug == region), None)
    data[f"{region}-version"] = str(now.version if now else 0)
    form = DeadlineForm(data, prefix=region)
    form.without_verdict()
    return form


@require_POST
@signed_in
def set_deadline(request: HttpRequest, region: str) -> HttpResponse:
    """Say until when a region takes feedback."""
    by = _office(request)
    if region not in {place.slug for place, _row in queries.deadlines(by)}:
        raise Http404
    form = DeadlineForm(request.POST, prefix=region)
    if form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        outcome = carry_out(
            data["submission"],
            lambda: actions.set_feedback_deadline(
                by=by,
                at=at,
                region=region,
                version=data["version"],
                closes_on=data["closes_on"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The deadline is set."))
            return redirect("office:feedback")
        form = _typed_again(request, region, by)
        form.show_refusals(outcome.refusals)
    return _list(request, by, form)


def _found(request: HttpRequest, code: str) -> tuple[User, Feedback]:
    by = _office(request)
    try:
        return by, queries.feedback(by, code)
    except Refused as refused:
        raise Http404 from refused


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One message, and what can be done."""
    _by, row = _found(request, code)
    return _page(request, row)


def _page(
    request: HttpRequest, row: Feedback, *, answering: AnswerForm | None = None, closing: CloseForm | None = None
) -> HttpResponse:
    subject = queries.subject_of(row.about_kind, row.about_key)
    label = subject.label if subject else None
    known = {"version": row.version}
    context = {
        **_row(row),
        "mailbox": masked(row.mailbox) if row.mailbox else "",
        "thing": label.title if label else "",
        "thing_url": address(label) if label else "",
        "open": row.state == FeedbackState.OPEN,
        "answering": answering or AnswerForm(initial=dict(known), prefix="answer"),
        "closing": closing or CloseForm(initial=dict(known), prefix="close"),
    }
    bad = any(form is not None and form.errors for form in (answering, closing))
    return page(request, "office/feedback/message.html", context, status=422 if bad else 200)


@require_POST
@signed_in
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Send the answer by letter."""
    by, row = _found(request, code)
    form = AnswerForm(request.POST, prefix="answer")
    if form.is_valid():
        outcome = carry_out(
            form.submission_id(),
            lambda: actions.answer_feedback(
                by=by,
                at=timezone.now(),
                code=code,
                answer=form.cleaned_data["answer"],
                version=form.cleaned_data["version"] or 0,
                submission=form.submission_id(),
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The answer is on its way."))
            return redirect("office:feedback")
        form.show_refusals(outcome.refusals)
    return _page(request, row, answering=form)


@require_POST
@signed_in
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close without an answer; the person is told why."""
    by, row = _found(request, code)
    form = CloseForm(request.POST, prefix="close")
    if form.is_valid():
        outcome = carry_out(
            form.submission_id(),
            lambda: actions.close_feedback(
                by=by,
                at=timezone.now(),
                code=code,
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"] or 0,
                submission=form.submission_id(),
            ),
        )
        if outcome.done:
            tell(request, outcome, _("It is closed; the person gets a letter with the reason."))
            return redirect("office:feedback")
        form.show_refusals(outcome.refusals)
    return _page(request, row, closing=form)
