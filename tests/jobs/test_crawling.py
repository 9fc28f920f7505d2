"""``strahlkraft crawl`` and ``take`` on a GitLab-shaped server of the test's own: what is stored, asked, survived."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from django.utils.timezone import localtime
from pytest_django.fixtures import Settings

from strahlkraft.audit.models import AuditEntry
from strahlkraft.jobs import crawl_clock
from strahlkraft.jobs.cli import strahlkraft
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.reuse import actions
from strahlkraft.reuse.models import CrawlRun, Publisher, SeenRepository, Software, SoftwareAddress
from tests.factories.reuse import EARLIER
from tests.factories.web import Asked, Reply, Web, serving

COMMAND = Path(sys.executable).parent / "strahlkraft"
LONG_AGO = "2026-01-05T10:00:00.000Z"
FILE = """\
publiccodeYmlVersion: "0"
name: Beispiel {key}
url: {url}
platforms: [web]
developmentStatus: stable
softwareType: standalone/web
description:
  de:
    shortDescription: Ein Beispiel.
    longDescription: {long}
    features: [melden]
legal:
  license: EUPL-1.2
maintenance:
  type: none
localisation:
  localisationReady: true
  availableLanguages: [de]
"""
BOMB = b"".join(b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9 if n else [b"x"] * 9)) for n in range(9))
HOSTILE = {
    "bombe": b"name: Bombe\n" + BOMB,
    "binaer": b"\x00\xff\xfe" * 100,
    "tief": b"[" * 5_000,
    "leer": b"",
    "falsch": b"name: Beispiel falsch\nurl: 5\nsoftwareType: webthing\n",
}


@dataclasses.dataclass
class Forge:
    """A group of a GitLab; a body of None is a repository without the file."""

    web: Web
    repos: dict[str, bytes | None]
    per_page: int = 10
    changed: str = LONG_AGO
    before: Callable[[], None] = lambda: None

    def file(self, key: str) -> bytes:
        """A valid file of a repository."""
        return FILE.format(key=key, url=f"{self.web.url}/stadt/{key}", long="Ein langes Beispiel. " * 10).encode()

    def reply(self, asked: Asked) -> Reply:
        """The list of the group, one project, or a raw file with its ETag."""
        self.before()
        if asked.path.startswith("/api/v4/groups/stadt/projects"):
            number = int(asked.path.rsplit("page=", 1)[-1]) if "&page=" in asked.path or "?page=" in asked.path else 1
            keys = list(self.repos)[(number - 1) * self.per_page : number * self.per_page]
            more = f'<http://x/api/v4/groups/stadt/projects?page={number + 1}>; rel="next"'
            link = {"Link": more} if number * self.per_page < len(self.repos) else {}
            body = json.dumps([self._project(key) for key in keys]).encode()
            return Reply(body=body, headers={"X-Total": str(len(self.repos))} | link)
        for key, body in self.repos.items():
            if asked.path.startswith(f"/api/v4/projects/stadt%2F{key}?"):
                return Reply(body=json.dumps(self._project(key)).encode())
            if asked.path == f"/stadt/{key}/-/raw/main/publiccode.yml" and body is not None:
                etag = f'"{hash(body)}"'
                same = asked.headers.get("if-none-match") == etag
                return Reply(304 if same else 200, b"" if same else body, {"ETag": etag})
        return Reply(200, b"[]") if asked.path.startswith("/api/v4/projects?") else Reply(404)

    def _project(self, key: str) -> dict[str, Any]:
        url = f"{self.web.url}/stadt/{key}"
        return {"web_url": url, "name": key, "default_branch": "main", "last_activity_at": self.changed}


@pytest.fixture
def forge(settings: Settings) -> Iterator[Forge]:
    """A forge that may be asked, with an empty group."""
    with serving() as web:
        forge = Forge(web, {})
        web.fallback = forge.reply
        settings.FETCH_ALLOWED_HOSTS = [web.host]
        settings.FETCH_HOST_PAUSE = 0.0
        yield forge


def _publisher(forge: Forge) -> Publisher:
    return actions.add_publisher(
        by=SYSTEM, at=EARLIER, url=f"{forge.web.url}/stadt", name="Beispielstadt", forge="gitlab"
    )


def _run(*words: str) -> Result:
    return CliRunner().invoke(strahlkraft, words)


def _stored() -> list[Any]:
    """All that the catalogue says, without the days of the visits."""
    return [
        list(Software.objects.order_by("pk").values_list("slug", "identity", "verdict", "changed_at", "misses")),
        list(SoftwareAddress.objects.order_by("pk").values_list("url", "kind")),
        list(SeenRepository.objects.order_by("url").values_list("url", "file_url", "etag", "digest")),
        AuditEntry.objects.count(),
    ]


def _counts(run: CrawlRun) -> dict[str, int]:
    return {name: run.counts[name] for name in ("repositories", "found", "unchanged", "missing", "failed")}


@pytest.mark.django_db
def test_crawl_lists_good_and_bad_files_and_a_second_one_asks_almost_nothing(forge: Forge) -> None:
    keys = [f"r{number}" for number in range(12)]
    forge.repos = {key: forge.file(key) for key in keys} | {"ohne": None} | dict(HOSTILE)
    publisher = _publisher(forge)

    first = _run("crawl")
    listed, asked = _stored(), len(forge.web.paths)
    again = _run("crawl", publisher.slug)
    runs = list(publisher.runs.order_by("pk"))

    assert (first.exit_code, again.exit_code, [run.state for run in runs]) == (0, 0, ["done", "done"])
    assert _counts(runs[0]) == {"repositories": 18, "found": 17, "unchanged": 0, "missing": 1, "failed": 0}
    assert {key: Software.objects.filter(identity__endswith=f"/{key}").count() for key in HOSTILE} == {
        "bombe": 0,
        "binaer": 0,
        "tief": 0,
        "leer": 0,
        "falsch": 1,
    }
    assert {problem["reason"] for problem in runs[0].problems} == {"unreadable"}
    assert dict.fromkeys(keys, "valid") | {"falsch": "error"} == {
        row.identity.rpartition("/")[2]: row.verdict for row in Software.objects.all()
    }
    assert _stored() == listed  # nothing has changed, nothing is written anew
    assert _counts(runs[1]) == {"repositories": 18, "found": 0, "unchanged": 17, "missing": 1, "failed": 0}
    assert len(forge.web.paths) - asked == 2  # the two pages of the list


@pytest.mark.django_db
def test_report_names_each_publisher_with_its_figures_and_first_problem(forge: Forge) -> None:
    forge.repos = {"a": forge.file("a"), "kaputt": b"[" * 5_000}
    _publisher(forge)
    actions.add_publisher(by=SYSTEM, at=EARLIER, url=f"{forge.web.url}/weg", name="Weg", forge="gitlab")
    _run("crawl")

    printed = CliRunner(env={"COLUMNS": "200"}).invoke(strahlkraft, ["crawl", "--list"]).output
    rows = {
        cells[1]: cells[3:] for line in printed.splitlines() if len(cells := [c.strip() for c in line.split("│")]) > 3
    }

    assert rows == {
        "beispielstadt": ["done", "2", "0", "0", "0", "unreadable", ""],
        "weg": ["failed", "0", "0", "0", "1", "status", ""],
    }


@pytest.mark.django_db
def test_spent_budget_stops_and_the_next_run_goes_on_where_it_was(forge: Forge) -> None:
    forge.repos = {f"r{number}": forge.file(f"r{number}") for number in range(25)}
    publisher = _publisher(forge)

    first = _run("crawl", "--requests", "16")
    publisher.refresh_from_db()
    stopped = (Software.objects.count(), publisher.cursor != "", publisher.runs.get().state)
    second = _run("crawl")
    publisher.refresh_from_db()

    assert ("Budget spent" in first.output, stopped) == (True, (13, True, "partial"))  # robots.txt, two pages, 13 files
    assert (second.exit_code, Software.objects.count(), publisher.cursor) == (0, 25, "")


@pytest.mark.django_db
def test_repository_that_lost_its_file_is_counted_as_missed(forge: Forge) -> None:
    forge.repos = {"a": forge.file("a"), "b": forge.file("b")}
    _publisher(forge)
    _run("crawl")
    forge.repos["a"], forge.changed = None, "2026-01-06T10:00:00.000Z"
    _run("crawl")

    assert dict(Software.objects.values_list("name", "misses")) == {"Beispiel a": 1, "Beispiel b": 0}


@pytest.mark.django_db
def test_clock_visits_each_publisher_once_a_night_and_only_when_an_hour_is_set(settings: Settings) -> None:
    settings.CRAWL_HOUR = None
    night = datetime(2026, 3, 3, 1, 30, tzinfo=UTC)  # half past two in Berlin
    rows = [
        Publisher.objects.create(
            slug=name, name=name, url=f"https://{name}.example", forge="gitlab", enabled=name != "c"
        )
        for name in "abc"
    ]
    off = crawl_clock.due(night)
    settings.CRAWL_HOUR = 2
    first = crawl_clock.due(night)
    run = actions.start_run(at=night, slug="a")
    meanwhile = crawl_clock.due(night + timedelta(minutes=5))
    actions.end_run(at=night, run=run, counts={}, complete=True, failed=False)

    assert (off, first, meanwhile, crawl_clock.due(night + timedelta(minutes=5))) == ([], rows[:2], [], [rows[1]])
    assert crawl_clock.due(night + timedelta(hours=5)) == []  # by day nobody is visited
    assert set(crawl_clock.due(night + timedelta(days=1))) == set(rows[:2])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_clock_crawls_beside_the_worker(forge: Forge) -> None:
    forge.repos = {"a": forge.file("a")}
    publisher = _publisher(forge)
    hour = localtime().hour
    with override_settings(CRAWL_HOUR=hour):
        clock = crawl_clock.CrawlClock()
        for _round in range(2):
            clock.run(at=timezone.now(), wait=True)

    assert (Software.objects.count(), [run.state for run in publisher.runs.all()]) == (1, ["done"])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_crawl_is_resumed_and_nothing_is_lost_or_doubled(forge: Forge, tmp_path: Path) -> None:
    keys = [f"r{number:02}" for number in range(60)]
    forge.repos = {key: forge.file(key) for key in keys}
    publisher, left = _publisher(forge), [0]
    held, over = threading.Event(), threading.Event()

    def before() -> None:
        left[0] -= 1
        if left[0] == 0:  # the process waits here until it is killed
            held.set()
            over.wait(20)

    forge.before = before
    left[0] = 35
    with subprocess.Popen([COMMAND, "crawl"], env=_environment(forge, tmp_path), stderr=subprocess.DEVNULL) as alone:
        assert held.wait(20)
        assert 0 < Software.objects.count() < len(keys)
        os.kill(alone.pid, signal.SIGKILL)
    over.set()
    left[0] = 0
    asked = len(forge.web.asked)
    done = _run("crawl")
    publisher.refresh_from_db()

    assert (done.exit_code, publisher.cursor) == (0, "")
    assert sorted(row.identity.rpartition("/")[2] for row in Software.objects.all()) == keys
    assert AuditEntry.objects.filter(verb="list_software").count() == len(keys)
    assert list(publisher.runs.order_by("pk").values_list("state", flat=True)) == ["partial", "done"]
    assert len(forge.web.asked) - asked < len(keys)  # pages that were done are not read again


def _environment(forge: Forge, folder: Path) -> dict[str, str]:
    """The test's database and the forge, in a process of its own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("STRAHLKRAFT_", "DJANGO_", "DATABASE_URL"))}
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        given = os.environ["DATABASE_URL"]
        url = f"{given.rpartition('/')[0]}/{database['NAME']}"
    return clean | {
        "DATABASE_URL": url,
        "STRAHLKRAFT_DATA_DIR": str(folder),
        "STRAHLKRAFT_SECRET_KEY": "only-for-tests",
        "STRAHLKRAFT_FETCH_ALLOWED_HOSTS": forge.web.host,
        "STRAHLKRAFT_FETCH_HOST_PAUSE": "0",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/stadt/a", "Beispiel a (valid): beispiel-a"),
        ("/stadt/a/-/raw/main/publiccode.yml", "Beispiel a (valid): beispiel-a"),
        ("/stadt/ohne", "Error: No publiccode.yml was found there."),
        ("/stadt/leer", "names no software."),
        ("/stadt/gibt-es-nicht", "answered with status 404."),
    ],
)
def test_take_lists_one_address_or_says_why_not(forge: Forge, path: str, said: str) -> None:
    forge.repos = {"a": forge.file("a"), "ohne": None, "leer": b""}

    done = _run("take", forge.web.url + path)

    assert (said in done.output, Software.objects.count()) == (True, int("valid" in said))
