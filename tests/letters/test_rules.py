"""What may be posted and when it is tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.letters import rules

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def _codes(**changed: str) -> list[str]:
    letter = {"to": "a@example.org", "subject": "Hallo", "text": "Text", "key": "k"} | changed
    return [refusal.code for refusal in rules.may_post(**letter)]


def test_a_plain_letter_may_be_posted() -> None:
    assert _codes() == []


@pytest.mark.parametrize(
    "to",
    [
        "",
        "a",
        "a@",
        "@b.de",
        "a@b.de\nBcc: c@d.de",
        "a@b.de, c@d.de",
        "A <a@b.de>",
        "a@b.de\r",
        "a b@c.de",
        "a@b.de\x00",
    ],
)
def test_anything_but_one_plain_address_is_refused(to: str) -> None:
    assert _codes(to=to) == ["address"]


@pytest.mark.parametrize("subject", ["", "  ", "a\nBcc: x@y.de", "a\rb", "a\u2028b", "a\x00"])
def test_a_subject_that_could_smuggle_in_a_header_is_refused(subject: str) -> None:
    assert _codes(subject=subject) == ["subject"]


def test_a_letter_needs_text_and_key() -> None:
    assert _codes(text=" ", key="") == ["text", "key"]
    assert _codes(key="k" * 201) == ["key"]


@given(st.text())
def test_no_accepted_header_has_a_line_break(text: str) -> None:
    accepted = [name for name in ("to", "subject") if not _codes(**{name: text})]
    assert [name for name in accepted if len(text.splitlines()) > 1] == []


def test_failures_wait_longer_each_time_and_end_after_twelve() -> None:
    waits = [rules.next_attempt(n, at=AT, permanent=False) for n in range(1, 13)]
    minutes = [(wait - AT) / timedelta(minutes=1) if wait else None for wait in waits]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, None]
    assert rules.next_attempt(1, at=AT, permanent=True) is None


def test_the_message_id_depends_on_the_key_only() -> None:
    assert rules.message_id("a", "x.de") == rules.message_id("a", "x.de") != rules.message_id("b", "x.de")


def _berlin(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=rules.BERLIN)


@pytest.mark.parametrize(
    ("posted", "leaves"),
    [
        (_berlin(22, 23, 59), _berlin(23, 7)),
        (_berlin(23, 6, 59), _berlin(23, 7)),
        (_berlin(23, 7), _berlin(30, 7)),
        (_berlin(25, 12), _berlin(30, 7)),
        (_berlin(19, 8, month=10), _berlin(26, 7, month=10)),  # summer time ends in between
    ],
)
def test_what_waits_leaves_on_the_next_monday_at_seven_in_berlin(posted: datetime, leaves: datetime) -> None:
    assert rules.leaves_at(posted.astimezone(UTC)) == leaves


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds without zone
def test_nothing_waits_longer_than_a_week(at: datetime) -> None:
    assert timedelta(0) < rules.leaves_at(at) - at <= timedelta(days=7, hours=1)


def test_the_links_of_a_letter_are_found_once_and_without_the_sentence_around_them() -> None:
    text = "Siehe https://a.example/x/?y=1, http://b.example. (https://c.example/z/) https://a.example/x/?y=1"
    assert rules.links_in(text) == ["https://a.example/x/?y=1", "http://b.example", "https://c.example/z/"]


def test_a_mailbox_is_shown_masked() -> None:
    assert [rules.masked(text) for text in ("person@example.org", "p@b.de", "", "nothing")] == [
        "p…@example.org",
        "p…@b.de",
        "",
        "",
    ]
