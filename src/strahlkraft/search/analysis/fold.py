"""Brings spellings of one German word together before anything is compared."""

import re
import unicodedata
from functools import lru_cache

_FOLD = str.maketrans(
    {
        "ä": "a", "ö": "o", "ü": "u", "ß": "ss", "à": "a", "á": "a", "â": "a", "å": "a", "ã": "a", "ç": "c", "č": "c",
        "è": "e", "é": "e", "ê": "e", "ë": "e", "ě": "e", "ì": "i", "í": "i", "î": "i", "ï": "i", "ñ": "n", "ò": "o",
        "ó": "o", "ô": "o", "õ": "o", "ø": "o", "š": "s", "ś": "s", "ù": "u", "ú": "u", "û": "u", "ý": "y", "ž": "z",
        "ł": "l", "æ": "a", "œ": "o",
    }
)  # fmt: skip
# "ae" for "ä" as on keyboards without umlauts; after a vowel or q the letters stand for themselves (neue, Quelle, Steuer).
_WRITTEN_OUT = re.compile(r"(?<![aeiouyq])([aou])e(?!$)|(?<![aeiouyq])([aou])e$")


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """The comparison form of one lower-case word: without umlauts (ä, ae to a), ß as ss, without accents."""
    return _WRITTEN_OUT.sub(r"\1\2", word.translate(_FOLD))


def normalise(text: str) -> str:
    """Composed Unicode in lower case; control characters become spaces, invisible ones vanish.

    Composition and lower case may change the length: positions refer to the returned text.
    """
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(_visible(char) for char in text)
    return text.lower()


def _visible(char: str) -> str:
    if char.isprintable():
        return char
    category = unicodedata.category(char)
    return "" if category == "Cf" else " "
