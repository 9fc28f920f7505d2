"""One visit to one publisher, as a sequence of events."""

import collections
import dataclasses
import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Protocol

from strahlkraft.reuse.fetching import Fetcher, FetchRefused, Reason
from strahlkraft.reuse.importers import Repository, find, forges

from .events import (
    Event,
    Failed,
    Found,
    Missing,
    PageDone,
    PageRead,
    Source,
    SourceDone,
    SourceReport,
    SourceStarted,
    Unchanged,
)

NOT_THERE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
SETTLED = dt.timedelta(hours=6)
"""GitLab notes the last activity at most once an hour: only a look well after it has seen all of it."""
FAILURES_IN_A_ROW = 5
"""After so many a host is left alone until the next run."""
COUNTED = {Found: "found", Unchanged: "unchanged", Missing: "missing", Failed: "failed"}


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of a repository's file since the last look."""

    checked_at: dt.datetime
    file_url: str = ""
    """Empty: there was none."""
    etag: str = ""
    modified: str = ""
    digest: str = ""
    last_change: dt.datetime | None = None
    """The forge's date of the last change at that look."""


class Memory(Protocol):
    """What earlier runs stored, read only by the thread that takes the events."""

    def seen(self, url: str) -> Seen | None:
        """What is known of the repository at this address (as its forge writes it)."""

    def cursor(self, source: Source) -> str:
        """The cursor of the last stored ``PageDone`` of this source."""


class Spent(Exception):  # noqa: N818 - an end, not an error
    """The budget is used up, or nobody listens any more."""


class Visit:
    """Goes through the pages of a source.

    ``remember`` asks the caller's memory; ``go_on`` raises :class:`Spent` when the run has to end.
    """

    def __init__(
        self,
        source: Source,
        fetcher: Fetcher,
        remember: Callable[[Callable[[Memory], object]], object],
        go_on: Callable[[], None],
    ) -> None:
        self._source, self._fetcher, self._remember, self._go_on = source, fetcher, remember, go_on
        self._counts: collections.Counter[str] = collections.Counter()
        self._reasons: collections.Counter[str] = collections.Counter()
        self._in_a_row = 0

    def events(self) -> Iterator[Event]:
        """The visit, from its start to its report."""
        started, complete = time.monotonic(), False
        cursor = self._remember(lambda memory: memory.cursor(self._source))
        yield SourceStarted(self._source, str(cursor))
        try:
            for event in self._pages(str(cursor)):
                self._count(event)
                complete = event == PageDone(self._source, "")
                yield event
                if self._in_a_row >= FAILURES_IN_A_ROW:
                    break
        except FetchRefused as refused:
            failed = Failed(self._source, None, refused)
            self._count(failed)
            complete = False
            yield failed
        except Spent:
            yield SourceDone(self._source, self._report(time.monotonic() - started, complete=False))
            raise
        yield SourceDone(self._source, self._report(time.monotonic() - started, complete=complete))

    def _pages(self, cursor: str) -> Iterator[Event]:
        self._go_on()
        get = self._fetcher.get
        forge = find(get, self._source.url, self._source.forge)
        for page in forge.pages(get, self._source.url, cursor):
            self._counts["pages"] += 1
            yield PageRead(self._source, len(page.repositories), page.total)
            for repository in page.repositories:
                self._go_on()
                self._counts["repositories"] += 1
                yield self._look_at(repository)
            yield PageDone(self._source, page.cursor_after)
            if page.cursor_after:
                self._go_on()

    def _look_at(self, repository: Repository) -> Event:
        """Look for the file unless the forge says that nothing has happened."""
        seen = self._remember(lambda memory: memory.seen(repository.url))
        known = seen if isinstance(seen, Seen) else None
        if known is not None and _settled(known, repository):
            if not known.file_url:
                return Missing(self._source, repository, gone=False)
            return Unchanged(self._source, repository, known.file_url, known.etag, known.modified, asked=False)
        try:
            return self._fetch(repository, known)
        except FetchRefused as refused:
            return Failed(self._source, repository, refused)

    def _fetch(self, repository: Repository, known: Seen | None) -> Event:
        """Ask for the file, first where it was the last time."""
        forge = forges()[repository.forge]
        addresses: Sequence[str] = forge.candidates(repository)
        if known is not None and known.file_url in addresses:
            addresses = (known.file_url, *(address for address in addresses if address != known.file_url))
        for address in addresses:
            same = known if known is not None and known.file_url == address else None
            etag, modified = (same.etag, same.modified) if same else ("", "")
            answer = self._fetcher.get(address, etag=etag, modified=modified, robots=forge.robots)
            etag, modified = answer.etag or etag, answer.last_modified or modified
            if answer.unchanged:
                return Unchanged(self._source, repository, address, etag, modified, asked=True)
            if answer.found and not is_page(answer.content_type, answer.body):
                digest = hashlib.sha256(answer.body).hexdigest()
                if same is not None and same.digest == digest:
                    return Unchanged(self._source, repository, address, etag, modified, asked=True)
                return Found(self._source, repository, address, answer.body, answer.etag, answer.last_modified, digest)
            if not answer.found and answer.status not in NOT_THERE:
                raise FetchRefused(Reason.STATUS, answer.url, host=_host(answer.url), status=answer.status)
        return Missing(self._source, repository, gone=bool(known and known.file_url))

    def _count(self, event: Event) -> None:
        if type(event) in COUNTED:
            self._counts[COUNTED[type(event)]] += 1
            passing = isinstance(event, Failed) and event.refused.passing
            self._in_a_row = self._in_a_row + 1 if passing else 0
        if isinstance(event, Failed):
            self._reasons[event.refused.reason] += 1
            if event.refused.reason is Reason.BUSY:
                self._in_a_row = FAILURES_IN_A_ROW  # it asked for more patience than a run has

    def _report(self, seconds: float, *, complete: bool) -> SourceReport:
        return SourceReport(**self._counts, seconds=seconds, complete=complete, reasons=dict(self._reasons))


def _settled(known: Seen, repository: Repository) -> bool:
    """Did the last look see all that the forge says has happened?"""
    change = repository.last_change
    return change is not None and change == known.last_change and known.checked_at - change >= SETTLED


def is_page(content_type: str, body: bytes) -> bool:
    """A page for people instead of the file: a sign-in, or "not found" with the wrong status."""
    return "html" in content_type.lower() and body.lstrip()[:1] == b"<"


def _host(url: str) -> str:
    return url.split("/")[2]
