"""Readable address parts from German titles."""

import re
import unicodedata

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
