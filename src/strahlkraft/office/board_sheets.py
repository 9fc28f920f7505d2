"""What the pages of ideas, sessions and applications share: who comes in, carrying out a sheet or a button once."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.kernel.actor import Right
from strahlkraft.network.models import Region
from strahlkraft.network.queries import regions_of
from strahlkraft.office.forms.board import SheetForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import person
from strahlkraft.steering.queries import board as queries

IDEA_BADGES = {
    "submitted": "warn",
    "checked": "info",
    "on_agenda": "info",
    "forwarded": "good",
    "deferred": "unknown",
    "worthy": "unknown",
    "refused": "bad",
    "withdrawn": "unknown",
    "applied": "good",
}
SESSION_BADGES = {"planned": "info", "invited": "info", "held": "warn", "minuted": "good", "cancelled": "bad"}
APPLICATION_BADGES = {
    "prepared": "info",
    "submitted": "info",
    "queried": "warn",
    "granted": "good",
    "refused": "bad",
    "withdrawn": "unknown",
}
Form = TypeVar("Form", bound=SheetForm)


def reader(request: HttpRequest) -> None:
    """Only office, steering body and administration come in; for others the pages are not there."""
    if not queries.may_read(person(request)):
        raise Http404


def steers(request: HttpRequest) -> bool:
    """Whether this person acts in any region."""
    return person(request).holds(Right.STEER_PROJECTS)


def steered_regions(request: HttpRequest) -> list[Region]:
    """The regions in which this person may begin something; 404 when there is none."""
    regions = list(regions_of(person(request), Right.STEER_PROJECTS)) if steers(request) else []
    if not regions:
        raise Http404
    return regions


def must_steer(request: HttpRequest, region_id: int) -> None:
    """For whoever only reads, what the office does is not there."""
    if not person(request).holds(Right.STEER_PROJECTS, region_id=region_id):
        raise Http404


def sheet(
    request: HttpRequest,
    make: Callable[[QueryDict | None], Form],
    deed: Callable[[Form], Any],
    *,
    saved: str,
    to: str,
    show: Callable[[Form, bool, int], HttpResponse],
    code: str = "",
    version: Callable[[], int] | None = None,
) -> HttpResponse:
    """One sheet: shown, brought back after the session had ended, or carried out; nothing typed is lost.

    Done, it leads to the page ``to`` of ``code``, by default of what it made. ``show`` gets the form, whether it was
    brought back, and the status; ``version`` says which one stands there now.
    """
    posted = request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    form = make(request.POST if posted else kept)
    if kept:
        form.without_verdict()
    elif posted and form.is_valid():
        made: list[Any] = []
        outcome = carry_out(form.cleaned_data["submission"], lambda: made.append(deed(form)))
        if outcome.done:
            tell(request, outcome, saved)
            return redirect(to, code or (outcome.entry.subject_key if outcome.entry else made[0].code))
        form.show_refusals(outcome.refusals)
        if version and outcome.stale:
            form.look_again(version())
    return show(form, bool(kept), 422 if posted else 200)


def press(
    request: HttpRequest, deed: Callable[..., object], saved: str, *, to: str, code: str, anchor: str = ""
) -> HttpResponse:
    """Carry out what a button asks for, once, and go back to the page ``to``, where ``anchor`` is."""
    mark = DeedForm(request.POST).submission_id()
    outcome = carry_out(mark, lambda: deed(submission=mark))
    if outcome.done:
        tell(request, outcome, saved)
    else:
        refused(request, outcome)
    return back(to, code, anchor)


def back(to: str, code: str, anchor: str = "") -> HttpResponse:
    """To the page ``to`` of ``code``, where ``anchor`` is."""
    page = reverse(to, args=[code])
    return redirect(f"{page}#{anchor}" if anchor else page)
