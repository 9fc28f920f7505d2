"""A letter for a list is rather missed than repeated where only the mail server knows whether it took it."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail.backends import smtp as djangos
from django.db import transaction
from pytest_django.fixtures import Settings

from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.actions import Delivery, deliver_due, post_letter, send_again, take_notice
from strahlkraft.letters.bounces import read_notice
from strahlkraft.letters.marks import Handed, Mark
from strahlkraft.letters.models import Letter
from strahlkraft.letters.queries import Outbox, counts, failing_now, outbox
from strahlkraft.letters.rules import Fault, LetterState
from strahlkraft.letters.smtp import EmailBackend
from tests.factories.letters import AT, MailServer, a_notice, environment_of, post

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(hours=1)
WORKER = """
import django; django.setup()
from django.utils import timezone
from strahlkraft.letters.actions import deliver_due
deliver_due(at=timezone.now())
"""


def killed_when_taken(server: MailServer, folder: Path) -> None:
    """A worker that is killed, with its whole process group, after the server has taken a letter and before it says so."""
    server.answer_after = 60.0
    environment = environment_of(folder, server)
    worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment, start_new_session=True)
    late = time.monotonic() + 60
    while not server.accepted and time.monotonic() < late:
        time.sleep(0.005)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    server.go_on.set()
    Letter.objects.update(claimed_until=AT)  # its lease has run out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("once", "outcome", "times", "state"),
    [(True, Delivery(unheard=1), 1, LetterState.UNHEARD), (False, Delivery(sent=1), 2, LetterState.SENT)],
)
def test_killed_before_the_answer_a_letter_of_a_list_is_not_repeated_and_any_other_is_with_its_message_id(
    mail_server: MailServer,
    settings: Settings,
    tmp_path: Path,
    *,
    once: bool,
    outcome: Delivery,
    times: int,
    state: str,
) -> None:
    settings.OUTBOX_MARKER_DIR = tmp_path / "outbox"
    letter = post(once=once)
    killed_when_taken(mail_server, tmp_path)
    assert deliver_due(at=LATER) == outcome
    assert deliver_due(at=LATER + timedelta(days=365)) == Delivery()
    assert mail_server.accepted == [letter.message_id] * times
    assert (Letter.objects.get().state, list(settings.OUTBOX_MARKER_DIR.iterdir())) == (state, [])


@pytest.mark.parametrize(("once", "outcome", "times"), [(True, Delivery(unheard=1), 1), (False, Delivery(failed=1), 2)])
def test_a_server_that_hangs_up_instead_of_answering_is_asked_again_only_with_letters_that_may_repeat(
    mail_server: MailServer, *, once: bool, outcome: Delivery, times: int
) -> None:
    letter = post(once=once)
    mail_server.mute = {"."}
    assert deliver_due(at=AT) == outcome
    mail_server.mute = set()
    deliver_due(at=LATER)
    assert mail_server.accepted == [letter.message_id] * times


def test_a_letter_of_a_list_whose_last_line_never_left_is_sent_again(mail_server: MailServer) -> None:
    letter = post(once=True)
    mail_server.mute = {"DATA"}
    assert deliver_due(at=AT) == Delivery(failed=1)
    mail_server.mute = set()
    assert deliver_due(at=LATER) == Delivery(sent=1)
    assert mail_server.accepted == [letter.message_id]


@pytest.mark.parametrize(
    ("answer", "first", "then", "state"),
    [
        ("451 later", Delivery(failed=1), Delivery(sent=1), LetterState.SENT),
        ("554 not wanted", Delivery(given_up=1), Delivery(), LetterState.GIVEN_UP),
    ],
)
def test_a_clear_no_to_the_whole_letter_is_no_doubt(
    mail_server: MailServer, answer: str, first: Delivery, then: Delivery, state: LetterState
) -> None:
    letter = post(once=True)
    mail_server.rejected = {letter.to: answer}
    assert deliver_due(at=AT) == first
    mail_server.rejected = {}
    assert deliver_due(at=LATER) == then
    assert Letter.objects.get().state == state


def test_a_worker_that_made_no_mark_or_only_the_first_had_sent_nothing(mail_server: MailServer) -> None:
    letters = [post(number, once=True) for number in (1, 2)]
    mark = Mark(letters[0].message_id)
    with mark:
        assert mark.handed() is Handed.NOT  # empty as yet
    with Mark(letters[1].message_id) as other:
        other.say(Handed.NOT)
    assert deliver_due(at=AT) == Delivery(sent=2)
    assert (mark.handed(), mark.path.exists()) == (Handed.NOT, False)


def test_a_letter_not_heard_of_stands_by_itself_for_the_office_and_alarms_nobody(mail_server: MailServer) -> None:
    post(once=True)
    mail_server.mute = {"."}
    deliver_due(at=AT)
    letter = Letter.objects.get()
    assert (letter.fault, letter.state, list(Letter.objects.in_state(LetterState.UNHEARD))) == (
        Fault.UNHEARD,
        LetterState.UNHEARD,
        [letter],
    )
    assert outbox(LATER) == Outbox(waiting=0, overdue=0, given_up=0)
    assert counts(by=SYSTEM) == {state: int(state is LetterState.UNHEARD) for state in LetterState}
    assert failing_now() == 0


def test_a_letter_not_heard_of_that_comes_back_had_arrived_at_a_mail_server(mail_server: MailServer) -> None:
    letter = post(once=True)
    mail_server.mute = {"."}
    deliver_due(at=AT)
    notice = read_notice(a_notice(letter.message_id))
    assert notice is not None
    take_notice(at=LATER, notice=notice)
    assert (Letter.objects.get().state, failing_now()) == (LetterState.BOUNCED, 1)


@pytest.mark.parametrize("secret", [True, False])
def test_only_a_person_may_let_a_letter_not_heard_of_leave_again_while_it_has_words(
    mail_server: MailServer, *, secret: bool
) -> None:
    post(once=True, secret=secret)
    mail_server.mute = {"."}
    deliver_due(at=AT)
    mail_server.mute = set()
    letter = Letter.objects.get()
    if secret:
        with transaction.atomic(), pytest.raises(Refused, match="erased"):
            send_again(letter, at=LATER)
        return
    with transaction.atomic():
        send_again(letter, at=LATER)
    assert (deliver_due(at=LATER), mail_server.accepted) == (Delivery(sent=1), [letter.message_id] * 2)


def test_a_letter_sent_again_by_a_person_leaves_although_a_mark_of_its_first_way_was_left_behind(
    mail_server: MailServer,
) -> None:
    mail_server.refused["clerk1@example.org"] = "550 unknown"
    letter = post()
    deliver_due(at=AT)
    mail_server.refused = {}
    with Mark(letter.message_id) as mark:
        mark.say(Handed.ACCEPTED)
    with transaction.atomic():
        send_again(Letter.objects.get(), at=LATER)
    assert (deliver_due(at=LATER), mail_server.accepted) == (Delivery(sent=1), [letter.message_id])


def test_a_letter_that_waits_for_the_weekly_one_is_none_of_a_list() -> None:
    with transaction.atomic(), pytest.raises(ValueError, match="list"):
        post_letter(to="a@example.org", subject="s", text="t", key="k", at=AT, digest=True, once=True)


def test_long_letters_and_lines_of_dots_arrive_as_written(mail_server: MailServer) -> None:
    text = ".\n..\n.x\n" + "Zeile mit Umlauten äöü\n" * 20_000 + "\n."
    post(text=text)
    assert deliver_due(at=AT) == Delivery(sent=1)
    body = mail_server.texts[0].replace(b"\r\n.", b"\r\n").partition(b"\r\n\r\n")[2].decode()
    assert body.replace("\r\n", "\n").rstrip("\n") == text


@pytest.mark.house
def test_encrypted_connections_leave_marks_too() -> None:
    kinds = [EmailBackend(use_ssl=encrypted, use_tls=False).connection_class for encrypted in (False, True)]
    plain = [djangos.EmailBackend(use_ssl=encrypted, use_tls=False).connection_class for encrypted in (False, True)]
    assert [issubclass(ours, theirs) for ours, theirs in zip(kinds, plain, strict=True)] == [True, True]
    assert len({kind.data for kind in kinds}) == 1
