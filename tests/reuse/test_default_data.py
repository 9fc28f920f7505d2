"""The facts about software that ship with the platform: only facts, nobody's contact, nobody's sentences."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from strahlkraft import reuse
from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.reuse.rules.licences import read_licence
from strahlkraft.reuse.rules.vocabulary import DevelopmentStatus

pytestmark = pytest.mark.house

FOLDER = Path(reuse.__path__[0]) / "data"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "publiccode" / "real"
FIELDS = [
    *("name", "repository", "other_addresses", "landing_url", "licence", "languages", "platforms"),
    *("development_status", "software_type", "categories", "version", "released_on", "publisher", "country"),
    *("is_based_on", "summary_de", "summary_en", "source"),
]


def read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return document


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inner)


def test_every_record_has_the_same_fields_sorted_by_name_with_a_repository_of_its_own() -> None:
    software = read("software.json")["software"]

    assert {tuple(record) for record in software} == {tuple(FIELDS)}
    assert software == sorted(software, key=lambda record: (record["name"].casefold(), record["repository"]))
    assert len({record["repository"].lower() for record in software}) == len(software)


def test_every_record_has_an_organisation_as_its_publisher() -> None:
    assert [r["repository"] for r in read("software.json")["software"] if not r["publisher"]] == []


def test_values_are_what_their_field_promises_or_empty() -> None:
    PartialDate.parse(read("software.json")["read_on"])
    for record in read("software.json")["software"]:
        assert record["repository"].startswith("https://")
        assert read_licence(record["licence"]).expression == record["licence"]
        assert record["development_status"] in {"", *DevelopmentStatus}
        assert not record["released_on"] or date.fromisoformat(record["released_on"])
        assert re.fullmatch(r"[A-Z]{2}|", record["country"])
        assert record["source"]


def test_what_german_speaking_administrations_made_has_a_line_in_both_languages() -> None:
    software = read("software.json")["software"]

    assert [r["name"] for r in software if r["country"] in {"DE", "AT", "CH"} and not r["summary_de"]] == []
    assert [r["name"] for r in software if bool(r["summary_de"]) != bool(r["summary_en"])] == []
    assert [r["name"] for r in software if max(len(r["summary_de"]), len(r["summary_en"])) > 150] == []


def test_publishers_are_addresses_with_forge_name_country_and_source() -> None:
    publishers = read("publishers.json")["publishers"]

    assert {tuple(record) for record in publishers} == {("url", "forge", "name", "country", "source")}
    assert publishers == sorted(publishers, key=lambda record: record["url"])
    assert {record["forge"] for record in publishers} <= {"github", "gitlab", "gitea", "plain"}
    assert {record["country"] for record in publishers} == {"DE"}


@pytest.mark.parametrize("name", ["software.json", "publishers.json"])
def test_no_mail_address_and_no_telephone_number_is_carried(name: str) -> None:
    contact = re.compile(r"\S@\S|mailto:|tel:|\+\d{2}[\d\s()/-]{6,}|\b0\d{2,5}[\s/-]\d{3,}")

    assert [text for text in texts(read(name)) if contact.search(text)] == []


@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/data/publiccode/real is not beside this checkout")
def test_no_run_of_eight_words_is_taken_from_the_files_that_were_read() -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[start : start + 8]) for start in range(len(words) - 7)}

    theirs = set()
    for file in sorted(REAL.glob("*.y*ml")):
        theirs |= runs(file.read_text(encoding="utf-8", errors="replace"))
    software = read("software.json")["software"]
    # names are facts, however long
    said = [
        text
        for record in software
        for key in FIELDS
        if key not in {"name", "publisher", "licence"}
        for text in texts(record[key])
        if " " in text
    ]

    assert [text for text in said if runs(text) & theirs] == []
