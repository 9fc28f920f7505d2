"""Continues what somebody is typing."""

import re

import tantivy

from strahlkraft.search.analysis.fold import fold, normalise
from strahlkraft.search.engine.schema import DISPLAY, SEPARATOR, TITLES

MIN_PREFIX = 2
CONSIDERED = 400  # terms looked at for one prefix
_SPACE = re.compile(r"\s+")


def suggest(searcher: tantivy.Searcher, prefix: str, limit: int) -> list[str]:
    """Titles that begin like ``prefix``, then the query with its last word completed, most frequent first."""
    words = [word for word in _SPACE.split(normalise(prefix[:100])) if word]
    if not words or len(words[-1]) < MIN_PREFIX or limit < 1:
        return []
    titles = _written(searcher, TITLES, " ".join(fold(word) for word in words))
    before = prefix.rstrip()[: -len(words[-1])] if len(words) > 1 else ""
    completed = [before + word for word in _written(searcher, DISPLAY, fold(words[-1]))]
    unique: dict[str, str] = {}
    for text in [*completed[: max(1, limit // 2)], *titles, *completed]:
        unique.setdefault(text.casefold(), text)
    return list(unique.values())[:limit]


def _written(searcher: tantivy.Searcher, field: str, prefix: str) -> list[str]:
    found = searcher.terms_with_prefix(field, prefix, limit=CONSIDERED)
    best = sorted(found, key=lambda term: (-term[1], len(term[0]), term[0]))
    return [term.partition(SEPARATOR)[2] for term, _ in best]


def written(searcher: tantivy.Searcher, form: str) -> str:
    """A folded word as the documents write it most often; itself when no document has it alone."""
    found = _written(searcher, DISPLAY, f"{form}{SEPARATOR}")
    return found[0] if found else form
