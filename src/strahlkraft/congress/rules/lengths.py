"""How long texts may be; pure."""

from collections.abc import Iterable

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop


def too_long(texts: Iterable[tuple[str, str, int]]) -> list[Refusal]:
    """Which of (field, text, limit in characters) are longer than allowed."""
    sentence = gettext_noop("Please shorten this to %(limit)s characters; it has %(length)s.")
    return [
        Refusal("too_long", sentence, field, {"limit": limit, "length": len(text)})
        for field, text, limit in texts
        if len(text) > limit
    ]
