"""Handover mode from the shell, and what the clock does for deadlines that are computed from records."""

from datetime import UTC, datetime
from pathlib import Path

import click
import structlog

from strahlkraft.jobs.clock import each, now
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.network.models import Region
from strahlkraft.steering.actions.deadlines import derive, out_of_line
from strahlkraft.steering.actions.handover import take_bundle
from strahlkraft.steering.papers.bundle import write_bundle
from strahlkraft.steering.queries import handover as queries

_log = structlog.get_logger(__name__)


def tend(*, at: datetime) -> int:
    """Bring computed deadlines in line with their records, each by itself; how many were not."""
    changed = each(
        out_of_line(at=at),
        lambda wanted: bool(derive(by=SYSTEM, at=at, wanted=wanted)),
        failed=lambda wanted: _log.exception("deadlines.deriving_failed", source=wanted.derived_from),
    )
    if changed:
        _log.info("deadlines.derived", changed=changed)
    return changed


@click.command()
@click.argument("region")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--recipient", default="", help="Only what concerns this recipient of grants, by name.")
@click.option(
    "--at",
    "moment",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="As of this moment (UTC); the same data and moment give the same bytes. Left out: now.",
)
def handover(*, region: str, file: Path, recipient: str, moment: datetime | None) -> None:
    """Write everything of a REGION (its address part) into FILE, a ZIP for those who come after the office."""
    found = Region.objects.filter(slug=region).first()
    if found is None:
        known = ", ".join(Region.objects.values_list("slug", flat=True))
        message = f"There is no region {region!r}. Known: {known or 'none'}"
        raise click.ClickException(message)
    if recipient and recipient not in (names := queries.recipients(found)):
        message = f"Nobody of that name received a grant there. Known: {', '.join(names) or 'nobody'}"
        raise click.ClickException(message)
    at = moment.replace(tzinfo=UTC) if moment else now()
    bundle = queries.bundle(found, recipient=recipient)
    try:
        with file.open("wb") as target:
            taken = write_bundle(bundle, target, at=at)
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}"
        raise click.ClickException(message) from error
    take_bundle(by=SYSTEM, at=now(), region_id=found.pk, recipient=recipient)
    unsound = [row for row in taken if not row.sound]
    for row in unsound:
        click.echo(f"{'changed' if row.path else 'gone'}: {row.paper.title} ({row.paper.stored})", err=True)
    click.echo(f"{file}: {bundle.count('projects')} projects, {len(taken)} files, {len(bundle.deadlines)} deadlines.")
    if unsound:
        raise click.exceptions.Exit(1)
