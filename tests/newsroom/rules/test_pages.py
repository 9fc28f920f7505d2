"""What pages need, where they may stand, what differs between versions: without a database."""

from datetime import date

import pytest

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.newsroom.rules import pages as rules
from strahlkraft.newsroom.rules.pages import Difference, Words
from strahlkraft.newsroom.rules.vocabulary import Menu, PageKind

pytestmark = pytest.mark.house
GERMAN = {"de": Words("Beispielseite", "Ein Beispieltext.")}


def codes(found: list[Refusal]) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in found]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (GERMAN, []),
        ({}, [("title_missing", "title_de")]),
        ({"de": Words(" ", "Text")}, [("title_missing", "title_de")]),
        ({**GERMAN, "en": Words("", "Text")}, [("title_missing", "title_en")]),
        ({**GERMAN, "en": Words()}, []),
        ({**GERMAN, "fr": Words("Exemple")}, [("no_language", "")]),
        ({"de": Words("x" * 161, "y" * 60_001)}, [("too_long", "title_de"), ("too_long", "body_de")]),
    ],
)
def test_a_draft_needs_a_german_title_and_fits(texts: dict[str, Words], expected: list[tuple[str, str]]) -> None:
    assert codes(rules.text_problems(texts)) == expected


def test_a_page_without_text_is_not_handed_on() -> None:
    assert codes(rules.submission_problems({"de": Words("Beispielseite")}, None)) == [("body_missing", "body_de")]


def test_a_page_needs_no_lead() -> None:
    assert rules.submission_problems(GERMAN, None) == []


def test_a_revision_that_changes_nothing_is_not_handed_on() -> None:
    assert codes(rules.submission_problems(GERMAN, rules.frozen(GERMAN))) == [("nothing_changed", "")]


@pytest.mark.parametrize(
    ("kind", "existing", "expected"),
    [
        ("free", ["free"], []),
        ("privacy", ["free"], []),
        ("privacy", ["privacy"], [("kind_taken", "kind")]),
        ("about", ["about"], [("kind_taken", "kind")]),
        ("poster", [], [("no_kind", "kind")]),
    ],
)
def test_kinds_of_law_exist_once(kind: str, existing: list[str], expected: list[tuple[str, str]]) -> None:
    assert codes(rules.kind_problems(kind, existing)) == expected


@pytest.mark.parametrize("kind", list(PageKind))
def test_only_what_a_law_asks_for_stays(kind: PageKind) -> None:
    law = kind in {"accessibility", "privacy", "legal_notice"}
    assert [one.code for one in rules.may_withdraw(kind)] == (["law_asks_for_it"] if law else [])


@pytest.mark.parametrize(
    ("kind", "readable", "expected"),
    [("accessibility", True, []), ("accessibility", False, ["not_public"]), ("faq", True, ["no_review"])],
)
def test_reviewed_is_what_a_law_asks_for(kind: str, readable: bool, expected: list[str]) -> None:  # noqa: FBT001 - a column of the table above
    assert [one.code for one in rules.may_review(kind, readable=readable)] == expected


@pytest.mark.parametrize(
    ("day", "until"),
    [(date(2026, 3, 2), date(2027, 3, 2)), (date(2028, 2, 29), date(2029, 2, 28))],
)
def test_a_review_holds_for_a_year(day: date, until: date) -> None:
    assert rules.reviewed_until(day) == until


def test_a_review_is_overdue_from_the_day_after() -> None:
    day = date(2027, 3, 2)
    assert [rules.overdue(day, date(2027, 3, 2)), rules.overdue(day, date(2027, 3, 3))] == [False, True]
    assert not rules.overdue(None, date(2027, 3, 3))


@pytest.mark.parametrize(
    ("kind", "slug", "taken", "former", "expected"),
    [
        ("free", "neu", False, False, []),
        ("privacy", "neu", False, False, ["fixed_address"]),
        ("free", "", False, False, ["no_slug"]),
        ("free", "Neü", False, False, ["no_slug"]),
        ("free", "alt", False, False, ["same_slug"]),
        ("free", "neu", True, False, ["slug_taken"]),
        ("free", "neu", False, True, ["slug_former"]),
    ],
)
def test_an_address_is_free_readable_and_never_led_elsewhere(
    kind: str,
    slug: str,
    taken: bool,  # noqa: FBT001 - a column of the table above
    former: bool,  # noqa: FBT001 - the same
    expected: list[str],
) -> None:
    found = rules.rename_problems(kind, slug, current="alt", taken=taken, former=former)
    assert [one.code for one in found] == expected


@pytest.mark.parametrize(
    ("menu", "kinds", "expected"),
    [
        (Menu.MAIN, ["free", "about"], []),
        (Menu.NONE, ["free"], ["no_menu"]),
        (Menu.FOOTER, ["privacy"], ["law_in_menu"]),
        (Menu.FOOTER, ["free"] * 13, ["many_in_menu"]),
    ],
)
def test_a_menu_is_short_and_repeats_nothing(menu: str, kinds: list[str], expected: list[str]) -> None:
    assert [one.code for one in rules.menu_problems(menu, kinds)] == expected


def test_the_address_of_what_a_law_asks_for_does_not_hang_on_its_title() -> None:
    assert [rules.slug_of("privacy", "Irgendwas"), rules.slug_of("free", "Über uns")] == ["datenschutz", "ueber-uns"]


def test_versions_differ_in_parts_and_in_languages_only_one_has() -> None:
    before = rules.frozen({**GERMAN, "en": Words("Example", "A text.")})
    after = rules.frozen({"de": Words("Beispielseite", "Ein anderer Text.")})
    assert rules.compared(before, after) == [
        Difference("body", "de", "Ein Beispieltext.", "Ein anderer Text."),
        Difference("title", "en", "Example", ""),
        Difference("body", "en", "A text.", ""),
    ]


def test_what_is_frozen_is_read_again_as_it_was() -> None:
    assert rules.thawed(rules.frozen(GERMAN)) == GERMAN


@pytest.mark.parametrize(
    ("key", "deed", "expected"),
    [
        (2, "up", [2, 1, 3]),
        (2, "down", [1, 3, 2]),
        (1, "up", [1, 2, 3]),
        (3, "down", [1, 2, 3]),
        (2, "out", [1, 3]),
        (4, "in", [1, 2, 3, 4]),
        (2, "in", [1, 2, 3]),
        (4, "up", [1, 2, 3]),
        (4, "out", [1, 2, 3]),
        (2, "sideways", [1, 2, 3]),
    ],
)
def test_a_press_moves_one_page_and_what_cannot_be_leaves_the_order(key: int, deed: str, expected: list[int]) -> None:
    assert rules.arranged([1, 2, 3], key, deed) == expected
