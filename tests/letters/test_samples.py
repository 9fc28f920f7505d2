"""Every letter of every room has an example that says what the letter says."""

import re
from pathlib import Path

import pytest
from django.template import engines

from strahlkraft import letters as room_of_letters
from strahlkraft.letters.samples import declared, letter_names, rooms, sample

SOURCE = Path(room_of_letters.__file__).parents[1]
ALL = [(room, name) for room in rooms() for name in letter_names(room)]


def test_every_room_with_letters_is_found() -> None:
    assert {path.parts[-5] for path in SOURCE.glob("*/templates/*/letters/*.txt")} == set(rooms())


@pytest.mark.parametrize("room", list(rooms()))
def test_a_room_declares_exactly_its_letters(room: str) -> None:
    assert sorted(declared(room)["letters"]) == letter_names(room)


@pytest.mark.parametrize(("room", "name"), ALL)
def test_an_example_fills_every_gap_in_both_languages(room: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "¡%s!")  # type: ignore[attr-defined]  # Django's own
    for language in ("de", "en"):
        found = sample(room, name, language)
        assert found is not None
        assert ("¡" in found.text, "%(" in found.subject, "\n" in found.subject) == (False, False, False)
        assert "eispiel" in found.subject + found.text  # marked as invented


@pytest.mark.parametrize("room", list(rooms()))
def test_the_subjects_are_those_of_the_source(room: str) -> None:
    files = [*(SOURCE / room).glob("emails.py"), *(SOURCE / room).glob("emails/*.py")]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    given = declared(room)["letters"]
    missing = [name for name, row in given.items() if not row.get("written") and f'"{row["subject"]}"' not in source]
    assert missing == []


def test_what_is_no_letter_has_no_example() -> None:
    assert [sample("nowhere", "x", "de"), sample("accounts", "../x", "de"), sample("accounts", "nothing", "de")] == [
        None,
        None,
        None,
    ]


def test_days_and_words_are_those_of_the_language() -> None:
    said = [sample("congress", "registration_seat", language) for language in ("de", "en")]
    dates = [re.findall(r"11\. März 2027|March 11, 2027|11 March 2027", one.text) for one in said if one]
    assert [len(found) for found in dates] == [1, 1]
    assert dates[0] != dates[1]
