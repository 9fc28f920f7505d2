"""Entries of the catalogue: what they refuse, what becomes of them, in which bytes."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, URIRef

from strahlkraft.reuse.dcat import Contact, DatasetEntry, Page, Words, graph, serialise
from strahlkraft.reuse.dcat.building import HYDRA
from tests.reuse.dcat.catalogue import API, BASE, CONTACT, DATASETS, INFO, OFFICE, distribution

pytestmark = pytest.mark.house

FEW = DatasetEntry(
    identifier="beispiel",
    uri=f"{BASE}/d",
    title=Words("Titel"),
    description=Words("Beschreibung"),
    publisher=OFFICE,
    contact=CONTACT,
    themes=("GOVE",),
    distributions=(),
)


def test_what_is_not_said_of_a_data_set_is_not_in_the_graph() -> None:
    triples = graph(INFO, [FEW])
    about = {predicate: value for predicate, value in triples.predicate_objects(URIRef(FEW.uri))}  # noqa: C416 - a graph yields pairs, dict() would take it for a mapping
    assert about == {
        RDF.type: DCAT.Dataset,
        DCTERMS.title: Literal("Titel", lang="de"),
        DCTERMS.description: Literal("Beschreibung", lang="de"),
        DCTERMS.identifier: Literal("beispiel"),
        DCTERMS.publisher: URIRef(OFFICE.uri),
        DCTERMS.language: URIRef("http://publications.europa.eu/resource/authority/language/DEU"),
        DCTERMS.accessRights: URIRef("http://publications.europa.eu/resource/authority/access-right/PUBLIC"),
        DCAT.contactPoint: URIRef(CONTACT.uri),
        DCAT.theme: URIRef("http://publications.europa.eu/resource/authority/data-theme/GOVE"),
    }
    assert set(triples.objects(URIRef(OFFICE.uri), FOAF.name)) == {Literal("Projektbüro Beispiel", lang="de")}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"uri": "daten"}, "no absolute address: daten"),
        ({"uri": "https://www.example.org/a b"}, "no absolute address"),
        ({"landing_page": "javascript:alert(1)"}, "no absolute address"),
        ({"themes": ("GOVE", "DIGI")}, "'DIGI' is none of AGRI, "),
        ({"languages": ("fr",)}, "'fr' is none of de, en"),
        ({"level": "town"}, "'town' is none of international, "),
        ({"frequency": "OFTEN"}, "'OFTEN' is none of CONT, "),
        ({"places": ("Gemeinde",)}, "no official key: Gemeinde"),
    ],
)
def test_a_data_set_the_standard_does_not_allow_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(FEW, **change)


def test_a_file_in_an_unknown_form_or_under_an_unknown_licence_is_refused() -> None:
    with pytest.raises(ValueError, match="'DOC' is none of ATOM, "):
        distribution("a", "DOC", "application/msword")
    with pytest.raises(ValueError, match="no media type: csv"):
        distribution("a", "CSV", "csv")
    with pytest.raises(ValueError, match=r"'MIT' is none of CC0-1\.0, "):
        distribution("a", "CSV", "text/csv", licence="MIT")
    with pytest.raises(ValueError, match=r"DL-DE-BY-2\.0 asks for words of attribution"):
        distribution("a", "CSV", "text/csv", licence="DL-DE-BY-2.0")


def test_a_text_is_in_german_and_a_contact_can_be_reached() -> None:
    with pytest.raises(ValueError, match="missing in German"):
        Words(" ", "Title")
    with pytest.raises(ValueError, match="a contact needs a page or a mailbox"):
        Contact(uri=f"{BASE}/#k", name="Projektbüro Beispiel")
    with pytest.raises(ValueError, match="no mailbox: buero"):
        Contact(uri=f"{BASE}/#k", name="Projektbüro Beispiel", mailbox="buero at example.org")


@pytest.mark.parametrize(
    ("number", "links"),
    [
        (1, {"first": 1, "next": 2, "last": 3}),
        (2, {"first": 1, "previous": 1, "next": 3, "last": 3}),
        (3, {"first": 1, "previous": 2, "last": 3}),
    ],
)
def test_a_page_leads_to_its_neighbours_in_the_new_and_the_old_form(number: int, links: dict[str, int]) -> None:
    page = Page(number=number, size=2, total=5, address=f"{BASE}/katalog.ttl?page={{page}}")
    triples = graph(INFO, DATASETS[:2], page=page)
    here = URIRef(page.url(number))
    expected = {HYDRA[name]: URIRef(page.url(target)) for name, target in links.items()}
    expected |= {HYDRA[f"{name}Page"]: URIRef(page.url(target)) for name, target in links.items()}
    count = {HYDRA.totalItems: Literal(5, datatype=XSD.nonNegativeInteger)}
    count[HYDRA.itemsPerPage] = Literal(2, datatype=XSD.nonNegativeInteger)
    types = {(RDF.type, HYDRA.PartialCollectionView), (RDF.type, HYDRA.PagedCollection)}
    assert set(triples.predicate_objects(here)) == types | set((expected | count).items())
    assert triples.value(URIRef(INFO.uri), HYDRA.view) == here
    assert len(set(triples.objects(URIRef(INFO.uri), DCAT.dataset))) == 2


def test_there_is_one_page_of_nothing_and_none_beyond_the_last() -> None:
    assert Page(number=1, size=10, total=0, address="https://www.example.org/?p={page}").last == 1
    for number, size in ((0, 10), (2, 10), (1, 0)):
        with pytest.raises(ValueError, match=f"no page {number} of 10 in pages of {size}"):
            Page(number=number, size=size, total=10, address="https://www.example.org/?p={page}")


def test_a_character_xml_cannot_carry_does_not_break_the_catalogue() -> None:
    made = graph(INFO, [replace(FEW, title=Words("Ti\x00t\x0bel"), keywords=("a\ufffeb",))])
    assert made.value(URIRef(FEW.uri), DCTERMS.title) == Literal("Titel", lang="de")
    assert set(Graph().parse(serialise(made, "rdf"), format="xml")) == set(made)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="'n3' is none of ttl, jsonld, rdf"):
        serialise(Graph(), "n3")


def test_json_comes_with_short_names() -> None:
    content = json.loads(serialise(graph(INFO, [FEW], [API]), "jsonld"))
    assert content["@context"]["dcat"] == "http://www.w3.org/ns/dcat#"
    things = {thing["@id"]: thing for thing in content["@graph"]}
    assert things[FEW.uri]["dct:title"] == {"@language": "de", "@value": "Titel"}
    assert things[API.uri]["dcat:servesDataset"] == [{"@id": uri} for uri in sorted(API.serves)]


PRINT = """
import hashlib
from strahlkraft.reuse.dcat import graph, serialise
from tests.reuse.dcat.catalogue import API, DATASETS, INFO
made = graph(INFO, DATASETS, [API])
print([hashlib.sha256(serialise(made, fmt)).hexdigest() for fmt in ("ttl", "jsonld", "rdf")])
"""


@pytest.mark.slow
def test_the_same_catalogue_has_the_same_bytes_in_every_process_and_order() -> None:
    root = Path(__file__).resolve().parents[3]
    printed = {
        subprocess.run(
            [sys.executable, "-c", PRINT],
            check=True,
            capture_output=True,
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{root / 'src'}:{root}"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
    for fmt in ("ttl", "jsonld", "rdf"):
        assert serialise(graph(INFO, DATASETS), fmt) == serialise(graph(INFO, DATASETS[::-1]), fmt)
