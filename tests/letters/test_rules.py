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
