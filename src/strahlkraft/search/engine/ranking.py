"""The second stage: orders some hundred candidates by everything known of them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from strahlkraft.search.analysis.stems import stem
from strahlkraft.search.engine.plan import Group, Plan
from strahlkraft.search.engine.vector import Vector, pair_hash, term_hash
from strahlkraft.search.rules import Why


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
    """A candidate with its score and the reasons."""

    place: int  # in the list of candidates
    score: float
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class _Term:
    code: int
    worth: float  # weight in the query times rarity
    alternative_weight: float
    why: Why


class Ranking:
    """Scores documents for one plan."""

    def __init__(self, plan: Plan, statistics: Statistics, weights: Weights) -> None:
        """Look up every term's rarity once."""
        self._statistics = statistics
        self._weights = weights
        self._groups = [self._prepare(group) for group in plan.groups]
        stems = [stem(group.form) for group in plan.groups]
        self._pairs = [pair_hash(left, right) for left, right in zip(stems, stems[1:], strict=False)]

    def _prepare(self, group: Group) -> list[_Term]:
        found = []
        for term, alternative in group.alternatives.items():
            frequency = self._statistics.frequency(term)
            if not frequency:
                continue
            documents = max(self._statistics.documents, frequency)
            rarity = math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))
            worth = group.weight * alternative.weight * rarity
            why = Why(alternative.kind, group.word, alternative.word)
            found.append(_Term(term_hash(term), worth, alternative.weight, why))
        return sorted(found, key=lambda item: -item.worth)

    def rank(self, vectors: Sequence[Vector]) -> list[Ranked]:
        """All candidates, best first; equal scores keep the order they came in."""
        ranked = [self._score(place, vector) for place, vector in enumerate(vectors)]
        return sorted(ranked, key=lambda item: (-item.score, item.place))

    def _score(self, place: int, vector: Vector) -> Ranked:
        weights, statistics = self._weights, self._statistics
        title, extra, body = vector.lengths
        per_title = weights.title / (1 + weights.title_norm * (title / statistics.title_length - 1))
        per_extra = weights.extra / (1 + weights.extra_norm * (extra / statistics.extra_length - 1))
        per_body = weights.body / (1 + weights.body_norm * (body / statistics.body_length - 1))
        score = 0.0
        reasons = []
        counted: set[int] = set()
        for group in self._groups:
            reason = None
            for term in group:
                found = vector.weights(term.code)
                if found is None:
                    continue
                reason = reason or term.why
                if term.code in counted:
                    continue
                counted.add(term.code)
                often = found[0] * per_title + found[1] * per_extra + found[2] * per_body
                score += term.worth * often * (weights.saturation + 1) / (often + weights.saturation)
            if reason:
                reasons.append(reason)
        return Ranked(place, score, tuple(reasons))
