"""The programme, a pitch, one's own programme, versions: one answer each, drawn on the server, without a cookie."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.congress.formats.structured import event_json_ld, item_json_ld
from strahlkraft.congress.models import Occasion
from strahlkraft.congress.queries import published as reading
from strahlkraft.congress.queries.programme import readable
from strahlkraft.congress.queries.published import Published
from strahlkraft.congress.rules.vocabulary import PitchState
from strahlkraft.design.addresses import address, localised
from strahlkraft.design.icons import icon_svg
from strahlkraft.design.templatetags.strahlkraft import json_ld
from strahlkraft.kernel.label import Label
from strahlkraft.public.schedule.choosing import VIEWS, Choice, choice_of, modes
from strahlkraft.public.schedule.keeping import kept
from strahlkraft.public.schedule.shown import Shown, overlaps, page_of


def found_or_404(slug: str, number: int | None = None) -> Published:
    """A version of a public programme, else 404."""
    found = reading.published(slug, number)
    if found is None:
        raise Http404
    return found


def _words() -> dict[str, Any]:
    """Words that stand on every card, looked up once for all of them."""
    return {
        "cancelled": _("does not take place"),
        "keynote": _("keynote"),
        "remote": _("by video link"),
        "sign": _("sign language"),
        "captions": _("live captions"),
        "recorded": _("with recording"),
        "english": _("in English"),
        "star": _("Add to my programme"),
        "unstar": _("Take out of my programme"),
        "star_icon": mark_safe(icon_svg("star")),  # noqa: S308 - a drawing of ours
    }


def _common(found: Published) -> dict[str, Any]:
    slug = found.programme.slug
    return {
        "words": _words(),
        "card_template": loader.get_template("public/programme/_card.html"),
        "programme": found.programme,
        "occasion": found.occasion,
        "version": found.version,
        "page_url": page_of(slug),
        "event_url": address(found.occasion.label),
        "files": localised(f"/termine/{slug}/programm"),
    }


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole programme: by time, stage, topic or person, filtered, with one's own choice marked."""
    found = found_or_404(slug)
    structured = (
        "" if request.GET else kept(("structured", found.stamp, slug), lambda: str(json_ld(_structured(found))))
    )
    return _programme(request, found, {"structured": structured})


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An older version as it was, said so on top."""
    found = found_or_404(slug, number)
    newest = reading.has_programme(found.occasion)
    old = newest is not None and newest.number != number
    base = reverse("public:programme_version", args=[slug, number])
    return _programme(request, found, {"old": old, "newest": newest}, base=base)


def _programme(request: HttpRequest, found: Published, more: dict[str, Any], base: str = "") -> HttpResponse:
    choice = choice_of(request.GET)
    own = base or page_of(found.programme.slug)
    context = {
        **_common(found),
        "crumbs": [
            (_("Events"), localised("/termine/")),
            (found.occasion.name, address(found.occasion.label)),
            (_("Programme"), ""),
        ],
        "choice": choice,
        "views": _views(choice, own),
        "topics": found.programme.topics,
        "stages": found.programme.stages,
        "modes": modes(),
        "own": own,
        "mine_url": f"{page_of(found.programme.slug)}meine/",
        "plain_url": f"{own}{Choice(view=choice.view, mine=choice.mine).query()}",
        "mine_query": Choice(mine=choice.mine).query(),
        **more,
    }
    context["drawn"] = kept(
        (own, found.stamp, choice.query(), str(more.get("old", ""))), lambda: _drawn(found, choice, own, context)
    )
    return render(request, "public/programme/schedule.html", context)


def _drawn(found: Published, choice: Choice, own: str, context: dict[str, Any]) -> str:
    """What was found, as its part of the page."""
    shown = Shown(found, choice, own)
    by_time = choice.view == "zeit"
    seen = {
        "count": shown.count,
        "columns": [shown.stages[stage].name for stage in shown.columns()] if by_time else [],
        "rows": shown.rows() if by_time else [],
        "groups": [] if by_time else shown.groups(),
    }
    return loader.render_to_string("public/programme/_found.html", {**context, **seen})


def _views(choice: Choice, base: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"{base}{choice.query(view=view)}", "current": choice.view == view}
        for view, label in VIEWS.items()
    ]


def _structured(found: Published) -> dict[str, Any]:
    return event_json_ld(found.programme, base_url=settings.BASE_URL, address_of=address)


@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own programme by the codes in the address: nothing is kept here about anybody."""
    found = found_or_404(slug)
    choice = Choice(mine=choice_of(request.GET).mine)
    base = reverse("public:my_programme", args=[slug])
    cards = [card for card in Shown(found, choice, base).cards if card.starred]
    context = {
        **_common(found),
        "crumbs": [
            (found.occasion.name, address(found.occasion.label)),
            (_("Programme"), page_of(slug)),
            (_("My programme"), ""),
        ],
        "cards": cards,
        "overlaps": overlaps(cards),
        "query": choice.query(),
        "share_url": f"{settings.BASE_URL}{base}{choice.query()}",
    }
    return render(request, "public/programme/mine.html", context)


@require_safe
def pitch(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One pitch: when, where, who, which project, what is kept of it, and how to get in contact."""
    found = found_or_404(slug)
    if code not in found.places:
        raise Http404
    stage, block, item = found.places[code]
    choice = choice_of(request.GET)
    row = reading.pitch_of(found.occasion, code)
    shown = Shown(found, choice)
    around = [(s, b, i) for s, b, i in found.programme.placed() if b.slug == block.slug and s.slug == stage.slug]
    place = [other.code for _s, _b, other in around].index(code)
    context = {
        **_common(found),
        "crumbs": [
            (found.occasion.name, address(found.occasion.label)),
            (_("Programme"), f"{page_of(slug)}{choice.query()}"),
            (item.title, ""),
        ],
        "item": item,
        "block": block,
        "stage": stage,
        "card": shown.card(stage, block, item),
        "topic": shown.topics.get(item.topic),
        "before": shown.card(*around[place - 1]) if place else None,
        "after": shown.card(*around[place + 1]) if place + 1 < len(around) else None,
        "project": row.project.label if row and row.project and item.project else None,
        "recordings": [link for link in item.links if link.kind == "recording"],
        "links": [link for link in item.links if link.kind != "recording"],
        "pitch": row,
        "slides_url": localised(f"/termine/{slug}/{code}/folien/") if row and row.slides else "",
        "contact_url": _contact_url(slug, code) if row and row.state == PitchState.CONFIRMED else "",
        "structured": item_json_ld(found.programme, code, base_url=settings.BASE_URL, address_of=address),
    }
    return render(request, "public/programme/pitch.html", context)


def _contact_url(slug: str, code: str) -> str:
    return localised(f"/termine/{slug}/{code}/kontakt/") + "?von=seite"


@require_safe
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version with its note and what it changed."""
    found = found_or_404(slug)
    rows = [
        {"version": row, "changes": [readable(change) for change in row.changes] if row.number > 1 else []}
        for row in reading.versions(found.occasion)
    ]
    context = {
        **_common(found),
        "rows": rows,
        "crumbs": [
            (found.occasion.name, address(found.occasion.label)),
            (_("Programme"), page_of(slug)),
            (_("Versions"), ""),
        ],
    }
    return render(request, "public/programme/versions.html", context)


@require_safe
def offline(request: HttpRequest, slug: str) -> HttpResponse:
    """The script that keeps this event's programme readable without a network; it serves these pages only."""
    found_or_404(slug)
    answer = render(request, "public/programme/offline.js", {"page_url": page_of(slug)}, content_type="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def section(_request: HttpRequest, occasion: Occasion) -> dict[str, Any] | None:
    """The programme's part of an event's page; None while nothing is published."""
    newest = reading.has_programme(occasion)
    if newest is None:
        return None
    return {"version": newest, "url": address(Label("programme_of", occasion.slug))}
