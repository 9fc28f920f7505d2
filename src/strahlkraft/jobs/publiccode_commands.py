"""publiccode.yml from the shell: check files, folders and addresses."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

import click

from strahlkraft.jobs.publiccode_writing import fmt, new
from strahlkraft.reuse.fetching import Fetcher, FetchPolicy, FetchRefused
from strahlkraft.reuse.publiccode import MAX_BYTES, Finding, Report, check, read, verdict_of
from strahlkraft.reuse.publiccode.online import Look, Seen, check_online

NAMES = ("publiccode.yml", "publiccode.yaml")
UNUSABLE = 2
_COLOURS = {"error": "red", "warning": "yellow", "hint": "cyan", "valid": "green"}


@click.group()
def publiccode() -> None:
    """publiccode.yml: what public software says about itself."""


publiccode.add_command(fmt)
publiccode.add_command(new)


@publiccode.command("check")
@click.argument("sources", metavar="FILE|URL|DIR…", nargs=-1, required=True)
@click.option("--offline", is_flag=True, help="Ask no other machine: only form and content.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON list.")
@click.option("--all", "with_advice", is_flag=True, help="Show advice as well, not only errors and warnings.")
@click.option("--lang", type=click.Choice(["de", "en"]), default="de", show_default=True, help="Language of sentences.")
@click.option(
    "--allow-host", "hosts", multiple=True, metavar="HOST:PORT", help="A host in your own network that may be asked."
)
def check_command(
    *, sources: tuple[str, ...], offline: bool, as_json: bool, with_advice: bool, lang: str, hosts: tuple[str, ...]
) -> None:
    """Check publiccode.yml files; "-" is standard input, a DIR every publiccode.yml below it.

    Exit status: 0 without errors, 1 with errors, 2 when something could not be read.
    """
    agent = f"strahlkraft/{version('strahlkraft')} (publiccode check)"
    reports: list[Report] = []
    unusable: list[click.ClickException] = []
    with Fetcher(FetchPolicy(user_agent=agent, allowed_hosts=frozenset(hosts))) as fetcher:
        for source in sources:
            try:
                reports.extend(_reports(source, None if offline else fetcher, lang))
            except click.ClickException as problem:
                unusable.append(problem)
    if as_json:
        click.echo(json.dumps([_as_json(report, lang) for report in reports], ensure_ascii=False, indent=2))
    else:
        for report in reports:
            _show(report, lang, with_advice=with_advice)
    for reason in unusable:
        reason.show()
    sys.exit(UNUSABLE if unusable else int(any(report.verdict == "error" for report in reports)))


def _reports(source: str, fetcher: Fetcher | None, lang: str) -> list[Report]:
    """What is to say about one argument; raises ``click.ClickException`` when it is unusable."""
    look = _looking(fetcher, lang) if fetcher else None
    return [_report(item, look) for item in _inputs(source, fetcher, lang)]


@dataclass(frozen=True, slots=True)
class _Input:
    """Bytes to check, by the name that the report gives them."""

    name: str
    data: bytes
    base: str = ""  # where relative paths begin, when it came from an address


def _inputs(source: str, fetcher: Fetcher | None, lang: str) -> Iterator[_Input]:
    """What one argument stands for; raises ``click.ClickException`` when it is unusable."""
    if source == "-":
        yield _Input("-", sys.stdin.buffer.read(MAX_BYTES + 1))
    elif source.startswith(("https://", "http://")):
        yield _fetched(source, fetcher, lang)
    elif (folder := Path(source)).is_dir():
        paths = _below(folder)
        if not paths:
            _unusable("ui_no_file", lang, name=source)
        for path in paths:
            yield _Input(path.relative_to(folder).as_posix(), _bytes(path, lang))
    else:
        yield _Input(source, _bytes(folder, lang))


def _below(folder: Path) -> list[Path]:
    """Every publiccode.yml below a folder; every YAML file when none is named so."""
    files = sorted(path for path in folder.rglob("*.y*ml") if path.suffix in {".yml", ".yaml"} and path.is_file())
    return [path for path in files if path.name in NAMES] or files


def _bytes(path: Path, lang: str) -> bytes:
    """The start of a file, enough to see that it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
        _unusable("ui_unreadable", lang, name=str(path), reason=getattr(error, "strerror", "") or str(error))


def _fetched(url: str, fetcher: Fetcher | None, lang: str) -> _Input:
    if fetcher is None:
        _unusable("ui_offline_address", lang, name=url)
    try:
        answer = fetcher.get(url)
    except FetchRefused as refused:
        _unusable("ui_unreadable", lang, name=url, reason=refused.sentence(lang))
    if not answer.found:
        _unusable("ui_unreadable", lang, name=url, reason=f"HTTP {answer.status}")
    return _Input(url, answer.body, answer.url)


def _looking(fetcher: Fetcher, lang: str) -> Look:
    """How the checks with network ask: one start of a body per address."""

    def look(address: str) -> Seen:
        try:
            answer = fetcher.get(address, limit=200_000, cut=True)
        except FetchRefused as refused:
            return Seen(reason=refused.sentence(lang))
        if not answer.found:
            return Seen(reason=f"HTTP {answer.status}")
        return Seen(content_type=answer.content_type, body=answer.body)

    return look


def _report(item: _Input, look: Look | None) -> Report:
    report = check(item.data, name=item.name)
    if look is None or report.document is None:
        return report
    results = (*report.results, *check_online(read(item.data), look, base=item.base))
    return replace(report, results=results, verdict=verdict_of(results))


def _as_json(report: Report, lang: str) -> dict[str, Any]:
    return {
        "file": report.file,
        "verdict": report.verdict,
        "results": [_finding_as_json(finding, lang) for finding in report.results],
        "further": [_finding_as_json(finding, lang) for finding in report.further],
    }


def _finding_as_json(finding: Finding, lang: str) -> dict[str, Any]:
    return {
        "type": finding.level,
        "key": finding.key,
        "message": finding.message(lang),
        "line": finding.line,
        "column": finding.column,
    }


def _show(report: Report, lang: str, *, with_advice: bool) -> None:
    """A heading per file, then place, key and sentence of each finding, by line."""
    click.secho(f"{report.file}: ", nl=False, bold=True)
    click.secho(_word(f"ui_{report.verdict}", lang), fg=_COLOURS.get(report.verdict, "green"))
    further = [finding for finding in report.further if with_advice or finding.level == "error"]
    for finding in sorted([*report.results, *further], key=lambda finding: (finding.line, finding.column)):
        place = f"{finding.line}:{finding.column}" if finding.line else "-"
        level = click.style(_word(f"ui_{finding.level}", lang), fg=_COLOURS[finding.level])
        click.echo(f"  {place:>7}  {level}  {finding.key}".rstrip())
        click.echo(click.wrap_text(finding.message(lang), 110, "           ", "           "))


def _word(code: str, lang: str, **params: str) -> str:
    """A word of the command line, from the same table as the sentences."""
    return Finding("hint", "", code, params).message(lang)


def _unusable(code: str, lang: str, **params: str) -> NoReturn:
    raise click.ClickException(_word(code, lang, **params))
