"""Rows for machines: what the open interfaces give away, and nothing that is not public."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Prefetch, Q, QuerySet

from strahlkraft.kernel.label import Label
from strahlkraft.projects.models import Project
from strahlkraft.reuse.models import ReadinessRun, ReuseOffer, Software
from strahlkraft.reuse.models.cases import CaseQuerySet
from strahlkraft.reuse.models.offers import OfferQuerySet
from strahlkraft.reuse.models.software import SoftwareQuerySet
from strahlkraft.reuse.queries import cases
from strahlkraft.reuse.queries.checks import Standing, standing

_PUBLIC_OFFER = Q(offer__publication="published", offer__project__publication="published")
_PUBLIC_THING = _PUBLIC_OFFER | Q(project__publication="published") | Q(software__isnull=False)


def _standing() -> "Prefetch[str]":
    return Prefetch("readiness_runs", ReadinessRun.objects.filter(current=True), to_attr="standing_runs")


def public_offers() -> OfferQuerySet:
    """Published offers with all that an open record of one needs, in a fixed number of queries."""
    rows = ReuseOffer.objects.published().with_page()
    return rows.select_related(
        "superseded_by__project", "caretaker__municipality", "caretaker__district", "caretaker__seat"
    ).prefetch_related("project__fields_of_action", _standing())


def public_software() -> SoftwareQuerySet:
    """Listed software: one record per solution, in a fixed number of queries."""
    return Software.objects.listed().select_related("publisher").prefetch_related("addresses", _standing())


def public_cases() -> CaseQuerySet:
    """Cases that may be named, of things that are public themselves; newest first."""
    rows = cases.public_cases().filter(_PUBLIC_THING)
    return rows.select_related("municipality", "software__merged_into", "source")


def cases_about(rows: CaseQuerySet, *, kind: str, key: str) -> CaseQuerySet:
    """Those of ``rows`` about one kind of thing, one thing (``key``), or both; of a project also of its offers."""
    conditions = {
        "offer": Q(offer__slug=key) if key else Q(offer__isnull=False),
        "project": Q(project__slug=key) | Q(offer__project__slug=key) if key else Q(project__isnull=False),
        "software": Q(software__slug=key) if key else Q(software__isnull=False),
    }
    wanted = Q()
    for name, condition in conditions.items():
        if kind in ("", name):
            wanted |= condition
    return rows.filter(wanted)


def in_order(rows: Iterable[ReuseOffer | Software], slugs: Sequence[str]) -> list[ReuseOffer | Software]:
    """``rows`` in the order of ``slugs`` (as the search gives them); what is no longer public is left out."""
    known = {row.slug: row for row in rows}
    return [known[slug] for slug in slugs if slug in known]


def shown_successor(offer: ReuseOffer) -> ReuseOffer | None:
    """The newer offer, if everybody may see it."""
    newer = offer.superseded_by
    return newer if newer is not None and _is_public(newer) else None


def _is_public(thing: ReuseOffer | Project) -> bool:
    if isinstance(thing, ReuseOffer) and thing.project.publication != "published":
        return False
    return thing.publication == "published"


@dataclass(frozen=True, slots=True)
class PublicCheck:
    """A public thing's readiness; ``successor_hidden``: what came instead is not public, so its title is not told."""

    label: Label
    standing: Standing
    successor_hidden: bool


def check_of(thing: ReuseOffer | Project | Software, *, today: date) -> PublicCheck:
    """The readiness of a public thing, as its page shows it."""
    newer = None if isinstance(thing, Software) else thing.superseded_by
    note = "" if isinstance(thing, Software) else thing.superseded_note
    hidden = not note and (newer is None or not _is_public(newer))
    return PublicCheck(thing.label, standing(thing, today=today), hidden)


def readiness_of(kind: str, key: str, *, today: date) -> PublicCheck | None:
    """The readiness of an offer, project or software by slug; None when nothing public has this name."""
    things: dict[str, QuerySet[Any]] = {
        "offer": ReuseOffer.objects.published().with_page(),
        "project": Project.objects.published(),
        "software": Software.objects.listed(),
    }
    thing = things[kind].filter(slug=key).first()
    return check_of(thing, today=today) if thing is not None else None


@dataclass(frozen=True, slots=True)
class Stand:
    """How many rows a table has and when one of them last changed."""

    rows: int
    changed_at: datetime | None


def stands() -> dict[str, Stand]:
    """Of this room's open tables: offers, software, reuses."""
    tables = {
        "offers": ReuseOffer.objects.published(),
        "software": Software.objects.listed(),
        "reuses": public_cases().order_by().prefetch_related(None),
    }
    return {name: Stand(rows.count(), rows.aggregate(at=Max("changed_at"))["at"]) for name, rows in tables.items()}
