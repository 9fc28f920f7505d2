"""Turns words into weighted index terms: the stem, the parts of a compound, adjacent pairs of parts."""

from functools import lru_cache

from strahlkraft.search.analysis.compounds import split
from strahlkraft.search.analysis.stems import stem
from strahlkraft.search.analysis.tokens import STOP_WORDS

WHOLE = 1.0
PART = 0.7
PART_OF_KNOWN = 0.5
PART_OF_PART = 0.4
PAIR = 0.7


@lru_cache(maxsize=200_000)
def terms_of(form: str) -> tuple[tuple[str, float], ...]:
    """The index terms of one folded word with their weights, the stem of the whole first."""
    found: dict[str, float] = {stem(form): WHOLE}

    def add(word: str, weight: float) -> None:
        if word not in STOP_WORDS:
            term = stem(word)
            found[term] = max(weight, found.get(term, 0.0))

    compound = split(form)
    if len(compound.parts) > 1:
        for part in compound.parts:
            add(part.form, PART_OF_KNOWN if compound.known else PART)
            inner = split(part.form)
            if len(inner.parts) > 1:
                for small in inner.parts:
                    add(small.form, PART_OF_PART)
    if len(compound.parts) > 2:  # noqa: PLR2004 - a pair that is not the whole
        for left, right in zip(compound.parts, compound.parts[1:], strict=False):
            add(form[left.start : right.start] + right.form, PAIR)
    return tuple(found.items())
