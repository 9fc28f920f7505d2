"""German words one error away from an unknown one, found in the lexicon."""

from collections.abc import Iterator
from functools import lru_cache

from strahlkraft.search.analysis.lexicon import lexicon

LETTERS = "abcdefghijklmnopqrstuvwxyz"
MIN_LENGTH = 5
MAX_LENGTH = 32
MIN_PART = 4
COMMON = 1.0  # logarithm of compounds that make a word common enough to be meant


@lru_cache(maxsize=4_096)
def corrections(form: str) -> tuple[str, ...]:
    """At most two known words that a typing error could have made of this folded word, the likeliest first.

    If the whole has none, a compound is tried whose one part is known and whose other part holds the error.
    """
    if not MIN_LENGTH <= len(form) <= MAX_LENGTH or not form.isalpha():
        return ()
    words = lexicon()
    whole = sorted({near for near in _one_error(form) if near in words}, key=lambda near: (-_use(near), near))
    return tuple(whole[:2]) or tuple(_in_compound(form))[:1]


def _use(form: str) -> float:
    words = lexicon()
    return max(words.head(form), 0.0) + max(words.modifier(form), 0.0)


def _in_compound(form: str) -> Iterator[str]:
    words = lexicon()
    for cut in range(len(form) - MIN_PART, MIN_PART - 1, -1):
        left, right = form[:cut], form[cut:]
        if words.modifier(left) >= COMMON:
            best = max(_one_error(right), key=words.head, default="")
            if words.head(best) >= COMMON:
                yield left + best
        if words.head(right) >= COMMON:
            best = max(_one_error(left), key=words.modifier, default="")
            if words.modifier(best) >= COMMON:
                yield best + right


def _one_error(form: str) -> Iterator[str]:
    """Every string one error away: a letter too many, swapped, wrong or missing; the first letter is taken as right."""
    for place in range(1, len(form)):
        yield form[:place] + form[place + 1 :]
        if place + 1 < len(form):
            yield form[:place] + form[place + 1] + form[place] + form[place + 2 :]
        for letter in LETTERS:
            if letter != form[place]:
                yield form[:place] + letter + form[place + 1 :]
            yield form[:place] + letter + form[place:]
    for letter in LETTERS:
        yield form + letter
