"""publiccode.yml from the shell: format files, start a new one. Commands of the group in publiccode_commands."""

import sys
from pathlib import Path

import click

from strahlkraft.reuse.publiccode import Finding, check, read
from strahlkraft.reuse.publiccode.formatting import UnreadableError, format_text
from strahlkraft.reuse.publiccode.starting import LANGUAGES, new_document

UNUSABLE = 2


@click.command("fmt")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a file is not formatted.")
@click.option("--write", is_flag=True, help="Change the files instead of printing them.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="de", show_default=True, help="Language of sentences.")
def fmt(*, files: tuple[str, ...], only_check: bool, write: bool, lang: str) -> None:
    """Put keys in the standard's order and indent evenly; comments stay. "-" reads from standard input.

    Exit: 0 done, 1 not formatted (--check), 2 a file is missing or no YAML.
    """
    if only_check and write:
        msg = "--check and --write exclude each other"
        raise click.UsageError(msg)
    codes = [_format(name, only_check=only_check, write=write, lang=lang) for name in files]
    sys.exit(max(codes))


def _format(name: str, *, only_check: bool, write: bool, lang: str) -> int:
    """Format one file; the exit code it deserves."""
    try:
        before = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        click.echo(f"{name}: {error.strerror}", err=True)
        return UNUSABLE
    try:
        after = format_text(before)
    except UnreadableError as error:
        click.echo(f"{name}:{error.line}:{error.column}: {_sentence(before, error, lang)}", err=True)
        return UNUSABLE
    changed = after.encode() != before
    if only_check:
        if changed:
            click.echo(f"{name}: not formatted")
        return int(changed)
    if not write or name == "-":
        click.echo(after, nl=False)
    elif changed:
        Path(name).write_bytes(after.encode())
        click.echo(f"{name}: formatted")
    return 0


def _sentence(data: bytes, error: UnreadableError, lang: str) -> str:
    """What the check says about such a file, else the reader's own words."""
    problem = read(data).problem
    return Finding("error", "", problem.code, problem.params).message(lang) if problem else error.problem


@click.command("new")
@click.option("--name", default="", help="Name of the software.")
@click.option("--url", default="", help="Address of the source code.")
@click.option("--licence", "--license", default="EUPL-1.2", show_default=True, help="SPDX expression.")
@click.option("--organisation", default="", help="Who publishes it.")
@click.option("--organisation-uri", default="", help="Lasting address of that body.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="de", show_default=True, help="Language of the comments.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write here; an existing file stays.")
def new(
    *, name: str, url: str, licence: str, organisation: str, organisation_uri: str, lang: str, out: Path | None
) -> None:
    """Write a new file with a comment on every key; it is valid as it is, examples are marked as such.

    Exit: 0 written, 1 an option is not valid by the standard, 2 the file exists or cannot be written.
    """
    text = new_document(
        name=name,
        url=url,
        licence=licence,
        language=lang,
        organisation=organisation,
        organisation_uri=organisation_uri,
    )
    faults = [finding for finding in check(text.encode()).results if finding.level == "error"]
    if faults:
        for finding in faults:
            click.echo(f"{finding.key}: {finding.message(lang)}", err=True)
        sys.exit(1)
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        click.echo(f"{out}: {error.strerror}", err=True)
        sys.exit(UNUSABLE)
    click.echo(f"{out}: written", err=True)
