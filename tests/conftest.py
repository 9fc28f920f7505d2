"""What every test gets: a data folder and a database of its own, and nothing of the outside world.

The environment is set at import, before Django reads its settings: each xdist worker gets its
own folder (database, index, uploads, mail); DATABASE_URL of the caller chooses PostgreSQL.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from tests.funding.mutants import MUTANTS
from tests.mutants import beside

if TYPE_CHECKING:  # Django is not ready when pytest reads this file
    from django.test import Client

    from strahlkraft.accounts.models import User

if settings.configured:
    msg = "unset DJANGO_SETTINGS_MODULE: the tests choose their own settings and data folder"
    raise pytest.UsageError(msg)

DATA_DIR = Path(tempfile.mkdtemp(prefix="strahlkraft-tests-"))
for name in [name for name in os.environ if name.startswith("STRAHLKRAFT_")]:
    del os.environ[name]  # a developer's own settings are not the tests'
os.environ |= {
    "STRAHLKRAFT_DATA_DIR": str(DATA_DIR),
    "STRAHLKRAFT_SECRET_KEY": "only-for-tests",
    "STRAHLKRAFT_INDEXER": "false",  # no thread of the machine's own beside a test
    "STRAHLKRAFT_PAGE_CACHE_SECONDS": "0",  # factories write past the deeds; tests/config/test_kept_pages.py switches it on
    "DJANGO_SETTINGS_MODULE": "strahlkraft.config.settings",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # the browser's driver keeps a loop open in the worker's thread
}

# A busy machine is no finding, and examples are not kept between runs.
hypothesis.settings.register_profile(
    "house", deadline=None, database=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Trade durability and slow hashes for speed; all else stays as in operation."""
    settings.STORAGES = {
        **settings.STORAGES,
        # The manifest exists only after collectstatic, which is tested by itself.
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, as in operation: threads and the index see the same locks and snapshots.
        database.setdefault("TEST", {})["NAME"] = str(DATA_DIR / "test.sqlite3")
        pragmas = database["OPTIONS"]["init_command"]
        database["OPTIONS"]["init_command"] = pragmas.replace("synchronous=FULL", "synchronous=OFF")


WHOLE_PAGES = {"api", "authority", "jobs", "office", "portal", "public", "stage", "test_every_address.py"}
"""Where tests ask for whole pages, or run whole commands: a third of all tests, most of their time."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even read what asks for whole pages where nobody wants it: reading it takes seconds."""
    home = Path(__file__).parent
    folder = collection_path.relative_to(home).parts[:1] if collection_path.is_relative_to(home) else ()
    unread = [
        places
        for mark, places in (("door", WHOLE_PAGES), ("journey", {"journeys"}))
        if f"not {mark}" in config.option.markexpr
    ]
    return True if any(set(folder) & places for places in unread) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put mutants beside their tests, mark what asks for whole pages, and put journeys last.

    The browser's driver leaves a loop in its worker, which tests with loops of their own do not bear after it.
    """
    items.extend(beside(items, MUTANTS, str(Path(__file__).parent)))
    folders = {item: item.path.relative_to(Path(__file__).parent).parts[0] for item in items}
    for item, folder in folders.items():
        if folder in WHOLE_PAGES:
            item.add_marker(pytest.mark.door)
    items.sort(key=lambda item: folders[item] == "journeys")


def pytest_xdist_setupnodes() -> None:
    """Let the workers read their settings after their own conftest, as this process did."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(DATA_DIR, ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def _empty_past_the_guard() -> Iterator[None]:
    """Tests that commit empty the database afterwards; triggers of the trail and of rows of record refuse that; they are lifted for it."""
    from django.core.management.commands.flush import Command  # noqa: PLC0415 - Django reads its settings first

    from tests.factories.audit import every_guard_lifted  # noqa: PLC0415 - the same

    empty = Command.handle

    def handle(command: Command, **options: Any) -> None:
        with every_guard_lifted():
            empty(command, **options)

    Command.handle = handle
    yield
    Command.handle = empty


@pytest.fixture(autouse=True, scope="session")
def _last_one_out(django_db_modify_db_settings: None) -> Iterator[None]:
    """A pool that replaces broken connections may still be opening one while PostgreSQL drops the tests' database: it goes first."""
    from django.db import connection  # noqa: PLC0415 - Django reads its settings first

    if connection.vendor != "postgresql":
        yield
        return
    from django.db.backends.postgresql.creation import DatabaseCreation  # noqa: PLC0415 - the same

    destroy = DatabaseCreation._destroy_test_db

    def forced(creation: DatabaseCreation, test_database_name: str, verbosity: int) -> None:
        creation.connection.close_pool()
        with creation._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {creation.connection.ops.quote_name(test_database_name)} WITH (FORCE)")

    DatabaseCreation._destroy_test_db = forced
    yield
    DatabaseCreation._destroy_test_db = destroy


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page asked for in English leaves its language behind in this process; the next test begins in German."""
    from django.utils import translation  # noqa: PLC0415 - Django reads its settings first

    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings: Settings) -> None:
    """Uploads of one test are not there in the next."""
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def enter() -> Callable[["User"], "Client"]:
    """Sign somebody in."""
    from django.test import Client  # noqa: PLC0415 - Django reads its settings first

    def signed_in(user: "User") -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in


@pytest.fixture(scope="module")
def real_register(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The real register, loaded once per module into a transaction that is undone; gives the folder of its index."""
    from tests import real_register as register  # noqa: PLC0415 - Django reads its settings first
    from tests.lasting import whole_module  # noqa: PLC0415 - the same

    with whole_module(django_db_blocker):
        register.load()
        yield tmp_path_factory.mktemp("search")
