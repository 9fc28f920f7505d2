"""All that can be taken over: the list, the page of one offer, its versions and its badge."""

import csv
import io
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.spreadsheets import defused
from strahlkraft.public import structured
from strahlkraft.public.news_about import about
from strahlkraft.public.projects import page_number
from strahlkraft.public.reasons import why
from strahlkraft.reuse import cards
from strahlkraft.reuse.catalogue import (
    FACETS,
    KINDS,
    SORTS,
    CatalogueQuery,
    CatalogueResult,
    Found,
    everything,
    find,
    offers_there_are,
    read_params,
)
from strahlkraft.reuse.formats import publiccode
from strahlkraft.reuse.models import OfferVersion, ReuseOffer
from strahlkraft.reuse.queries import offers
from strahlkraft.reuse.queries.cases import cases_of, figures_of
from strahlkraft.reuse.queries.checks import standing
from strahlkraft.reuse.queries.exchange import also_elsewhere
from strahlkraft.search.queries import highlighter, suggest

PAGE_SIZE = 24
SUGGESTED = 8
OPEN_FACETS = ("origin", "what", "level", "licensed")
OPTIONS_SHOWN = 30  # of filters whose values nobody has counted beforehand


def asked(request: HttpRequest, *, limit: int = PAGE_SIZE, offset: int = 0) -> CatalogueQuery:
    """The question in an address: page, exports and feeds read it alike."""
    params = {name: request.GET.getlist(name) for name in request.GET}
    return read_params(params, limit=limit, offset=offset)


def question(request: HttpRequest) -> str:
    """The same question as query string, without page and order, for feeds and exports; with ``?`` when there is any."""
    known = request.GET.copy()
    for name in set(known) - {facet.param for facet in FACETS} - {"q"}:
        del known[name]
    return f"?{known.urlencode()}" if known else ""


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Offers, imported software and what other instances offer, searched and filtered."""
    number = page_number(request)
    query = asked(request, offset=(number - 1) * PAGE_SIZE)
    result = find(query)
    context: dict[str, Any] = {
        "query": query,
        "result": result,
        "cards": _found_cards(result),
        "nearest": [cards.found_card(found) for found in result.nearest],
        "groups": facet_groups(result),
        "active": active_filters(request, query),
        "sorts": [
            {"value": name, "label": words, "selected": name == query.effective_sort}
            for name, (_order, words) in SORTS.items()
            if query.text or name != "relevanz"
        ],
        "page": Paginator(range(result.total), PAGE_SIZE).get_page(number),
        "question": question(request),
        "offers": offers_there_are(),
        "projects_url": localised("/projekte/") + (f"?{_only_text(query)}" if query.text else ""),
        "without_filters": _only_text(query),
    }
    return render(request, "public/offers/catalogue.html", context)


def _only_text(query: CatalogueQuery) -> str:
    return urlencode({"q": query.text}) if query.text else ""


def _found_cards(result: CatalogueResult) -> list[dict[str, Any]]:
    if not result.query.text:
        return [cards.found_card(found) for found in result.found]
    mark = highlighter(result.query.text)
    shown = []
    for found in result.found:
        card = cards.found_card(found, why=why(found.hit))
        shown.append(card | {"title_parts": mark(card["title"]), "summary_parts": mark(card["summary"])})
    return shown


def facet_groups(result: CatalogueResult) -> list[dict[str, Any]]:
    """The filters with their values, how many records each would leave, and which are chosen."""
    groups = []
    for facet in FACETS:
        counts = result.counts.get(facet.name, {})
        chosen = result.query.filters.get(facet.name, ())
        known = facet.words([*sorted(counts, key=lambda value: (-counts[value], value))[:OPTIONS_SHOWN], *chosen])
        options = [
            {"value": value, "label": words, "count": counts.get(value, 0), "selected": value in chosen}
            for value, words in known.items()
            if counts.get(value) or value in chosen
        ]
        is_open = facet.name in OPEN_FACETS or bool(chosen)
        groups.append({"name": facet.param, "label": facet.title, "options": options, "open": is_open})
    return [group for group in groups if group["options"]]


def active_filters(request: HttpRequest, query: CatalogueQuery) -> list[dict[str, Any]]:
    """The chosen values, each with the address of the page without it."""
    found = []
    for facet in FACETS:
        chosen = query.filters.get(facet.name, ())
        words = facet.words(chosen) if chosen else {}
        for value in chosen:
            rest = request.GET.copy()
            rest.setlist(facet.param, [v for v in rest.getlist(facet.param) if v != value])
            rest.pop("seite", None)
            found.append({"text": words.get(value, value), "remove_url": f"?{rest.urlencode()}"})
    return found


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Continuations of what is being typed, as options of the search field."""
    words = suggest(request.GET.get("q", "")[:100], SUGGESTED, kinds=KINDS)
    return render(request, "public/needs/town_options.html", {"options": [{"value": word} for word in words]})


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """All that matches as a table (RFC 4180, UTF-8)."""
    out = io.StringIO()
    writer = csv.writer(out)
    rows = [cards.plain(found) for found in everything(asked(request))]
    for place, row in enumerate(rows):
        if place == 0:
            writer.writerow(row)
        writer.writerow([defused(value) for value in row.values()])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = 'attachment; filename="angebote.csv"'
    return response


@require_safe
def as_json(request: HttpRequest) -> JsonResponse:
    """All that matches as data."""
    rows: list[Found] = everything(asked(request))
    return JsonResponse({"count": len(rows), "items": [cards.plain(found) for found in rows]})


def ask_address(kind: str, slug: str) -> str:
    """Where somebody asks to take a thing over."""
    return address(Label("ask", f"{kind}-{slug}"))


def watch_address(kind: str, slug: str) -> str:
    """Where somebody asks to be told of news about a thing."""
    return f"{localised('/merken/')}?{urlencode({'ding': f'{kind}-{slug}'})}"


def _public_or_gone(request: HttpRequest, slug: str) -> ReuseOffer | HttpResponse:
    """The public offer; the answer 410 for one that was withdrawn. One that never was public does not exist."""
    record = offers.published(slug)
    if record is not None:
        return record
    if offers.was_public(slug):
        return render(request, "public/offers/gone.html", status=HTTPStatus.GONE)
    raise Http404


@require_safe
def offer(request: HttpRequest, slug: str) -> HttpResponse:
    """One offer with everything it says, how ready it is and who reuses it."""
    record = _public_or_gone(request, slug)
    if isinstance(record, HttpResponse):
        return record
    content = record.content
    successor = record.superseded_by if offers.is_public(record.superseded_by) else None
    cases = cases_of(offer_ids=[record.pk])
    context: dict[str, Any] = {
        "offer": record,
        "content": content,
        "crumbs": [(_("Reuse"), localised("/angebote/")), (record.title, "")],
        "facts": cards.offer_facts(record),
        "sheet": cards.fact_sheet(record),
        "products": cards.product_rows(content.products),
        "efforts": cards.effort_table(content.efforts),
        "keys": cards.key_rows(content.keys),
        "papers": cards.paper_rows(content.papers),
        "licence": cards.licence_view(content.licence, software=record.kind == "software"),
        "successor": successor,
        "readiness": cards.readiness_view(
            standing(record, today=timezone.localdate()),
            successor_hidden=successor is None and not record.superseded_note,
        ),
        "figures": cards.reuse_figures(figures_of(offer_id=record.pk)),
        "cases": cards.case_rows(cases),
        "also": also_elsewhere(record),
        "news": about(record.label),
        "has_file": publiccode.has_file(content),
        "ask_url": ask_address("offer", record.slug),
        "watch_url": watch_address("offer", record.slug),
        "structured": structured.offer(record, request.build_absolute_uri(address(record.label))),
    }
    return render(request, "public/offers/offer.html", context)


@require_safe
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every published version of an offer, newest first."""
    record = _public_or_gone(request, slug)
    if isinstance(record, HttpResponse):
        return record
    context = {
        "offer": record,
        "crumbs": _crumbs(record, (_("Versions"), "")),
        "rows": [_version_row(record, row) for row in offers.versions(record)],
    }
    return render(request, "public/offers/versions.html", context)


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version and what it changed."""
    record = _public_or_gone(request, slug)
    if isinstance(record, HttpResponse):
        return record
    found = offers.version_and_changes(record, number)
    if found is None:
        raise Http404
    row, before, changed = found
    content = row.said
    context = {
        "offer": record,
        "row": row,
        "content": content,
        "crumbs": _crumbs(
            record,
            (_("Versions"), address(record.label) + "fassungen/"),
            (_("Version %(number)s") % {"number": number}, ""),
        ),
        "changes": cards.version_changes(before, content, changed),
        "says": cards.version_says(content),
        "current": row.number == record.version,
    }
    return render(request, "public/offers/version.html", context)


def _crumbs(record: ReuseOffer, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Reuse"), localised("/angebote/")), (record.title, address(record.label)), *more]


def _version_row(record: ReuseOffer, row: OfferVersion) -> dict[str, Any]:
    return {
        "number": row.number,
        "url": f"{address(record.label)}fassungen/{row.number}/",
        "note": row.note,
        "published_at": row.published_at,
        "changed": [cards.offer_field(name) for name in row.changed_fields] if row.number > 1 else [],
        "current": row.number == record.version,
    }


def yaml_file(text: str) -> HttpResponse:
    """A publiccode.yml to take home; any page may read it."""
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="publiccode.yml"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def publiccode_yml(request: HttpRequest, slug: str) -> HttpResponse:
    """The offer as publiccode.yml, for what lies in a repository."""
    record = _public_or_gone(request, slug)
    if isinstance(record, HttpResponse):
        return record
    if not publiccode.has_file(record.content):
        raise Http404
    publisher = record.caretaker.name if record.caretaker else ""
    return yaml_file(publiccode.text_of(record.content, publisher=publisher))
