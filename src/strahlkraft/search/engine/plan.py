"""Reads a query: which words count how much, and by which terms of the index each can be met."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from strahlkraft.search.analysis.compounds import split
from strahlkraft.search.analysis.fold import normalise
from strahlkraft.search.analysis.lexicon import lexicon
from strahlkraft.search.analysis.spelling import corrections
from strahlkraft.search.analysis.stems import stem
from strahlkraft.search.analysis.synonyms import Entry, related, synonyms
from strahlkraft.search.analysis.terms import terms_of
from strahlkraft.search.analysis.tokens import STOP_WORDS, WEAK_WORDS, Token, tokenise_normalised
from strahlkraft.search.engine.proofs import Proof, word_proof
from strahlkraft.search.engine.vocabulary import Vocabulary
from strahlkraft.search.rules import MAX_QUERY_CHARACTERS, MAX_QUERY_WORDS, WhyKind

WEAK = 0.4  # weight of a word such as "finden" beside stronger ones
SPELLING = 0.8  # weight of a neighbour one error away
KNOWN_SPELLING = 0.5  # factor where the unknown word is a German word, so perhaps no error
SPELLING_PART = 0.7  # factor for a misspelt part of a compound
FREE_PART = 0.6  # an unknown word begins or ends with a known one
MIN_FREE_PART = 4
SURE_PART = 4  # letters; shorter parts of a compound may be what an error left
SYNONYM = 0.3


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to meet a query word: a term, what it is worth, and how to say it.

    Terms of one other word (a neighbour, a synonym) share a ``way``; 0 is the query word itself.
    """

    weight: float
    kind: WhyKind
    word: str
    way: int


@dataclass
class Group:
    """One word of the query with everything that meets it; ``readings`` are the words that are probably meant."""

    word: str
    form: str
    weight: float
    found: bool = True  # whether the word itself is in the index
    readings: list[str] = field(default_factory=list)
    alternatives: dict[str, Alternative] = field(default_factory=dict)
    proofs: list[Proof] = field(default_factory=list)  # what a document must hold to be shown
    _ways: int = 0

    def add(self, form: str, factor: float, kind: WhyKind) -> None:
        """Another word that meets this one, with its parts; the better of two ways by one term stays."""
        self._ways += 1
        for term, weight in terms_of(form):
            self._put(term, Alternative(factor * weight, kind, form, self._ways))

    def add_synonyms(self, entries: Iterable[Entry]) -> None:
        """Words and phrases that mean the same: each ranks by its words and proves only as a whole."""
        for form, worth in related(entries):
            self.add(form, SYNONYM * worth, "synonym")
        self.proofs += [word_proof("synonym", *entry) for entry in entries]

    def add_spelling(self, form: str, factor: float, *, sure: bool = True) -> None:
        """A neighbour of a misspelt word; not ``sure`` where the word may be right, or only a part of it was found."""
        self.add(form, factor, "spelling")
        self.proofs.append(word_proof("spelling" if sure else "guess", form))

    def add_own(self, form: str) -> None:
        """The word itself with its parts."""
        self.proofs.append(word_proof("word", form))
        for place, (term, weight) in enumerate(terms_of(form)):
            self._put(term, Alternative(weight, "part" if place else "word", self.word, 0))

    def add_part(self, form: str, weight: float) -> None:
        """A word inside this one that no splitting found."""
        self._put(stem(form), Alternative(weight, "part", form, 0))
        self.proofs.append(word_proof("guess", form))

    def _put(self, term: str, alternative: Alternative) -> None:
        before = self.alternatives.get(term)
        if before is None or before.weight < alternative.weight:
            self.alternatives[term] = alternative


@dataclass
class Plan:
    """All groups in the order of the query; ``suggestion`` is the query with likely spelling."""

    groups: list[Group]
    suggestion: str | None = None


def read_query(text: str) -> tuple[str, list[Token]]:
    """The normalised query and the words that count: without stop words unless nothing else is left."""
    normalised = normalise(text[:MAX_QUERY_CHARACTERS])
    tokens = tokenise_normalised(normalised, limit=4 * MAX_QUERY_WORDS)
    kept = [token for token in tokens if token.form not in STOP_WORDS] or tokens
    unique = {token.form: token for token in reversed(kept)}
    return normalised, sorted(unique.values(), key=lambda token: token.start)[:MAX_QUERY_WORDS]


class Planner:
    """Makes plans for one view of an index.

    ``frequency`` tells how many documents hold a term; ``vocabulary`` is asked only when a word is missing;
    ``written`` gives a folded word as documents write it, None when none has it alone.
    """

    def __init__(
        self,
        frequency: Callable[[str], int],
        vocabulary: Callable[[], Vocabulary],
        written: Callable[[str], str | None] = str,
    ) -> None:
        self._frequency = frequency
        self._vocabulary = vocabulary
        self._written = written

    def plan(self, text: str) -> Plan:
        """The plan for one query."""
        normalised, tokens = read_query(text)
        strong = any(token.form not in WEAK_WORDS for token in tokens)
        groups: list[Group] = []
        corrected: list[tuple[Token, str]] = []
        typed = text[:MAX_QUERY_CHARACTERS]
        typed = typed if typed.lower() == normalised else normalised
        for token in tokens:
            weight = WEAK if strong and token.form in WEAK_WORDS else 1.0
            group = Group(typed[token.start : token.end], token.form, weight)
            group.add_own(token.form)
            group.found = self._frequency(stem(token.form)) > 0
            better = None if group.found else self._add_spelling(group)
            if better and (readable := self._written(better)):
                corrected.append((token, readable))
            group.readings = group.readings or [token.form]
            group.add_synonyms(synonyms().entries(group.readings[0]))
            groups.append(group)
        _add_phrase_synonyms(groups)
        return Plan(groups, _corrected(typed, corrected))

    def _add_spelling(self, group: Group) -> str | None:
        """Add neighbours of a word that the index lacks; its likely spelling when it is no German word."""
        known = is_word(group.form)
        factor = KNOWN_SPELLING if known else 1.0
        near = self._vocabulary().neighbours(group.form)
        for neighbour in near:
            group.add_spelling(neighbour.form, factor * _worth(neighbour.distance), sure=not known)
        if known:
            if not near:
                self._add_parts(group, factor)
            return None
        likely = [neighbour.form for neighbour in near[:1]]
        for correction in corrections(group.form) if not near or near[0].distance > 1 else ():
            group.add_spelling(correction, SPELLING)
            likely.insert(0, correction)
        if likely:
            group.readings = [max(likely, key=lambda form: (form in lexicon(), self._frequency(stem(form))))]
            return group.readings[0]
        self._add_parts(group, factor)
        return None

    def _add_parts(self, group: Group, factor: float) -> None:
        if len(split(group.form).parts) > 1:
            self._add_part_spelling(group, factor)
        else:
            self._add_free_parts(group, factor)

    def _add_part_spelling(self, group: Group, factor: float) -> None:
        """Neighbours of those parts of a compound that the index lacks."""
        for part in split(group.form).parts:
            if self._frequency(stem(part.form)):
                continue
            for neighbour in self._vocabulary().neighbours(part.form):
                group.add_spelling(neighbour.form, factor * SPELLING_PART * _worth(neighbour.distance), sure=False)

    def _add_free_parts(self, group: Group, factor: float) -> None:
        """No splitting fits: the longest known beginning, the longest known end, and neighbours of the rest."""
        form, words = group.form, self._vocabulary()
        for cut in range(len(form) - MIN_FREE_PART, MIN_FREE_PART - 1, -1):
            if form[:cut] in words:
                self._add_rest(group, form[:cut], form[cut:], factor)
                break
        for cut in range(MIN_FREE_PART, len(form) - MIN_FREE_PART + 1):
            if form[cut:] in words:
                self._add_rest(group, form[cut:], form[:cut], factor)
                break

    def _add_rest(self, group: Group, part: str, rest: str, factor: float) -> None:
        group.add_part(part, FREE_PART)
        for neighbour in self._vocabulary().neighbours(rest):
            group.add_spelling(neighbour.form, factor * FREE_PART * _worth(neighbour.distance), sure=False)


def is_word(form: str) -> bool:
    """Whether a folded word is German as far as the lexicon knows: itself, or every part of the compound."""
    words = lexicon()
    return form in words or (
        len(split(form).parts) > 1
        and all(len(part.form) > SURE_PART and part.form in words for part in split(form).parts)
    )


def _worth(distance: float) -> float:
    return SPELLING / (1 + 0.5 * max(0.0, distance - 1))


def _add_phrase_synonyms(groups: list[Group]) -> None:
    """Synonyms of several words ("Hund anmelden") meet each of them."""
    for start, length, others in synonyms().phrases([group.readings[0] for group in groups]):
        for group in groups[start : start + length]:
            group.add_synonyms(others)


def _corrected(typed: str, corrections: list[tuple[Token, str]]) -> str | None:
    """The query with the likely words put in; None when nothing is to be corrected."""
    if not corrections:
        return None
    for token, better in reversed(corrections):
        typed = typed[: token.start] + better + typed[token.end :]
    return " ".join(typed.split())
