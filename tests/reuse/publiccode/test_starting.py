"""A new file: every key explained, valid from the start."""

import pytest

from strahlkraft.reuse.publiccode import check
from strahlkraft.reuse.publiccode.facts import facts_from
from strahlkraft.reuse.publiccode.formatting import format_text
from strahlkraft.reuse.publiccode.layout import TOP
from strahlkraft.reuse.publiccode.reading import read
from strahlkraft.reuse.publiccode.shapes import Organisation
from strahlkraft.reuse.publiccode.starting import LANGUAGES, new_document

pytestmark = pytest.mark.house

OLD = {"monochromeLogo", "inputTypes", "outputTypes", "applicationSuite", "IT", "it"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_today_stands_there_or_is_offered_as_a_comment(language: str) -> None:
    text = new_document(language=language)
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    assert [key for key in TOP if not any(line.startswith(f"{key}:") for line in lines)] == [
        key for key in TOP if key in OLD
    ]
    assert format_text(text.encode()) == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("uri", ["", "https://www.example.org"])
def test_it_is_valid_from_the_start(language: str, uri: str) -> None:
    report = check(new_document(language=language, organisation="Stadt Beispiel", organisation_uri=uri).encode())
    assert (report.verdict, report.results, report.further) == ("valid", (), ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_offered_examples_are_yaml_when_their_mark_is_taken_away(language: str) -> None:
    lines = new_document(language=language).splitlines()
    offered = [line[2:] for line in lines if line.startswith(tuple(f"# {key}: " for key in TOP))]
    document = read("\n".join(offered).encode()).document
    assert document is not None
    assert facts_from(document).rest == {}
    report = check("\n".join([*offered, *(line for line in lines if not line.startswith("# "))]).encode())
    assert (report.verdict, report.results) == ("valid", ())
    assert len(document) == len(offered) > 10


def test_what_is_given_stands_in_the_file() -> None:
    text = new_document(
        name="Beispiel: 1",
        url="https://example.org/a.git",
        licence="AGPL-3.0-or-later",
        language="en",
        organisation="Stadt Beispiel",
        organisation_uri="https://www.example.org",
        software_type="addon",
        development_status="stable",
        platforms=("web", "linux"),
    )
    document = read(text.encode()).document
    assert document is not None
    facts = facts_from(document)
    assert (facts.name, facts.url, facts.licence) == ("Beispiel: 1", "https://example.org/a.git", "AGPL-3.0-or-later")
    assert (facts.software_type, facts.development_status, facts.platforms) == ("addon", "stable", ("web", "linux"))
    assert facts.organisation == Organisation(uri="https://www.example.org", name="Stadt Beispiel")
    assert facts.copyright_owner == "Stadt Beispiel"
    assert list(facts.descriptions) == ["en"]


def test_a_publisher_without_identifier_is_no_section_of_its_own() -> None:
    document = read(new_document(organisation="Stadt Beispiel").encode()).document
    assert document is not None
    assert facts_from(document).organisation == Organisation()
    assert facts_from(document).copyright_owner == "Stadt Beispiel"


def test_a_language_without_texts_is_refused() -> None:
    with pytest.raises(ValueError, match="choose one of de, en"):
        new_document(language="fr")
