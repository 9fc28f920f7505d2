"""Events to subscribe to or to take along: all of them, a region's, a series', a single one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.congress import texts
from strahlkraft.congress.formats.calendars import MEDIA_TYPE
from strahlkraft.congress.queries import occasions as queries
from strahlkraft.congress.queries.calendars import appointment, events_calendar
from strahlkraft.design.addresses import address, localised
from strahlkraft.network.models import Region


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """Every public event whose day is known."""
    return _file(queries.public_events(), _("Events of the digital model regions"), localised("/termine/"))


@require_safe
def of_region(request: HttpRequest, slug: str) -> HttpResponse:
    """The public events of one region."""
    region = get_object_or_404(Region, slug=slug)
    rows = [row for row in queries.public_events() if row.region == region]
    name = _("Events in %(region)s") % {"region": region.name}
    return _file(rows, name, f"{localised('/termine/')}?region={region.slug}")


@require_safe
def of_series(request: HttpRequest, slug: str) -> HttpResponse:
    """The public events of one series."""
    series = get_object_or_404(queries.series_of_public_events(), slug=slug)
    rows = [row for row in queries.public_events() if row.series == series]
    name = texts.marked(series.name, demonstration=all(row.demonstration for row in rows))
    return _file(rows, name, f"{localised('/termine/')}?reihe={series.slug}")


@require_safe
def single(request: HttpRequest, slug: str) -> HttpResponse:
    """One event; an event of which no day is known is no entry of a calendar."""
    row = queries.public_event(slug)
    if row is None or appointment(row) is None:
        raise Http404
    return _file([row], texts.marked(row.name, demonstration=row.demonstration), address(row.label))


def _file(rows: list[queries.EventRow], name: str, path: str) -> HttpResponse:
    return HttpResponse(events_calendar(rows, name=name, path=path), content_type=MEDIA_TYPE)
