"""Several machines: what the settings take, how late a replica is, and where a request reads on real servers."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from strahlkraft.config.nodes import POSTGRES, file_storage, replicas
from strahlkraft.config.replicas import LAG_SECONDS, WRITTEN_SECONDS, Progress
from tools.postgres import Replica, streaming_replica, temporary_cluster

PRIMARY = {"ENGINE": POSTGRES, "NAME": "beispiel"}


def test_replicas_are_numbered_read_only_and_given_up_soon() -> None:
    found = replicas(
        [PRIMARY | {"HOST": "a"}, PRIMARY | {"HOST": "b", "OPTIONS": {"sslmode": "require"}}], primary=PRIMARY
    )
    assert [(alias, one["HOST"], one["OPTIONS"].get("sslmode")) for alias, one in found.items()] == [
        ("replica1", "a", None),
        ("replica2", "b", "require"),
    ]
    assert {one["OPTIONS"]["options"] for one in found.values()} == {"-c default_transaction_read_only=on"}
    assert {one["OPTIONS"]["pool"]["timeout"] for one in found.values()} == {2}


@pytest.mark.parametrize(
    "engines", [(POSTGRES, "django.db.backends.sqlite3"), ("django.db.backends.sqlite3", POSTGRES)]
)
def test_replicas_of_anything_but_postgresql_are_refused(engines: tuple[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured):
        replicas([{"ENGINE": engines[0]}], primary={"ENGINE": engines[1]})


@pytest.mark.parametrize("url", ["https://bucket", "s3://", "s3://key:secret@bucket", "s3://bucket?acl=public-read"])
def test_a_place_for_files_that_is_not_understood_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        file_storage(url, key="", secret="")


def test_a_replica_keeps_up_while_it_holds_what_is_older_than_the_bound() -> None:
    progress = Progress()
    for second in range(10):
        progress.primary_is_at(100 * second, now=float(second))
    now = 9.0
    behind = int(LAG_SECONDS)
    asked = [None, 900, 950, (9 - behind) * 100, (9 - behind) * 100 - 1]
    assert [progress.keeps_up(place, now=now) for place in asked] == [False, True, True, True, False]


def test_an_idle_primary_makes_nobody_late() -> None:
    progress = Progress()
    for second in range(100):
        progress.primary_is_at(100, now=float(second))
    assert (progress.keeps_up(100, now=99.0), progress.keeps_up(99, now=99.0)) == (True, False)


class Site:
    """The process of ``replicated.py``."""

    def __init__(self, process: subprocess.Popen[str], replica: Replica) -> None:
        self._process, self.replica = process, replica

    def do(self, **asked: Any) -> Any:
        """Ask for one thing."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def get(self, address: str = "/", method: str = "GET") -> Any:
        """Ask for the page."""
        return self.do(method=method, address=address)


@contextmanager
def _site(folder: Path) -> Iterator[Site]:
    with temporary_cluster() as primary, streaming_replica(primary) as replica:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("STRAHLKRAFT_")}
        environment |= {"STRAHLKRAFT_DATA_DIR": str(folder), "STRAHLKRAFT_REPLICA_URLS": replica.url}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.config.replicated"],
            env=environment | {"DATABASE_URL": primary, "STRAHLKRAFT_HOSTS": "testserver"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield Site(process, replica)
        finally:
            process.kill()
            process.communicate()


def _wait_until_replayed(site: Site) -> None:
    while site.do(do="at replica", sql="SELECT to_regclass('accounts_user') IS NULL"):
        pass


@pytest.mark.slow
@pytest.mark.once
def test_reads_follow_a_real_replica_and_writes_the_primary(tmp_path: Path) -> None:
    """One site after the other would start two servers each time."""
    with _site(tmp_path) as site:
        _wait_until_replayed(site)
        at_primary = {"first": "default", "inside": "default", "then": "default", "accounts": "default", "rows": 0}
        answered = {"status": 200, "body": at_primary, "cookie": None}
        routed = {**answered, "body": at_primary | {"first": "replica1", "then": "replica1"}}

        assert site.get() == answered  # nobody has looked yet
        assert site.do(do="look") == ["replica1"]
        assert site.get() == routed
        assert site.get("/?write=1") == {**answered, "body": at_primary | {"first": "replica1"}}

        assert site.get(method="POST") == {**answered, "cookie": WRITTEN_SECONDS}
        assert site.get() == answered  # the cookie of the form is with us

        site.do(do="forget")
        assert site.get() == routed
        site.replica.kill()
        assert site.get() == answered  # a second attempt, at the primary
        assert site.do(do="look") == []
        site.replica.start()
        while site.do(do="look") != ["replica1"]:
            pass
        assert site.get() == routed
