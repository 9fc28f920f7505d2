"""Refused, late, sent back: what a mail server says, which mailbox fails, and what a person can do."""

from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.actions import Delivery, deliver_due, forget, gather_digests, send_again, take_notice
from strahlkraft.letters.bounces import Notice, read_notice
from strahlkraft.letters.models import Letter
from strahlkraft.letters.queries import Failing, counts, failing, failing_now, letters
from strahlkraft.letters.rules import REMEMBER_GIVEN_UP, REMEMBER_SENT, Fault, LetterState
from tests.factories.letters import AT, MailServer, a_notice, post

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("answer", "fault", "state", "status", "fails"),
    [
        ("550 5.1.1 no such person", Fault.REFUSED, LetterState.GIVEN_UP, "550 5.1.1", True),
        ("550 no such person", Fault.REFUSED, LetterState.GIVEN_UP, "550", True),
        ("554 5.7.1 policy", Fault.REJECTED, LetterState.GIVEN_UP, "554 5.7.1", False),
        ("450 4.2.0 greylisted", Fault.LATER, LetterState.FAILED, "450 4.2.0", False),
        ("421 busy", Fault.LATER, LetterState.FAILED, "421", False),
    ],
)
def test_an_answer_to_the_mailbox_is_for_good_or_for_now(
    mail_server: MailServer, answer: str, fault: Fault, state: LetterState, status: str, *, fails: bool
) -> None:
    mail_server.refused["clerk1@example.org"] = answer
    post(1)
    deliver_due(at=AT)
    letter = Letter.objects.get()
    assert (letter.fault, letter.state, letter.status) == (fault, state, status)
    assert list(failing(["Clerk1@example.org", "clerk2@example.org", ""])) == ["Clerk1@example.org"] * fails


def test_a_mail_server_that_goes_away_and_comes_back_loses_nothing(mail_server: MailServer, settings: Settings) -> None:
    first = post(1)
    assert deliver_due(at=AT) == Delivery(sent=1)
    mail_server.close()
    mail_server.join()
    waiting = [post(number) for number in (2, 3)]
    assert deliver_due(at=AT) == Delivery(failed=2)
    assert {(row.state, row.fault) for row in Letter.objects.filter(sent_at=None)} == {
        (LetterState.FAILED, Fault.UNREACHABLE)
    }
    back = MailServer(mail_server.port)
    assert deliver_due(at=AT + timedelta(minutes=1)) == Delivery(sent=2)
    back.close()
    assert (mail_server.accepted, back.accepted) == ([first.message_id], [row.message_id for row in waiting])


def test_a_notification_says_which_letter_came_back_and_why() -> None:
    assert read_notice(a_notice("<a@b>")) == Notice("<a@b>", "failed", "5.1.1")
    assert read_notice(a_notice("<a@b>", action="delayed", status="4.4.7")) == Notice("<a@b>", "delayed", "4.4.7")
    head_only = a_notice("<a@b>").replace(b"message/rfc822", b"text/rfc822-headers")
    assert read_notice(head_only) == Notice("<a@b>", "failed", "5.1.1")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff not an e-mail",
        b"Subject: Hello\n\nAre you there?",
        a_notice("<a@b>").replace(b"report-type=delivery-status", b"report-type=disposition-notification"),
        a_notice("<a@b>").replace(b"Message-ID: <a@b>\n", b""),
        a_notice("<a@b>").replace(b"Action: failed\n", b""),
    ],
)
def test_anything_else_is_no_notification(data: bytes) -> None:
    assert read_notice(data) is None


def _returned(letter: Letter, **said: str) -> Letter:
    notice = read_notice(a_notice(letter.message_id, **said))
    assert notice is not None
    taken = take_notice(at=LATER, notice=notice)
    assert taken is not None
    return taken


def test_a_letter_that_came_back_is_marked_once_and_its_mailbox_fails(mail_server: MailServer) -> None:
    letter = post(1)
    deliver_due(at=AT)
    assert failing(["clerk1@example.org"]) == {}
    first, again = _returned(letter), _returned(letter, status="5.9.9")
    assert (first.state, first.fault, again.status) == (LetterState.BOUNCED, Fault.BOUNCED, "5.1.1")
    assert failing(["clerk1@example.org"]) == {"clerk1@example.org": Failing(LATER, "5.1.1")}
    assert (failing_now(), deliver_due(at=AT + timedelta(days=2))) == (1, Delivery())


def test_a_later_letter_that_arrives_ends_the_failing(mail_server: MailServer) -> None:
    letter = post(1)
    deliver_due(at=AT)
    _returned(letter)
    post(2, to="Clerk1@example.org")
    deliver_due(at=AT + timedelta(days=1))
    assert (failing(["clerk1@example.org"]), failing_now()) == ({}, 0)


def test_a_late_letter_is_not_a_lost_one(mail_server: MailServer) -> None:
    letter = post(1)
    deliver_due(at=AT)
    late = _returned(letter, action="delayed", status="4.4.7")
    assert (late.state, late.status, failing_now()) == (LetterState.SENT, "4.4.7", 0)


def test_a_notification_of_a_foreign_letter_changes_nothing() -> None:
    post(1)
    assert take_notice(at=LATER, notice=Notice("<foreign@example.org>", "failed", "5.1.1")) is None
    assert [row.state for row in Letter.objects.all()] == [LetterState.WAITING]


def test_a_weekly_letter_comes_back_with_its_parts(mail_server: MailServer) -> None:
    post(1, digest=True)
    monday = AT + timedelta(days=1)
    gather_digests(at=monday)
    deliver_due(at=monday)
    _returned(Letter.objects.get(digest=False))
    assert [row.state for row in Letter.objects.all()] == [LetterState.BOUNCED] * 2


@pytest.mark.parametrize("count", [1, 3])
def test_failing_mailboxes_are_asked_for_at_once(
    mail_server: MailServer, count: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    boxes = [f"clerk{number}@example.org" for number in range(count)]
    mail_server.refused = dict.fromkeys(boxes, "550 unknown")
    for number in range(count):
        post(number)
    deliver_due(at=AT)
    with django_assert_num_queries(1):  # type: ignore[operator]  # the fixture is a function
        found = failing(boxes)
    assert found == dict.fromkeys(boxes, Failing(AT, "550"))


def test_a_letter_given_up_leaves_once_more_when_somebody_says_so(mail_server: MailServer) -> None:
    mail_server.refused["clerk1@example.org"] = "550 unknown"
    post(1)
    deliver_due(at=AT)
    mail_server.refused.clear()
    letter = Letter.objects.get()
    with transaction.atomic():
        send_again(letter, at=LATER)
    assert (deliver_due(at=LATER), deliver_due(at=LATER)) == (Delivery(sent=1), Delivery())
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.fault, failing_now()) == (LetterState.SENT, 1, "", 0)


def test_what_is_on_its_way_forgotten_or_expired_is_not_sent_again(mail_server: MailServer) -> None:
    waiting = post(1)
    mail_server.refused = {"clerk2@example.org": "550 unknown", "clerk3@example.org": "550 unknown"}
    post(2, secret=True)
    post(3, not_after=AT + timedelta(hours=1))
    deliver_due(at=AT)
    codes = []
    for letter in [waiting, *Letter.objects.filter(key__in=["letter:2", "letter:3"]).order_by("pk")]:
        with pytest.raises(Refused) as refused, transaction.atomic():
            send_again(letter, at=AT + timedelta(hours=1))
        codes += [refusal.code for refusal in refused.value.refusals]
    assert codes == ["not_given_up", "forgotten", "expired"]


def test_what_came_back_is_kept_as_long_as_what_was_given_up(mail_server: MailServer) -> None:
    letter = post(1)
    deliver_due(at=AT)
    _returned(letter)
    assert forget(at=LATER + REMEMBER_SENT + timedelta(days=1)) == 0
    assert forget(at=LATER + REMEMBER_GIVEN_UP + timedelta(seconds=1)) == 1
    assert failing_now() == 0


def test_the_log_counts_and_filters_for_those_it_concerns(mail_server: MailServer) -> None:
    mail_server.refused = {"clerk2@example.org": "550 unknown", "clerk3@example.org": "450 later"}
    posted = [post(number, subject=f"Betreff {number}") for number in (1, 2, 3)]
    deliver_due(at=AT)
    posted.append(post(4))
    _returned(posted[0])
    posted.append(post(5, at=AT - timedelta(days=1)))
    by_state = {state: list(letters(by=SYSTEM, state=state)) for state in LetterState}
    assert by_state == {
        LetterState.WAITING: [posted[3], posted[4]],
        LetterState.FAILED: [posted[2]],
        LetterState.SENT: [],
        LetterState.GIVEN_UP: [posted[1]],
        LetterState.BOUNCED: [posted[0]],
        LetterState.UNHEARD: [],
    }
    assert counts(by=SYSTEM) == {state: len(rows) for state, rows in by_state.items()}
    assert list(letters(by=SYSTEM, text="betreff 2")) == [posted[1]]
    assert list(letters(by=SYSTEM, text="CLERK3@example.org")) == [posted[2]]
    with pytest.raises(Refused):
        letters(by=NOBODY)
    with pytest.raises(Refused):
        counts(by=NOBODY)
