"""Text from strangers as every database can keep it."""

from collections.abc import Mapping
from typing import Any

_BREAKS = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), " ")  # as word processors leave them behind
_CONTROL = (*range(0x01, 0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0))
_DIRECTION = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
_AS_SEEN = _BREAKS | dict.fromkeys((*_CONTROL, *_DIRECTION))


def seen(text: str) -> str:
    """``text`` as people see it: without control signs and switches of direction, which come along when copying.

    NUL stays: nobody copies it, and forms refuse it in a sentence.
    """
    return text.translate(_AS_SEEN)


def storable(value: Any) -> Any:
    """``value`` (as read from JSON or YAML) without NUL and halves of signs, which PostgreSQL or UTF-8 cannot hold."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {storable(key): storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable(inner) for inner in value]
    return value
