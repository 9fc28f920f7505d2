"""What can be taken over as feeds: of everything, or of any question the list can be asked."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.kernel.xml_text import xml_text
from strahlkraft.public.offers import asked, question
from strahlkraft.reuse.catalogue import FACETS, CatalogueQuery, Found, newest
from strahlkraft.reuse.models import PeerEntry

LENGTH = 50


def _title(query: CatalogueQuery) -> str:
    """What the feed is about, in words: the search and the chosen filters."""
    parts = [f"“{query.text}”"] if query.text else []
    for facet in FACETS:
        chosen = query.filters.get(facet.name, ())
        words = facet.words(chosen) if chosen else {}
        parts += [str(words.get(value, value)) for value in chosen]
    return " · ".join(["Strahlkraft", _("What can be taken over"), *parts])


def _item(found: Found) -> dict[str, Any]:
    record = found.record
    return {
        "id": f"{settings.BASE_URL}{settings.ADDRESSES[found.hit.kind].format(key=found.hit.key)}",
        "url": f"{settings.BASE_URL}{address(record.label)}",
        "title": xml_text(str(record)),
        "text": xml_text(found.hit.summary),
        "at": record.seen_at if isinstance(record, PeerEntry) else record.changed_at,
    }


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The newest of what matches as an Atom feed."""
    query = asked(request)
    feed = Atom1Feed(
        title=xml_text(_title(query)),
        link=f"{settings.BASE_URL}{localised('/angebote/')}{question(request)}",
        description=_("Offers and software that match, the last changed first"),
        language=get_language() or "de",
        feed_url=f"{settings.BASE_URL}{request.path}{question(request)}",
    )
    for item in map(_item, newest(query, LENGTH)):
        feed.add_item(
            title=item["title"],
            link=item["url"],
            description=item["text"],
            unique_id=item["id"],
            updateddate=item["at"],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def json_feed(request: HttpRequest) -> JsonResponse:
    """The same as a JSON Feed (version 1.1)."""
    query = asked(request)
    items = [
        {
            "id": item["id"],
            "url": item["url"],
            "title": item["title"],
            "content_text": item["text"],
            "date_modified": item["at"].isoformat(),
        }
        for item in map(_item, newest(query, LENGTH))
    ]
    return JsonResponse(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": _title(query),
            "home_page_url": f"{settings.BASE_URL}{localised('/angebote/')}{question(request)}",
            "feed_url": f"{settings.BASE_URL}{request.path}{question(request)}",
            "items": items,
        },
        content_type="application/feed+json",
    )
