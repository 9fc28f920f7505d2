"""The programme page: facts, figures, charts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.design.formats import money
from strahlkraft.projects import cards, queries
from strahlkraft.projects.models import FieldOfAction, Project
from strahlkraft.public.start import figures

KEY_FIELDS = (
    "funder",
    "legal_basis",
    "announced",
    "programme_start",
    "programme_original_end",
    "programme_end",
    "budget",
    "project_count",
    "funding_rate",
)
RULE_FIELDS = ("transfer_rule", "coordination", "wind_down", "evaluation")
SUCCESSOR_FIELDS = (
    "successor",
    "successor_funding",
    "successor_rate",
    "successor_years",
    "successor_start",
    "successor_task",
)


@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """What was funded, by whom, under which rules, and what is known of the money."""
    record = queries.programme()
    if record is None:
        raise Http404
    facts = record.standing_facts
    grouped = queries.facts_by_field(facts)
    known = queries.figures()
    amounts = queries.funding_by(Project.objects.all())
    context = {
        "programme": record,
        "figures": figures(known),
        "known": known,
        "key_facts": cards.fact_rows(facts, KEY_FIELDS),
        "rules": cards.fact_rows(facts, RULE_FIELDS),
        "successor": cards.fact_rows(facts, SUCCESSOR_FIELDS),
        "registers": cards.fact_rows(facts, ("public_register",)),
        "related": cards.fact_rows(facts, ("related_programme",)),
        "focus": [f.text for f in grouped.get("focus", [])],
        "themes": [f.text for f in grouped.get("theme", [])],
        "eligible": [f.text for f in grouped.get("eligible", [])],
        "by_region": _bars(
            amounts["region"], {r.region.name: address(r.region.label) for r in queries.region_figures()}
        ),
        "by_field": _bars(
            amounts["field"],
            {f.name: f"{localised('/projekte/')}?handlungsfeld={f.slug}" for f in FieldOfAction.objects.all()},
        ),
        "truth_bars": _truth_bars(known),
    }
    return render(request, "public/programme/programme.html", context)


def _bars(amounts: dict[str, Any], urls: dict[str, str]) -> list[dict[str, Any]]:
    ordered = sorted(amounts.items(), key=lambda pair: -pair[1])
    return [
        {"label": name, "value": float(amount), "text": money(amount, "short"), "url": urls.get(name, "")}
        for name, amount in ordered
    ]


def _truth_bars(known: queries.Figures) -> list[dict[str, Any]]:
    catalogue = localised("/projekte/")
    rows = (
        (_("formally closed"), known.closed, "abschluss=yes"),
        (_("in operation"), known.in_operation, "betrieb=yes"),
        (_("reusable, as stated"), known.reusable, "nachnutzbar=yes"),
        (_("licence named"), known.licence_named, "lizenz=named"),
    )
    return [
        {"label": label, "value": count, "text": str(count), "url": f"{catalogue}?{query}"}
        for label, count, query in rows
    ]
