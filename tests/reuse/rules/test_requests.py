"""Requests: what can be asked, which deed fits which state, how the clock runs."""

from datetime import UTC, date, datetime, timedelta

import pytest

from strahlkraft.reuse.rules import requests as rules
from strahlkraft.reuse.rules.vocabulary import RefusalReason, RequestState

pytestmark = pytest.mark.house

NEED = "Wir suchen ein Beispiel für unsere Bürgerdienste."
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def form(**more: object) -> rules.RequestForm:
    facts: dict[str, object] = {"need": NEED, "mailbox": "digitales@beispielstadt.example", "municipality": "05774000"}
    return rules.RequestForm(**facts | more)  # type: ignore[arg-type] # any field of the form


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({}, []),
        ({"municipality": "", "organisation": "Zweckverband"}, []),
        ({"municipality": ""}, ["municipality_missing"]),
        ({"need": "kurz"}, ["need_short"]),
        ({"need": "x" * 4_001}, ["need_long"]),
        ({"mailbox": ""}, ["mailbox_missing"]),
        ({"mailbox": "ruf an"}, ["mailbox_wrong"]),
        ({"trap": "gefüllt"}, ["machine"]),
        ({"seconds": 1.0}, ["machine"]),
        ({"seconds": 3.0}, []),
    ],
    ids=str,
)
def test_request_names_what_is_missing(more: dict[str, object], codes: list[str]) -> None:
    assert [r.code for r in rules.may_ask(form(**more), municipality_known=True, waiting_from_mailbox=0)] == codes


def test_unknown_municipality_and_too_many_waiting_are_refused() -> None:
    found = rules.may_ask(form(), municipality_known=False, waiting_from_mailbox=rules.OPEN_PER_MAILBOX)
    assert [r.code for r in found] == ["municipality_unknown", "too_many_waiting"]


def test_table_of_states_and_deeds() -> None:
    deeds = ("confirm", "forward", "answer", "refuse", "open_case", "withdraw")
    possible = {str(state): [deed for deed in deeds if not rules.may_move(state, deed)] for state in RequestState}
    assert possible == {
        "draft": ["confirm"],
        "confirmed": ["forward", "answer", "refuse", "withdraw"],
        "forwarded": ["forward", "answer", "refuse", "withdraw"],
        "answered": ["answer", "refuse", "open_case", "withdraw"],
        "refused": [],
        "case": [],
        "withdrawn": [],
    }


@pytest.mark.parametrize(
    ("state", "late", "codes"),
    [("draft", 0, []), ("draft", 1, ["too_late"]), ("forwarded", 0, ["already_confirmed"])],
)
def test_confirming_holds_to_its_last_moment(state: str, late: int, codes: list[str]) -> None:
    found = rules.may_confirm(state, confirm_by=AT, at=AT + timedelta(seconds=late))
    assert [r.code for r in found] == codes


@pytest.mark.parametrize(
    ("text", "codes"), [("Gern.", []), (" ", ["text_missing"]), ("x" * 6_001, ["text_long"]), ("x" * 6_000, [])]
)
def test_answer_needs_words_but_not_too_many(text: str, codes: list[str]) -> None:
    assert [r.code for r in rules.may_answer("forwarded", text)] == codes


@pytest.mark.parametrize("reason", list(RefusalReason))
def test_every_reason_of_the_closed_list_refuses(reason: str) -> None:
    assert rules.may_refuse("forwarded", reason, text="", better="anderes") == []


@pytest.mark.parametrize(
    ("reason", "better", "codes"),
    [("keine Lust", "", ["reason_missing"]), ("better_offer", "", ["better_missing"]), ("", "", ["reason_missing"])],
)
def test_refusal_without_a_reason_of_the_list_is_none(reason: str, better: str, codes: list[str]) -> None:
    assert [r.code for r in rules.may_refuse("answered", reason, text="", better=better)] == codes


@pytest.mark.parametrize(
    ("start", "today", "waited"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), 0),
        (date(2026, 3, 2), date(2026, 3, 3), 1),
        (date(2026, 3, 6), date(2026, 3, 9), 1),  # over a weekend
        (date(2026, 4, 2), date(2026, 4, 7), 1),  # over Easter
        (date(2026, 10, 30), date(2026, 11, 2), 1),  # All Saints' Day is a Sunday here
    ],
)
def test_clock_counts_working_days_of_nrw(start: date, today: date, waited: int) -> None:
    clock = rules.clock(confirmed_on=start, first_answer_on=None, today=today)
    assert (clock.waited, clock.running) == (waited, True)


def test_clock_stands_still_after_the_first_answer() -> None:
    clock = rules.clock(confirmed_on=date(2026, 3, 2), first_answer_on=date(2026, 3, 4), today=date(2026, 5, 1))
    assert (
        clock.waited,
        clock.running,
        rules.due_letter(clock, reminded=False, escalated=False, today=date(2026, 5, 1)),
    ) == (
        2,
        False,
        "",
    )


@pytest.mark.parametrize(
    ("today", "reminded", "escalated", "due"),
    [
        (date(2026, 3, 6), False, False, ""),
        (date(2026, 3, 9), False, False, "remind"),
        (date(2026, 3, 9), True, False, ""),
        (date(2026, 3, 16), True, False, "escalate"),
        (date(2026, 3, 16), False, False, "escalate"),
        (date(2026, 4, 16), False, True, ""),
    ],
)
def test_reminder_and_escalation_are_due_once_each(today: date, reminded: bool, escalated: bool, due: str) -> None:  # noqa: FBT001 - parameters of the table
    clock = rules.clock(confirmed_on=date(2026, 3, 2), first_answer_on=None, today=today)
    assert rules.due_letter(clock, reminded=reminded, escalated=escalated, today=today) == due


@pytest.mark.parametrize(
    ("side", "state", "free"), [("reuser", "answered", True), ("reuser", "case", False), ("source", "answered", False)]
)
def test_words_are_added_while_the_request_is_open(side: str, state: str, free: bool) -> None:  # noqa: FBT001 - a parameter of the table
    assert (not rules.may_write(side, state)) is free
