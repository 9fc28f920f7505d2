"""The command that takes articles over from an older site; drafts, in the name of somebody of the office."""

import json
import os
from pathlib import Path

import click
from django.utils import timezone

from strahlkraft.accounts.models import User
from strahlkraft.design.refusals import sentence
from strahlkraft.jobs.clock import now
from strahlkraft.kernel.diff import ImportRefused
from strahlkraft.kernel.refusal import Refused
from strahlkraft.network.models import Region
from strahlkraft.newsroom.actions import older_sources as sources
from strahlkraft.newsroom.actions.importing import Find, take_over_article
from strahlkraft.newsroom.formats.older_files import MOST_FILE, Files, Saved, read
from strahlkraft.newsroom.queries.importing import known


@click.command("import-articles")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--address", required=True, help="Where the feed or the list stood; without FILE it is fetched.")
@click.option("--by", "mailbox", required=True, help="Mailbox of the account in whose name it is done.")
@click.option("--region", "slug", default="", help="Region the articles belong to; none: the whole programme.")
@click.option(
    "--pictures",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with saved pictures; they are found by how their addresses end.",
)
@click.option(
    "--fetch",
    is_flag=True,
    help="Fetch pictures that are not among the files from the older site; without FILE always.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would come.")
@click.option("--json", "as_json", is_flag=True, help="Print what came, or would, as JSON.")
def import_articles(
    file: Path | None,
    *,
    address: str,
    mailbox: str,
    slug: str,
    pictures: Path | None,
    fetch: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take articles over from an older site (RSS, Atom, a saved list, or a ZIP of them): each becomes a draft.

    What was taken over before is left alone; publishing needs a second person, as always.
    """
    by, region = _person(mailbox), _region(slug)
    saved = _read(file, address)
    rows: list[dict[str, object]]
    if dry_run:
        here = known(entry.url for entry in saved.entries)
        rows = [
            {"what": "unchanged" if entry.url in here else "added", "url": entry.url, "title": entry.title, "left": []}
            for entry in saved.entries
        ]
    else:
        rows = _taken(by, region.pk if region else None, saved, pictures, fetch=fetch or file is None)
    _show(rows, saved, as_json=as_json, dry_run=dry_run)
    if any(row["what"] == "refused" for row in rows):
        raise click.exceptions.Exit(1)


def _person(mailbox: str) -> User:
    found = User.objects.filter(email=mailbox.strip().lower(), is_active=True).first()
    if found is None:
        message = f"There is no account with the mailbox {mailbox}."
        raise click.ClickException(message)
    return found


def _region(slug: str) -> Region | None:
    found = Region.objects.filter(slug=slug).first() if slug else None
    if slug and found is None:
        message = f"There is no region {slug}."
        raise click.ClickException(message)
    return found


def _read(file: Path | None, address: str) -> Saved:
    """What the file holds, or what stands at the address; each defect on a line of its own when nothing can be read."""
    try:
        if file is not None:
            with file.open("rb") as opened:
                data = opened.read(MOST_FILE + 1)
        else:
            with sources.visitor() as visits:
                data = sources.fetched(visits, address)
        return read(data, address, timezone.get_default_timezone())
    except ImportRefused as refused:
        for problem in refused.problems:
            click.echo(f"  {problem}", err=True)
        message = "Nothing in it can be read; nothing was taken over."
        raise click.ClickException(message) from refused
    except Refused as refused:
        raise click.ClickException(" ".join(map(sentence, refused.refusals))) from refused


def in_folder(folder: Path) -> Files:
    """The files below a folder; links are not followed."""
    found = {
        path.relative_to(folder).as_posix(): path
        for place, _folders, names in os.walk(folder)
        for path in sorted(Path(place) / name for name in names)
        if path.is_file() and not path.is_symlink()
    }

    def content(name: str, most: int) -> bytes:
        with found[name].open("rb") as opened:
            return opened.read(most)

    return Files(found, content)


def _taken(
    by: User, region_id: int | None, saved: Saved, pictures: Path | None, *, fetch: bool
) -> list[dict[str, object]]:
    rows = list[dict[str, object]]()
    with sources.visitor() as visits:
        asked = visits if fetch else None
        of_folder = sources.finder(in_folder(pictures), None) if pictures else None
        find = _first(of_folder, sources.finder(saved.files, asked))
        for entry in saved.entries:
            row: dict[str, object] = {"url": entry.url, "title": entry.title}
            try:
                done = take_over_article(by=by, at=now(), region_id=region_id, entry=entry, find=find)
            except Refused as refused:
                rows.append({"what": "refused", **row, "left": [sentence(one) for one in refused.refusals]})
            else:
                what = "added" if done.new else "unchanged"
                rows.append({"what": what, **row, "code": done.article.code, "left": list(done.left)})
    return rows


def _first(first: Find | None, second: Find) -> Find:
    """Looks in the first place, then in the second."""
    if first is None:
        return second
    return lambda picture: first(picture) or second(picture)


def _show(rows: list[dict[str, object]], saved: Saved, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        problems = [{"record": one.record, "message": one.message} for one in saved.problems]
        click.echo(json.dumps({"articles": rows, "problems": problems}, ensure_ascii=False, indent=1))
        return
    for problem in saved.problems:
        click.echo(f"left out: {problem}")
    for row in rows:
        click.echo(f"{row['what']} {row['url']} {row['title']}")
        left = row["left"]
        for line in left if isinstance(left, list) else ():
            click.echo(f"    {line}")
    counts = {what: sum(row["what"] == what for row in rows) for what in ("added", "unchanged", "refused")}
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    click.echo(f"{told}. " + ("Dry run: nothing was written." if dry_run else "Drafts wait for the office."))
