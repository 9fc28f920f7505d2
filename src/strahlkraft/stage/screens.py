"""Screens everybody may see: the countdown of a stage, the board of all stages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from strahlkraft.congress.models import Occasion, Stage
from strahlkraft.congress.queries.stage import board, boards
from strahlkraft.design.addresses import localised
from strahlkraft.stage import words


def heard_occasion(slug: str) -> Occasion:
    """An event with a public programme; 404 for every other one."""
    return get_object_or_404(Occasion.objects.public().filter(versions__isnull=False).distinct(), slug=slug)


def heard_stage(slug: str, stage: str) -> Stage:
    """A stage of such an event."""
    return get_object_or_404(heard_occasion(slug).stages.select_related("occasion"), slug=stage)


def audience_path(stage: Stage, *, hall: bool = False) -> str:
    """Where people take part in what happens on a stage; ``hall``: they came by the code on the screen."""
    path = localised(f"/buehne/{stage.occasion.slug}/{stage.slug}/publikum/")
    return f"{path}?von=saal" if hall else path


@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """All screens of an event, to open on the devices in the hall."""
    occasion = heard_occasion(slug)
    return render(request, "stage/overview.html", {"occasion": occasion, "stages": occasion.stages.all()})


@require_safe
def screen(request: HttpRequest, slug: str, stage: str) -> HttpResponse:
    """The countdown for speaker and hall: number, ring, shape and word; what comes next; a code to take part."""
    place = heard_stage(slug, stage)
    shown = board(place, at=timezone.now())
    context = {
        "occasion": place.occasion,
        "stage": place,
        "board": shown,
        "clock": words.clock(shown),
        "code": words.qr(audience_path(place, hall=True)),
    }
    return _fresh(render(request, "stage/screen.html", context))


@require_safe
def signage(request: HttpRequest, slug: str) -> HttpResponse:
    """The board for corridors: every stage, what is on, what comes, how late."""
    occasion = heard_occasion(slug)
    shown = [(one, words.delay(max(0, one.projection.drift_seconds))) for one in boards(occasion, at=timezone.now())]
    return _fresh(render(request, "stage/signage.html", {"occasion": occasion, "boards": shown}))


def _fresh(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
