"""``strahlkraft webhooks``: which other systems are told of events; and telling them."""

from collections.abc import Sequence
from datetime import datetime

import click
from rich.console import Console
from rich.table import Table

from strahlkraft.jobs.clock import now
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.reuse.actions import exchange as actions
from strahlkraft.reuse.actions.taking import fetcher
from strahlkraft.reuse.models import Webhook
from strahlkraft.reuse.queries import exchange
from strahlkraft.reuse.rules.vocabulary import EventKind

KINDS = [kind.value for kind in EventKind]


def deliver(*, at: datetime) -> actions.Told:
    """Tell webhooks what is due; who asked to be told needs no pause between two messages."""
    with fetcher(host_pause=0.0) as sender:
        return actions.deliver_due(at=at, fetcher=sender)


@click.group(name="webhooks")
def webhooks_command() -> None:
    """Tell other systems of public events, signed (docs/federation.md)."""


@webhooks_command.command(name="add")
@click.argument("url")
@click.option("--name", default="", help="What it is called here.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only these; else all kinds.")
def add(*, url: str, name: str, kinds: Sequence[str]) -> None:
    """Tell URL of events; prints the secret, this once."""
    try:
        hook, secret = actions.add_webhook(by=SYSTEM, at=now(), name=name, url=url, kinds=kinds or KINDS)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"Webhook {hook.pk}. Its secret is shown only now:\n{secret}")


@webhooks_command.command(name="list")
def list_() -> None:
    """Show the webhooks and how they do."""
    table = Table("number", "name", "address", "kinds", "waiting", "lost", "failing since")
    for hook in exchange.webhooks():
        since = f"{hook.failing_since:%Y-%m-%d %H:%M}" if hook.failing_since else ""
        counts = (str(getattr(hook, name)) for name in ("waiting", "lost"))
        table.add_row(str(hook.pk), hook.name, hook.url, ", ".join(hook.kinds), *counts, since)
    Console().print(table)


@webhooks_command.command(name="remove")
@click.argument("number", type=int)
def remove(*, number: int) -> None:
    """Tell the webhook NUMBER nothing more."""
    try:
        actions.end_webhook(by=SYSTEM, at=now(), pk=number)
    except Webhook.DoesNotExist:
        message = "There is no such webhook. `strahlkraft webhooks list` shows all."
        raise click.ClickException(message) from None
