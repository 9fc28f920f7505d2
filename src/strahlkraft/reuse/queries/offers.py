"""Reading offers: lists, the page of one, its versions."""

from collections.abc import Sequence

from django.db.models import Prefetch, Q

from strahlkraft.network.models import Municipality
from strahlkraft.projects.models import Project
from strahlkraft.reuse.models import OfferVersion, ReadinessRun, ReuseOffer
from strahlkraft.reuse.models.offers import OfferQuerySet
from strahlkraft.reuse.rules.content import OfferContent, changed_fields
from strahlkraft.reuse.rules.vocabulary import Publication


def current_runs() -> "Prefetch[str]":
    """The level of each thing of a list, as ``current_runs``; needs a model with ``readiness_runs``."""
    rows = ReadinessRun.objects.filter(current=True).defer("findings")
    return Prefetch("readiness_runs", rows, to_attr="current_runs")


def level_of(thing: object) -> str:
    """The readiness level read by :func:`current_runs`; empty also when it was never checked."""
    runs: list[ReadinessRun] = getattr(thing, "current_runs", [])
    return runs[0].level if runs else ""


def with_card(offers: OfferQuerySet) -> OfferQuerySet:
    """What a card or a row of an export shows, in a fixed number of queries."""
    return offers.select_related("project__region", "superseded_by").prefetch_related(current_runs())


def in_order(slugs: Sequence[str]) -> list[ReuseOffer]:
    """Public offers in the order of ``slugs`` (as the search gives them)."""
    rows = {offer.slug: offer for offer in with_card(ReuseOffer.objects.published().filter(slug__in=slugs))}
    return [rows[slug] for slug in slugs if slug in rows]


def published(slug: str) -> ReuseOffer | None:
    """A public offer with everything its page shows."""
    return ReuseOffer.objects.published().with_page().filter(slug=slug).first()


def was_public(slug: str) -> bool:
    """Whether there was such an offer and it was withdrawn (or its project): a machine may forget the address.

    An offer of a project that is a draft was never seen outside, whatever became of it.
    """
    rows = ReuseOffer.objects.filter(slug=slug, version__gte=1).exclude(project__publication="draft")
    return rows.exclude(publication=Publication.DRAFT).exists()


def is_public(offer: ReuseOffer | None) -> bool:
    """Whether everybody may see an offer another one points to."""
    return offer is not None and ReuseOffer.objects.published().filter(pk=offer.pk).exists()


def of_project(project: Project) -> list[ReuseOffer]:
    """What can be taken over from a project."""
    return list(with_card(ReuseOffer.objects.published().filter(project=project)))


def of_municipality(municipality: Municipality) -> list[ReuseOffer]:
    """Public offers of projects the municipality's bodies lead, and those they take care of."""
    led = Q(project__participations__role="lead", project__participations__organisation__municipality=municipality)
    rows = ReuseOffer.objects.published().filter(led | Q(caretaker__municipality=municipality))
    return list(with_card(rows.distinct()).order_by("title", "id"))


def versions(offer: ReuseOffer) -> list[OfferVersion]:
    """All published versions, newest first."""
    return list(offer.versions.all())


def version_and_changes(offer: ReuseOffer, number: int) -> tuple[OfferVersion, OfferContent, tuple[str, ...]] | None:
    """One version, what the one before it said, and in which fields they differ; None when there is none of that number."""
    found = {row.number: row for row in offer.versions.filter(number__in=(number, number - 1))}
    if number not in found:
        return None
    before = found[number - 1].said if number - 1 in found else OfferContent()
    return found[number], before, changed_fields(before, found[number].said) if number - 1 in found else ()
