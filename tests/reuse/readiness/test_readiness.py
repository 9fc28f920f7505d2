"""The readiness check: what each criterion says of which facts, and which level follows."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from strahlkraft.reuse import readiness
from strahlkraft.reuse.readiness import (
    CRITERIA,
    LEVELS,
    Amount,
    Change,
    Check,
    DescriptionFile,
    Document,
    Evidence,
    Finding,
    Judgement,
    Link,
    Product,
    Subject,
    badge_json,
    badge_svg,
    check,
    compare,
    next_steps,
    words,
)

pytestmark = pytest.mark.house

TODAY = date(2026, 11, 23)
WORKS = Link(url="https://git.example/a", reached_on=TODAY)
BROKEN = Link(url="https://git.example/b", reached_on=date(2026, 1, 1), failed_on=TODAY)
UNTRIED = Link(url="https://git.example/c")
DOCUMENTS = (
    Document(title="Betrieb", purpose="operation", link=WORKS),
    Document(title="Einführung", purpose="introduction", link=WORKS),
)
AMOUNTS = tuple(
    Amount(phase=phase, size_class="small_town", year=2025, stated_by="Beispielstadt")
    for phase in ("introduction", "operation")
)
GOOD = Subject(
    kind="offer",
    asked=True,
    licence="EUPL-1.2",
    repository=WORKS,
    documents=DOCUMENTS,
    description=DescriptionFile(url="https://git.example/a/publiccode.yml", verdict="valid", checked_on=TODAY),
    amounts=AMOUNTS,
    products=(Product(name="PostgreSQL", proprietary=False),),
    function_mailbox=True,
    last_answer_on=date(2026, 10, 1),
    answer_days=3,
    answers=8,
    last_change_on=date(2026, 9, 1),
    in_operation=True,
    reuses=2,
    data_protection=WORKS,
    accessibility=WORKS,
    superseded=False,
    small_towns=True,
)


def said(criterion: str, **facts: Any) -> tuple[str, str, str]:
    found = check(replace(GOOD, **facts), today=TODAY).finding(criterion)
    return found.verdict, found.reason_code, found.remedy_code


def test_a_result_with_all_facts_is_proven_and_every_criterion_is_met() -> None:
    result = check(GOOD, today=TODAY)

    assert result.level == "proven"
    assert [(f.criterion, f.verdict) for f in result.findings] == [(name, "met") for name in CRITERIA]
    assert {(f.by, f.checked_on) for f in result.findings} == {("machine", TODAY)}
    assert next_steps(result) == ()


def test_a_record_nobody_was_asked_about_is_unknown_and_only_the_licence_and_the_source_are_lacking() -> None:
    result = check(Subject(kind="project"), today=TODAY)

    assert result.level == ""
    assert {f.criterion: f.verdict for f in result.findings} == {
        **dict.fromkeys(CRITERIA, "unknown"),
        "licence": "not",
        "source": "not",
    }
    assert [f.criterion for f in next_steps(result)] == ["source"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"licence": ""}, ("not", "licence_missing", "name_licence")),
        ({"licence": "", "licence_claim_only": True}, ("not", "licence_claim_only", "name_licence")),
        ({"licence": "lizenzfrei"}, ("not", "licence_claim_only", "name_licence")),
        ({"licence": "GPL 3"}, ("partly", "licence_unreadable_near", "name_licence")),
        ({"licence": "our own terms"}, ("not", "licence_unreadable", "name_licence")),
        ({"licence": "CC0-1.0"}, ("partly", "licence_open_content_only", "take_software_licence")),
        ({"licence": "CC-BY-4.0", "result_kind": "guide"}, ("met", "licence_open", "")),
        ({"licence": "CC-BY-NC-4.0", "result_kind": "guide"}, ("not", "licence_not_open", "take_open_licence")),
    ],
)
def test_a_licence_is_open_for_what_it_covers_or_said_to_be_missing(
    facts: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    assert said("licence", **facts) == expected


@pytest.mark.parametrize(
    ("criterion", "facts", "expected"),
    [
        ("source", {"repository": BROKEN}, ("not", "source_failed", "mend_source")),
        ("source", {"repository": UNTRIED}, ("unknown", "source_not_tried", "wait_for_visit")),
        ("source", {"repository": None}, ("met", "source_reached", "")),
        ("source", {"repository": None, "documents": ()}, ("not", "source_missing", "name_source")),
        ("description", {"description": None}, ("not", "description_missing", "write_description")),
        ("description", {"description": None, "asked": False}, ("unknown", "description_unknown", "make_offer")),
        (
            "description",
            {"description": DescriptionFile(url="u", verdict="error")},
            ("partly", "description_invalid", "mend_description"),
        ),
        (
            "description",
            {"result_kind": "concept", "fact_sheet_missing": ("scope",)},
            ("partly", "sheet_gaps", "fill_sheet"),
        ),
        ("description", {"result_kind": "concept", "fact_sheet_missing": ()}, ("met", "sheet_complete", "")),
        ("description", {"result_kind": "concept"}, ("not", "sheet_missing", "fill_sheet")),
        (
            "documentation",
            {"documents": DOCUMENTS[:1]},
            ("partly", "documentation_no_introduction", "add_introduction"),
        ),
        ("documentation", {"documents": ()}, ("not", "documentation_missing", "add_documentation")),
        ("documentation", {"result_kind": "guide"}, ("not_applicable", "not_applicable", "")),
        (
            "documentation",
            {"documents": tuple(replace(d, link=BROKEN) for d in DOCUMENTS)},
            ("partly", "documentation_not_reached", "mend_source"),
        ),
        (
            "documentation",
            {"documents": tuple(replace(d, link=UNTRIED) for d in DOCUMENTS)},
            ("unknown", "documentation_not_tried", "wait_for_visit"),
        ),
        ("costs", {"amounts": ()}, ("not", "costs_missing", "state_costs")),
        ("costs", {"amounts": AMOUNTS[:1]}, ("partly", "costs_no_operation", "state_costs")),
        (
            "costs",
            {"amounts": tuple(replace(a, size_class="") for a in AMOUNTS)},
            ("partly", "costs_no_size", "state_costs"),
        ),
        ("products", {"products": ()}, ("met", "products_none", "")),
        ("products", {"products": None}, ("not", "products_missing", "name_products")),
        ("products", {"products": None, "standards": ("XÖV",)}, ("partly", "products_missing", "name_products")),
        (
            "products",
            {"products": (Product(name="ArcGIS", proprietary=True),)},
            ("not", "products_bound", "name_alternative"),
        ),
        (
            "products",
            {"products": (Product(name="ArcGIS", proprietary=True, alternative="QGIS"),)},
            ("met", "products_open", ""),
        ),
        ("products", {"products": (Product(name="X"),)}, ("partly", "products_half", "name_products")),
        ("answers", {"function_mailbox": False}, ("not", "answers_missing", "name_mailbox")),
        ("answers", {"last_answer_on": None}, ("partly", "answers_untried", "")),
        ("answers", {"last_answer_on": date(2024, 1, 1)}, ("partly", "answers_long_ago", "answer_sooner")),
        ("answers", {"answer_days": 30}, ("partly", "answers_slow", "answer_sooner")),
        ("answers", {"answer_days": None}, ("met", "answers_lately", "")),
        ("alive", {"last_change_on": date(2020, 1, 1)}, ("not", "alive_quiet", "say_finished")),
        ("alive", {"last_change_on": date(2020, 1, 1), "finished": True}, ("met", "alive_finished", "")),
        ("alive", {"last_change_on": date(2020, 1, 1), "status": "stable"}, ("partly", "alive_stable", "say_finished")),
        ("alive", {"last_change_on": None}, ("unknown", "alive_unknown", "say_finished")),
        ("alive", {"status": "obsolete"}, ("not", "alive_obsolete", "name_successor")),
        ("operation", {"reuses": 0}, ("partly", "operation_maker", "find_reuser")),
        (
            "operation",
            {"reuses": None, "in_operation_since": "2021"},
            ("partly", "operation_maker_since", "find_reuser"),
        ),
        ("operation", {"reuses": None, "in_operation": False}, ("not", "operation_none", "find_reuser")),
        ("operation", {"reuses": None, "in_operation": None}, ("unknown", "operation_unknown", "state_operation")),
        ("statements", {"accessibility": None}, ("partly", "statements_no_accessibility", "add_accessibility")),
        ("statements", {"accessibility": None, "result_kind": "sensor_setup"}, ("met", "statements_both", "")),
        (
            "statements",
            {"accessibility": None, "data_protection": None},
            ("not", "statements_missing", "add_statements"),
        ),
        ("current", {"superseded_by": "Neu"}, ("not", "current_superseded", "see_successor")),
        ("current", {"superseded": None}, ("unknown", "current_unknown", "confirm_current")),
        ("small_towns", {"small_towns": False}, ("not", "small_towns_no", "")),
        ("small_towns", {"small_towns": None}, ("not", "small_towns_missing", "state_small_towns")),
    ],
)
def test_a_criterion_says_why_and_what_helps(
    criterion: str, facts: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    assert said(criterion, **facts) == expected


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({"superseded": None, "small_towns": None}, "proven"),  # unknown counts against nobody
        ({"reuses": 0}, "transferable"),
        ({"amounts": ()}, "transferable"),
        ({"last_answer_on": None}, "transferable"),
        ({"function_mailbox": None, "asked": False}, "findable"),
        ({"licence": "lizenzfrei"}, "findable"),
        ({"superseded_by": "Neu"}, "findable"),
        ({"repository": BROKEN}, ""),
    ],
)
def test_a_level_rests_on_what_is_known(facts: dict[str, Any], level: str) -> None:
    assert check(replace(GOOD, **facts), today=TODAY).level == level


def test_a_persons_judgement_stands_for_a_year_and_keeps_the_machines_evidence() -> None:
    judged = Judgement(criterion="documentation", verdict="partly", on=date(2026, 1, 5), link="https://a.example/n")
    subject = replace(GOOD, documents=(), judgements=(judged,))
    machine = check(replace(subject, judgements=()), today=TODAY).finding("documentation")

    assert check(subject, today=TODAY).finding("documentation") == Finding(
        "documentation",
        "partly",
        "by_person",
        "add_documentation",
        (Evidence("person", "https://a.example/n", on=date(2026, 1, 5)), *machine.evidence),
        {"date": date(2026, 1, 5)},
        by="person",
        checked_on=date(2026, 1, 5),
    )
    assert check(subject, today=date(2027, 2, 1)).finding("documentation").by == "machine"


def test_a_change_for_the_worse_is_a_regress_and_lost_knowledge_is_only_with_the_level() -> None:
    before = check(GOOD, today=TODAY)
    broken = check(replace(GOOD, repository=BROKEN), today=TODAY)
    forgotten = check(replace(GOOD, reuses=None, in_operation=None), today=TODAY)

    assert compare(before, before) == ()
    assert compare(before, broken) == (Change("level", "proven", "", True), Change("source", "met", "not", True))
    assert compare(broken, before) == (Change("level", "", "proven", False), Change("source", "not", "met", False))
    assert compare(before, forgotten) == (
        Change("level", "proven", "transferable", True),
        Change("operation", "met", "unknown", False),
    )


def test_a_check_survives_its_way_through_json() -> None:
    result = check(replace(GOOD, judgements=(Judgement(criterion="costs", verdict="met", on=TODAY),)), today=TODAY)

    assert Check.from_json(result.as_json()) == result


LINKS = st.sampled_from([None, WORKS, BROKEN, UNTRIED])


@examples(max_examples=120)
@given(
    st.builds(
        Subject,
        kind=st.sampled_from(["project", "offer", "software"]),
        result_kind=st.sampled_from(["software", "guide", "concept", "sensor_setup", "training", "contract", "?"]),
        asked=st.booleans(),
        licence=st.sampled_from(["", "MIT", "CC0-1.0", "frei", "GPL 3", "LicenseRef-x", "?!"]),
        repository=LINKS,
        documents=st.sampled_from([(), DOCUMENTS, DOCUMENTS[:1]]),
        fact_sheet_missing=st.sampled_from([None, (), ("scope",)]),
        amounts=st.sampled_from([(), AMOUNTS, AMOUNTS[1:]]),
        products=st.sampled_from([None, (), (Product(name="A", proprietary=True),)]),
        function_mailbox=st.sampled_from([None, True, False]),
        last_answer_on=st.sampled_from([None, TODAY, date(2001, 1, 1)]),
        answer_days=st.sampled_from([None, 2, 50]),
        answers=st.integers(0, 5),
        last_change_on=st.sampled_from([None, TODAY, date(2001, 1, 1), date(2030, 1, 1)]),
        status=st.sampled_from(["", "stable", "obsolete"]),
        finished=st.sampled_from([None, True]),
        in_operation=st.sampled_from([None, True, False]),
        reuses=st.sampled_from([None, 0, 3]),
        data_protection=LINKS,
        superseded=st.sampled_from([None, True, False]),
        small_towns=st.sampled_from([None, True, False]),
    )
)
def test_whatever_the_facts_each_finding_has_words_whose_places_are_filled(subject: Subject) -> None:
    result = check(subject, today=TODAY)

    assert [f.criterion for f in result.findings] == list(CRITERIA)
    for finding in result.findings:
        assert finding.verdict in words.VERDICTS
        assert "%(" not in words.REASONS[finding.reason_code] % finding.params
        assert finding.remedy_code in words.REMEDIES
        assert not (finding.verdict in {"met", "not_applicable"} and finding.remedy_code)
    assert Check.from_json(result.as_json()) == result


def test_every_code_of_the_words_is_used_somewhere() -> None:
    folder = Path(readiness.__path__[0])
    source = "".join((folder / name).read_text(encoding="utf-8") for name in ("criteria.py", "checking.py"))
    built = {
        "documentation_no_operation",
        "documentation_no_introduction",
        "costs_no_operation",
        "costs_no_introduction",
    }
    built |= {"statements_no_data_protection", "statements_no_accessibility"}
    built |= {"add_operation", "add_introduction", "add_data_protection", "add_accessibility", ""}

    assert {code for code in {*words.REASONS, *words.REMEDIES} - built if f'"{code}"' not in source} == set()
    assert set(words.LEVELS) == set(words.LEVEL_MEANINGS) == set(LEVELS)
    assert tuple(words.CRITERIA) == CRITERIA


@pytest.mark.parametrize("level", LEVELS)
def test_a_badge_is_a_named_picture_that_needs_nothing_from_elsewhere(level: str) -> None:
    picture = ET.fromstring(badge_svg(level, label='Nachnutzung & "Co" <b>', words="erprobt\x00", language="de"))  # noqa: S314 - our own picture

    assert (picture.get("role"), picture.get("aria-label"), picture.get("lang")) == (
        "img",
        'Nachnutzung & "Co" <b>: erprobt',
        "de",
    )
    assert picture.findtext("{http://www.w3.org/2000/svg}title") == 'Nachnutzung & "Co" <b>: erprobt'
    assert re.findall(r"https?://[^\"]+", badge_svg(level, label="a", words="b", language="de")) == [
        "http://www.w3.org/2000/svg"
    ]


def test_a_badge_as_data_is_what_shields_reads_and_ours() -> None:
    assert badge_json("proven", label="reuse", words="proven", checked_on=TODAY, url="https://a.example/o") == {
        "schemaVersion": 1,
        "label": "reuse",
        "message": "proven",
        "color": "0B6B3A",
        "level": "proven",
        "checked_on": "2026-11-23",
        "url": "https://a.example/o",
    }
