"""A pair of keys, and a folder of this test alone."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from pytest_django.fixtures import Settings

from strahlkraft.jobs.keeping.sealing import new_key


@pytest.fixture
def key(tmp_path: Path) -> SimpleNamespace:
    """A secret key in a file, and the public one."""
    secret, public = new_key()
    file = tmp_path / "key.txt"
    file.write_text(f"# Beispiel\n{secret}\n", encoding="ascii")
    return SimpleNamespace(file=file, public=public)


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, settings: Settings) -> None:
    """What backups write beside the data lies in the test's folder."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.BACKUP_NOTE = settings.DATA_DIR / "last-backup.json"
    settings.SEARCH_INDEX_DIR = settings.DATA_DIR / "search"
