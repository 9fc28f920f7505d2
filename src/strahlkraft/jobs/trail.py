"""Commands over the trail."""

import json

import click

from strahlkraft.audit import queries


@click.group()
def audit() -> None:
    """The trail: who did what."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print the breaks as JSON.")
def verify(*, as_json: bool) -> None:
    """Check the hash chain of the whole trail; exit code 1 when it is broken."""
    broken = queries.verify()
    head = queries.head()
    if as_json:
        click.echo(json.dumps({"entries": head.count, "broken": [str(row) for row in broken]}, ensure_ascii=False))
    else:
        for row in broken:
            click.echo(str(row))
        click.echo(f"{head.count} entries, {'the chain is whole' if not broken else f'{len(broken)} break(s)'}.")
    if broken:
        raise SystemExit(1)
