"""Writes a publiccode.yml: YAML 1.2 that readers of YAML 1.1 understand the same way."""

import io
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import SafeRepresenter

from strahlkraft.reuse.publiccode.layout import ordered

WIDTH = 100  # columns; longer texts are written as blocks

# What YAML 1.1 or 1.2 takes for a boolean, null, number (also of base 60), date, merge key or default value.
_MISREAD = re.compile(
    r"(?i: y | n | yes | no | on | off | true | false | null | none | nan | ~ | = | << |"
    r" [-+.]* [0-9] [-+.:_,0-9a-fobxtz\ ]* | [-+]? \. (?: inf | nan ) )",
    re.VERBOSE,
)
_ODD = re.compile(r"[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff\n]")


class _Representer(SafeRepresenter):
    """Chooses how a text is written; never names a value to repeat it."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_text(self, data: str) -> ScalarNode:
        node: ScalarNode = self.represent_scalar("tag:yaml.org,2002:str", data, style=_style(data))
        return node

    def represent_day(self, data: date) -> ScalarNode:
        return self.represent_text(data.isoformat())


_Representer.add_representer(str, _Representer.represent_text)
_Representer.add_representer(date, _Representer.represent_day)


def _style(text: str) -> str | None:
    """Block for long texts, quoted where somebody would misread it, else plain (the emitter quotes what it must)."""
    lines = text.split("\n")
    if _ODD.search(text) or any(line != line.strip() for line in lines):
        return '"'
    if len(lines) > 1:
        return "|" if lines[0] else '"'
    if len(text) > WIDTH and " " in text and "  " not in text:
        return ">"
    return '"' if not text or _MISREAD.fullmatch(text) else None


def write(document: Mapping[Any, Any], *, comment: str = "") -> str:
    """The text of a file; reading it gives the same document.

    ``document`` is plain content (mappings, lists, texts, numbers, booleans, None; days become texts) without circles.
    Keys come in the standard's order, unknown ones after them; ``comment`` stands above them.
    """
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = WIDTH
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # the library's types know only its default None
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(ordered(document), stream)
    return as_comment(comment) + stream.getvalue()


def as_comment(text: str, indent: int = 0) -> str:
    """Lines of a comment; empty for an empty text."""
    lines = (f"{' ' * indent}# {line}".rstrip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines)
