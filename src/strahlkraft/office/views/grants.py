"""Grants: the list with its sums, applying, one grant at a glance, its details."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.design.refusals import sentence
from strahlkraft.funding import access, texts
from strahlkraft.funding.actions import grants as actions
from strahlkraft.funding.models import Grant
from strahlkraft.funding.queries import grants as queries
from strahlkraft.funding.queries.forecast import SPENDING
from strahlkraft.funding.rules.vocabulary import GrantState
from strahlkraft.kernel.actor import Right
from strahlkraft.network.queries import regions_of
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.grants import BeginForm, EditGrantForm, EndForm, GrantForm, initial_of
from strahlkraft.office.grant_words import DEEDS, figure
from strahlkraft.office.granting import badge_of, found_grant, grant_page, managed_grant
from strahlkraft.office.money_pages import forecast_context
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import page, person
from strahlkraft.projects.models import Project

PAGE_SIZE = 50
STEP_PATHS = {
    "begin": "beginn",
    "end": "ende",
    "take_effect": "bestandskraft",
    "put_away": "ablegen",
    "release": "zweckbindung-ende",
    "ask_archive": "archiv-erbitten",
    "archive": "archivieren",
}
"""The last part of the address of each step."""


@require_safe
@signed_in
def grant_list(request: HttpRequest) -> HttpResponse:
    """Every grant this person may see from inside, with its sums; totals over all that fit, not over the page."""
    user = person(request)
    if not user.holds(Right.READ_FUNDING):
        raise Http404
    asked = {name: request.GET.get(name, "").strip()[:200] for name in ("q", "region", "projekt", "stand")}
    wanted = queries.Filter(asked["q"], asked["region"], asked["projekt"], asked["stand"])
    lines = queries.lines_of(queries.listed(user, wanted), today=localdate())
    shown = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("seite"))
    readable = access.readable_grants(user)
    context = {
        "asked": asked,
        "filtered": any(asked.values()),
        "page": shown,
        "rows": [_line(line) for line in shown],
        "totals": queries.totals_of(lines),
        "states": list(texts.GRANT_STATES.items()),
        "regions": regions_of(user, Right.READ_FUNDING),
        "projects": Project.objects.filter(pk__in=readable.values("project_id")).order_by("title"),
        "may_apply": user.holds(Right.MANAGE_FUNDING),
        "day": localdate(),
    }
    return page(request, "office/grants/list.html", context)


def _line(line: queries.Line) -> dict[str, Any]:
    return {
        "grant": line.grant,
        "terms": line.frame.terms,
        "not_yet": line.frame.not_yet,
        "phase": texts.GRANT_PHASES[line.frame.phase],
        "badge": badge_of(line.grant.state),
        "paid": line.paid,
        "sub": line.sub,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def apply(request: HttpRequest) -> HttpResponse:
    """Enter a grant that was applied for: of a project, forwarded from another grant, or the office's own."""
    user = person(request)
    if not user.holds(Right.MANAGE_FUNDING):
        raise Http404
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = GrantForm(
        request.POST if request.method == "POST" else kept,
        regions=regions_of(user, Right.MANAGE_FUNDING),
        initial=_from_project(request, user),
    )
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, made = form.cleaned_data, list[str]()
        outcome = carry_out(
            data["submission"],
            lambda: made.append(
                actions.apply(
                    by=user,
                    at=timezone.now(),
                    region=data["region"],
                    given=form.given(),
                    parent=data["parent"].code if data["parent"] else "",
                    submission=data["submission"],
                ).code
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The grant is entered. Next: its financing plan and the notice."))
            return redirect("office:grant", outcome.entry.subject_key if outcome.entry else made[0])
        form.show_refusals(outcome.refusals)
    return page(request, "office/grants/apply.html", {"form": form, "restored": bool(kept)}, status=status_of(form))


def _from_project(request: HttpRequest, user: User) -> dict[str, Any]:
    """What is filled in when somebody comes from a project of their regions or wants to forward a grant."""
    initial: dict[str, Any] = {"project": request.GET.get("projekt", ""), "parent": request.GET.get("von", "")}
    own = regions_of(user, Right.MANAGE_FUNDING)
    project = Project.objects.filter(slug=initial["project"], region__in=own).first()
    return initial | ({"region": project.region_id, "title": project.title} if project else {})


def status_of(form: OfficeForm, known: int = 0) -> int:
    """422 for a form that was refused, else 200; what is ``known`` already (409) stays."""
    return known or (422 if form.is_bound and form.errors else 200)


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One grant: what holds, what comes next, the rules it stands under, its course."""
    return overview(request, found_grant(request, code))


def overview(request: HttpRequest, grant: Grant, form: OfficeForm | None = None, *, status: int = 200) -> HttpResponse:
    """The overview, with a form of a step as it was sent."""
    user, today = person(request), localdate()
    frame = queries.frame_of(grant, today=today)
    whole = queries.whole_of(grant, frame)
    correction = whole.open_correction
    context = {
        "whole": whole,
        "red_flags": [sentence(one) for one in whole.flags],
        "figures": [figure(one) for one in whole.pinned.parameters],
        "own_figures": [figure(one) for one in whole.pinned.parameters if one.overridden],
        "steps": [{"row": row, "word": DEEDS.get(row.deed, row.deed)} for row in whole.steps],
        "corrections": [_correction(one) for one in whole.corrections],
        "open_correction": _correction(correction) if correction else None,
        "asked_correction": correction is not None and correction.asked_by == user.actor_id,
        "facts": _facts(grant),
        "next": _next_step(grant, whole, form, user.actor_id),
        "plain": OfficeForm(auto_id=False),
        **(forecast_context(grant, today) if grant.state in SPENDING else {}),
    }
    return grant_page(request, "office/grants/overview.html", grant, context, here="overview", status=status)


def _facts(grant: Grant) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [
        (_("What the guideline funds"), texts.FUNDING_OBJECTS[grant.funding_object]),
        (_("Kind of recipient"), texts.RECIPIENT_KINDS[grant.recipient_kind]),
        (_("Kind of financing"), texts.FINANCING_MODES[grant.financing_mode]),
        (_("Audit office of its own"), _("yes") if grant.has_audit_office else _("no")),
        (_("Amounts count"), _("net of input tax") if grant.deducts_input_tax else _("with value added tax")),
    ]
    return rows


def _correction(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "from": texts.GRANT_STATES.get(row.from_state, row.from_state),
        "to": texts.GRANT_STATES.get(row.to_state, row.to_state),
    }


_STEP_FORMS: dict[str, type[OfficeForm]] = {"begin": BeginForm, "end": EndForm}


def _next_step(grant: Grant, whole: queries.Whole, sent: OfficeForm | None, actor: str) -> dict[str, Any]:
    """Which step of the office's own comes next, with its form; empty ``deed``: something else has to happen first."""
    deed = _deed(grant, whole)
    asked = whole.asked_archive
    return {
        "deed": deed,
        "path": STEP_PATHS.get(deed, ""),
        "form": (sent or _STEP_FORMS.get(deed, OfficeForm)(initial={"version": grant.version})) if deed else None,
        "second": asked is not None and actor not in {asked.by, grant.last_edited_by},
    }


def _deed(grant: Grant, whole: queries.Whole) -> str:
    today = localdate()
    award_on = whole.award.effective_on if whole.award else None
    bound = whole.bound_until is not None and whole.bound_until >= today
    possible = {
        GrantState.GRANTED: "take_effect" if award_on is not None and award_on <= today else "",
        GrantState.EFFECTIVE: "begin",
        GrantState.RUNNING: "end",
        GrantState.SETTLED: "put_away",
        GrantState.EARMARKED: "" if bound else "release",
        GrantState.RETENTION: "archive" if whole.asked_archive else "ask_archive",
    }
    return possible.get(GrantState(grant.state), "")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what was said about a grant; once granted only what no notice says."""
    grant = managed_grant(request, code)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form: Any = EditGrantForm(
        request.POST if request.method == "POST" else kept, grant=grant, initial=initial_of(grant)
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
                version=data["version"],
                given=form.given(),
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("Saved."))
            return redirect("office:grant", code)
        form.show_refusals(outcome.refusals)
        if outcome.stale:
            form, status = (
                renewed(form, lambda typed: EditGrantForm(typed, grant=grant), managed_grant(request, code)),
                409,
            )
    context = {"form": form, "restored": bool(kept)}
    return grant_page(
        request, "office/grants/edit.html", grant, context, here="overview", status=status_of(form, status)
    )


def renewed(sent: Any, make: Any, newest: Any) -> Any:
    """What was typed, on top of the newest version, to be sent knowingly."""
    typed = sent.data.copy()
    typed["version"] = str(newest.version)
    form, reasons = make(typed), sent.non_field_errors()
    form.without_verdict()
    for reason in reasons:
        form.add_error(None, reason)
    return form
