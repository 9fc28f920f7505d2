"""Which German words mean something similar: a small vector for each of 24,000 word stems.

The packaged file ``meanings.bin`` is made by :mod:`strahlkraft.search.analysis.build_meanings`: the words alone, read by
the text model multilingual-e5-small (MIT licence), reduced to 64 dimensions. No model runs here; a text's vector is the
sum of its words' vectors.
"""

import math
import struct
from array import array
from collections.abc import Iterable
from functools import lru_cache
from operator import mul
from pathlib import Path

import marisa_trie

from strahlkraft.search.analysis.compounds import split
from strahlkraft.search.analysis.stems import stem

FILE = Path(__file__).with_name("meanings.bin")
MAGIC = b"STRAHLKRAFT-MEANINGS-1\n"
DIMENSIONS = 64
UNIT = 127  # a stored number is 127 times the real one
Vector = tuple[float, ...]
NOTHING = bytes(DIMENSIONS)


class Meanings:
    """Vectors of length one, keyed by stems; read-only and shared by all threads."""

    def __init__(self, trie: marisa_trie.Trie, numbers: bytes) -> None:
        """``numbers`` hold DIMENSIONS signed bytes per key of the trie."""
        self._trie = trie
        self._numbers = numbers

    @classmethod
    def load(cls, file: Path = FILE) -> "Meanings":
        """Read the packaged file; a ValueError names a file that is not one."""
        data = file.read_bytes()
        if not data.startswith(MAGIC):
            msg = f"{file} holds no meanings of this version"
            raise ValueError(msg)
        start = len(MAGIC) + 4
        (size,) = struct.unpack("<I", data[len(MAGIC) : start])
        trie = marisa_trie.Trie()
        trie.frombytes(data[start : start + size])
        return cls(trie, data[start + size :])

    def of(self, form: str) -> "array[int] | None":
        """The vector of a folded word as signed bytes; None for a word without one."""
        key = self._trie.get(stem(form))
        if key is None:
            return None
        return array("b", self._numbers[key * DIMENSIONS : (key + 1) * DIMENSIONS])


def save(vectors: dict[str, bytes], file: Path) -> None:
    """Write stems with their signed bytes in the form :meth:`Meanings.load` reads."""
    trie = marisa_trie.Trie(sorted(vectors))
    numbers = bytearray(len(trie) * DIMENSIONS)
    for key, value in vectors.items():
        place = trie[key] * DIMENSIONS
        numbers[place : place + DIMENSIONS] = value
    packed = trie.tobytes()
    file.write_bytes(MAGIC + struct.pack("<I", len(packed)) + packed + bytes(numbers))


@lru_cache(maxsize=1)
def meanings() -> Meanings:
    """The packaged vectors, read once per process."""
    return Meanings.load()


@lru_cache(maxsize=50_000)
def word_vector(form: str) -> Vector | None:
    """The vector of a folded word, of length one; a compound without its own takes those of its parts, the last most."""
    found = meanings().of(form)
    if found is not None:
        return _unit(found)
    parts = split(form).parts
    if len(parts) == 1:
        return None
    known = [vector for part in parts if (vector := word_vector(part.form)) is not None]
    return (
        _unit([sum(column) + 0.5 * last for column, last in zip(zip(*known, strict=True), known[-1], strict=True)])
        if known
        else None
    )


def text_vector(words: Iterable[str]) -> Vector | None:
    """The direction in which words point together; None when no word is known."""
    known = [vector for form in words if (vector := word_vector(form)) is not None]
    return _unit(map(sum, zip(*known, strict=True))) if known else None


def weighted_vector(words: Iterable[tuple[str, float]]) -> Vector | None:
    """The same for words of different weight, such as those of a query."""
    known = [(vector, weight) for form, weight in words if (vector := word_vector(form)) is not None]
    if not known:
        return None
    return _unit(sum(vector[place] * weight for vector, weight in known) for place in range(DIMENSIONS))


def pack(parts: Iterable[tuple[Vector | None, float]]) -> bytes:
    """Signed bytes of the direction of weighted vectors; zeros when there is none."""
    known = [(vector, weight) for vector, weight in parts if vector is not None]
    if not known:
        return NOTHING
    total = [sum(vector[place] * weight for vector, weight in known) for place in range(DIMENSIONS)]
    return array("b", [round(UNIT * number) for number in _unit(total)]).tobytes()


def direction_of(packed: Iterable[tuple["array[int]", float]]) -> Vector | None:
    """The direction in which weighted packed vectors point together; None when all are empty."""
    total = [0.0] * DIMENSIONS
    for numbers, weight in packed:
        total = [before + weight * number for before, number in zip(total, numbers, strict=True)]
    return _unit(total) if any(total) else None


def likeness(vector: Vector, packed: "array[int]") -> float:
    """Cosine of a vector and a packed one, -1 to 1."""
    return float(sum(map(mul, vector, packed))) / UNIT


def _unit(numbers: Iterable[float]) -> Vector:
    values = tuple(numbers)
    length = math.sqrt(sum(map(mul, values, values))) or 1.0
    return tuple(number / length for number in values)
