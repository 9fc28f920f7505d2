"""``strahlkraft federate``: other instances whose catalogue is shown here, and our own key."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec

import click
from rich.console import Console
from rich.table import Table

from strahlkraft.jobs.clock import now
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.reuse.actions import federation as actions
from strahlkraft.reuse.actions.taking import fetcher
from strahlkraft.reuse.fetching import Fetcher
from strahlkraft.reuse.models import Peer
from strahlkraft.reuse.peering.words import FAULTS
from strahlkraft.reuse.queries import exchange

_P = ParamSpec("_P")


def visitor() -> Fetcher:
    """Fetches catalogues: one try, the next visit is the second; patience is in ``peering``, not in the worker."""
    return fetcher(tries=1, host_pause=0.1, max_retry_after=5.0)


def sync(slug: str, *, at: datetime, only_due: bool = False) -> Peer | None:
    """Visit one instance now (the clock: if no other worker is at it); None when it is stopped."""
    with visitor() as visiting:
        return actions.sync_peer(at=at, slug=slug, fetcher=visiting, only_due=only_due)


def _told(command: Callable[_P, None]) -> Callable[_P, None]:
    """A refusal or an unknown name as a sentence."""

    @wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except Refused as refused:
            raise click.ClickException(str(refused)) from refused
        except Peer.DoesNotExist:
            message = "There is no such instance. `strahlkraft federate list` shows all."
            raise click.ClickException(message) from None

    return run


@click.group(name="federate")
def federate() -> None:
    """Show what other instances offer, with its origin (docs/federation.md)."""


@federate.command(name="add")
@click.argument("url")
@click.option("--key", default="", help="Its public key as its administration told you: then it is confirmed at once.")
@_told
def add(*, url: str, key: str) -> None:
    """Subscribe to the instance at URL: its base address, or its catalogue's."""
    peer = sync(actions.add_peer(by=SYSTEM, at=now(), url=url).slug, at=now())
    if peer is None or not peer.public_key:
        fault = FAULTS.get(peer.fault, "") if peer else "Another worker is visiting it."
        click.echo(f"{peer.slug if peer else url}: {fault} It is asked again later.")
    elif key:
        _confirm(peer, key)
    else:
        click.echo(f"{peer.slug}: {peer.name}\nIts key: {peer.public_key}")
        click.echo(f"Compare it with what its administration says, then: strahlkraft federate confirm {peer.slug}")


@federate.command(name="confirm")
@click.argument("slug")
@click.option("--key", default="", help="The key you compared; without it you are asked.")
@_told
def confirm(*, slug: str, key: str) -> None:
    """Believe the key that the instance SLUG showed, and take over its catalogue."""
    peer = Peer.objects.subscribed().get(slug=slug)
    shown = peer.offered_key or peer.public_key
    if not key and click.confirm(f"{peer.name} signs with {shown}\nIs this its key?"):
        key = shown
    if key:
        _confirm(peer, key)


def _confirm(peer: Peer, key: str) -> None:
    actions.confirm_key(by=SYSTEM, at=now(), slug=peer.slug, key=key)
    _sync_and_tell(peer.slug)


@federate.command(name="sync")
@click.argument("slug", required=False)
@_told
def sync_command(*, slug: str | None) -> None:
    """Visit the instance SLUG now, or all."""
    slugs = [slug] if slug else list(Peer.objects.subscribed().values_list("slug", flat=True))
    actions.refresh_catalogue(at=now())
    for one in slugs:
        Peer.objects.subscribed().get(slug=one)
        _sync_and_tell(one)


def _sync_and_tell(slug: str) -> None:
    peer = sync(slug, at=now()) or Peer.objects.get(slug=slug)
    click.echo(f"{slug}: {peer.state} {FAULTS.get(peer.fault, '')}".rstrip())


@federate.command(name="release")
@click.argument("slug")
@_told
def release(*, slug: str) -> None:
    """Ask the stopped instance SLUG again: somebody has looked."""
    actions.release_peer(by=SYSTEM, at=now(), slug=slug)
    _sync_and_tell(slug)


@federate.command(name="remove")
@click.argument("slug")
@_told
def remove(*, slug: str) -> None:
    """Show nothing of the instance SLUG any more."""
    actions.end_peer(by=SYSTEM, at=now(), slug=slug)


@federate.command(name="key")
@click.option(
    "--renew", is_flag=True, help="Make a new key: the old one was lost or stolen. Subscribers must confirm it."
)
@_told
def key_command(*, renew: bool) -> None:
    """Show our own public key, to be told to other administrations."""
    own = actions.renew_key(by=SYSTEM, at=now()) if renew else actions.refresh_catalogue(at=now(), force=True)
    click.echo(own.public_key)


@federate.command(name="list")
def list_() -> None:
    """Show every subscribed instance, how it stands and how old its last good state is."""
    table = Table("slug", "name", "state", "entries", "known here", "age", "fault")
    for view in exchange.peers(now()):
        state = f"{view.peer.state}!" if view.needs_person else view.peer.state
        counts = (str(view.entries), str(view.linked))
        table.add_row(view.peer.slug, view.peer.name, state, *counts, _age(view.age), view.fault)
    Console().print(table)


def _age(age: timedelta | None) -> str:
    return "never" if age is None else str(timedelta(seconds=round(age.total_seconds())))
