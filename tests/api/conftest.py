"""The API over the real register."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

if TYPE_CHECKING:
    from tests.api.reuse_world import World


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


@pytest.fixture(scope="module")
def reuse_world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[tuple[World, Path]]":
    """The invented world of reuse, made once per module, with the folder of its index."""
    from tests.api.reuse_world import a_world  # noqa: PLC0415 - Django reads its settings first

    folder = tmp_path_factory.mktemp("search")
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_world(), folder
        transaction.set_rollback(True)


@pytest.fixture
def world(reuse_world: "tuple[World, Path]", db: None, settings: Settings) -> "World":
    """The same for one test; what it changes is undone, so it must not change what the search knows."""
    settings.SEARCH_INDEX_DIR = reuse_world[1]
    return reuse_world[0]


@pytest.fixture
def own_world(db: None, tmp_path: Path, settings: Settings) -> "World":
    """One that a test may enlarge."""
    from tests.api.reuse_world import a_world  # noqa: PLC0415 - Django reads its settings first

    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    return a_world()


@pytest.fixture
def ask(db: None) -> Callable[[str], Any]:
    """The answer to one address of the API as JSON."""

    def get(path: str) -> Any:
        answer = Client().get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get
