"""Open data of grants: valid by the standard's own schema, an allow-list, real and invented ones apart (I23)."""

import csv
import io
import json
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from strahlkraft.funding.formats.giving import OpenGrant
from strahlkraft.funding.queries.open_grants import file_of
from tests.factories.accounts import a_region, an_organisation
from tests.factories.funding import GrantFactory, NoticeFactory, granted, paid

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).resolve().parents[4] / "shared" / "schemas" / "360giving"
ON = date(2025, 6, 30)
TOLD = {
    "code", "title", "description", "awarded", "disbursed", "awarded_on", "begins_on", "ends_on", "recipient", "funder",
    "url",
}  # fmt: skip


def moments() -> FormatChecker:
    """The standard allows a day or a moment: a day must not pass as a moment."""
    checker = FormatChecker(formats=())
    checker.checks("date-time", raises=ValueError)(lambda text: "T" in text and bool(datetime.fromisoformat(text)))
    return checker


def read(*, example: bool = False) -> Any:
    return json.loads(file_of("json", on=ON, example=example))


def test_file_is_valid_by_the_schema_of_the_standard() -> None:
    if not SCHEMAS.exists():
        pytest.skip("../shared/schemas/360giving is not beside this checkout")
    schema, parts = (
        json.loads((SCHEMAS / f"360-giving-{name}.json").read_text(encoding="utf-8"))
        for name in ("package-schema", "schema")
    )
    address = schema["properties"]["grants"]["items"]["$ref"]
    registry: Registry[Any] = Registry().with_resource(address, DRAFT202012.create_resource(parts))
    paid(granted(), "12345.67", on=date(2025, 2, 3))
    granted(demonstration=True)
    validator = Draft202012Validator(schema, registry=registry, format_checker=moments())
    assert [list(map(str, validator.iter_errors(read(example=example)))) for example in (False, True)] == [[], []]


def test_only_real_grants_with_an_effective_award_are_published() -> None:
    real = granted(title="Beispielleuchten")
    NoticeFactory(grant=real, kind="amendment", amount=Decimal("900000.00"))
    granted(demonstration=True, title="Erfunden")
    granted(parent=real)
    granted("granted", notice={"effective_on": date(2100, 1, 1)})
    GrantFactory()
    rows, invented = read()["grants"], read(example=True)
    assert [(row["id"], row["amountAwarded"]) for row in rows] == [(f"360G-PLACEHOLDER-{real.code}", 400000.0)]
    marked = [row["title"].endswith(": Erfunden") for row in invented["grants"]]
    assert (marked, "Erfunden" in json.dumps(read())) == ([True], False)


def test_nothing_but_the_allow_list_leaves_the_house() -> None:
    """I23: fails when a field is added, or a person, a note or a reference number finds a way out."""
    region = a_region()
    grant = granted(
        region=region,
        recipient=an_organisation("=Beispiel GmbH"),
        created_by="user:4711",
        notice={"reference": "Geheimzeichen", "note": "Geheimnotiz"},
    )
    row = read()["grants"][0]
    table = list(csv.DictReader(io.StringIO(file_of("csv", on=ON).decode())))
    assert {field.name for field in fields(OpenGrant)} == TOLD
    assert set(row) == {
        "id", "title", "description", "currency", "amountAwarded", "amountDisbursed", "awardDate", "plannedDates",
        "recipientOrganization", "fundingOrganization", "grantProgramme", "dataSource",
    }  # fmt: skip
    assert [word for word in ("Geheim", "user:", grant.project.title) if word in json.dumps([row, table])] == []
    assert (table[0]["Recipient Org:Name"], table[0]["Amount Awarded"]) == ("'=Beispiel GmbH", "400000.00")


def test_everybody_gets_the_files() -> None:
    names = ("zuwendungen.json", "zuwendungen.csv", "beispielzuwendungen.json", "beispielzuwendungen.csv")
    answers = [Client().get(f"/offene-daten/{name}") for name in names]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert (answers[0].json()["grants"], answers[2].json()["grants"]) == ([], [])


def test_both_forms_say_the_same_row_by_row() -> None:
    paid(granted(title='Beispiel; mit "Zeichen", und Komma'), "12345.67", on=date(2025, 2, 3))
    granted(title="Beispielleuchten")
    rows = read()["grants"]
    table = list(csv.DictReader(io.StringIO(file_of("csv", on=ON).decode())))
    flat = [
        {
            "Identifier": row["id"],
            "Title": row["title"],
            "Amount Awarded": f"{row['amountAwarded']:.2f}",
            "Amount Disbursed": f"{row['amountDisbursed']:.2f}",
            "Currency": row["currency"],
            "Award Date": row["awardDate"],
            "Recipient Org:Identifier": row["recipientOrganization"][0]["id"],
            "Recipient Org:Name": row["recipientOrganization"][0]["name"],
            "Funding Org:Identifier": row["fundingOrganization"][0]["id"],
        }
        for row in rows
    ]
    assert len(flat) == 2
    assert [{name: line[name] for name in flat[0]} for line in table] == flat


def test_empty_list_is_said_as_such_in_both_forms() -> None:
    """The standard wants a grant in a file; until there is one, nothing is invented to please it."""
    for example in (False, True):
        lines = file_of("csv", on=ON, example=example).decode().splitlines()
        assert (read(example=example)["grants"], len(lines), "Identifier" in lines[0]) == ([], 1, True)


def test_accounts_mailboxes_and_telephones_typed_into_a_title_do_not_leave() -> None:
    """I23: the title is free text, and it is the only one."""
    words = "Lampen 2018-2023, DE02 1203 0000 0000 2020 51, DE02120300000000202051, ada@beispiel.org, 05251 88-1234, +49 5251 881234"
    granted(title=words)
    row = read()["grants"][0]
    table = next(csv.DictReader(io.StringIO(file_of("csv", on=ON).decode())))
    assert row["title"] == table["Title"] == "Lampen 2018-2023, …, …, …, …, …"
    assert [word for word in ("1203", "ada@", "5251") if word in json.dumps([row, table])] == []
