"""Rules of contacts, groups and duplicates: each refusal has its reason."""

from datetime import date
from typing import Any

import pytest

from strahlkraft.network import rules
from strahlkraft.network.rules import ContactInput, Named, Pair, PersonInput

pytestmark = pytest.mark.house
TODAY = date(2026, 7, 1)
PERSON = PersonInput("Leitung", "Ada Beispiel", "", TODAY, "Formular", date(2027, 7, 1))
CONTACT = ContactInput(TODAY, "call", "Frage", 1)


def codes(refusals: list[Any]) -> list[str]:
    return [refusal.code for refusal in refusals]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"consent_how": " "}, ["consent_missing"]),
        ({"consent_on": date(2026, 7, 2)}, ["consent_later"]),
        ({"ends_on": TODAY}, ["end_past"]),
        ({"ends_on": date(2029, 7, 1)}, []),
        ({"ends_on": date(2029, 7, 2)}, ["end_far"]),
        ({"function": "", "name": "", "mailbox": "kein"}, ["function_missing", "name_missing", "mailbox"]),
    ],
)
def test_a_person_is_named_with_consent_and_end(changes: dict[str, Any], told: list[str]) -> None:
    names = ("function", "name", "mailbox", "consent_on", "consent_how", "ends_on")
    given = PersonInput(**({name: getattr(PERSON, name) for name in names} | changes))

    assert codes(rules.person_problems(given, today=TODAY)) == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"on": date(2026, 7, 2)}, ["later"]),
        ({"organisation_id": None}, ["whom_missing"]),
        ({"organisation_id": None, "function": "Leitung"}, []),
        ({"due_on": TODAY}, ["step_missing"]),
        ({"next_step": "Anrufen", "due_on": date(2026, 6, 30)}, ["due_before"]),
        ({"text": " ", "channel": "smoke"}, ["channel", "text_missing"]),
    ],
)
def test_a_contact_says_when_with_whom_and_about_what(changes: dict[str, Any], told: list[str]) -> None:
    names = ("on", "channel", "text", "organisation_id")
    given = ContactInput(**({name: getattr(CONTACT, name) for name in names} | changes))

    assert codes(rules.contact_problems(given, today=TODAY)) == told


def test_a_day_that_is_missing_in_the_later_year_is_the_last_of_february() -> None:
    assert rules.years_later(date(2028, 2, 29), 3) == date(2031, 2, 28)


def test_names_alike_and_same_keys_are_pairs_but_never_two_towns() -> None:
    rows = [
        Named(1, "Beispielwerke GmbH"),
        Named(2, "Beispiel-Werke"),
        Named(3, "Beispielwerke e. V."),
        Named(4, "Stadt Beispiel", "05999001"),
        Named(5, "Stadt Beispiel ", "05999002"),
        Named(6, "Beispiel, Stadt", "05999001"),
        Named(7, "Etwas anderes"),
    ]

    found = rules.pairs_alike(rows)

    assert found[:2] == [Pair(4, 6, "key", 100), Pair(1, 3, "name", 100)]
    assert {(pair.one, pair.other) for pair in found} == {(4, 6), (1, 3), (1, 2), (2, 3)}


@pytest.mark.parametrize(
    ("question", "answer", "met"),
    [
        ("Parksensoren", "Parksensoren", True),
        ("parksensorn", "Parksensoren", True),
        ("Sensoren", "Parksensoren", True),
        ("Parksensoren Kosten", "Parksensoren", False),
        ("KI", "Kitaplatz", False),
        ("", "Parksensoren", False),
    ],
)
def test_words_are_met_misspelt_and_in_compounds(question: str, answer: str, *, met: bool) -> None:
    assert bool(rules.words_met(question, answer)) is met


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, []),
        ({"next_step": ""}, ["no_step"]),
        ({"done": True}, ["done"]),
        ({"corrected": True}, ["no_step"]),
    ],
)
def test_a_step_is_done_once(facts: dict[str, Any], told: list[str]) -> None:
    given = {"next_step": "Anrufen", "done": False, "corrected": False} | facts

    assert codes(rules.may_finish(**given)) == told
