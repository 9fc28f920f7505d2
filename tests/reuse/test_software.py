"""Software from elsewhere: listed, renewed, joined, taken apart; never with its people."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.reuse import actions
from strahlkraft.reuse.importers import Repository
from strahlkraft.reuse.models import ReadinessRun, ReuseEvent, Software, SoftwareAddress
from strahlkraft.reuse.rules.vocabulary import SoftwareOrigin
from strahlkraft.search.models import SearchDocument

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOME = "https://git.example/beispielstadt/mangelmelder"
FILE = """\
publiccodeYmlVersion: "0"
name: {name}
url: {url}
platforms: [web]
developmentStatus: stable
softwareType: standalone/web
description:
  de:
    shortDescription: Mängel melden, ein Beispiel.
    longDescription: >-
      {long}
    features: [melden]
legal:
  license: EUPL-1.2
maintenance:
  type: internal
  contacts:
    - name: Erika Beispielmensch
      email: erika@beispiel.example
localisation:
  localisationReady: true
  availableLanguages: [de]
"""


def _file(url: str = HOME, name: str = "Beispielmelder", **_more: str) -> bytes:
    return FILE.format(url=url, name=name, long="Ein langes Beispiel. " * 10).encode()


def _found(body: bytes, repository: str = HOME, **more: Any) -> Software | None:
    sighting = actions.Sighting(
        Repository(url=repository, name=repository.rpartition("/")[2], forge="gitlab", **more),
        f"{repository}/raw/publiccode.yml",
        body,
    )
    return actions.note_found(at=NOON, sighting=sighting, origin=SoftwareOrigin.CRAWL)


def _one(software: Software | None) -> Software:
    assert software is not None
    return software


def test_valid_file_is_listed_searched_checked_and_told() -> None:
    row = _one(_found(_file()))
    assert (row.name, row.licence, row.verdict, row.languages) == ("Beispielmelder", "EUPL-1.2", "valid", ["de"])
    assert row.summary_de == "Mängel melden, ein Beispiel."
    assert SearchDocument.objects.filter(kind="software", key=row.slug, withdrawn=False).exists()
    assert ReadinessRun.objects.filter(software=row, current=True).count() == 1
    assert list(ReuseEvent.objects.values_list("kind", flat=True)) == ["software.listed"]


def test_people_in_the_file_are_not_kept() -> None:
    row = _one(_found(_file()))
    assert "Beispielmensch" not in json.dumps(row.document)
    assert "erika@" not in json.dumps(row.document)


def test_invalid_file_is_listed_with_all_findings() -> None:
    row = _one(_found(_file().replace(b"softwareType: standalone/web", b"softwareType: webthing")))
    assert (row.verdict, [f["key"] for f in row.findings if f["level"] == "error"]) == ("error", ["softwareType"])
    assert row.software_type == ""


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"- just\n- a list\n", b"a: [", b"name: '\\u0000'\nurl: 5"])
def test_unreadable_file_lists_nothing_and_breaks_nothing(body: bytes) -> None:
    row = _found(body)
    assert row is None or row.verdict == "error"


def test_seen_again_unchanged_leaves_no_second_event_and_no_new_date() -> None:
    first = _one(_found(_file()))
    again = _one(_found(_file()))
    assert (again.pk, again.changed_at, ReuseEvent.objects.count()) == (first.pk, first.changed_at, 1)


def test_mirror_is_one_more_address_of_its_original() -> None:
    original = _one(_found(_file()))
    mirror = "https://forge.example/spiegel/mangelmelder"
    row = _one(_found(_file(), mirror, mirror_of=HOME))
    assert (row.pk, Software.objects.count()) == (original.pk, 1)
    assert {(a.url, a.kind) for a in SoftwareAddress.objects.all()} == {(HOME, "canonical"), (mirror, "mirror")}


def test_copy_never_overwrites_what_its_original_says() -> None:
    _found(_file())
    stranger = "https://stranger.example/anybody/copy"
    row = _one(_found(_file(name="Gekapert").replace(b"EUPL-1.2", b"MIT"), stranger, is_fork=True))
    assert (row.name, row.licence, row.source_url) == ("Beispielmelder", "EUPL-1.2", f"{HOME}/raw/publiccode.yml")
    assert SoftwareAddress.objects.get(url=stranger).kind == "technical_fork"


def test_copy_describes_software_until_its_original_was_read() -> None:
    copy = "https://forge.example/kopie/melder"
    row = _one(_found(_file(name="Kopie"), copy, is_fork=True))
    assert (row.name, _one(_found(_file(name="Kopie 2"), copy, is_fork=True)).name) == ("Kopie", "Kopie 2")
    assert (_one(_found(_file())).name, Software.objects.count()) == ("Beispielmelder", 1)


def test_quoted_words_about_people_are_left_out_of_findings() -> None:
    row = _one(_found(_file().replace(b"erika@beispiel.example", b"erika at beispiel")))
    (found,) = [finding for finding in row.findings if finding["code"] == "not_email"]
    assert (found["params"]["value"], "erika" in json.dumps(row.findings)) == ("…", False)


def test_renamed_repository_keeps_its_record_and_address_of_ours() -> None:
    first = _one(_found(_file()))
    new = "https://git.example/beispielstadt/melder"
    row = _one(_found(_file(new), new, renamed_from=HOME))
    assert (row.pk, row.slug, row.identity) == (first.pk, first.slug, new)


def test_repository_without_file_any_more_counts_misses_until_seen() -> None:
    row = _one(_found(_file()))
    repository = Repository(url=HOME, name="mangelmelder", forge="gitlab")
    for _ in range(3):
        actions.note_missing(at=NOON, repository=repository, gone=True)
    row.refresh_from_db()
    assert row.misses == 3
    actions.note_unchanged(at=NOON + timedelta(days=1), repository=repository, file_url="", etag="", modified="")
    row.refresh_from_db()
    assert row.misses == 0


def test_merge_needs_a_reason_leads_on_and_can_be_taken_apart() -> None:
    one = _one(_found(_file()))
    other = _one(_found(_file("https://git.example/x/y"), "https://git.example/x/y"))
    with pytest.raises(Refused) as refused:
        actions.merge_software(by=SYSTEM, at=NOON, slug=other.slug, into=one.slug, reason=" ")
    assert [r.field for r in refused.value.refusals] == ["reason"]
    actions.merge_software(by=SYSTEM, at=NOON, slug=other.slug, into=one.slug, reason="Dasselbe Programm")
    assert list(Software.objects.listed()) == [one]
    assert not SearchDocument.objects.filter(kind="software", key=other.slug, withdrawn=False).exists()
    actions.unmerge_software(by=SYSTEM, at=NOON, slug=other.slug)
    assert Software.objects.listed().count() == 2
    with pytest.raises(Refused) as refused:
        actions.merge_software(by=NOBODY, at=NOON, slug=other.slug, into=one.slug, reason="Nein")
    assert refused.value.hidden


def test_collected_facts_are_imported_once_and_never_over_what_was_read() -> None:
    record = {
        "name": "Beispielmelder",
        "repository": HOME,
        "other_addresses": ["https://forge.example/spiegel/mangelmelder"],
        "landing_url": "",
        "licence": "MIT",
        "languages": ["de"],
        "platforms": ["web"],
        "development_status": "stable",
        "software_type": "standalone/web",
        "categories": [],
        "version": "1",
        "released_on": "2025-01-01",
        "publisher": "Beispielstadt",
        "country": "DE",
        "is_based_on": [],
        "summary_de": "Ein Beispiel.",
        "summary_en": "An example.",
        "source": {"repository": HOME, "commit": "0" * 40, "path": "publiccode.yml"},
    }
    content = {"read_on": "2026-08", "software": [record]}
    assert actions.import_software(by=SYSTEM, at=NOON, content=content) == 1
    assert actions.import_software(by=SYSTEM, at=NOON, content=content) == 0
    _found(_file())
    assert actions.import_software(by=SYSTEM, at=NOON, content=content) == 0
    row = Software.objects.get()
    assert (row.licence, row.origin, row.summary_de) == ("EUPL-1.2", "crawl", "Ein Beispiel.")
