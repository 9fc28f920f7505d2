"""Commands that write the open data to files."""

from pathlib import Path

import click
from django.conf import settings

from strahlkraft.reuse.dcat import FORMATS
from strahlkraft.reuse.queries.open_tables import catalogue_bytes


@click.group()
def export() -> None:
    """Write open data to a file."""


@export.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="Form of the file; left out: by the ending of its name, else ttl.",
)
def dcat(*, out: Path, form: str | None) -> None:
    """The catalogue of the open data (DCAT-AP.de 3.0), as /katalog gives it."""
    ending = out.suffix.lstrip(".").lower()
    chosen = form or (ending if ending in FORMATS else "ttl")
    body = catalogue_bytes(chosen, base_url=settings.BASE_URL, office=settings.OPERATOR["name"])
    try:
        out.write_bytes(body)
    except OSError as error:
        message = f"{out} cannot be written: {error.strerror}"
        raise click.ClickException(message) from error
    click.echo(f"{out}: {len(body)} bytes ({chosen})")
