"""Contact, legal pages, the gallery of components."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from strahlkraft.design import gallery as design_gallery
from strahlkraft.design.addresses import address
from strahlkraft.projects import cards, queries
from strahlkraft.public import atlas

REVIEW_AFTER = timedelta(days=365)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask, region by region."""
    offices = []
    for region in queries.regions_with_facts():
        stated = queries.facts_of(region)
        facts = queries.facts_by_field(stated)
        offices.append(
            {
                "region": region,
                "url": address(region.label),
                "seat": next(iter(facts.get("office_seat", [])), None),
                "dissolved": next(iter(facts.get("office_dissolved", [])), None),
                "roles": facts.get("office_role", []),
                "point": getattr(region, "contact_point", None),
                "source": cards.fact_rows(stated, ("office_seat",)),
            }
        )
    return render(request, "public/pages/contact.html", {"offices": offices})


def _legal(request: HttpRequest, template: str, **more: Any) -> HttpResponse:
    return render(request, f"public/pages/{template}.html", {"complete": all(settings.OPERATOR.values()), **more})


@require_safe
def legal_notice(request: HttpRequest) -> HttpResponse:
    """Impressum (§ 5 DDG, § 18 MStV), from the settings."""
    return _legal(request, "legal_notice")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Privacy statement."""
    return _legal(request, "privacy")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Declaration of accessibility, with a warning when its yearly review is overdue."""
    text = settings.OPERATOR["accessibility_reviewed"]
    reviewed = date.fromisoformat(text) if text else None
    overdue = reviewed is None or timezone.localdate() - reviewed > REVIEW_AFTER
    return _legal(request, "accessibility", reviewed=reviewed, overdue=overdue)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with fictitious content."""
    return render(request, "design/gallery.html", design_gallery.examples(atlas.nrw()[0]))
