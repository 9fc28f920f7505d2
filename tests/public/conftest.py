"""The public pages over the real register, as a visitor sees them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

Page = Callable[[str], str]


@pytest.fixture
def visitor(db: None, settings: Settings, tmp_path: Path) -> Client:
    """Somebody who is not signed in; the search has an index of its own."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    return Client()


@pytest.fixture
def register_visitor(real_register: Path, db: None, settings: Settings) -> Client:
    """Somebody who is not signed in, before the whole register."""
    settings.SEARCH_INDEX_DIR = real_register
    return Client()
