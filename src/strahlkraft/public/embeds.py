"""What a municipality shows on its own pages: its reusable projects, as a frame or as data.

No script, no cookie, nothing counted: the frame is one page with one style sheet.
"""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.network import queries as network
from strahlkraft.network.models import Municipality
from strahlkraft.projects import queries
from strahlkraft.projects.models import Project, RecordKind, TruthKind
from strahlkraft.projects.texts import TRUTHS
from strahlkraft.reuse import texts
from strahlkraft.reuse.models import ReuseOffer
from strahlkraft.reuse.queries import offers

View = Callable[..., HttpResponseBase]
MATCHES = 20
AN_HOUR = 3600


def _framed(view: View) -> View:
    """Any page may show the answer in a frame, and anybody may keep it for an hour; all other headers stay as they are."""
    open_to_all = csp_replace({"frame-ancestors": ["*"]})(view)
    return cache_control(public=True, max_age=AN_HOUR)(xframe_options_exempt(open_to_all))


def _place(key: str) -> Municipality:
    row = network.municipality_by_slug(key)
    if row is None:
        raise Http404
    return row


def _shown(row: Municipality) -> list[dict[str, Any]]:
    """The municipality's offers that still stand, then the projects it leads without one, unless said not to be reusable."""
    offered = [offer for offer in offers.of_municipality(row) if not (offer.superseded_by_id or offer.superseded_note)]
    described = {offer.project_id for offer in offered}
    led = [project for project in queries.of_municipality(row)["lead"] if project.kind != RecordKind.OFFICE]
    return [_offer(offer) for offer in offered] + [
        _project(project, answer)
        for project in led
        if project.pk not in described and (answer := _reusable(project)) != "no"
    ]


def _offer(offer: ReuseOffer) -> dict[str, Any]:
    return {
        "kind": "offer",
        "title": offer.title,
        "summary": offer.summary,
        "what": str(texts.RESULT_KINDS[offer.kind]),
        "licence": offer.licence,
        "url": f"{settings.BASE_URL}{address(offer.label)}",
    }


def _project(project: Project, answer: str) -> dict[str, Any]:
    return {
        "kind": "project",
        "title": project.title,
        "summary": project.summary,
        "what": f"{_('Project')} · {TRUTHS[TruthKind.REUSABLE, answer]}",
        "licence": "",
        "url": f"{settings.BASE_URL}{address(project.label)}",
    }


def _reusable(project: Project) -> str:
    return next((truth.value for truth in project.standing_truths if truth.kind == TruthKind.REUSABLE), "unknown")


@_framed
@require_safe
def municipality_frame(request: HttpRequest, key: str) -> HttpResponse:
    """Our reusable projects, for a frame on the municipality's page."""
    row = _place(key)
    context = {"row": row, "items": _shown(row), "home": f"{settings.BASE_URL}{address(row.label)}"}
    return render(request, "public/embeds/municipality.html", context)


@cache_control(public=True, max_age=AN_HOUR)
@require_safe
def municipality_data(request: HttpRequest, key: str) -> JsonResponse:
    """The same as data; any page may read it."""
    row = _place(key)
    response = JsonResponse(
        {
            "municipality": {"key": row.key, "name": row.official_name},
            "url": f"{settings.BASE_URL}{address(row.label)}",
            "items": _shown(row),
        }
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def embeds(request: HttpRequest) -> HttpResponse:
    """How a municipality shows its reusable projects on its own page: choose, look, copy one line."""
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:80]
    chosen = network.municipality_by_slug(request.GET.get("kommune", "").replace("\0", ""))
    context: dict[str, Any] = {
        "crumbs": [(_("Reuse"), localised("/angebote/")), (_("Show on your own page"), "")],
        "q": text,
        "matches": _matches(text),
        "chosen": chosen,
    }
    if chosen is not None:
        path = localised(f"/einbetten/kommunen/{chosen.key}.html")
        context |= {
            "frame_path": path,
            "frame_url": f"{settings.BASE_URL}{path}",
            "data_url": f"{settings.BASE_URL}{localised(f'/einbetten/kommunen/{chosen.key}.json')}",
            "frame_title": _("Projects of %(name)s for others to reuse") % {"name": chosen.name},
        }
    return render(request, "public/embeds/embeds.html", context)


def _matches(text: str) -> list[Municipality]:
    """Those that fit what was typed; without a word those that lead something."""
    if text:
        return list(network.municipalities_matching(text).order_by("name", "key")[:MATCHES])
    active = network.municipalities_matching("").filter(pk__in=queries.active_municipality_ids())
    return list(active.order_by("name", "key")[:MATCHES])
