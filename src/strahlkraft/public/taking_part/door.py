"""The door: who comes in, by camera or list, also while the network is gone; by the link of who stands there."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from strahlkraft.congress import access
from strahlkraft.congress.actions import registration as actions
from strahlkraft.congress.models import Occasion, Registration
from strahlkraft.congress.queries import registration as queries
from strahlkraft.congress.rules import registration as rules
from strahlkraft.congress.rules.vocabulary import CrewRole
from strahlkraft.design.browser import permissions_policy
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.refusal import Refused
from strahlkraft.public.by_link import by_link, unknown_link


def _at_door(token: str) -> tuple[access.CrewHolder, Occasion] | None:
    """Who stands at which event's door; None when the link opens nothing any more."""
    holder = access.crew_by_token(token)
    if holder is None or holder.role is not CrewRole.DOOR:
        return None
    return holder, Occasion.objects.get(pk=holder.occasion_id)


@by_link
def door(request: HttpRequest, token: str) -> HttpResponseBase:
    """The list with a button for everybody; a script makes it work with the camera and without the network."""
    found = _at_door(token)
    if found is None:
        return unknown_link(request)
    holder, occasion = found
    words = request.GET.get("q", "").strip()[:120]
    refusals = []
    if request.method == "POST":
        refusals = _ticked(request, holder, occasion)
        if not refusals:
            return HttpResponseRedirect(f"{request.path}?{urlencode({'q': words})}" if words else request.path)
    rows = queries.door_list(occasion)
    progress = queries.progress_of(occasion)
    context = {
        "occasion": occasion,
        "rows": [_row(row) for row in rows if words.casefold() in row.name.casefold()],
        "blank": _row(queries.AtDoor(UUID(int=0), "", 1, 0)),
        "q": words,
        "progress": progress,
        "left": progress.seated - progress.came,
        "refusals": refusals,
        "made": timezone.now().timestamp(),
        "forget_at": (occasion.ends_at + rules.LATE_SCAN).isoformat(),
    }
    response = render(request, "public/taking_part/door.html", context)
    response["Permissions-Policy"] = permissions_policy("camera")
    return response


def _row(row: queries.AtDoor) -> dict[str, Any]:
    return {"guest": row, "left": row.seats - row.came, "uid": uuid4()}


def _ticked(request: HttpRequest, holder: access.CrewHolder, occasion: Occasion) -> list[str]:
    """One person or group by the plain form; why not, in words."""
    at = timezone.now()
    typed = {name: request.POST.get(name, "") for name in ("uid", "badge", "people")}
    scans, _unreadable = rules.read_scans([{**typed, "scanned_at": at.isoformat()}])
    if not scans:
        return [gettext("This could not be read. Please try again.")]
    answer = _answered(scans[0], holder, occasion, at)
    return [] if answer["state"] == "in" else [answer["reason"]]


def _answered(scan: rules.Scan, holder: access.CrewHolder, occasion: Occasion, at: datetime) -> dict[str, Any]:
    """What became of one scan, for the device that sent it; ``came`` as the server knows it now."""
    try:
        actions.check_in(by=holder, at=at, occasion=occasion, scan=scan)
    except Refused as refused:
        state, reason = "refused", " ".join(sentence(refusal) for refusal in refused.refusals)
    else:
        state, reason = "in", ""
    answer = {"uid": scan.uid, "badge": scan.badge, "state": state, "reason": reason}
    known = queries.with_came(Registration.objects.filter(badge=scan.badge, occasion=occasion)).first()
    return answer | ({"name": known.name, "seats": known.seats, "came": known.came} if known else {})


@by_link
@require_POST
def scans(request: HttpRequest, token: str) -> HttpResponseBase:
    """What a device kept while the network was gone, or a moment ago; an answer for each. Sent twice counts once."""
    found = _at_door(token)
    if found is None:
        return JsonResponse({"ended": True}, status=404)
    holder, occasion = found
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        sent = None
    readable, unreadable = rules.read_scans(sent)
    at = timezone.now()
    answers = [_answered(scan, holder, occasion, at) for scan in readable]
    sorry = gettext("This could not be read. Please try again.")
    answers += [{"uid": uid, "badge": "", "state": "refused", "reason": sorry} for uid in unreadable]
    return JsonResponse({"answers": answers, **_counts(occasion)})


@by_link
@require_GET
def people(request: HttpRequest, token: str) -> HttpResponseBase:
    """The list as it is now: for what other doors let in and who registered meanwhile."""
    found = _at_door(token)
    if found is None:
        return JsonResponse({"ended": True}, status=404)
    _holder, occasion = found
    rows = [
        {"badge": str(row.badge), "name": row.name, "seats": row.seats, "came": row.came}
        for row in queries.door_list(occasion)
    ]
    return JsonResponse({"people": rows, **_counts(occasion)})


def _counts(occasion: Occasion) -> dict[str, float]:
    progress = queries.progress_of(occasion)
    return {"came": progress.came, "seated": progress.seated, "at": timezone.now().timestamp()}


@by_link
@require_GET
def worker(request: HttpRequest, token: str) -> HttpResponseBase:
    """The script that keeps this page when the network is gone; its address bounds it to this door."""
    if _at_door(token) is None:
        return unknown_link(request)
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@cache
def _worker() -> str:
    found = finders.find("public/js/door-worker.js")
    assert isinstance(found, str)  # noqa: S101 - a file of ours; tells the type checker
    return Path(found).read_text(encoding="utf-8")
