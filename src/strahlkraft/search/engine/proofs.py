"""Which candidates are shown: those that hold a word of the query, or all of what stands for it.

The ranking orders by every trace of a word; a trace alone (the "platz" of Parkplatz, the "stelle" of its synonym
Stellplatz) is no reason to show a document when others hold the thing itself.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from strahlkraft.search.analysis.compounds import split
from strahlkraft.search.analysis.fold import fold
from strahlkraft.search.analysis.stems import stem
from strahlkraft.search.analysis.tokens import STOP_WORDS
from strahlkraft.search.engine.vector import term_hash
from strahlkraft.search.rules import WhyKind

Ground = Literal["word", "synonym", "spelling", "guess"]
WORTH: dict[Ground, float] = {"word": 1.0, "spelling": 0.9, "synonym": 0.7, "guess": 0.3}
ALL_PARTS = 0.8  # of a compound, wherever they stand in the document
SOME_PARTS = 0.5  # times the share of the parts that was found
GENERIC_SHARE = 0.35  # what a part such as "platz" says beside the others
GROUP_KEEP = 0.55  # of the best proof of the same word; less is a trace
KEEP = 0.3  # of what the best document proves
FAR = 0.25  # of the best score: so far below only a word of the query itself is shown
KEEP_SCORE = 0.4  # of the best score: in queries of several words a trace of the rarest one may tell enough
# Last parts of compounds that say little of the thing: alone they prove nothing.
GENERIC = frozenset(
    stem(fold(word))
    for word in """
    platz stelle einrichtung anlage verfahren dienst amt haus werk stück zeug zeit raum ort tag jahr plan schein karte
    angebot leistung bereich mittel form art teil punkt seite wesen stand lage fall gang weise kraft mann frau person
    leute gesellschaft gruppe gebiet zentrum büro stadt land gemeinde kommune system management projekt programm plattform
    portal app software dienstleistung möglichkeit arbeit sache mittelpunkt antrag anmeldung nummer liste buch blatt
    prozess technik bau hilfe schutz recht pflicht planung verwaltung entwicklung richtung schaft
    """.split()
)


class Holds(Protocol):
    """A document that tells which terms it holds."""

    def weights(self, code: int) -> tuple[float, float, float] | None:
        """Something for a term it holds, None else."""


@dataclass(frozen=True, slots=True)
class ProofWord:
    """A word that a document may hold whole or in its parts (stems; none when it is no compound)."""

    form: str
    term: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A word or a phrase that shows that a document meets a word of the query."""

    ground: Ground
    words: tuple[ProofWord, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """How well a document meets one word of the query, and by which term."""

    worth: float
    kind: WhyKind
    form: str
    term: str


NOTHING = Found(0.0, "meaning", "", "")


def word_proof(ground: Ground, *forms: str) -> Proof:
    """The proof by folded words that must all be met."""
    return Proof(ground, tuple(_word(form) for form in forms))


def _word(form: str) -> ProofWord:
    parts = [small.form for part in split(form).parts for small in split(part.form).parts]
    parts = [part for part in dict.fromkeys(parts) if part not in STOP_WORDS]
    return ProofWord(form, stem(form), tuple(stem(part) for part in parts) if len(parts) > 1 else ())


def telling_terms(proofs: Iterable[Proof]) -> frozenset[str]:
    """The terms worth marking in a text: the words, and parts of the query's own words that say something."""
    found: set[str] = set()
    for proof in proofs:
        for word in proof.words:
            found.add(word.term)
            if proof.ground == "word":
                found.update(part for part in word.parts if part not in GENERIC)
    return frozenset(found)


class Judge:
    """Finds the proofs that one document holds; ``rarity`` tells how much a term says."""

    def __init__(
        self, groups: Sequence[Sequence[Proof]], rarity: Callable[[str], float], frequency: Callable[[str], int]
    ) -> None:
        """Keep the proofs that some document may hold: of each word the whole or a part is in the index."""

        def possible(proof: Proof) -> bool:
            return all(frequency(word.term) or any(map(frequency, word.parts)) for word in proof.words)

        self._groups = [[self._prepared(proof, rarity) for proof in group if possible(proof)] for group in groups]

    @staticmethod
    def _prepared(proof: Proof, rarity: Callable[[str], float]) -> "_Prepared":
        words = []
        for word in proof.words:
            worths = [rarity(part) * (GENERIC_SHARE if part in GENERIC else 1.0) for part in word.parts]
            total = sum(worths) or 1.0
            parts = [
                (term_hash(part), worth / total, part in GENERIC, part)
                for part, worth in zip(word.parts, worths, strict=True)
            ]
            words.append((word, term_hash(word.term), parts))
        return proof.ground, words

    def judge(self, document: Holds) -> tuple[Found, ...]:
        """The best proof for each word of the query."""
        return tuple(
            max((_proved(proof, document) for proof in group), key=lambda found: found.worth, default=NOTHING)
            for group in self._groups
        )


_Part = tuple[int, float, bool, str]
_Prepared = tuple[Ground, list[tuple[ProofWord, int, list[_Part]]]]


def _proved(proof: _Prepared, document: Holds) -> Found:
    ground, words = proof
    worst = NOTHING
    for word, code, parts in words:
        found = _met(ground, word, code, parts, document)
        if not found.worth:
            return NOTHING
        if worst is NOTHING or found.worth < worst.worth:
            worst = found
    return worst


def _met(ground: Ground, word: ProofWord, code: int, parts: list[_Part], document: Holds) -> Found:
    kind: WhyKind = "spelling" if ground in {"spelling", "guess"} else ground  # type: ignore[assignment]  # the two left over are of both
    worth = WORTH[ground]
    if document.weights(code) is not None:
        worth *= GENERIC_SHARE if ground == "synonym" and word.term in GENERIC else 1.0
        return Found(worth, kind, word.form, word.term)
    met = [part for part in parts if document.weights(part[0]) is not None]
    if not met:
        return NOTHING
    best = max(met, key=lambda part: part[1])
    if len(met) == len(parts) and not (ground == "synonym" and all(part[2] for part in met)):
        return Found(worth * ALL_PARTS, "part" if kind == "word" else kind, word.form, best[3])
    if ground == "synonym" or all(part[2] for part in met):
        return NOTHING
    return Found(worth * SOME_PARTS * sum(part[1] for part in met), "part", word.form, best[3])


def totals(judged: Sequence[Sequence[Found]], weights: Sequence[float]) -> list[float]:
    """How much of the query each document proves, 1 for the best: proofs far below the best of their word are traces."""
    best = [max((found[group].worth for found in judged), default=0.0) for group in range(len(weights))]
    sums = [
        sum(
            weight * proof.worth
            for weight, proof, top in zip(weights, found, best, strict=True)
            if proof.worth >= GROUP_KEEP * top
        )
        for found in judged
    ]
    top = max(sums, default=0.0) or 1.0
    return [total / top for total in sums]
