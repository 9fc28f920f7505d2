"""Pure parts of the trail: what changed, and the hash that chains the entries."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
"""The hash before the first entry."""

_MISSING = object()


def json_safe(value: object) -> Any:
    """Return ``value`` as JSON that every database gives back unchanged.

    Numbers with a fraction become text (no rounding, no ``1.0`` turning into ``1``), as do dates,
    keys and everything else JSON does not know; NUL characters, which PostgreSQL refuses, are dropped.
    """
    if value is None or isinstance(value, bool | int):
        return int(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(value, Mapping):
        return {json_safe(str(key)): json_safe(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_safe(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((json_safe(item) for item in value), key=str)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value).replace("\x00", "")


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both sides restricted to the keys that differ, with JSON-safe values.

    A key that only one side has appears on that side only (created or removed).
    """
    old: dict[str, Any] = json_safe(before)
    new: dict[str, Any] = json_safe(after)
    differing = {key for key in old.keys() | new.keys() if old.get(key, _MISSING) != new.get(key, _MISSING)}
    return (
        {key: value for key, value in old.items() if key in differing},
        {key: value for key, value in new.items() if key in differing},
    )


def label_digest(salt: str, label: str) -> str:
    """Commit to the actor's name: only this digest is chained, so name and salt can be blanked later."""
    return hashlib.sha256(f"{salt}\x1f{label}".encode()).hexdigest()


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the one spelling of ``content``: sorted keys, no blanks, UTF-8, times in UTC."""
    flat = {
        key: value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
        for key, value in content.items()
    }
    return json.dumps(json_safe(flat), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hash_of(previous_hash: str, content: Mapping[str, Any]) -> str:
    """Return SHA-256 (hex) over the predecessor's hash and the canonical JSON of ``content``."""
    return hashlib.sha256(previous_hash.encode("ascii") + b"\n" + canonical(content)).hexdigest()
