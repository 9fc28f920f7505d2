"""``strahlkraft live`` and ``strahlkraft serve`` as real servers over the tests' database, spoken to by real sockets."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from django.db import connection
from django.utils import timezone

from strahlkraft.congress.models import Applause, LiveEvent, Occasion, ProgrammeVersion
from strahlkraft.congress.rules.vocabulary import LiveKind
from tests.factories.congress import EARLIER, OccasionFactory, PitchFactory, StageFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
COMMAND = Path(sys.executable).parent / "strahlkraft"


@contextmanager
def served(folder: Path, *words: str) -> Iterator[tuple[int, subprocess.Popen]]:
    """A server over the tests' own database; its port and process."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    environment = os.environ | {"DATABASE_URL": _database_url(), "STRAHLKRAFT_DATA_DIR": str(folder)}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([COMMAND, *words, "--port", str(port)], env=environment, stdout=log, stderr=log)
    try:
        end = time.monotonic() + 60  # a busy machine is no finding
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < end
            time.sleep(0.05)
        yield port, server
    finally:
        server.terminate()  # politely: a killed server leaves its worker behind
        server.wait(60)


def _database_url() -> str:
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    who = f"{facts['USER']}:{facts['PASSWORD']}" if facts["PASSWORD"] else facts["USER"]
    return f"postgres://{who}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


class Stream:
    """A browser's open stream, to be closed by ``with``."""

    def __init__(self, port: int, slug: str, last: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.connection.request("GET", f"/live/{slug}/stream", headers={"Last-Event-ID": last} if last else {})
        self.answer = self.connection.getresponse()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.answer.close()
        self.connection.close()

    def event(self) -> dict[str, str]:
        """The next event's fields."""
        fields: dict[str, str] = {}
        while line := self.answer.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            fields[name] = value
        return fields


def ask(port: int, path: str, method: str = "GET", **given: Any) -> tuple[int, dict[str, str], bytes]:
    """One request."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        line.request(method, path, **given)
        answer = line.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def happen(occasion: Occasion, **payload: Any) -> int:
    """Commit a live event; its number."""
    return LiveEvent.objects.create(occasion=occasion, kind=LiveKind.CLOCK, payload=payload, at=EARLIER).pk


def heard_occasion() -> Occasion:
    now = timezone.now()
    hours = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=1)}
    occasion: Occasion = OccasionFactory(slug="beispiel", **hours)
    StageFactory(occasion=occasion, slug="eins")
    ProgrammeVersion.objects.create(occasion=occasion, number=1, content={}, published_at=EARLIER)
    return occasion


def test_a_change_reaches_screens_by_itself_and_what_was_missed_comes_after(tmp_path: Path) -> None:
    occasion = heard_occasion()
    with served(tmp_path, "live") as (port, server):
        with Stream(port, "beispiel") as stream:
            assert stream.answer.getheader("content-type") == "text/event-stream; charset=utf-8"
            assert list(stream.event()) == ["retry"]
            assert json.loads(stream.event()["data"])["stages"]["eins"]["state"] == "idle"
            number = str(happen(occasion, drift=7))
            told = stream.event()
            assert told == {"id": number, "event": "clock", "data": '{"stage":"","drift":7}'}
            PitchFactory(occasion=occasion, code="AB1234")
            claps = {"body": "code=AB1234&claps=3", "headers": {"Sec-Fetch-Site": "same-origin"}}
            foreign = {"body": "x", "headers": {"Sec-Fetch-Site": "cross-site"}}
            clapped = [("beispiel", claps), ("nirgends", claps), ("beispiel", foreign)]
            assert [ask(port, f"/live/{slug}/applause", "POST", **said)[0] for slug, said in clapped] == [204, 404, 400]
            told = stream.event()
            assert told == {"id": told["id"], "event": "applause", "data": '{"stage":"","counts":{"AB1234":3}}'}
            number = told["id"]
        missed = [str(happen(occasion, n=n)) for n in (1, 2)]
        assert abs(json.loads(ask(port, "/live/time")[2])["now"] / 1000 - time.time()) < 60
        assert list(json.loads(ask(port, "/live/beispiel/state")[2])["stages"]) == ["eins"]
        refused = [ask(port, "/live/nirgends/stream")[0], ask(port, "/live/time", "POST")[0], ask(port, "/")[0]]
        assert refused == [404, 405, 404]
        with Stream(port, "beispiel", last=number) as again:
            assert [again.event().get("id") for _ in range(4)] == [None, *missed, missed[-1]]
            server.send_signal(signal.SIGTERM)
            assert again.answer.read() == b""  # the stream came to its end; nobody had to kill its worker
            assert server.wait(60) == 0
            assert again.answer.readline() == b""
    assert Applause.objects.get().count == 3


def test_pages_and_streams_come_from_one_address(tmp_path: Path) -> None:
    occasion = heard_occasion()
    with served(tmp_path, "serve", "--no-worker") as (port, _), Stream(port, "beispiel") as stream:
        assert [list(stream.event()), stream.event()["event"]] == [["retry"], "snapshot"]
        assert ask(port, "/health/live")[0] == 200
        status, headers, body = ask(port, "/anmelden/")
        assert (status, int(headers["content-length"])) == (200, len(body))
        assert "default-src 'self'" in headers["content-security-policy"]
        assert ask(port, "/anmelden/", "HEAD")[::2] == (200, b"")
        assert ask(port, "/anmelden/", "POST", headers={"Content-Length": str(3 * 1024 * 1024)})[0] == 413
        assert ask(port, "/anmelden/", "POST", body=b"x" * 1_000_000)[0] == 403  # read, then refused: no token
        number = happen(occasion)
        assert stream.event()["id"] == str(number)
