"""The level of readiness as a badge for other pages: picture and data, of offers, projects and imported software."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address
from strahlkraft.projects import queries as projects
from strahlkraft.projects.models import Project
from strahlkraft.reuse import cards
from strahlkraft.reuse.models import ReuseOffer, Software
from strahlkraft.reuse.queries import offers, software
from strahlkraft.reuse.queries.checks import standing
from strahlkraft.reuse.readiness import badge_json, badge_svg

READ = {"offer": offers.published, "project": projects.published, "software": software.listed}


def _badge(request: HttpRequest, kind: str, slug: str) -> dict[str, Any]:
    record: ReuseOffer | Project | Software | None = READ[kind](slug)
    if record is None:
        raise Http404
    checked = standing(record, today=timezone.localdate())
    return {
        "level": checked.check.level,
        "label": _("Readiness"),
        "words": cards.level_badge(checked.check.level)["text"],
        "checked_on": checked.confirmed_at.date() if checked.confirmed_at else None,
        "url": request.build_absolute_uri(address(record.label)),
    }


@require_safe
def picture(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The level as a picture for other pages."""
    badge = _badge(request, kind, slug)
    language = get_language() or "de"
    svg = badge_svg(badge["level"], label=badge["label"], words=badge["words"], language=language)
    return HttpResponse(svg, content_type="image/svg+xml")


@require_safe
def data(request: HttpRequest, kind: str, slug: str) -> JsonResponse:
    """The level as data for those who draw their own badge; any page may read it."""
    response = JsonResponse(badge_json(**_badge(request, kind, slug)))
    response["Access-Control-Allow-Origin"] = "*"
    return response
