"""The real register, loaded once per module into a transaction that is undone afterwards."""

import csv
import io
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings


@pytest.fixture(scope="module")
def real_register(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The whole programme and the municipalities of its Land; gives the folder of the search index of this module."""
    from strahlkraft.jobs import loading  # noqa: PLC0415 - Django reads its settings first

    with django_db_blocker.unblock(), transaction.atomic():
        loading.municipalities(_municipalities(), _data("network", "districts.csv"), allow_many=True)
        loading.programme(_data("projects", "programme.json"))
        yield tmp_path_factory.mktemp("search")
        transaction.set_rollback(True)


def _data(room: str, name: str) -> bytes:
    return (files(f"strahlkraft.{room}") / "data" / name).read_bytes()


def _municipalities() -> bytes:
    """Those of Nordrhein-Westfalen and the three former ones: enough for the programme, quick to load."""
    rows = list(csv.DictReader(io.StringIO(_data("network", "municipalities.csv").decode())))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(row for row in rows if row["land"] == "05")
    return out.getvalue().encode()


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
