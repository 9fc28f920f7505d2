"""The API over the real register."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings


@pytest.fixture
def api(real_register: Path, db: None, settings: Settings) -> Client:
    """Ask the API over the real register."""
    settings.SEARCH_INDEX_DIR = real_register
    return Client()


@pytest.fixture
def every(api: Client) -> Callable[[str], list[dict[str, Any]]]:
    """All records of a list."""

    def read(name: str) -> list[dict[str, Any]]:
        return list(api.get(f"/api/v1/{name}?limit=1000").json()["results"])

    return read


@pytest.fixture
def queries_of(api: Client) -> Callable[[str], int]:
    """How many questions an address puts to the database."""

    def count(path: str) -> int:
        api.get(path)  # the search catches up once
        with CaptureQueriesContext(connection) as queries:
            assert api.get(path).status_code == 200
        return len(queries)

    return count
