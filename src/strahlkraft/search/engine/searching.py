"""Answers a query from one index: plan, candidates, ranking, facet counts."""

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

import tantivy

from strahlkraft.search.engine.plan import Plan, Planner
from strahlkraft.search.engine.preparing import facet_path
from strahlkraft.search.engine.ranking import Ranked, Ranking, Statistics, Weights
from strahlkraft.search.engine.schema import TERMS, VOCABULARY
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document as the index stores it."""

    stored: str
    vector: Vector


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
        base = _base(view.snapshot, query, collection)
        if plan.groups:
            text = _any_term(view, plan, self._frequency)
            base = tantivy.Query.boolean_query([(tantivy.Occur.Must, base), (tantivy.Occur.Must, text)])
        elif query.text.strip():
            base = tantivy.Query.empty_query()
        filters = _filters(view.snapshot, query.filters)
        total, counts = _count(view.snapshot, base, filters, query.facets)
        full = _with(base, filters.values())
        hits = self._page(view, plan, full, query, total) if total and query.limit else ()
        result = Result(query, total, hits, counts, plan.suggestion)
        return result if total else replace(result, nearest=self._nearest(view, plan, query, collection))

    def suggest(self, prefix: str, limit: int) -> list[str]:
        """Words and titles of the index that continue what was typed, the most frequent first."""
        return suggest(self._current().snapshot.searcher, prefix, limit)

    def matched_terms(self, text: str) -> frozenset[str]:
        """All terms by which a query can be met, for highlighting."""
        view = self._current()
        plan = self._plan(view, text)
        return frozenset(term for group in plan.groups for term in group.alternatives)

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

    def _page(self, view: _View, plan: Plan, matching: tantivy.Query, query: Query, total: int) -> tuple[Hit, ...]:
        searcher = view.snapshot.searcher
        slot = view.snapshot.state.slots.get(query.sort.removeprefix("-"))
        if slot is not None or not plan.groups:
            name = "sequence" if slot is None else f"sort{slot}"
            order = tantivy.Order.Desc if slot is None or query.sort.startswith("-") else tantivy.Order.Asc
            found = searcher.search(
                matching, query.limit, count=False, order_by_field=name, offset=query.offset, order=order
            )
            return tuple(_hit(searcher, address, 0.0, ()) for _, address in found.hits)
        if query.offset >= CANDIDATES:
            found = searcher.search(matching, query.limit, count=False, offset=query.offset)
            return tuple(_hit(searcher, address, score, ()) for score, address in found.hits)
        ranked = self._rank(view, plan, matching)
        page = [
            _made_hit(stored, item.score, item.why)
            for stored, item in ranked[query.offset : query.offset + query.limit]
        ]
        missing = query.limit - len(page)
        if missing > 0 and total > CANDIDATES:
            found = searcher.search(matching, missing, count=False, offset=CANDIDATES)
            page += [_hit(searcher, address, 0.0, ()) for _, address in found.hits]
        return tuple(page)

    def _rank(self, view: _View, plan: Plan, matching: tantivy.Query) -> list[tuple[str, Ranked]]:
        searcher = view.snapshot.searcher
        found = searcher.search(matching, CANDIDATES, count=False).hits
        candidates = [_candidate(view, address) for _, address in found]
        statistics = Statistics(
            view.documents,
            view.title_length,
            view.extra_length,
            view.body_length,
            lambda term: self._frequency(view, term),
        )
        ranking = Ranking(plan, statistics, self.weights)
        ranked = ranking.rank(
            [(first, candidate.vector) for (first, _), candidate in zip(found, candidates, strict=True)]
        )
        return [(candidates[item.place].stored, item) for item in ranked]

    def _nearest(self, view: _View, plan: Plan, query: Query, collection: str) -> tuple[Hit, ...]:
        """What to show instead of nothing: the best hits without the filters."""
        if not plan.groups or not query.filters:
            return ()
        base = _base(view.snapshot, replace(query, kinds=()), collection)
        text = _any_term(view, plan, self._frequency)
        matching = tantivy.Query.boolean_query([(tantivy.Occur.Must, base), (tantivy.Occur.Must, text)])
        ranked = self._rank(view, plan, matching)[:NEAREST]
        return tuple(_made_hit(stored, item.score, item.why) for stored, item in ranked)


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
        found = Candidate(str(document.get_first("stored")), Vector(bytes(document.get_first("vector") or b"")))
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


def _any_term(view: _View, plan: Plan, frequency: Any) -> tantivy.Query:
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
    return tantivy.Query.boolean_query(should) if should else tantivy.Query.empty_query()


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


def _hit(searcher: tantivy.Searcher, address: tantivy.DocAddress, score: float, why: tuple[Why, ...]) -> Hit:
    return _made_hit(str(searcher.doc(address).get_first("stored")), score, why)


def _made_hit(stored: str, score: float, why: tuple[Why, ...]) -> Hit:
    kind, key, title, summary = json.loads(stored)
    return Hit(kind, key, title, summary, score, why)
