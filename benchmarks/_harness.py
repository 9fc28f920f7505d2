"""What several benchmarks share: either database, a clean environment, a real server, an address that does nothing."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

EMPTY = "/leer/"
"""The address of the view that does nothing."""
COMMAND = Path(sys.executable).parent / "strahlkraft"


def on_either_database(measure: Callable[[str, str], list[str]]) -> int:
    """Call ``measure(name, url)`` for SQLite, and for PostgreSQL where BENCH_POSTGRES_URL names one; 1 when it says

    that a goal was missed.
    """
    missed = []
    for database, url in {"SQLite": "", "PostgreSQL": os.environ.get("BENCH_POSTGRES_URL")}.items():
        if url is None:
            print("PostgreSQL: not measured, BENCH_POSTGRES_URL is not set")
            continue
        missed += measure(database, url)
    for line in missed:
        print(f"GOAL MISSED: {line}")
    return 1 if missed else 0


def figure(goal: str, database: str, words: str, *, held: bool | None) -> None:
    """One line for ``tools.trust``: what was measured for that goal; ``held`` is None where no target is judged."""
    verdict = "info" if held is None else "held" if held else "missed"
    print(f"FIGURE | {goal} | {database or '-'} | {words} | {verdict}", flush=True)


def environment_of(folder: str, url: str, **more: str) -> dict[str, str]:
    """What a process over that data folder and database needs, and nothing of this shell's own settings."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("STRAHLKRAFT_", "DJANGO_"))}
    clean |= {"STRAHLKRAFT_DATA_DIR": folder, "DATABASE_URL": url}
    return clean | {"DJANGO_SETTINGS_MODULE": "strahlkraft.config.settings"} | more


def in_a_process_of_its_own(script: str, url: str, **more: str) -> list[dict[str, Any]]:
    """What the benchmark ``script``, begun once more as a child, says in its last line: JSON rows over a fresh data folder.

    Nothing is kept between requests there: what is measured is the work of a page.
    """
    more = {"STRAHLKRAFT_PAGE_CACHE_SECONDS": "0"} | more
    with tempfile.TemporaryDirectory(prefix=f"strahlkraft-{Path(script).stem}-") as folder:
        done = subprocess.run(
            [sys.executable, script, "--child", *sys.argv[1:]],
            env=environment_of(folder, url, **more),
            stdout=subprocess.PIPE,
            check=True,
        )
        return list(json.loads(done.stdout.splitlines()[-1]))


def with_empty_view() -> ModuleType:
    """Our addresses and one that does nothing."""
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    from strahlkraft.config.urls import urlpatterns

    def empty(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("")

    module = ModuleType("addresses_with_an_empty_one")
    module.urlpatterns = [path(EMPTY[1:], empty), *urlpatterns]  # type: ignore[attr-defined]  # an address list needs one
    return module


@contextmanager
def served(environment: dict[str, str], port: int, warm: Callable[[], object]) -> Iterator[None]:
    """The server as `make run` starts it; ``warm`` asks for the first pages, which read files and build tables."""
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen([COMMAND, "serve"], env=environment, stdout=log, stderr=log)
        try:
            while not _answers(port):
                time.sleep(0.2)
            warm()
            yield
        finally:
            server.terminate()
            server.wait(30)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
