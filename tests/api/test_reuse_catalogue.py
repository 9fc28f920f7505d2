"""The catalogue of the open data: it conforms to DCAT-AP.de, in every form, page by page and as a file."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef

from strahlkraft.jobs.exporting import export
from strahlkraft.reuse.dcat.building import HYDRA
from tests.api.reuse_world import World
from tests.reuse.dcat.shapes import findings

PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}
TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json", "rdf": "application/rdf+xml"}
TABLES = {"projects", "offers", "reuses", "software", "municipalities", "events", "figures"}


def _read(path: str) -> Graph:
    answer = Client().get(path)
    assert answer.status_code == 200, answer.content
    return Graph().parse(answer.content, format="turtle")


def _names(catalogue: Graph) -> set[str]:
    return {str(thing).rpartition("#")[2] for thing in catalogue.subjects(RDF.type, DCAT.Dataset)}


@pytest.mark.slow
def test_the_real_export_conforms_to_the_official_shapes(world: World) -> None:
    catalogue = _read("/katalog.ttl")
    assert findings(catalogue) == []
    assert _names(catalogue) == TABLES


@pytest.mark.slow
def test_an_export_without_licence_and_publisher_fails(world: World) -> None:
    catalogue = _read("/katalog.ttl")
    dataset = next(thing for thing in catalogue.subjects(RDF.type, DCAT.Dataset) if str(thing).endswith("#offers"))
    file = next(catalogue.objects(dataset, DCAT.distribution))
    catalogue.remove((dataset, DCTERMS.publisher, None))
    catalogue.remove((file, DCTERMS.license, None))
    broken = {thing for severity, thing, _message in findings(catalogue) if severity == "Violation"}
    assert {str(dataset), str(file)} <= broken


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD uses it
@pytest.mark.parametrize("form", list(PARSERS))
def test_every_form_says_the_same_but_for_the_addresses_of_its_pages(world: World, form: str) -> None:
    answer = Client().get(f"/katalog.{form}")
    catalogue = Graph().parse(answer.content, format=PARSERS[form])
    assert answer["Content-Type"] == f"{TYPES[form]}; charset=utf-8"
    assert _without_pages(catalogue) == _without_pages(_read("/katalog.ttl"))


def _without_pages(catalogue: Graph) -> set[tuple[str, ...]]:
    return {tuple(map(str, t)) for t in catalogue if not any("?page=" in str(part) for part in t)}


@pytest.mark.parametrize("form", list(TYPES))
def test_the_accept_header_chooses_the_form(world: World, form: str) -> None:
    answer = Client().get("/katalog", headers={"Accept": f"{TYPES[form]}, text/html;q=0.5"})
    assert (answer.content, answer["Content-Location"], "Accept" in answer["Vary"]) == (
        Client().get(f"/katalog.{form}").content,
        f"/katalog.{form}",
        True,
    )


def test_a_harvester_that_follows_the_pages_finds_every_table_once(world: World) -> None:
    found, path = [], "/katalog.ttl?page=1&size=3"
    for _visit in range(9):
        catalogue = _read(path)
        found += sorted(_names(catalogue))
        following = next(catalogue.objects(None, HYDRA.next), None)
        if following is None:
            break
        path = "/" + str(following).split("/", 3)[3]
    assert (sorted(found), path) == (sorted(TABLES), "/katalog.ttl?page=3&size=3")


@pytest.mark.parametrize(
    ("query", "status"),
    [("?page=0", 400), ("?size=101", 400), ("?page=x", 400), ("?seite=1", 400), ("?page=2", 404), ("?page=²", 400)],
)
def test_a_page_that_is_not_there_is_a_problem(world: World, query: str, status: int) -> None:
    answer = Client().get(f"/katalog.ttl{query}")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_a_copy_of_the_catalogue_that_still_holds_is_not_sent_again(world: World) -> None:
    first = Client().get("/katalog.rdf")
    again = Client().get("/katalog.rdf", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, first["Access-Control-Allow-Origin"], first.cookies) == (
        304,
        b"",
        "*",
        {},
    )


def test_every_file_the_catalogue_names_can_be_had_in_the_form_it_says(world: World) -> None:
    catalogue = _read("/katalog.ttl")
    for file in catalogue.subjects(RDF.type, DCAT.Distribution):
        address = str(next(catalogue.objects(file, DCAT.accessURL)))
        answer = Client().get("/" + address.split("/", 3)[3])
        named = next(catalogue.objects(file, DCAT.mediaType))
        assert (answer.status_code, str(named).endswith(answer["Content-Type"].partition(";")[0])) == (200, True)


def test_municipalities_name_the_source_their_licence_asks_for(world: World) -> None:
    catalogue = _read("/katalog.ttl")
    licences = {
        str(file).rpartition("#")[2]: str(next(catalogue.objects(file, DCTERMS.license))).rpartition("licenses/")[2]
        for file in catalogue.subjects(RDF.type, DCAT.Distribution)
    }
    assert (licences["municipalities-csv"], licences["offers-csv"]) == ("other-open", "cc-zero")


@pytest.mark.parametrize(
    ("arguments", "form"),
    [(["katalog.jsonld"], "jsonld"), (["katalog.txt"], "ttl"), (["katalog.txt", "--format", "rdf"], "rdf")],
)
def test_the_command_writes_the_catalogue_in_the_form_asked_for(
    world: World, tmp_path: Path, arguments: list[str], form: str
) -> None:
    file = tmp_path / arguments[0]
    result = CliRunner().invoke(export, ["dcat", "--out", str(file), *arguments[1:]])
    assert (result.exit_code, file.read_bytes()) == (0, Client().get(f"/katalog.{form}").content)


def test_a_file_that_cannot_be_written_is_told_in_a_sentence(world: World, tmp_path: Path) -> None:
    result = CliRunner().invoke(export, ["dcat", "--out", str(tmp_path / "missing" / "katalog.ttl")])
    assert (result.exit_code, os.strerror(2) in result.output) == (1, True)


def test_things_have_addresses_that_never_depend_on_the_page(world: World) -> None:
    site = URIRef(str(next(_read("/katalog.ttl").subjects(RDF.type, DCAT.Catalog))))
    assert site == next(_read("/katalog.ttl?page=2&size=2").subjects(RDF.type, DCAT.Catalog))
