"""Facts of a publiccode.yml: read, written again, brought up to date, freed of people."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.reuse.publiccode.facts import document_from, facts_from
from strahlkraft.reuse.publiccode.layout import BELOW, TOP
from strahlkraft.reuse.publiccode.modernising import modernise
from strahlkraft.reuse.publiccode.privacy import without_people
from strahlkraft.reuse.publiccode.shapes import (
    Contact,
    Contractor,
    Dependency,
    Description,
    Facts,
    Organisation,
)
from tests.reuse.publiccode.real_files import documents

pytestmark = pytest.mark.house

FULL: dict[str, Any] = {
    "publiccodeYmlVersion": "0",
    "name": "Beispiel",
    "applicationSuite": "Beispielreihe",
    "url": "https://example.org/a.git",
    "landingURL": "https://www.example.org",
    "isBasedOn": ["https://example.org/b.git", "https://example.org/c.git"],
    "softwareVersion": "1.10",
    "releaseDate": "2026-01-31",
    "logo": "logo.svg",
    "platforms": ["web", "linux"],
    "categories": ["other"],
    "usedBy": ["Stadt Beispiel"],
    "fundedBy": [{"uri": "https://www.example.org", "name": "Fonds Beispiel"}],
    "roadmap": "https://www.example.org/plan",
    "developmentStatus": "stable",
    "softwareType": "standalone/web",
    "supports": [{"id": "alias:gdpr"}],
    "organisation": {"uri": "https://www.example.org", "name": "Stadt Beispiel"},
    "intendedAudience": {"countries": ["DE"], "unsupportedCountries": ["AT"], "scope": ["culture"]},
    "description": {
        "de": {
            "localisedName": "Beispiel",
            "shortDescription": "kurz",
            "longDescription": "lang\n",
            "documentation": "https://www.example.org/doc",
            "apiDocumentation": "https://www.example.org/api",
            "features": ["eins"],
            "screenshots": ["a.png"],
            "videos": ["https://vimeo.com/1"],
            "awards": ["Preis"],
        }
    },
    "legal": {"license": "EUPL-1.2", "mainCopyrightOwner": "Stadt Beispiel"},
    "maintenance": {
        "type": "contract",
        "contractors": [
            {"name": "Firma", "until": "2030-01-01", "email": "a@example.org", "website": "https://www.example.org"}
        ],
        "contacts": [
            {"name": "Vorname Beispiel", "email": "a@example.org", "phone": "0", "affiliation": "Stadt Beispiel"}
        ],
    },
    "localisation": {"localisationReady": False, "availableLanguages": ["de"]},
    "dependsOn": {
        "open": [{"name": "PostgreSQL", "versionMin": "15", "versionMax": "18", "version": "16", "optional": True}],
        "proprietary": [{"name": "Office"}],
        "hardware": [{"name": "Sensor"}],
    },
}


def test_a_document_with_every_key_becomes_facts_and_the_same_document_again() -> None:
    facts = facts_from(FULL)
    assert facts.rest == {}
    assert facts.descriptions["de"].api_documentation == "https://www.example.org/api"
    assert facts.depends_on_open == (
        Dependency(name="PostgreSQL", version_min="15", version_max="18", version="16", optional=True),
    )
    assert document_from(facts) == FULL
    assert list(document_from(facts)) == list(filter(document_from(facts).__contains__, TOP))


def test_unknown_keys_stay_where_they_were() -> None:
    document = {
        "publiccodeYmlVersion": "0",
        "supports": [{"id": "alias:gdpr", "note": "x"}],
        "description": {"de": {"shortDescription": "kurz", "genericName": "Ding"}},
        "legal": {"license": "MIT", "repoOwner": "Stadt Beispiel"},
        "maintenance": {"type": "none", "contacts": [{"name": "N", "role": "r"}]},
        "de": {"leika": [{"leika-id": "1"}]},
        "x-own": None,
    }
    facts = facts_from(document)
    assert facts == Facts(
        descriptions={"de": Description(short="kurz", rest={"genericName": "Ding"})},
        licence="MIT",
        maintenance_type="none",
        contacts=(Contact(name="N", rest={"role": "r"}),),
        rest={
            ("supports",): [{"id": "alias:gdpr", "note": "x"}],
            ("legal", "repoOwner"): "Stadt Beispiel",
            ("de",): {"leika": [{"leika-id": "1"}]},
            ("x-own",): None,
        },
    )
    assert document_from(facts) == document


def test_a_value_of_another_type_is_kept_until_a_fact_takes_its_place() -> None:
    document = {"usedBy": "Stadt Beispiel", "legal": "MIT", "localisation": {"localisationReady": "yes"}}
    facts = facts_from(document)
    assert facts == Facts(
        rest={("usedBy",): "Stadt Beispiel", ("legal",): "MIT", ("localisation", "localisationReady"): "yes"}
    )
    corrected = Facts(licence="MIT", used_by=("Stadt Beispiel",), localisation_ready=False, rest=facts.rest)
    assert document_from(corrected) == {
        "publiccodeYmlVersion": "0",
        "usedBy": ["Stadt Beispiel"],
        "legal": {"license": "MIT"},
        "localisation": {"localisationReady": False},
    }


def test_numbers_and_single_words_are_read_as_the_standard_means_them() -> None:
    facts = facts_from({"name": 42, "softwareVersion": 1.5, "platforms": "web", "isBasedOn": "https://example.org"})
    assert facts == Facts(name="42", software_version="1.5", platforms=("web",), is_based_on=("https://example.org",))
    assert document_from(facts) == {
        "publiccodeYmlVersion": "0",
        "name": "42",
        "isBasedOn": "https://example.org",
        "softwareVersion": "1.5",
        "platforms": ["web"],
    }


def test_a_maintainer_without_known_contacts_gets_the_empty_list_the_standard_asks_for() -> None:
    assert document_from(Facts(maintenance_type="internal"))["maintenance"] == {"type": "internal", "contacts": []}
    assert document_from(Facts(maintenance_type="none"))["maintenance"] == {"type": "none"}


def test_every_real_file_says_the_same_after_writing_and_reading() -> None:
    for name, document in documents().items():
        facts = facts_from(document)
        assert facts_from(document_from(facts)) == facts, name


KEYS = sorted({key for keys in BELOW.values() for key in keys if key != "*"} | {"de", "x"})
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "a", "MIT", "a@b.de"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(TOP), VALUES, max_size=5))
@settings(max_examples=150)
def test_whatever_a_document_holds_its_facts_survive_writing_and_lose_no_unknown_key(document: dict[str, Any]) -> None:
    facts = facts_from(document)
    again = document_from(facts)
    assert facts_from(again) == facts
    assert {key for (key, *_) in facts.rest} <= set(again)
    assert "a@b.de" not in repr(without_people(facts_from({"maintenance": document, "x": document})))
    modernise(facts)


def test_what_is_deprecated_moves_to_where_it_belongs_now() -> None:
    facts = facts_from(
        {
            "monochromeLogo": "mono.svg",
            "inputTypes": ["text/plain"],
            "outputTypes": ["text/plain"],
            "supports": [{"id": "alias:spid"}],
            "intendedAudience": {"countries": ["de", "At"]},
            "description": {"de": {"shortDescription": "kurz", "genericName": "Ding"}},
            "legal": {"repoOwner": "Comune di Esempio", "authorsFile": "AUTHORS"},
            "it": {
                "countryExtensionVersion": "1.0",
                "riuso": {"codiceIPA": "c_x000"},
                "conforme": {"gdpr": True, "lineeGuidaDesign": True, "misureMinimeSicurezza": False},
                "piattaforme": {"spid": True, "cie": True, "io": False},
            },
        }
    )
    assert modernise(facts) == Facts(
        logo="mono.svg",
        supports=("alias:spid", "alias:cie", "alias:gdpr"),
        organisation=Organisation(uri="urn:x-italian-pa:c_x000", name="Comune di Esempio"),
        countries=("DE", "At"),
        descriptions={"de": Description(short="kurz")},
        rest={("IT",): {"countryExtensionVersion": "1.0", "conforme": {"lineeGuidaDesign": True}}},
    )


def test_an_owner_moves_only_with_an_identifier() -> None:
    facts = facts_from({"legal": {"repoOwner": "Stadt Beispiel"}})
    assert modernise(facts) == facts
    assert modernise(facts, organisation_uri="https://www.example.org") == Facts(
        organisation=Organisation(uri="https://www.example.org", name="Stadt Beispiel")
    )


def test_an_italian_section_of_which_all_has_moved_is_gone() -> None:
    facts = facts_from({"IT": {"countryExtensionVersion": "0.2", "piattaforme": {"pagopa": True}}})
    assert modernise(facts) == Facts(supports=("alias:pagopa",))


def test_people_go_and_their_organisations_stay() -> None:
    facts = facts_from(
        {
            **FULL,
            "legal": {"mainCopyrightOwner": "Stadt Beispiel <a@example.org>", "repoOwner": "b@example.org"},
            "usedBy": ["Stadt Beispiel (mail@example.org)", "Gemeinde Beispiel"],
            "maintainers": [{"name": "Vorname Beispiel"}],
            "monochromeLogo": "mono.svg",
        }
    )
    clean = without_people(facts)
    assert clean.contacts == (Contact(affiliation="Stadt Beispiel"),)
    assert clean.contractors == (Contractor(until="2030-01-01", website="https://www.example.org"),)
    assert clean.copyright_owner == "Stadt Beispiel"
    assert clean.used_by == ("Stadt Beispiel", "Gemeinde Beispiel")
    assert clean.rest == {("monochromeLogo",): "mono.svg"}
    assert clean.descriptions == facts.descriptions
    assert without_people(clean) == clean


def test_people_in_a_list_of_another_form_go_too() -> None:
    document = {"maintenance": {"type": "none", "contacts": ["Vorname Beispiel"], "who": "Vorname Beispiel"}}
    assert without_people(facts_from(document)) == Facts(maintenance_type="none")


def test_no_contact_of_a_real_file_survives() -> None:
    for name, document in documents().items():
        facts = facts_from(document)
        clean = repr(without_people(facts))
        people = [*facts.contacts, *facts.contractors]
        assert not [person for person in people if person.email and f"'{person.email}'" in clean], name
