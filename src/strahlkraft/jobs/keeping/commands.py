"""The commands ``backup``, ``backup-key``, ``restore`` and ``verify``. Exit status 1: refused or unsound, in a sentence."""

import json
import os
import sqlite3  # the newer one: strahlkraft/__init__.py
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
import pyrage
import structlog
from django.conf import settings

from strahlkraft.jobs.clock import now
from strahlkraft.jobs.keeping import bringing_back, checking, making, reading, rows, sealing, state

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_log = structlog.get_logger(__name__)


@contextmanager
def _in_sentences() -> Iterator[None]:
    try:
        yield
    except (sealing.Unreadable, bringing_back.NotHere, state.Busy, rows.Different) as error:
        raise click.ClickException(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        message = f"The disk does not play along: {getattr(error, 'strerror', None) or error}"
        raise click.ClickException(message) from error


def _identities(file: Path | None) -> Sequence[pyrage.x25519.Identity]:
    named = file or (Path(settings.BACKUP_IDENTITY) if settings.BACKUP_IDENTITY else None)
    return sealing.identities_of(named) if named else []


@click.command("backup-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_key(*, file: Path) -> None:
    """Make a pair of keys: the secret one into FILE (keep it elsewhere too), the public one is printed."""
    secret, public = sealing.new_key()
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as target:
            target.write(f"# public key: {public}\n{secret}\n")
    except OSError as error:
        message = f"{file} cannot be made: {error.strerror}"
        raise click.ClickException(message) from error
    click.echo(public)


@click.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--recipient", "recipients", multiple=True, help="Public key (age1…); left out: STRAHLKRAFT_BACKUP_RECIPIENTS."
)
@click.option("--unencrypted", is_flag=True, help="Leave it readable for everybody who gets hold of it.")
@click.option("--identity", type=_FILE, help="File with the secret key: read the backup back and check it as a whole.")
@click.option("--keep", type=click.IntRange(min=1), help="Remove all but this many newest backups afterwards.")
def backup(
    *, folder: Path | None, recipients: tuple[str, ...], unencrypted: bool, identity: Path | None, keep: int | None
) -> None:
    """Write database and stored files into one file in FOLDER while everybody works (default: STRAHLKRAFT_BACKUP_DIR)."""
    keys = recipients or tuple(settings.BACKUP_RECIPIENTS)
    if bool(keys) == unencrypted:
        message = "Name a public key (--recipient, STRAHLKRAFT_BACKUP_RECIPIENTS), or say --unencrypted; not both."
        raise click.UsageError(message)
    home = folder or settings.BACKUP_DIR
    with _in_sentences():
        made = making.back_up(at=now(), folder=home, recipients=sealing.recipients_of(keys))
        openers = _identities(identity)
        found = _looked_at(made.path, openers) if openers or unencrypted else made.findings
    click.echo(f"{made.path}: {made.files} files, {found.entries} entries in the trail, last hash {found.last_hash}.")
    _tell(found)
    _note(made.path, checked="whole" if openers or unencrypted else "source")
    for gone in making.keep_newest(home, keep) if keep else ():
        click.echo(f"removed: {gone.name}")


def _looked_at(file: Path, identities: Sequence[pyrage.x25519.Identity]) -> checking.Findings:
    with state.workroom() as room:
        return reading.findings(reading.read(file, identities, room, with_files=False))


def _tell(found: checking.Findings) -> None:
    """Every fault on standard error, and exit status 1 if there is one."""
    for fault in found.faults:
        click.echo(fault, err=True)
    if found.faults:
        _log.error("backup.unsound", faults=len(found.faults))
        raise click.exceptions.Exit(1)


def _note(file: Path, *, checked: str) -> None:
    """Leave for whoever watches when the newest good backup was made; ``checked``: read back as a whole, or its source."""
    note = {
        "at": datetime.fromtimestamp(file.stat().st_mtime).astimezone().isoformat(),
        "file": file.name,
        "checked": checked,
    }
    fresh = settings.BACKUP_NOTE.with_suffix(".new")
    fresh.write_text(json.dumps(note), encoding="utf-8")
    fresh.replace(settings.BACKUP_NOTE)


@click.command()
@click.argument("file", required=False, type=_FILE)
@click.option("--live", is_flag=True, help="Check the running instance instead of a backup.")
@click.option("--identity", type=_FILE, help="File with the secret key; left out: STRAHLKRAFT_BACKUP_IDENTITY.")
def verify(*, file: Path | None, live: bool, identity: Path | None) -> None:
    """Check a backup without bringing it back: every byte, the database, the trail, the files its rows name."""
    if (file is None) != live:
        message = "Name a backup, or say --live; not both."
        raise click.UsageError(message)
    with _in_sentences():
        found = _looked_at(file, _identities(identity)) if file else checking.live()
    _tell(found)
    click.echo(f"Whole: {found.entries} entries in the trail, last hash {found.last_hash}, {found.named} named files.")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--identity", type=_FILE, help="File with the secret key; left out: STRAHLKRAFT_BACKUP_IDENTITY.")
@click.option("--replace", is_flag=True, help="Also where an instance is already. Stop server and worker first.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, change nothing.")
def restore(*, file: Path, identity: Path | None, replace: bool, dry_run: bool) -> None:
    """Make this instance (STRAHLKRAFT_DATA_DIR, DATABASE_URL) what a backup holds, also on the other kind of database."""
    with _in_sentences():
        done = bringing_back.restore(file, at=now(), identities=_identities(identity), replace=replace, dry_run=dry_run)
    _tell(done.findings)
    made, files = done.held.unpacked.about["at"], len(done.held.unpacked.files)
    state_of = "could be brought back" if dry_run else "is back"
    click.echo(f"The instance of {made} {state_of}: {files} files, {done.findings.entries} entries in the trail.")
    for sentence in _to_know(done, dry_run=dry_run):
        click.echo(f"- {sentence}")


def _to_know(done: bringing_back.Restored, *, dry_run: bool) -> Iterator[str]:
    if done.foreign_key:
        yield (
            "The backup was made with another STRAHLKRAFT_SECRET_KEY. Put that one into STRAHLKRAFT_OLD_SECRET_KEYS, "
            "or second factors and links in letters no longer open."
        )
    if done.erased_since:
        yield f"Erased here since the backup, to be erased again: {', '.join(done.erased_since)}."
    if dry_run:
        return
    if done.old_database:
        yield f"The database before is kept as {done.old_database}; remove it when all is well, it holds personal data."
    if done.left_over:
        yield f"{len(done.left_over)} stored files are not in the backup and were left, for example {done.left_over[0]}."
    if done.unheard:
        yield f"{done.unheard} letters of lists waited when the backup was made and may have left since: they are not sent again."
    yield "Before the worker starts: look at newsletter issues and letters that were planned since; they would leave (again)."
    yield "Everybody has to sign in anew. The search makes its index anew at the first question."
    yield "What was over by its period is forgotten by the worker this night, or now by `strahlkraft privacy forget`."
