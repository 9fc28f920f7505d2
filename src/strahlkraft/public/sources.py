"""Where the facts come from: all sources, and what rests on each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.projects import cards, queries, texts
from strahlkraft.projects.models import Fact
from strahlkraft.reuse.queries import news


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """All sources, grouped by publisher."""
    rows = news.sources().order_by("publisher", "url")
    return render(request, "public/sources/sources.html", {"sources": rows, "count": len(rows)})


@require_safe
def source(request: HttpRequest, key: str) -> HttpResponse:
    """One source and everything that rests on it."""
    row = get_object_or_404(news.sources(), key=key)
    uses = queries.uses_of(row)
    context = {
        "source": row,
        "crumbs": [(_("Sources"), localised("/quellen/")), (row.publisher, "")],
        "uses": uses,
        "cases": news.cases_from(row),
        "facts": [_fact(f) for f in uses.facts],
    }
    return render(request, "public/sources/source.html", context)


def _fact(fact: Fact) -> dict[str, object]:
    thing = fact.project or fact.region or fact.event or fact.programme
    return {
        "title": str(thing),
        "url": address(thing.label) if thing else "",
        "field": texts.FIELDS.get(fact.field, fact.field),
        "value": cards.value(fact),
        "note": cards.qualifier(fact),
    }
