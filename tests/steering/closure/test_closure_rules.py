"""When a project may be closed, what a deadline needs, how strong the office is: no database, milliseconds."""

from datetime import date
from decimal import Decimal

import pytest

from strahlkraft.steering.rules import closure, deadlines, handover, staffing
from strahlkraft.steering.rules.closure import ClosureFacts, ItemFacts, Truths
from strahlkraft.steering.rules.deadlines import ManualDeadline, Rule
from strahlkraft.steering.rules.staffing import PositionInput, Post, Strength

pytestmark = pytest.mark.house
TODAY = date(2026, 6, 30)


def codes(refusals: list) -> list[tuple[str, str]]:  # type: ignore[type-arg]  # refusals of any rule
    return [(refusal.code, refusal.field or refusal.params.get("key", "")) for refusal in refusals]


def facts(**values: object) -> ClosureFacts:
    settled = tuple(ItemFacts(line.key, "done") for line in closure.TEMPLATE)
    return ClosureFacts(**({"state": "open", "items": settled, "last_edited_by": "user:1"} | values))  # type: ignore[arg-type]  # a test's own values


def test_the_checklist_is_the_one_of_the_funding_rules() -> None:
    assert [line.key for line in closure.TEMPLATE] == [
        "last-expenditure",
        "drawdowns-used",
        "forecast-matches-proof",
        "contracts-complete",
        "receipts-filed",
        "inventory-entered",
        "report-accepted",
        "audit-booked",
        "publicity-shown",
        "licence-and-repository",
        "offer-published",
        "lessons-written",
        "accounts-cleared",
        "body-named",
        "deadlines-handed-over",
    ]


def test_a_recipient_is_asked_only_what_concerns_its_grant() -> None:
    whole, part = (closure.template_for(name) for name in ("", "Beispielstadt"))
    assert (len(whole), [place for place, _line in part]) == (15, [0, 1, 2, 3, 4, 5, 6, 7, 8, 12])


def test_every_open_line_is_a_reason_not_to_close() -> None:
    items = (ItemFacts("report-accepted", "open"), ItemFacts("audit-booked", "done"), ItemFacts("body-named", "open"))
    found = closure.may_close(facts(items=items), by="user:2")
    assert codes(found) == [("item_open", "report-accepted"), ("item_open", "body-named")]


@pytest.mark.parametrize(
    ("values", "by", "reasons"),
    [
        ({}, "user:2", []),
        ({}, "user:1", ["four_eyes"]),
        ({"state": "closed"}, "user:2", ["closed"]),
        ({"open_recipients": ("A", "B")}, "user:2", ["recipient_open", "recipient_open"]),
    ],
)
def test_closing_needs_another_person_and_nothing_left(values: dict[str, object], by: str, reasons: list[str]) -> None:
    assert [refusal.code for refusal in closure.may_close(facts(**values), by=by)] == reasons


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        (Truths(TODAY, "yes", "unknown"), []),
        (Truths(TODAY, "", "vielleicht"), ["in_operation", "reusable"]),
        (Truths(date(2026, 7, 1), "no", "no"), ["closed_on"]),
        (Truths(date(1, 1, 1), "no", "no"), ["closed_on"]),
    ],
)
def test_the_truths_are_asked_one_by_one(given: Truths, fields: list[str]) -> None:
    assert [refusal.field for refusal in closure.may_state_truths(given, today=TODAY)] == fields


@pytest.mark.parametrize(
    ("evidence", "file", "reasons"),
    [("gebucht", False, []), ("", True, []), (" ", False, ["evidence_missing"]), ("x" * 501, True, ["too_long"])],
)
def test_a_line_is_done_only_with_evidence(evidence: str, file: bool, reasons: list[str]) -> None:  # noqa: FBT001 - a case of the table
    assert [refusal.code for refusal in closure.may_finish(evidence=evidence, has_file=file)] == reasons


def test_the_blocking_item_is_the_first_open_one_of_the_checklist() -> None:
    items = [ItemFacts("body-named", "open"), ItemFacts("audit-booked", "open"), ItemFacts("last-expenditure", "done")]
    assert (closure.blocking(items), closure.blocking(items[2:])) == ("audit-booked", "")


@pytest.mark.parametrize(
    ("latest", "target"),
    [
        (date(2026, 7, 1), date(2026, 6, 30)),
        (date(2026, 6, 29), date(2026, 6, 26)),  # a Monday: the Friday before
        (date(2026, 6, 5), date(2026, 6, 3)),  # the day after Corpus Christi, a holiday in this Land only
        (date(2027, 1, 4), date(2026, 12, 31)),
    ],
)
def test_our_own_target_is_the_last_working_day_before(latest: date, target: date) -> None:
    assert deadlines.target_before(latest) == target


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        (ManualDeadline("Bericht", TODAY, "Bescheid"), []),
        (ManualDeadline(" ", TODAY, ""), ["title_missing", "reason_missing"]),
        (ManualDeadline("Bericht", date(9999, 12, 31), "x"), ["year"]),
        (ManualDeadline("Bericht", TODAY, "x", date(2026, 7, 1)), ["target_later"]),
        (ManualDeadline("B" * 201, TODAY, "x"), ["too_long"]),
    ],
)
def test_a_typed_deadline_says_what_and_why(given: ManualDeadline, reasons: list[str]) -> None:
    assert [refusal.code for refusal in deadlines.may_add(given)] == reasons


def test_a_post_warns_180_and_90_days_before_it_ends() -> None:
    assert deadlines.of_position(date(2026, 12, 31)) == {
        Rule.POSITION_END: date(2026, 12, 31),
        Rule.POSITION_180: date(2026, 7, 4),
        Rule.POSITION_90: date(2026, 10, 2),
    }
    assert set(deadlines.of_position(None).values()) == {None}


def test_the_offices_strength_falls_when_posts_end() -> None:
    posts = [
        Post(Decimal("1.00"), Decimal("80.00"), date(2024, 1, 1), date(2026, 12, 31)),
        Post(Decimal("0.50"), None, date(2026, 9, 1), date(2027, 6, 30)),
    ]
    assert staffing.changes(posts, today=TODAY) == [
        Strength(TODAY, 1, Decimal("1.00"), Decimal("0.80")),
        Strength(date(2026, 9, 1), 2, Decimal("1.50"), Decimal("0.80")),
        Strength(date(2027, 1, 1), 1, Decimal("0.50"), Decimal(0)),
        Strength(date(2027, 7, 1), 0, Decimal(0), Decimal(0)),
    ]


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        (PositionInput("Leitung", Decimal("0.5"), date(2024, 1, 1), date(2024, 1, 1)), []),
        (PositionInput(" ", Decimal(0), date(2024, 1, 1)), ["label", "share"]),
        (PositionInput("L", Decimal("1.01"), date(1, 1, 1), date(9999, 1, 1)), ["share", "starts_on", "ends_on"]),
        (PositionInput("L", Decimal(1), date(2024, 1, 2), date(2024, 1, 1), Decimal(101)), ["funded_rate", "ends_on"]),
    ],
)
def test_a_post_has_a_name_a_share_and_a_period(given: PositionInput, fields: list[str]) -> None:
    assert [refusal.field for refusal in staffing.may_save(given)] == fields


@pytest.mark.parametrize(
    ("named_by", "confirmed", "reasons"),
    [("user:1", False, []), ("user:2", False, ["four_eyes"]), ("user:1", True, ["confirmed"])],
)
def test_a_body_is_confirmed_once_by_another_person(named_by: str, confirmed: bool, reasons: list[str]) -> None:  # noqa: FBT001 - a case of the table
    found = handover.may_confirm(named_by=named_by, confirmed=confirmed, by="user:2")
    assert [refusal.code for refusal in found] == reasons
