"""XML from strangers as a tree: bounded, without document types and entities, every defect a sentence with its place."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.words import gettext_noop as _

MOST_BYTES = 20_000_000
MOST_ELEMENTS = 400_000
DEEPEST = 30


@dataclass(slots=True)
class Tree:
    """The root, and for each element the line it begins on."""

    root: ET.Element
    lines: dict[ET.Element, int] = field(default_factory=dict)


def read_xml(data: bytes) -> Tree:
    """The tree of the file; Refused when it is no XML, too large or could harm whoever reads it.

    A document type is refused before anything of it is read: entities are what such attacks are made of.
    """
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise Refused([refusal("xml_too_large", _("The file is larger than %(most)s MB."), most=most)])
    builder, lines, open_elements = ET.TreeBuilder(), dict[ET.Element, int](), 0
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal open_elements
        open_elements += 1
        if open_elements > DEEPEST or len(lines) >= MOST_ELEMENTS:
            message = _("The file has more parts, one inside the other, than a programme can have.")
            raise Refused([refusal("xml_too_much", message)])
        lines[builder.start(name, attributes)] = parser.CurrentLineNumber

    def end(name: str) -> None:
        nonlocal open_elements
        open_elements -= 1
        builder.end(name)

    def refuse_document_type(*_declared: Any) -> None:
        message = _("The file declares a document type. Such files can do harm when read, so it was refused.")
        raise Refused([refusal("xml_document_type", message)])

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse_document_type
    parser.EntityDeclHandler = refuse_document_type
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        message = _("The file is not XML: line %(line)s, column %(column)s cannot be read.")
        where = {"line": error.lineno, "column": error.offset + 1}
        raise Refused([refusal("xml_broken", message, **where)]) from error
    except (LookupError, ValueError) as error:  # an encoding nobody knows, or one of several bytes a sign
        raise Refused([refusal("xml_encoding", _("The file is in an encoding that cannot be read."))]) from error
    return Tree(builder.close(), lines)


def refusal(code: str, message: str, **params: object) -> Refusal:
    """A reason about the file."""
    return Refusal(code, message, "file", params)
