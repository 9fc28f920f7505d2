"""The office's own posts: how strong it is and until when, entering and changing a post."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.kernel.actor import Right
from strahlkraft.network.models import Region
from strahlkraft.network.queries import regions_of
from strahlkraft.office.forms.closure import PositionForm
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import page, person
from strahlkraft.steering import access
from strahlkraft.steering.actions import staffing as actions
from strahlkraft.steering.models import Position
from strahlkraft.steering.queries import staffing as queries
from strahlkraft.steering.queries.closure import responsible_bodies
from strahlkraft.steering.rules.deadlines import WARNINGS


@require_safe
@signed_in
def staffing(request: HttpRequest) -> HttpResponse:
    """Posts region by region on a line of time and as a table; absences as numbers only."""
    user = person(request)
    if not user.holds(Right.READ_STEERING):
        raise Http404
    regions: dict[Region, list[Position]] = {}
    for row in queries.positions(user):
        regions.setdefault(row.region, []).append(row)
    context = {
        "offices": [_office(request, region, rows) for region, rows in regions.items()],
        "crews": queries.crews(user, at=timezone.now()),
        "may_add": user.holds(Right.STEER_PROJECTS),
    }
    return page(request, "office/closure/staffing.html", context)


def _office(request: HttpRequest, region: Region, rows: list[Position]) -> dict[str, Any]:
    today = localdate()
    line = queries.time_line(rows, today=today)
    return {
        "region": region,
        "line": line,
        "spans": [(span, _left(span)) for span in line.spans] if line else [],
        "strengths": queries.strengths(rows, today=today),
        "may": not access.may_steer(person(request), region.pk),
    }


def _left(span: queries.Span) -> tuple[str, str, str]:
    """State, icon and words for how long a post still runs."""
    days = span.days_left
    if days is None:
        return "good", "check", _("without an end")
    if days < 0:
        return "unknown", "closed", _("ended")
    words = ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}
    if days <= WARNINGS[1]:
        return "bad", "warning", words
    return ("warn", "clock", words) if days <= WARNINGS[0] else ("info", "clock", words)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add(request: HttpRequest) -> HttpResponse:
    """Enter a post."""
    if not person(request).holds(Right.STEER_PROJECTS):
        raise Http404
    return _filled_in(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a post; its deadlines move along."""
    row = get_object_or_404(queries.positions(person(request)), pk=pk)
    if access.may_steer(person(request), row.region_id):
        raise Http404
    return _filled_in(request, row)


def _filled_in(request: HttpRequest, row: Position | None) -> HttpResponse:
    user = person(request)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    regions = regions_of(user, Right.STEER_PROJECTS)
    form = PositionForm(
        request.POST if request.method == "POST" else kept,
        regions=regions.filter(pk=row.region_id) if row else regions,
        bodies=responsible_bodies(),
        initial=PositionForm.initial_of(row) if row else {},
    )
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        outcome = carry_out(form.cleaned_data["submission"], lambda: _save(request, row, form))
        if outcome.done:
            tell(request, outcome, _("The post is saved; its deadlines follow from its end."))
            return redirect("office:staffing")
        form.show_refusals(outcome.refusals)
        if row and any(refusal.code == "stale" for refusal in outcome.refusals):
            data = request.POST.copy()
            data["version"] = str(_newest(row))
            form.data = data  # sending again is a choice made knowingly
    context = {"form": form, "position": row, "restored": bool(kept)}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/closure/position.html", context, status=status)


def _newest(row: Position) -> int:
    row.refresh_from_db()
    return row.version


def _save(request: HttpRequest, row: Position | None, form: PositionForm) -> Position:
    data = form.cleaned_data
    who: dict[str, Any] = {"by": person(request), "at": timezone.now(), "submission": data["submission"]}
    if row is None:
        return actions.add_position(**who, region_id=data["region"].pk, given=form.given())
    return actions.change_position(**who, pk=row.pk, version=data["version"] or 0, given=form.given())
