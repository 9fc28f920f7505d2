"""Marks in a text what met the query: whole words, and inside compounds just the part."""

import re
from collections.abc import Iterator

from strahlkraft.search.analysis.compounds import split
from strahlkraft.search.analysis.fold import fold, normalise
from strahlkraft.search.analysis.stems import stem
from strahlkraft.search.analysis.terms import terms_of
from strahlkraft.search.analysis.tokens import MAX_WORD, STOP_WORDS
from strahlkraft.search.engine.plan import read_query

Segment = tuple[str, bool]
_WORD = re.compile(r"[^\W_]+")
MAX_TEXT = 200_000


def query_terms(query_text: str) -> frozenset[str]:
    """All terms of the words of a query without asking an index."""
    _, tokens = read_query(query_text)
    return frozenset(term for token in tokens for term, _ in terms_of(token.form))


def segments(text: str, query_text: str, terms: frozenset[str] = frozenset()) -> list[Segment]:
    """``text`` cut into pieces whose joining gives it back; true marks what meets one of ``terms`` or of the query."""
    wanted = terms or query_terms(query_text)
    pieces: list[Segment] = []
    at = 0
    if wanted:
        for start, end in _matches(text[:MAX_TEXT], wanted):
            if start > at:
                pieces.append((text[at:start], False))
            pieces.append((text[start:end], True))
            at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def _matches(text: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    for found in _WORD.finditer(text):
        word = found.group()
        if len(word) > MAX_WORD:
            continue
        form = fold(normalise(word))
        if form in STOP_WORDS and form not in wanted:
            continue
        if stem(form) in wanted:
            yield found.start(), found.end()
            continue
        compound = split(form)
        if len(compound.parts) < 2:  # noqa: PLR2004 - no compound
            continue
        places = _places(word, form)
        for part in compound.parts:
            if any(term in wanted for term, _ in terms_of(part.form)):
                yield found.start() + places[part.start], found.start() + places[part.end]


def _places(word: str, form: str) -> list[int]:
    """For each place in the folded form (and its end) the place in the word as written."""
    places = [len(word)] * (len(form) + 1)
    for cut in range(len(word), -1, -1):
        length = len(fold(normalise(word[:cut]))) if cut else 0
        if form[:length] == fold(normalise(word[:cut])):
            places[length] = cut
    for place in range(len(form) - 1, -1, -1):  # inside a letter that became two
        if places[place] > places[place + 1] or (places[place] == len(word) and place < len(form)):
            places[place] = places[place + 1]
    places[0] = 0
    return places
