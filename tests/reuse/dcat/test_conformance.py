"""The catalogue against the official shapes: an example conforms, broken ones fail for the right reason."""

from collections.abc import Callable

import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef

from strahlkraft.reuse.dcat import Page, graph, serialise
from strahlkraft.reuse.dcat.building import VCARD
from tests.reuse.dcat.catalogue import API, BASE, CONTACT, DATASETS, INFO
from tests.reuse.dcat.shapes import findings

pytestmark = pytest.mark.house

DATASET = URIRef(DATASETS[0].uri)
FILE = URIRef(DATASETS[0].distributions[0].uri)
CATALOGUE = URIRef(INFO.uri)
SERVICE = URIRef(API.uri)
OFFICE = URIRef(INFO.publisher.uri)


def example(page: Page | None = None) -> Graph:
    """A fresh graph with every field filled."""
    return graph(INFO, DATASETS, [API], page=page)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD uses it
@pytest.mark.parametrize("fmt", ["ttl", "jsonld", "rdf"])
def test_a_catalogue_with_every_field_conforms_in_every_format(fmt: str) -> None:
    page = Page(number=2, size=3, total=9, address=f"{BASE}/katalog.{fmt}?page={{page}}")
    body = serialise(example(page), fmt)
    read = Graph().parse(body, format={"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}[fmt])
    assert set(read) == set(example(page))
    assert findings(read) == []


def test_a_catalogue_without_data_sets_conforms() -> None:
    assert findings(graph(INFO, [])) == []


def _without(subject: URIRef, predicate: URIRef) -> Callable[[Graph], object]:
    return lambda catalogue: catalogue.remove((subject, predicate, None))


def _instead(subject: URIRef, predicate: URIRef, value: URIRef | Literal) -> Callable[[Graph], object]:
    return lambda catalogue: catalogue.set((subject, predicate, value))


def _too(subject: URIRef, predicate: URIRef, value: URIRef | Literal) -> Callable[[Graph], object]:
    return lambda catalogue: catalogue.add((subject, predicate, value))


KV = "https://www.dcat-ap.de/def/dcatde/3.0/spec/#kv-"
THEME = URIRef(f"{BASE}/thema")
BROKEN: list[tuple[Callable[[Graph], object], URIRef, str]] = [
    (_without(CATALOGUE, DCTERMS.title), CATALOGUE, "dcat:Catalog: dcterms:title MUSS MINDESTEN einmal vorkommen."),
    (
        _without(CATALOGUE, DCTERMS.publisher),
        CATALOGUE,
        "dcat:Catalog: dcterms:publisher MUSS MINDESTEN einmal vorkommen.",
    ),
    (
        _too(CATALOGUE, DCTERMS.modified, Literal("x")),
        CATALOGUE,
        "dcat:Catalog: dcterms:modified DARF MAXIMAL einmal vorkommen.",
    ),
    (
        _without(DATASET, DCTERMS.description),
        DATASET,
        "dcat:Dataset: dcterms:description MUSS MINDESTEN einmal vorkommen.",
    ),
    # the shape for data sets speaks of services in its message
    (_without(DATASET, DCTERMS.publisher), DATASET, "DE: dcat:DataService: MUSS einen dcterms:publisher haben."),
    (
        _instead(DATASET, DCAT.theme, THEME),
        THEME,
        f"dcat:Dataset: dcat:theme MUSS folgendes Vokabular benutzen: {KV}data-theme",
    ),
    (
        _instead(DATASET, DCAT.distribution, OFFICE),
        DATASET,
        "dcat:Dataset: dcat:distribution MUSS auf eine Klasse vom Typ dcat:Distribution verweisen.",
    ),
    (_without(FILE, DCTERMS.license), FILE, "DE: dcat:Distribution: MUSS eine dcterms:license haben."),
    (_without(FILE, DCAT.accessURL), FILE, "dcat:Distribution: dcat:accessURL MUSS MINDESTEN einmal vorkommen."),
    (
        _instead(FILE, DCAT.mediaType, URIRef(f"{BASE}/csv")),
        FILE,
        (
            f"dcat:Distribution: dcat:mediaType MUSS eine IRI aus diesem Vokabular verwenden: {KV}iana-media-types (Getestet "
            "wird in diesem Fall lediglich, ob die verwendete IRI mit https://www.iana.org/assignments/media-types/ beginnt.)"
        ),
    ),
    (
        _without(URIRef(CONTACT.uri), VCARD.hasURL),
        URIRef(CONTACT.uri),
        "DE: vcard:Kind: MUSS über vcard:hasEmail, vcard:hasURL oder vcard:hasTelephone verfügen.",
    ),
    (
        _without(SERVICE, DCAT.endpointURL),
        SERVICE,
        "dcat:DataService: dcat:endpointURL MUSS MINDESTEN einmal vorkommen.",
    ),
]


@pytest.mark.parametrize(("damage", "thing", "message"), BROKEN, ids=[message[:60] for _, _, message in BROKEN])
def test_a_broken_catalogue_fails_with_the_rule_it_breaks_and_no_other(
    damage: Callable[[Graph], object], thing: URIRef, message: str
) -> None:
    catalogue = example()
    catalogue.remove((URIRef(CONTACT.uri), VCARD.hasEmail, None))  # the page alone is enough, as the other cases show
    damage(catalogue)
    assert findings(catalogue) == [("Violation", str(thing), message)]


def test_a_publisher_that_is_no_agent_fails_wherever_it_is_named() -> None:
    catalogue = example()
    catalogue.remove((OFFICE, RDF.type, None))
    assert [(severity, at) for severity, at, _ in findings(catalogue)] == [
        ("Violation", at) for at in sorted([INFO.uri, API.uri, *(entry.uri for entry in DATASETS)])
    ]
