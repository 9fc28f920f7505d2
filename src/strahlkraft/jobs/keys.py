"""The command ``strahlkraft keys``: after a change of the secret key, seal everything anew so that the old one can go."""

import click
from cryptography.fernet import InvalidToken

from strahlkraft.accounts.actions.keys import reseal_factors
from strahlkraft.jobs.clock import now
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom.actions.newsletter import reseal as reseal_mailboxes
from strahlkraft.reuse.actions.keys import reseal_exchange

_SEALED = (
    ("second factors", reseal_factors),
    ("secrets of webhooks and the key of this instance", reseal_exchange),
    ("key of the newsletter's suppressions", reseal_mailboxes),
)


@click.group()
def keys() -> None:
    """Secrets kept sealed in the database."""


@keys.command()
def rotate() -> None:
    """Seal every secret anew with STRAHLKRAFT_SECRET_KEY; then STRAHLKRAFT_OLD_SECRET_KEYS may be emptied.

    May be repeated and interrupted: each kind is one transaction. Exit status 1 when something cannot be read.
    """
    for name, reseal in _SEALED:
        try:
            click.echo(f"{name}: {int(reseal(at=now()))} sealed anew")
        except (InvalidToken, Refused) as error:
            message = f"{name}: sealed with a key that is not known. Put it into STRAHLKRAFT_OLD_SECRET_KEYS again."
            raise click.ClickException(message) from error
