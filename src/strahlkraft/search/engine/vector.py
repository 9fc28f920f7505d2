"""A document's terms packed into bytes, so that the ranking reads a hundred documents in a millisecond.

Layout: three lengths (title, extra, body, in words), the count of terms, the count of word pairs; then the sorted
hashes of terms, their weights in title, extra and body, and the sorted hashes of adjacent word pairs.
"""

import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from zlib import crc32

HEADER = struct.Struct("<5I")
SCALE = 10  # a stored weight is ten times the sum of the weights of a term in one field
MAX_WEIGHT = 65_535
MAX_TERMS = 6_000  # of one document; more would be a book


def term_hash(term: str) -> int:
    """32 bits that stand for a term inside one document."""
    return crc32(term.encode())


def pair_hash(left: str, right: str) -> int:
    """32 bits that stand for two stems next to each other."""
    return crc32(f"{left} {right}".encode())


def pack(
    lengths: tuple[int, int, int],
    fields: tuple[Mapping[str, float], Mapping[str, float], Mapping[str, float]],
    pairs: Iterable[int],
) -> bytes:
    """The bytes of one document from its lengths in words, term weights and pair hashes per field."""
    terms = {term_hash(term): term for field in fields for term in field}
    hashes = sorted(terms)[:MAX_TERMS]
    packed_pairs = sorted(set(pairs))[:MAX_TERMS]
    weights = [
        array("H", (min(MAX_WEIGHT, round(SCALE * field.get(terms[code], 0.0))) for code in hashes)) for field in fields
    ]
    return b"".join(
        (
            HEADER.pack(*lengths, len(hashes), len(packed_pairs)),
            array("I", hashes).tobytes(),
            *(weight.tobytes() for weight in weights),
            array("I", packed_pairs).tobytes(),
        )
    )


class Vector:
    """Reads what :func:`pack` wrote."""

    __slots__ = ("_codes", "_pairs", "_weights", "lengths")

    def __init__(self, data: bytes) -> None:
        """Unpack; the machine's byte order is that of the index, which never leaves its node."""
        title, extra, body, terms, pairs = HEADER.unpack_from(data)
        self.lengths = (title, extra, body)
        at = HEADER.size
        self._codes = array("I", data[at : at + 4 * terms])
        at += 4 * terms
        self._weights = array("H", data[at : at + 6 * terms])
        at += 6 * terms
        self._pairs = array("I", data[at : at + 4 * pairs])

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
