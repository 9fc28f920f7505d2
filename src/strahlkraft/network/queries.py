"""Reading the network."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.official_key import is_ags
from strahlkraft.network.models import Geometry, ImportRun, Municipality, Organisation, Region
from strahlkraft.network.rules import peer_band


def regions_of(by: Actor, right: Right) -> QuerySet[Region]:
    """The regions in which somebody holds a right."""
    ids = by.region_ids(right)
    return Region.objects.all() if ids is None else Region.objects.filter(pk__in=ids)


def municipality_by_slug(slug: str) -> Municipality | None:
    """By the official key at the start of an address part; the name behind it may be outdated."""
    key = slug.split("-", 1)[0]
    rows = Municipality.objects.select_related("state", "district", "successor")
    return rows.filter(key=key).first() if is_ags(key) else None


def peers(municipality: Municipality, *, only: Iterable[int] | None = None, limit: int = 12) -> list[Municipality]:
    """Municipalities of similar size, nearest in inhabitants first; ``only`` restricts to some primary keys."""
    if municipality.population is None:
        return []
    low, high = peer_band(municipality.population)
    rows = Municipality.objects.select_related("state", "district").filter(
        population__range=(low, high), dissolved=False
    )
    rows = rows.exclude(pk=municipality.pk)
    rows = rows.filter(state=municipality.state) if only is None else rows.filter(pk__in=list(only))
    size = municipality.population
    return sorted(rows, key=lambda m: (abs((m.population or 0) - size), m.key))[:limit]


def geometry(name: str = "nrw") -> Geometry | None:
    """The map of that name, when one was imported."""
    return Geometry.objects.filter(name=name).first()


def municipalities_matching(text: str) -> QuerySet[Municipality]:
    """By the beginning of name, official key or postcode; for lists that people type into."""
    rows = Municipality.objects.select_related("state", "district").filter(dissolved=False)
    if not text:
        return rows
    return rows.filter(Q(name__istartswith=text) | Q(key__startswith=text) | Q(postcode__startswith=text))


def organisations() -> QuerySet[Organisation]:
    """All organisations with their place."""
    return Organisation.objects.select_related("municipality", "district", "seat")


def was_imported(kind: str, digest: str) -> bool:
    """Whether a file with that content was applied before."""
    return ImportRun.objects.filter(kind=kind, digest=digest).exists()
