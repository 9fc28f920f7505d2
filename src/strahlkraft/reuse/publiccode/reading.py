"""Reading YAML with the place of everything, within bounds.

The events come from libyaml (through PyYAML), which is some thirty times quicker than a reader in Python; what a scalar
means is decided here, by YAML 1.2: ``yes``, ``no``, ``on`` and ``2026-01-31`` are texts. A hostile file costs little: it
is refused by its size, its depth or the number of values it unfolds to, always with the line where that happened.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias

import yaml

MAX_BYTES = 1_048_576  # the largest real file known has 165 KB
MAX_VALUES = 25_000  # with aliases unfolded; that file has 5,300
MAX_DEPTH = 40  # the standard needs eight
MAX_NUMBER = 18  # digits; a longer number stays a text

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | int | bool | None"

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # where libyaml is not built in: the same events, slower
_NULLS = {"", "~", "null", "Null", "NULL"}
_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
_INT = re.compile(r"[-+]?(?:0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|[0-9][0-9_]*)")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_PLAIN_INT = re.compile(r"-?(?:0|[1-9][0-9]*)")
_TAGS = {
    "tag:yaml.org,2002:str": "str",
    "tag:yaml.org,2002:timestamp": "str",
    "tag:yaml.org,2002:binary": "str",
}
_MERGE = "<<"
# Characters that YAML 1.1 takes for line breaks or refuses and YAML 1.2 allows in a text; they travel under another number.
_FOREIGN = {number: 0xF0000 + number for number in (0x7F, *range(0x80, 0xA0), 0x2028, 0x2029, 0xFEFF)}
_HOME = {there: here for here, there in _FOREIGN.items()}
_HAS_FOREIGN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
_BREAK = re.compile("\r\n|[\r\n]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Node:
    """A value and where it begins. ``kind``: map, list, str, int, float, bool or null. Lines and columns from 1."""

    __slots__ = ("column", "flow", "height", "items", "kind", "line", "merged", "pairs", "size", "text", "veiled")

    def __init__(self, kind: str, line: int, column: int, text: str = "") -> None:
        self.kind, self.line, self.column, self.text = kind, line, column, text
        self.items: list[Node] = [] if kind == "list" else _NO_ITEMS
        self.pairs: dict[str, tuple[Node, Node]] = (
            {} if kind == "map" else _NO_PAIRS
        )  # key -> (its own node, the value)
        self.flow = False  # written in brackets
        self.veiled = False  # a list or mapping behind an anchor, a tag or an alias
        self.merged: frozenset[str] = frozenset()  # keys that came by a merge key
        self.size = 1  # values below it, itself included, aliases unfolded
        self.height = 1

    def behind(self, line: int, column: int) -> "Node":
        """The same list or mapping where an alias repeats it."""
        again = Node(self.kind, line, column, self.text)
        again.items, again.pairs, again.size, again.height = self.items, self.pairs, self.size, self.height
        again.merged, again.veiled = self.merged, True
        return again

    def get(self, key: str) -> "Node | None":
        """The value of a key; None when this is no mapping or has no such key."""
        pair = self.pairs.get(key)
        return pair[1] if pair else None

    def plain(self) -> Plain:
        """As plain Python. A number with a fraction stays the text it is written as: versions are written so."""
        if self.kind == "map":
            return {key: value.plain() for key, (_, value) in self.pairs.items()}
        if self.kind == "list":
            return [item.plain() for item in self.items]
        if self.kind == "bool":
            return self.text in _TRUE
        if self.kind == "int" and len(self.text) <= MAX_NUMBER and _PLAIN_INT.fullmatch(self.text):
            return int(self.text)
        return None if self.kind == "null" else self.text


_NO_ITEMS: list[Node] = []  # of every node that is no list; nobody adds to it
_NO_PAIRS: dict[str, tuple[Node, Node]] = {}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file could not be read, and where. ``code`` names a message.

    Where the reference gives no place the line is 0, and the message says it (``row``).
    """

    code: str
    line: int
    column: int
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading gave: a root node, or a problem. An empty file has neither."""

    root: Node | None = None
    problem: Problem | None = None
    byte_order_mark: bool = False

    @property
    def document(self) -> Mapping[str, Plain] | None:
        """The content as plain values when the file is one mapping."""
        if self.problem or self.root is None or self.root.kind != "map":
            return None
        return {key: value.plain() for key, (_, value) in self.root.pairs.items()}


class _StopError(Exception):
    """Reading ends here."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def _stop(code: str, line: int, column: int = 1, **params: object) -> NoReturn:
    raise _StopError(Problem(code, line, column, {name: str(value) for name, value in params.items()}))


def read(data: bytes) -> Reading:
    """Read one YAML document; never raises."""
    mark = data.startswith(b"\xef\xbb\xbf")
    text = ""
    try:
        text = _text(data[3:] if mark else data)
        return Reading(root=_Composer(text).compose(), byte_order_mark=mark)
    except _StopError as stop:
        return Reading(problem=stop.problem, byte_order_mark=mark)
    except yaml.MarkedYAMLError as error:
        return Reading(problem=_syntax(error, text), byte_order_mark=mark)
    except yaml.YAMLError:  # without a place: what libyaml cannot read although it is valid UTF-8
        return Reading(problem=Problem("yaml_syntax", 1, 1), byte_order_mark=mark)


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        _stop("too_large", data.count(b"\n", 0, MAX_BYTES) + 1, limit=f"{MAX_BYTES // 1024} KB")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        start = data.rfind(b"\n", 0, error.start) + 1
        wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        line = data.count(b"\n", 0, error.start) + 1
        _stop("utf16" if wide else "not_utf8", 0, 0, row=line, sign=error.start - start + 1)
    if found := _FORBIDDEN.search(text):
        line, start = text.count("\n", 0, found.start()) + 1, text.rfind("\n", 0, found.start())
        _stop("control_character", line, found.start() - start, number=f"U+{ord(found[0]):04X}")
    return text


def _syntax(error: yaml.MarkedYAMLError, text: str) -> Problem:
    """The place is where the line that is wrong begins, as the reference parser counts."""
    mark, said = error.problem_mark, error.problem or ""
    opened = "could not find expected ':'" in said or "end of stream" in said or "flow" in (error.context or "")
    if opened and error.context_mark:  # what is never finished is wrong where it begins
        mark = error.context_mark
    line = mark.line + 1 if mark else 1
    if "undefined alias" in said:
        return Problem("unknown_alias", line, 1)
    lines = _BREAK.split(text, maxsplit=line)
    wrong = lines[line - 1] if line <= len(lines) else ""
    return Problem("yaml_tab" if wrong.lstrip(" ").startswith("\t") else "yaml_syntax", line, 1)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come."""

    node: Node
    anchor: str | None
    key: Node | None = None
    merges: list[Node] = field(default_factory=list)


class _Composer:
    """Builds the tree from events, without recursion."""

    def __init__(self, text: str) -> None:
        self.foreign = bool(_HAS_FOREIGN.search(text))
        self.events: Iterator[Any] = yaml.parse(text.translate(_FOREIGN) if self.foreign else text, Loader=_LOADER)
        self.anchors: dict[str, Node | None] = {}  # None while the anchor's own node is open
        self.stack: list[_Open] = []
        self.values = 0
        self.root: Node | None = None
        self.documents = 0

    def compose(self) -> Node | None:
        """The root, or None for an empty file."""
        second = 0
        starts = {yaml.MappingStartEvent: "map", yaml.SequenceStartEvent: "list"}
        for event in self.events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                node = self._scalar(event)
                if event.anchor:
                    self.anchors[event.anchor] = node
                self._put(node)
            elif kind in starts:
                self._open(starts[kind], event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._close()
            elif kind is yaml.AliasEvent:
                self._put(self._alias(event))
            elif kind is yaml.DocumentStartEvent:
                self.documents += 1
                second = second or (event.start_mark.line + 1 if self.documents > 1 else 0)
        if second:  # told last: a fault anywhere in the file comes before
            _stop("several_documents", 0, 0, row=second)
        return self.root

    def _scalar(self, event: Any) -> Node:
        text: str = event.value
        if self.foreign:
            text = text.translate(_HOME)
        tag = event.tag
        if tag and tag != "!":
            kind = _TAGS.get(tag) or (_kind(text) if tag.startswith("tag:yaml.org,2002:") else "str")
        else:
            kind = _kind(text) if event.implicit[0] else "str"
        mark = event.start_mark
        return Node(kind, mark.line + 1, mark.column + 1, text)

    def _open(self, kind: str, event: Any) -> None:
        mark = event.start_mark
        node = Node(kind, mark.line + 1, mark.column + 1)
        if len(self.stack) >= MAX_DEPTH:
            _stop("too_deep", node.line, node.column, limit=MAX_DEPTH)
        node.flow, node.veiled = bool(event.flow_style), bool(event.anchor or event.tag)
        if event.anchor:
            self.anchors[event.anchor] = None
        self.stack.append(_Open(node, event.anchor))

    def _close(self) -> None:
        done = self.stack.pop()
        node = done.node
        for merged in done.merges:
            _merge(node, merged)
        if done.anchor:
            self.anchors[done.anchor] = node
        self._put(node)

    def _alias(self, event: Any) -> Node:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if event.anchor not in self.anchors:
            _stop("unknown_alias", line, name=event.anchor)
        node = self.anchors[event.anchor]
        if node is None:
            _stop("cyclic_alias", line, column, name=event.anchor)
        if len(self.stack) + node.height > MAX_DEPTH:
            _stop("too_deep", line, column, limit=MAX_DEPTH)
        self.values += node.size - 1
        if self.values > MAX_VALUES:
            _stop("too_many", line, column, limit=MAX_VALUES)
        return node.behind(line, column)

    def _put(self, node: Node) -> None:
        """Hang a finished node where it belongs."""
        self.values += 1
        if self.values > MAX_VALUES:
            _stop("too_many", node.line, node.column, limit=MAX_VALUES)
        if not self.stack:
            self.root = node
            return
        above = self.stack[-1]
        parent = above.node
        if parent.kind == "list":
            parent.items.append(node)
        elif above.key is None:
            self._key(above, node)
            return
        else:
            self._pair(above, above.key, node)
            above.key = None
        parent.size += node.size
        parent.height = max(parent.height, node.height + 1)

    def _key(self, above: _Open, node: Node) -> None:
        if node.kind in {"map", "list"}:
            _stop("complex_key", node.line, node.column)
        if node.text in above.node.pairs:
            first = above.node.pairs[node.text][0].line
            _stop("duplicate_key", node.line, key=_short(node.text), first=first)
        above.key = node

    def _pair(self, above: _Open, key: Node, node: Node) -> None:
        if key.text == _MERGE and key.kind == "str" and (node.kind == "map" or _maps(node)):
            above.merges.extend(node.items if node.kind == "list" else [node])
        else:
            above.node.pairs[key.text] = (key, node)


def _maps(node: Node) -> bool:
    return node.kind == "list" and all(item.kind == "map" for item in node.items)


def _merge(node: Node, merged: Node) -> None:
    """A merge key adds what the mapping does not say itself."""
    new = {name: pair for name, pair in merged.pairs.items() if name not in node.pairs}
    node.pairs.update(new)
    node.merged |= new.keys()


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"  # noqa: PLR2004 - as much as fits a line of a report


def _kind(text: str) -> str:
    """What an unquoted scalar is, by YAML 1.2."""
    if text in _NULLS:
        return "null"
    first = text[0]
    if first in "tTfF":
        return "bool" if text in _TRUE or text in _FALSE else "str"
    if first in "-+.0123456789" and len(text) < 400:  # noqa: PLR2004 - nobody writes a longer number
        if _INT.fullmatch(text):
            return "int"
        if _FLOAT.fullmatch(text):
            return "float"
    return "str"
