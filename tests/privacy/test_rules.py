"""When an answer is due, who may settle, which reasons count, and how somebody is taken out of a text."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.privacy import rules
from strahlkraft.privacy.rules import RefusalReason, Wish, WishState

pytestmark = pytest.mark.house
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAILBOX = "ada@beispiel.example"


def codes(refusals: list[object]) -> list[str]:
    return [getattr(one, "code", "") for one in refusals]


@pytest.mark.parametrize(
    ("confirmed", "due"),
    [
        (date(2026, 3, 2), date(2026, 4, 2)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_an_answer_is_due_a_month_later(confirmed: date, due: date) -> None:
    assert rules.answer_by(confirmed) == due


@pytest.mark.parametrize(
    ("asking", "found"),
    [
        (rules.Asking(MAILBOX, Wish.EXPORT), []),
        (rules.Asking(MAILBOX, Wish.CORRECTION, "Der Name ist falsch."), []),
        (rules.Asking(MAILBOX, Wish.CORRECTION, "  "), ["text_missing"]),
        (rules.Asking(MAILBOX, "other"), ["wish_missing"]),
        (rules.Asking("ada", Wish.ERASURE), ["mailbox_wrong"]),
        (rules.Asking("ada@beispiel.example\nBcc: x@y.example", Wish.ERASURE), ["mailbox_wrong"]),
        (rules.Asking(MAILBOX, Wish.EXPORT, trap="x"), ["machine"]),
        (rules.Asking(MAILBOX, Wish.EXPORT, seconds=0.5), ["machine"]),
        (rules.Asking(MAILBOX, Wish.CORRECTION, "x" * 2001), ["text_long"]),
    ],
)
def test_what_is_typed_is_judged(asking: rules.Asking, found: list[str]) -> None:
    assert codes([*rules.may_ask(asking)]) == found


def test_a_link_confirms_once_and_for_a_week() -> None:
    def may(state: str, later: timedelta) -> list[str]:
        return codes([*rules.may_confirm(state=state, confirm_by=AT, at=AT + later)])

    assert may(WishState.UNCONFIRMED, timedelta(0)) == []
    assert may(WishState.UNCONFIRMED, timedelta(seconds=1)) == ["too_late"]
    assert may(WishState.OPEN, timedelta(0)) == ["confirmed"]


@pytest.mark.parametrize(
    ("by", "by_mailbox", "account", "mailbox", "found"),
    [
        ("user:1", "chef@beispiel.example", "user:2", MAILBOX, []),
        ("user:1", "chef@beispiel.example", "", MAILBOX, []),
        ("user:2", MAILBOX, "user:2", MAILBOX, ["four_eyes"]),
        ("user:2", "ADA@beispiel.example", "", MAILBOX, ["four_eyes"]),
        ("user:2", "ada+x@beispiel.example", "", MAILBOX, []),
    ],
)
def test_nobody_settles_their_own_wish(by: str, by_mailbox: str, account: str, mailbox: str, found: list[str]) -> None:
    settled = rules.may_settle(state=WishState.OPEN, by=by, account=account, by_mailbox=by_mailbox, mailbox=mailbox)
    assert codes([*settled]) == found


@pytest.mark.parametrize("state", [WishState.UNCONFIRMED, WishState.DONE, WishState.REFUSED])
def test_only_an_open_wish_is_settled(state: str) -> None:
    found = rules.may_settle(state=state, by="user:1", account="", by_mailbox="", mailbox=MAILBOX)
    assert codes([*found]) == ["not_open"]


def test_reasons_fit_the_wish() -> None:
    def may(wish: str, reason: str) -> list[str]:
        return codes([*rules.may_refuse(wish=wish, reason=reason, note="")])

    assert may(Wish.ERASURE, RefusalReason.LEGAL_DUTY) == []
    assert may(Wish.EXPORT, RefusalReason.LEGAL_DUTY) == ["reason_missing"]
    assert may(Wish.CORRECTION, RefusalReason.NOT_WRONG) == []
    assert may(Wish.ERASURE, RefusalReason.NOT_WRONG) == ["reason_missing"]
    assert may(Wish.EXPORT, "we do not like it") == ["reason_missing"]
    assert set(RefusalReason) == {reason for wish in Wish for reason in rules.reasons_for(wish)}


def test_the_last_account_of_the_administration_stays() -> None:
    assert codes([*rules.may_erase_account(manages_privacy=True, others=0)]) == ["last_admin"]
    assert rules.may_erase_account(manages_privacy=True, others=1) == []
    assert rules.may_erase_account(manages_privacy=False, others=0) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Bitte an ada@beispiel.example, danke.", "Bitte an …, danke."),
        ("Ada Beispiel <ADA@Beispiel.example>", "… <…>"),
        ("johada@beispiel.example", "johada@beispiel.example"),
        ("ada@beispiel.example.org", "ada@beispiel.example.org"),
        ("ada+rundbrief@beispiel.example", "ada+rundbrief@beispiel.example"),
        ("x+ada@beispiel.example", "x+ada@beispiel.example"),
        ("Ada Beispiel ohne Adresse", "Ada Beispiel ohne Adresse"),
        ("Schluss: ada@beispiel.example.", "Schluss: …."),
    ],
)
def test_only_this_very_mailbox_is_taken_out(text: str, left: str) -> None:
    assert rules.without(text, MAILBOX, ["Ada Beispiel"]) == left


def test_lines_and_values_lose_only_the_person() -> None:
    assert rules.lines_without("ADA@beispiel.example\nbob@beispiel.example", MAILBOX) == "bob@beispiel.example"
    value = {"to": [MAILBOX, "bob@beispiel.example"], "n": 3, "who": {"name": "Ada"}}
    assert rules.value_without(value, MAILBOX, ["Ada"]) == {
        "to": ["…", "bob@beispiel.example"],
        "n": 3,
        "who": {"name": "Ada"},
    }


def test_an_object_is_blanked_by_its_key_and_not_by_its_name() -> None:
    people = [{"guid": "1", "name": "Ada"}, {"guid": "2", "name": "Ada"}]
    done = rules.blanked({"people": people}, "guid", {"1"}, {"name": "…", "biography": ""})
    assert done == {"people": [{"guid": "1", "name": "…"}, {"guid": "2", "name": "Ada"}]}


@given(st.text(max_size=200))
def test_text_without_the_mailbox_stays_as_it_is(text: str) -> None:
    assert rules.without(text, "ada@beispiel.example", ["Ada"]) == text


@pytest.mark.parametrize(
    "other", ["\u212aim@beispiel.example", "k\u0131m@beispiel.example", "kim@be\u0131\u017fpiel.example"]
)
def test_signs_that_only_fold_alike_make_another_mailbox(other: str) -> None:
    """Fails when mailboxes are compared as a database or a pattern folds letters (as in CVE-2019-19844)."""
    mailbox = "kim@beispiel.example"
    assert rules.normal(other) != mailbox
    assert (rules.speaks_of(f"An {mailbox}.", other), rules.speaks_of(f"An {other}.", mailbox)) == (False, False)
    assert rules.without(f"{other} und KIM@Beispiel.example", mailbox) == f"{other} und {rules.GONE}"
