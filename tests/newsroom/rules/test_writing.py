"""What is said about a text while it is written: some of it blocks, the rest is advice."""

import pytest
from hypothesis import given, strategies

from strahlkraft.newsroom.rules.writing import (
    LONGEST_LEAD,
    LONGEST_SENTENCE,
    LONGEST_STRETCH,
    PictureSaid,
    problems,
    remarks,
    sentences,
    words_of,
)

pytestmark = pytest.mark.house
GOOD = "## Was entstand\n\nEin Beispiel.\n\n### Wie\n\nMit [dem Portal](https://beispiel.example/).\n"


def _codes(body: str, *, title: str = "Beispiel", lead: str = "Ein Beispiel.") -> list[tuple[str, int | None]]:
    return [(one.code, one.line) for one in remarks(title, lead, body)]


def test_a_good_text_gets_no_remark() -> None:
    picture = PictureSaid("Bild", alternative_text="Ein Beispiel", credit="Beispiel")
    assert remarks("Beispiel", "Ein Beispiel.", GOOD, [picture]) == []


def test_what_is_missing_blocks_and_a_missing_lead_is_advice() -> None:
    found = remarks(" ", "", "\n")
    assert [(one.code, one.field, one.blocks) for one in found] == [
        ("title_missing", "title", True),
        ("body_missing", "body", True),
        ("lead_missing", "lead", False),
    ]
    assert [one.code for one in problems(found)] == ["title_missing", "body_missing"]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("## A\n\nX\n\n#### B\n", 5),
        ("### A\n\nX\n\n## B\n", 1),
        ("# A\n\n## B\n\n# C\n\n### D\n", 7),
    ],
)
def test_a_heading_that_jumps_over_a_level_blocks(body: str, line: int) -> None:
    found = [one for one in remarks("T", "L", body) if one.code == "heading_jump"]
    assert [(one.line, one.blocks) for one in found] == [(line, True)]


def test_headings_may_begin_at_any_level_and_go_up_several() -> None:
    assert _codes("### A\n\n#### B\n\n##### C\n\n### D\n") == []


def test_an_empty_heading_blocks() -> None:
    assert ("heading_empty", 1) in _codes("##\n\nText.")


@pytest.mark.parametrize("text", ["hier", "Hier", "hier klicken", "Mehr erfahren …", "weiter »", "here", "Click here:"])
def test_a_link_text_that_does_not_name_its_target_is_remarked(text: str) -> None:
    text_only = text.replace(" …", "")
    assert _codes(f"Lesen Sie [{text_only}](https://beispiel.example/).") == [("link_text", 1)]


def test_a_link_whose_text_names_its_target_is_not_remarked() -> None:
    assert _codes("Lesen Sie hier [den Bericht von hier](https://beispiel.example/).") == []


def test_links_without_text_or_target_block_and_bare_addresses_are_advice() -> None:
    body = "[](https://beispiel.example/)\n\n[Bericht]()\n\n<https://beispiel.example/bericht>\n"
    assert _codes(body) == [("link_empty", 1), ("link_nowhere", 3), ("link_bare", 5)]


def test_a_picture_inside_the_text_blocks_because_it_would_not_be_shown() -> None:
    assert _codes("![Beispiel](bild.jpg)") == [("picture_in_text", 1)]


def test_html_is_advised_against_but_not_in_code() -> None:
    assert _codes("Ein <b>Beispiel</b>.") == [("html", 1)]
    assert _codes("    <b>\n") == []


@pytest.mark.parametrize(("words", "said"), [(LONGEST_SENTENCE, []), (LONGEST_SENTENCE + 1, [("sentence_long", 3)])])
def test_a_sentence_is_long_from_one_word_too_many(words: int, said: list[tuple[str, int]]) -> None:
    assert _codes("Kurz.\n\n" + " ".join(["Wort"] * words) + ".") == said


def test_a_long_sentence_of_the_lead_is_said_of_the_lead() -> None:
    [one] = remarks("T", " ".join(["Wort"] * 30) + ".", "Text.")
    assert (one.code, one.field, one.params["n"]) == ("sentence_long", "lead", 30)


def test_a_lead_is_long_from_one_character_too_many() -> None:
    assert _codes("Text.", lead="Wort. " * 60) == [("lead_long", None)]
    assert _codes("Text.", lead=("Wort. " * 60)[:LONGEST_LEAD]) == []


def test_a_long_stretch_without_heading_is_remarked_once() -> None:
    paragraph = "Ein kurzer Satz. " * (LONGEST_STRETCH // 6)
    assert _codes(f"{paragraph}\n\n{paragraph}\n\n{paragraph}") == [("stretch_long", 1)]
    assert _codes(f"{paragraph}\n\n## Weiter\n\n{paragraph}") == []


def test_a_picture_says_something_or_is_decorative_and_names_its_maker() -> None:
    pictures = [PictureSaid("A"), PictureSaid("B", decorative=True, credit="Beispiel")]
    found = remarks("T", "L.", "Text.", pictures)
    assert [(one.code, one.blocks, one.params) for one in found] == [
        ("alt_missing", True, {"picture": "A"}),
        ("credit_missing", True, {"picture": "A"}),
    ]


def test_a_picture_described_in_another_language_is_advice() -> None:
    pictures = [
        PictureSaid("A", alternative_text="Ein Beispiel", credit="Beispiel", foreign=True),
        PictureSaid("B", decorative=True, credit="Beispiel", foreign=True),
    ]
    found = remarks("T", "L.", "Text.", pictures)
    assert [(one.code, one.blocks, one.params) for one in found] == [("alt_foreign", False, {"picture": "A"})]


def test_a_headline_holds_no_figure() -> None:
    assert ("title_quotes", None) in _codes("Text.", title="Für [[project:a:funding]]")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Eins. Zwei! Drei? Vier", ["Eins.", "Zwei!", "Drei?", "Vier"]),
        ("Am 3. März kamen ca. 20 Gäste, z. B. aus Beispielstadt.", None),
        ("Das war 2023. Danach nicht.", ["Das war 2023.", "Danach nicht."]),
        ("Es kostet 3.5 Mio. Euro laut Dr. Beispiel.", None),
        ("", []),
    ],
)
def test_sentences_end_where_people_end_them(text: str, found: list[str] | None) -> None:
    assert sentences(text) == ([text] if found is None else found)


def test_a_figure_by_reference_is_one_word() -> None:
    assert words_of("Es sind [[project:dmr-07:total_cost]] Euro") == 4


@given(strategies.text(max_size=300))
def test_no_text_makes_the_checks_fail(text: str) -> None:
    found = remarks(text, text, text)
    assert sorted(found, key=lambda one: not one.blocks) == found
