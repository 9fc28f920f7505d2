"""A served site that can be killed, many people who write to it and read from it, and a mail server that counts.

Everybody writes the public message form (``/rueckfrage/``) with a key of their own and sends it again with the same key
until it is acknowledged, as a browser does whose page is sent once more. What was acknowledged is counted afterwards.
"""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from _harness import COMMAND, free_port

FORM = "/rueckfrage/"
PAGES = ("/", "/projekte/", "/regionen/", "/api/v1/projects?limit=5")
PAUSE = 0.3  # seconds before the same sheet is sent again
PATIENCE = 90.0  # seconds until a begun server answers, and until what is left is acknowledged
OK, FOUND, AWAY = 200, 302, 503


class Site:
    """``strahlkraft serve`` over a prepared folder, always at the same port."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port = free_port()
        self.environment = environment | {"PORT": str(self.port), "STRAHLKRAFT_BEHIND_PROXY": "true"}
        self.command: list[str | Path] = [COMMAND, "serve"]
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Begin it and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + PATIENCE
        while asyncio.run(said(self.port, "/health/ready"))[0] != OK:
            if time.monotonic() > until:
                sys.exit(f"the server does not answer:\n{self._log.read_text(errors='replace')[-3000:]}")
            time.sleep(0.2)

    def end(self) -> None:
        """End it politely."""
        if self._process:
            self._process.terminate()
            self._process.wait(60)

    def processes(self) -> dict[str, list[int]]:
        """Its process ids: ``server`` itself, its ``worker``, and the ``web`` processes that answer."""
        assert self._process  # noqa: S101 - who asks has begun it
        found: dict[str, list[int]] = {"server": [self._process.pid], "worker": [], "web": []}
        for pid in below(self._process.pid):
            with suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                if b"resource_tracker" not in b" ".join(words):
                    found["worker" if b"work" in words else "web"].append(pid)
        return found

    def kill(self, part: str) -> None:
        """Kill a part with SIGKILL; ``server``: with everything below it. The others are begun again by the server."""
        pids = self.processes()
        hit = [pid for kind in pids.values() for pid in kind] if part == "server" else pids[part]
        if not hit:
            sys.exit(f"no process to kill: {part} of {pids}")
        for pid in hit:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if part == "server" and self._process:
            self._process.wait()


def below(pid: int) -> list[int]:
    """All processes that descend from ``pid``."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            words = entry.read_text(errors="replace").rpartition(")")[2].split()
            parents.setdefault(int(words[1]), []).append(int(entry.parent.name))
    found, todo = [], [pid]
    while todo:
        children = parents.get(todo.pop(), [])
        found += children
        todo += children
    return found


async def said(port: int, path: str, sheet: dict[str, str] | None = None, *, by: int = 0) -> tuple[int, float, bytes]:
    """Status (0: no answer), seconds and body of one request; every writer comes from another address."""
    body = urlencode(sheet).encode() if sheet is not None else b""
    head = f"{'POST' if sheet is not None else 'GET'} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    head += f"X-Forwarded-For: 10.{by >> 16 & 255}.{by >> 8 & 255}.{by & 255}\r\nX-Forwarded-Proto: http\r\n"
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    before, answer = time.perf_counter(), b""
    try:
        async with asyncio.timeout(60):
            taken, given = await asyncio.open_connection("127.0.0.1", port)
            given.write(head.encode() + body)
            answer = await taken.read()
            given.close()
    except (OSError, TimeoutError):
        answer = b""
    seconds = time.perf_counter() - before
    status = int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0
    return status, seconds, answer.partition(b"\r\n\r\n")[2]


def empty_sheet(port: int) -> dict[str, str]:
    """The hidden fields of the form as it is shown, and no more."""
    status, _seconds, page = asyncio.run(said(port, FORM))
    inputs = re.findall(r"<input[^>]*>", page.decode(errors="replace"))
    hidden = [tag for tag in inputs if 'type="hidden"' in tag]
    found = {re.search(r'name="([^"]+)"', tag)[1]: re.search(r'value="([^"]*)"', tag) for tag in hidden}  # type: ignore[index]  # inputs have names
    if status != OK or not found:
        sys.exit(f"no form at {FORM}: {status}")
    return {name: value[1] if value else "" for name, value in found.items()}


@dataclass
class Crowd:
    """Who wrote what: numbers of acknowledged sheets, answers by status, seconds of each, words of wrong answers."""

    port: int
    sheet: dict[str, str]
    first: int = 0
    given: int = 0
    presses: int = 0
    acknowledged: set[int] = field(default_factory=set)
    open: dict[int, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    reads: Counter[int] = field(default_factory=Counter)
    kept: Counter[bool] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def text(self, number: int) -> str:
        """What stands in a sheet."""
        return f"Beispiel {number:06d}: Wann beginnt es?"

    async def write(self, number: int) -> bool:
        """Send a sheet once; whether it was acknowledged."""
        key = self.open.setdefault(number, str(uuid.uuid4()))
        mine = self.sheet | {"submission": key, "mailbox": f"gast{number}@beispiel.example", "text": self.text(number)}
        self.presses += 1
        status, seconds, body = await said(self.port, FORM, mine, by=self.first + self.presses)  # nobody meets a limit
        self.statuses[status] += 1
        self.seconds.append(seconds)
        if status == FOUND:
            self.acknowledged.add(number)
            self.open.pop(number, None)
        elif status in {AWAY, OK}:  # told on a page; what was typed is still there
            self.kept[self.text(number).encode() in body] += 1
        elif status:
            self.wrong.append(f"{status}: {body[:300].decode(errors='replace')}")
        return status == FOUND

    async def writer(self, until: float) -> None:
        """One after the other until then; each again until it is acknowledged or the time is over."""
        while time.monotonic() < until:
            self.given += 1
            number = self.first + self.given
            while not await self.write(number) and time.monotonic() < until:  # noqa: ASYNC110 - nothing tells when it is back
                await asyncio.sleep(PAUSE)

    async def reader(self, until: float) -> None:
        """Pages, one after the other."""
        turn = 0
        while time.monotonic() < until:
            status, _seconds, _body = await said(self.port, PAGES[turn % len(PAGES)], by=2**20 + turn)
            self.reads[status] += 1
            turn += 1
            await asyncio.sleep(0.05)

    async def finish(self) -> None:
        """Send what is still open again and again, as people do whose page said so."""
        until = time.monotonic() + PATIENCE
        while self.open and time.monotonic() < until:
            for number in list(self.open):
                if not await self.write(number):
                    await asyncio.sleep(PAUSE)

    def work(self, writers: int, readers: int, seconds: float, beside: Callable[[], Any] | None = None) -> None:
        """Let that many write and read for so long, then send what is still open; ``beside`` runs in a thread meanwhile."""

        async def all_of_them() -> None:
            until = time.monotonic() + seconds
            tasks = [self.writer(until) for _ in range(writers)] + [self.reader(until) for _ in range(readers)]
            aside = asyncio.create_task(asyncio.to_thread(beside)) if beside else None
            await asyncio.gather(*tasks)
            if aside:
                await aside
            await self.finish()

        asyncio.run(all_of_them())

    def errors(self, *fine: int) -> int:
        """Reads without their page and presses without a kind answer; ``fine`` are further statuses (0: no answer at all)."""
        unanswered = 0 if 0 in fine else self.statuses[0]
        return len(self.wrong) + unanswered + sum(n for code, n in self.reads.items() if code not in {OK, *fine})

    def told(self, fate: "Fate") -> str:
        """A line for people."""
        return f"{fate}, answers {dict(self.statuses)}, reads {dict(self.reads)}; {self.wrong[:2]}"

    def fate(self, environment: dict[str, str]) -> "Fate":
        """What became of the sheets, as the database says."""
        rows = json.loads(inside(environment, _COUNT))
        texts = {self.text(number) for number in self.acknowledged}
        counts = Counter(text for text in rows if text.startswith("Beispiel "))
        return Fate(
            acknowledged=len(texts),
            lost=sum(text not in counts for text in texts),
            doubled=sum(number > 1 for number in counts.values()),
            open=len(self.open),
        )


@dataclass(frozen=True)
class Fate:
    """How many sheets were acknowledged, how many of these are missing, how many stand twice, how many were never acknowledged."""

    acknowledged: int
    lost: int
    doubled: int
    open: int

    @property
    def whole(self) -> bool:
        """Everything is there once."""
        return not (self.lost or self.doubled or self.open)

    def __str__(self) -> str:
        """In words."""
        return f"{self.acknowledged} acknowledged, {self.lost} lost, {self.doubled} twice"


_COUNT = """
import json
from strahlkraft.newsroom.models import Feedback
print(json.dumps(list(Feedback.objects.values_list("text", flat=True))))
"""


def inside(environment: dict[str, str], code: str) -> str:
    """What a process of its own says last, with Django set up over the same data."""
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1]


class Sink:
    """An aiosmtpd handler that keeps the mailbox and the name (Message-ID) of every letter it took."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a letter."""
        name = re.search(rb"(?im)^message-id:\s*(\S+)", envelope.content or b"")
        self.taken.append((envelope.rcpt_tos[0], name[1].decode() if name else ""))
        return "250 OK"

    def fate(self, mailboxes: set[str]) -> dict[str, int]:
        """How many of these mailboxes got nothing, or several letters of different names."""
        names: dict[str, set[str]] = {}
        for to, name in self.taken:
            names.setdefault(to, set()).add(name)
        return {
            "letters": len(mailboxes & names.keys()),
            "missing": len(mailboxes - names.keys()),
            "twice": sum(len(names[to]) > 1 for to in mailboxes & names.keys()),
        }


def percentile(values: list[float], part: float) -> float:
    """The value below which that part of the values lies; 0 without any."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)] if values else 0.0
