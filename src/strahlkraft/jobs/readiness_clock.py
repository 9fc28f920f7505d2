"""Readiness on schedule: visit addresses, check again; a command and a part of ``strahlkraft work``."""

from datetime import datetime

import click
import structlog
from django.conf import settings

from strahlkraft.jobs.clock import now
from strahlkraft.reuse import actions

PER_ROUND = 20  # visits and checks of one round of the clock
_log = structlog.get_logger(__name__)


def run(*, at: datetime, limit: int = PER_ROUND) -> tuple[int, int]:
    """Visit and check what is due; returns how many of each. Visits are made only where settings allow them."""
    visited = 0
    if settings.VISIT_ADDRESSES:
        actions.want_addresses(at=at)
        with actions.fetcher() as fetcher:
            visited = actions.visit_addresses(at=at, fetcher=fetcher, limit=limit)
    checked = actions.check_due(at=at, limit=limit)
    if visited or checked:
        _log.info("readiness.checked", visited=visited, checked=checked)
    return visited, checked


@click.command()
@click.option("--limit", type=click.IntRange(1), default=1_000, help="Addresses and things at most.")
def readiness(*, limit: int) -> None:
    """Visit the addresses of offers that are due and check readiness again."""
    visited, checked = run(at=now(), limit=limit)
    click.echo(f"{visited} addresses visited, {checked} readiness checks made.")
