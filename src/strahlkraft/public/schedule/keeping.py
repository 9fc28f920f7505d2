"""Parts of pages that were drawn once are kept by what they were drawn from: a version is frozen, so they stay right."""

import hashlib
from collections.abc import Callable

from django.core.cache.backends.locmem import LocMemCache
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

MOST = 24  # parts; one of 500 pitches takes less than a megabyte
_KEPT = LocMemCache("programme", {"TIMEOUT": 600, "OPTIONS": {"MAX_ENTRIES": MOST}})


def kept(drawn_from: tuple[str, ...], draw: Callable[[], str]) -> SafeString:
    """The part as it was drawn in this language before, else drawn now; ``drawn_from`` names everything it depends on."""
    name = "\n".join((get_language() or "", *drawn_from))
    key = hashlib.blake2b(name.encode(), digest_size=16).hexdigest()
    known: str | None = _KEPT.get(key)
    if known is None:
        known = draw()
        _KEPT.set(key, known)
    return mark_safe(known)  # noqa: S308 - drawn by our own templates
