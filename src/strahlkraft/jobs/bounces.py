"""``strahlkraft bounces``: what a mail server further on says of letters that came back."""

import sys
from pathlib import Path

import click

from strahlkraft.jobs.clock import now
from strahlkraft.letters.actions import take_notice
from strahlkraft.letters.bounces import read_notice
from strahlkraft.letters.rules import LetterState

LARGEST = 10 * 1024 * 1024  # bytes; a notification may carry the whole letter


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def bounces(files: tuple[Path, ...]) -> None:
    """Take delivery status notifications (RFC 3464): one on standard input, or the FILES given.

    The letter that came back is marked and its mailbox is shown as failing. Anything else is passed over, so that a
    mail server may pipe everything here that arrives at the sender's address.
    """
    given = [path.read_bytes()[:LARGEST] for path in files] or [sys.stdin.buffer.read(LARGEST)]
    came_back = late = foreign = 0
    for data in given:
        notice = read_notice(data)
        letter = take_notice(at=now(), notice=notice) if notice else None
        if notice is None or letter is None:
            foreign += 1
        elif letter.state is LetterState.BOUNCED:
            came_back += 1
        else:
            late += 1
    click.echo(f"{came_back} came back, {late} on the way, {foreign} not about a letter of ours.")
