"""The planner's runs: started, watched, stopped, taken over; and why there is no plan, with what would help."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from strahlkraft.accounts.gate import signed_in
from strahlkraft.congress.actions import planning as deeds
from strahlkraft.congress.models import PlanRun
from strahlkraft.congress.queries.programme import run_view
from strahlkraft.congress.rules.planning import MOST_SECONDS
from strahlkraft.congress.rules.vocabulary import RunPurpose
from strahlkraft.kernel.whole_numbers import whole_number
from strahlkraft.office.forms.programme import MarkForm, RunForm
from strahlkraft.office.occasion_tabs import managed, occasion_page
from strahlkraft.office.saving import Outcome, carry_out, refused, tell
from strahlkraft.office.shell import person


@require_POST
@signed_in
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the planner: for a new plan, or for the plan that was looked at."""
    occasion = managed(request, slug)
    form, number = RunForm(request.POST), request.POST.get("number", "0")
    made: list[PlanRun] = []
    if form.is_valid() and number.isdecimal():
        data = form.cleaned_data
        outcome = carry_out(
            form.submission_id(),
            lambda: made.append(
                deeds.start_run(
                    by=person(request),
                    at=timezone.now(),
                    slug=slug,
                    number=whole_number(number),
                    seconds=min(MOST_SECONDS, data["seconds"]),
                    purpose=RunPurpose(data["purpose"] or RunPurpose.PLAN),
                    submission=form.submission_id(),
                )
            ),
        )
        if made:
            return redirect("office:plan_run", slug, made[0].pk)
        refused(request, outcome)
    running = occasion.plan_runs.order_by("-pk").first()
    return redirect("office:plan_run", slug, running.pk) if running else redirect("office:programme", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def run(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One run: points, bound and gap as they come; what can be done with it."""
    occasion = managed(request, slug)
    row = get_object_or_404(PlanRun.objects.select_related("occasion", "plan"), occasion=occasion, pk=pk)
    if request.method == "POST":
        return _do(request, slug, row)
    view = run_view(row, at=timezone.now())
    context = {
        "view": view,
        "run": row,
        "curve": _curve(view.curve),
        "mark": MarkForm(auto_id=False),
        "run_form": RunForm(auto_id="run_%s", initial={"seconds": row.seconds, "purpose": row.purpose}),
        "badge": _BADGES[row.state],
    }
    template = "office/programme/run_state.html" if "teil" in request.GET else "office/programme/run.html"
    return occasion_page(request, template, occasion, context)


_BADGES = {"queued": "unknown", "running": "info", "done": "good", "stopped": "warn", "failed": "bad"}


def _do(request: HttpRequest, slug: str, row: PlanRun) -> HttpResponse:
    form, deed = MarkForm(request.POST), request.POST.get("deed", "")
    index = request.POST.get("index", "0")
    who: dict[str, Any] = {"by": person(request), "at": timezone.now(), "slug": slug, "run": row.pk}
    who["submission"] = form.submission_id()
    if deed == "stop":
        outcome = carry_out(form.submission_id(), lambda: deeds.stop_run(**who))
        return _told(request, slug, row, outcome, _("The planner stops and keeps its best plan."))
    if deed == "adopt":
        plans = []
        outcome = carry_out(form.submission_id(), lambda: plans.append(deeds.adopt_run(**who)))
        if plans:
            tell(request, outcome, _("The proposal is taken over; it can be undone."))
            return redirect("office:plan", slug, plans[0].number)
        return _told(request, slug, row, outcome, _("The proposal is taken over; it can be undone."))
    if deed == "relax" and index.isdecimal():
        outcome = carry_out(form.submission_id(), lambda: deeds.relax(**who, index=whole_number(index)))
        return _told(request, slug, row, outcome, _("Done. Start the planner again now."))
    raise Http404


def _told(request: HttpRequest, slug: str, row: PlanRun, outcome: Outcome, words: str) -> HttpResponse:
    if outcome.done:
        tell(request, outcome, words)
    else:
        refused(request, outcome)
    return redirect("office:plan_run", slug, row.pk)


WIDTH, HEIGHT = 640, 200


def _curve(points: tuple[tuple[float, int | None, int | None], ...]) -> dict[str, Any] | None:
    """Objective and bound over time as two lines; None before both ends of a line are known."""
    seconds = [point[0] for point in points]
    values = [value for point in points for value in point[1:] if value is not None]
    if len(points) < 2 or not values or seconds[-1] <= 0:  # noqa: PLR2004 - a line has two ends
        return None
    high, low = max(values), min(0, *values)
    span = max(1, high - low)

    def line(column: int) -> str:
        steps: list[str] = []
        for point in points:
            value = point[column]
            if value is not None:
                x = WIDTH * point[0] / seconds[-1]
                y = HEIGHT - HEIGHT * (value - low) / span
                steps += [f"H{x:.1f}", f"V{y:.1f}"] if steps else [f"M{x:.1f},{y:.1f}"]
        return "".join(steps) + (f"H{WIDTH}" if steps else "")

    return {"objective": line(1), "bound": line(2), "width": WIDTH, "height": HEIGHT, "high": high, "low": low}
