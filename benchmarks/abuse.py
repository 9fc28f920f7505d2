"""Broken, hostile and slow requests against the running server: nothing ends in an error of ours, readers go on.

``python benchmarks/abuse.py [--small]``: a real server with real sockets on this machine. Requests that are no HTTP, or
HTTP in its odd shapes; every address with nonsense in path, question, method and body; every form found by walking the
pages; then idle and dripping connections beside an ordinary reader of the same run. Read the ratio. PostgreSQL adds
nothing here: what is attacked stands before the database.
"""

import argparse
import http.client
import json
import os
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlencode, urljoin, urlsplit

from _clients import below
from _harness import COMMAND, environment_of, figure, free_port, served

PAGE = "/projekte/"
MOST_BYTES = 200_000_000
MOST_RATIO = 2.0
MOST_HEARD = 1_000_000
SCRIPT = "<script>alert(7)</script>"
NASTY = (
    f"\"'>{SCRIPT}", "nul\0nul", "x\r\nX-Planted: 1", "9" * 5_000, "../../../../etc/passwd", "\u202e\u200b\u2028 \ufeff",
    "\U0001f984\U0010ffff", "%00%ff{{7*7}}${7*7}", "//fremd.example/", "https://fremd.example/", "javascript:alert(7)",
    "1e999", "NaN", "-1", "½²٣", "9999-12-31T23:59", "=1+1|'cmd'", "a" * 3_000, "' OR 1=1 --", "\\", "",
)  # fmt: skip
RAW_PLACES = ("nul%00nul", "%c0%ae%c0%ae", "%ed%a0%80", "%ff%fe", "..%2f..%2fetc%2fpasswd", "9" * 30, "-1", "a" * 300)
FIELDS = ("q", "next", "seite", "page", "region", "sort", "format", "von", "id")
METHODS = ("HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "POST", "QUATSCH")
BODIES = (
    b"[" * 100_000, b'{"a":' * 20_000, b'{"a": NaN, "a": 1e999, "a": ' + b"9" * 5_000 + b"}", b'{"a": "\\ud800"}',
    b"\x1f\x8b\x08\x00nothing", b"\xff\xfe", b"null", b"",
)  # fmt: skip
OWN_WORDS = {501, 505}  # a method or version the server does not know: its own words, no failure
FORM = re.compile(r'<form\b[^>]*method="post"[^>]*>.*?</form>', re.IGNORECASE | re.DOTALL)
ACTION = re.compile(r'<form\b[^>]*\saction="([^"]*)"')
FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*\sname="([^"]+)"(?:[^>]*\svalue="([^"]*)")?')
LINK = re.compile(r'\shref="(/[^"#]*)"')


def main() -> int:
    """Attack and print the figures; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="within a minute")
    parser.add_argument("--addresses", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.addresses:
        print(json.dumps(sorted(addresses())))
        return 0
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8_192), hard))
    with tempfile.TemporaryDirectory(prefix="strahlkraft-abuse-") as folder:
        port = free_port()
        environment = environment_of(folder, "", PORT=str(port))
        subprocess.run([COMMAND, "setup"], env=environment, stdout=subprocess.DEVNULL, check=True)
        said = subprocess.run(
            [sys.executable, __file__, "--addresses"], env=environment, stdout=subprocess.PIPE, check=True
        )
        with served(environment, port, lambda: [Asked(port).get(PAGE) for _ in range(30)]):
            missed = attack(port, json.loads(said.stdout.splitlines()[-1]), small=options.small)
    for line in missed:
        print(f"GOAL MISSED: {line}")
    return 1 if missed else 0


def attack(port: int, routes: list[str], *, small: bool) -> list[str]:
    """Everything in turn; the words for what was missed."""
    asked = Asked(port)
    before = held_bytes()
    for name, deed in (
        ("shapes", lambda: shapes(asked)),
        ("addresses", lambda: walk(asked, routes, turns=1 if small else len(RAW_PLACES))),
        ("forms", lambda: forms(asked, 40 if small else 400, 3 if small else len(NASTY))),
    ):
        begin, count = time.monotonic(), asked.count
        deed()
        print(f"{name}: {asked.count - count} requests in {time.monotonic() - begin:.0f} s", flush=True)
    hostile = asked.count
    asked.cookies.clear()
    alone, beside, refused = slow(asked, idle=200 if small else 1_000, seconds=5 if small else 30)
    more = held_bytes() - before
    print("answers:", dict(sorted(asked.answers.items())))
    for line in asked.faults[:40]:
        print("  fault:", line)
    ratio = beside / alone
    figure(
        "abuse-answers",
        "",
        f"{hostile} hostile requests at {len(routes)} addresses: {len(asked.faults)} errors, scripts, foreign ways or planted headers",
        held=not asked.faults,
    )
    figure(
        "abuse-readers",
        "",
        f"{ratio:.2f} times as long as alone beside idle and dripping connections (target {MOST_RATIO:g}), {refused} refused",
        held=ratio <= MOST_RATIO and not refused,
    )
    figure("abuse-memory", "", f"{more / 1e6:.0f} MB more (target {MOST_BYTES / 1e6:.0f})", held=more <= MOST_BYTES)
    missed = ["abuse-answers"] if asked.faults else []
    missed += ["abuse-readers"] if ratio > MOST_RATIO or refused else []
    return missed + (["abuse-memory"] if more > MOST_BYTES else [])


class Asked:
    """What was asked and how it was answered; every answer is judged."""

    def __init__(self, port: int) -> None:
        self.port, self.count = port, 0
        self.answers, self.faults = Counter[str](), list[str]()
        self.cookies = dict[str, str]()
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def get(self, path: str) -> bytes:
        """An ordinary reader's page; empty where the answer is no page."""
        return self.ask("GET", path)[1]

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """Send well-formed HTTP, and judge the answer; 0 when none came."""
        self.count += 1
        if self.cookies:
            headers.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        for _again in "12":  # a server may close a line that was left open; once
            try:
                self.line.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
                answer = self.line.getresponse()
                page = answer.read(5_000_000)
                break
            except (OSError, http.client.HTTPException) as error:
                self.line.close()
                ended = type(error).__name__
        else:
            self.faults.append(f"{method} {path[:120]}: {ended}")
            return 0, b""
        self.answers[str(answer.status)] += 1
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.judge(f"{method} {path[:160]}", answer.status, answer.getheaders(), page)
        if answer.will_close or not answer.isclosed():
            self.line.close()
        return answer.status, page

    def judge(self, what: str, status: int, headers: list[tuple[str, str]], page: bytes) -> None:
        """No error of ours, no script of theirs, no way to another host, no header of theirs."""
        given = {name.lower(): value for name, value in headers}
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status not in OWN_WORDS:
            self.faults.append(f"{what}: {status}")
        if SCRIPT.encode() in page and "html" in given.get("content-type", ""):
            self.faults.append(f"{what}: the script stands in the page")
        if "x-planted" in given:
            self.faults.append(f"{what}: a planted header")
        away = urlsplit(given.get("location", "").replace("\\", "/"))
        if away.netloc and away.hostname not in {"127.0.0.1", "localhost"}:
            self.faults.append(f"{what}: leads to {away.netloc}")

    def raw(self, name: str, sent: bytes, seconds: float = 0.7) -> None:
        """Send bytes as they are; whatever comes back is judged, silence and a closed line are answers too."""
        self.count += 1
        heard, silent = b"", False
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as line:
            with suppress(ConnectionError):
                line.sendall(sent)
            try:
                while len(heard) < MOST_HEARD and (piece := line.recv(65_536)):
                    heard += piece
            except TimeoutError:
                silent = True
        status = re.match(rb"HTTP/1\.[01] (\d{3})", heard)
        self.answers[f"raw {status[1].decode() if status else 'waits' if silent else 'closed'}"] += 1
        head, _, page = heard.partition(b"\r\n\r\n")
        lines = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:] if ": " in line]
        self.judge(name, int(status[1]) if status else 0, [(line[0], line[1]) for line in lines], page)


def shapes(asked: Asked) -> None:
    """Requests that are no HTTP, or HTTP in its odd shapes."""
    for name, sent in odd():
        asked.raw(name, sent)
    if not asked.get(PAGE):
        asked.faults.append("after the odd shapes nobody answers")


def odd() -> Iterator[tuple[str, bytes]]:
    """Bytes with their names."""
    host = b"Host: 127.0.0.1\r\n"
    for line in (
        b"GET /\0 HTTP/1.1", b"GET /%00 HTTP/1.1", b"GET /\xff\xfe HTTP/1.1", b"GET /%c0%af HTTP/1.1", b"GET //fremd.example HTTP/1.1",
        b"GET http://fremd.example/ HTTP/1.1", b"GET / HTTP/0.9", b"GET / HTTP/9.9", b"GET /", b"get / HTTP/1.1", b"\0\0\0",
        b"GET / HTTP/1.1\r\nHost: zweiter.example", b"CONNECT 127.0.0.1:22 HTTP/1.1", b"OPTIONS * HTTP/1.1", b"\x16\x03\x01\x02\x00",
        b"PRI * HTTP/2.0", b"GET /" + b"a" * 100_000 + b" HTTP/1.1", b"GET /suche/?q=" + b"%F0%9F%A6%84" * 3_000 + b" HTTP/1.1",
        b"GET /suche/?" + b"&".join(b"q%d=1" % n for n in range(3_000)) + b" HTTP/1.1",
    ):  # fmt: skip
        yield f"line {line[:40]!r}", line + b"\r\n" + host + b"Connection: close\r\n\r\n"
    for head in (
        b"X: " + b"a" * 10_000, b"X: " + b"a" * 1_000_000, b"\r\n".join(b"X%d: 1" % n for n in range(5_000)), b"NoColon", b": none",
        b"X y: 1", b"X\0: 1", b"X: \0", b"X: a\r\n folded", b"X: a\rX-Planted: 1", b"X: \xff\xfe", b"Host: a b", b"Host: [::1",
        b"Host: fremd.example", b"Host: ", b"Host: a:99999999", b"Host: " + b"a" * 5_000, b"X-Forwarded-Host: fremd.example",
        b"X-Forwarded-For: \0, 999.999.999.999, " + b"1," * 2_000, b"X-Forwarded-Proto: gopher", b'Forwarded: for="',
        b"X-HTTP-Method-Override: DELETE", b"Accept-Language: " + b"de;q=9,*;q=nan,\xff," * 300, b"Accept-Language: ../../x",
        b"Range: bytes=" + b"0-," * 2_000, b"Range: bytes=9-1", b"Range: bytes=-99999999999999999999", b"Range: \xff",
        b"If-None-Match: " + b'"' * 3_000, b"If-None-Match: *", b"If-Modified-Since: Sat, 99 Foo 99999999 99:99:99 GMT",
        b"If-Modified-Since: " + b"9" * 5_000, b"If-Range: \0", b"Accept: " + b"*/*;q=x," * 1_000, b"Accept-Encoding: " + b"gzip;q=nan," * 500,
        b"Cookie: " + b"; ".join(b"k%d=%s" % (n, b"v" * 20) for n in range(400)), b'Cookie: sessionid=\xff\0; csrftoken="\\',
        b"Cookie: sessionid=" + b"a" * 8_000, b"Cookie: =;;;==", b"Authorization: Bearer " + b"\xff" * 3_000, b"Authorization: Basic !!!",
        b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13", b"Upgrade: h2c",
        b"Expect: 100-continue", b"Expect: nonsense", b"Content-Encoding: gzip", b"Content-Type: \xff", b"Origin: null", b"Referer: \xff\0",
    ):  # fmt: skip
        for path in (b"/projekte/", b"/en/suche/?q=a", b"/api/v1/"):
            own = b"" if head.startswith(b"Host") else host
            yield (
                f"{path.decode()} {head[:40]!r}",
                b"GET " + path + b" HTTP/1.1\r\n" + own + head + b"\r\nConnection: close\r\n\r\n",
            )
    smuggled = b"GET /geschmuggelt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    for head, body in (
        (b"Content-Length: -1", b""), (b"Content-Length: abc", b""), (b"Content-Length: 1e3", b""), (b"Content-Length: +5", b"aaaaa"),
        (b"Content-Length: " + b"9" * 30, b"a"), (b"Content-Length: 5\r\nContent-Length: 6", b"aaaaaa"), (b"Content-Length: 5, 6", b"aaaaaa"),
        (b"Content-Length: 50", b"short"), (b"Transfer-Encoding: chunked", b"zz\r\n"), (b"Transfer-Encoding: chunked", b"ffffffffffffffff\r\na"),
        (b"Transfer-Encoding: chunked", b"-5\r\naaaaa\r\n0\r\n\r\n"), (b"Transfer-Encoding: chunked", b"5;" + b"x" * 100_000 + b"\r\naaaaa\r\n0\r\n\r\n"),
        (b"Transfer-Encoding: chunked", b"5\r\naaaaa\r\n0\r\nX-Planted: 1\r\n\r\n"), (b"Transfer-Encoding: chunked", b"1\r\na\r\n" * 5_000 + b"0\r\n\r\n"),
        (b"Content-Length: 6\r\nTransfer-Encoding: chunked", b"0\r\n\r\nG"), (b"Content-Length: 4\r\nTransfer-Encoding: chunked", b"0\r\n\r\n" + smuggled),
        (b"Transfer-Encoding: xchunked", b"0\r\n\r\n"), (b"Transfer-Encoding : chunked", b"0\r\n\r\n"), (b"Transfer-Encoding: identity, chunked", b"0\r\n\r\n"),
        (b"Content-Type: multipart/form-data", b""), (b"Content-Type: multipart/form-data; boundary=" + b"b" * 500 + b"\r\nContent-Length: 3", b"--b"),
        (b"Content-Type: application/x-www-form-urlencoded; charset=utf-7\r\nContent-Length: 3", b"a=b"),
        (b"Content-Type: application/x-www-form-urlencoded; charset=idna\r\nContent-Length: 9", b"a=%ff%00b"),
        (b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000", b"a=1&" * 15_000),
        (b"Content-Length: 1999999", b"a=" + b"b" * 1_999_997), (b"Content-Length: 999999999", b"a" * 100_000), parts(2_000),
    ):  # fmt: skip
        for path in (b"/anmelden/", b"/suche/", b"/api/v1/nichts"):
            yield (
                f"POST {path.decode()} {head[:60]!r}",
                b"POST " + path + b" HTTP/1.1\r\n" + host + head + b"\r\n\r\n" + body,
            )


def parts(count: int) -> tuple[bytes, bytes]:
    """A form of so many files with names that lead elsewhere."""
    one = b'--b\r\nContent-Disposition: form-data; name="f%d"; filename="../../\0%d.py"\r\n\r\nx\r\n'
    body = b"".join(one % (number, number) for number in range(count)) + b"--b--\r\n"
    return b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %d" % len(body), body


def addresses() -> set[str]:
    """Every address of the site with a gap for each part that varies."""
    import django

    django.setup()
    from django.urls.resolvers import RoutePattern

    from tools.addresses import patterns

    found = (prefix + str(entry.pattern) for prefix, entry in patterns() if isinstance(entry.pattern, RoutePattern))
    return {"/" + re.sub(r"<[^>]+>", "{}", route) for route in found}


def walk(asked: Asked, routes: list[str], *, turns: int) -> None:
    """Every address with nonsense in its gaps, its question, as another method and with a body."""
    for number, route in enumerate(routes):
        for turn in range(turns):
            odd_one = number + turn
            path = route.replace("{}", RAW_PLACES[odd_one % len(RAW_PLACES)])
            question = urlencode({name: NASTY[(odd_one + at) % len(NASTY)] for at, name in enumerate(FIELDS)})
            asked.ask("GET", f"{path}?{question}")
            method = METHODS[odd_one % len(METHODS)]
            kind = "application/json" if odd_one % 2 else "application/x-www-form-urlencoded"
            body = BODIES[odd_one % len(BODIES)] if method in {"PUT", "PATCH", "POST", "QUATSCH"} else None
            packed = {"Content_Encoding": "gzip"} if odd_one % 3 == 0 and body else {}
            asked.ask(method, path, body, Content_Type=kind, **packed)


def forms(asked: Asked, pages: int, turns: int) -> None:
    """Walk the pages from the first one, one of each kind, and fill in every form with nonsense in every field."""
    taken = Counter[int]()
    waiting, kinds = ["/", "/en/", "/anmelden/?next=//fremd.example/"], set[str]()
    while waiting and len(kinds) < pages:
        path = waiting.pop(0)
        kind = re.sub(r"[^/]*\d[^/]*|[^/]{18,}", "#", path.partition("?")[0])
        if kind in kinds:
            continue
        kinds.add(kind)
        page = asked.get(path).decode("utf-8", "replace")
        waiting += [link.replace("&amp;", "&") for link in LINK.findall(page) if "/static/" not in link]
        asked.ask("GET", path.partition("?")[0] + "?" + urlencode([(name, NASTY[0]) for name in FIELDS]))
        for form in FORM.findall(page):
            taken.update(fill(asked, path, form, turns))
    print("forms answered:", dict(taken))
    if not taken[HTTPStatus.OK] + taken[HTTPStatus.FOUND]:
        asked.faults.append("no form was read: every one was refused before its fields")


def fill(asked: Asked, path: str, form: str, turns: int) -> list[int]:
    """Send one form so many times, each time with other nonsense in every field but its token; the answers."""
    action = ACTION.search(form)
    where = urljoin(path, action[1].replace("&amp;", "&")) if action else path
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    host, found = f"http://127.0.0.1:{asked.port}", []
    for turn in range(turns):
        sent = {name: NASTY[(turn * 7 + at) % len(NASTY)] for at, (name, _) in enumerate(FIELD.findall(form))}
        sent |= {"csrfmiddlewaretoken": token[1]} if token else {}
        headers = {"Content_Type": "application/x-www-form-urlencoded", "Referer": host + quote(path), "Origin": host}
        found.append(asked.ask("POST", where, urlencode(sent).encode(), **headers)[0])
    return found


def slow(asked: Asked, *, idle: int, seconds: int) -> tuple[float, float, int]:
    """Seconds a reader waits alone and beside idle and dripping lines (middle of each), and how often nothing came."""
    alone = reading(asked, seconds)
    with ExitStack() as opened:
        head = b"POST /anmelden/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n"
        lines = []
        for number in range(idle):
            line = opened.enter_context(socket.create_connection(("127.0.0.1", asked.port), timeout=5))
            line.sendall((b"", head, head + b"\r\na=")[number % 3])
            lines.append(line)
        beside = reading(asked, seconds, lines)
    refused = [*alone, *beside].count(None)
    return *(statistics.median(one for one in found if one is not None) for found in (alone, beside)), refused  # type: ignore[return-value]  # two and one are three


def reading(asked: Asked, seconds: int, dripping: list[socket.socket] | None = None) -> list[float | None]:
    """An ordinary reader asks page after page, while every line drips a byte a second; None for no answer."""
    until, dripped, times = time.monotonic() + seconds, 0.0, list[float | None]()
    while time.monotonic() < until:
        if dripping and time.monotonic() - dripped > 1:
            dripped = time.monotonic()
            for line in dripping:
                with suppress(OSError):
                    line.send(b"a") if line is not dripping[0] else None
        begin = time.monotonic()
        status, _page = asked.ask("GET", PAGE)
        times.append(time.monotonic() - begin if status == HTTPStatus.OK else None)
    return times


def held_bytes() -> int:
    """What the server and its children hold now; the server must be among our own children."""
    found = 0
    for pid in below(os.getpid()):
        with suppress(OSError):
            found += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    if not found:
        sys.exit("the server is not among our processes")
    return found


if __name__ == "__main__":
    sys.exit(main())
