"""Two instances on one machine, each a real server over its own data, one of them killed in between; and a liar."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import get_finders

from tests.factories.peers import FakePeer, fake_peer
from tools import site

# They bring databases of their own, so that one run is enough whatever the tests' database is.
pytestmark = [pytest.mark.house, pytest.mark.slow]
DATABASE = "strahlkraft.sqlite3"
REPOSITORY = Path(__file__).resolve().parents[2]
SHELL = """
import contextlib, dataclasses, io, json, sys
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from strahlkraft.jobs.cli import strahlkraft
from strahlkraft.jobs.clock import now
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.reuse import actions
from strahlkraft.reuse.actions.federation import refresh_catalogue
from strahlkraft.reuse.models import ReuseOffer
from tests.factories.projects import PublishedFactory

def make():
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    connection.close()

def publish(title, summary):
    offer = ReuseOffer.objects.filter(title=title).first()
    if offer is None:
        project = PublishedFactory(title=title)
        offer = actions.create_offer(by=SYSTEM, at=now(), project=project.slug, title=title, kind="concept")
    content = dataclasses.replace(offer.content, title=title, kind="concept", summary=summary)
    actions.publish_offer(by=SYSTEM, at=now(), slug=offer.slug, content=content, version=offer.version)
    refresh_catalogue(at=now(), force=True)

deeds = {"make": make, "publish": publish, "federate": lambda *words: strahlkraft(["federate", *words], "", None, False)}
for line in sys.stdin:
    word, *words = json.loads(line)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        try:
            deeds[word](*words)
        except Exception as error:
            print(f"{type(error).__name__}: {error}")
    print(json.dumps(said.getvalue()), flush=True)
"""


class Instance:
    """A real instance: its folder, its port, its server when it runs."""

    def __init__(self, folder: Path, port: int, ports: list[int]) -> None:
        self.folder, self.port = folder, port
        self.url = f"http://127.0.0.1:{port}"
        self.server: subprocess.Popen[bytes] | None = None
        self.shell: subprocess.Popen[str] | None = None
        self.environment = site.environment(folder, "", port) | {
            "STRAHLKRAFT_BASE_URL": self.url,
            "STRAHLKRAFT_FETCH_ALLOWED_HOSTS": ",".join(f"127.0.0.1:{one}" for one in ports),
            "STRAHLKRAFT_FETCH_HOST_PAUSE": "0",
            "STRAHLKRAFT_INDEXER": "false",
            "DJANGO_SETTINGS_MODULE": "strahlkraft.config.settings",
            "PYTHONPATH": str(REPOSITORY),
        }

    def start(self) -> None:
        """Serve until killed."""
        with (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                [site.COMMAND, "serve", "--no-worker"],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + 60  # a busy machine is no finding
        while not site._answers(self.port):
            assert time.monotonic() < end, (self.folder / "server.log").read_text(encoding="utf-8")
            time.sleep(0.1)

    def signal(self, number: int) -> None:
        """To the server and the processes it started, none else."""
        assert self.server is not None
        os.killpg(self.server.pid, number)
        if number == signal.SIGKILL:
            self.server.wait()

    def open(self) -> None:
        """Begin a shell of this instance, which costs its start only once."""
        self.shell = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", SHELL],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *words: str) -> None:
        """Begin a command: ``federate …``, or one of the shell's own."""
        assert self.shell is not None
        assert self.shell.stdin is not None
        self.shell.stdin.write(json.dumps(words) + "\n")
        self.shell.stdin.flush()

    def answer(self) -> str:
        """What the command said in the end."""
        assert self.shell is not None
        assert self.shell.stdout is not None
        return str(json.loads(self.shell.stdout.readline()))

    def run(self, *words: str) -> str:
        """Ask and wait."""
        self.ask(*words)
        return self.answer()

    def close(self) -> None:
        """End what was started here, nothing else."""
        if self.server is not None and self.server.returncode is None:
            self.signal(signal.SIGKILL)
        if self.shell is not None:
            self.shell.kill()
            self.shell.communicate()

    def peers(self) -> list[tuple[Any, ...]]:
        """State, fault and time of the last good answer of every peer."""
        return self._read("SELECT state, fault, last_good_at FROM reuse_peer WHERE ended_at IS NULL ORDER BY id")

    def entries(self) -> list[tuple[Any, ...]]:
        """Origin, title and summary of what it shows of others."""
        rows = self._read(
            "SELECT peer.url, title, data FROM reuse_peerentry entry JOIN reuse_peer peer ON peer.id = entry.peer_id"
            " WHERE withdrawn_at IS NULL ORDER BY uri"
        )
        return [(url.partition("/api")[0], title, json.loads(data)["summary"]) for url, title, data in rows]

    def _read(self, query: str) -> list[tuple[Any, ...]]:
        with contextlib.closing(sqlite3.connect(self.folder / DATABASE)) as database:
            return database.execute(query).fetchall()

    def page(self, path: str) -> str:
        """A page as anybody sees it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        assert answer.status == HTTPStatus.OK, body
        return body

    def key(self) -> str:
        """Its public key, as it introduces itself."""
        return str(json.loads(self.page("/.well-known/strahlkraft"))["public_key"])


@pytest.fixture
def liar() -> Iterator[FakePeer]:
    """A peer that will lie."""
    with fake_peer() as peer:
        yield peer


@pytest.fixture
def two(tmp_path: Path, liar: FakePeer) -> Iterator[tuple[Instance, Instance]]:
    """Two empty instances that serve and may ask each other, and the liar; without the static files themselves."""
    ports = [site._free_port(), site._free_port()]
    pair = []
    for name, port in zip("ab", ports, strict=True):
        folder = tmp_path / name
        (folder / "static").mkdir(parents=True)
        names = [path for finder in get_finders() for path, _ in finder.list([])]
        manifest = {"version": "1.1", "paths": {name: name for name in names}, "hash": ""}
        (folder / "static" / "staticfiles.json").write_text(json.dumps(manifest), encoding="utf-8")
        pair.append(Instance(folder, port, [*ports, liar.web.port]))
    a, b = pair
    try:
        a.open()
        b.open()
        assert a.run("make") == ""
        shutil.copy(a.folder / DATABASE, b.folder / DATABASE)
        a.start()
        b.start()
        yield a, b
    finally:
        a.close()
        b.close()


def test_two_instances_tell_each_other_survive_a_kill_and_stop_a_liar(
    two: tuple[Instance, Instance], liar: FakePeer
) -> None:
    a, b = two
    a.ask("publish", "Beispiel Parken", "Erste Fassung.")
    b.ask("publish", "Beispiel Lampen", "Aus B.")
    assert (a.answer(), b.answer()) == ("", "")
    a.wait()
    b.wait()

    # both ways, the key compared as it was told
    assert "healthy" in b.run("federate", "add", a.url, "--key", a.key())
    assert "healthy" in a.run("federate", "add", b.url, "--key", b.key())
    assert b.entries() == [(a.url, "Beispiel Parken", "Erste Fassung.")]
    assert a.entries() == [(b.url, "Beispiel Lampen", "Aus B.")]
    page = b.page("/verbund/beispiel-parken/")
    assert "Beispiel Parken" in page
    assert a.url in page

    # A is killed while B asks it: B keeps what it knew, with its age, and goes on answering
    (good,) = b.peers()
    a.signal(signal.SIGSTOP)
    b.ask("federate", "sync")
    time.sleep(0.5)  # it waits for the answer of a server that does not move
    a.signal(signal.SIGKILL)
    assert "failing" in b.answer()
    (now,) = b.peers()
    assert (now[0], now[1] in {"unreachable", "timeout"}, now[2]) == ("failing", True, good[2])
    assert b.entries() == [(a.url, "Beispiel Parken", "Erste Fassung.")]
    assert "Erste Fassung." in b.page("/verbund/beispiel-parken/")

    # A comes back with a new version: B catches up
    a.start()
    assert a.run("publish", "Beispiel Parken", "Zweite Fassung.") == ""
    liar.tell(liar.entry("x"))
    assert "healthy" in b.run("federate", "add", liar.web.url, "--key", liar.public)
    a.wait()
    assert "healthy" in b.run("federate", "sync", f"127-0-0-1-{a.port}")
    shown = [(a.url, "Beispiel Parken", "Zweite Fassung."), (liar.web.url, "Beispiel x", "Ein Beispiel.")]
    assert sorted(b.entries()) == sorted(shown)

    # a tampered catalogue stops its instance, what it had told well stays
    liar.tell(liar.entry("x", summary="Neu."))
    with liar.fetcher() as fetcher:
        liar.give(fetcher.get(liar.feed_url).body.replace(b"Neu.", b"Lug."))
    assert "quarantined The signature does not fit the catalogue." in b.run("federate", "sync")
    assert [peer[:2] for peer in b.peers()] == [("healthy", ""), ("quarantined", "bad_signature")]
    assert sorted(b.entries()) == sorted(shown)
