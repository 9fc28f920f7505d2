"""Continues what somebody is typing."""

import re

import tantivy

from strahlkraft.search.analysis.fold import fold, normalise
from strahlkraft.search.analysis.stems import stem
from strahlkraft.search.engine.schema import DISPLAY, SEPARATOR, TITLES

MIN_PREFIX = 2
CONSIDERED = 400  # terms looked at for one prefix
_SPACE = re.compile(r"\s+")


def suggest(
    searcher: tantivy.Searcher, schema: tantivy.Schema, prefix: str, limit: int, kinds: tuple[str, ...] = ()
) -> list[str]:
    """Titles with a word that begins like ``prefix``, and the query with its last word completed, most frequent first.

    With ``kinds`` only what leads to a document of one of them.
    """
    words = [word for word in _SPACE.split(normalise(prefix[:100])) if word]
    if not words or len(words[-1]) < MIN_PREFIX or limit < 1:
        return []

    def fits(field: str, term: str) -> bool:
        if not kinds:
            return True
        both = [
            tantivy.Query.term_query(schema, field, term),
            tantivy.Query.term_set_query(schema, "kind", list(kinds)),
        ]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in both])
        return bool(searcher.search(query, 1, count=False).hits)

    def first(field: str, start: str) -> list[str]:
        found = _written(searcher, field, start)
        typed = [entry for entry in found if words[-1] in entry[1].lower()]  # "Soe" begins Soest, not Sömmerda
        once: dict[str, str] = {}  # of one word's endings the most frequent
        for term, text in typed or found:
            form = stem(term.partition(SEPARATOR)[0])
            if len(once) < limit and form not in once and fits(field, term):
                once[form] = text
        return list(once.values())

    titles = first(TITLES, " ".join(fold(word) for word in words))
    before = prefix.rstrip()[: -len(words[-1])] if len(words) > 1 else ""
    completed = [before + word for word in first(DISPLAY, fold(words[-1]))]
    unique: dict[str, str] = {}
    for text in [*completed[: max(1, limit // 2)], *titles, *completed]:
        unique.setdefault(text.casefold(), text)
    return list(unique.values())[:limit]


def _written(searcher: tantivy.Searcher, field: str, prefix: str) -> list[tuple[str, str]]:
    """Terms of the field that begin like this, each with the text as written."""
    found = searcher.terms_with_prefix(field, prefix, limit=CONSIDERED)
    best = sorted(found, key=lambda term: (-term[1], len(term[0]), term[0]))
    return [(term, term.partition(SEPARATOR)[2]) for term, _ in best]


def written(searcher: tantivy.Searcher, form: str) -> str | None:
    """A folded word as the documents write it most often; None when no document has it alone."""
    found = _written(searcher, DISPLAY, f"{form}{SEPARATOR}")
    return found[0][1] if found else None
