"""Where and under which key the reference reports, on small invented files."""

import json

import pytest

from strahlkraft.reuse.publiccode import check
from tests.reuse.publiccode.samples import LONG

pytestmark = pytest.mark.house
Place = tuple[str, str, int, int]

FILE = f"""publiccodeYmlVersion: "0"
name: Beispielverfahren
url: https://git.example.org/stadt/beispielverfahren
platforms: [web]
developmentStatus: stable
softwareType: standalone/web
description:
  de-AT:
    shortDescription: Termine vergeben
    longDescription: {LONG}
    features: [Termine vergeben]
legal:
  license: EUPL-1.2
maintenance:
  type: none
localisation: {{localisationReady: true, availableLanguages: [de]}}
"""
LAST = FILE.count("\n") + 1
LICENCE = "legal:\n  license: EUPL-1.2\n"


def places(text: str) -> list[Place]:
    """Level, key, line and column of each result."""
    return [(found.level, found.key, found.line, found.column) for found in check(text.encode()).results]


def test_the_file_is_right() -> None:
    assert places(FILE) == []


ADDED: list[tuple[str, list[Place]]] = [
    ("landingURL: git@example.org:a/b", [("error", "", 0, 0)]),
    ("roadmap: https://{{host}}/a", [("error", "", 0, 0)]),
    ("isBasedOn: git@example.org:a/b", [("error", "", 0, 0)]),
    ("isBasedOn:\n  - https://example.org\n  - git@example.org:a/b", [("error", "isBasedOn[0]", LAST + 1, 1)]),
    ("isBasedOn:\n  - https://example.org\n  - a: b", [("error", "isBasedOn[0]", LAST + 1, 1)]),
    ("isBasedOn:\n  - https://example.org\n  - a", [("error", "isBasedOn[1]", LAST + 2, 5)]),
    ("isBasedOn:", []),
    ("isBasedOn: [null]", [("error", "isBasedOn[0]", LAST, 13)]),
    (
        "inputTypes:\n  - a.b/c\n  - text/plain",
        [("error", "inputTypes[0]", LAST + 1, 5), ("warning", "inputTypes", LAST, 1)],
    ),
    ("fundedBy:\n  -", [("error", "fundedBy[0].uri", LAST + 1, 4)]),
    ("organisation: {}", [("error", "organisation.uri", LAST, 15)]),
    ("organisation: &o\n  name: Musterstadt", [("error", "organisation.uri", LAST, 15)]),
    (
        "logo: &a {uri: b}\norganisation: *a",
        [("error", "logo", LAST, 1), ("error", "organisation.uri", LAST + 1, 15)],
    ),
    (
        "organisation: {<<: {uri: b}}",
        [("error", "organisation.uri", LAST, 15)],
    ),
    ("usedBy: &u\n  - {a: b}", [("error", "", LAST + 1, 1)]),
    ("IT: {riuso: {codiceIPA: no such body}}", [("error", "IT.riuso.codiceIPA", LAST, 14)]),
    ("IT: {}\nit: {conforme: {}}", [("warning", "it", LAST + 1, 1), ("error", "it", LAST + 1, 1)]),
    ("---\na: b", [("error", "", 0, 0)]),
]


@pytest.mark.parametrize(("text", "expected"), ADDED)
def test_what_is_added_is_reported_where_the_reference_does(text: str, expected: list[Place]) -> None:
    assert places(f"{FILE}{text}\n") == expected


CHANGED: list[tuple[str, str, list[Place]]] = [
    (LICENCE, "legal:\n  EUPL-1.2\n", [("error", "", 13, 1), ("error", "legal.license", 13, 3)]),
    (LICENCE, "legal:\n", [("error", "legal.license", 12, 7)]),
    (LICENCE, "", [("error", "legal.license", 0, 0)]),
    (LICENCE, "legal: &l\n  license: keine\n", [("error", "legal.license", 12, 8)]),
    ("url: https://", "url: git@", [("error", "url", 3, 1)]),
    ("url: https://git.example.org/", "url: git@example.org:", [("error", "", 0, 0), ("error", "url", 3, 1)]),
    ("    features: [Termine vergeben]\n", "", [("error", "description[de-AT].features", 9, 5)]),
    (
        "    features: [Termine vergeben]\n",
        "    features: [a]\n    videos: [https://example.org]\n    genericName: a\n",
        [("warning", "description.de-AT.genericName", 13, 5), ("error", "description.de-AT.videos[0]", 12, 14)],
    ),
    (
        "    features: [Termine vergeben]\n",
        "    features: a\n",
        [("error", "description.de-AT.features", 11, 1), ("error", "description", 7, 1)],
    ),
    (
        "    features: [Termine vergeben]\n",
        "    features: [a]\n    documentation: git@example.org:a/b\n",
        [("error", "", 0, 0), ("error", "description", 7, 1)],
    ),
    (
        "de-AT:\n",
        "german:\n    videos: [a]\n",
        [("error", "description", 7, 1), ("error", "description.german.videos[0]", 9, 14)],
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), CHANGED)
def test_what_is_changed_is_reported_where_the_reference_does(old: str, new: str, expected: list[Place]) -> None:
    assert FILE.count(old) == 1
    assert places(FILE.replace(old, new)) == expected


def test_a_file_in_brackets_lacks_everything_at_its_bracket() -> None:
    text = json.dumps({"publiccodeYmlVersion": "0", "name": "Beispiel", "legal": {}})
    assert {place[1:] for place in places(text)} == {
        ("url", 1, 1),
        ("platforms", 1, 1),
        ("developmentStatus", 1, 1),
        ("softwareType", 1, 1),
        ("description", 1, 1),
        ("legal.license", 1, text.index("{}") + 1),
        ("maintenance.type", 1, 1),
        ("localisation.localisationReady", 1, 1),
        ("localisation.availableLanguages", 1, 1),
    }


def test_a_fault_in_a_later_document_is_told_before_the_number_of_documents() -> None:
    assert places(f'{FILE}---\na: "b\n') == [("error", "", LAST + 1, 1)]


def test_an_address_nobody_can_read_is_told_with_its_line_and_at_its_key() -> None:
    report = check(FILE.replace("https://git.example.org/", "git@example.org:").encode())
    assert "„git@example.org:stadt/beispielverfahren“ bei url in Zeile 3" in report.results[0].message("de")
    assert ("url", "not_address", 3, 1) in [(one.key, one.code, one.line, one.column) for one in report.further]
