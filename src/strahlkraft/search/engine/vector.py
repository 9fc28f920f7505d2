"""A document's terms packed into bytes, so that the ranking reads a hundred documents in a millisecond.

Layout: three lengths (title, extra, body, in words), the counts of terms, word pairs and letter groups; the direction
of the meaning; then the sorted hashes of terms, their weights in title, extra and body, the sorted hashes of adjacent
word pairs, and those of the groups of four letters in the title.
"""

import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from zlib import crc32

from strahlkraft.search.analysis.meanings import DIMENSIONS

HEADER = struct.Struct(f"<6I{DIMENSIONS}s")
GRAM = 4  # letters
SCALE = 10  # a stored weight is ten times the sum of the weights of a term in one field
MAX_WEIGHT = 65_535
MAX_TERMS = 6_000  # of one document; more would be a book


def term_hash(term: str) -> int:
    """32 bits that stand for a term inside one document."""
    return crc32(term.encode())


def pair_hash(left: str, right: str) -> int:
    """32 bits that stand for two stems next to each other."""
    return crc32(f"{left} {right}".encode())


def gram_hashes(form: str) -> set[int]:
    """The groups of four letters of a folded word, its borders marked."""
    marked = f"^{form}$"
    return {crc32(marked[place : place + GRAM].encode()) for place in range(max(1, len(marked) - GRAM + 1))}


def pack(
    lengths: tuple[int, int, int],
    fields: tuple[Mapping[str, float], Mapping[str, float], Mapping[str, float]],
    pairs: Iterable[int],
    grams: Iterable[int],
    meaning: bytes,
) -> bytes:
    """The bytes of one document from what the analysis found."""
    terms = {term_hash(term): term for field in fields for term in field}
    hashes = sorted(terms)[:MAX_TERMS]
    packed_pairs = sorted(set(pairs))[:MAX_TERMS]
    packed_grams = sorted(set(grams))[:MAX_TERMS]
    names = [terms[code] for code in hashes]
    weights = [array("H", _scaled(field, names)) for field in fields]
    return b"".join(
        (
            HEADER.pack(*lengths, len(hashes), len(packed_pairs), len(packed_grams), meaning),
            array("I", hashes).tobytes(),
            *(weight.tobytes() for weight in weights),
            array("I", packed_pairs).tobytes(),
            array("I", packed_grams).tobytes(),
        )
    )


def _scaled(field: Mapping[str, float], names: list[str]) -> bytes | list[int]:
    if not field:
        return bytes(2 * len(names))
    return [min(MAX_WEIGHT, int(SCALE * field[name] + 0.5)) if name in field else 0 for name in names]


class Vector:
    """Reads what :func:`pack` wrote."""

    __slots__ = ("_codes", "_pairs", "_weights", "grams", "lengths", "meaning")

    def __init__(self, data: bytes) -> None:
        """Unpack; the machine's byte order is that of the index, which never leaves its node."""
        title, extra, body, terms, pairs, grams, meaning = HEADER.unpack_from(data)
        self.meaning = array("b", meaning)
        self.lengths = (title, extra, body)
        at = HEADER.size
        self._codes = array("I", data[at : at + 4 * terms])
        at += 4 * terms
        self._weights = array("H", data[at : at + 6 * terms])
        at += 6 * terms
        self._pairs = array("I", data[at : at + 4 * pairs])
        at += 4 * pairs
        self.grams = frozenset(array("I", data[at : at + 4 * grams]))

    def weights(self, code: int) -> tuple[float, float, float] | None:
        """The term's weights in title, extra and body; None when the document lacks it."""
        codes = self._codes
        count = len(codes)
        place = bisect_left(codes, code)
        if place == count or codes[place] != code:
            return None
        weights = self._weights
        return (
            weights[place] / SCALE,
            weights[place + count] / SCALE,
            weights[place + 2 * count] / SCALE,
        )

    def has_pair(self, code: int) -> bool:
        """Whether the two stems stand next to each other somewhere."""
        pairs = self._pairs
        place = bisect_left(pairs, code)
        return place < len(pairs) and pairs[place] == code
