"""``strahlkraft bounces`` and the weekly letters of ``strahlkraft work``."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django.fixtures import Settings

from strahlkraft.jobs.bounces import bounces
from strahlkraft.jobs.worker import work
from strahlkraft.letters.models import Letter
from strahlkraft.letters.rules import LetterState
from tests.factories.letters import AT, a_notice, post

pytestmark = pytest.mark.django_db


def test_a_notification_on_standard_input_marks_its_letter() -> None:
    letter = post(1)
    Letter.objects.update(sent_at=AT)
    done = CliRunner().invoke(bounces, input=a_notice(letter.message_id))
    assert (done.exit_code, done.stdout) == (0, "1 came back, 0 on the way, 0 not about a letter of ours.\n")
    assert Letter.objects.get().state is LetterState.BOUNCED


def test_notifications_in_files_are_told_apart(tmp_path: Path) -> None:
    letter = post(1)
    Letter.objects.update(sent_at=AT)
    given = {
        "late": a_notice(letter.message_id, action="delayed", status="4.4.7"),
        "foreign": a_notice("<foreign@example.org>"),
        "plain": b"Subject: Hello\n\nI am on holiday.",
    }
    for name, data in given.items():
        (tmp_path / name).write_bytes(data)
    done = CliRunner().invoke(bounces, [str(tmp_path / name) for name in given])
    assert done.stdout == "0 came back, 1 on the way, 2 not about a letter of ours.\n"
    assert Letter.objects.get().state is LetterState.SENT


def test_the_worker_gathers_and_sends_weekly_letters(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "strahlkraft.letters.mailbox.EmailBackend"
    settings.EMAIL_FILE_PATH, settings.OUTBOX_MARKER_DIR = str(tmp_path / "mail"), tmp_path / "outbox"
    post(1, digest=True, at=AT - timedelta(days=400))
    done = CliRunner().invoke(work, ["--once"])
    assert (done.exit_code, {row.state for row in Letter.objects.all()}) == (0, {LetterState.SENT})
    assert len(list((tmp_path / "mail").iterdir())) == 1
