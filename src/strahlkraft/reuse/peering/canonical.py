"""JSON read with bounds and written in one way only, so that a signature covers exactly what is meant.

The canonical form is RFC 8785 for what a feed may hold: sorted members, no blanks, UTF-8, integers only.
"""

import json
from collections.abc import Mapping
from typing import Any

MAX_DEPTH = 8
MAX_INTEGER = 2**53 - 1  # what every JSON reader holds exactly


class NotJson(Exception):  # noqa: N818 - says what the bytes are, as PeerFault says what the peer did
    """The bytes are not the JSON a feed may be; ``code`` as in ``words.FAULTS``."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


def canonical(value: Any) -> bytes:
    """The one form of ``value``; ValueError for what has none (floats, large integers, lone surrogates, depth)."""
    _bounds(value)
    return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _ordered(value: Any) -> Any:
    """Members by their UTF-16 code units, as RFC 8785 has it."""
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda key: str(key).encode("utf-16-be"))}
    return [_ordered(inner) for inner in value] if isinstance(value, list | tuple) else value


def _bounds(value: Any) -> None:
    """Raise ValueError for what a feed cannot hold; walks without recursion, for the input may be hostile."""
    waiting = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if depth > MAX_DEPTH:
            msg = "too deep"
            raise ValueError(msg)
        if isinstance(item, Mapping):
            waiting += [(part, depth + 1) for pair in item.items() for part in pair]
        elif isinstance(item, list | tuple):
            waiting += [(part, depth + 1) for part in item]
        elif isinstance(item, str):
            item.encode()  # a lone surrogate raises UnicodeEncodeError, which is a ValueError
        elif isinstance(item, bool) or item is None:
            continue
        elif not isinstance(item, int) or abs(item) > MAX_INTEGER:
            msg = "not a whole number that every reader can hold"
            raise ValueError(msg)


def read(data: bytes, max_bytes: int) -> Any:
    """Parse bytes from a stranger; :class:`NotJson` says what is wrong with them."""
    if len(data) > max_bytes:
        code = "too_large"
        raise NotJson(code)
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_members,
            parse_float=_refuse,
            parse_constant=_refuse,
            parse_int=_whole,
        )
        _bounds(value)
    except (ValueError, RecursionError) as error:
        code = "not_json"
        raise NotJson(code) from error
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name twice in one object means two things to two readers."""
    members = dict(pairs)
    if len(members) != len(pairs):
        msg = "a member twice"
        raise ValueError(msg)
    return members


def _refuse(text: str) -> Any:
    msg = f"{text[:20]} is no whole number"
    raise ValueError(msg)


def _whole(text: str) -> int:
    if len(text) > len(str(MAX_INTEGER)) + 1:
        _refuse(text)
    return int(text)
