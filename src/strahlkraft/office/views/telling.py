"""Telling citizens of results: the list of what can be told, a summary in Leichte Sprache, before and now."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit import four_eyes
from strahlkraft.design.addresses import address
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom import access
from strahlkraft.newsroom.actions import telling as actions
from strahlkraft.newsroom.models import Comparison, PlainSummary
from strahlkraft.newsroom.queries import telling as queries
from strahlkraft.newsroom.queries.telling import Line, Thing
from strahlkraft.newsroom.rules.telling import plain_remarks
from strahlkraft.newsroom.texts.citizens import ABOUT
from strahlkraft.newsroom.texts.telling import STATES
from strahlkraft.office.forms.board import SheetForm
from strahlkraft.office.forms.telling import ComparisonForm, ResultFilter, SummaryForm
from strahlkraft.office.news_text import said
from strahlkraft.office.saving import Outcome, carry_out, refused, tell
from strahlkraft.office.shell import page, person

Found = TypeVar("Found")
PAGE_SIZE = 30
CONFLICT, WRONG = 409, 422
_METHODS = ["GET", "HEAD", "POST"]
BADGES = {"none": "unknown", "waiting": "warn", "changed": "warn", "shown": "good", "withdrawn": "unknown"}


def _writer(request: HttpRequest) -> User:
    """Whoever writes news at all; for others the pages are not there."""
    user = person(request)
    if not user.holds(Right.WRITE_NEWS):
        raise Http404
    return user


def _or_404(look: Callable[[], Found]) -> Found:
    try:
        return look()
    except Refused as error:
        raise Http404 from error


# ---- the list


@require_safe
@signed_in
def results(request: HttpRequest) -> HttpResponse:
    """What can be told about: regions, municipalities, projects, each with how far it is told."""
    user = _writer(request)
    chosen = ResultFilter(request.GET)
    chosen.is_valid()
    text = chosen.text()
    shown = Paginator(queries.projects(user, text), PAGE_SIZE).get_page(request.GET.get("seite"))
    named = [row for row in queries.regions(user) if text.casefold() in row.name.casefold()]
    groups = [
        (_("Regions"), _rows(queries.lines("region", named)), None),
        (_("Municipalities"), _rows(queries.lines("municipality", queries.towns(user, text))), None),
        (_("Projects"), _rows(queries.lines("project", list(shown))), shown),
    ]
    context = {"filter": chosen, "text": text, "groups": [group for group in groups if group[1]]}
    return page(request, "office/results/list.html", context)


def _rows(lines: list[Line]) -> list[dict[str, Any]]:
    return [
        {
            "title": line.desk.title,
            "url": address(line.desk),
            "state": STATES[line.state],
            "badge": BADGES[line.state],
            "shown": line.shown,
            "waiting": line.waiting,
        }
        for line in lines
    ]


# ---- one thing: its summary, and a project's comparisons


@require_http_methods(_METHODS)
@signed_in
def summary(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Write the summary of a thing; the page of a project also lists its comparisons."""
    user = _writer(request)
    thing = _or_404(lambda: queries.thing(user, kind, key))
    row = queries.summary_of(thing)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = SummaryForm(request.POST if request.method == "POST" else kept, initial=SummaryForm.initial_of(row))
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        outcome = carry_out(
            data["submission"],
            lambda: actions.save_summary(
                by=user,
                at=at,
                kind=kind,
                key=key,
                version=data["version"],
                text=data["text"],
                checked_by_readers=data["checked_by_readers"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The summary is saved. Readers see it once another person has released it."))
            return redirect(f"office:results_of_{kind}", key)
        row = queries.summary_of(thing)
        form = SummaryForm(_typed(request, outcome, row.version if row else 0))
        form.without_verdict()
        form.show_refusals(outcome.refusals)
        return _thing_page(request, user, thing, row, form, status=_status(outcome))
    status = WRONG if form.is_bound and form.errors else 200
    return _thing_page(request, user, thing, row, form, status=status, restored=bool(kept))


def _stale(outcome: Outcome) -> bool:
    return any(one.code == "stale" for one in outcome.refusals)


def _status(outcome: Outcome) -> int:
    return CONFLICT if _stale(outcome) else WRONG


def _typed(request: HttpRequest, outcome: Outcome, version: int) -> QueryDict:
    """What was typed; on top of the newest version when somebody else was quicker, to be sent knowingly."""
    data = request.POST.copy()
    if _stale(outcome):
        data["version"] = str(version)
    return data


def _thing_page(
    request: HttpRequest,
    user: User,
    thing: Thing,
    row: PlainSummary | None,
    form: SummaryForm,
    *,
    status: int = 200,
    restored: bool = False,
) -> HttpResponse:
    state = queries.state_of(row)
    typed = str(form["text"].value() or "")
    context = {
        "thing": thing.label,
        "kind": ABOUT[thing.kind],
        "public_url": _public(thing),
        "form": form,
        "form_url": reverse(f"office:results_of_{thing.kind}", args=[thing.label.key]),
        "restored": restored,
        "row": row,
        "state": STATES[state],
        "badge": BADGES[state],
        "changed": state == "changed",
        "remarks": [one["text"] for one in said(plain_remarks(typed))],
        "release": _release(user, thing, row) if row else None,
        "retract_url": _step_url("retract", thing) if row and not row.withdrawn_at else "",
        "step": SheetForm(initial={"version": row.version}, auto_id=False) if row else None,
        "is_project": thing.kind == "project",
        "comparisons": [_comparison_row(one) for one in queries.comparisons_of(thing)],
    }
    return page(request, "office/results/thing.html", context, status=status)


def _public(thing: Thing) -> str:
    """Where readers see it; empty while nobody may."""
    if thing.kind == "region":
        return address(Label("results_of_region", thing.label.key))
    if thing.kind == "municipality":
        return address(Label("results_of_municipality", thing.label.key))
    return address(thing.label) if getattr(thing.row, "publication", "") == "published" else ""


def _step_url(step: str, thing: Thing) -> str:
    return reverse(f"office:{step}_{thing.kind}", args=[thing.label.key])


def _release(user: User, thing: Thing, row: PlainSummary) -> dict[str, Any] | None:
    """The button of the second person, or why somebody has none; None when there is nothing to release."""
    if row.withdrawn_at or not queries.has_news(row):
        return None
    reasons = access.may_publish(user, thing.region_id) or four_eyes.may_approve(
        user.actor_id, queries.writers(thing.desk, "summary", row.written_by)
    )
    return {"url": _step_url("release", thing), "reasons": [sentence(one) for one in reasons]}


def _comparison_row(row: Comparison) -> dict[str, Any]:
    state = queries.comparison_state(row)
    return {"row": row, "state": STATES[state], "badge": BADGES[state]}


@require_POST
@signed_in
def publish_summary(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Let readers see it."""
    return _summary_step(request, kind, key, actions.publish_summary, _("Readers see the summary now."))


@require_POST
@signed_in
def withdraw_summary(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Take it from the pages."""
    return _summary_step(request, kind, key, actions.withdraw_summary, _("Readers see the summary no longer."))


def _summary_step(request: HttpRequest, kind: str, key: str, deed: Callable[..., Any], success: str) -> HttpResponse:
    user = _writer(request)
    _or_404(lambda: queries.thing(user, kind, key))
    _pressed(request, lambda **mark: deed(by=user, at=timezone.now(), kind=kind, key=key, **mark), success)
    return redirect(f"office:results_of_{kind}", key)


def _pressed(request: HttpRequest, deed: Callable[..., Any], success: str) -> None:
    """Carry out a deed of one press; what came of it is told on the next page."""
    form = SheetForm(request.POST)
    form.is_valid()
    mark, version = form.submission_id(), form.cleaned_data.get("version", 0)
    outcome = carry_out(mark, lambda: deed(version=version, submission=mark))
    if outcome.done:
        tell(request, outcome, success)
    else:
        refused(request, outcome)


# ---- before and now


@require_http_methods(_METHODS)
@signed_in
def add_comparison(request: HttpRequest, key: str) -> HttpResponse:
    """Say of a project what was before and what is now."""
    user = _writer(request)
    thing = _or_404(lambda: queries.thing(user, "project", key))
    return _comparison(request, user, thing, None)


@require_http_methods(_METHODS)
@signed_in
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one; it must be released anew."""
    user = _writer(request)
    row, thing = _or_404(lambda: queries.comparison(user, pk))
    return _comparison(request, user, thing, row)


def _comparison(request: HttpRequest, user: User, thing: Thing, row: Comparison | None) -> HttpResponse:
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    initial = ComparisonForm.initial_of(row) if row else {"position": len(queries.comparisons_of(thing)) + 1}
    form = ComparisonForm(request.POST if request.method == "POST" else kept, by=user, initial=initial)
    if kept or "search_pictures" in request.POST:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        mark = form.cleaned_data["submission"]
        outcome = carry_out(mark, lambda: _save(user, thing, row, form))
        if outcome.done:
            tell(request, outcome, _("It is saved. Readers see it once another person has released it."))
            return redirect("office:results_of_project", thing.label.key)
        if row:
            row.refresh_from_db()
        form = ComparisonForm(_typed(request, outcome, row.version if row else 0), by=user, initial=initial)
        form.without_verdict()
        form.show_refusals(outcome.refusals)
        return _comparison_page(request, user, thing, row, form, status=_status(outcome))
    status = WRONG if form.is_bound and form.errors else 200
    return _comparison_page(request, user, thing, row, form, status=status, restored=bool(kept))


def _save(user: User, thing: Thing, row: Comparison | None, form: ComparisonForm) -> None:
    data, at = form.cleaned_data, timezone.now()
    common: dict[str, Any] = {"by": user, "at": at, "given": form.given(), "submission": data["submission"]}
    if row is None:
        actions.add_comparison(project=thing.label.key, **common)
    else:
        actions.edit_comparison(key=row.pk, version=data["version"], **common)


def _comparison_page(
    request: HttpRequest,
    user: User,
    thing: Thing,
    row: Comparison | None,
    form: ComparisonForm,
    *,
    status: int = 200,
    restored: bool = False,
) -> HttpResponse:
    state = queries.comparison_state(row) if row else "none"
    reasons = access.may_publish(user, thing.region_id)
    if row:
        desk = queries.comparison_label(row)
        reasons = reasons or four_eyes.may_approve(user.actor_id, queries.writers(desk, "comparison", row.written_by))
    context = {
        "thing": thing.label,
        "row": row,
        "form": form,
        "restored": restored,
        "state": STATES[state],
        "badge": BADGES[state],
        "shown": state == "shown",
        "waiting": state == "waiting",
        "withdrawn": state == "withdrawn",
        "reasons": [sentence(one) for one in reasons],
        "step": SheetForm(initial={"version": row.version}, auto_id=False) if row else None,
    }
    return page(request, "office/results/comparison.html", context, status=status)


@require_POST
@signed_in
def publish_comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Let readers see it."""
    return _comparison_step(request, pk, actions.publish_comparison, _("Readers see it now."))


@require_POST
@signed_in
def withdraw_comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it from the pages."""
    return _comparison_step(request, pk, actions.withdraw_comparison, _("It is taken back; it stays on your desk."))


def _comparison_step(request: HttpRequest, key: int, deed: Callable[..., Any], success: str) -> HttpResponse:
    user = _writer(request)
    _row, thing = _or_404(lambda: queries.comparison(user, key))
    _pressed(request, lambda **mark: deed(by=user, at=timezone.now(), key=key, **mark), success)
    return redirect("office:results_of_project", thing.label.key)
