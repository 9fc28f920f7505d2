"""What the API says of offers, software, reuses and readiness: what is public, whole, and nothing else."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from strahlkraft.api.resources.reuse import OfferParameters, SoftwareParameters
from strahlkraft.reuse import actions
from strahlkraft.reuse.catalogue import FACETS
from strahlkraft.reuse.models import ReuseOffer, Software
from tests.api.reuse_world import NOON, World

LISTS = ["offers", "software", "reuses"]


def test_an_offer_shows_versions_check_figures_and_public_reuses(world: World, ask: Callable[[str], Any]) -> None:
    offer = ask(f"offers/{world.offer.slug}")
    assert (offer["identifier"], offer["licence"], offer["readiness"]["level"]) == (
        world.offer.identifier,
        "EUPL-1.2",
        world.run.level or None,
    )
    assert [version["number"] for version in offer["versions"]] == [1]
    assert [finding["criterion"] for finding in offer["findings"]][:2] == ["licence", "source"]
    assert {finding["verdict"] for finding in offer["findings"]} <= {
        "met",
        "partly",
        "not",
        "unknown",
        "not_applicable",
    }
    assert (offer["figures"]["requests"], offer["figures"]["in_operation"], offer["figures"]["days_to_answer"]) == (
        1,
        1,
        {"value": None, "n": 0},
    )
    assert [reuse["code"] for reuse in offer["reuses"]] == [world.case.code]
    assert ask(f"offers/{world.offer.identifier}") == offer


def test_a_record_of_a_list_is_the_record_without_its_details(world: World, ask: Callable[[str], Any]) -> None:
    for name, key in (("offers", world.offer.slug), ("software", world.software.slug)):
        record = ask(f"{name}/{key}")
        listed = next(row for row in ask(name)["results"] if row["slug"] == key)
        assert listed == {field: record[field] for field in listed}


def test_only_what_is_published_and_listed_is_there(world: World, ask: Callable[[str], Any]) -> None:
    assert {row["slug"] for row in ask("offers")["results"]} == {world.offer.slug, world.concept.slug}
    assert {row["slug"] for row in ask("software")["results"]} == {world.software.slug}
    assert {row["code"] for row in ask("reuses")["results"]} == {world.case.code, world.named.code}
    hidden = [f"offers/{world.draft.slug}", f"software/{world.merged.slug}", f"readiness/offer/{world.draft.slug}"]
    assert {path: Client().get(f"/api/v1/{path}").status_code for path in hidden} == dict.fromkeys(hidden, 404)


def test_a_withdrawn_offer_takes_its_reuses_and_its_check_along(world: World, ask: Callable[[str], Any]) -> None:
    ReuseOffer.objects.filter(pk=world.offer.pk).update(publication="withdrawn")
    assert Client().get(f"/api/v1/offers/{world.offer.slug}").status_code == 404
    assert Client().get(f"/api/v1/readiness/offer/{world.offer.slug}").status_code == 404
    assert {row["code"] for row in ask("reuses")["results"]} == {world.named.code}


def test_a_newer_offer_is_named_only_when_it_is_public(world: World, ask: Callable[[str], Any]) -> None:
    ReuseOffer.objects.filter(pk=world.offer.pk).update(superseded_by=world.concept)
    assert ask(f"offers/{world.offer.slug}")["superseded"]["offer"]["slug"] == world.concept.slug
    ReuseOffer.objects.filter(pk=world.offer.pk).update(superseded_by=world.draft)
    assert ask(f"offers/{world.offer.slug}")["superseded"] is None


def test_software_shows_addresses_verdict_and_findings_without_values(world: World, ask: Callable[[str], Any]) -> None:
    software = ask(f"software/{world.software.slug}")
    assert (software["verdict"], [address["kind"] for address in software["addresses"]]) == ("error", ["mirror"])
    assert software["file_findings"] == [
        {"level": "error", "key": "maintenance.contacts[0].email", "code": "not_mail", "line": 12, "column": 5}
    ]


def test_software_taken_together_keeps_its_reuses_under_the_record_that_stands(
    world: World, ask: Callable[[str], Any]
) -> None:
    world.named.__class__.objects.filter(pk=world.named.pk).update(project=None, software=world.merged)
    reuse = next(row for row in ask("reuses")["results"] if row["code"] == world.named.code)
    assert reuse["about"]["key"] == world.software.slug


def test_a_project_that_was_never_checked_is_checked_for_the_answer(world: World, ask: Callable[[str], Any]) -> None:
    check = ask(f"readiness/project/{world.project.slug}")
    assert (check["about"]["kind"], check["standing"]["checked_at"], len(check["findings"]), check["history"]) == (
        "project",
        None,
        12,
        [],
    )


def test_a_check_names_no_successor_that_is_not_public(world: World) -> None:
    ReuseOffer.objects.filter(pk=world.offer.pk).update(superseded_by=world.concept)
    actions.check_thing(at=NOON, thing=ReuseOffer.objects.get(pk=world.offer.pk))
    paths = [f"/api/v1/readiness/offer/{world.offer.slug}", f"/api/v1/offers/{world.offer.slug}"]
    named = [world.concept.title in Client().get(path).content.decode() for path in paths]
    ReuseOffer.objects.filter(pk=world.concept.pk).update(publication="withdrawn")
    after = [world.concept.title in Client().get(path).content.decode() for path in paths]
    assert (named, after) == ([True, True], [False, False])


def test_a_check_gives_reasons_remedies_and_its_history(world: World, ask: Callable[[str], Any]) -> None:
    check = ask(f"readiness/offer/{world.offer.slug}")
    licence = check["findings"][0]
    assert (check["about"]["key"], licence["verdict"], "EUPL-1.2" in licence["reason"], licence["remedy"]) == (
        world.offer.slug,
        "met",
        True,
        None,
    )
    assert [change["level"] for change in check["history"]] == [world.run.level or None, "findable"]
    assert Client().get("/api/v1/readiness/person/x").status_code == 400


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("offers?what=software", {"offer"}),
        ("offers?licensed=none", {"concept"}),
        ("offers?language=de", {"offer"}),
        ("offers?product=Beispieldatenbank", {"offer"}),
        ("offers?q=Terminvergabe", {"offer"}),
        ("software?country=DE", {"software"}),
        ("software?country=IT", set()),
        ("reuses?about=offer", {"case"}),
        ("reuses?about=project&state=named", {"named"}),
    ],
)
def test_filters_find_what_the_records_say(
    world: World, ask: Callable[[str], Any], query: str, found: set[str]
) -> None:
    rows = ask(query)["results"]
    key = "code" if query.startswith("reuses") else "slug"
    assert {row[key] for row in rows} == {getattr(getattr(world, name), key) for name in found}


def test_reuses_of_one_thing_and_one_municipality(world: World, ask: Callable[[str], Any]) -> None:
    assert world.case.municipality
    of_project = ask(f"reuses?about=project&key={world.offer.project.slug}")["results"]
    of_town = ask(f"reuses?municipality={world.case.municipality.key}")["results"]
    assert [row["code"] for row in of_project] == [row["code"] for row in of_town] == [world.case.code]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("offers?what=poem", "what"),
        ("offers?region=bayern", "region"),
        ("offers?licence=MIT", "licence"),
        ("software?level=best", "level"),
        ("reuses?state=happy", "state"),
    ],
)
def test_a_filter_that_cannot_be_understood_is_a_problem_that_names_it(world: World, query: str, wrong: str) -> None:
    answer = Client().get(f"/api/v1/{query}")
    assert (answer.status_code, [error["parameter"] for error in answer.json()["errors"]]) == (400, [wrong])


def test_every_filter_of_the_catalogue_is_a_filter_here() -> None:
    known = set(OfferParameters.model_fields) | set(SoftwareParameters.model_fields)
    assert {facet.name for facet in FACETS} - known == {"origin"}  # which is the list itself


@pytest.mark.parametrize("path", LISTS)
def test_a_copy_that_still_holds_is_not_sent_again(world: World, path: str) -> None:
    client = Client()
    first = client.get(f"/api/v1/{path}")
    again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, first.cookies) == (200, 304, {})


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("form", ["csv", "csv-excel", "xlsx"])
def test_every_list_is_also_a_table(world: World, path: str, form: str) -> None:
    answer = Client().get(f"/api/v1/{path}?format={form}")
    suffix = "xlsx" if form == "xlsx" else "csv"
    assert answer["Content-Disposition"] == f'attachment; filename="strahlkraft-{path}.{suffix}"'
    if form == "csv":
        count = Client().get(f"/api/v1/{path}").json()["count"]
        assert answer.content.decode().count("\r\n") == count + 1


def test_software_not_found_on_the_last_visits_says_so(world: World, ask: Callable[[str], Any]) -> None:
    Software.objects.filter(pk=world.software.pk).update(misses=3, read_on=date(2026, 2, 1))
    assert ask(f"software/{world.software.slug}")["gone"] is True
