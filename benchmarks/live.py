"""How soon thousands of screens learn what happened on stage, and what their listening costs the pages.

Run by ``make bench`` or ``python benchmarks/live.py [--viewers 2000] [--changes 10]``: a real server with real sockets on
this machine, all viewers in one process of their own. A change is a committed row; its time is stamped before the commit.
Pages are asked by four readers in the same run without viewers, with them, and while changes arrive: read the ratio. The
goal: p99 under a second, nothing missed, on either database.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from typing import Any

from _harness import COMMAND, environment_of, free_port, on_either_database, served

GOAL_SECONDS = 1.0
SLUG = "beispiel-live"
PAGE = "/projekte/"
READERS = 4


def main() -> int:
    """Measure on SQLite, and on PostgreSQL where BENCH_POSTGRES_URL names one; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=2_000)
    parser.add_argument("--changes", type=int, default=10)
    parser.add_argument("--listen", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--change", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.listen:
        asyncio.run(listen(options.listen, options.viewers))
        return 0
    if options.change:
        change(options.changes)
        return 0
    return on_either_database(lambda database, url: measure(database, url, options.viewers, options.changes))


def measure(database: str, url: str, viewers: int, changes: int) -> list[str]:
    """Set up, serve, listen, change; print the figures and return what misses the goal."""
    with tempfile.TemporaryDirectory(prefix="strahlkraft-live-") as folder:
        port = free_port()
        environment = environment_of(folder, url, PORT=str(port))
        subprocess.run([COMMAND, "setup"], env=environment, stdout=subprocess.DEVNULL, check=True)
        subprocess.run([sys.executable, __file__, "--change", "--changes", "0"], env=environment, check=True)
        with served(environment, port, lambda: asyncio.run(read_pages(port, 2))):
            alone = asyncio.run(read_pages(port, 6))
            words = [sys.executable, __file__, "--listen", str(port), "--viewers", str(viewers)]
            listeners = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            said = listeners.stdout
            assert said is not None  # noqa: S101 - it is a pipe
            connected = json.loads(said.readline())
            quiet = asyncio.run(read_pages(port, 6))
            deeds = subprocess.Popen([sys.executable, __file__, "--change", "--changes", str(changes)], env=environment)
            busy = asyncio.run(read_pages(port, changes * 0.5 + 2))
            deeds.wait()
            time.sleep(2)
            heard = json.loads(listeners.communicate("end\n")[0])
    return report(database, viewers, changes, connected | heard, (alone, quiet, busy))


def report(
    database: str, viewers: int, changes: int, heard: dict[str, Any], pages: tuple[list[float], ...]
) -> list[str]:
    """Print one database's figures."""
    late = sorted(heard["seconds"])
    p50, p99 = late[len(late) // 2], late[int(len(late) * 0.99)]
    print(f"\n{database}: {viewers} viewers, {changes} changes, connected in {heard['connected']:.1f} s")
    print(f"  change to screen    p50 {p50 * 1000:.0f} ms   p99 {p99 * 1000:.0f} ms   max {late[-1] * 1000:.0f} ms")
    print(f"  heard {len(late)} of {viewers * changes}; lines lost {heard['lost']}")
    base = statistics.median(pages[0])
    for name, times in zip(("without viewers", "with viewers", "with viewers and changes"), pages, strict=True):
        middle = statistics.median(times)
        worst = sorted(times)[int(len(times) * 0.95)]
        print(f"  pages {name:<26} p50 {middle * 1000:.0f} ms ({middle / base:.2f}x)   p95 {worst * 1000:.0f} ms")
    missed = [f"{database}: p99 {p99:.2f} s"] if p99 >= GOAL_SECONDS else []
    return missed + ([f"{database}: changes missed"] if len(late) != viewers * changes else [])


def change(changes: int) -> None:
    """Commit so many live events, two a second; make the occasion first."""
    import django

    django.setup()
    from django.utils import timezone

    from strahlkraft.congress.models import LiveEvent, Occasion, ProgrammeVersion, Stage
    from strahlkraft.projects.models import Event

    now = timezone.now()
    facts = {"starts_at": now, "ends_at": now + timedelta(hours=9), "created_at": now, "changed_at": now}
    given = {"name": "Beispiel", "kind": "congress", "state": "announced", "event": Event.objects.first(), **facts}
    occasion, new = Occasion.objects.get_or_create(slug=SLUG, defaults=given)
    if new:
        Stage.objects.create(occasion=occasion, slug="beispiel", name="Beispiel")
        ProgrammeVersion.objects.create(occasion=occasion, number=1, content={}, published_at=now)
    for _ in range(changes):
        time.sleep(0.5)
        payload = {"sent": time.time(), "filler": "x" * 700}
        LiveEvent.objects.create(occasion=occasion, kind="clock", payload=payload, at=timezone.now())


async def listen(port: int, viewers: int) -> None:
    """Open so many streams; say how long that took; at a word from outside say what was heard when."""
    seconds: list[float] = []
    lost: list[int] = []

    class Viewer(asyncio.Protocol):
        """A browser's line: counts changes, keeps nothing."""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            """Ask for the stream."""
            self.rest = b""
            assert isinstance(transport, asyncio.Transport)  # noqa: S101 - TCP is
            transport.write(f"GET /live/{SLUG}/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

        def data_received(self, data: bytes) -> None:
            """Note when each change arrived."""
            now = time.time()
            *whole, self.rest = (self.rest + data).split(b"\n\n")
            told = [piece.partition(b"data: ")[2] for piece in whole if b"event: clock" in piece]
            seconds.extend(now - json.loads(data)["sent"] for data in told)

        def connection_lost(self, _error: Exception | None) -> None:
            """Count lines that broke."""
            lost.append(1)

    loop = asyncio.get_running_loop()
    begun = time.time()
    for first in range(0, viewers, 100):
        some = range(min(100, viewers - first))
        await asyncio.gather(*(loop.create_connection(Viewer, "127.0.0.1", port) for _ in some))
    print(json.dumps({"connected": time.time() - begun}), flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    print(json.dumps({"seconds": seconds, "lost": len(lost)}), flush=True)


async def read_pages(port: int, seconds: float) -> list[float]:
    """Seconds per page, asked by a few readers one page after the other."""
    times: list[float] = []
    end = time.time() + seconds

    async def reader() -> None:
        while time.time() < end:
            before = time.perf_counter()
            taken, given = await asyncio.open_connection("127.0.0.1", port)
            given.write(f"GET {PAGE} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            answer = await taken.read()
            given.close()
            if not answer.startswith(b"HTTP/1.1 200"):
                sys.exit(f"{PAGE} does not answer: {answer[:60]!r}")
            times.append(time.perf_counter() - before)

    await asyncio.gather(*(reader() for _ in range(READERS)))
    return times


if __name__ == "__main__":
    sys.exit(main())
