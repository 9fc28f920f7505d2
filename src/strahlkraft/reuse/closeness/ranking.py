"""Ranks what a search found for one municipality, with the reasons (source: issue "Reuse", need box).

The search order stays dominant. Search scores are divided by the best of them; then of 100:

======================================  ======
search score                            80
suits the size, as stated               6
builds on a product the town has        5
used by a neighbour                     5, else used by a town of similar size 3
proven                                  4, else transferable 2
======================================  ======

So nothing can overtake a result whose search score is better by a quarter of the best one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from strahlkraft.network.rules import size_class
from strahlkraft.reuse.closeness.towns import Reason, Town, closeness, is_neighbour, is_peer

SEARCH, FITS_SIZE, HAS_PRODUCT, NEIGHBOUR, PEER, PROVEN, TRANSFERABLE = 80.0, 6.0, 5.0, 5.0, 3.0, 4.0, 2.0
NAMED = 3  # towns named in a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something found. ``score`` is the search's, not below 0; ``words`` are those of the need that matched.

    ``size_classes`` empty: not stated. ``products`` are those presupposed, ``reusers`` towns with a public case,
    ``level`` the readiness level.
    """

    kind: str
    key: str
    score: float
    words: tuple[str, ...] = ()
    size_classes: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    reusers: tuple[Town, ...] = ()
    level: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its mixed score (only to order by) and why it stands where it does."""

    candidate: Candidate
    score: float
    why: tuple[Reason, ...]


def rank(candidates: Sequence[Candidate], town: Town | None = None) -> list[Ranked]:
    """Order by the mixed score, best first, by kind and key among equals; without a town only words and level count."""
    best = max((candidate.score for candidate in candidates), default=0.0)
    ranked = [_ranked(candidate, town, best) for candidate in candidates]
    return sorted(ranked, key=lambda row: (-row.score, row.candidate.kind, row.candidate.key))


def _ranked(candidate: Candidate, town: Town | None, best: float) -> Ranked:
    total = SEARCH * candidate.score / best if best > 0 else 0.0
    why = [Reason("words", {"words": ", ".join(candidate.words)})] if candidate.words else []
    for points, reason in [*(_fits(candidate, town) if town else ()), *_used(candidate, town), *_level(candidate)]:
        total += points
        why.append(reason)
    return Ranked(candidate, total, tuple(why))


def _fits(candidate: Candidate, town: Town) -> list[tuple[float, Reason]]:
    found = []
    if town.population and size_class(town.population) in candidate.size_classes:
        found.append((FITS_SIZE, Reason("fits_size")))
    mine = {name.casefold() for name in town.products}
    if common := sorted(name for name in candidate.products if name.casefold() in mine):
        found.append((HAS_PRODUCT, Reason("has_products", {"products": ", ".join(common)})))
    return found


def _used(candidate: Candidate, town: Town | None) -> list[tuple[float, Reason]]:
    """Who uses it, the nearest first; a town is no reason for itself."""
    if town is None:
        others = list(candidate.reusers)
    else:
        others = sorted(
            (other for other in candidate.reusers if other.key != town.key),
            key=lambda other: (-closeness(town, other).score, other.key),
        )
        if near := [other.name for other in others if is_neighbour(town, other)]:
            return [(NEIGHBOUR, Reason("used_by_neighbour", {"towns": ", ".join(near[:NAMED])}))]
        if alike := [other.name for other in others if is_peer(town, other)]:
            return [(PEER, Reason("used_by_similar", {"towns": ", ".join(alike[:NAMED])}))]
    return [(0.0, Reason("used_elsewhere", {"number": len(others)}))] if others else []


def _level(candidate: Candidate) -> list[tuple[float, Reason]]:
    points = {"proven": PROVEN, "transferable": TRANSFERABLE}.get(candidate.level)
    return [(points, Reason(candidate.level))] if points else []
