"""Every night what is over by its period is forgotten, once, with a protocol; and the commands of data protection."""

from datetime import datetime

import click
import structlog
from django.utils.timezone import localdate, localtime

from strahlkraft.jobs.clock import now
from strahlkraft.privacy.actions.forgetting import forget
from strahlkraft.privacy.models import ForgettingRun
from strahlkraft.privacy.queries.register import processing

HOUR = 3
"""From this hour of the night (Berlin) on, once a day; after the walk over the trail."""
_log = structlog.get_logger(__name__)


def tend(*, at: datetime) -> int | None:
    """Forget what is over unless it was done this night; how many rows, None: not due."""
    if (
        localtime(at).hour < HOUR
        or ForgettingRun.objects.filter(night=localdate(at), finished_at__isnull=False).exists()
    ):
        return None
    rows = _rows(forget(at=at))
    if rows:
        _log.info("privacy.forgotten", rows=rows)
    return rows


def _rows(run: ForgettingRun) -> int:
    return sum(int(count["rows"]) for count in run.counts)


@click.group()
def privacy() -> None:
    """Data protection: what is kept of people, and forgetting it in time."""


@privacy.command()
def register() -> None:
    """Print the register of processing (Art. 30 GDPR), one line an entry: table, columns, ground, period."""
    for row in processing():
        period = "as long as needed" if row.days is None else f"{row.days} days after {row.since}"
        by = " by its own clock" if row.by_room else ""
        click.echo(f"{row.table}: {', '.join(row.columns) or '(whole row)'}; {row.basis.value}; {period}{by}")


@privacy.command(name="forget")
def forget_command() -> None:
    """Forget what is over now; a second call on the same day finds it done."""
    run = forget(at=now())
    for count in run.counts:
        click.echo(f"{count['table']}: {count['rows']} after {count['days']} days")
    click.echo(f"{_rows(run)} rows forgotten in the night of {run.night.isoformat()}.")
