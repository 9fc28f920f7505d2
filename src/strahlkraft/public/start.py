"""The start page."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from django.views.decorators.http import require_safe

from strahlkraft.congress import texts
from strahlkraft.congress.queries.occasions import EventRow, public_events
from strahlkraft.design.addresses import address, localised
from strahlkraft.design.formats import money, number
from strahlkraft.kernel.label import Label
from strahlkraft.projects import cards, queries
from strahlkraft.projects.models import Project
from strahlkraft.public import atlas
from strahlkraft.public.news_about import newest
from strahlkraft.reuse.models import ReuseCase
from strahlkraft.reuse.queries import news

SHOWN = 3


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What one municipality builds, every other one can find."""
    places = atlas.places_with_projects()
    map_svg, map_sources = atlas.project_map(
        places, title=_("Where the projects of the digital model regions come from"), variant="night"
    )
    today = timezone.localdate()
    context = {
        "structured": {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": "Strahlkraft",
            "url": settings.BASE_URL,
        },
        "map_svg": map_svg,
        "map_sources": map_sources,
        "places": places,
        "figures": figures(queries.figures()),
        "examples": _examples(),
        "reused": [cards.card(p) for p in _reused()],
        "running": [cards.card(p) for p in _running()],
        "regions": queries.region_figures(),
        "changes": recent_changes(6),
        "news": newest(SHOWN),
        **_events(today),
    }
    return render(request, "public/start/start.html", context)


def _examples() -> list[dict[str, str]]:
    """Needs to begin with: in the reader's words, searched in those of the register, which is German."""
    messages = (
        gettext_noop("Report road damage"),
        gettext_noop("Register a dog online"),
        gettext_noop("Measure the city's climate"),
    )
    with override("de"):
        asked = [_(message) for message in messages]
    return [{"label": _(message), "q": q} for message, q in zip(messages, asked, strict=True)]


def figures(known: queries.Figures) -> list[dict[str, Any]]:
    """The live figures, each with the records it rests on."""
    catalogue = localised("/projekte/")
    return [
        {
            "number": number(known.records),
            "label": _("records in the register"),
            "note": _("%(projects)s projects, %(sub)s sub-projects, %(offices)s project offices")
            % {"projects": known.projects, "sub": known.subprojects, "offices": known.offices},
            "url": catalogue,
        },
        {
            "number": money(known.funding.amount, "short"),
            "label": _("known funding by the Land"),
            "rests_on": known.funding.known,
            "of": known.funding.of,
            "note": _("%(count)s of the sums are rounded by their source") % {"count": known.funding.approximate},
            "url": localised("/programm/"),
        },
        {
            "number": number(known.reused),
            "label": _("projects with named reuse"),
            "note": _("reuses confirmed as in operation: %(count)s")
            % {"count": number(ReuseCase.objects.in_operation().count())},
            "rests_on": known.records,
            "url": f"{catalogue}?nachgenutzt=yes",
        },
        {
            "number": number(known.licence_named),
            "label": _("projects name a licence. We are changing that."),
            "rests_on": known.records,
            "url": f"{catalogue}?lizenz=none",
        },
    ]


def _reused() -> list[Project]:
    rows = queries.with_tile(Project.objects.published()).filter(participations__role="reuser").distinct()
    return list(rows.order_by("title")[:SHOWN])


def _running() -> list[Project]:
    rows = Project.objects.published().filter(truths__kind="in_operation", truths__value="yes", truths__current=True)
    return list(queries.with_tile(rows.distinct()).order_by("title")[:SHOWN])


def _events(today: date) -> dict[str, list[EventRow]]:
    """The next events, and the last ones for when none is known to come."""
    rows = public_events()
    coming = [row for row in reversed(rows) if row.last_day >= today and not row.cancelled]
    return {"coming": coming[:SHOWN], "past": [row for row in rows if row.last_day < today][:SHOWN]}


def recent_changes(limit: int) -> list[dict[str, Any]]:
    """The newest public changes: what, when, where."""
    return [
        {
            "title": entry.subject_title,
            "url": address(Label(entry.subject_kind, entry.subject_key)),
            "what": texts.VERBS.get(entry.verb, entry.verb),
            "at": entry.at,
        }
        for entry in news.public_changes()[:limit]
    ]
