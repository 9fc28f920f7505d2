"""What the audience does, on a phone in the hall or at home: follow, ask, clap, get in touch."""

from typing import Any
from uuid import UUID, uuid4

from allauth.core.internal import ratelimit
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from strahlkraft.congress.actions import audience as actions
from strahlkraft.congress.models import Stage
from strahlkraft.congress.queries.audience import applause_of, questions_message
from strahlkraft.congress.queries.stage import Board, board
from strahlkraft.congress.rules import stage as rules
from strahlkraft.design.addresses import address
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused
from strahlkraft.stage import words
from strahlkraft.stage.screens import audience_path, heard_occasion, heard_stage

HALL, ONLINE = "saal", "online"  # as the contact form names where somebody pressed
LIMITS = {"ask": "300/10m/ip", "clap": "600/10m/ip"}  # a whole hall sits behind one address
_OWN = ("same-origin", "none", None)  # what browsers say of a form of ours; old ones say nothing


@require_safe
def choose(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Which stage to follow; with one stage there is nothing to choose."""
    occasion = heard_occasion(slug)
    stages = list(occasion.stages.select_related("occasion"))
    if len(stages) == 1:
        return HttpResponseRedirect(audience_path(stages[0]))
    return render(request, "stage/choose.html", {"occasion": occasion, "stages": stages})


@require_safe
def audience(request: HttpRequest, slug: str, stage: str) -> HttpResponse:
    """The page to follow a stage with."""
    return _page(request, heard_stage(slug, stage), sent="gesendet" in request.GET)


def _page(
    request: HttpRequest, stage: Stage, *, sent: bool = False, problems: tuple[str, ...] = (), text: str = ""
) -> HttpResponse:
    shown = board(stage, at=timezone.now())
    place = HALL if HALL in (request.GET.get("von"), request.POST.get("von")) else ONLINE
    pitch = shown.current.line.pitch if shown.current else None
    coming = shown.coming
    about = shown.current or (coming[0] if coming else None)
    context: dict[str, Any] = {
        "occasion": stage.occasion,
        "stage": stage,
        "stages": stage.occasion.stages.all(),
        "board": shown,
        "clock": words.clock(shown),
        "frame": about.line.block if about else None,
        "pitch": pitch,
        "applause": applause_of([pitch]).get(pitch.code, 0) if pitch else 0,
        "questions": questions_message(stage)["shown"],
        "stream": stage.stream_url or stage.occasion.stream_url,
        "pitch_pattern": address(Label("pitch", f"{stage.occasion.slug}/CODE")),
        "place": place,
        "uid": uuid4,
        "sent": sent,
        "problems": problems,
        "text": text,
        "most": rules.QUESTION_LIMIT,
    }
    response = render(request, "stage/audience.html", context, status=422 if problems else 200)
    add_never_cache_headers(response)
    return response


@csrf_exempt  # carries no authority of the sender; a browser that says it came from another site is refused
@require_POST
def ask(request: HttpRequest, slug: str, stage: str) -> HttpResponse:
    """Take a question to the desk."""
    place = heard_stage(slug, stage)
    _only_ours(request)
    text = request.POST.get("text", "").replace("\0", " ")
    if not ratelimit.consume(request, app="strahlkraft.stage", action="ask", config=LIMITS):
        return _page(request, place, problems=(sentence(rules.TOO_MANY),), text=text)
    shown = board(place, at=timezone.now())
    pitch = shown.current.line.pitch if shown.current else None
    try:
        actions.ask(by=NOBODY, at=timezone.now(), stage=place, pitch=pitch, uid=_uid(request), text=text)
    except Refused as refused:
        return _page(request, place, problems=tuple(map(sentence, refused.refusals)), text=text)
    return HttpResponseRedirect(_back(request, place, "gesendet"))


@csrf_exempt  # as above
@require_POST
def clap(request: HttpRequest, slug: str, stage: str) -> HttpResponse:
    """Count one clap for what is on stage: for browsers without scripts, others clap in the stream's process."""
    place = heard_stage(slug, stage)
    _only_ours(request)
    pitch = _on_stage(board(place, at=timezone.now()))
    if pitch and ratelimit.consume(request, app="strahlkraft.stage", action="clap", config=LIMITS):
        try:
            actions.clap(by=NOBODY, at=timezone.now(), slug=slug, claps={pitch: 1})
        except Refused as refused:
            return _page(request, place, problems=tuple(map(sentence, refused.refusals)))
    return HttpResponseRedirect(_back(request, place))


def _on_stage(shown: Board) -> str:
    """The code of the pitch on stage; empty when none is."""
    current = shown.current
    return current.line.pitch.code if current and current.line.pitch else ""


def _back(request: HttpRequest, stage: Stage, *marks: str) -> str:
    said = [*marks, *(["von=saal"] if request.POST.get("von") == HALL else [])]
    return f"{audience_path(stage)}{'?' if said else ''}{'&'.join(said)}"


def _only_ours(request: HttpRequest) -> None:
    if request.headers.get("Sec-Fetch-Site") not in _OWN:
        raise PermissionDenied


def _uid(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("uid", ""))
    except ValueError:
        return uuid4()
