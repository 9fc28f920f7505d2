"""Pages of regions, municipalities and organisations."""

from collections import defaultdict
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.design.formats import number
from strahlkraft.network import queries as network
from strahlkraft.network.models import Municipality, State
from strahlkraft.network.texts import SIZE_CLASSES
from strahlkraft.projects import cards, queries
from strahlkraft.projects.models import Project
from strahlkraft.public import atlas, structured
from strahlkraft.public.needs import sentence
from strahlkraft.public.news_about import about
from strahlkraft.public.reuses import case_row, figure_strip
from strahlkraft.reuse.closeness import Closeness
from strahlkraft.reuse.queries.cases import figures, public_cases, public_cases_in
from strahlkraft.reuse.queries.needs import reusing_ids, towns_like

OFFICE_FIELDS = ("office_seat", "office_staff", "office_grant", "office_started", "office_dissolved", "office_role")
REGION_FIELDS = ("region_lead", "region_partner", "funding_volume", "project_count", "steering_body")


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """The five model regions side by side."""
    svg, sources = atlas.project_map(atlas.places_with_projects(), title=_("The five model regions"), variant="paper")
    context = {
        "regions": queries.region_figures(),
        "examples": queries.example_regions(),
        "map_svg": svg,
        "map_sources": sources,
    }
    return render(request, "public/regions/regions.html", context)


@require_safe
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """One region: members, office, figures, projects."""
    record = queries.region(slug)
    if record is None:
        raise Http404
    rows = Project.objects.published().filter(region=record)
    also = queries.with_tile(Project.objects.published().filter(also_regions=record)).order_by("title")
    facts = queries.facts_of(record)
    places = [
        (place, [p for p in projects if p.region_id == record.pk]) for place, projects in atlas.places_with_projects()
    ]
    places = [(place, projects) for place, projects in places if projects]
    svg, sources = atlas.project_map(
        places,
        title=_("The projects of %(region)s") % {"region": record.name},
        variant="night",
        focus_keys=atlas.region_keys(record),
        with_rays=False,
    )
    context = {
        "region": record,
        "crumbs": [(_("Regions"), localised("/regionen/")), (record.name, "")],
        "figures": queries.figures(Project.objects.filter(region=record)),
        "facts": cards.fact_rows(facts, REGION_FIELDS),
        "reuse": figure_strip(figures(region_id=record.pk)),
        "office": cards.fact_rows(facts, OFFICE_FIELDS),
        "dissolved": next((f for f in facts if f.field == "office_dissolved"), None),
        "projects": [cards.card(p) for p in queries.with_tile(rows).order_by("title")],
        "also": [cards.card(p) for p in also],
        "places": places,
        "map_svg": svg,
        "map_sources": sources,
        "news": about(record.label),
    }
    return render(request, "public/regions/region.html", context)


@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    """Find a municipality by name, key or postcode."""
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:80]
    state = request.GET.get("land", "") if request.GET.get("land", "").isalnum() else ""
    active = queries.active_municipality_ids()
    rows = network.municipalities_matching(text)
    if state:
        rows = rows.filter(state__key=state)
    if not text and not state:
        rows = rows.filter(pk__in=active)
    page = Paginator(rows.order_by("name", "key"), 50).get_page(request.GET.get("seite"))
    context = {
        "q": text,
        "state": state,
        "states": State.objects.all(),
        "page": page,
        "rows": [{"row": m, "url": address(m.label), "active": m.pk in active} for m in page],
        "only_active": not text and not state,
    }
    return render(request, "public/municipalities/municipalities.html", context)


@require_safe
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    """What a municipality built, what it reuses, and what peers of its size have."""
    row = network.municipality_by_slug(slug)
    if row is None:
        raise Http404
    if slug != row.slug:
        return HttpResponsePermanentRedirect(address(row.label))
    roles = queries.of_municipality(row)
    active = queries.active_municipality_ids() | reusing_ids()
    with_projects = network.peers(row, only=active)
    in_nrw = row.state.key == "05" and row.latitude is not None
    svg, sources = (
        atlas.project_map(
            [(row, roles["lead"])],
            title=_("Where %(name)s lies") % {"name": row.name},
            variant="night",
            focus_keys=[row.key],
            with_rays=False,
        )
        if in_nrw
        else ("", [])
    )
    context = {
        "row": row,
        "crumbs": [(_("Municipalities"), localised("/kommunen/")), (row.name, "")],
        "size": SIZE_CLASSES[row.size],
        "built": [cards.card(p) for p in roles["lead"]],
        "joined": [cards.card(p) for p in roles["partner"] if p not in roles["lead"]],
        "reuses": [cards.card(p) for p in roles["reuser"]],
        "cases": [case_row(c) for c in public_cases_in(row) if c.project not in roles["reuser"]],
        "alike": [_alike(town, how) for town, how in towns_like(row)],
        "peer_projects": _peer_projects(with_projects),
        "peers": [_peer(m) for m in network.peers(row, limit=8)],
        "regions": _regions_of(row),
        "news": about(row.label),
        "map_svg": svg,
        "map_sources": sources,
        "structured": structured.municipality(row, request.build_absolute_uri(address(row.label))),
    }
    return render(request, "public/municipalities/municipality.html", context)


def _peer(row: Municipality) -> dict[str, Any]:
    return {"name": row.name, "url": address(row.label), "population": number(row.population)}


def _peer_projects(peers: list[Municipality]) -> list[dict[str, Any]]:
    """What municipalities of similar size lead or reuse, nearest in size first."""
    by_place = queries.projects_of_municipalities([m.pk for m in peers])
    cases: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for case in public_cases().filter(municipality__in=peers):
        if case.municipality_id and case.project not in by_place.get(case.municipality_id, ()):
            cases[case.municipality_id].append(case_row(case))
    return [
        _peer(m) | {"projects": [cards.card(p) for p in by_place.get(m.pk, ())], "cases": cases[m.pk]}
        for m in peers
        if by_place.get(m.pk) or cases[m.pk]
    ]


def _alike(town: Municipality, how: Closeness) -> dict[str, Any]:
    """A town like this one, and why."""
    return {"name": town.name, "url": address(town.label), "why": [sentence(reason) for reason in how.reasons]}


def _regions_of(row: Municipality) -> list[dict[str, str]]:
    memberships = [m for o in row.organisations.all() for m in o.region_memberships.select_related("region")]
    return [
        {"name": m.region.name, "url": address(m.region.label), "role": str(m.get_role_display())} for m in memberships
    ]


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Everybody who takes part."""
    rows = queries.organisations_with_counts()
    return render(
        request,
        "public/organisations/organisations.html",
        {"rows": [{"row": o, "url": address(o.label)} for o in rows]},
    )


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation and its projects."""
    row = network.standing(slug)
    if row is None:
        raise Http404
    if row.slug != slug:  # merged into another; it can be taken apart again, so the address is not given up for good
        return HttpResponseRedirect(address(row.label))
    roles = queries.of_organisation(row)
    context = {
        "row": row,
        "crumbs": [(_("Organisations"), localised("/organisationen/")), (row.name, "")],
        "place": row.place,
        "place_url": address(row.place.label) if row.place else "",
        "built": [cards.card(p) for p in roles["lead"]],
        "joined": [cards.card(p) for p in roles["partner"] if p not in roles["lead"]],
        "reuses": [cards.card(p) for p in roles["reuser"]],
        "regions": [
            {"name": m.region.name, "url": address(m.region.label), "role": m.get_role_display()}
            for m in row.region_memberships.select_related("region")
        ],
        "structured": structured.organisation(row, request.build_absolute_uri(address(row.label))),
    }
    return render(request, "public/organisations/organisation.html", context)
