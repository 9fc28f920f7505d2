"""The moderator's pad: large buttons, keys, and presses that wait for the network and count from when they were made."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from strahlkraft.congress.actions import stage as actions
from strahlkraft.congress.models import Stage
from strahlkraft.congress.queries.audience import questions_message
from strahlkraft.congress.queries.stage import Board, Row, board
from strahlkraft.congress.rules import stage as rules
from strahlkraft.congress.rules.vocabulary import ItemKind, ItemState
from strahlkraft.congress.timing import deeds
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.whole_numbers import whole_number
from strahlkraft.stage import words
from strahlkraft.stage.backstage import RUNNING, Entry, backstage

STEPS = ((30, "+30"), (60, "+60"), (-30, "−30"))  # seconds the pad gives or takes
NUMBERS = ("key", "other", "seconds", "behind")


@require_http_methods(["GET", "HEAD", "POST"])
@backstage(*RUNNING)
def pad(request: HttpRequest, entry: Entry, stage: str) -> HttpResponseBase:
    """Show the pad; a press answers JSON to the pad's script, else shows the pad anew."""
    place = entry.stage(stage)
    if request.method != "POST":
        return _page(request, entry, place)
    try:
        _press(request, entry, place)
    except Refused as refused:
        problems = [sentence(refusal) for refusal in refused.refusals]
        if _by_script(request):
            return JsonResponse({"refused": problems}, status=422)
        return _page(request, entry, place, problems)
    if _by_script(request):
        return JsonResponse({"done": True})
    return HttpResponseRedirect(request.path)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _press(request: HttpRequest, entry: Entry, stage: Stage) -> None:
    """Do what was pressed, as of when it was pressed."""
    given, now = request.POST, timezone.now()
    clock = getattr(stage, "clock", None)
    pressed = _moment(given.get("pressed"))
    params: dict[str, Any] = {name: whole_number(given.get(name)) for name in NUMBERS if given.get(name)}
    if given.get("text") is not None:
        params["text"] = given["text"].replace("\0", " ")
    actions.press(
        by=entry.by,
        at=rules.moment_of_press(now, pressed, not_before=clock.changed_at if clock else None),
        stage=stage,
        deed=given.get("deed", "")[:12],
        uid=_uid(given.get("uid", "")),
        params=params,
        seen=whole_number(given.get("seen")) if given.get("seen") else None,
    )


def _moment(text: str | None) -> datetime | None:
    """A moment in milliseconds as a script gives it; None for anything else."""
    given = text or ""
    good = given.isascii() and given.isdecimal() and len(given) < 14  # noqa: PLR2004 - until the year 2286
    return datetime.fromtimestamp(int(given) / 1000, UTC) if good else None


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _page(request: HttpRequest, entry: Entry, stage: Stage, problems: list[str] | None = None) -> HttpResponse:
    shown = board(stage, at=timezone.now())
    by_key = {row.line.pk: row for row in shown.rows}
    overflows = [(one, [by_key[key] for key in one.keys]) for one in shown.projection.overflows]
    context = {
        "entry": entry,
        "occasion": entry.occasion,
        "stage": stage,
        "board": shown,
        "clock": words.clock(shown),
        "delay": words.delay(shown.projection.drift_seconds),
        "overflows": overflows,
        "late_fixed": [(by_key[key], words.delay(seconds)) for key, seconds in shown.projection.late_fixed],
        "rows": [_row(shown, row) for row in shown.rows if row.line.kind != ItemKind.RESERVE],
        "why_not": _why_not(shown),
        "seen": shown.current.line.pk if shown.current else 0,
        "steps": STEPS,
        "uid": uuid4,
        "questions": questions_message(stage),
        "problems": problems or [],
        "message_limit": rules.MESSAGE_LIMIT,
    }
    return render(request, "stage/pad.html", context, status=422 if problems else 200)


def _why_not(shown: Board) -> dict[str, str]:
    """For each large button the first reason why it does nothing now."""
    asked = {
        "next": deeds.may_go_on(shown.order, shown.at) if shown.rows else [],  # the first press makes the order
        "finish": deeds.may_finish(shown.order),
        "hold": deeds.may_hold(shown.order),
        "resume": deeds.may_resume(shown.order),
    }
    return {name: _first(refusals) for name, refusals in asked.items()}


def _first(refusals: list[Refusal]) -> str:
    return sentence(refusals[0]) if refusals else ""


def _row(shown: Board, row: Row) -> dict[str, Any]:
    """A line of the running order with what can be done to it."""
    order, key = shown.order, row.line.pk
    waiting = row.line.state == ItemState.WAITING
    following = next((item.key for item in order.waiting() if waiting and _behind(shown, key, item.key)), 0)
    return {
        "row": row,
        "title": words.row_title(row),
        "delay": words.delay(row.slot.late_seconds),
        "current": row.line.state == ItemState.ON,
        "skip": waiting,
        "put_back": row.line.state == ItemState.SKIPPED and row.line.kind != ItemKind.RESERVE,
        "postpone": waiting and not deeds.may_postpone(order, key),
        "swap_with": following if following and not deeds.may_swap(order, key, following) else 0,
    }


def _behind(shown: Board, key: int, other: int) -> bool:
    """Whether ``other`` stands behind ``key``."""
    keys = [item.key for item in shown.order.items]
    return keys.index(other) > keys.index(key)
