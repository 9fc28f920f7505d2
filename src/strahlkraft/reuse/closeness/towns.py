"""Towns like us: how close two municipalities are for the purpose of reuse, and why (source: REUSE.md, point 3).

The score only orders; people are shown the reasons. Its parts, of 100:

====================  ======  ===========================================================================
part                  weight  how
====================  ======  ===========================================================================
size                  40      from 1 for equal numbers of inhabitants to 0 at a ratio of 1 to 4 or more
IT provider           20      the same
products              15      five for each in common, three at most
place                 25      same district 25, else same model region 18, else same state 10
====================  ======  ===========================================================================

What is not known of one of the two adds nothing and takes nothing.
"""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from strahlkraft.network.rules import peer_band, size_class

SIZE, PROVIDER, PRODUCT, PRODUCTS_MOST = 40.0, 20.0, 5.0, 3
DISTRICT, REGION, STATE = 25.0, 18.0, 10.0
FARTHEST_RATIO = 0.25


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code of ``words.REASONS`` and what fills its places."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality by official key. Empty text or None: not known. ``region`` is a model region's name."""

    key: str
    name: str
    population: int | None = None
    state: str = ""
    district: str = ""
    region: str = ""
    it_provider: str | None = None
    products: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Closeness:
    """A score from 0 to 100, only to order by, and the reasons to show."""

    score: float
    reasons: tuple[Reason, ...]


def _score(one: Town, other: Town) -> float:
    """The sum alone: this runs for every municipality of the country, so it makes nothing."""
    total = 0.0
    a, b = one.population, other.population
    if a and b:
        ratio = a / b if a < b else b / a
        if ratio > FARTHEST_RATIO:
            total = SIZE * (ratio - FARTHEST_RATIO) / (1 - FARTHEST_RATIO)
    if one.district and one.district == other.district:
        total += DISTRICT
    elif one.region and one.region == other.region:
        total += REGION
    elif one.state and one.state == other.state:
        total += STATE
    if one.it_provider and one.it_provider == other.it_provider:
        total += PROVIDER
    if one.products and other.products:
        total += PRODUCT * min(PRODUCTS_MOST, len(one.products & other.products))
    return total


def _size_reason(one: Town, other: Town) -> str:
    """``similar_size`` within the band of peers, ``same_size_class`` within the class, else nothing."""
    if not one.population or not other.population:
        return ""
    low, high = peer_band(one.population)
    if low <= other.population <= high:
        return "similar_size"
    return "same_size_class" if size_class(one.population) == size_class(other.population) else ""


def closeness(one: Town, other: Town) -> Closeness:
    """How close ``other`` is to ``one`` and why, the strongest reason first; the score is the same both ways."""
    reasons = []
    if code := _size_reason(one, other):
        reasons.append(Reason(code))
    if one.district and one.district == other.district:
        reasons.append(Reason("same_district", {"district": one.district}))
    elif one.region and one.region == other.region:
        reasons.append(Reason("same_region", {"region": one.region}))
    elif one.state and one.state == other.state:
        reasons.append(Reason("same_state", {"state": one.state}))
    if one.it_provider and one.it_provider == other.it_provider:
        reasons.append(Reason("same_provider", {"provider": one.it_provider}))
    if common := sorted(one.products & other.products):
        reasons.append(Reason("same_products", {"products": ", ".join(common)}))
    return Closeness(_score(one, other), tuple(reasons))


def nearest(town: Town, towns: Iterable[Town], n: int) -> list[tuple[Town, Closeness]]:
    """The ``n`` closest others with a reason to name, closest first, by key among equals."""
    scored = ((-_score(town, other), other.key, other) for other in towns if other.key != town.key)
    best = heapq.nsmallest(n, (row for row in scored if row[0]), key=lambda row: row[:2])
    found = [(other, closeness(town, other)) for _, _, other in best]
    return [(other, how) for other, how in found if how.reasons]


def is_neighbour(one: Town, other: Town) -> bool:
    """Whether two towns are in the same district or model region."""
    return bool((one.district and one.district == other.district) or (one.region and one.region == other.region))


def is_peer(one: Town, other: Town) -> bool:
    """Whether the other town is of a similar size."""
    return _size_reason(one, other) == "similar_size"
