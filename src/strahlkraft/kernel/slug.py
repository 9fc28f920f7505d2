"""Readable address parts from German titles."""

import re
import unicodedata
from collections.abc import Iterable

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slugify(title: str, *, limit: int = 80) -> str:
    """Lower-case ASCII words joined by hyphens, at most ``limit`` characters; umlauts are written out."""
    text = unicodedata.normalize("NFC", title).lower().translate(_UMLAUTS)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", text)
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:limit]
        if len(longer) > limit:
            break
        slug = longer
    return slug or "eintrag"


def first_free(slug: str, taken: Iterable[str]) -> str:
    """``slug``, or with the first number from 2 that makes it differ from all ``taken`` (those that begin with it suffice)."""
    known = set(taken)
    if slug not in known:
        return slug
    return next(f"{slug}-{number}" for number in range(2, len(known) + 3) if f"{slug}-{number}" not in known)
