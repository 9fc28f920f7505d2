"""A mail server and folders of the test's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    """Letters of one test are not found by the next."""
    settings.OUTBOX_MARKER_DIR = tmp_path / "outbox"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[Any]:
    """Let letters leave by SMTP to a real server on this machine."""
    from tests.factories.letters import MailServer  # noqa: PLC0415 - Django is set up after this file is read

    server = MailServer()
    settings.EMAIL_BACKEND = "strahlkraft.letters.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.close()
