"""``strahlkraft serve``: the web server."""

import os

import click
from django.conf import settings


@click.command()
@click.option("--host", default=lambda: os.environ.get("HOST", "127.0.0.1"), help="Address to listen on.")
@click.option("--port", type=int, default=lambda: int(os.environ.get("PORT", "8000")), help="Port to listen on.")
@click.option("--threads", default=8, show_default=True, help="Requests answered at the same time.")
def serve(host: str, port: int, threads: int) -> None:
    """Serve the platform until stopped (Ctrl+C)."""
    os.environ["PORT"] = str(port)  # the workers make absolute addresses from it
    from granian import Granian  # noqa: PLC0415 - the server loads only here
    from granian.constants import Interfaces  # noqa: PLC0415 - the server loads only here

    click.echo(f"Strahlkraft: http://{'localhost' if host == '127.0.0.1' else host}:{port}/", err=False)
    click.echo(f"Data: {settings.DATA_DIR}")
    Granian(
        "strahlkraft.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        workers_kill_timeout=10,
        log_enabled=True,
        log_access=False,
    ).serve()
