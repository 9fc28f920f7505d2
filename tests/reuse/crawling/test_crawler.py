"""A crawl against forges of the test's own: what it finds, asks again, survives, and how much it may use."""

import dataclasses
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

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
from strahlkraft.reuse.fetching import Fetcher
from tests.factories.web import Asked, Reply, Web, serving

pytestmark = pytest.mark.house

NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
LONG_AGO = "2026-02-01T10:00:00.000Z"


@dataclasses.dataclass
class Repo:
    """One repository of the invented forge."""

    body: bytes | None = b"publiccodeYmlVersion: '0'\n"
    changed: str = LONG_AGO
    name: str = "publiccode.yml"
    status: int = 404


@dataclasses.dataclass
class Forge:
    """A GitLab-shaped forge with one group, ``per_page`` projects a page."""

    web: Web
    repos: dict[str, Repo]
    per_page: int = 2
    broken_list: int = 0

    def reply(self, asked: Asked) -> Reply:
        """The list, or a raw file with its ETag."""
        if asked.path.startswith("/api/v4/groups/stadt/projects"):
            return self._page(asked)
        for key, repo in self.repos.items():
            if asked.path == f"/stadt/{key}/-/raw/main/{repo.name}":
                if repo.body is None:
                    return Reply(repo.status)
                etag = f'"{hash(repo.body)}"'
                same = asked.headers.get("if-none-match") == etag
                return Reply(304 if same else 200, b"" if same else repo.body, {"ETag": etag})
        return Reply(404)

    def _page(self, asked: Asked) -> Reply:
        if self.broken_list:
            return Reply(self.broken_list)
        number = int(asked.path.rsplit("page=", 1)[-1]) if "&page=" in asked.path or "?page=" in asked.path else 1
        keys = list(self.repos)[(number - 1) * self.per_page : number * self.per_page]
        rows = [
            {"web_url": f"{self.web.url}/stadt/{key}", "name": key, "default_branch": "main"}
            | {"last_activity_at": self.repos[key].changed}
            for key in keys
        ]
        more = number * self.per_page < len(self.repos)
        link = {"Link": f'<http://x/api/v4/groups/stadt/projects?page={number + 1}>; rel="next"'} if more else {}
        return Reply(body=json.dumps(rows).encode(), headers={"X-Total": str(len(self.repos))} | link)


class Store:
    """The simplest caller: keeps what events say; ``thread`` is the only one that may ask."""

    def __init__(self) -> None:
        self.known: dict[str, Seen] = {}
        self.cursors: dict[str, str] = {}
        self.found: list[str] = []
        self.thread = threading.get_ident()
        self.now = NOW

    def seen(self, url: str) -> Seen | None:
        """As a crawl asks it."""
        assert threading.get_ident() == self.thread
        return self.known.get(url)

    def cursor(self, source: Source) -> str:
        """As a crawl asks it."""
        assert threading.get_ident() == self.thread
        return self.cursors.get(source.key, "")

    def store(self, event: Event) -> None:
        """What the caller of a crawl does with each event."""
        if isinstance(event, PageDone):
            self.cursors[event.source.key] = event.cursor
        elif isinstance(event, Found):
            self.found.append(event.repository.name)
            self._note(event, event.file_url, event.digest)
        elif isinstance(event, Unchanged):
            self._note(event, event.file_url, self.known[event.repository.url].digest)
        elif isinstance(event, Missing):
            self.known[event.repository.url] = Seen(self.now, last_change=event.repository.last_change)

    def _note(self, event: Found | Unchanged, file_url: str, digest: str) -> None:
        change = event.repository.last_change
        self.known[event.repository.url] = Seen(self.now, file_url, event.etag, event.modified, digest, change)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.fixture
def forge(web: Web) -> Forge:
    repos = {"a": Repo(), "b": Repo(body=None), "c": Repo(name="publiccode.yaml", body=b"c"), "d": Repo(), "e": Repo()}
    forge = Forge(web, repos)
    web.fallback = forge.reply
    return forge


def source(web: Web, key: str = "stadt") -> Source:
    return Source(key, f"{web.url}/stadt", "gitlab")


def run(web: Web, store: Store, *sources: Source, budget: Budget | None = None) -> list[Event]:
    events = []
    with Fetcher(web.policy(tries=1)) as fetcher:
        for event in crawl(sources or [source(web)], memory=store, fetcher=fetcher, budget=budget):
            store.store(event)
            events.append(event)
    return events


def told(events: list[Event]) -> list[str]:
    """Events in short."""
    short = []
    for event in events:
        match event:
            case Found() | Missing() | Unchanged():
                short.append(f"{type(event).__name__} {event.repository.name}")
            case Failed():
                short.append(f"Failed {event.repository and event.repository.name} {event.refused.reason}")
            case PageDone():
                short.append(f"PageDone {event.cursor[-6:]}")
            case SourceDone():
                report = dataclasses.replace(event.report, seconds=0.0)
                short.append(f"SourceDone {report.complete}")
            case _:
                short.append(type(event).__name__)
    return short


def test_a_first_crawl_finds_what_is_there(web: Web, forge: Forge) -> None:
    events = run(web, Store())
    assert told(events) == [
        "SourceStarted", "PageRead", "Found a", "Missing b", "PageDone page=2", "PageRead", "Found c", "Found d",
        "PageDone page=3", "PageRead", "Found e", "PageDone ", "SourceDone True",
    ]  # fmt: skip
    assert events[0] == SourceStarted(source(web), "")
    assert events[1] == PageRead(source(web), 2, 5)
    found = events[6]
    assert isinstance(found, Found)
    assert (found.file_url, found.body) == (f"{web.url}/stadt/c/-/raw/main/publiccode.yaml", b"c")
    assert found.digest == "2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6"
    done = events[-1]
    assert isinstance(done, SourceDone)
    report = done.report
    assert (report.pages, report.repositories, report.found, report.missing, report.failed) == (3, 5, 4, 1, 0)


def test_a_second_crawl_only_reads_the_lists(web: Web, forge: Forge) -> None:
    store = Store()
    run(web, store)
    web.asked.clear()
    events = run(web, store)
    assert [path for path in web.paths if "/raw/" in path] == []
    assert [event.asked for event in events if isinstance(event, Unchanged)] == [False] * 4
    assert [event.gone for event in events if isinstance(event, Missing)] == [False]


def test_a_change_soon_after_the_last_look_is_not_overlooked(web: Web, forge: Forge) -> None:
    """The forge notes activity once an hour: the same date does not prove that nothing happened since."""
    store = Store()
    store.now = dt.datetime(2026, 2, 1, 11, tzinfo=dt.UTC)
    run(web, store)
    forge.repos["d"].body = b"new"
    events = run(web, store)
    assert {entry for entry in told(events) if entry.startswith("Found")} == {"Found d"}
    assert [event.asked for event in events if isinstance(event, Unchanged)] == [True] * 3


def test_changes_and_losses_are_told_and_the_etag_saves_the_rest(web: Web, forge: Forge) -> None:
    store = Store()
    run(web, store)
    for repo in forge.repos.values():
        repo.changed = "2026-03-10T11:00:00.000Z"
    forge.repos["a"].body, forge.repos["d"].body = b"new", None
    forge.repos["c"].name = "publiccode.yml"
    web.asked.clear()
    events = run(web, store)
    changes = [entry for entry in told(events) if entry.split()[0] in {"Found", "Missing", "Unchanged"}]
    assert changes == ["Found a", "Missing b", "Found c", "Missing d", "Unchanged e"]
    assert [event.gone for event in events if isinstance(event, Missing)] == [False, True]
    first_for_c = next(path for path in web.paths if "/stadt/c/" in path)
    assert first_for_c.endswith("publiccode.yaml")  # first where it was the last time


def test_the_same_body_without_an_etag_is_unchanged(web: Web, forge: Forge) -> None:
    store = Store()
    run(web, store)
    store.known = {url: dataclasses.replace(seen, etag="", last_change=None) for url, seen in store.known.items()}
    assert len([event for event in run(web, store) if isinstance(event, Unchanged) and event.asked]) == 4


def test_one_failing_repository_does_not_stop_the_others(web: Web, forge: Forge) -> None:
    forge.repos["a"] = Repo(body=None, status=500)
    forge.repos["c"] = Repo(body=bytes(2_000_000))
    forge.repos["d"] = Repo(body=b"<!doctype html>")
    reply = forge.reply

    def with_page(asked: Asked) -> Reply:
        answer = reply(asked)
        page = {"Content-Type": "text/html"} if asked.path.startswith("/stadt/d/") else {}
        return dataclasses.replace(answer, headers=dict(answer.headers) | page)

    web.fallback = with_page
    store, events = Store(), []
    with Fetcher(web.policy(tries=1, max_bytes=1_000_000)) as fetcher:
        for event in crawl([source(web)], memory=store, fetcher=fetcher):
            store.store(event)
            events.append(event)
    interesting = [entry for entry in told(events) if entry.split()[0] in {"Found", "Missing", "Failed"}]
    assert interesting == ["Failed a status", "Missing b", "Failed c too_large", "Missing d", "Found e"]
    done = events[-1]
    assert isinstance(done, SourceDone)
    assert (done.report.complete, done.report.failed, done.report.reasons) == (True, 2, {"status": 1, "too_large": 1})


def test_a_list_that_cannot_be_had_keeps_the_cursor(web: Web, forge: Forge) -> None:
    store = Store()
    store.cursors["stadt"] = "/api/v4/groups/stadt/projects?page=2"
    forge.broken_list = 502
    assert told(run(web, store)) == ["SourceStarted", "Failed None status", "SourceDone False"]
    assert store.cursors["stadt"].endswith("page=2")


def test_a_host_that_is_busy_is_left_for_the_next_run(web: Web, forge: Forge) -> None:
    reply = forge.reply
    web.fallback = lambda asked: Reply(429, b"", {"Retry-After": "999"}) if "/stadt/c/" in asked.path else reply(asked)
    store = Store()
    assert told(run(web, store))[-3:] == ["PageRead", "Failed c busy", "SourceDone False"]
    assert store.cursors["stadt"].endswith("page=2")
    web.fallback = reply
    assert told(run(web, store)) == [
        "SourceStarted", "PageRead", "Found c", "Found d", "PageDone page=3", "PageRead", "Found e", "PageDone ",
        "SourceDone True",
    ]  # fmt: skip


def test_the_budget_ends_a_run_and_the_next_goes_on(web: Web, forge: Forge) -> None:
    store = Store()
    first = run(web, store, budget=Budget(requests=6))
    assert isinstance(first[-1], BudgetSpent)
    assert first[-1].requests <= 8
    assert told(first)[-2] == "SourceDone False"
    while not (done := run(web, store, budget=Budget(requests=6))) or isinstance(done[-1], BudgetSpent):
        assert len(done) > 2
    assert sorted(set(store.found)) == ["a", "c", "d", "e"]
    assert isinstance(run(web, store, budget=Budget(seconds=0.0))[-1], BudgetSpent)


def test_two_sources_of_one_host_never_overlap_and_two_hosts_do(web: Web, forge: Forge) -> None:
    at_once, most = [0], [0]
    lock = threading.Lock()

    def counted(asked: Asked) -> Reply:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        time.sleep(0.01)
        with lock:
            at_once[0] -= 1
        return forge.reply(asked)

    web.fallback = counted
    events = run(web, Store(), source(web, "one"), source(web, "two"))
    assert most == [1]
    keys = [event.source.key for event in events if not isinstance(event, BudgetSpent)]
    assert keys == sorted(keys)  # one after the other

    with serving() as other:
        other_forge = Forge(other, {"x": Repo()})
        both = threading.Barrier(2, timeout=20)  # within the fetcher's own time
        web.fallback = lambda asked: (
            (both.wait(), forge.reply(asked))[1] if "projects?order_by" in asked.path else forge.reply(asked)
        )
        other.fallback = lambda asked: (
            (both.wait(), other_forge.reply(asked))[1] if "projects" in asked.path else other_forge.reply(asked)
        )
        policy = web.policy(allowed_hosts=frozenset({web.host, other.host}))
        store = Store()
        with Fetcher(policy) as fetcher:
            for event in crawl([source(web), source(other, "other")], memory=store, fetcher=fetcher, threads=2):
                store.store(event)
    assert sorted(store.found) == ["a", "c", "d", "e", "x"]


def test_a_run_that_nobody_listens_to_ends(web: Web, forge: Forge) -> None:
    with Fetcher(web.policy()) as fetcher:
        events = crawl([source(web)], memory=Store(), fetcher=fetcher)
        assert isinstance(next(events), SourceStarted)
        events.close()  # type: ignore[attr-defined] # a generator
        for thread in [each for each in threading.enumerate() if each.name.startswith("crawl-")]:
            thread.join(60)
        assert [thread.name for thread in threading.enumerate() if thread.name.startswith("crawl-")] == []


def test_a_mistake_of_the_memory_reaches_the_caller(web: Web, forge: Forge) -> None:
    class Broken(Store):
        def seen(self, url: str) -> Seen | None:
            raise LookupError(url)

    with pytest.raises(LookupError):
        run(web, Broken())


def test_an_unknown_forge_reaches_the_caller(web: Web) -> None:
    with pytest.raises(KeyError):
        run(web, Store(), Source("x", web.url, "nosuchforge"))


KILLED = """
import json, sys
from pathlib import Path
from strahlkraft.reuse.crawling import Found, PageDone, Source, crawl
from strahlkraft.reuse.fetching import Fetcher, FetchPolicy

url, file = sys.argv[1], Path(sys.argv[2])
state = json.loads(file.read_text()) if file.exists() else {"cursor": "", "found": []}

class Memory:
    def seen(self, url): return None
    def cursor(self, source): return state["cursor"]

policy = FetchPolicy("test/1", frozenset({url.split("/")[2]}), host_pause=0.0)
for event in crawl([Source("s", url + "/stadt", "gitlab")], memory=Memory(), fetcher=Fetcher(policy)):
    if isinstance(event, Found): state["found"].append(event.repository.name)
    if isinstance(event, PageDone): state["cursor"] = event.cursor
    file.with_suffix(".new").write_text(json.dumps(state))
    file.with_suffix(".new").replace(file)
print("done")
"""


def test_a_killed_crawl_goes_on_and_misses_nothing(web: Web, tmp_path: Path) -> None:
    names = [f"r{number:02}" for number in range(40)]
    forge = Forge(web, {name: Repo() for name in names}, per_page=5)
    file, kills, left = tmp_path / "state.json", 0, [0]
    held, over = threading.Event(), threading.Event()

    def reply(asked: Asked) -> Reply:
        left[0] -= 1
        if left[0] == 0:  # the process waits here until it is killed
            held.set()
            over.wait(20)
        return forge.reply(asked)

    web.fallback = reply
    command = [sys.executable, "-c", KILLED, web.url, str(file)]
    for patience in (12, 25):
        left[0] = patience
        held.clear()
        with subprocess.Popen(command) as process:
            assert held.wait(20)
            os.kill(process.pid, signal.SIGKILL)
            kills += 1
    over.set()
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    state = json.loads(file.read_text(encoding="utf-8"))
    assert (kills, printed, sorted(set(state["found"])), state["cursor"]) == (2, "done\n", names, "")
    assert len(state["found"]) <= len(names) + kills * forge.per_page  # at most a page is looked at again


def test_memory_stays_flat_however_many_repositories(web: Web) -> None:
    body = bytes(100_000)
    forge = Forge(web, {f"r{number}": Repo(body=body) for number in range(200)}, per_page=50)
    web.fallback = forge.reply
    store = Store()
    with Fetcher(web.policy()) as fetcher:
        tracemalloc.start()
        for event in crawl([source(web)], memory=store, fetcher=fetcher):
            store.store(event)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert len(store.found) == 200
    assert peak < 5_000_000  # of 20 MB that came
