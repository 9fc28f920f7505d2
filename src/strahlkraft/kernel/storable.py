"""Text from strangers as every database can keep it."""

from collections.abc import Mapping
from typing import Any


def storable(value: Any) -> Any:
    """``value`` (as read from JSON or YAML) without NUL and halves of signs, which PostgreSQL or UTF-8 cannot hold."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {storable(key): storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable(inner) for inner in value]
    return value
