"""What strangers write into files and answers cannot stop a visit, whatever the database."""

from typing import Any

import pytest

from strahlkraft.kernel.storable import storable
from strahlkraft.reuse import actions
from strahlkraft.reuse.importers import Repository
from strahlkraft.reuse.rules.offers import address_problem
from strahlkraft.reuse.rules.vocabulary import SoftwareOrigin
from tests.factories.reuse import EARLIER

FILE = rb"""publiccodeYmlVersion: "0.4"
name: "Beispiel\0"
url: https://git.example/beispiel
softwareType: library
"un\0bekannt": "x\0"
description:
  de:
    shortDescription: "Ein\0 Beispiel"
    features: ["\0"]
legal:
  license: "MIT\0"
"""


@pytest.mark.django_db
def test_file_with_nul_is_listed_with_its_findings() -> None:
    repository = Repository(url="https://git.example/beispiel", name="beispiel", forge="gitlab")
    sighting = actions.Sighting(repository, "https://git.example/beispiel/raw/publiccode.yml", FILE, digest="x")
    row: Any = actions.note_found(at=EARLIER, sighting=sighting, origin=SoftwareOrigin.CRAWL)
    assert (row.name, "\0" in repr([row.document, row.findings]), bool(row.findings)) == ("Beispiel", False, True)


@pytest.mark.house
def test_text_is_kept_without_what_no_database_holds() -> None:
    assert storable({"a\0": ["b\0", ("c\ud800", 1, None)]}) == {"a": ["b", ["c?", 1, None]]}


@pytest.mark.house
@pytest.mark.parametrize("address", ["https://x.example/\x07", "https://x.example/\x85", "javascript:alert(1)", "//x"])
def test_address_with_hidden_signs_or_another_scheme_is_refused(address: str) -> None:
    assert [refusal.code for refusal in address_problem(address, "url")] == ["address_wrong"]
