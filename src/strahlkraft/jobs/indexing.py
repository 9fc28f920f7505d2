"""``strahlkraft index``: bring this node's search index up to date."""

import time

import click

from strahlkraft.search import indexer

PAUSE_SECONDS = 0.3


@click.command()
@click.option("--follow", is_flag=True, help="Keep following the changes until stopped (Ctrl+C).")
def index(*, follow: bool) -> None:
    """Index every committed change this node has not indexed yet."""
    reached = indexer.catch_up()
    click.echo(f"The index has reached change {reached}.")
    while follow:
        time.sleep(PAUSE_SECONDS)
        indexer.catch_up()
