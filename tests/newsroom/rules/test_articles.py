"""What an article must have, which minutes exist, and what two versions differ in."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from strahlkraft.newsroom.rules import articles as rules
from strahlkraft.newsroom.rules.articles import Content, Corrected, Given, Words

pytestmark = pytest.mark.house
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TEXT = Words("Beispiel", "Ein Beispiel.", "Ein Beispieltext.")


def _codes(given: Given) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in rules.given_problems(given)]


def test_a_german_headline_is_enough_to_begin() -> None:
    assert rules.given_problems(Given({"de": Words("Beispiel")})) == []


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (Given({}), [("title_missing", "title_de")]),
        (Given({"en": TEXT}), [("title_missing", "title_de")]),
        (Given({"de": TEXT, "en": Words(body="Text")}), [("title_missing", "title_en")]),
        (Given({"de": TEXT, "en": Words()}), []),
        (Given({"de": TEXT, "fr": TEXT}), [("no_language", "")]),
        (Given({"de": Words("x" * 161)}), [("too_long", "title_de")]),
        (Given({"de": Words("x", "x" * 60_001)}), [("too_long", "lead_de")]),
        (Given({"de": TEXT}, kind="gossip"), [("no_kind", "kind")]),
        (Given({"de": TEXT}, links=tuple(("project", str(n)) for n in range(31))), [("many_links", "links")]),
        (Given({"de": TEXT}, gallery=tuple(str(n) for n in range(41))), [("many_pictures", "gallery")]),
        (Given({"de": TEXT}, note="x" * 501), [("too_long", "note")]),
    ],
)
def test_what_cannot_even_be_kept_as_a_draft(given: Given, codes: list[tuple[str, str]]) -> None:
    assert _codes(given) == codes


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (Corrected("Zahl berichtigt", "", english=False, differs=True), []),
        (Corrected("Zahl berichtigt", "Figure put right", english=True, differs=True), []),
        (Corrected("Zahl berichtigt", " ", english=True, differs=True), ["note_en_missing"]),
        (Corrected(" ", "", english=False, differs=True), ["note_missing"]),
        (Corrected("Zahl berichtigt", "", english=False, differs=False), ["nothing_corrected"]),
    ],
)
def test_a_correction_changes_something_and_says_what_in_the_languages_of_the_article(
    facts: Corrected, codes: list[str]
) -> None:
    assert [one.code for one in rules.correction_problems(facts)] == codes


@pytest.mark.parametrize(
    ("publish_at", "codes"),
    [
        (NOW, ["past"]),
        (NOW - timedelta(minutes=1), ["past"]),
        (NOW + timedelta(minutes=1), []),
        (NOW + timedelta(days=366), []),
        (NOW + timedelta(days=366, minutes=1), ["far"]),
    ],
)
def test_a_minute_to_appear_lies_ahead_and_within_a_year(publish_at: datetime, codes: list[str]) -> None:
    assert [one.code for one in rules.may_schedule(publish_at, NOW)] == codes


@pytest.mark.parametrize(
    ("wall", "moment"),
    [
        (datetime(2026, 1, 15, 9, 0), datetime(2026, 1, 15, 8, 0, tzinfo=UTC)),  # noqa: DTZ001 - as the clock on the wall shows it
        (datetime(2026, 7, 15, 9, 0, 42), datetime(2026, 7, 15, 7, 0, tzinfo=UTC)),  # noqa: DTZ001 - the same
        (datetime(2026, 3, 29, 1, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),  # noqa: DTZ001 - the same
        (datetime(2026, 3, 29, 3, 0), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),  # noqa: DTZ001 - the same
        (datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # noqa: DTZ001 - the first of the two
        (datetime(2026, 10, 25, 3, 0), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),  # noqa: DTZ001 - the same
    ],
)
def test_a_minute_on_the_wall_is_one_moment(wall: datetime, moment: datetime) -> None:
    assert rules.minute(wall, BERLIN) == (moment, [])


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_a_minute_that_the_clocks_skip_is_refused(minute: int) -> None:
    moment, refusals = rules.minute(datetime(2026, 3, 29, 2, minute), BERLIN)  # noqa: DTZ001 - as the clock on the wall would show it
    assert (moment, [one.code for one in refusals]) == (None, ["no_such_minute"])


def test_an_article_never_gets_the_address_of_a_list() -> None:
    titles = ["Archiv", "Presse", "Straße nach Höxter", "!?"]
    assert [rules.slug_of(title) for title in titles] == [
        "archiv-artikel",
        "presse-artikel",
        "strasse-nach-hoexter",
        "eintrag",
    ]


def test_words_are_kept_without_blanks_and_with_one_kind_of_line_end() -> None:
    typed = Words("  Ein \n Beispiel ", " Lead\r\n ", "\nEins\r\n\r\nZwei\rDrei \n")
    assert rules.stored(typed) == Words("Ein Beispiel", "Lead", "Eins\n\nZwei\nDrei")


CONTENT = Content(
    texts={"de": TEXT, "en": Words("Example", "", "A text.")},
    kind="result",
    region="owl",
    topic="verkehr",
    contact="presse@beispiel.example",
    links=(("project", "a", "Projekt A"),),
    picture={"code": "AAAAAA", "caption": "Beispiel"},
    pictures=({"code": "BBBBBB", "caption": "Beispiel"},),
    figures={"project:a:funding": "1.00"},
)


def test_a_content_comes_back_from_what_a_version_keeps() -> None:
    assert Content.read(CONTENT.as_json()) == CONTENT
    assert "figures" not in CONTENT.as_json(figures=False)


def test_a_version_that_names_little_reads_as_little() -> None:
    assert Content.read({"texts": {"de": {"title": "Beispiel"}}}) == Content(texts={"de": Words("Beispiel")})


def test_english_readers_of_a_german_article_get_german() -> None:
    german = Content(texts={"de": TEXT})
    assert [(content.language("en"), content.words("en").title) for content in (CONTENT, german)] == [
        ("en", "Example"),
        ("de", "Beispiel"),
    ]


def test_two_versions_differ_in_what_differs() -> None:
    after = Content(
        texts={"de": Words("Neu", TEXT.lead, TEXT.body)},
        kind="result",
        region="owl",
        topic="",
        contact="presse@beispiel.example",
        links=(("project", "a", "Projekt A"), ("event", "b", "Termin B")),
        picture={"code": "AAAAAA", "caption": "Beispiel"},
        pictures=({"code": "CCCCCC", "caption": "Beispiel"},),
        figures={"project:a:funding": "2.00"},
    )
    found = {(one.part, one.language): (one.before, one.after) for one in rules.compared(CONTENT, after)}
    assert found == {
        ("title", "de"): ("Beispiel", "Neu"),
        ("title", "en"): ("Example", ""),
        ("body", "en"): ("A text.", ""),
        ("topic", ""): ("verkehr", ""),
        ("links", ""): ("Projekt A", "Projekt A\nTermin B"),
        ("pictures", ""): ("BBBBBB · Beispiel", "CCCCCC · Beispiel"),
    }
