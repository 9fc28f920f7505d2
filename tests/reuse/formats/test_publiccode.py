"""An offer and its publiccode.yml: written valid, read without loss, public without people."""

import dataclasses
from pathlib import Path

import pytest

from strahlkraft.reuse.formats.publiccode import content_from, document_of, report_of, text_of
from strahlkraft.reuse.publiccode import check, facts_from, read
from strahlkraft.reuse.rules.content import OfferContent, Product, ServiceKey

pytestmark = pytest.mark.house
REAL = Path(__file__).parents[4] / "shared" / "data" / "publiccode" / "real"
OFFER = OfferContent(
    title="Beispielmelder",
    kind="software",
    summary="Mängel melden, ein Beispiel.",
    description="Ein langes Beispiel für einen Mängelmelder. " * 5,
    scope="- Mängel melden\n- Stand verfolgen",
    licence="EUPL-1.2",
    repository_url="https://git.example/beispielstadt/melder",
    development_status="stable",
    last_release="2025-10-24",
    languages=("de", "en"),
    platforms=("web",),
    products=(Product("PostgreSQL", "no"), Product("Beispiel-DMS", "yes", "Beispiel-Archiv"), Product("Etwas")),
    keys=(ServiceKey("leika", "99108049131000"), ServiceKey("xoev", "XBau"), ServiceKey("ozg", "10543")),
    mailbox="melder@beispielstadt.example",
)
FILE = b"""\
publiccodeYmlVersion: "0"
name: Beispielmelder
url: https://git.example/beispielstadt/melder
x-eigenes: bleibt
platforms: [web]
developmentStatus: stable
softwareType: standalone/web
dependsOn:
  open: [{name: PostgreSQL, versionMin: "15"}]
description:
  en: {shortDescription: Report defects, longDescription: "An example.", features: [report]}
  de: {shortDescription: "M\xc3\xa4ngel melden", longDescription: "Ein Beispiel.", features: [melden]}
legal: {license: EUPL-1.2}
maintenance:
  type: community
  contacts: [{name: Erika Beispielmensch, email: erika@beispiel.example}]
localisation: {localisationReady: true, availableLanguages: [de, en]}
"""


def test_file_of_a_full_offer_is_valid() -> None:
    report = report_of(OFFER, publisher="Beispielstadt")
    assert (report.verdict, report.results) == ("valid", ())


def test_file_of_an_offer_says_what_the_offer_says() -> None:
    facts = facts_from(document_of(OFFER, publisher="Beispielstadt"))
    assert (facts.name, facts.licence, facts.languages, facts.localisation_ready) == (
        "Beispielmelder",
        "EUPL-1.2",
        ("de", "en"),
        True,
    )
    assert facts.descriptions["de"].features == ("Mängel melden", "Stand verfolgen")
    assert facts.supports == (
        "urn:de:fim:leika:leistung:99108049131000",
        "urn:x-strahlkraft:xoev:XBau",
        "urn:x-strahlkraft:ozg:10543",
    )
    assert [item.name for item in facts.depends_on_proprietary] == ["Beispiel-DMS"]
    assert [(contact.name, contact.email) for contact in facts.contacts] == [("Beispielstadt", OFFER.mailbox)]


def test_what_an_offer_does_not_state_is_missing_and_said() -> None:
    report = report_of(dataclasses.replace(OFFER, platforms=(), languages=(), licence=""))
    assert {finding.key for finding in report.results if finding.level == "error"} == {
        "platforms",
        "legal.license",
        "localisation.localisationReady",
        "localisation.availableLanguages",
    }


def test_reading_takes_what_the_file_says_and_keeps_what_no_file_can_say() -> None:
    read_in = content_from(read(FILE).document or {}, dataclasses.replace(OfferContent(), target_groups="Bauämter"))
    assert (read_in.title, read_in.summary, read_in.kind, read_in.target_groups) == (
        "Beispielmelder",
        "Mängel melden",
        "software",
        "Bauämter",
    )
    assert read_in.products == (Product("PostgreSQL", "no"),)


def test_reading_and_writing_gives_the_same_facts_unknown_keys_included() -> None:
    document = read(FILE).document or {}
    content = content_from(document, OfferContent())
    again = facts_from(document_of(content, people=True))
    first = facts_from(document)
    assert again.rest == first.rest
    assert again.contacts == first.contacts
    assert again.depends_on_open == first.depends_on_open
    assert again.descriptions["en"] == first.descriptions["en"]


def test_changing_one_field_changes_only_that_in_the_file() -> None:
    document = read(FILE).document or {}
    content = content_from(document, OfferContent())
    before = facts_from(document_of(content, people=True))
    after = facts_from(document_of(dataclasses.replace(content, licence="MIT"), people=True))
    assert after == dataclasses.replace(before, licence="MIT")


def test_public_file_names_the_mailbox_and_no_person() -> None:
    content = dataclasses.replace(content_from(read(FILE).document or {}, OfferContent()), mailbox="m@beispiel.example")
    text = text_of(content, publisher="Beispielstadt")
    assert ("Erika" in text, "erika@" in text, "m@beispiel.example" in text) == (False, False, True)


@pytest.mark.skipif(not REAL.exists(), reason="the real files stand beside the repository, in ../shared")
def test_every_valid_real_file_stays_the_same_through_an_offer() -> None:
    changed = []
    for path in sorted(REAL.glob("*.yml")):
        report = check(path.read_bytes())
        if report.document is None or report.verdict == "error":
            continue
        first = facts_from(report.document)
        again = facts_from(document_of(content_from(report.document, OfferContent()), people=True))
        if again != first:
            changed.append(path.name)
    assert changed == []
