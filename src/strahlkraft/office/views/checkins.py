"""Check-ins in the workspace: projects by months, who answers, asking, looking through, publishing, correcting."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.design.addresses import address
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.label import Label
from strahlkraft.letters.queries import failing
from strahlkraft.office.forms.checkins import ContactsForm, CorrectionForm, GridFilter, ReasonForm, ReviewForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.lights import shown_lights
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.news_making import making
from strahlkraft.steering import access, texts
from strahlkraft.steering.actions import checkins as actions
from strahlkraft.steering.models import CheckIn
from strahlkraft.steering.queries import checkins as queries
from strahlkraft.steering.rules import checkins as rules
from strahlkraft.steering.rules.moves import may_move
from strahlkraft.steering.rules.vocabulary import CHECKIN_MOVES, CheckInState

STATE_BADGES = {
    CheckInState.REQUESTED: ("info", "mail"),
    CheckInState.REMINDED: ("warn", "bell"),
    CheckInState.RECEIVED: ("info", "inbox"),
    CheckInState.REVIEWED: ("info", "eye"),
    CheckInState.PUBLISHED: ("good", "check"),
    CheckInState.DROPPED: ("unknown", "minus"),
}
"""State and icon of the badge that says where a check-in stands."""


def _badge(row: CheckIn) -> dict[str, Any]:
    state, icon = STATE_BADGES[CheckInState(row.state)]
    return {"state": state, "icon": icon, "text": texts.CHECKIN_STATES[row.state]}


def _steers(request: HttpRequest) -> None:
    if not person(request).holds(Right.STEER_PROJECTS):
        raise Http404


# ---- the grid


@require_safe
@signed_in
def grid(request: HttpRequest) -> HttpResponse:
    """Twelve months of every project with its lights; the reddest first."""
    user, today = person(request), localdate()
    if not user.holds(Right.READ_STEERING):
        raise Http404
    chosen = GridFilter(request.GET, regions=queries.regions_read(user).values_list("slug", "name"))
    found = queries.grid(user, chosen.wanted(), today=today)
    steers = user.holds(Right.STEER_PROJECTS)
    context = {
        "filter": chosen,
        "filtered": any(request.GET.get(name) for name in chosen.fields),
        "months": found.months,
        "rows": [_grid_row(row) for row in found.rows],
        "steers": steers,
        "to_ask": queries.to_ask(user, today=today) if steers else 0,
        "waiting": queries.waiting(user) if steers else 0,
        "month": rules.month_of(today),
        "deed": DeedForm(auto_id=False),
        "months_shown": rules.MONTHS_SHOWN,
        "grey_after": rules.GREY_AFTER,
    }
    return page(request, "office/checkins/grid.html", context)


def _grid_row(row: queries.GridRow) -> dict[str, Any]:
    return {
        "project": row.project,
        "lights": shown_lights([str(shine) for shine in row.lights.each]),
        "said_on": row.lights.said_on,
        "paused_until": row.paused_until,
        "has_contact": row.has_contact,
        "cells": [_cell(cell) for cell in row.cells],
    }


def _cell(row: CheckIn | None) -> dict[str, Any] | None:
    if row is None:
        return None
    said = row.state in rules.SAID
    lights = shown_lights([getattr(row, name) for name in rules.LIGHTS]) if said else []
    return {"code": row.code, "badge": _badge(row), "lights": lights}


@require_POST
@signed_in
def ask(request: HttpRequest) -> HttpResponse:
    """Ask all projects that were not asked for this month's word yet."""
    _steers(request)
    mark = DeedForm(request.POST).submission_id()
    asked: list[CheckIn] = []
    outcome = carry_out(
        mark, lambda: asked.extend(actions.request_month(by=person(request), at=timezone.now(), submission=mark))
    )
    if outcome.done:
        words = ngettext("%(n)s project was asked.", "%(n)s projects were asked.", len(asked)) % {"n": len(asked)}
        tell(request, outcome, words if asked else _("Every project has been asked for this month already."))
    else:
        refused(request, outcome)
    return redirect("office:checkins")


# ---- who answers


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def contacts(request: HttpRequest) -> HttpResponse:
    """The mailboxes of all projects on one page."""
    _steers(request)
    user = person(request)
    rows = queries.contact_rows(user, today=localdate())
    posted = request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    form = ContactsForm(request.POST if posted else kept, rows=rows)
    if kept:
        form.without_verdict()
    elif posted and form.is_valid():
        mark = form.cleaned_data["submission"]
        changed: list[int] = []
        outcome = carry_out(
            mark,
            lambda: changed.append(
                actions.set_contacts(by=user, at=timezone.now(), given=form.given(), submission=mark)
            ),
        )
        if outcome.done:
            n = sum(changed)
            words = ngettext("%(n)s mailbox was changed.", "%(n)s mailboxes were changed.", n) % {"n": n}
            tell(request, outcome, words if n else _("Nothing was changed."))
            return redirect("office:checkins")
        form.show_refusals(outcome.refusals)
        form.take_present(outcome.refusals)
    context = {"form": form, "lines": form.lines(), "restored": bool(kept), "missing": _missing(rows)}
    context["failing"] = failing(row.contact.mailbox for row in rows if row.contact)
    return page(request, "office/checkins/contacts.html", context, status=422 if posted else 200)


def _missing(rows: list[queries.ContactRow]) -> int:
    return sum(1 for row in rows if row.contact is None and not row.closed)


# ---- looking through


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def review(request: HttpRequest) -> HttpResponse:
    """Everything that came in, beside what was said before; notes, sending back, publishing many at once."""
    _steers(request)
    rows = queries.to_review(person(request))
    posted = request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    form = ReviewForm(request.POST if posted else kept, rows=rows)
    if kept:
        form.without_verdict()
    elif posted and form.is_valid() and _reviewed(request, form):
        return redirect("office:review_checkins")
    context = {
        "form": form,
        "rows": [_review_row(row, form) for row in rows],
        "calling": sum(row.calls for row in rows),
        "restored": bool(kept),
    }
    return page(request, "office/checkins/review.html", context, status=422 if posted else 200)


def _reviewed(request: HttpRequest, form: ReviewForm) -> bool:
    """Carry out what the pressed button says; False leaves the reasons in the form."""
    user, at, mark = person(request), timezone.now(), form.cleaned_data["submission"]
    deed, _colon, code = request.POST.get("deed", "").partition(":")
    done: list[int] = []
    if deed == "send_back":
        outcome = carry_out(
            mark, lambda: actions.send_back(by=user, at=at, code=code, reason=form.reason(code), submission=mark)
        )
        words = _("Sent back; the project has a letter with your words.")
        form.show_refusals([_at_row(refusal, code) for refusal in outcome.refusals])
    else:
        outcome = carry_out(
            mark,
            lambda: done.append(
                actions.settle(
                    by=user,
                    at=at,
                    codes=form.ticked() if deed in {"publish", "review"} else [],
                    publish=deed == "publish",
                    notes=form.notes(),
                    submission=mark,
                )
            ),
        )
        words = _settled(deed, sum(done))
        form.show_refusals(outcome.refusals)
    if outcome.done:
        tell(request, outcome, words)
    return outcome.done


def _at_row(refusal: Any, code: str) -> Any:
    """The same reason beside the row it is about."""
    field = f"reason-{code}" if refusal.field == "reason" else refusal.field
    return type(refusal)(refusal.code, refusal.message, field, refusal.params)


def _settled(deed: str, count: int) -> str:
    if deed == "publish":
        words = ngettext("%(n)s check-in is published.", "%(n)s check-ins are published.", count)
    elif deed == "review":
        words = ngettext("%(n)s check-in is looked through.", "%(n)s check-ins are looked through.", count)
    else:
        return _("Your notes are saved.")
    return words % {"n": count}


def _review_row(row: queries.ToReview, form: ReviewForm) -> dict[str, Any]:
    code = row.checkin.code
    return {
        **_compared(row),
        "calls": row.calls,
        "tick": form[f"tick-{code}"],
        "note": form[f"note-{code}"],
        "seen": form[f"seen-{code}"],
        "reason": form[f"reason-{code}"],
    }


def _compared(row: queries.ToReview) -> dict[str, Any]:
    """What is said now beside what was said the last time."""
    now, before = row.now.as_dict(), row.before.as_dict()
    words = [
        {
            "label": label,
            "now": now[name],
            "before": before[name],
            "same": now[name] == before[name],
        }
        for name, label in texts.CHECKIN_QUESTIONS.items()
        if now[name] or before[name]
    ]
    return {
        "checkin": row.checkin,
        "badge": _badge(row.checkin),
        "last": row.last,
        "lights": shown_lights([now[name] for name in rules.LIGHTS]),
        "lights_before": shown_lights([before[name] for name in rules.LIGHTS]) if row.last else [],
        "words": words,
    }


# ---- one check-in


def _readable(request: HttpRequest, code: str) -> CheckIn:
    row = queries.readable(person(request), code)
    if row is None:
        raise Http404
    return row


def _steered(request: HttpRequest, code: str) -> CheckIn:
    row = _readable(request, code)
    if access.may_steer(person(request), row.project.region_id):
        raise Http404
    return row


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One check-in beside the one before, with what was published of it and what can be done."""
    row = _readable(request, code)
    forms: dict[str, ReasonForm] = {}
    if not access.may_steer(person(request), row.project.region_id):
        forms = {name: ReasonForm(prefix=name) for name in ("send_back", "drop") if _may(row, name)}
    return _page(request, row, forms)


def _may(row: CheckIn, deed: str) -> bool:
    return not may_move(CHECKIN_MOVES, row.state, deed)


def _page(request: HttpRequest, row: CheckIn, forms: dict[str, ReasonForm], *, status: int = 200) -> HttpResponse:
    user = person(request)
    steers = not access.may_steer(user, row.project.region_id)
    link = ""
    if row.state in rules.OPEN and not access.may_report(user, row.project):
        link = address(Label("checkin", access.link_token("checkin", row.code)))
    compared = _compared(queries.review_row(row))
    context = {
        "checkin": row,
        "badge": compared["badge"],
        "compared": compared,
        "said": row.state in rules.SAID,
        "steers": steers,
        "forms": forms,
        "link": link,
        "reports": queries.reports_of(row),
        "dropped": texts.DROPPED_BECAUSE.get(row.drop_reason, row.drop_reason),
        "may_review": steers and row.state in {CheckInState.RECEIVED, CheckInState.REVIEWED},
        "may_correct": steers and row.state == CheckInState.PUBLISHED,
        "making": making(user, "checkin", row.code) if row.state == CheckInState.PUBLISHED else [],
    }
    return page(request, "office/checkins/checkin.html", context, status=status)


@require_POST
@signed_in
def send_back(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the project to look again."""
    return _with_reason(request, code, "send_back", actions.send_back, _("Sent back; the project has a letter."))


@require_POST
@signed_in
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Go without this month's word."""
    return _with_reason(request, code, "drop", actions.drop, _("The check-in is left out."))


def _with_reason(request: HttpRequest, code: str, name: str, deed: Callable[..., object], words: str) -> HttpResponse:
    row = _steered(request, code)
    form = ReasonForm(request.POST, prefix=name)
    if form.is_valid():
        mark = form.cleaned_data["submission"]
        outcome = carry_out(
            mark,
            lambda: deed(
                by=person(request), at=timezone.now(), code=code, reason=form.cleaned_data["reason"], submission=mark
            ),
        )
        if outcome.done:
            tell(request, outcome, words)
            return redirect("office:checkin", code)
        form.show_refusals(outcome.refusals)
    other = {one: ReasonForm(prefix=one) for one in ("send_back", "drop") if one != name and _may(row, one)}
    return _page(request, row, {name: form, **other}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what was published by a newer number."""
    row = _steered(request, code)
    if row.state != CheckInState.PUBLISHED:
        raise Http404
    posted = request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    form = CorrectionForm(request.POST if posted else kept, checkin=row)
    if kept:
        form.without_verdict()
    elif posted and form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.correct(
                by=person(request),
                at=timezone.now(),
                code=code,
                answers=form.answers(),
                reason=data["reason"],
                version=data["version"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The newer number is published; the older ones stay."))
            return redirect("office:checkin", code)
        form.show_refusals(outcome.refusals)
        form.take_present(row)
    context = {"form": form, "checkin": row, "number": _next_number(row), "restored": bool(kept)}
    return page(request, "office/checkins/correct.html", context, status=422 if posted else 200)


def _next_number(row: CheckIn) -> int:
    return len(queries.reports_of(row)) + 1
