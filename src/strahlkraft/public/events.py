"""Joint events of the programme."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.projects import cards, queries, texts
from strahlkraft.projects.readings import attendance_mode
from strahlkraft.public import structured


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """All events, those to come first."""
    today = timezone.localdate().isoformat()
    rows = list(queries.events())
    context = {
        "coming": sorted((e for e in rows if e.date >= today), key=lambda e: e.date),
        "past": [e for e in rows if e.date < today],
    }
    return render(request, "public/events/events.html", context)


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event with its numbers and sources; contradicting numbers stand side by side."""
    row = queries.events().filter(slug=slug).first()
    if row is None:
        raise Http404
    facts = row.standing_facts
    fields = [field for field in texts.FIELDS if field.startswith("event_")]
    context = {
        "event": row,
        "crumbs": [(_("Events"), localised("/termine/")), (row.name, "")],
        "facts": cards.fact_rows(facts, fields),
        "structured": structured.event(
            row, request.build_absolute_uri(address(row.label)), attendance_mode(row.format)
        ),
    }
    return render(request, "public/events/event.html", context)
