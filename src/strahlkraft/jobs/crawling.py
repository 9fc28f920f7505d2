"""``strahlkraft crawl``: visit publishers, list their software, report per source; safe to kill and start again."""

from collections.abc import Iterable
from datetime import datetime

import click
from django.db.models import F
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from strahlkraft.jobs.clock import now
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.reuse import actions
from strahlkraft.reuse.crawling import (
    Budget,
    BudgetSpent,
    Event,
    Failed,
    Found,
    Missing,
    PageDone,
    PageRead,
    Seen,
    Source,
    SourceDone,
    SourceStarted,
    Unchanged,
    crawl,
)
from strahlkraft.reuse.fetching import FetchRefused
from strahlkraft.reuse.models import CrawlRun, Publisher, SeenRepository
from strahlkraft.reuse.rules.vocabulary import SoftwareOrigin


class StoredMemory:
    """What earlier runs stored."""

    def seen(self, url: str) -> Seen | None:
        """What is known of a repository's file."""
        row = SeenRepository.objects.filter(url=url[:1000]).first()
        return Seen(row.seen_at, row.file_url, row.etag, row.modified, row.digest, row.last_change) if row else None

    def cursor(self, source: Source) -> str:
        """Where an interrupted visit goes on."""
        return Publisher.objects.values_list("cursor", flat=True).get(slug=source.key)


class Storing:
    """Stores what a crawl tells, event by event, and keeps the progress."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.runs: dict[str, CrawlRun] = {}
        self.tasks: dict[str, TaskID] = {}

    def take(self, event: Event) -> None:
        """Store one event in a transaction of its own."""
        if isinstance(event, BudgetSpent):
            self.progress.console.print(f"Budget spent: {event.requests} requests in {event.seconds:.0f} s.")
            return
        key, at = event.source.key, now()
        if isinstance(event, SourceStarted):
            self.runs[key] = actions.start_run(at=at, slug=key)
            self.tasks[key] = self.progress.add_task(self.runs[key].publisher.name[:40], total=None)
        elif isinstance(event, PageRead):
            self._expect(key, event)
        elif isinstance(event, PageDone):
            actions.move_cursor(at=at, slug=key, cursor=event.cursor)
        elif isinstance(event, SourceDone):
            self._end(event, at=at)
        else:
            self._repository(event, at=at)
            self.progress.advance(self.tasks[key])

    def _expect(self, key: str, event: PageRead) -> None:
        done = int(self.progress.tasks[self.tasks[key]].completed)
        self.progress.update(self.tasks[key], total=event.total or done + event.repositories)

    def _repository(self, event: Found | Unchanged | Missing | Failed, *, at: datetime) -> None:
        run = self.runs[event.source.key]
        if isinstance(event, Found):
            sighting = actions.Sighting(
                event.repository, event.file_url, event.body, event.etag, event.modified, event.digest
            )
            origin, publisher = SoftwareOrigin.CRAWL, run.publisher
            if actions.note_found(at=at, sighting=sighting, origin=origin, publisher=publisher) is None:
                actions.note_problem(at=at, run=run, url=event.file_url, reason="unreadable")
        elif isinstance(event, Unchanged):
            actions.note_unchanged(
                at=at,
                repository=event.repository,
                file_url=event.file_url,
                etag=event.etag,
                modified=event.modified,
            )
        elif isinstance(event, Missing):
            actions.note_missing(at=at, repository=event.repository, gone=event.gone)
        else:
            url = event.repository.url if event.repository else event.source.url
            actions.note_problem(at=at, run=run, url=url, reason=str(event.refused.reason))

    def _end(self, event: SourceDone, *, at: datetime) -> None:
        report = event.report
        counts = {
            name: getattr(report, name) for name in ("pages", "repositories", "found", "unchanged", "missing", "failed")
        }
        actions.end_run(
            at=at,
            run=self.runs[event.source.key],
            counts={**counts, "seconds": round(report.seconds, 1), "reasons": dict(report.reasons)},
            complete=report.complete,
            failed=not report.complete and not report.repositories,
        )
        self.progress.update(self.tasks[event.source.key], total=report.repositories, completed=report.repositories)


@click.command(name="crawl")
@click.argument("slugs", nargs=-1)
@click.option("--requests", "requests_", type=click.IntRange(1), default=5_000, help="Requests at most in this run.")
@click.option("--minutes", type=click.FloatRange(0.1), default=60.0, help="Minutes at most in this run.")
@click.option("--threads", type=click.IntRange(1, 16), default=4, help="Hosts visited side by side.")
@click.option("--add", "added", metavar="URL", help="Put a publisher on the list, then visit it.")
@click.option("--list", "listed", is_flag=True, help="Show the publishers and their last visits.")
def crawl_command(
    *, slugs: tuple[str, ...], requests_: int, minutes: float, threads: int, added: str | None, listed: bool
) -> None:
    """Visit publishers (all, or those named by SLUGS), those that waited longest first."""
    if added:
        slugs = (*slugs, _added(added))
    publishers = _publishers(slugs)
    if not listed:
        visit(publishers, budget=Budget(requests_, minutes * 60), threads=threads)
    Console().print(_report(publishers))


def visit(publishers: Iterable[Publisher], *, budget: Budget, threads: int = 4) -> None:
    """Crawl and store; the progress goes to the error stream."""
    sources = [Source(publisher.slug, publisher.url, publisher.forge) for publisher in publishers]
    columns = (TextColumn("{task.description:<40}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress, actions.fetcher() as fetcher:
        storing = Storing(progress)
        for event in crawl(sources, memory=StoredMemory(), fetcher=fetcher, budget=budget, threads=threads):
            storing.take(event)


@click.command(name="take")
@click.argument("address")
def take_command(*, address: str) -> None:
    """List the software at ADDRESS: a repository or a publiccode.yml."""
    try:
        taken = actions.take_pasted(by=SYSTEM, at=now(), address=address)
    except FetchRefused as refused:
        raise click.ClickException(str(refused)) from refused
    if taken.sighting is None:
        message = "No publiccode.yml was found there."
        raise click.ClickException(message)
    if taken.software is None:
        message = f"{taken.sighting.file_url} names no software."
        raise click.ClickException(message)
    click.echo(f"{taken.software.name} ({taken.software.verdict}): {taken.software.slug}")


def _added(url: str) -> str:
    try:
        return actions.add_publisher(by=SYSTEM, at=now(), url=url).slug
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused


def _publishers(slugs: tuple[str, ...]) -> list[Publisher]:
    rows = Publisher.objects.filter(enabled=True).order_by(F("visited_at").asc(nulls_first=True), "slug")
    if slugs:
        rows = Publisher.objects.filter(slug__in=slugs)
        unknown = set(slugs) - set(rows.values_list("slug", flat=True))
        if unknown:
            message = f"Unknown: {', '.join(sorted(unknown))}. `strahlkraft crawl --list` shows all."
            raise click.ClickException(message)
    return list(rows)


def _report(publishers: Iterable[Publisher]) -> Table:
    table = Table("publisher", "last visit", "state", "found", "unchanged", "without", "failed", "first problem")
    for publisher in publishers:
        run = publisher.runs.first()
        counts = run.counts if run else {}
        problem = run.problems[0]["reason"] if run and run.problems else ""
        table.add_row(
            publisher.slug,
            f"{run.started_at:%Y-%m-%d %H:%M}" if run else "never",
            run.state if run else "",
            *(str(counts.get(name, "")) for name in ("found", "unchanged", "missing", "failed")),
            problem,
        )
    return table
