"""What fits a need told in plain words: found by the search, ordered by what suits the municipality, with reasons."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from strahlkraft.network.models import Municipality
from strahlkraft.projects.queries import active_municipality_ids
from strahlkraft.reuse.closeness import Candidate, Closeness, Reason, Town, nearest, rank
from strahlkraft.reuse.documents import KINDS
from strahlkraft.reuse.models import ReuseCase
from strahlkraft.reuse.queries.things import Name, Thing, cases_by_thing, things, towns
from strahlkraft.search.queries import search
from strahlkraft.search.rules import Hit, Query

NEED_IN_ADDRESS = 2_000  # characters; a need stands in the address so that it can be shared
FOUND = 40  # looked at
SHOWN = 20
WORDS = 4


@dataclass(frozen=True, slots=True)
class Fit:
    """Something that may fit, and why it stands where it does."""

    thing: Thing
    hit: Hit
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Fits:
    """The answer to a need; ``near`` says that nothing met it and these are only the nearest."""

    rows: tuple[Fit, ...] = ()
    total: int = 0
    near: bool = False
    did_you_mean: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody looks for: own words, their town if known."""

    text: str
    town: Town | None = None
    kinds: tuple[str, ...] = field(default=KINDS)


def find(need: Need, *, limit: int = SHOWN) -> Fits:
    """What fits, best first, in a fixed number of queries. A project gives way to its own offer, which says more."""
    if not need.text.strip():
        return Fits()
    result = search(Query(text=need.text, kinds=need.kinds, limit=FOUND))
    rows = ranked(result.hits or result.nearest, need.town)[:limit]
    near = not result.hits and bool(rows)
    return Fits(rows=rows, total=result.total, near=near, did_you_mean=result.did_you_mean)


def ranked(found: Iterable[Hit], town: Town | None) -> tuple[Fit, ...]:
    """Hits with what is known of them, in the order that suits the town, with reasons."""
    hits = {(hit.kind, hit.key): hit for hit in found}
    known = things(hits)
    offered = {thing.project for thing in known.values() if thing.label.kind == "offer"}
    known = {name: it for name, it in known.items() if it.label.kind != "project" or it.project not in offered}
    reusers = _reusers(list(known.values()))
    candidates = [_candidate(thing, hits[name], reusers.get(name, ())) for name, thing in known.items()]
    order = [((row.candidate.kind, row.candidate.key), row.why) for row in rank(candidates, town)]
    return tuple(Fit(known[name], hits[name], reasons) for name, reasons in order)


def _candidate(thing: Thing, hit: Hit, reusers: tuple[Town, ...]) -> Candidate:
    words = dict.fromkeys(why.matched_word for why in hit.why if why.matched_word and why.kind != "meaning")
    return Candidate(
        kind=thing.label.kind,
        key=thing.label.key,
        score=max(0.0, hit.score),
        words=tuple(words)[:WORDS],
        size_classes=frozenset(thing.sizes),
        products=frozenset(thing.products),
        reusers=reusers,
        level=thing.level,
    )


def _reusers(found: list[Thing]) -> dict[Name, tuple[Town, ...]]:
    """The towns with a public case of each thing."""
    cases = cases_by_thing(found)
    ids = {pk for rows in cases.values() for case in rows if (pk := case.municipality_id)}
    known = towns(ids)
    return {
        name: tuple({pk: known[pk] for case in rows if (pk := case.municipality_id) in known}.values())
        for name, rows in cases.items()
    }


def town_of(municipality: Municipality | None, products: Iterable[str] = ()) -> Town | None:
    """The town that asks, with the products it has."""
    return towns([municipality.pk], products=products)[municipality.pk] if municipality else None


def reusing_ids() -> set[int]:
    """Municipalities with a public reuse."""
    rows = ReuseCase.objects.public().filter(municipality__isnull=False)
    return {pk for pk in rows.values_list("municipality_id", flat=True) if pk}


def towns_like(municipality: Municipality, *, limit: int = 6) -> list[tuple[Municipality, Closeness]]:
    """Of the municipalities that build or reuse something, those closest to this one, with the reasons."""
    ids = active_municipality_ids() | reusing_ids()
    known = towns({*ids, municipality.pk})
    rows = {town.key: pk for pk, town in known.items()}
    closest = nearest(known[municipality.pk], known.values(), limit)
    records = Municipality.objects.in_bulk([rows[town.key] for town, _ in closest])
    return [(records[rows[town.key]], how) for town, how in closest]
