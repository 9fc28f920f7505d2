"""From triples to bytes: the same catalogue always gives the same bytes."""

import json
import xml.etree.ElementTree as ET
from typing import Any

from rdflib import Graph

from strahlkraft.reuse.dcat.building import PREFIXES

FORMATS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}
MEDIA_TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json", "rdf": "application/rdf+xml"}


def serialise(graph: Graph, fmt: str) -> bytes:
    """The graph as ``ttl``, ``jsonld`` or ``rdf`` in UTF-8; another format raises ValueError."""
    if fmt not in FORMATS:
        message = f"{fmt!r} is none of {', '.join(FORMATS)}"
        raise ValueError(message)
    ordered = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        ordered.bind(prefix, namespace)
    for triple in sorted(graph):
        ordered.add(triple)
    if fmt == "jsonld":
        context = {prefix: str(namespace) for prefix, namespace in PREFIXES.items()}
        content = json.loads(ordered.serialize(format="json-ld", context=context))
        return json.dumps(_sorted(content), ensure_ascii=False, indent=1).encode() + b"\n"
    body = ordered.serialize(format=FORMATS[fmt], encoding="utf-8")
    return _sorted_xml(body) if fmt == "rdf" else body


def _sorted_xml(body: bytes) -> bytes:
    """Descriptions and what they say in one order: the library writes them in that of a set."""
    for prefix, namespace in PREFIXES.items():
        ET.register_namespace(prefix, str(namespace))
    root = ET.fromstring(body)  # noqa: S314 - written by this program a line above
    for thing in root:
        thing[:] = sorted(thing, key=_key)
    root[:] = sorted(root, key=_key)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _key(element: ET.Element) -> tuple[str, list[str], str]:
    return element.tag, sorted(element.attrib.values()), element.text or ""


def _sorted(value: Any) -> Any:
    """Keys and items in one order; RDF has none of its own here (no lists are used)."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted((_sorted(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value
