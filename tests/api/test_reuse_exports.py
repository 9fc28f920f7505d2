"""No personal data in any open export: only allowed fields leave, and what was planted is found in none of them."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client
from rdflib import RDF, Graph
from ruamel.yaml import YAML

from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.reuse import actions
from strahlkraft.reuse.actions.exchange import body_of
from strahlkraft.reuse.actions.federation import refresh_catalogue
from strahlkraft.reuse.models import ReuseEvent
from tests.api import allowed_fields as allowed
from tests.api.reuse_world import NOON, SECRETS, World
from tools.addresses import patterns

FORMS = ("json", "csv", "csv-excel", "xlsx")
DESCRIPTIONS = {
    "/api/v1/openapi.json": allowed.SHAPES,
    "/api/developers-italia/v1/openapi.json": allowed.ITALIAN_SHAPES,
}
OFFER_FILE = "angebote/<slug:slug>/publiccode.yml"
# A municipality's own record names it, whatever it reuses; an offer's own file its function mailbox.
MAY_NAME = {
    "/api/v1/municipalities": {"Geheimhausen"},
    "/sitemap.xml": {"Geheimhausen"},
    OFFER_FILE: {"geheim.angebot@beispiel.example"},
}
MACHINES = re.compile(r"\.(json|jsonld|csv|xlsx|atom|xml|svg|ttl|rdf|yml|ics)$|^katalog|^\.well-known/strahl")
OTHERS = {
    "api/v1/openapi.json",
    "api/developers-italia/v1/openapi.json",
    *(f"katalog{ending}" for ending in ("", ".ttl", ".jsonld", ".rdf")),  # by their predicates, below
    "kalender/<str:token>.ics",  # behind the private link of whose calendar it is
    "mitmachen/anmeldung/<str:token>/termin.ics",  # behind the private link of who registered
    "mitmachen/einlass/<str:token>/liste.json",  # behind the private link of who stands at the door
    *(  # by an allow-list of their own: tests/funding/formats/test_giving.py
        f"offene-daten/{name}.{ending}" for name in ("zuwendungen", "beispielzuwendungen") for ending in ("json", "csv")
    ),
    "neues/<slug:slug>/karte.svg",  # title and region of what readers see: tests/public/test_news.py
    "projekte/<slug:slug>/karte.svg",  # a map with the project's title; needs the drawn Land
}


def _address(route: str, world: World) -> str:
    assert world.case.municipality
    things = {"software": world.software, "projekte": world.project, "angebote": world.offer}
    slug = things.get(route.split("/", maxsplit=1)[0], world.offer).slug
    return "/" + route.replace("<str:key>", world.case.municipality.key).replace("<slug:slug>", slug)


def _get(path: str) -> bytes:
    answer = Client().get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return bytes(answer.content)


def _api_addresses(world: World) -> list[str]:
    """Every list and record of both interfaces."""
    keys = {
        "projects/{key}": [f"projects/{world.project.slug}"],
        "regions/{slug}": [f"regions/{world.project.region.slug}"],
        "organisations/{slug}": [f"organisations/{row.slug}" for row in [world.offer.caretaker] if row],
        "municipalities/{key}": [f"municipalities/{row.key}" for row in [world.case.municipality] if row],
        "sources/{key}": [f"sources/{row.key}" for row in [world.named.source] if row],
        "events/{slug}": [],
        "programme": [],
        "offers/{slug}": [f"offers/{world.offer.slug}", f"offers/{world.concept.slug}"],
        "software/{slug}": [f"software/{world.software.slug}"],
        "readiness/{kind}/{key}": [
            f"readiness/offer/{world.offer.slug}",
            f"readiness/software/{world.software.slug}",
            f"readiness/project/{world.project.slug}",
        ],
        "software/{id}": [],
        "publishers/{id}": [],
    }
    found = []
    for address in DESCRIPTIONS:
        base = address.removesuffix("/openapi.json")
        for path in Client().get(address).json()["paths"]:
            name = path.removeprefix(f"{base}/")
            found += [f"{base}/{part}" for part in keys.get(name, [name])]
    return found


def _names(value: Any) -> set[str]:
    """Every name of a field in a document, however deep."""
    if isinstance(value, dict):
        return {str(name) for name in value}.union(*map(_names, value.values()))
    return set[str]().union(*map(_names, value)) if isinstance(value, list) else set()


def _too_much(found: Iterable[str], permitted: str) -> list[str]:
    return sorted(set(found) - set(permitted.split()))


def _fields(route: str, content: bytes) -> set[str]:
    """The names of fields, elements or columns of one export."""
    if route.endswith((".json", "strahlkraft")):
        return _names(json.loads(content))
    if route.endswith(".yml"):
        return _keys(content.decode())
    if route.endswith(".csv"):
        return set(next(csv.reader(io.StringIO(content.decode()))))
    return {element.tag.rpartition("}")[2] for element in ET.fromstring(content).iter()}  # noqa: S314 - our own answers


def _keys(text: str) -> set[str]:
    """The keys of a publiccode.yml; languages stand for themselves."""
    names = _names(YAML(typ="safe", pure=True).load(text))
    return {name for name in names if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", name)}


def _planted(path: str, content: bytes) -> list[str]:
    """What must not leave and does."""
    text = content.decode("utf-8-sig") if content[:2] != b"PK" else _unpacked(content)
    plain = text + json.dumps(json.loads(text), ensure_ascii=False) if text[:1] in "[{" and text else text
    return [
        secret for secret in SECRETS if secret in plain and secret not in MAY_NAME.get(path.partition("?")[0], set())
    ]


def _unpacked(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


@pytest.mark.parametrize("address", list(DESCRIPTIONS))
def test_every_shape_has_exactly_the_allowed_fields(world: World, address: str) -> None:
    shapes = Client().get(address).json()["components"]["schemas"]
    answers = {name: set(shape["properties"]) for name, shape in shapes.items() if not name.endswith("Parameters")}
    permitted = {name: set(fields.split()) for name, fields in DESCRIPTIONS[address].items()}
    wrong = {name: sorted(answers[name] ^ permitted.get(name, set())) for name in answers}
    assert {name: fields for name, fields in wrong.items() if fields} == {}, "fields not in tests/api/allowed_fields.py"


@pytest.mark.parametrize("name", list(allowed.TABLES))
def test_every_table_has_exactly_the_allowed_columns(world: World, name: str) -> None:
    head = next(csv.reader(io.StringIO(_get(f"/api/v1/{name}?format=csv").decode())))
    assert head == allowed.TABLES[name].split(), f"columns of {name} not in tests/api/allowed_fields.py"


def test_answers_of_the_api_hold_allowed_fields_and_nothing_planted(world: World) -> None:
    names = " ".join([*allowed.SHAPES.values(), *allowed.ITALIAN_SHAPES.values()])
    wrong = {}
    for path in _api_addresses(world):
        content = _get(path)
        found = _too_much(_names(json.loads(content)), names) + _planted(path, content)
        wrong |= {path: found} if found else {}
    assert wrong == {}, "fields that are not allowed, or planted personal data"


def test_tables_hold_nothing_planted(world: World) -> None:
    paths = [f"/api/v1/{name}?format={form}" for name in allowed.TABLES for form in FORMS[1:]]
    assert {path: found for path in paths if (found := _planted(path, _get(path)))} == {}


def test_search_finds_nothing_by_planted_words(world: World) -> None:
    hits = {secret: Client().get("/api/v1/search", {"q": f'"{secret}"'}).json()["results"] for secret in SECRETS}
    shown = {secret for secret, rows in hits.items() for row in rows if secret in json.dumps(row, ensure_ascii=False)}
    assert shown <= {"Geheimhausen"}


def test_files_of_software_hold_allowed_keys(world: World) -> None:
    rows = json.loads(_get("/api/developers-italia/v1/software"))["data"]
    keys = set().union(*(_keys(row["publiccodeYml"]) for row in rows))
    assert (_too_much(keys, allowed.PUBLICCODE), "contacts" in keys) == ([], True)


def test_feeds_lists_and_embeds_hold_allowed_fields_and_nothing_planted(world: World) -> None:
    refresh_catalogue(at=NOON)
    wrong = {}
    for route, permitted in allowed.EXPORTS.items():
        path = _address(route, world)
        content = _get(path)
        found = _too_much(_fields(route, content), permitted) + _planted(
            route if route == OFFER_FILE else path, content
        )
        wrong |= {route: found} if found else {}
    assert wrong == {}, "fields that are not allowed, or planted personal data"


def test_the_catalogue_of_open_data_holds_allowed_predicates_and_nothing_planted(world: World) -> None:
    content = _get("/katalog.ttl")
    graph = Graph().parse(content, format="turtle")
    predicates = {re.split("[#/]", str(predicate))[-1] for predicate in graph.predicates() if predicate != RDF.type}
    assert (_too_much(predicates, allowed.DCAT), _planted("/katalog.ttl", content)) == ([], [])
    assert [planted for form in ("rdf", "jsonld") if (planted := _planted("", _get(f"/katalog.{form}")))] == []


def test_webhooks_carry_allowed_fields_and_nothing_planted(world: World) -> None:
    actions.publish_offer(
        by=SYSTEM, at=NOON, slug=world.offer.slug, content=world.offer.content, version=world.offer.version
    )
    actions.withdraw_offer(
        by=SYSTEM, at=NOON, slug=world.offer.slug, version=world.offer.version + 1, reason="Beispiel"
    )
    bodies = {event.kind: body_of(event) for event in ReuseEvent.objects.all()}
    assert {"offer.published", "offer.withdrawn"} <= set(bodies)
    wrong = {}
    for kind, body in bodies.items():
        message = json.loads(body)
        found = _too_much(message, "type timestamp data") + _too_much(message["data"], allowed.EVENTS[kind])
        wrong |= {kind: [*found, *_planted("", body)]} if found or _planted("", body) else {}
    assert wrong == {}


def test_every_address_for_machines_is_in_the_table() -> None:
    known = set(allowed.EXPORTS) | set(allowed.CONGRESS_EXPORTS) | OTHERS
    ours = (prefix + str(entry.pattern) for prefix, entry in patterns())
    routes = {route for route in ours if MACHINES.search(route) and not route.startswith("arbeit/")}
    unknown = sorted(routes - known)
    assert unknown == [], "exports without a line in tests/api/allowed_fields.py"


def test_the_watch_finds_what_it_is_there_for() -> None:
    said = json.dumps({"items": [{"title": "Beispiel", "mail": "geheim.kontakt@beispiel.example"}]}).encode()
    assert _too_much(_fields("liste.json", said), "items title") == ["mail"]
    assert _planted("/liste.json", said) == ["geheim.kontakt@beispiel.example"]
    escaped = json.dumps({"title": "Geheime Lehre", "name": "Geheimer Käse"}).encode()
    assert _planted("/liste.json", escaped) == ["Geheime Lehre"]
