"""``strahlkraft setup``: database, cache, static files, default data; safe to run again at any time."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib.resources import files

import click
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from strahlkraft import __version__
from strahlkraft.jobs import loading
from strahlkraft.network.queries import was_imported
from strahlkraft.search import indexer

TERRITORIAL_STATUS = date(2025, 8, 31)  # of the packaged list of municipalities
LOCK_SECONDS = 5
Step = tuple[str, Callable[[], object]]


@click.command()
@click.option("--without-data", is_flag=True, help="Only the empty database.")
@click.option("--check", is_flag=True, help="Change nothing; say what would change in the database.")
def setup(*, without_data: bool, check: bool) -> None:
    """Create or update the database, the static files and the default data."""
    if check:
        click.echo("\n".join(_pending()) or "The database is as this version wants it.")
        return
    steps: list[Step] = [("Database", _database), ("Static files", _static)]
    if not without_data:
        steps += _data_steps()
    steps.append(("Search index", indexer.catch_up))
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Setting up", total=len(steps))
        for title, step in steps:
            progress.update(task, description=title)
            step()
            progress.advance(task)
        progress.update(task, description="Ready")


def _database() -> None:
    """Bring the tables up to date; a lock that is not had soon is given up, whoever waits makes all others wait behind."""
    with _short_waits():
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


@contextmanager
def _short_waits() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def _pending() -> list[str]:
    """The changes of the database that this version would make, each in a line."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [
        f"{migration.app_label}.{migration.name}: {', '.join(step.describe() for step in migration.operations)}"
        for migration, _back in plan
    ]


def _static() -> None:
    """Collect and compress the static files unless these very files were collected before."""
    stamp, found = settings.STATIC_ROOT / ".made-of", hashlib.blake2b(__version__.encode(), digest_size=16)
    for finder in get_finders():
        for path, storage in finder.list([]):
            found.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}".encode())
    if not stamp.exists() or stamp.read_text(encoding="ascii") != found.hexdigest():
        call_command("collectstatic", verbosity=0, interactive=False, clear=False)
        stamp.write_text(found.hexdigest(), encoding="ascii")


def _municipalities(data: bytes, districts: bytes) -> object:
    return loading.municipalities(data, districts, as_of=TERRITORIAL_STATUS)


def _data_steps() -> list[Step]:
    """The default data that this database has not seen yet, in the order in which it builds up."""
    network, projects = files("strahlkraft.network") / "data", files("strahlkraft.projects") / "data"
    municipalities = (network / "municipalities.csv").read_bytes()
    districts = (network / "districts.csv").read_bytes()
    geometry, programme = (network / "nrw.topojson").read_bytes(), (projects / "programme.json").read_bytes()
    reuse = files("strahlkraft.reuse") / "data"
    software, publishers = (reuse / "software.json").read_bytes(), (reuse / "publishers.json").read_bytes()

    def unless_known(kind: str, data: bytes, load: Callable[[], object]) -> Callable[[], object]:
        return lambda: None if was_imported(kind, loading.digest(data)) else load()

    return [
        (
            "10,751 municipalities",
            unless_known("municipalities", municipalities, lambda: _municipalities(municipalities, districts)),
        ),
        ("Map of North Rhine-Westphalia", unless_known("geometry", geometry, lambda: loading.geometry(geometry))),
        ("Regions, projects, events", unless_known("programme", programme, lambda: loading.programme(programme))),
        ("Software from elsewhere", unless_known("software", software, lambda: loading.software(software))),
        ("Publishers", unless_known("publishers", publishers, lambda: loading.publishers(publishers))),
        ("Reuses named by sources", loading.named_reuses),
        ("Readiness checks", loading.readiness),
    ]
