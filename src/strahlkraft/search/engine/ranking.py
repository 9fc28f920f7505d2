"""The second stage: orders some hundred candidates by everything known of them."""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from strahlkraft.search.analysis.meanings import direction_of, likeness, weighted_vector
from strahlkraft.search.analysis.stems import stem
from strahlkraft.search.engine.plan import Group, Plan
from strahlkraft.search.engine.proofs import FAR, KEEP, KEEP_SCORE, WORTH, Found, Judge, totals
from strahlkraft.search.engine.vector import Vector, gram_hashes, pair_hash, term_hash

EXACT = 3.0  # a document of exactly this name stands before all others
FEEDBACK = 3  # documents that tell what else is meant


@dataclass(frozen=True)
class Weights:
    """The figures of the ranking; measured on the development set, see docs of the benchmark."""

    title: float = 4.0
    extra: float = 3.0
    body: float = 1.0
    title_norm: float = 0.5  # how much a long title is held against it, 0 to 1
    extra_norm: float = 0.5
    body_norm: float = 0.75
    saturation: float = 1.2  # how soon more of the same word stops counting
    more_ways: float = 0.1  # what a second synonym or neighbour adds to the best one
    meaning: float = 0.5  # this and the following stand beside 1 for the best document by words
    feedback: float = 0.2  # likeness to the first documents
    letters: float = 0.5
    pairs: float = 0.2
    first_stage: float = 0.2
    proof: float = 0.15  # the share of the query that a document holds, see proofs


@dataclass(frozen=True)
class Statistics:
    """What the ranking must know of the whole index."""

    documents: int
    title_length: float
    extra_length: float
    body_length: float
    frequency: Callable[[str], int]


@dataclass(frozen=True)
class Ranked:
    """A candidate with its score and, for each word of the query, what met it; ``shown`` is false for mere traces."""

    place: int  # in the list of candidates
    score: float
    found: tuple[Found, ...] = ()
    shown: bool = True
    proven: bool = True  # proves nearly as much as the best


@dataclass(frozen=True, slots=True)
class _Term:
    code: int
    worth: float  # weight in the query times rarity
    way: int


class Ranking:
    """Scores documents for one plan."""

    def __init__(self, plan: Plan, statistics: Statistics, weights: Weights) -> None:
        """Look up every term's rarity once."""
        self._statistics = statistics
        self._weights = weights
        self._groups = [self._prepare(group) for group in plan.groups]
        stems = [stem(group.readings[0]) for group in plan.groups]
        self._pairs = [pair_hash(left, right) for left, right in pairwise(stems)]
        self._letters = self._prepare_letters(plan)
        self._judge = Judge([group.proofs for group in plan.groups], self._rarity, statistics.frequency)
        self._several = sum(group.weight == 1.0 for group in plan.groups) > 1
        self._importance = [group.weight * self._rarity(stem(group.readings[0])) for group in plan.groups]
        self._meaning = weighted_vector(
            (form, group.weight * self._rarity(stem(form))) for group in plan.groups for form in group.readings
        )

    def _prepare_letters(self, plan: Plan) -> list[tuple[frozenset[int], float]]:
        """The letter groups of each query word and what each shared one is worth."""
        rarities = [group.weight * self._rarity(stem(group.form)) for group in plan.groups]
        whole = sum(rarities) or 1.0
        found = []
        for group, rarity in zip(plan.groups, rarities, strict=True):
            codes = frozenset(gram_hashes(group.form))
            found.append((codes, self._weights.letters * rarity / whole / len(codes)))
        return found

    def _rarity(self, term: str) -> float:
        frequency = self._statistics.frequency(term)
        documents = max(self._statistics.documents, frequency)
        return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))

    def _prepare(self, group: Group) -> list[_Term]:
        found = []
        for term, alternative in group.alternatives.items():
            if self._statistics.frequency(term):
                worth = group.weight * alternative.weight * self._rarity(term)
                found.append(_Term(term_hash(term), worth, alternative.way))
        return sorted(found, key=lambda item: -item.worth)

    def rank(self, candidates: Sequence[tuple[float, Vector]], exact: Collection[int] = ()) -> list[Ranked]:
        """All candidates with their first-stage scores, best first; equal scores keep the order they came in.

        ``exact`` are the places of those whose very name was asked for.
        """
        met = [self._words(vector) for _, vector in candidates]
        best = max(met, default=0.0) or 1.0
        best_first = max((first for first, _ in candidates), default=0.0) or 1.0
        ranked = [
            Ranked(
                place,
                score / best
                + self._weights.first_stage * first / best_first
                + self._more(vector)
                + (EXACT if place in exact else 0.0),
            )
            for place, ((first, vector), score) in enumerate(zip(candidates, met, strict=True))
        ]
        ranked.sort(key=lambda item: (-item.score, item.place))
        ordered = self._with_feedback(ranked, [vector for _, vector in candidates])
        return self._judged(ordered, [vector for _, vector in candidates], exact)

    def _judged(self, ranked: list[Ranked], vectors: Sequence[Vector], exact: Collection[int]) -> list[Ranked]:
        """Put first what proves more, and tell traces from what is worth showing."""
        found = [self._judge.judge(vectors[item.place]) for item in ranked]
        proven = totals(found, self._importance)
        scores = [item.score + self._weights.proof * total for item, total in zip(ranked, proven, strict=True)]
        best = max((score for item, score in zip(ranked, scores, strict=True) if item.place not in exact), default=0.0)

        def shown(place: int, score: float, total: float, proofs: tuple[Found, ...]) -> bool:
            worth = max((proof.worth for proof in proofs), default=0.0)
            if place in exact or not worth:
                return place in exact
            if total >= KEEP:
                return worth >= WORTH["word"] or score >= FAR * best
            return self._several and score >= KEEP_SCORE * best

        judged = [
            replace(
                item, score=score, found=proofs, shown=shown(item.place, score, total, proofs), proven=total >= KEEP
            )
            for item, score, total, proofs in zip(ranked, scores, proven, found, strict=True)
        ]
        return sorted(judged, key=lambda item: (-item.score, item.place))

    def proven(self, vectors: Iterable[Vector]) -> int:
        """How many of the documents prove nearly as much as the best of them."""
        proven = totals([self._judge.judge(vector) for vector in vectors], self._importance)
        return sum(total >= KEEP for total in proven)

    def likeness(self, vector: Vector) -> float:
        """How near the document's meaning is to the query's, -1 to 1."""
        return likeness(self._meaning, vector.meaning) if self._meaning else 0.0

    def _with_feedback(self, ranked: list[Ranked], vectors: Sequence[Vector]) -> list[Ranked]:
        """The order once more, with some weight on being like the first few (pseudo-relevance feedback)."""
        first = ranked[:FEEDBACK]
        if len(ranked) <= 1 or not self._weights.feedback:
            return ranked
        direction = direction_of((vectors[item.place].meaning, item.score**2) for item in first)
        if direction is None:
            return ranked
        again = [
            replace(item, score=item.score + self._weights.feedback * likeness(direction, vectors[item.place].meaning))
            for item in ranked
        ]
        return sorted(again, key=lambda item: (-item.score, item.place))

    def _words(self, vector: Vector) -> float:
        """BM25 over weighted fields, summed over the query's words."""
        factors = self._field_factors(vector)
        score = 0.0
        counted: set[int] = set()
        for group in self._groups:
            ways: dict[int, float] = {}
            for term in group:
                found = vector.weights(term.code)
                if found is None:
                    continue
                if term.way == 0:
                    if term.code in counted:
                        continue
                    counted.add(term.code)
                ways[term.way] = ways.get(term.way, 0.0) + term.worth * self._saturated(found, factors)
            if ways:
                score += self._group_score(ways)
        return score

    def _field_factors(self, vector: Vector) -> tuple[float, float, float]:
        weights, statistics = self._weights, self._statistics
        title, extra, body = vector.lengths
        return (
            weights.title / (1 + weights.title_norm * (title / statistics.title_length - 1)),
            weights.extra / (1 + weights.extra_norm * (extra / statistics.extra_length - 1)),
            weights.body / (1 + weights.body_norm * (body / statistics.body_length - 1)),
        )

    def _saturated(self, found: tuple[float, float, float], factors: tuple[float, float, float]) -> float:
        often = found[0] * factors[0] + found[1] * factors[1] + found[2] * factors[2]
        return often * (self._weights.saturation + 1) / (often + self._weights.saturation)

    def _group_score(self, ways: dict[int, float]) -> float:
        own = ways.pop(0, 0.0)
        if not ways:
            return own
        best = max(ways.values())
        return own + best + self._weights.more_ways * (sum(ways.values()) - best)

    def _more(self, vector: Vector) -> float:
        """What lies beside the words: meaning, letters shared with the title, words next to each other."""
        weights = self._weights
        more = 0.0
        if self._meaning:
            more += weights.meaning * likeness(self._meaning, vector.meaning)
        grams = vector.grams
        for codes, worth in self._letters:
            more += worth * len(codes & grams)
        if self._pairs:
            more += weights.pairs * sum(map(vector.has_pair, self._pairs)) / len(self._pairs)
        return more
