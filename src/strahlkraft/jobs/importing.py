"""Commands that bring data in: always a difference first, then all or nothing."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from strahlkraft.kernel.diff import Change, ImportRefused, What

SHOWN = 40
NAMES_HELP = "CSV with the names of the Kreise (columns kreis, name)."
GOVERNMENT_DISTRICTS = {"051": "Düsseldorf", "053": "Köln", "055": "Münster", "057": "Detmold", "059": "Arnsberg"}


@click.group("import")
def import_data() -> None:
    """Import data: shows the difference, then applies it as a whole or not at all."""


def _options(command: Callable[..., None]) -> Callable[..., None]:
    command = click.option("--dry-run", is_flag=True, help="Only show what would change.")(command)
    command = click.option("--json", "as_json", is_flag=True, help="Print the difference as JSON.")(command)
    return click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))(command)


@import_data.command()
@_options
def programme(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Import a programme file (regions, projects, events; format strahlkraft/programme)."""
    from strahlkraft.jobs import loading  # noqa: PLC0415 - commands load lazily

    _run(lambda: loading.programme(file.read_bytes(), dry_run=dry_run), dry_run=dry_run, as_json=as_json)


@import_data.command()
@_options
@click.option("--districts", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV of the Kreise.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Territorial status of the file.")
@click.option("--allow-many", is_flag=True, help="Accept that many municipalities are missing in the file.")
def municipalities(
    file: Path, *, dry_run: bool, as_json: bool, districts: Path | None, as_of: datetime | None, allow_many: bool
) -> None:
    """Import a list of municipalities (our CSV or the official GV100AD file)."""
    from strahlkraft.jobs import loading  # noqa: PLC0415 - commands load lazily

    _run(
        lambda: loading.municipalities(
            file.read_bytes(),
            districts.read_bytes() if districts else b"",
            as_of=as_of.date() if as_of else None,
            dry_run=dry_run,
            allow_many=allow_many,
        ),
        dry_run=dry_run,
        as_json=as_json,
    )


@import_data.command("geometry")
@_options
@click.option("--name", default="nrw", show_default=True, help="Name of the map.")
def import_geometry(file: Path, *, dry_run: bool, as_json: bool, name: str) -> None:
    """Import a map made by `strahlkraft geometry build`."""
    from strahlkraft.jobs import loading  # noqa: PLC0415 - commands load lazily

    _run(lambda: loading.geometry(file.read_bytes(), name=name, dry_run=dry_run), dry_run=dry_run, as_json=as_json)


def _run(load: Callable[[], list[Change]], *, dry_run: bool, as_json: bool) -> None:
    try:
        changes = load()
    except ImportRefused as refused:
        for problem in refused.problems:
            click.echo(f"  {problem}", err=True)
        message = f"{len(refused.problems)} problem(s) in the file; nothing was imported."
        raise click.ClickException(message) from refused
    if as_json:
        click.echo(json.dumps([_plain(change) for change in changes], ensure_ascii=False, default=str, indent=1))
        return
    show(changes)
    if not changes:
        click.echo("No changes: the data is already as the file states.")
    else:
        click.echo("Dry run: nothing was written." if dry_run else "Imported.")


def _plain(change: Change) -> dict[str, object]:
    return {
        "what": change.what.value,
        "kind": change.kind,
        "key": change.key,
        "title": change.title,
        "fields": {name: list(pair) for name, pair in change.fields.items()},
    }


def show(changes: Iterable[Change]) -> None:
    """Print a difference: counts by kind, then the first changed records field by field."""
    changes = list(changes)
    table = Table("", *(what.value for what in What if what is not What.UNCHANGED), box=None)
    counts = Counter((change.kind, change.what) for change in changes)
    for kind in sorted({change.kind for change in changes}):
        table.add_row(kind, *(str(counts[kind, what] or "") for what in What if what is not What.UNCHANGED))
    if changes:
        Console().print(table)
    detailed = [change for change in changes if change.fields]
    for change in detailed[:SHOWN]:
        click.echo(f"{change.what.value} {change.kind} {change.title}")
        for name, (before, after) in change.fields.items():
            click.echo(f"    {name}: {str(before)[:120]} -> {str(after)[:120]}")
    if len(detailed) > SHOWN:
        click.echo(f"… and {len(detailed) - SHOWN} more")


@click.group()
def geometry() -> None:
    """Make maps from official geometry."""


@geometry.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--names", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True, help=NAMES_HELP)
@click.option("--tolerance", default=500.0, show_default=True, help="Generalise by this many metres.")
@click.option("--source-line", default="© GeoBasis-DE / BKG 2013 (Daten verändert)", show_default=True)
@click.option("--licence", default="dl-de/by-2-0", show_default=True)
@click.option("--licence-url", default="https://www.govdata.de/dl-de/by-2-0", show_default=True)
def build(
    source: Path, target: Path, *, names: Path, tolerance: float, source_line: str, licence: str, licence_url: str
) -> None:
    """Generalise a TopoJSON without gaps and write the map the platform uses."""
    from strahlkraft.design import cartography  # noqa: PLC0415 - commands load lazily

    with names.open(encoding="utf-8", newline="") as rows:
        known = {row["kreis"]: row["name"] for row in csv.DictReader(rows)}
    made = cartography.build(
        json.loads(source.read_bytes()),
        tolerance_m=tolerance,
        names=known | GOVERNMENT_DISTRICTS,
        source=source_line,
        licence=licence,
        licence_url=licence_url,
    )
    target.write_text(json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    click.echo(f"{target}: {target.stat().st_size // 1024} KB")
