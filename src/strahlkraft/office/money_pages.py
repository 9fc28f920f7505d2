"""What the pages of plans and the ledger share: carrying a sheet or a button out once, lights and outlooks in words."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.funding import texts
from strahlkraft.funding.models import Grant
from strahlkraft.funding.queries.forecast import Outlook, outlook
from strahlkraft.funding.rules.forecast import is_time_to_look
from strahlkraft.funding.rules.plans import Light
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.saving import carry_out, refused, tell

LIGHTS = {Light.GREEN: ("good", "check"), Light.AMBER: ("warn", "warning"), Light.RED: ("bad", "error")}
Form = TypeVar("Form", bound=OfficeForm)


def sheet(
    request: HttpRequest,
    make: Callable[[QueryDict | None], Form],
    deed: Callable[[Form], object],
    *,
    saved: str,
    to: str,
    show: Callable[[Form, bool, int], HttpResponse],
    version: Callable[[], int] | None = None,
) -> HttpResponse:
    """One sheet: shown, brought back after the session had ended, or carried out; nothing typed is lost.

    Done, it leads to the path ``to``. ``show`` gets the form, whether it was brought back, and the status; ``version``
    says which one stands there now, for a form that can ``look_again``.
    """
    posted = request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    form = make(request.POST if posted else kept)
    status = 200
    if kept:
        form.without_verdict()
    elif posted:
        status = 422
        if form.is_valid():
            outcome = carry_out(form.cleaned_data["submission"], lambda: deed(form))
            if outcome.done:
                tell(request, outcome, saved)
                return redirect(to)
            form.show_refusals(outcome.refusals)
            if version and outcome.stale:
                form.look_again(version())  # type: ignore[attr-defined]  # given only for forms that have it
                status = 409
    return show(form, bool(kept), status)


def press(request: HttpRequest, deed: Callable[..., object], saved: str, *, to: str) -> HttpResponse:
    """Carry out what a button asks for, once, and go back to the path ``to``."""
    mark = DeedForm(request.POST).submission_id()
    outcome = carry_out(mark, lambda: deed(submission=mark))
    if outcome.done:
        tell(request, outcome, saved)
    else:
        refused(request, outcome)
    return redirect(to)


def light_badge(light: Light) -> dict[str, Any]:
    """How near lines are to their limit, for the tag ``badge``."""
    state, icon = LIGHTS[light]
    return {"state": state, "text": texts.LIGHTS[light], "icon": icon}


def forecast_context(grant: Grant, today: date, known: Outlook | None = None) -> dict[str, Any]:
    """What the include ``office/plans/_forecast.html`` needs; six queries, none when ``known`` is at hand."""
    seen = known or outlook(grant, on=today)
    own = [grant.code]
    return {
        "outlook": seen,
        "outlook_light": light_badge(seen.overrun.light),
        "outlook_lapses": is_time_to_look(today) and seen.on.year == today.year,
        "outlook_ledger": reverse("office:ledger", args=own),
        "outlook_plan": reverse("office:grant_plan", args=own),
    }
