"""How fast is a crawl of 1,000 repositories: time, peak memory and requests, first visit and second.

Run by ``make bench`` or ``python benchmarks/crawl.py [--repositories 1000] [--rounds 3]``. A local server answers in the
shape of GitLab's interface; every second repository has a publiccode.yml of some kilobytes, a tenth of them under the
other name, the rest has none. The second visit finds nothing changed; once the forge's dates tell so, once (just
after the first) only the ETags do. In the same run plain urllib3 gets the same raw files one after the other, without
lists, checks, robots or memory. The pause between requests to one host is off; in operation it is a second, and the
time of a crawl is the number of its requests. Read the ratios, not the milliseconds.
"""

import argparse
import contextlib
import datetime as dt
import http.server
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

CHANGED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
PER_PAGE = 100
FILE_BYTES = 4_000


def serve(count: int) -> None:
    """A forge with one group; prints its port and serves until its input closes."""
    body = b"# Beispiel\n" * (FILE_BYTES // 11)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            if path == "/api/v4/groups/stadt/projects":
                page = int(query.rpartition("page=")[2]) if query.startswith("page=") else 1
                self._list(page)
            elif (number := file_number(path, count)) is not None:
                etag = f'"{number}"'
                same = self.headers.get("If-None-Match") == etag
                self._send(304 if same else 200, b"" if same else body, {"ETag": etag})
            else:
                self._send(404, b"", {})

        def _list(self, page: int) -> None:
            origin = f"http://{self.headers['Host']}"
            numbers = range((page - 1) * PER_PAGE, min(page * PER_PAGE, count))
            rows = [
                {"id": number, "name": f"r{number}", "web_url": f"{origin}/stadt/r{number}", "default_branch": "main"}
                | {"last_activity_at": CHANGED.isoformat(), "description": "Beispiel " * 20, "archived": False}
                for number in numbers
            ]
            more = {"Link": f'<{origin}/api/v4/groups/stadt/projects?page={page + 1}>; rel="next"'}
            headers = {"X-Total": str(count)} | (more if page * PER_PAGE < count else {})
            self._send(200, json.dumps(rows).encode(), headers)

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, *arguments: Any) -> None:
            """Keep quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


def file_number(path: str, count: int) -> int | None:
    """Which repository's publiccode.yml an address names; None when it has none there."""
    parts = path.split("/")
    if len(parts) != 7 or not parts[2].startswith("r"):  # noqa: PLR2004 - /stadt/r1/-/raw/main/publiccode.yml
        return None
    number = int(parts[2][1:])
    name = "publiccode.yaml" if number % 20 == 0 else "publiccode.yml"
    return number if number < count and number % 2 == 0 and parts[6] == name else None


def raw_addresses(url: str, count: int) -> list[str]:
    """Every address a first crawl asks for a file."""
    addresses = []
    for number in range(count):
        for name in ("publiccode.yml", "publiccode.yaml"):
            path = f"/stadt/r{number}/-/raw/main/{name}"
            addresses.append(url + path)
            if file_number(path, count) is not None:
                break
    return addresses


def measure_plain(url: str, count: int) -> dict[str, float]:
    """In a process of its own: urllib3 gets the files, keeping its connection."""
    import urllib3

    pool, addresses = urllib3.PoolManager(), raw_addresses(url, count)
    before = time.perf_counter()
    size = sum(len(pool.request("GET", address).data) for address in addresses)
    seconds = time.perf_counter() - before
    return {"seconds": seconds, "requests": len(addresses), "megabytes": size / 1e6, "memory": peak()}


def peak() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_ours(url: str, count: int) -> dict[str, Any]:
    """In a process of its own: three visits with the same memory; the last two find nothing new."""
    from strahlkraft.reuse.crawling import Found, Missing, Seen, Source, Unchanged, crawl
    from strahlkraft.reuse.fetching import Fetcher, FetchPolicy

    class Memory:
        known: dict[str, Seen] = {}
        now = CHANGED

        def seen(self, url: str) -> Seen | None:
            return self.known.get(url)

        def cursor(self, source: Source) -> str:
            return ""

    memory, figures = Memory(), {"before": peak()}
    policy = FetchPolicy("strahlkraft-bench/1", frozenset({url.split("/")[2]}), host_pause=0.0)

    def visit(name: str) -> None:
        counts = {"found": 0, "unchanged": 0, "missing": 0}
        with Fetcher(policy) as fetcher:
            before = time.perf_counter()
            for event in crawl([Source("s", f"{url}/stadt", "gitlab")], memory=memory, fetcher=fetcher):
                if isinstance(event, Found | Missing | Unchanged):
                    counts[type(event).__name__.lower()] += 1
                    change = event.repository.last_change
                    file = (event.file_url, event.etag) if isinstance(event, Found | Unchanged) else ("", "")
                    memory.known[event.repository.url] = Seen(memory.now, *file, last_change=change)
            figures[name] = counts | {"seconds": time.perf_counter() - before, "requests": fetcher.requests}

    visit("first")
    memory.now = CHANGED + dt.timedelta(days=1)
    visit("etag")  # the look was too soon after the change for the date to tell
    visit("date")
    return figures | {"memory": peak()}


def run(how: str, url: str, count: int) -> dict[str, Any]:
    """Measure in a fresh process."""
    command = [sys.executable, __file__, "--inner", how, "--url", url, "--repositories", str(count)]
    figures: dict[str, Any] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return figures


@contextlib.contextmanager
def forge(count: int) -> Iterator[str]:
    """The server in a process of its own."""
    command = [sys.executable, __file__, "--inner", "serve", "--repositories", str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def tell(name: str, figures: list[dict[str, Any]], baseline: list[dict[str, Any]] | None, what: str) -> None:
    """One line: the median of the rounds, and how often it takes the baseline's time."""
    seconds = statistics.median(entry["seconds"] for entry in figures)
    ratio = ""
    if baseline is not None:
        times = [mine["seconds"] / other["seconds"] for mine, other in zip(figures, baseline, strict=True)]
        asked = figures[0]["requests"] / baseline[0]["requests"]
        ratio = f"  x{statistics.median(times):.2f} time, x{asked:.2f} requests of {what}"
    print(f"{name:<34} {seconds:7.2f} s {figures[0]['requests']:>6,} requests{ratio}")


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repositories", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--inner", choices=["serve", "plain", "ours"], help=argparse.SUPPRESS)
    parser.add_argument("--url", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    count = options.repositories
    if options.inner == "serve":
        serve(count)
    elif options.inner:
        measure = measure_ours if options.inner == "ours" else measure_plain
        print(json.dumps(measure(options.url, count)))
    else:
        with forge(count) as url:
            rounds = [(run("plain", url, count), run("ours", url, count)) for _ in range(options.rounds)]
        plain, ours = [pair[0] for pair in rounds], [pair[1] for pair in rounds]
        first = [entry["first"] for entry in ours]
        print(f"{count:,} repositories, {first[0]['found']:,} with a file; medians of {options.rounds} rounds")
        tell("plain urllib3, the raw files", plain, None, "")
        tell("first crawl", first, plain, "plain urllib3")
        tell("second, only the ETags tell", [entry["etag"] for entry in ours], first, "the first")
        tell("second, the forge's dates tell", [entry["date"] for entry in ours], first, "the first")
        memory = max(entry["memory"] for entry in ours)
        grown = max(entry["memory"] - entry["before"] for entry in ours)
        print(f"peak memory of a process with all three crawls {memory:.0f} MB, {grown:.0f} MB more than before")
    return 0


if __name__ == "__main__":
    sys.exit(main())
