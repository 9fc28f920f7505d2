"""Formats a publiccode.yml as a person would: keys in the standard's order, even indents, every comment kept."""

import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.representer import RoundTripRepresenter

from strahlkraft.reuse.publiccode.layout import TOP, in_order

Events = list[Any]  # the library types what its events have in common, not what each of them has
MAX_BYTES = 500_000
MAX_DEPTH = 50
MAX_MERGES = 50  # the library takes long over many; such a file keeps its indents
MAX_EVENTS = 15_000  # keys, values, starts and ends; the largest real file known has 5,700
# Characters that are text by YAML 1.2 and line breaks or nothing at all to the library: they travel under other numbers.
AWAY = {number: 0xF0000 + number for number in (*range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF)}
HOME = {there: here for here, there in AWAY.items()}
ENDLESS = 1_000_000  # columns: no line is broken that its author did not break


class UnreadableError(ValueError):
    """The file is no YAML that could be formatted: why, and where (from 1; 0 when it is the file as a whole)."""

    def __init__(self, problem: str, line: int, column: int) -> None:
        super().__init__(f"{line}:{column}: {problem}")
        self.problem, self.line, self.column = problem, line, column


def format_text(data: bytes) -> str:
    """The file with the top keys in the standard's order and even indents; formatting it again changes nothing.

    Comments directly above a key travel with it; those at the top stay at the top, those at the end at the end.
    Nothing is corrected: values, quotes and unknown keys stay. Lines end with a line feed, the last one too (a block
    text that ends there has it then). Raises UnreadableError.
    """
    text = _decoded(data).translate(AWAY)
    try:
        events = _events(text)
        if not _nodes(events):
            return text.translate(HOME)
        moved = _in_standard_order(text, events)
        return _evenly(moved if _same(_events(moved), events) else text).translate(HOME)
    except ReaderError as error:
        line, column = _position(text, error.position)
        raise UnreadableError(str(error.reason), line, column) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise UnreadableError(str(error.problem or error.context), line, column) from error
    except YAMLError as error:
        raise UnreadableError(str(error).splitlines()[0], 0, 0) from error


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        message = f"larger than {MAX_BYTES} bytes"
        raise UnreadableError(message, 0, 0)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        message = "not UTF-8"
        raise UnreadableError(message, before.count(b"\n") + 1, error.start - before.rfind(b"\n")) from error
    text = re.sub("\r\n?", "\n", text)
    return text if text.endswith("\n") or not text else text + "\n"


def _position(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def _events(text: str) -> Events:
    """What the parser sees; depth and number of documents are bounded before anything calls itself for every level."""
    depth = documents = 0
    events: Events = []
    for event in YAML(typ="safe", pure=True).parse(io.StringIO(text)):
        depth += _step(event)
        documents += isinstance(event, DocumentStartEvent)
        events.append(event)
        problem = f"nested deeper than {MAX_DEPTH} levels" if depth > MAX_DEPTH else ""
        problem = "more than one document" if documents > 1 else problem
        problem = f"more than {MAX_EVENTS} keys and values" if len(events) > MAX_EVENTS else problem
        if problem:
            raise UnreadableError(problem, event.start_mark.line + 1, event.start_mark.column + 1)
    return events


def _step(event: Event) -> int:
    return isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)


def _sign(event: Event) -> tuple[object, ...]:
    """What an event means, without its place and layout. An alias counts as a name: no file can make this large."""
    return type(event), *(getattr(event, name, None) for name in ("anchor", "tag", "implicit", "value"))


def _nodes(events: Events) -> list[Events]:
    """The events of each key and each value of the mapping at the top, in turns; empty when there is none."""
    inner = events[3:-3]  # without the starts and ends of stream, document and mapping
    if len(events) < 6 or not isinstance(events[2], MappingStartEvent):  # noqa: PLR2004 - three starts and three ends
        return []
    nodes: list[Events] = []
    depth = 0
    for event in inner:
        if depth == 0:
            nodes.append([])
        nodes[-1].append(event)
        depth += _step(event)
    return nodes


def _same(moved: Events, events: Events) -> bool:
    """Whether both say the same, whatever the order of the top keys, and no alias stands before what it means."""
    named: set[str] = set()
    for event in moved:
        if isinstance(event, AliasEvent) and event.anchor not in named:
            return False
        named |= {event.anchor} if getattr(event, "anchor", None) else set()
    before, after = (Counter(tuple(map(_sign, node)) for node in _nodes(found)) for found in (events, moved))
    return before == after


def _in_standard_order(text: str, events: Events) -> str:
    """Move whole lines: each top key with the comments directly above it and all that stands below it."""
    nodes = _nodes(events)
    keys = [node[0] for node in nodes[::2]]
    if any(key.start_mark.column or not isinstance(key, ScalarEvent) for key in keys) or events[2].flow_style:
        return text
    lines = re.findall(r"[^\n]*\n", text)
    end = events[-2].start_mark.line if events[-2].explicit else len(lines)
    top = events[1].end_mark.line + 1 if events[1].explicit else 0
    starts = [_first_line_of_comments(lines, top - 1, keys[0].start_mark.line, header=True)]
    lasts = [_last_line([key, *node]) for key, node in zip(keys, nodes[1::2], strict=True)]
    for last, key in zip(lasts[:-1], keys[1:], strict=True):
        starts.append(_first_line_of_comments(lines, last, key.start_mark.line))
    starts.append(_first_line_of_comments(lines, lasts[-1], end))
    chunks = ["".join(lines[start:stop]) for start, stop in pairwise(starts)]
    order = in_order([key.value for key in keys], TOP)
    by_key = {key.value: chunk for key, chunk in zip(keys, chunks, strict=True)}
    return "".join([*lines[: starts[0]], *(by_key[key] for key in order), *lines[starts[-1] :]])


def _last_line(events: Events) -> int:
    """The last line where something of a key or its value certainly stands; below may be comments and blank lines."""
    lines: list[int] = [
        event.start_mark.line if getattr(event, "style", None) in ("|", ">") else event.end_mark.line
        for event in events
        if event.end_mark.index > event.start_mark.index
    ]
    lines.append(events[0].start_mark.line)
    return max(lines)


_STAYS = re.compile(r"SPDX-|yaml-language-server|-\*-|\bvim?:")


def _first_line_of_comments(lines: list[str], last: int, key: int, *, header: bool = False) -> int:
    """Where the comments begin that belong to the key on line ``key``: below ``last`` and, if there is a blank line
    between, not right below it; of a header only the part right above the key, unless it is about the file.
    """
    first = key
    while first - 1 > last and (lines[first - 1].startswith("#") or not lines[first - 1].strip()):
        first -= 1
    blank = [number for number in range(first, key) if not lines[number].strip()]
    if header:
        above = lines[(blank[-1] + 1 if blank else first) : key]
        return key if any(map(_STAYS.search, above)) else key - len(above)
    return blank[0] if blank else first


STUMBLES = (AssertionError, AttributeError, IndexError, KeyError, NotImplementedError, TypeError, ValueError)  # of the
# library over what is YAML but nobody writes: tags on the wrong kind, sets, comments in odd places


def _evenly(text: str) -> str:
    """Even indents; the text as it is where they would change what it says or lose a comment."""
    if text.count("<<") > MAX_MERGES:
        return text
    try:
        even = _dumped(_dumped(text))
        settled = _dumped(even) == even
    except STUMBLES:
        return text
    same = settled and list(map(_sign, _events(even))) == list(map(_sign, _events(text)))
    return even if same and _comments(even) == _comments(text) else text


@dataclass(frozen=True)
class _Raw:
    """A number, boolean, date or null as its author wrote it."""

    tag: str
    text: str


class _Constructor(RoundTripConstructor):
    def construct_raw(self, node: ScalarNode) -> _Raw:
        return _Raw(str(node.tag), node.value)


class _Representer(RoundTripRepresenter):
    def represent_raw(self, data: _Raw) -> ScalarNode:
        node: ScalarNode = self.represent_scalar(data.tag, data.text)
        return node


for _kind in ("null", "bool", "int", "float", "timestamp"):
    _Constructor.add_constructor(f"tag:yaml.org,2002:{_kind}", _Constructor.construct_raw)
_Representer.add_representer(_Raw, _Representer.represent_raw)


def _dumped(text: str) -> str:
    yaml = YAML()
    yaml.Constructor, yaml.Representer = _Constructor, _Representer
    yaml.preserve_quotes = True
    yaml.width = ENDLESS
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(yaml.load(text), stream)
    return stream.getvalue()


def _comments(text: str) -> Counter[str]:
    return Counter(comment.strip() for comment in re.findall(r"(?:^|(?<=\s))#.*", text, re.MULTILINE))
