"""News to subscribe to: Atom, RSS 2.0 and JSON Feed, of everything, of a region, of a topic; the news part of the sitemap.

A correction counts as an update: readers of a feed are told what was corrected.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from strahlkraft.design import formats
from strahlkraft.design.addresses import address, localised
from strahlkraft.kernel.xml_text import xml_text
from strahlkraft.network.models import Region
from strahlkraft.newsroom.queries import articles as queries
from strahlkraft.newsroom.queries.articles import Read
from strahlkraft.newsroom.queries.pictures import sources
from strahlkraft.newsroom.texts.articles import KINDS
from strahlkraft.projects.models import FieldOfAction
from strahlkraft.public.news_about import language

LENGTH = 50
FRESH = timedelta(days=2)
"""What search engines call news (Google's news sitemap)."""
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


class _Rss(Rss201rev2Feed):
    """RSS 2.0 that says when something was corrected: RSS itself has no word for it, Atom's is understood."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """The usual, and when it changed last."""
        super().add_item_elements(handler, item)
        if item["updateddate"] is not None:
            handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which articles, what the feed is called and which page it belongs to."""

    title: str
    page: str
    region: str = ""
    topic: str = ""

    def rows(self) -> list[Read]:
        """The newest."""
        return queries.readable(language=language(), region=self.region, topic=self.topic)[:LENGTH]


def _wanted(region: str, topic: str) -> _Wanted:
    """The feed an address names; 404 for a region or topic that is not there."""
    name, page, label = pgettext("navigation", "News"), localised("/neues/"), ""
    if region:
        label = get_object_or_404(Region, slug=region).name
        page = f"{page}?region={region}"
    if topic:
        label = get_object_or_404(FieldOfAction, slug=topic).name
        page = f"{page}?thema={topic}"
    return _Wanted(" · ".join(filter(None, ("Strahlkraft", name, label))), page, region, topic)


@require_safe
def feed(request: HttpRequest, ending: str, region: str = "", topic: str = "") -> HttpResponse:
    """The newest articles in one of the three formats."""
    make = _FORMATS.get(ending)
    if make is None:
        raise Http404
    return make(request, _wanted(region, topic))


def _xml(request: HttpRequest, wanted: _Wanted, kind: type[SyndicationFeed], media_type: str) -> HttpResponse:
    made = kind(
        title=xml_text(wanted.title),
        link=f"{settings.BASE_URL}{wanted.page}",
        description=_("What the digital model regions have brought, and what is new there"),
        language=language(),
        feed_url=f"{settings.BASE_URL}{request.path}",
    )
    for one in wanted.rows():
        made.add_item(
            title=xml_text(_title(one)),
            link=_url(one),
            description=xml_text(_told(one)),
            unique_id=_name(one),
            unique_id_is_permalink=False,
            pubdate=one.published_at,
            updateddate=one.changed_at or one.published_at,
            categories=[xml_text(word) for word in _words(one)],
        )
    return HttpResponse(made.writeString("utf-8"), content_type=f"{media_type}; charset=utf-8")


def _atom(request: HttpRequest, wanted: _Wanted) -> HttpResponse:
    return _xml(request, wanted, Atom1Feed, "application/atom+xml")


def _rss(request: HttpRequest, wanted: _Wanted) -> HttpResponse:
    return _xml(request, wanted, _Rss, "application/rss+xml")


def _json(request: HttpRequest, wanted: _Wanted) -> HttpResponse:
    rows = wanted.rows()
    shown = sources([one.lead_picture for one in rows], language())
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": wanted.title,
        "home_page_url": f"{settings.BASE_URL}{wanted.page}",
        "feed_url": f"{settings.BASE_URL}{request.path}",
        "language": language(),
        "items": [_item(one, shown.get(one.lead_picture.pk) if one.lead_picture else None) for one in rows],
    }
    return JsonResponse(content, content_type="application/feed+json")


_FORMATS: Mapping[str, Callable[[HttpRequest, _Wanted], HttpResponse]] = {"atom": _atom, "rss": _rss, "json": _json}


def _item(one: Read, picture: Any) -> dict[str, Any]:
    item = {
        "id": _name(one),
        "url": _url(one),
        "title": _title(one),
        "content_text": _told(one),
        "summary": one.lead,
        "language": one.language,
        "date_published": one.published_at.isoformat(),
        "date_modified": (one.changed_at or one.published_at).isoformat(),
        "tags": _words(one),
        "image": f"{settings.BASE_URL}{picture.wide.src}" if picture else "",
    }
    return {name: value for name, value in item.items() if value not in ("", [])}


def _name(one: Read) -> str:
    """What an article is called in every feed, whatever language it is read in."""
    return f"{settings.BASE_URL}{settings.ADDRESSES['article'].format(key=one.slug)}"


def _url(one: Read) -> str:
    return f"{settings.BASE_URL}{address(one.label)}"


def _title(one: Read) -> str:
    return f"{_('Example')}: {one.title}" if one.demonstration else one.title


def _told(one: Read) -> str:
    """The lead, and below it what was corrected."""
    notes = [
        _("Corrected on %(day)s: %(note)s") % {"day": formats.day(timezone.localdate(note.at)), "note": note.text}
        for note in one.notes
    ]
    return "\n\n".join(filter(None, [one.lead, *notes]))


def _words(one: Read) -> list[str]:
    return [str(KINDS[one.kind]), *(label.title for label in (one.region, one.topic) if label)]


# ---- for search engines


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """What appeared within two days, in every language it is written in; everything older stands in the ordinary sitemap."""
    since = timezone.now() - FRESH
    rows = [row for code, _words in settings.LANGUAGES for row in _fresh(since, code)]
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="{_NEWS}">',
        *rows,
        "</urlset>",
    )
    return HttpResponse("\n".join(lines), content_type="application/xml")


def _fresh(since: datetime, code: str) -> list[str]:
    found = queries.readable(language=code)[:LENGTH]
    return [_entry(one, code) for one in found if one.published_at >= since and not one.foreign]


def _entry(one: Read, code: str) -> str:
    path = localised(settings.ADDRESSES["article"].format(key=one.slug), code)
    return (
        f"<url><loc>{escape(settings.BASE_URL + path)}</loc><news:news><news:publication>"
        f"<news:name>Strahlkraft</news:name><news:language>{code}</news:language></news:publication>"
        f"<news:publication_date>{one.published_at.isoformat()}</news:publication_date>"
        f"<news:title>{escape(xml_text(_title(one)))}</news:title></news:news></url>"
    )
