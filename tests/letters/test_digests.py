"""Letters that can wait leave together, once a week and exactly once."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from pytest_django.fixtures import Settings

from strahlkraft.letters.actions import Delivery, deliver_due, forget, gather_digests
from strahlkraft.letters.models import Letter
from strahlkraft.letters.queries import Outbox, outbox
from strahlkraft.letters.rules import Fault, LetterState
from tests.factories.letters import AT, MailServer, post

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # seven in Berlin; AT is the Sunday before


def _waiting(count: int, *, to: str = "clerk@example.org", prefix: str = "") -> list[Letter]:
    return [
        post(
            to=to,
            subject=f"Nachricht {number}",
            text=f"Bitte ansehen: https://strahl.example/sache/{number}/.",
            key=f"{prefix}wait:{number}",
            digest=True,
            at=AT + timedelta(minutes=number),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_what_waits_leaves_on_monday_as_one_letter(mail_server: MailServer, count: int) -> None:
    parts = _waiting(count)
    assert (gather_digests(at=MONDAY - timedelta(seconds=1)), deliver_due(at=MONDAY)) == (0, Delivery())
    assert [gather_digests(at=MONDAY), gather_digests(at=MONDAY)] == [1, 0]
    assert [deliver_due(at=MONDAY), deliver_due(at=MONDAY)] == [Delivery(sent=1), Delivery()]
    whole = Letter.objects.get(digest=False)
    assert mail_server.accepted == [whole.message_id]
    rows = Letter.objects.filter(digest=True).order_by("pk")
    assert [(row.pk, row.state, row.sent_at, row.gathered_in_id) for row in rows] == [
        (part.pk, LetterState.SENT, MONDAY, whole.pk) for part in parts
    ]


def test_the_weekly_letter_lists_what_is_in_it_with_its_links_and_in_full(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    _waiting(2)
    post(9, to="clerk@example.org", language="en", digest=True, text="See http://a.example/x, please.", at=AT)
    Letter.objects.update(language="en")
    gather_digests(at=MONDAY)
    deliver_due(at=MONDAY)
    sent = mail.outbox[0]
    assert (sent.subject, sent.to) == ("3 messages this week", ["clerk@example.org"])
    line = "-" * 64
    assert (
        sent.body
        == f"""Hello,

these 3 messages can wait, so you get them together once a week:

1. Nachricht 0
   https://strahl.example/sache/0/

2. Grüße aus dem Büro
   http://a.example/x

3. Nachricht 1
   https://strahl.example/sache/1/

In full:

{line}
1. Nachricht 0

Bitte ansehen: https://strahl.example/sache/0/.

{line}
2. Grüße aus dem Büro

See http://a.example/x, please.

{line}
3. Nachricht 1

Bitte ansehen: https://strahl.example/sache/1/.
"""
    )


def test_each_mailbox_gets_its_own_however_it_is_spelt(mail_server: MailServer) -> None:
    _waiting(2)
    _waiting(1, to="CLERK@example.org", prefix="again-")
    _waiting(1, to="other@example.org", prefix="other-")
    assert gather_digests(at=MONDAY) == 2
    assert sorted(letter.parts.count() for letter in Letter.objects.filter(digest=False)) == [1, 3]


def test_what_is_posted_after_monday_waits_for_the_next_one() -> None:
    _waiting(1)
    post(2, to="clerk@example.org", digest=True, at=MONDAY)
    gather_digests(at=MONDAY)  # both wait already: the mailbox gets one letter, not two within a week
    assert Letter.objects.get(digest=False).parts.count() == 2
    late = post(3, to="clerk@example.org", digest=True, at=MONDAY + timedelta(hours=1))
    assert (gather_digests(at=MONDAY + timedelta(days=6)), late.not_before) == (0, MONDAY + timedelta(days=7))


def test_what_would_be_pointless_by_monday_leaves_at_once(mail_server: MailServer) -> None:
    post(digest=True, not_after=AT + timedelta(hours=3))
    assert (deliver_due(at=AT), Letter.objects.get().digest) == (Delivery(sent=1), False)


def test_what_expires_while_it_waits_is_left_out() -> None:
    part = post(digest=True, not_after=MONDAY + timedelta(hours=1))
    assert gather_digests(at=MONDAY + timedelta(hours=2)) == 0
    part.refresh_from_db()
    assert (part.state, part.fault, Letter.objects.count()) == (LetterState.GIVEN_UP, Fault.EXPIRED, 1)


def test_a_secret_letter_never_waits() -> None:
    with pytest.raises(ValueError, match="secret"):
        post(digest=True, secret=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=post(secret=True).pk).update(digest=True)


def test_parts_share_the_fate_of_the_weekly_letter(mail_server: MailServer) -> None:
    parts = _waiting(2)
    mail_server.refused["clerk@example.org"] = "450 4.2.0 later"
    gather_digests(at=MONDAY)
    deliver_due(at=MONDAY)
    states = {row.state for row in Letter.objects.all()}
    mail_server.refused["clerk@example.org"] = "550 5.1.1 unknown"
    deliver_due(at=MONDAY + timedelta(minutes=1))
    rows = Letter.objects.filter(pk__in=[part.pk for part in parts])
    assert (states, [(row.state, row.fault, row.status) for row in rows]) == (
        {LetterState.FAILED},
        [(LetterState.GIVEN_UP, Fault.REFUSED, "550 5.1.1")] * 2,
    )
    assert outbox(MONDAY) == Outbox(waiting=0, overdue=0, given_up=3)


def test_parts_are_forgotten_with_the_weekly_letter(mail_server: MailServer) -> None:
    _waiting(2)
    gather_digests(at=MONDAY)
    deliver_due(at=MONDAY)
    assert forget(at=MONDAY + timedelta(days=8)) == 3
    assert gather_digests(at=MONDAY + timedelta(days=8)) == 0


WORKER = """
import django; django.setup()
from datetime import datetime, UTC
from strahlkraft.letters.actions import deliver_due, gather_digests
print("ready", flush=True)
at = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
gather_digests(at=at)
deliver_due(at=at, limit=1000)
"""


@pytest.mark.slow
def test_every_part_leaves_once_although_workers_are_killed_at_any_moment(
    mail_server: MailServer, settings: Settings, tmp_path: Path
) -> None:
    for number in range(40):
        _waiting(2, to=f"clerk{number}@example.org", prefix=f"{number}-")
    name = connection.settings_dict["NAME"]
    url, _mark, options = os.environ.get("DATABASE_URL", "").partition("?")
    database = f"{url.rsplit('/', 1)[0]}/{name}?{options}".rstrip("?") if url else f"sqlite:///{name}"
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "strahlkraft.config.settings",
        "STRAHLKRAFT_DATA_DIR": str(tmp_path),
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
    }
    settings.OUTBOX_MARKER_DIR = tmp_path / "outbox"
    gathered: list[int] = []
    for round_number in range(5):
        worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment, stdout=subprocess.PIPE, text=True)
        assert worker.stdout is not None
        worker.stdout.readline()
        time.sleep(0.03 + 0.06 * round_number)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        gathered.append(Letter.objects.exclude(gathered_in=None).count())
        Letter.objects.filter(sent_at=None).exclude(claim=None).update(claimed_until=AT)  # the lease has run out
    gather_digests(at=MONDAY)
    deliver_due(at=MONDAY + timedelta(days=3), limit=1000)
    whole = Letter.objects.filter(digest=False)
    assert [letter.parts.count() for letter in whole] == [2] * 40
    assert set(mail_server.accepted) == {letter.message_id for letter in whole}
    assert (Letter.objects.filter(sent_at=None).count(), min(gathered) < 80) == (0, True)
    assert len(mail_server.accepted) - 40 <= 1  # the gap SMTP leaves open (docs/adr/0004-outbox.md)
