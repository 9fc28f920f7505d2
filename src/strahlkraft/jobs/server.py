"""``strahlkraft serve``: the web server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import click
from django.conf import settings


@click.command()
@click.option("--host", default=lambda: os.environ.get("HOST", "127.0.0.1"), help="Address to listen on.")
@click.option("--port", type=int, default=lambda: int(os.environ.get("PORT", "8000")), help="Port to listen on.")
@click.option("--threads", default=8, show_default=True, help="Requests answered at the same time.")
@click.option("--worker/--no-worker", default=True, help="Also run `strahlkraft work`, which sends letters.")
def serve(*, host: str, port: int, threads: int, worker: bool) -> None:
    """Serve the platform until stopped (Ctrl+C)."""
    os.environ["PORT"] = str(port)  # the workers make absolute addresses from it
    from granian import Granian  # noqa: PLC0415 - the server loads only here
    from granian.constants import Interfaces  # noqa: PLC0415 - the server loads only here

    click.echo(f"Strahlkraft: http://{'localhost' if host == '127.0.0.1' else host}:{port}/", err=False)
    click.echo(f"Data: {settings.DATA_DIR}")
    with _worker() if worker else nullcontext():
        _run(Granian, Interfaces.WSGI, host=host, port=port, threads=threads)


@contextmanager
def _worker() -> Iterator[None]:
    """The process that does what is due, stopped together with the server."""
    process = subprocess.Popen([sys.executable, "-m", "strahlkraft.jobs", "work"])
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _run(server: Any, interface: Any, *, host: str, port: int, threads: int) -> None:
    server(
        "strahlkraft.config.wsgi:application",
        address=host,
        port=port,
        interface=interface,
        workers=1,
        blocking_threads=threads,
        workers_kill_timeout=10,
        log_enabled=True,
        log_access=False,
    ).serve()
