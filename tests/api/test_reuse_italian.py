"""The catalogue in the shape of the Italian catalogue's API: its fields, its paging, no people."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from ruamel.yaml import YAML

from strahlkraft.reuse.models import ReuseOffer, Software
from tests.api.reuse_world import NOON, World
from tests.factories.reuse import SoftwareFactory

BASE = "/api/developers-italia/v1"


def _get(path: str) -> Any:
    answer = Client().get(f"{BASE}/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def _yaml(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def test_software_has_the_fields_programs_expect(world: World) -> None:
    rows = _get("software")["data"]
    assert [set(row) for row in rows] == [
        {"id", "url", "aliases", "publiccodeYml", "active", "createdAt", "updatedAt"}
    ] * 2
    assert [(row["url"], row["aliases"], row["active"]) for row in rows] == [
        (world.offer.repository_url, [], True),
        (world.software.repository_url, ["https://spiegel.example/beispielsuche"], True),
    ]
    assert {UUID(row["id"]).version for row in rows} == {4}


def test_files_say_what_is_known_without_people(world: World) -> None:
    offered, collected = (_yaml(row["publiccodeYml"]) for row in _get("software")["data"])
    assert (offered["name"], offered["legal"]["license"]) == (world.offer.title, "EUPL-1.2")
    assert collected["name"] == "Beispielsuche"
    assert collected["maintenance"]["contacts"] == [{"affiliation": "Beispielverein"}]
    assert "x-kontakt" not in collected


def test_facts_collected_of_software_make_a_file_too(world: World) -> None:
    Software.objects.filter(pk=world.software.pk).update(document={})
    text = _get("software")["data"][1]["publiccodeYml"]
    assert _yaml(text) == {
        "publiccodeYmlVersion": "0",
        "name": "Beispielsuche",
        "url": world.software.repository_url,
        "platforms": ["web"],
        "description": {"de": {"shortDescription": "Sucht Beispiele."}},
        "legal": {"license": "EUPL-1.2"},
        "localisation": {"availableLanguages": ["de"]},
    }


def test_one_software_is_found_by_its_id_and_by_every_address(world: World) -> None:
    row = _get("software")["data"][1]
    assert _get(f"software/{row['id']}") == row
    for url in (row["url"], f"{row['url']}.git/", "https://spiegel.example/beispielsuche"):
        assert _get(f"software?url={url}")["data"] == [row]
    assert _get("software?url=https://nichts.example/x")["data"] == _get("software?url=x")["data"] == []


def test_only_what_is_listed_found_and_published_is_there(world: World) -> None:
    Software.objects.filter(pk=world.software.pk).update(misses=3)
    ReuseOffer.objects.filter(pk=world.offer.pk).update(publication="withdrawn")
    assert _get("software") == {"data": [], "links": {"prev": None, "next": None}}


def test_software_that_is_offered_here_stands_there_once(world: World) -> None:
    ReuseOffer.objects.filter(pk=world.offer.pk).update(identity=world.software.identity)
    assert [row["url"] for row in _get("software")["data"]] == [world.offer.repository_url]


def test_pages_lead_forward_and_back_through_everything_once(world: World) -> None:
    SoftwareFactory.create_batch(5)
    everything = [row["id"] for row in _get("software?page[size]=100")["data"]]
    forward, path = [], "?page[size]=3"
    for _visit in range(9):
        page = _get(f"software{path}")
        forward.append([row["id"] for row in page["data"]])
        if page["links"]["next"] is None:
            break
        path = page["links"]["next"]
    backward = [forward[-1]]
    for _visit in range(9):
        if page["links"]["prev"] is None:
            break
        page = _get(f"software{page['links']['prev']}")
        backward.append([row["id"] for row in page["data"]])
    assert ([key for part in forward for key in part], [len(part) for part in forward]) == (everything, [3, 3, 1])
    assert backward == forward[::-1]


def test_a_cursor_whose_entry_has_left_still_leads_on(world: World) -> None:
    first, *others = [*SoftwareFactory.create_batch(3)]
    path = _get("software?page[size]=3")["links"]["next"]
    Software.objects.filter(pk=first.pk).update(misses=9)
    assert [row["url"] for row in _get(f"software{path}")["data"]] == [row.repository_url for row in others]


def test_publishers_are_named_without_mail(world: World) -> None:
    (publisher,) = _get("publishers")["data"]
    assert publisher == _get(f"publishers/{publisher['id']}")
    hosting = publisher["codeHosting"][0]
    assert (publisher["description"], publisher["alternativeId"], "email" in publisher, hosting["group"]) == (
        "Beispielgruppe",
        "beispielgruppe",
        False,
        True,
    )


def test_only_what_was_listed_between_two_moments_is_there(world: World) -> None:
    new = SoftwareFactory(created_at=NOON)
    assert [row["url"] for row in _get("software?from=2026-02-01T00:00:00Z")["data"]] == [new.repository_url]
    assert len(_get("software?to=2026-02-01T00:00:00Z")["data"]) == 2
    assert _get("software?to=0001-01-01T00:00:00%2B14:00")["data"] == []


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("software?page[size]=101", "page[size]"),
        ("software?page[after]=x", "page[after]"),
        ("software?page[after]=00000000-0000-4000-8000-000000000001", "page[after]"),
        ("software?from=yesterday", "from"),
        ("software?to=1767225600", "to"),
        ("software?to=2026-01-01", "to"),
        ("software?page=2", "page"),
    ],
)
def test_a_parameter_that_cannot_be_understood_is_a_problem_that_names_it(world: World, query: str, wrong: str) -> None:
    answer = Client().get(f"{BASE}/{query}")
    assert (answer.status_code, answer["Content-Type"], [e["parameter"] for e in answer.json()["errors"]]) == (
        400,
        "application/problem+json",
        [wrong],
    )


@pytest.mark.parametrize("kind", ["534b0001", "534b0002", "534b0003", "00000000"])
def test_an_id_of_nothing_is_a_problem(world: World, kind: str) -> None:
    paths = [f"{name}/{kind}-0000-4000-8000-0000ffffffff" for name in ("software", "publishers")]
    assert [Client().get(f"{BASE}/{path}").status_code for path in paths] == [404, 404]


def test_a_copy_that_still_holds_is_not_sent_again_and_nothing_is_written(world: World) -> None:
    first = Client().get(f"{BASE}/software")
    again = Client().get(f"{BASE}/software", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, Client().post(f"{BASE}/software").status_code, first.cookies) == (304, 405, {})
