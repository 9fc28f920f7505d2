"""Answers a query from one index: plan, candidates, ranking, facet counts."""

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

import tantivy

from strahlkraft.search.engine.plan import Plan, Planner
from strahlkraft.search.engine.preparing import exact_form, facet_path, identity, written_word
from strahlkraft.search.engine.proofs import Found, telling_terms
from strahlkraft.search.engine.ranking import Ranked, Ranking, Statistics, Weights
from strahlkraft.search.engine.schema import EXACT, TERMS, VOCABULARY
from strahlkraft.search.engine.store import Snapshot, Store
from strahlkraft.search.engine.suggesting import suggest, written
from strahlkraft.search.engine.vector import Vector
from strahlkraft.search.engine.vocabulary import Vocabulary
from strahlkraft.search.rules import MAX_LIMIT, MAX_OFFSET, Hit, Query, Result, Why

CANDIDATES = 64  # documents that reach the second stage
FACET_VALUES = 2_000  # counted values of one facet
KEPT_CANDIDATES = 4_000  # documents whose vectors stay in memory, some kilobytes each
NEAREST = 5
VOCABULARY_SECONDS = 30.0  # a large index renews its list of words at most this often
SMALL_VOCABULARY = 50_000
BROAD = 48  # of the candidates: where so many are shown, everything that meets a word is
EXACT_BOOST = 1e6  # lifts documents of exactly the name asked for above all others of the first stage
ALIKE = 0.4  # likeness of meaning from which a document is offered where nothing was found
FEW = 500  # documents small enough in number to be compared one by one


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document as the index stores it."""

    stored: str
    words: str
    vector: Vector


@dataclass(frozen=True, slots=True)
class _Place:
    """A ranked candidate."""

    candidate: Candidate
    ranked: Ranked

    @property
    def id(self) -> str:
        """Its name in the index."""
        kind, key, *_ = json.loads(self.candidate.stored)
        return identity(kind, key)


@dataclass
class _View:
    """What is derived from one snapshot and kept while it lasts."""

    snapshot: Snapshot
    documents: int
    title_length: float
    extra_length: float
    body_length: float
    frequencies: dict[str, int] = field(default_factory=dict)
    candidates: dict[tuple[int, int], Candidate] = field(default_factory=dict)  # read lately


class Engine:
    """Answers queries from one store; safe for threads."""

    def __init__(self, store: Store, weights: Weights | None = None) -> None:
        """The index is opened with the first query."""
        self.store = store
        self.weights = weights or Weights()
        self._lock = threading.Lock()
        self._view: _View | None = None
        self._words: tuple[Snapshot, float, Vocabulary] | None = None

    def search(self, query: Query, *, collection: str = "") -> Result:
        """The answer; IndexMissingError when there is no index."""
        view = self._current()
        query = replace(query, offset=min(max(0, query.offset), MAX_OFFSET), limit=min(max(0, query.limit), MAX_LIMIT))
        plan = self._plan(view, query.text)
        matching = everything = base = _base(view.snapshot, query, collection)
        filters = _filters(view.snapshot, query.filters)
        shown: list[_Place] | None = None
        ranked: list[_Place] = []
        if plan.groups:
            matching = _with(base, [_any_term(view, plan, query.text, self._frequency)])
            if not query.traces and not (filters and self._is_broad(view, plan, matching)):
                ranked = self._rank(view, plan, matching)
                shown = _shown(ranked)
            base = matching if shown is None else _only(view.snapshot, shown)
        elif query.text.strip():
            base = tantivy.Query.empty_query()
        total, counts = _count(view.snapshot, base, filters, query.facets)
        if not total:
            if plan.groups and not ranked:
                ranked = self._rank(view, plan, matching)
            near = self._nearest(view, plan, query, ranked, everything)
            return Result(query, 0, (), counts, plan.suggestion, near)
        ready = ranked if shown is None else shown
        hits = self._page(view, plan, _with(base, filters.values()), query, total, ready) if query.limit else ()
        return Result(query, total, hits, counts, plan.suggestion)

    def suggest(self, prefix: str, limit: int, kinds: tuple[str, ...] = ()) -> list[str]:
        """Words and titles of the index that continue what was typed, the most frequent first; of ``kinds`` if any."""
        snapshot = self._current().snapshot
        return suggest(snapshot.searcher, snapshot.schema, prefix, limit, kinds)

    def matched_terms(self, text: str) -> frozenset[str]:
        """All terms by which a query can be met, for highlighting."""
        view = self._current()
        plan = self._plan(view, text)
        return telling_terms(proof for group in plan.groups for proof in group.proofs)

    def _plan(self, view: _View, text: str) -> Plan:
        planner = Planner(
            lambda term: self._frequency(view, term),
            lambda: self._vocabulary(view),
            lambda form: written(view.snapshot.searcher, form),
        )
        return planner.plan(text)

    def _current(self) -> _View:
        snapshot = self.store.snapshot()
        view = self._view
        if view is None or view.snapshot is not snapshot:
            view = _make_view(snapshot)
            self._view = view
        return view

    def _frequency(self, view: _View, term: str) -> int:
        found = view.frequencies.get(term)
        if found is None:
            found = int(view.snapshot.searcher.doc_freq(TERMS, term))
            if len(view.frequencies) < 100_000:  # noqa: PLR2004 - bounds the memory under hostile queries
                view.frequencies[term] = found
        return found

    def _vocabulary(self, view: _View) -> Vocabulary:
        with self._lock:
            words = self._words
            if words is not None:
                snapshot, made, vocabulary = words
                fresh = len(vocabulary.frequency) > SMALL_VOCABULARY and monotonic() - made < VOCABULARY_SECONDS
                if snapshot is view.snapshot or (fresh and snapshot.generation == view.snapshot.generation):
                    return vocabulary
            vocabulary = Vocabulary(view.snapshot.searcher.terms_with_prefix(VOCABULARY, ""))
            self._words = (view.snapshot, monotonic(), vocabulary)
            return vocabulary

    def _page(
        self,
        view: _View,
        plan: Plan,
        matching: tantivy.Query,
        query: Query,
        total: int,
        ready: list[_Place],
    ) -> tuple[Hit, ...]:
        searcher = view.snapshot.searcher
        slot = view.snapshot.state.slots.get(query.sort.removeprefix("-"))
        if slot is not None or not plan.groups:
            name = "sequence" if slot is None else f"sort{slot}"
            order = tantivy.Order.Desc if slot is None or query.sort.startswith("-") else tantivy.Order.Asc
            found = searcher.search(
                matching, query.limit, count=False, order_by_field=name, offset=query.offset, order=order
            )
            known = {place.candidate.stored: place for place in ready}
            candidates = [_candidate(view, address) for _, address in found.hits]
            return tuple(_hit(known.get(item.stored) or _unranked(item), plan) for item in candidates)
        if query.offset >= CANDIDATES:
            return self._beyond(view, plan, matching, query.limit, query.offset)
        ranked = self._filtered(view, ready, matching) if query.filters else ready
        if len(ranked) < min(total, CANDIDATES):
            ranked = self._rank(view, plan, matching)
        page = tuple(_hit(place, plan) for place in ranked[query.offset : query.offset + query.limit])
        missing = query.limit - len(page)
        if missing > 0 and total > CANDIDATES:
            page += self._beyond(view, plan, matching, missing, CANDIDATES)
        return page

    def _filtered(self, view: _View, ready: list[_Place], matching: tantivy.Query) -> list[_Place]:
        """Those of the ranked places that the filters leave; all that match where all of it was ranked."""
        found = view.snapshot.searcher.search(matching, CANDIDATES, count=False).hits if ready else ()
        left = {_candidate(view, address).stored for _, address in found}
        return [place for place in ready if place.candidate.stored in left]

    def _beyond(self, view: _View, plan: Plan, matching: tantivy.Query, limit: int, offset: int) -> tuple[Hit, ...]:
        """What the second stage does not reach."""
        found = view.snapshot.searcher.search(matching, limit, count=False, offset=offset)
        return tuple(_hit(_unranked(_candidate(view, address)), plan) for _, address in found.hits)

    def _rank(self, view: _View, plan: Plan, matching: tantivy.Query) -> "list[_Place]":
        found = view.snapshot.searcher.search(matching, CANDIDATES, count=False).hits
        candidates = [_candidate(view, address) for _, address in found]
        exact = frozenset(place for place, (first, _) in enumerate(found) if first >= EXACT_BOOST)
        firsts = [first % EXACT_BOOST for first, _ in found]
        ranked = self._ranking(view, plan).rank(
            [(first, candidate.vector) for first, candidate in zip(firsts, candidates, strict=True)], exact
        )
        return [_Place(candidates[item.place], item) for item in ranked]

    def _is_broad(self, view: _View, plan: Plan, matching: tantivy.Query) -> bool:
        """As :func:`_shown` says, without ranking."""
        found = view.snapshot.searcher.search(matching, CANDIDATES, count=False).hits
        if len(found) < CANDIDATES:
            return False
        vectors = (_candidate(view, address).vector for _, address in found)
        return self._ranking(view, plan).proven(vectors) >= BROAD

    def _ranking(self, view: _View, plan: Plan) -> Ranking:
        statistics = Statistics(
            view.documents,
            view.title_length,
            view.extra_length,
            view.body_length,
            lambda term: self._frequency(view, term),
        )
        return Ranking(plan, statistics, self.weights)

    def _nearest(
        self, view: _View, plan: Plan, query: Query, ranked: "list[_Place]", everything: tantivy.Query
    ) -> tuple[Hit, ...]:
        """What to show instead of nothing: hits without the filters, then traces of the words, then the like-minded."""
        if not plan.groups:
            return ()
        shown = _shown(ranked)
        near = (ranked if shown is None else shown)[:NEAREST]
        if not near:
            near = [place for place in ranked if any(found.worth for found in place.ranked.found)][:NEAREST]
        return tuple(_hit(place, plan) for place in near) or self._alike(view, plan, query, everything)

    def _alike(self, view: _View, plan: Plan, query: Query, everything: tantivy.Query) -> tuple[Hit, ...]:
        """Of few documents those nearest in meaning."""
        found = view.snapshot.searcher.search(everything, FEW + 1, count=False).hits
        if len(found) > FEW:
            return ()
        ranking = self._ranking(view, plan)
        candidates = [_candidate(view, address) for _, address in found]
        alike = sorted(((ranking.likeness(item.vector), place) for place, item in enumerate(candidates)), reverse=True)
        why = (Why("meaning", query.text, ""),)
        return tuple(
            _made_hit(candidates[place].stored, score, why) for score, place in alike[:NEAREST] if score >= ALIKE
        )


def _shown(ranked: list[_Place]) -> list[_Place] | None:
    """The candidates worth showing; None where there may be more than candidates, so everything is shown."""
    if len(ranked) >= CANDIDATES and sum(place.ranked.proven for place in ranked) >= BROAD:
        return None
    return [place for place in ranked if place.ranked.shown]


def _only(snapshot: Snapshot, places: Iterable[_Place]) -> tantivy.Query:
    return _constant(tantivy.Query.term_set_query(snapshot.schema, "id", [place.id for place in places]))


def _make_view(snapshot: Snapshot) -> _View:
    averages = {name: {"avg": {"field": f"{name}_length"}} for name in ("title", "extra", "body")}
    live = tantivy.Query.term_query(snapshot.schema, "live", "1")
    found = snapshot.searcher.aggregate(live, averages)
    lengths = {name: max(1.0, found[name]["value"] or 1.0) for name in averages}
    return _View(snapshot, snapshot.searcher.num_docs, lengths["title"], lengths["extra"], lengths["body"])


def _candidate(view: _View, address: tantivy.DocAddress) -> Candidate:
    place = (address.segment_ord, address.doc)
    found = view.candidates.get(place)
    if found is None:
        document = view.snapshot.searcher.doc(address)
        vector = Vector(bytes(document.get_first("vector") or b""))
        found = Candidate(str(document.get_first("stored")), str(document.get_first("words")), vector)
        if len(view.candidates) >= KEPT_CANDIDATES:
            view.candidates.clear()
        view.candidates[place] = found
    return found


def _constant(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)


def _base(snapshot: Snapshot, query: Query, collection: str) -> tantivy.Query:
    """All documents of the kinds and of the collection asked for."""
    must = [tantivy.Query.term_query(snapshot.schema, "live", "1")]
    if query.kinds:
        must.append(tantivy.Query.term_set_query(snapshot.schema, "kind", list(query.kinds)))
    if collection:
        must.append(tantivy.Query.term_query(snapshot.schema, "collection", collection))
    return _constant(tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in must]))


def _filters(snapshot: Snapshot, filters: Mapping[str, tuple[str, ...]]) -> dict[str, tantivy.Query]:
    found = {}
    for name, values in filters.items():
        if values:
            path = facet_path(name)
            any_value = [
                (tantivy.Occur.Should, tantivy.Query.term_query(snapshot.schema, path, str(value))) for value in values
            ]
            found[name] = _constant(tantivy.Query.boolean_query(any_value))
    return found


def _any_term(view: _View, plan: Plan, text: str, frequency: Any) -> tantivy.Query:
    """Documents that hold any term of the plan, scored roughly for the first stage."""
    weights: dict[str, float] = {}
    for group in plan.groups:
        for term, alternative in group.alternatives.items():
            if frequency(view, term):
                weights[term] = max(weights.get(term, 0.0), group.weight * alternative.weight)
    should = [
        (
            tantivy.Occur.Should,
            tantivy.Query.boost_query(tantivy.Query.term_query(view.snapshot.schema, TERMS, term, "freq"), weight),
        )
        for term, weight in weights.items()
    ]
    if not should:
        return tantivy.Query.empty_query()
    name = tantivy.Query.term_query(view.snapshot.schema, EXACT, exact_form(text))
    should.append((tantivy.Occur.Should, tantivy.Query.const_score_query(name, EXACT_BOOST)))
    return tantivy.Query.boolean_query(should)


def _with(base: tantivy.Query, filters: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in (base, *filters)])


def _count(
    snapshot: Snapshot, base: tantivy.Query, filters: Mapping[str, tantivy.Query], facets: tuple[str, ...]
) -> tuple[int, dict[str, dict[str, int]]]:
    """How many match, and each facet counted under the other filters."""
    free = [name for name in facets if name not in filters]
    ask: dict[str, Any] = {f"facet {name}": _terms_of_facet(name) for name in free}
    ask["total"] = {"value_count": {"field": "sequence"}}
    answer = snapshot.searcher.aggregate(_with(base, filters.values()), ask)
    counts = {name: _buckets(answer[f"facet {name}"]) for name in free}
    for name in facets:
        if name in filters:
            others = [query for other, query in filters.items() if other != name]
            found = snapshot.searcher.aggregate(_with(base, others), {"facet": _terms_of_facet(name)})
            counts[name] = _buckets(found["facet"])
    return int(answer["total"]["value"]), {name: counts[name] for name in facets}


def _terms_of_facet(name: str) -> dict[str, Any]:
    return {"terms": {"field": facet_path(name), "size": FACET_VALUES}}


def _buckets(answer: Mapping[str, Any]) -> dict[str, int]:
    return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in answer["buckets"]}


def _unranked(candidate: Candidate) -> _Place:
    return _Place(candidate, Ranked(0, 0.0))


def _hit(place: _Place, plan: Plan) -> Hit:
    """The hit with a reason for each word of the query that the document meets."""
    why = tuple(
        _why(found, group.word, place.candidate.words)
        for found, group in zip(place.ranked.found, plan.groups, strict=False)
        if found.worth
    )
    return _made_hit(place.candidate.stored, place.ranked.score, tuple(dict.fromkeys(why)))


def _why(found: Found, asked: str, words: str) -> Why:
    return Why(found.kind, asked, written_word(words, found.term) or found.form)


def _made_hit(stored: str, score: float, why: tuple[Why, ...]) -> Hit:
    kind, key, title, summary = json.loads(stored)
    return Hit(kind, key, title, summary, score, why)
