"""A programme for other programs: schedule.xml and its kin, calendars, tables, paper; two queries each, however large."""

from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from strahlkraft.congress.formats import (
    calendars,
    giggity,
    hub_json,
    running_order,
    schedule_json,
    schedule_xml,
    submissions_json,
)
from strahlkraft.congress.papers.running_order import running_order_pdf
from strahlkraft.congress.published import Programme
from strahlkraft.congress.queries.published import Published
from strahlkraft.design.addresses import address
from strahlkraft.public.schedule.choosing import codes, narrowed
from strahlkraft.public.schedule.pages import found_or_404

MOST_SHEETS = 8
_drawing = Lock()


def _answer(
    request: HttpRequest, found: Published, kind: str, media_type: str, make: Callable[[], bytes], name: str = ""
) -> HttpResponseBase:
    """The file, or 304 when the asker has it; ``name`` makes it a download."""
    etag = quote_etag(f"{found.stamp}-{kind}-{get_language() or 'de'}")
    modified = int(found.changed_at.timestamp())
    known = get_conditional_response(request, etag=etag, last_modified=modified)
    answer = known or HttpResponse(make(), content_type=media_type)
    answer.headers["ETag"] = etag
    answer.headers["Last-Modified"] = http_date(modified)
    answer.headers["Cache-Control"] = "public, no-cache"
    if name and known is None:
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _formats(found: Published) -> dict[str, tuple[str, Callable[[], bytes], str]]:
    """Media type, writer and name of the download (empty: shown in the browser) by the address's ending."""
    programme, slug = found.programme, found.programme.slug
    where: dict[str, Any] = {"base_url": settings.BASE_URL, "address_of": address}
    xml_url = f"{settings.BASE_URL}/termine/{slug}/programm.xml"
    german = (get_language() or "de").startswith("de")
    return {
        "xml": (
            schedule_xml.MEDIA_TYPE,
            lambda: schedule_xml.schedule_xml(programme, **where, url=xml_url),
            "",
        ),
        "ohne-namen.xml": (
            schedule_xml.MEDIA_TYPE,
            lambda: schedule_xml.schedule_xml_without_people(programme, **where),
            "",
        ),
        "json": (schedule_json.MEDIA_TYPE, lambda: schedule_json.schedule_json(programme, **where), ""),
        "hub.json": (hub_json.MEDIA_TYPE, lambda: hub_json.hub_json(programme, **where), ""),
        "beitraege.json": (
            submissions_json.MEDIA_TYPE,
            lambda: submissions_json.submissions_json(programme, **where),
            "",
        ),
        "giggity.json": (
            giggity.MEDIA_TYPE,
            lambda: giggity.giggity_menu(programme, **where, schedule_url=xml_url),
            "",
        ),
        "ics": (calendars.MEDIA_TYPE, lambda: calendars.programme_calendar(programme, **where), f"{slug}.ics"),
        "csv": (
            running_order.CSV_TYPE,
            lambda: running_order.running_order_csv(programme, **where, german=german),
            f"{slug}.csv",
        ),
        "xlsx": (
            running_order.XLSX_TYPE,
            lambda: running_order.running_order_xlsx(programme, **where, say=gettext),
            f"{slug}.xlsx",
        ),
        "pdf": (
            "application/pdf",
            lambda: _sheet(found),
            f"{slug}.pdf",
        ),
    }


def _sheet(found: Published) -> bytes:
    """The running order as a sheet, drawn once for everybody: it takes seconds of a core, and strangers ask for it."""
    with _drawing:
        return _drawn(found.programme, get_language() or "de", found.occasion.demonstration)


@lru_cache(MOST_SHEETS)
def _drawn(programme: Programme, language: str, example: bool) -> bytes:  # noqa: FBT001 - the cache knows values by place
    return running_order_pdf(programme, language=language, example=example)


@require_safe
def export(request: HttpRequest, slug: str, ending: str) -> HttpResponseBase:
    """The newest version as a file."""
    found = found_or_404(slug)
    media_type, make, name = _formats(found)[ending]
    return _answer(request, found, ending, media_type, make, name)


@require_safe
def part(request: HttpRequest, slug: str, kind: str, key: str) -> HttpResponseBase:
    """The calendar of one stage, topic, person or item."""
    found = found_or_404(slug)
    programme = found.programme
    there: dict[str, set[str]] = {
        "stage": {stage.slug for stage in programme.stages},
        "topic": {topic.slug for topic in programme.topics},
        "person": {str(person.guid) for person in programme.people().values()},
        "item": set(found.places),
    }
    if key not in there[kind]:
        raise Http404
    wanted: dict[str, Any] = {kind: UUID(key) if kind == "person" else key}
    return _answer(
        request,
        found,
        f"{kind}-{key}",
        calendars.MEDIA_TYPE,
        lambda: calendars.programme_calendar(programme, base_url=settings.BASE_URL, address_of=address, **wanted),
        f"{slug}-{key}.ics",
    )


@require_safe
def person(request: HttpRequest, slug: str, guid: UUID) -> HttpResponseBase:
    """The calendar of one person."""
    return part(request, slug, "person", str(guid))


@require_safe
def my_calendar(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The calendar of the items named in the address."""
    found = found_or_404(slug)
    chosen = codes(request.GET.get("meine", ""))
    return _answer(
        request,
        found,
        f"mine-{'.'.join(chosen)}",
        calendars.MEDIA_TYPE,
        lambda: calendars.programme_calendar(
            narrowed(found.programme, chosen), base_url=settings.BASE_URL, address_of=address
        ),
        f"{slug}-{len(chosen)}.ics",
    )
