"""The official shapes of DCAT-AP 3.0.0 and DCAT-AP.de 3.0, which lie beside the checkout, and a check without network."""

from functools import cache
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import OWL, RDF, SH, SKOS, Graph, URIRef
from rdflib.term import Node

from strahlkraft.reuse.dcat import vocabularies

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "schemas"
GERMAN = FOLDER / "dcat-ap-de"
SCHEMES = {
    f"{vocabularies.DE}licenses": vocabularies.LICENCES,
    f"{vocabularies.EU}data-theme": vocabularies.THEMES,
    f"{vocabularies.EU}file-type": vocabularies.FORMATS,
    f"{vocabularies.EU}frequency": vocabularies.FREQUENCIES,
    f"{vocabularies.EU}language": vocabularies.LANGUAGES,
    f"{vocabularies.EU}access-right": {"PUBLIC": vocabularies.PUBLIC},
    f"{vocabularies.DE}politicalGeocoding/Level": vocabularies.LEVELS,
}


@cache
def shapes() -> Graph:
    """All shapes, their imports cut off: nothing may be fetched."""
    if not GERMAN.is_dir():
        pytest.skip("../shared/schemas/dcat-ap-de is not beside this checkout")
    together = Graph()
    for path in (FOLDER / "dcat-ap-3.0.0" / "dcat-ap-SHACL.ttl", *sorted((GERMAN / "v3.0").glob("*.ttl"))):
        together.parse(path)
    together.remove((None, OWL.imports, None))
    return together


@cache
def background() -> Graph:
    """The ontologies and the vocabularies the shapes look things up in: the given extract, and our terms."""
    known = Graph()
    known.parse(GERMAN / "vocab_stub.ttl")
    for path in sorted((GERMAN / "mirror").iterdir()):
        known.parse(path)
    known.remove((None, OWL.imports, None))
    for scheme, terms in SCHEMES.items():
        known.add((URIRef(scheme), RDF.type, SKOS.ConceptScheme))
        for address in terms.values():
            known.add((URIRef(address), RDF.type, SKOS.Concept))
            known.add((URIRef(address), SKOS.inScheme, URIRef(scheme)))
    return known


def findings(catalogue: Graph) -> list[tuple[str, str, str]]:
    """(severity, thing, message) of all that the shapes find in a catalogue; the ontologies are looked at too."""
    _, report, _ = validate(catalogue + background(), shacl_graph=shapes(), do_owl_imports=False, inplace=True)
    return sorted(
        (
            str(report.value(result, SH.resultSeverity)).split("#")[1],
            str(report.value(result, SH.focusNode)),
            next(str(text) for text in sorted(report.objects(result, SH.resultMessage), key=_german_first)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    )


def _german_first(message: Node) -> tuple[bool, str]:
    return getattr(message, "language", None) != "de", str(message)
