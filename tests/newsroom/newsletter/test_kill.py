"""Workers are killed at any moment while an issue leaves: every reader gets it once, who ended it gets nothing more.

``benchmarks/newsletter.py`` does the same with ten thousand readers and prints its figures.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from strahlkraft.accounts.models import User
from strahlkraft.jobs.newsletter_clock import run
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.letters.actions import deliver_due
from strahlkraft.letters.models import Letter
from strahlkraft.letters.rules import LetterState, message_id
from strahlkraft.network.models import Region
from strahlkraft.newsroom.actions.newsletter import unsubscribe
from strahlkraft.newsroom.models import Subscriber
from strahlkraft.newsroom.queries.newsletter import letter_key, progress
from tests.factories.letters import AT, MailServer, environment_of
from tests.factories.newsletter import an_issue, approved, subscriber_row

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.once]
READERS, WORKERS, ROUNDS, PATIENCE = 600, 2, 5, 60.0
WORKER = """
import django; django.setup()
from django.utils import timezone
from strahlkraft.jobs.newsletter_clock import run
from strahlkraft.letters.actions import deliver_due
print("ready", flush=True)
while True:
    run(at=timezone.now())
    deliver_due(at=timezone.now())
"""


@contextmanager
def killed_afterwards(environment: dict[str, str]) -> Iterator[None]:
    """Some workers at once, ready when the block begins, killed without warning when it ends."""
    command = [sys.executable, "-c", WORKER]
    workers = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, start_new_session=True)
        for _ in range(WORKERS)
    ]
    try:
        for worker in workers:
            assert worker.stdout is not None
            worker.stdout.readline()
        yield
    finally:
        for worker in workers:
            os.killpg(worker.pid, signal.SIGKILL)  # all there is of it, as an operator does
        for worker in workers:
            worker.communicate()


def test_every_reader_gets_an_issue_once_although_workers_are_killed_at_any_moment(
    writer: User, second: User, region: Region, mail_server: MailServer, settings: Settings, tmp_path: Path
) -> None:
    settings.OUTBOX_MARKER_DIR = tmp_path / "outbox"
    mail_server.answer_after = 0.005  # so that many die between its taking a letter and its saying so
    readers = Subscriber.objects.bulk_create([subscriber_row(number) for number in range(READERS)])
    issue = approved(an_issue(writer, region_id=region.pk), writer, second)
    names = {message_id(letter_key(issue.code, reader.pk), "localhost"): reader.mailbox for reader in readers}
    dice, stopped_at = random.Random(7), []  # noqa: S311 - moments to kill at, no secret
    ended: dict[str, int] = {}
    environment = environment_of(tmp_path, mail_server)
    for round_number in range(ROUNDS):
        goal = len(mail_server.accepted) + dice.randint(15, 90)
        with killed_afterwards(environment):
            late = time.monotonic() + (0.05 if round_number == 0 else PATIENCE)
            while len(mail_server.accepted) < goal and time.monotonic() < late:
                time.sleep(0.002)
        stopped_at.append(len(mail_server.accepted))
        Letter.objects.filter(sent_at=None).exclude(claim=None).update(claimed_until=AT)  # their leases have run out
        if round_number == 2:
            got = Counter(names[one] for one in mail_server.accepted)
            for reader in (*readers[:20], *readers[-20:]):
                unsubscribe(by=NOBODY, at=timezone.now(), code=reader.code)
                ended[reader.mailbox] = got[reader.mailbox]
    tomorrow = timezone.now() + timedelta(days=1)
    while run(at=tomorrow) or deliver_due(at=tomorrow, limit=1000).sent:
        pass
    issue.refresh_from_db()
    got = Counter(names[one] for one in mail_server.accepted)
    assert {reader.mailbox for reader in readers} - set(got) == {box for box, before in ended.items() if not before}
    assert {box: got[box] for box in ended} == ended
    assert sum(0 < stop < READERS - len(ended) for stop in stopped_at) >= 3  # they did die in the middle
    assert (issue.state, progress(issue).waiting) == ("sent", 0)
    assert max(got.values()) == 1
    unheard = set(Letter.objects.in_state(LetterState.UNHEARD).values_list("message_id", flat=True))
    assert unheard <= set(mail_server.accepted)  # what was not heard had arrived, and was not sent again
