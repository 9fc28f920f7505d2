"""Reads a query: which words count how much, and by which terms of the index each can be met."""

from collections.abc import Callable
from dataclasses import dataclass, field

from strahlkraft.search.analysis.compounds import split
from strahlkraft.search.analysis.fold import normalise
from strahlkraft.search.analysis.lexicon import lexicon
from strahlkraft.search.analysis.stems import stem
from strahlkraft.search.analysis.synonyms import synonyms
from strahlkraft.search.analysis.terms import terms_of
from strahlkraft.search.analysis.tokens import STOP_WORDS, WEAK_WORDS, Token, tokenise_normalised
from strahlkraft.search.engine.vocabulary import Vocabulary
from strahlkraft.search.rules import MAX_QUERY_CHARACTERS, MAX_QUERY_WORDS, WhyKind

WEAK = 0.4  # weight of a word such as "finden" beside stronger ones
SPELLING = 0.8  # weight of a neighbour one error away
KNOWN_SPELLING = 0.5  # factor where the unknown word is a German word, so perhaps no error
SPELLING_PART = 0.7  # factor for a misspelt part of a compound
FREE_PART = 0.6  # an unknown word begins or ends with a known one
MIN_FREE_PART = 4
SYNONYM = 0.3


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to meet a query word: a term, what it is worth, and how to say it."""

    weight: float
    kind: WhyKind
    word: str


@dataclass
class Group:
    """One word of the query with everything that meets it."""

    word: str
    form: str
    weight: float
    found: bool = True  # whether the word itself is in the index
    alternatives: dict[str, Alternative] = field(default_factory=dict)

    def add(self, term: str, weight: float, kind: WhyKind, word: str) -> None:
        """Keep the better of two ways by one term."""
        before = self.alternatives.get(term)
        if before is None or before.weight < weight:
            self.alternatives[term] = Alternative(weight, kind, word)


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


def make_plan(text: str, frequency: Callable[[str], int], vocabulary: Callable[[], Vocabulary]) -> Plan:
    """The plan for one query; ``frequency`` tells how many documents hold a term, ``vocabulary`` is asked when needed."""
    normalised, tokens = read_query(text)
    strong = any(token.form not in WEAK_WORDS for token in tokens)
    groups: list[Group] = []
    corrections: list[tuple[Token, str]] = []
    for token in tokens:
        word = normalised[token.start : token.end]
        group = Group(word, token.form, WEAK if strong and token.form in WEAK_WORDS else 1.0)
        _add_word(group, token.form, word, 1.0)
        group.found = frequency(stem(token.form)) > 0
        if not group.found:
            better = _add_spelling(group, token.form, vocabulary(), frequency)
            if better:
                corrections.append((token, better))
        for other, weight in synonyms().of(token.form):
            _add_word(group, other, other, SYNONYM * weight, "synonym")
        groups.append(group)
    _add_phrase_synonyms(groups)
    return Plan(groups, _corrected(normalised, corrections))


def _add_word(group: Group, form: str, word: str, factor: float, kind: WhyKind | None = None) -> None:
    for place, (term, weight) in enumerate(terms_of(form)):
        group.add(term, factor * weight, kind or ("part" if place else "word"), word)


def _add_spelling(group: Group, form: str, vocabulary: Vocabulary, frequency: Callable[[str], int]) -> str | None:
    """Add neighbours of a word that the index lacks; the likely spelling when the word is no German word."""
    known = form in lexicon()
    factor = KNOWN_SPELLING if known else 1.0
    near = vocabulary.neighbours(form)
    for neighbour in near:
        _add_word(group, neighbour.form, neighbour.form, factor * _worth(neighbour.distance), "spelling")
    if near:
        return None if known else near[0].form
    parts = split(form).parts
    if len(parts) > 1:
        return _add_part_spelling(group, form, vocabulary, frequency, factor)
    return _add_free_parts(group, form, vocabulary, factor)


def _worth(distance: float) -> float:
    return SPELLING / (1 + 0.5 * max(0.0, distance - 1))


def _add_part_spelling(
    group: Group, form: str, vocabulary: Vocabulary, frequency: Callable[[str], int], factor: float
) -> str | None:
    better = None
    for part in split(form).parts:
        if frequency(stem(part.form)):
            continue
        for neighbour in vocabulary.neighbours(part.form):
            worth = factor * SPELLING_PART * _worth(neighbour.distance)
            _add_word(group, neighbour.form, neighbour.form, worth, "spelling")
            better = better or form[: part.start] + neighbour.form + form[part.start + len(part.form) :]
    return better if factor == 1.0 else None


def _add_free_parts(group: Group, form: str, vocabulary: Vocabulary, factor: float) -> str | None:
    """An unknown word that cannot be split: the longest known beginning, the longest known end, neighbours of the rest."""
    better = None
    for cut in range(len(form) - MIN_FREE_PART, MIN_FREE_PART - 1, -1):
        if form[:cut] in vocabulary:
            better = _add_rest(group, form[:cut], form[cut:], vocabulary, factor)
            better = form[:cut] + better if better else None
            break
    for cut in range(MIN_FREE_PART, len(form) - MIN_FREE_PART + 1):
        if form[cut:] in vocabulary:
            rest = _add_rest(group, form[cut:], form[:cut], vocabulary, factor)
            better = better or (rest + form[cut:] if rest else None)
            break
    return better if factor == 1.0 else None


def _add_rest(group: Group, part: str, rest: str, vocabulary: Vocabulary, factor: float) -> str | None:
    group.add(stem(part), FREE_PART, "part", part)
    near = vocabulary.neighbours(rest)
    for neighbour in near:
        _add_word(group, neighbour.form, neighbour.form, factor * FREE_PART * _worth(neighbour.distance), "spelling")
    return near[0].form if near else None


def _add_phrase_synonyms(groups: list[Group]) -> None:
    """Synonyms of several words ("Hund anmelden"): their terms join the group of the first word."""
    forms = [group.form for group in groups]
    for start, length, others in synonyms().phrases(forms):
        for other, weight in others:
            for group in groups[start : start + length]:
                _add_word(group, other, other, SYNONYM * weight, "synonym")


def _corrected(normalised: str, corrections: list[tuple[Token, str]]) -> str | None:
    """The query with the likely words put in; None when nothing is to be corrected."""
    if not corrections:
        return None
    for token, better in reversed(corrections):
        normalised = normalised[: token.start] + better + normalised[token.end :]
    return " ".join(normalised.split())
