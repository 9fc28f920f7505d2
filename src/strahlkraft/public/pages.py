"""Contact, legal pages, the gallery of components."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from strahlkraft.design import gallery as design_gallery
from strahlkraft.design.addresses import address, is_german
from strahlkraft.newsroom.queries import pages as written
from strahlkraft.newsroom.rules.pages import overdue as late
from strahlkraft.newsroom.rules.vocabulary import PageKind
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
    """Impressum (§ 5 DDG, § 18 MStV): the page the office wrote, until there is one the details in the settings."""
    return _written(request, PageKind.LEGAL_NOTICE) or _legal(request, "legal_notice")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Privacy statement: the page the office wrote, until there is one what this software does by itself."""
    return _written(request, PageKind.PRIVACY) or _legal(request, "privacy")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Declaration of accessibility, with a warning when its yearly review is overdue."""
    if shown := _written(request, PageKind.ACCESSIBILITY):
        return shown
    text = settings.OPERATOR["accessibility_reviewed"]
    reviewed = date.fromisoformat(text) if text else None
    overdue = reviewed is None or timezone.localdate() - reviewed > REVIEW_AFTER
    return _legal(request, "accessibility", reviewed=reviewed, overdue=overdue)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page the office wrote, as its second person let it appear; 404 when readers have none there."""
    read = written.read(slug, _language())
    if read is None:
        raise Http404
    if read.label.kind == "page_of_law":  # it stands where everybody looks for it
        return redirect(address(read.label), permanent=True)
    return render(request, "public/pages/page.html", _shown(read))


def _language() -> str:
    return "de" if is_german() else "en"


def _shown(read: written.Read) -> dict[str, Any]:
    """What the template of a written page needs."""
    return {
        "read": read,
        "html": SafeString(read.html),  # made safe where it is rendered
        "foreign": read.language == "de" and not is_german(),
    }


def _written(request: HttpRequest, kind: PageKind) -> HttpResponse | None:
    """The page of this kind as the office wrote it, with the day of its review; None until one was published."""
    read = written.read_kind(kind, _language())
    if read is None:
        return None
    overdue = late(read.review_by, timezone.localdate())
    return render(request, "public/pages/law.html", {**_shown(read), "overdue": overdue})


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with fictitious content."""
    return render(request, "design/gallery.html", design_gallery.examples(atlas.nrw()[0]))
