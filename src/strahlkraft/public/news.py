"""News: the list with its filters, an article with all that belongs to it, the archive by year, its social card."""

from dataclasses import dataclass
from datetime import MAXYEAR
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.network.models import Region
from strahlkraft.newsroom.papers.cards import card_png, card_svg
from strahlkraft.newsroom.queries import articles as queries
from strahlkraft.newsroom.queries.articles import Read
from strahlkraft.newsroom.queries.pictures import sources
from strahlkraft.newsroom.texts.articles import KINDS
from strahlkraft.projects.models import FieldOfAction
from strahlkraft.public import news_structured
from strahlkraft.public.news_about import language, tiles
from strahlkraft.public.projects import page_number
from strahlkraft.search.queries import search
from strahlkraft.search.rules import Query

PAGE_SIZE = 12
MOST_FOUND = 60
"""Articles a search of words gives at most: whoever needs more says more."""
RELATED = 3
CARD_AGE = 3600
_FILTERS = (("region", "region"), ("topic", "thema"), ("kind", "art"), ("year", "jahr"), ("text", "q"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters of the list, from the address; a value that makes no sense counts as not set."""

    region: str = ""
    topic: str = ""
    kind: str = ""
    year: int | None = None
    text: str = ""

    @classmethod
    def of(cls, data: QueryDict) -> "Chosen":
        """Read them."""
        kind, year = data.get("art", ""), data.get("jahr", "")
        return cls(
            region=_name(data.get("region", "")),
            topic=_name(data.get("thema", "")),
            kind=kind if kind in KINDS else "",
            year=int(year) if len(year) == 4 and year.isascii() and year.isdecimal() and year > "0999" else None,  # noqa: PLR2004 - digits of a year
            text=" ".join(data.get("q", "").replace("\0", " ").split())[:200],
        )

    @property
    def any(self) -> bool:
        """Whether anything is filtered."""
        return any((self.region, self.topic, self.kind, self.year, self.text))

    @property
    def query(self) -> str:
        """The filters as part of an address, always in the same order; empty for none."""
        pairs = [(parameter, str(value)) for name, parameter in _FILTERS if (value := getattr(self, name))]
        return f"?{urlencode(pairs)}" if pairs else ""

    def fits(self, one: Read) -> bool:
        """Whether an article the search of words found is among those asked for."""
        return (
            self.region in ("", one.region.key if one.region else "")
            and self.topic in ("", one.topic.key if one.topic else "")
            and self.kind in ("", one.kind)
            and self.year in (None, localtime(one.published_at).year)
        )


def _name(text: str) -> str:
    """A part of an address; empty for what can be none."""
    return text if len(text) <= 100 and text.replace("-", "").replace("_", "").isalnum() else ""  # noqa: PLR2004 - a slug


@require_safe
def news_list(request: HttpRequest) -> HttpResponse:
    """What appeared, newest first; by region, topic, kind, year and words, each a shareable address."""
    chosen = Chosen.of(request.GET)
    page = Paginator(_found(chosen), PAGE_SIZE).get_page(page_number(request))
    regions, topics = list(Region.objects.order_by("name")), list(FieldOfAction.objects.order_by("name"))
    context = {
        "chosen": chosen,
        "page": page,
        "tiles": tiles(page),
        "regions": regions,
        "topics": topics,
        "kinds": list(KINDS.items()),
        "years": queries.years(),
        "feed": _feed(chosen, regions, topics),
        "crumbs": [(pgettext("navigation", "News"), "")],
    }
    return render(request, "public/news/list.html", context)


def _found(chosen: Chosen) -> Any:
    """The articles asked for; those that hold the words come with the best first."""
    if not chosen.text:
        return queries.readable(
            language=language(), region=chosen.region, topic=chosen.topic, kind=chosen.kind, year=chosen.year
        )
    hits = search(Query(text=chosen.text, kinds=("article",), limit=MOST_FOUND)).hits
    return [one for one in queries.named([hit.key for hit in hits], language()) if chosen.fits(one)]


def _feed(chosen: Chosen, regions: list[Region], topics: list[FieldOfAction]) -> dict[str, str]:
    """The feeds that fit what is chosen: their words and their path, without the ending."""
    region = next((row for row in regions if row.slug == chosen.region), None)
    topic = next((row for row in topics if row.slug == chosen.topic), None)
    if topic is not None:
        return {"label": topic.name, "path": localised(f"/neues/themen/{topic.slug}/feed")}
    if region is not None:
        return {"label": region.name, "path": localised(f"/neues/regionen/{region.slug}/feed")}
    return {"label": _("all news"), "path": localised("/neues/feed")}


@require_safe
def archive(request: HttpRequest, year: int) -> HttpResponse:
    """Everything of one year, by month; a year without articles is not there."""
    found = list(queries.readable(language=language(), year=year)) if 0 < year <= MAXYEAR else []
    if not found:
        raise Http404
    months = groupby(found, key=lambda one: localtime(one.published_at).replace(day=1).date())
    context = {
        "year": str(year),
        "count": len(found),
        "months": [(date_format(month, "F Y"), [_line(one) for one in rows]) for month, rows in months],
        "years": queries.years(),
        "here": year,
        "crumbs": [(pgettext("navigation", "News"), localised("/neues/")), (str(year), "")],
    }
    return render(request, "public/news/archive.html", context)


def _line(one: Read) -> dict[str, Any]:
    return {"read": one, "kind": KINDS[one.kind]}


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article as readers have it, with its corrections and figures; 404 for what never appeared."""
    read = queries.read(slug, language())
    if read is None:
        raise Http404
    shown = sources([read.lead_picture, *read.gallery], language())
    lead = shown.get(read.lead_picture.pk) if read.lead_picture else None
    url = f"{settings.BASE_URL}{address(read.label)}"
    context = {
        "read": read,
        "og_type": "article",
        "html": SafeString(read.html),  # made safe where it is rendered
        "kind": KINDS[read.kind],
        "lead_picture": lead,
        "gallery": [shown[picture.pk] for picture in read.gallery if picture.pk in shown],
        "figures": [one for one in read.figures if one.known],
        "related": [_line(one) for one in queries.about(read.label, language(), RELATED)],
        "crumbs": [(pgettext("navigation", "News"), localised("/neues/")), (read.title, "")],
        "card": f"{url}karte.png?v={read.version}",
        "structured": news_structured.article(read, url=url, card=f"{url}karte.png", picture=lead),
        "crumbs_structured": news_structured.crumbs(read, url),
        "year": str(localtime(read.published_at).year),
    }
    return render(request, "public/news/article.html", context)


# ---- cards


@require_safe
def card(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The headline as a picture for links on other sites."""
    found = queries.headline(slug, language())
    if found is None:
        raise Http404
    words = _kicker(found)
    headers = {"Cache-Control": f"public, max-age={CARD_AGE}", "X-Content-Type-Options": "nosniff"}
    if ending == "svg":
        return HttpResponse(card_svg(found.title, words, found.language), content_type="image/svg+xml", headers=headers)
    return HttpResponse(_drawn(found.title, words, found.language), content_type="image/png", headers=headers)


def _kicker(one: Read) -> str:
    parts = [str(KINDS[one.kind]), one.region.title if one.region else "", _("Example") if one.demonstration else ""]
    return " · ".join(part for part in parts if part)


@lru_cache(maxsize=64)
def _drawn(title: str, kicker: str, language: str) -> bytes:
    """Drawing takes a moment and the same words give the same picture."""
    return card_png(title, kicker, language)
