"""From nodes to values of the right type, as the reference parser does it.

The reference stops reporting at the first unknown key or wrong type, and forgets the whole top-level section in which
such a thing happened, so that required keys of it then seem to be missing. Here every fault is kept; ``broken`` names the
sections that the reference forgets.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from strahlkraft.reuse.publiccode.addresses import take_apart
from strahlkraft.reuse.publiccode.reading import Node
from strahlkraft.reuse.publiccode.schema import (
    ADDRESS,
    ADDRESSES_OR_ADDRESS,
    BOOL,
    LANGUAGE,
    ROOT,
    TEXT,
    ListOf,
    Struct,
    Type,
)

Path: TypeAlias = tuple[str | int, ...]
_SCALARS = {"str", "int", "float", "bool"}
_SHORT = 60
MAX_FAULTS = 500  # a file with more is no publiccode.yml; telling them all would cost time
# Keys that belong into a section of their own, and how the whole reads.
_ELSEWHERE = {key: f"description.de.{key}" for key in LANGUAGE.fields} | {
    key: f"{section}.{key}"
    for section in ("legal", "localisation", "intendedAudience", "maintenance")
    if isinstance(inner := ROOT.fields[section], Struct)
    for key in inner.fields
    if key != "type"
}


def dotted(path: Path) -> str:
    """``("a", "b", 0, "c")`` as ``a.b[0].c``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def place(root: Node, path: Path) -> tuple[int, int]:
    """Where a key stands, as the reference finds it.

    A missing one has the place of what should hold it, or (0, 0) when that is missing too; what stands behind an
    anchor or alias has the place of that.
    """
    node, at = root, (root.line, root.column)
    for number, part in enumerate(path):
        if isinstance(part, int):
            if node.veiled or part >= len(node.items):
                return at  # one value where a list may stand: the place of its key
            node = node.items[part]
            at = node.line, node.column
            continue
        pair = None if node.veiled or part in node.merged else node.pairs.get(part)
        if pair is None:
            held = number == len(path) - 1 or node.kind != "map" or node.flow or node.veiled
            return (node.line, node.column) if held else (0, 0)
        at, node = (pair[0].line, pair[0].column), pair[1]
    return at


def key_on_line(node: Node, line: int, path: Path = ()) -> Path:
    """The first key or entry of the file that begins on a line, empty when none does: so the reference names offences."""
    if node.veiled:
        return ()
    inside = [((*path, key), own.line, value) for key, (own, value) in node.pairs.items() if key not in node.merged]
    inside += [((*path, number), item.line, item) for number, item in enumerate(node.items)]
    for here, begins, value in inside:
        if begins == line:
            return here
        if found := key_on_line(value, line, here):
            return found
    return ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A key nobody knows, a value of another type or an address nobody can read.

    Of such an address the reference tells without a place (``placeless``).
    """

    path: Path
    code: str
    line: int
    params: Mapping[str, str] = field(default_factory=dict)
    placeless: bool = False


@dataclass(slots=True)
class Decoded:
    """Values of the right type, and what was wrong."""

    values: dict[str, Any]
    faults: list[Fault]  # at most MAX_FAULTS
    broken: set[str]  # top-level sections with a fault

    @property
    def strict(self) -> dict[str, Any]:
        """The values without the sections that have a fault."""
        return {key: value for key, value in self.values.items() if key not in self.broken}


def decode(root: Node) -> Decoded:
    """Decode a whole file. Missing keys and nulls are absent from the values."""
    decoder = _Decoder()
    values = decoder.value(root, ROOT, ())
    return Decoded(values or {}, decoder.faults, decoder.broken)


class _Decoder:
    """Walks the types in the reference's order: known keys as declared, then unknown ones as written."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.broken: set[str] = set()

    def value(self, node: Node, wanted: Type, path: Path) -> Any:
        """The value as ``wanted``; None when it is null or of another type."""
        if node.kind == "null":
            return None
        if isinstance(wanted, str):
            return self._scalar(node, wanted, path)
        if isinstance(wanted, ListOf):
            return self._list(node, wanted.item, path) if node.kind == "list" else self._wrong(node, "list", path)
        if node.kind != "map":
            return self._wrong(node, "map", path)
        if isinstance(wanted, Struct):
            return self._struct(node, wanted, path)
        return {key: self.value(item, wanted.item, (*path, key)) for key, (_, item) in node.pairs.items()}

    def _scalar(self, node: Node, wanted: str, path: Path) -> Any:
        if wanted == BOOL:
            return node.text.lower() == "true" if node.kind == "bool" else self._wrong(node, BOOL, path)
        if node.kind in _SCALARS:
            if wanted in {ADDRESS, ADDRESSES_OR_ADDRESS} and take_apart(node.text) is None:
                self._unreadable(node, path)
            return node.text
        if wanted == ADDRESSES_OR_ADDRESS and node.kind == "list":
            return self._addresses(node, path)
        return self._wrong(node, TEXT if wanted == ADDRESS else wanted, path)

    def _unreadable(self, node: Node, path: Path) -> None:
        shown = {"value": node.text[:_SHORT], "where": dotted(path), "row": str(node.line)}
        self._fault(path, "unreadable_address", node.line, shown)

    def _addresses(self, node: Node, path: Path) -> list[str | None]:
        """A list where one address may stand: for one entry that is none the reference calls the list no address."""
        right = [item for item in node.items if item.kind in _SCALARS | {"null"}]
        texts = [None if item.kind == "null" else item.text for item in right]
        if len(texts) < len(node.items) or any(text and take_apart(text) is None for text in texts):
            self._wrong(node, ADDRESSES_OR_ADDRESS, path)
        return texts

    def _list(self, node: Node, wanted: Type, path: Path) -> list[Any]:
        return [self.value(item, wanted, (*path, number)) for number, item in enumerate(node.items)]

    def _struct(self, node: Node, wanted: Struct, path: Path) -> dict[str, Any]:
        values = {}
        for key, inner in wanted.fields.items():
            item = node.get(key)
            if item is not None and (value := self.value(item, inner, (*path, key))) is not None:
                values[key] = value
        for key, (own, _) in node.pairs.items():
            if key not in wanted.fields:
                self._unknown(own, wanted, (*path, key))
        return values

    def _unknown(self, own: Node, wanted: Struct, path: Path) -> None:
        if len(self.faults) >= MAX_FAULTS:
            self._note(path, "unknown")
            return
        name = str(path[-1])
        known = [key for key in wanted.fields if key != "it"]
        close = difflib.get_close_matches(name[:_SHORT], known, n=1, cutoff=0.66) if len(name) <= _SHORT else []
        params = {"name": name[:_SHORT], "known": ", ".join(known)}
        code = "unknown_key" if len(path) > 1 else "unknown_top_key"
        if len(path) == 1 and len(name) == 2 and name.isalpha():  # noqa: PLR2004 - the code of a country
            code = "unknown_country"
        elif name in _ELSEWHERE:
            code, params["right"] = "misplaced_key", _ELSEWHERE[name]
        elif close:
            code, params["similar"] = "unknown_key_similar", close[0]
        self._fault(path, code, own.line, params)

    def _wrong(self, node: Node, wanted: str, path: Path) -> None:
        found = {"map": "map", "list": "list"}.get(node.kind, "text")
        self._fault(
            path, f"wrong_type_{wanted}", node.line, {"found": node.text[:_SHORT] if found == "text" else found}
        )

    def _fault(self, path: Path, code: str, line: int, params: Mapping[str, str]) -> None:
        self._note(path, code)
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(path, code, line, params, placeless=code == "unreadable_address"))

    def _note(self, path: Path, code: str) -> None:
        if len(path) > 1 or not code.startswith("unknown"):
            self.broken.add(str(path[0]))
