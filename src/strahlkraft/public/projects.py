"""The catalogue and the page of one project."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.design.downloads import attached
from strahlkraft.design.maps import render_social_card
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.xml_text import xml_text
from strahlkraft.network.models import Municipality
from strahlkraft.newsroom.queries import told
from strahlkraft.projects import cards, queries
from strahlkraft.projects.catalogue import FACETS, SORTS, CatalogueQuery, CatalogueResult, find, matching, read_params
from strahlkraft.projects.models import Document, Project
from strahlkraft.public import atlas, structured
from strahlkraft.public.compared import compared
from strahlkraft.public.news_about import about
from strahlkraft.public.reasons import why
from strahlkraft.reuse import cards as reuse_cards
from strahlkraft.reuse import catalogue as reuse_catalogue
from strahlkraft.reuse.queries import offers
from strahlkraft.reuse.queries.cases import cases_of
from strahlkraft.reuse.queries.checks import standing
from strahlkraft.search.queries import highlighter, search, suggest
from strahlkraft.search.rules import Query
from strahlkraft.steering.queries.checkins import last_published

PAGE_SIZE = 24
OPEN_FACETS = ("region", "field", "operation", "reusable")


def page_number(request: HttpRequest) -> int:
    """The page of a list; the first one when the address says something odd."""
    text = request.GET.get("seite", "1")
    return min(max(int(text), 1), 4000) if text.isascii() and text.isdecimal() and len(text) < 6 else 1  # noqa: PLR2004 - a page number


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Everything in the register, searched, filtered, as list or map."""
    number = page_number(request)
    params = {name: request.GET.getlist(name) for name in request.GET}
    query = read_params(params, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    result = find(query)
    as_map = request.GET.get("ansicht") == "karte"
    context: dict[str, Any] = {
        "query": query,
        "result": result,
        "cards": _found_cards(result),
        "nearest": [cards.card(p) for p in result.nearest],
        "groups": facet_groups(result),
        "active": active_filters(request, query),
        "sorts": [
            {"value": name, "label": words, "selected": name == query.effective_sort}
            for name, (_order, words) in SORTS.items()
            if query.text or name != "relevanz"
        ],
        "page": _page(result, number),
        "as_map": as_map,
        "export_query": _export_query(query),
        "elsewhere": _elsewhere(query) if query.text else [],
        "offered": _offered(query) if query.text else None,
    }
    if as_map:
        context |= _map(query)
    return render(request, "public/projects/catalogue.html", context)


def _export_query(query: CatalogueQuery) -> str:
    """The same question in the words of the API."""
    order = SORTS[query.effective_sort][0]
    pairs = [("q", query.text)] if query.text else []
    pairs += [(name, value) for name, values in query.filters.items() for value in values]
    return urlencode([*pairs, ("sort", order), ("limit", "1000")])


def _found_cards(result: CatalogueResult) -> list[dict[str, Any]]:
    if not result.query.text:
        return [cards.card(project) for project in result.projects]
    mark, found = highlighter(result.query.text), []
    for project in result.projects:
        hit = result.hits.get(project.slug)
        shown = cards.card(project, why=why(hit) if hit else "")
        found.append(shown | {"title_parts": mark(project.title), "summary_parts": mark(project.summary)})
    return found


def _page(result: CatalogueResult, number: int) -> Page[int]:
    paginator = Paginator(range(result.total), PAGE_SIZE)
    return paginator.get_page(number)


def _map(query: CatalogueQuery) -> dict[str, Any]:
    everything = matching(CatalogueQuery(query.text, query.filters, query.sort, 0, 500))
    wanted = {hit.key for hit in everything.hits}
    places = [(place, [p for p in projects if p.slug in wanted]) for place, projects in atlas.places_with_projects()]
    places = [(place, projects) for place, projects in places if projects]
    svg, sources = atlas.project_map(places, title=_("Where the projects found come from"), variant="paper")
    return {"map_svg": svg, "map_sources": sources, "places": places}


def _elsewhere(query: CatalogueQuery) -> list[dict[str, str]]:
    """Municipalities, organisations, events, pitches, articles and pages that meet the very words."""
    kinds = ("municipality", "organisation", "event", "pitch", "article", "page")
    found = search(Query(text=query.text, kinds=kinds, limit=5))
    met = [hit for hit in found.hits if any(reason.kind == "word" for reason in hit.why)]
    return [{"title": hit.title, "summary": hit.summary, "url": address(Label(hit.kind, hit.key))} for hit in met]


def _offered(query: CatalogueQuery) -> dict[str, Any] | None:
    """How many offers and how much software meet the words, and where they are; None when there is nothing."""
    total = search(Query(text=query.text, kinds=reuse_catalogue.KINDS, limit=1)).total
    return {"total": total, "url": f"{localised('/angebote/')}?{urlencode({'q': query.text})}"} if total else None


def facet_groups(result: CatalogueResult) -> list[dict[str, Any]]:
    """The filters with their values, how many records each would leave, and which are chosen."""
    groups = []
    for facet in FACETS:
        counts = result.counts.get(facet.name, {})
        chosen = result.query.filters.get(facet.name, ())
        options = [
            {"value": value, "label": words, "count": counts.get(value, 0), "selected": value in chosen}
            for value, words in facet.values().items()
            if counts.get(value) or value in chosen
        ]
        if facet.name == "field":
            options.sort(key=lambda option: (-option["count"], str(option["label"])))
        groups.append(
            {
                "name": facet.param,
                "label": facet.title,
                "options": options,
                "open": facet.name in OPEN_FACETS or bool(chosen),
            }
        )
    return [group for group in groups if group["options"]]


def active_filters(request: HttpRequest, query: CatalogueQuery) -> list[dict[str, Any]]:
    """The chosen values, each with the address of the page without it."""
    found = []
    for facet in FACETS:
        words = facet.values() if facet.name in query.filters else {}
        for value in query.filters.get(facet.name, ()):
            rest = request.GET.copy()
            rest.setlist(facet.param, [v for v in rest.getlist(facet.param) if v != value])
            rest.pop("seite", None)
            found.append({"text": words.get(value, value), "remove_url": f"?{rest.urlencode()}"})
    return found


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Continuations of what is being typed."""
    return JsonResponse({"suggestions": suggest(request.GET.get("q", "")[:100], 8, kinds=("project",))})


@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """One project with everything that is known of it, and from where."""
    record = queries.published(slug)
    if record is None:
        merged = Project.objects.filter(slug=slug, merged_into__publication="published").first()
        if merged and merged.merged_into:
            return HttpResponsePermanentRedirect(address(merged.merged_into.label))
        raise Http404
    context: dict[str, Any] = {
        "project": record,
        "crumbs": [(_("Projects"), localised("/projekte/")), (record.title, "")],
        "truths": cards.truths(record),
        "facts": cards.project_facts(record),
        "assets": [f for f in record.standing_facts if f.field == "transfer_asset"],
        "result_kinds": cards.result_kinds(record),
        "timeline": cards.timeline(record),
        "people": cards.person_rows(record, ("lead", "partner", "contact")),
        "similar": [cards.card(p) for p in _similar(record)],
        "structured": structured.project(record, request.build_absolute_uri(address(record.label))),
        "region_url": address(record.region.label),
        "parent": _public(record.parent),
        "successor": _public(record.superseded_by),
        "last_word": last_published(record.pk),
        "news": about(record.label),
        "plain": told.summary_of("project", record.slug),
        "compared": compared([record]),
        **_place_map(record),
        **_reuse(record),
    }
    return render(request, "public/projects/project.html", context)


def _reuse(record: Project) -> dict[str, Any]:
    """What can be taken over from it and who does; without an offer how ready the project itself is."""
    offered, cases = offers.of_project(record), list(cases_of(project_ids=[record.pk]))
    told = {case.stated_name for case in cases}
    checked = None if offered else standing(record, today=timezone.localdate())
    return {
        "offers": [reuse_cards.offer_card(offer) for offer in offered],
        "readiness": reuse_cards.readiness_view(checked, successor_hidden=_hides_successor(record))
        if checked
        else None,
        "reusers": [row for row in cards.person_rows(record, ("reuser",)) if row["name"] not in told],
        "cases": reuse_cards.case_rows(cases),
        "ask_url": address(Label("ask", f"project-{record.slug}")),
    }


def _hides_successor(record: Project) -> bool:
    return not record.superseded_note and _public(record.superseded_by) is None


def _public(other: Project | None) -> Project | None:
    """The record this one points to, unless it is a draft or withdrawn: then not even its title is told."""
    return other if other and other.publication == "published" else None


def _similar(record: Project) -> list[Project]:
    words = " ".join([record.title, *(f.name for f in record.fields_of_action.all()), record.summary])
    found = search(Query(text=words[:400], kinds=("project",), limit=4))
    return queries.similar(record, [hit.key for hit in found.hits])


def _place_map(record: Project) -> dict[str, Any]:
    places: list[Municipality] = []
    for row in cards.people(record, "lead"):
        place = row.organisation.place if row.organisation else None
        if place and place.latitude is not None and place.state_id and place not in places:
            places.append(place)
    if not places:
        return {}
    svg, sources = atlas.project_map(
        [(place, [record]) for place in places],
        title=_("Where the project comes from"),
        variant="paper",
        with_rays=False,
    )
    return {"map_svg": svg, "map_sources": sources}


@require_safe
def social_card(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of a project for social networks: the map with its light."""
    record = get_object_or_404(queries.with_card(Project.objects.published()), slug=slug)
    drawn, _sources = atlas.nrw()
    if drawn is None:
        raise Http404
    places = [(p, projects) for p, projects in atlas.places_with_projects() if record in projects]
    svg = render_social_card(
        drawn,
        [atlas.light(place, [record]) for place, _projects in places],
        [],
        kicker=xml_text(record.region.name),
        title=xml_text(record.title),
        foot="Strahlkraft",
    )
    return HttpResponse(svg, content_type="image/svg+xml")


@require_safe
def document(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """A public file of a published project, always as a download."""
    row = get_object_or_404(Document.objects.exclude(file=""), pk=pk, removed=False, project__publication="published")
    return attached(row.file, name=row.download_name, media_type=row.media_type)
