"""Ideas without an account: handing one in, confirming it, seeing where it stands, taking it back."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.design.formats import day
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import ReasonedForm
from strahlkraft.public.by_link import allowed, by_link, too_many, unknown_link, without_cookie
from strahlkraft.public.reporting.idea_forms import IdeaForm
from strahlkraft.steering import access, texts
from strahlkraft.steering.actions import ideas as actions
from strahlkraft.steering.models import AgendaItem, Idea
from strahlkraft.steering.rules import board as rules
from strahlkraft.steering.rules.moves import may_move
from strahlkraft.steering.rules.vocabulary import IDEA_MOVES, IdeaState, SessionState

HAND_IN = "/ideen/einreichen/"
_ENDS = {
    IdeaState.FORWARDED: "done",
    IdeaState.APPLIED: "done",
    IdeaState.DEFERRED: "current",
    IdeaState.WORTHY: "current",
    IdeaState.REFUSED: "done",
}


@without_cookie
def hand_in(request: HttpRequest) -> HttpResponseBase:
    """The form of an idea."""
    at = timezone.now()
    if request.method == "POST":
        form = IdeaForm(request.POST)
        if form.is_valid() and not allowed(request, "idea"):
            return too_many(request)
        if carried_out(form, lambda: _hand_in(form, at)):
            return HttpResponseRedirect(f"{localised(HAND_IN)}gesendet/")
        form.with_sound_stamp(at)
    else:
        form = IdeaForm(initial={"region": request.GET.get("region", "")})
    context = {"form": form, "confirm_days": rules.CONFIRM_WITHIN.days, "check_days": rules.CHECK_WITHIN}
    return render(request, "public/ideas/hand_in.html", context)


def _hand_in(form: IdeaForm, at: datetime) -> None:
    actions.hand_in(
        by=NOBODY,
        at=at,
        region_slug=form.cleaned_data["region"],
        given=form.given(),
        language=(get_language() or "de")[:2],
        trap=form.cleaned_data["website"],
        seconds=form.seconds(at),
    )


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next, and until when to confirm."""
    context = {
        "until": localdate() + rules.CONFIRM_WITHIN,
        "mail_folder": settings.EMAIL_FILE_PATH if settings.DEMO else "",
    }
    return render(request, "public/ideas/sent.html", context)


def _of_link(purpose: str, token: str) -> Idea | None:
    code = access.read_token(purpose, token)
    return Idea.objects.select_related("region").filter(link_code=code).first() if code else None


@by_link
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows a button and changes nothing (mail scanners open links); POST confirms. Pressed twice: all is well."""
    idea = _of_link("idea-confirm", token)
    if idea is None:
        return unknown_link(request)
    at = timezone.now()
    until = idea.opened_at + rules.CONFIRM_WITHIN
    refusals = rules.may_confirm(idea.state, confirm_by=until, at=at)
    status_url = address(Label("idea_status", access.link_token("idea", idea.link_code)))
    if request.method == "POST" and not refusals:
        try:
            actions.confirm(by=NOBODY, at=at, link_code=idea.link_code)
        except Refused as refused:  # pressed twice at once
            refusals = refused.refusals
        else:
            return HttpResponseRedirect(status_url)
    context = {
        "idea": idea,
        "until": localdate(until),
        "refusals": [sentence(refusal) for refusal in refusals],
        "status_url": status_url if idea.state != IdeaState.DRAFT else "",
    }
    return render(request, "public/ideas/confirm.html", context)


@by_link
def status(request: HttpRequest, token: str) -> HttpResponseBase:
    """For who handed it in: where the idea stands, what was decided and why; taking it back."""
    idea = _of_link("idea", token)
    if idea is None or idea.state == IdeaState.DRAFT:
        return unknown_link(request)
    taken_back = ReasonedForm()
    if request.method == "POST":
        taken_back = ReasonedForm(request.POST)
        by, at = access.LinkHolder("idea", idea.link_code), timezone.now()
        if carried_out(taken_back, lambda: actions.withdraw(by=by, at=at, code=idea.code)):
            return HttpResponseRedirect(request.path)
    context = {
        "idea": idea,
        "state": texts.IDEA_STATES[idea.state],
        "timeline": _timeline(idea),
        "taken_back": taken_back,
        "may_withdraw": not may_move(IDEA_MOVES, idea.state, "withdraw"),
    }
    return render(request, "public/ideas/status.html", context)


def _timeline(idea: Idea) -> list[dict[str, Any]]:
    """Handed in, checked, talked about, decided, applied for: what was when, and what comes next."""
    steps = [_past(_("Handed in"), localdate(idea.opened_at))]
    if idea.state == IdeaState.WITHDRAWN:
        return [*steps, _past(_("Withdrawn"), localdate(idea.changed_at))]
    checked = idea.state != IdeaState.SUBMITTED
    steps.append(
        {"title": _("Checked by the project office"), "state": "done" if checked else "current", "undated": True}
    )
    if idea.state in {IdeaState.SUBMITTED, IdeaState.CHECKED, IdeaState.ON_AGENDA}:
        steps.append(_talk(idea))
    else:
        decided = _past(str(texts.IDEA_STATES[idea.state]).capitalize(), idea.decided_on)
        if idea.state == IdeaState.APPLIED:
            decided["title"] = str(texts.IDEA_STATES[IdeaState.FORWARDED]).capitalize()
        decided["state"] = _ENDS[IdeaState(idea.state)]
        if idea.again_from:
            decided["text"] = _("It is looked at again from %(date)s.") % {"date": day(idea.again_from)}
        steps.append(decided)
    if idea.state in {IdeaState.FORWARDED, IdeaState.APPLIED}:
        applied = idea.state == IdeaState.APPLIED
        steps.append(
            {
                "title": _("Application to the granting authority"),
                "state": "current" if applied else "planned",
                "undated": True,
            }
        )
    return steps


def _talk(idea: Idea) -> dict[str, Any]:
    """When the board talks about it, once it is invited."""
    invited = (SessionState.INVITED, SessionState.HELD)
    item = AgendaItem.objects.filter(idea=idea, removed=False, session__state__in=invited).select_related("session")
    row = item.order_by("-session__starts_at").first()
    step: dict[str, Any] = {"title": _("The steering body of the region decides"), "state": "planned", "undated": True}
    if row:
        step["planned_end"] = f"{localdate(row.session.starts_at):%Y-%m-%d}"
    return step


def _past(title: str, on: date | None) -> dict[str, Any]:
    """A step that was done on one day; a period that begins and ends on it is shown as that day."""
    text = f"{on:%Y-%m-%d}" if on else ""
    return {"title": title, "state": "done", "start": text, "end": text}
