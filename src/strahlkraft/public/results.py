"""What has it brought? Results for citizens: by region, by municipality, failures as well, money with its sources."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.design.formats import day, money, number, partial_date
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.totals import Total
from strahlkraft.network.models import Municipality, Region
from strahlkraft.newsroom.queries import citizens, told
from strahlkraft.newsroom.queries import results as queries
from strahlkraft.newsroom.queries.results import Inhabitants
from strahlkraft.newsroom.rules.results import Outcome, per_inhabitant
from strahlkraft.projects import cards
from strahlkraft.projects import queries as register
from strahlkraft.projects.models import Fact, Project
from strahlkraft.public import atlas, towns
from strahlkraft.public.compared import compared
from strahlkraft.public.reuses import case_row
from strahlkraft.reuse.models import ReuseCase
from strahlkraft.reuse.queries.cases import public_cases_in
from strahlkraft.reuse.texts import DROP_REASONS

RESULTS = "/ergebnisse/"
MOST_LISTED = 12
REAL = Q(region__demonstration=False)
WORDS = {
    Outcome.IN_OPERATION: gettext_lazy("In operation"),
    Outcome.GOING_ON: gettext_lazy("Not in operation yet"),
    Outcome.WITHOUT_RESULT: gettext_lazy("Closed without going into operation"),
    Outcome.UNKNOWN: gettext_lazy("Not known"),
}
NOTES = {
    Outcome.IN_OPERATION: gettext_lazy("a source says that it runs"),
    Outcome.GOING_ON: gettext_lazy("a source says that it does not run; it is not closed"),
    Outcome.WITHOUT_RESULT: gettext_lazy("a source says that it is closed and does not run"),
    Outcome.UNKNOWN: gettext_lazy("no source says so; that is not the same as no"),
}


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The whole programme: what runs, what does not, what is not known; regions side by side; what failed."""
    typed = towns.read_town(request.GET.get("kommune", ""))
    if typed.town:
        return HttpResponseRedirect(address(Label("results_of_municipality", typed.town.key)))
    groups = queries.outcomes(REAL)  # what is invented counts nowhere
    running = {project.pk for project in groups[Outcome.IN_OPERATION]}
    places = [
        (place, [one for one in projects if one.pk in running]) for place, projects in atlas.places_with_projects()
    ]
    svg, sources = atlas.project_map(
        [(place, projects) for place, projects in places if projects],
        title=_("Where results are in operation"),
        with_rays=False,
    )
    rows = _region_rows(groups)
    context = {
        "strip": _strip(groups),
        "regions": rows,
        "bars": [row for row in rows if row["value"] is not None],
        "running": [cards.card(one) for one in groups[Outcome.IN_OPERATION][:MOST_LISTED]],
        "more": max(0, len(running) - MOST_LISTED),
        **_failures(groups, queries.given_up()[:MOST_LISTED]),
        "typed": typed,
        "choices": [(town, address(Label("results_of_municipality", town.key))) for town in typed.several],
        "suggesting": towns.suggesting(),
        "map_svg": svg,
        "map_sources": sources,
        "compared": compared([project for group in groups.values() for project in group])[:MOST_LISTED],
    }
    return render(request, "public/results/results.html", context)


@require_safe
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """What a region has brought."""
    record = register.region(slug)
    if record is None:
        raise Http404
    people = queries.inhabitants_of_regions()
    groups = queries.outcomes(Q(region=record))
    cases = queries.given_up(Q(region=record) | Q(project__region=record))[:MOST_LISTED]
    context = _place(record.label, groups, people.get(record.pk, Inhabitants(None, 0, None)), cases)
    rows = [] if record.demonstration else [row for row in _money_rows(people) if row["value"] is not None]
    context |= {
        "about": f"region:{record.slug}",
        **_asking(record.pk),
        "plain": told.summary_of("region", record.slug),
        "bars": rows if len(rows) > 1 else [],
        "demonstration": record.demonstration,
        **_region_map(record),
    }
    return render(request, "public/results/place.html", context)


def _asking(region_id: int | None) -> dict[str, Any]:
    """Until when the region's office takes feedback about results."""
    closes_on = citizens.deadline_of(region_id)
    return {"closes_on": closes_on, "over": closes_on is not None and closes_on < timezone.localdate()}


def _region_map(record: Region) -> dict[str, Any]:
    all_places = atlas.places_with_projects()
    found = ((place, [p for p in projects if p.region_id == record.pk]) for place, projects in all_places)
    places = [(place, projects) for place, projects in found if projects]
    title = _("The projects of %(region)s") % {"region": record.name}
    return _map(places, title, atlas.region_keys(record)) if places else {}


def _map(places: Sequence[tuple[Municipality, list[Project]]], title: str, keys: Iterable[str]) -> dict[str, Any]:
    svg, sources = atlas.project_map(places, title=title, focus_keys=keys, with_rays=False)
    return {"map_svg": svg, "map_sources": sources}


@require_safe
def municipality(request: HttpRequest, key: str) -> HttpResponse:
    """What a municipality's own projects have brought, and what it took over from others."""
    row = Municipality.objects.filter(key=key).select_related("state").first()
    if row is None:
        raise Http404
    led = Project.objects.filter(participations__role="lead", participations__organisation__municipality=row)
    groups = queries.outcomes(REAL & Q(pk__in=led.order_by().values("pk")))
    cases = queries.given_up(Q(municipality=row))[:MOST_LISTED]
    context = _place(row.label, groups, queries.inhabitants([row]), cases)
    context |= {
        "about": f"municipality:{row.key}",
        **_asking(citizens.regions_of_towns([row]).get(row.pk)),
        "plain": told.summary_of("municipality", row.key),
        "reuses": [case_row(case) for case in public_cases_in(row)[:MOST_LISTED]],
        "town": True,
        **_town_map(row, [project for group in groups.values() for project in group]),
    }
    return render(request, "public/results/place.html", context)


def _town_map(row: Municipality, projects: list[Project]) -> dict[str, Any]:
    """Where it lies; only the map of North Rhine-Westphalia is drawn."""
    if row.state.key != "05" or row.latitude is None:
        return {}
    return _map([(row, projects)], _("Where %(name)s lies") % {"name": row.name}, [row.key])


def _place(
    label: Label, groups: Mapping[Outcome, list[Project]], known: Inhabitants, cases: Iterable[ReuseCase]
) -> dict[str, Any]:
    """What pages of a region and of a municipality share."""
    projects = [project for group in groups.values() for project in group]
    rows = [_money_row(fact) for fact in queries.funding_facts(projects)]
    funding = register.funding_total(Project.objects.filter(pk__in=[project.pk for project in projects]))
    return {
        "name": label.title,
        "url": address(label),
        "crumbs": [(_("What has it brought?"), localised(RESULTS)), (label.title, "")],
        "strip": _strip(groups),
        "any": bool(projects),
        "sentence": _sentence(groups),
        "compared": compared(projects),
        "running": [cards.card(one) for one in groups[Outcome.IN_OPERATION]],
        "going_on": [cards.card(one) for one in groups[Outcome.GOING_ON]],
        "unknown": [cards.card(one) for one in groups[Outcome.UNKNOWN]],
        **_failures(groups, cases),
        "money": rows,
        "dated": any(row["when"] for row in rows),
        **_money(funding, known),
    }


def _strip(groups: Mapping[Outcome, Sequence[Project]]) -> list[dict[str, Any]]:
    return [{"number": number(len(groups[one])), "label": WORDS[one], "note": NOTES[one]} for one in Outcome]


def _sentence(groups: Mapping[Outcome, Sequence[Project]]) -> str:
    """The whole in one sentence, for whoever reads no further."""
    total, running = sum(map(len, groups.values())), len(groups[Outcome.IN_OPERATION])
    unknown = len(groups[Outcome.UNKNOWN])
    if not total:
        return ""
    said = ngettext(
        "%(running)s of %(total)s project runs today, as far as sources say.",
        "%(running)s of %(total)s projects run today, as far as sources say.",
        total,
    ) % {"running": number(running), "total": number(total)}
    silence = ngettext("Of %(n)s nobody has said yet.", "Of %(n)s nobody has said yet.", unknown)
    return f"{said} {silence % {'n': number(unknown)}}" if unknown else said


def _failures(groups: Mapping[Outcome, list[Project]], cases: Iterable[ReuseCase]) -> dict[str, Any]:
    """What did not succeed: projects closed without operation, reuses that were given up, with the reason."""
    return {
        "failed": [cards.card(one) for one in groups[Outcome.WITHOUT_RESULT]],
        "given_up": [case_row(case) | {"reason": DROP_REASONS.get(case.end_reason, "")} for case in cases],
    }


def _money(funding: Total, known: Inhabitants) -> dict[str, Any]:
    """Known funding, inhabitants and euros for each of them; both numbers with what they rest on."""
    amount = funding.amount if funding.known else None
    each = per_inhabitant(amount, known.number)
    return {
        "funding": funding,
        "amount": money(amount),
        "inhabitants": number(known.number) if known.number is not None else "",
        "towns": known.towns,
        "as_of": day(known.as_of) if known.as_of else "",
        "each": money(each, "cents") if each is not None else "",
        "value": each,
        "partly": funding.known < funding.of,
    }


def _money_row(fact: Fact) -> dict[str, Any]:
    """One stated sum, with its source and the year it was stated for or read in."""
    source = next(iter(fact.sources.all()), None)
    read_on = source.read_on if source else None
    stated = partial_date(fact.as_of) if fact.as_of else ""
    title = fact.project.title if fact.project else ""
    return {
        "title": title,
        "url": address(fact.project.label) if fact.project else "",
        "amount": cards.value(fact),
        "source": source.publisher if source else "",
        "source_url": address(source.label) if source else "",
        "when": stated or (str(read_on.year) if read_on else ""),
    }


def _region_rows(groups: Mapping[Outcome, Sequence[Project]]) -> list[dict[str, Any]]:
    """Regions side by side: projects by what became of them, money for each inhabitant."""
    return [
        row | {"numbers": [sum(1 for one in groups[kind] if one.region_id == row["region"]) for kind in Outcome]}
        for row in _money_rows(queries.inhabitants_of_regions())
    ]


def _money_rows(people: Mapping[int, Inhabitants]) -> list[dict[str, Any]]:
    """Regions side by side: known funding, inhabitants, euros for each of them."""
    rows = []
    for figures in register.region_figures():
        record = figures.region
        said = _money(figures.funding, people.get(record.pk, Inhabitants(None, 0, None)))
        link = address(Label("results_of_region", record.slug))
        rows.append(said | {"region": record.pk, "label": record.name, "url": link, "text": said["each"]})
    return rows
