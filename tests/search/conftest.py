"""An index of its own for every test of the search."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.factories.search import Shelf


@pytest.fixture
def search_index(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """An empty index folder; ``queries.search`` catches up by itself in a process without an indexer thread."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    yield settings.SEARCH_INDEX_DIR
    from strahlkraft.search import indexer  # noqa: PLC0415 - needs Django's apps, which conftest precedes

    indexer._engine.cache_clear()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty engine to be filled."""
    return Shelf(tmp_path / "shelf")
