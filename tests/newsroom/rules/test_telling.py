"""What an office tells citizens: words, sources, two different sides; advice for Leichte Sprache: without a database."""

from dataclasses import replace

import pytest

from strahlkraft.newsroom.rules import telling as rules
from strahlkraft.newsroom.rules.telling import Compared

pytestmark = pytest.mark.house
SOUND = Compared(
    topic="Wartezeit auf einen Termin",
    before_text="6 Wochen",
    after_text="2 Tage",
    source="Zählung der Beispielstadt",
    before_on="2019",
    after_on="2024-05",
    source_url="https://beispiel.example/zaehlung",
    position=1,
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (SOUND, []),
        (replace(SOUND, before_on="", source_url=""), []),
        (replace(SOUND, topic=""), [("topic_missing", "topic")]),
        (replace(SOUND, before_text=""), [("before_text_missing", "before_text")]),
        (replace(SOUND, after_text=""), [("after_text_missing", "after_text")]),
        (replace(SOUND, source=""), [("source_missing", "source")]),
        (replace(SOUND, topic="x" * 121), [("too_long", "topic")]),
        (replace(SOUND, after_text="x" * 301), [("too_long", "after_text")]),
        (replace(SOUND, source_url="javascript:alert(1)"), [("no_address", "source_url")]),
        (replace(SOUND, after_text="6 wochen"), [("sides_same", "after_text")]),
        (replace(SOUND, before="abc", after="abc"), [("pictures_same", "after")]),
        (replace(SOUND, before_on="2024-06"), [("dates_turned", "after_on")]),
        (replace(SOUND, before_on="2024"), []),
        (replace(SOUND, topic_en="Waiting"), [("english_half", "before_text_en"), ("english_half", "after_text_en")]),
        (replace(SOUND, position=-1), [("place", "position")]),
    ],
)
def test_a_comparison_has_two_sides_and_a_source(given: Compared, expected: list[tuple[str, str]]) -> None:
    assert [(one.code, one.field) for one in rules.comparison_problems(given)] == expected


def test_a_summary_says_something_and_stays_short() -> None:
    assert [one.code for one in rules.summary_problems("")] == ["text_missing"]
    assert [one.code for one in rules.summary_problems("x" * 3_001)] == ["too_long"]
    assert rules.summary_problems("Das Projekt hilft.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das Amt hilft jetzt online.\nSie brauchen keinen Termin mehr.", []),
        ("Das Amt hilft. Sie warten kürzer.", [("sentences_in_line", 1)]),
        ("Gut.\n" + "ein " * 13 + "Satz.", [("plain_sentence_long", 2)]),
        ("Das ist eine Onlineterminvergabe.", [("plain_words_long", None)]),
        ("Das ist eine Online-Termin-Vergabe.", []),
    ],
)
def test_advice_is_given_for_what_is_hard_to_read(text: str, expected: list[tuple[str, int | None]]) -> None:
    assert [(one.code, one.line) for one in rules.plain_remarks(text)] == expected


def test_nothing_is_released_or_taken_back_twice() -> None:
    assert [one.code for one in rules.may_show(waiting=False, withdrawn=False)] == ["nothing_new"]
    assert [one.code for one in rules.may_show(waiting=True, withdrawn=True)] == ["withdrawn"]
    assert rules.may_show(waiting=True, withdrawn=False) == rules.may_withdraw(withdrawn=False) == []
    assert [one.code for one in rules.may_withdraw(withdrawn=True)] == ["withdrawn"]
