"""``strahlkraft serve``: the web server; ``strahlkraft live``: the live streams alone."""

import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import click
from django.conf import settings

from strahlkraft.jobs.lasting import Kept

MOST_FILES = 65_536


@click.command()
@click.option("--host", default=lambda: os.environ.get("HOST", "127.0.0.1"), help="Address to listen on.")
@click.option("--port", type=int, default=lambda: int(os.environ.get("PORT", "8000")), help="Port to listen on.")
@click.option("--threads", default=8, show_default=True, help="Requests answered at the same time.")
@click.option("--worker/--no-worker", default=True, help="Also run `strahlkraft work`, which sends letters.")
def serve(*, host: str, port: int, threads: int, worker: bool) -> None:
    """Serve the platform until stopped (Ctrl+C)."""
    os.environ["PORT"] = str(port)  # the workers make absolute addresses from it
    os.environ["STRAHLKRAFT_THREADS"] = str(threads)
    click.echo(f"Strahlkraft: http://{'localhost' if host == '127.0.0.1' else host}:{port}/", err=False)
    click.echo(f"Data: {settings.DATA_DIR}")
    with _worker() if worker else nullcontext():
        _run("strahlkraft.config.serving:application", host=host, port=port)


@click.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on.")
@click.option("--port", type=int, default=8001, show_default=True, help="Port to listen on.")
def live(*, host: str, port: int) -> None:
    """Serve the live streams alone (/live/…), for a proxy that sends only these addresses here."""
    click.echo(f"Live streams: http://{host}:{port}/live/")
    _run("strahlkraft.config.streams:application", host=host, port=port)


@contextmanager
def _worker() -> Iterator[None]:
    """The process that does what is due: begun again when it ends, stopped together with the server."""
    process = Kept([sys.executable, "-m", "strahlkraft.jobs", "work", f"--parent={os.getpid()}"])
    try:
        yield
    finally:
        process.stop()


def _run(application: str, *, host: str, port: int) -> None:
    from granian import Granian  # noqa: PLC0415 - the server loads only here
    from granian.constants import Interfaces  # noqa: PLC0415 - the server loads only here

    files = _more_files()
    Granian(
        application,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=1,
        backpressure=files,  # every open stream counts as a request
        workers_kill_timeout=10,
        respawn_failed_workers=True,  # one that ends twice within seconds ends the server: its keeper begins anew
        log_enabled=True,
        log_access=False,
    ).serve()


def _more_files() -> int:
    """Open as many files as the system allows (a listener is one; the usual 1,024 are few); how many that are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft == resource.RLIM_INFINITY or soft >= files:
        return files
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return files
