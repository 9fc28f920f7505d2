"""Bounds and manners of a fetch, against a real server."""

import dataclasses
import datetime as dt
import gzip
import ipaddress
import itertools
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from strahlkraft.reuse.fetching import Answer, Fetcher, FetchPolicy, FetchRefused, Reason, sentences
from tests.factories.web import Asked, Reply, Slow, Web, serving

pytestmark = pytest.mark.house


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


def reason(fetcher: Fetcher, url: str, **how: bool) -> Reason:
    with pytest.raises(FetchRefused) as refused:
        fetcher.get(url, **how)
    return refused.value.reason


def forward(to: str, status: int = 302) -> Reply:
    return Reply(status, b"gone", {"Location": to})


def test_an_answer_carries_what_was_found(web: Web) -> None:
    headers = {
        "Content-Type": "text/yaml; charset=utf-8",
        "ETag": '"1"',
        "Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT",
    }
    web.routes["/a?b=%C3%BC"] = Reply(body=b"name: x", headers=headers)
    with Fetcher(web.policy()) as fetcher:
        answer = fetcher.get(f"{web.url}/a?b=ü#part", accept="text/yaml")
    assert (answer.url, answer.status, answer.body, answer.content_type, answer.etag, answer.last_modified) == (
        f"{web.url}/a?b=%C3%BC",
        200,
        b"name: x",
        headers["Content-Type"],
        '"1"',
        headers["Last-Modified"],
    )
    sent = {
        name: web.asked[-1].headers.get(name) for name in ("user-agent", "accept", "cookie", "authorization", "host")
    }
    assert sent == {
        "user-agent": "strahlkraft-test/1",
        "accept": "text/yaml",
        "cookie": None,
        "authorization": None,
        "host": web.host,
    }


def test_any_status_is_an_answer_without_a_trace_of_cookies(web: Web) -> None:
    web.routes["/a"] = Reply(404, b"no", {"Set-Cookie": "a=b"})
    with Fetcher(web.policy()) as fetcher:
        answers = [fetcher.get(f"{web.url}/a"), fetcher.get(f"{web.url}/a")]
    assert [(answer.status, answer.found) for answer in answers] == [(404, False)] * 2
    assert "cookie" not in web.asked[-1].headers


def test_an_unchanged_answer_is_told(web: Web) -> None:
    web.routes["/a"] = lambda asked: Reply(304 if asked.headers.get("if-none-match") == '"1"' else 200, b"")
    with Fetcher(web.policy()) as fetcher:
        date = "Mon, 02 Mar 2026 10:00:00 GMT"
        answers = [fetcher.get(f"{web.url}/a", etag=etag, modified=date) for etag in ('"1"', '"2"', "bad\nvalue", "ä")]
    assert [answer.unchanged for answer in answers] == [True, False, False, False]
    assert [asked.headers.get("if-none-match") for asked in web.asked[1:]] == ['"1"', '"2"', None, None]
    assert web.asked[-1].headers["if-modified-since"] == date


def test_three_redirects_are_followed_and_a_fourth_is_not(web: Web) -> None:
    web.routes |= {f"/{n}": forward(f"/{n + 1}", status) for n, status in enumerate((301, 302, 307, 308))}
    web.routes["/4"] = Reply(body=b"end")
    with Fetcher(web.policy()) as fetcher:
        answer = fetcher.get(f"{web.url}/1")
        assert (answer.url, answer.body, answer.hops) == (
            f"{web.url}/4",
            b"end",
            tuple(f"{web.url}/{n}" for n in (1, 2, 3)),
        )
        assert reason(fetcher, f"{web.url}/0") == "redirects"


def test_a_circle_of_redirects_ends(web: Web) -> None:
    web.routes |= {"/a": forward("/b"), "/b": forward("/a")}
    with Fetcher(web.policy()) as fetcher:
        assert reason(fetcher, f"{web.url}/a") == "redirects"
    assert web.paths == ["/a", "/b", "/a", "/b"]


@pytest.mark.parametrize("to", ["ftp://example.org/", "https://u:p@example.org/", "//example.org:25/", "http://[/"])
def test_a_redirect_passes_the_same_checks(web: Web, to: str) -> None:
    web.routes["/a"] = forward(to)
    with Fetcher(web.policy()) as fetcher:
        assert reason(fetcher, f"{web.url}/a") in {"scheme", "credentials", "port", "address"}


def test_a_body_is_bounded_after_decompression(web: Web) -> None:
    bomb = gzip.compress(gzip.compress(bytes(60_000_000))[:0] + bytes(60_000_000))
    web.routes |= {
        "/bomb": Reply(body=bomb, headers={"Content-Encoding": "gzip"}),
        "/packed": Reply(body=gzip.compress(b"name: x"), headers={"Content-Encoding": "gzip"}),
        "/long": Reply(body=bytes(1001)),
        "/fits": Reply(body=bytes(1000)),
        "/odd": Reply(body=b"x", headers={"Content-Encoding": "br"}),
        "/torn": Reply(body=b"no gzip", headers={"Content-Encoding": "gzip"}),
    }
    with Fetcher(web.policy()) as fetcher:
        assert fetcher.get(f"{web.url}/packed").body == b"name: x"
        tracemalloc.start()
        assert reason(fetcher, f"{web.url}/bomb") == "too_large"
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 12_000_000
        assert len(fetcher.get(f"{web.url}/fits", limit=1000).body) == 1000
        with pytest.raises(FetchRefused) as refused:
            fetcher.get(f"{web.url}/long", limit=1000)
        assert str(refused.value) == "The answer is larger than 1 kB."
        assert len(fetcher.get(f"{web.url}/long", limit=1000, cut=True).body) == 1000
        assert [reason(fetcher, f"{web.url}/{path}") for path in ("odd", "torn")] == ["broken", "broken"]


def test_an_endless_body_is_bounded(web: Web) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    def raw(line: socket.socket) -> None:
        line.sendall(head)
        while True:
            line.sendall(b"10000\r\n" + bytes(65_536) + b"\r\n")

    web.routes["/a"] = Reply(raw=raw)
    with Fetcher(web.policy(max_bytes=1_000_000)) as fetcher:
        assert reason(fetcher, f"{web.url}/a") == "too_large"


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"a"),
        (b"HTTP/1.1 200 OK\r\n", b"X: a\r\n"),
        (b"", b"H"),
        (b"", b""),
    ],
    ids=["body", "chunks", "header", "headers", "status", "silence"],
)
def test_a_slow_drip_ends_with_the_time(web: Web, head: bytes, piece: bytes) -> None:
    slow = Slow(head, piece)
    web.routes["/a"] = slow.reply()
    with Fetcher(web.policy(seconds=0.15)) as fetcher:
        assert reason(fetcher, f"{web.url}/a", robots=False) == "too_slow"
    assert not slow.ended


def test_redirects_share_one_time(web: Web) -> None:
    def slow(to: str) -> Reply:
        time.sleep(0.08)
        return forward(to)

    web.routes |= {f"/{n}": lambda asked, n=n: slow(f"/{n + 1}") for n in range(4)}
    with Fetcher(web.policy(seconds=0.15)) as fetcher:
        assert reason(fetcher, f"{web.url}/0", robots=False) == "too_slow"


def test_a_slow_look_up_ends_with_the_time() -> None:
    over = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        over.wait(60)
        return []

    with Fetcher(FetchPolicy("test", seconds=0.05), resolve=resolve) as fetcher:
        assert reason(fetcher, "https://langsam.example/", robots=False) == "unreachable"
    over.set()


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab",
        b"no http at all\r\n\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
    ],
    ids=["short", "torn chunk", "bad chunk", "no http", "nothing", "many headers", "long header"],
)
def test_a_damaged_answer_is_refused_not_raised(web: Web, sent: bytes) -> None:
    web.routes["/a"] = Reply(raw=lambda line: line.sendall(sent))
    with Fetcher(web.policy()) as fetcher:
        assert reason(fetcher, f"{web.url}/a", robots=False) == "broken"


def test_nobody_at_home_is_told(web: Web) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with Fetcher(web.policy(allowed_hosts=frozenset({f"127.0.0.1:{port}"}))) as fetcher:
        assert reason(fetcher, f"http://127.0.0.1:{port}/") == "unreachable"


def test_a_host_that_hung_up_meanwhile_is_called_again(web: Web) -> None:
    def hang_up(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        line.shutdown(socket.SHUT_RDWR)

    web.routes["/a"] = Reply(raw=hang_up)
    with Fetcher(web.policy()) as fetcher:
        assert [fetcher.get(f"{web.url}/a", robots=False).body for _ in range(3)] == [b"ok"] * 3


def test_429_is_tried_again_after_the_time_asked_for(web: Web) -> None:
    replies = [Reply(429, b"", {"Retry-After": "7"}), Reply(503), Reply(body=b"ok")]
    web.routes["/a"] = lambda asked: replies.pop(0)
    slept: list[float] = []
    clock = [0.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    with Fetcher(web.policy(back_off=2.0), clock=lambda: clock[0], sleep=sleep) as fetcher:
        assert fetcher.get(f"{web.url}/a", robots=False).body == b"ok"
    assert slept[0] == 7
    assert 3.0 <= slept[1] <= 5.0  # the second wait of 2, 4, 8 … a quarter more or less
    assert len(slept) == 2


def test_a_host_that_wants_more_patience_than_we_have_is_left_alone(web: Web) -> None:
    now = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
    later = format_datetime(now + dt.timedelta(hours=1), usegmt=True)
    web.routes["/a"] = Reply(429, b"", {"Retry-After": later})
    with Fetcher(web.policy(), now=now.timestamp) as fetcher:
        with pytest.raises(FetchRefused) as refused:
            fetcher.get(f"{web.url}/a", robots=False)
        assert (refused.value.reason, refused.value.params["seconds"], refused.value.passing) == ("busy", 3600, True)
        assert reason(fetcher, f"{web.url}/b", robots=False) == "busy"
    assert web.paths == ["/a"]


@pytest.mark.parametrize(("status", "prefix"), [(200, "X-RateLimit"), (403, "X-RateLimit"), (429, "RateLimit")])
def test_a_used_up_quota_is_heeded(web: Web, status: int, prefix: str) -> None:
    now = 1_772_445_600.0
    web.routes["/a"] = Reply(status, b"", {f"{prefix}-Remaining": "0", f"{prefix}-Reset": str(int(now) + 600)})
    with Fetcher(web.policy(), now=lambda: now) as fetcher:
        if status == 200:
            assert fetcher.get(f"{web.url}/a", robots=False).status == 200
        else:
            assert reason(fetcher, f"{web.url}/a", robots=False) == "busy"
        assert reason(fetcher, f"{web.url}/a", robots=False) == "busy"
    assert len(web.paths) == 1


@pytest.mark.parametrize("asked_for", ["soon", "-5", "9" * 400, "Mon, 99 Foo 2026"])
def test_nonsense_for_patience_counts_as_none(web: Web, asked_for: str) -> None:
    web.routes["/a"] = Reply(503, b"", {"Retry-After": asked_for})
    with Fetcher(web.policy(tries=1), sleep=lambda seconds: None) as fetcher:
        assert reason(fetcher, f"{web.url}/a", robots=False) == "busy"


def test_one_host_has_one_request_at_a_time_with_a_pause(web: Web) -> None:
    def slowly(asked: Asked) -> Reply:
        time.sleep(0.02)
        return Reply(body=b"ok")

    web.fallback = slowly
    with Fetcher(web.policy(host_pause=0.02)) as fetcher:
        threads = [
            threading.Thread(target=fetcher.get, args=(f"{web.url}/{n}",), kwargs={"robots": False}) for n in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    spans = sorted((asked.began, asked.ended) for asked in web.asked)
    gaps = [after[0] - before[1] for before, after in itertools.pairwise(spans[1:])]
    assert len(gaps) == len(threads) - 1
    assert min(gaps) >= 0.018


def test_two_hosts_are_asked_side_by_side(web: Web) -> None:
    both = threading.Barrier(2, timeout=20)  # within the fetcher's own time

    def meet(asked: Asked) -> Reply:
        both.wait()
        return Reply(body=b"met")

    with serving(Web({"/a": meet})) as other:
        web.routes["/a"] = meet
        policy = web.policy(allowed_hosts=frozenset({web.host, other.host}), host_pause=0.2)
        with Fetcher(policy) as fetcher:
            bodies: list[bytes] = []
            threads = [
                threading.Thread(target=lambda url=url: bodies.append(fetcher.get(f"{url}/a", robots=False).body))
                for url in (web.url, other.url)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert bodies == [b"met", b"met"]


def test_robots_are_heeded_and_asked_once(web: Web) -> None:
    rules = b"User-agent: *\nDisallow: /geheim\nAllow: /\nCrawl-delay: 0.03\n"
    web.routes |= {"/robots.txt": Reply(body=rules), "/a": forward("/geheim/x"), "/b": Reply(body=b"ok")}
    slept: list[float] = []
    with Fetcher(web.policy(), sleep=slept.append) as fetcher:
        assert fetcher.get(f"{web.url}/b").body == b"ok"
        assert reason(fetcher, f"{web.url}/geheim") == "robots"
        assert reason(fetcher, f"{web.url}/a") == "robots"  # a redirect is a request too
        assert fetcher.get(f"{web.url}/geheim", robots=False).status == 404
    assert [asked.path for asked in web.asked] == ["/robots.txt", "/b", "/a", "/geheim"]
    assert slept
    assert max(slept) <= 0.03


def test_robots_that_name_us_are_heeded_by_interfaces_too(web: Web) -> None:
    web.routes["/robots.txt"] = Reply(
        body=b"User-agent: Strahlkraft-Test\nDisallow: /api\n\nUser-agent: *\nDisallow: /\n"
    )
    with Fetcher(web.policy()) as fetcher:
        assert reason(fetcher, f"{web.url}/api/v4", robots=False) == "robots"
        assert fetcher.get(f"{web.url}/x", robots=False).status == 404


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(404), 200),
        (Reply(403), 200),
        (Reply(500), "robots_wait"),
        (Reply(503), "robots_wait"),
        (Reply(429), "robots_wait"),
        (Reply(raw=lambda line: line.sendall(b"junk\r\n\r\n")), "robots_wait"),
        (Reply(body=b"\xff\xfe\x00 <html>" * 50_000), 200),
        (Reply(body=b"User-agent: *\n" + b"Disallow: /b\n" * 60_000 + b"Disallow: /a\n"), 200),
        (forward("/robots.txt"), 200),
    ],
    ids=["404", "403", "500", "503", "429", "junk", "binary", "beyond 500 kB", "circle"],
)
def test_a_robots_txt_that_cannot_be_had(web: Web, reply: Reply, expected: int | str) -> None:
    web.routes |= {"/robots.txt": reply, "/a": Reply(body=b"ok")}
    with Fetcher(web.policy(tries=1)) as fetcher:
        found = fetcher.get(f"{web.url}/a").status if expected == 200 else reason(fetcher, f"{web.url}/a")
    assert found == expected


def test_a_post_passes_the_same_guards_and_follows_nothing(web: Web) -> None:
    web.routes |= {"/hook": Reply(body=bytes(100_000)), "/moved": forward("/hook", 307)}
    with Fetcher(web.policy()) as fetcher:
        headers = {"Content-Type": "application/json", "X-Signature": "abc", "Host": "intern", "user-agent": "x"}
        answer = fetcher.post(f"{web.url}/hook", b'{"a":1}', headers)
        assert (answer.status, len(answer.body)) == (200, 65_536)
        assert fetcher.post(f"{web.url}/moved", b"", {}).status == 307
    sent = web.asked[0]
    assert (sent.method, sent.body, sent.headers["x-signature"], sent.headers["host"], sent.headers["user-agent"]) == (
        "POST",
        b'{"a":1}',
        "abc",
        web.host,
        "strahlkraft-test/1",
    )
    assert web.paths == ["/hook", "/moved"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for haus.example, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "haus.example")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("haus.example"), x509.IPAddress(ipaddress.ip_address("127.0.0.9"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "haus.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.slow
def test_https_asks_the_pinned_address_for_the_host_of_the_name(certificate: Path) -> None:
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate)
    trust = ssl.create_default_context(cafile=str(certificate))
    with serving(Web({"/": Reply(body=b"safe")}), tls=served) as web, serving() as plain:
        hosts = {f"{name}:{web.port}" for name in ("haus.example", "fremd.example", "127.0.0.1")} | {plain.host}
        policy = web.policy(allowed_hosts=frozenset(hosts))
        with Fetcher(policy, resolve=lambda host, port: ["127.0.0.1"], tls=trust) as fetcher:
            assert fetcher.get(f"https://haus.example:{web.port}/").body == b"safe"
            assert reason(fetcher, f"https://fremd.example:{web.port}/") == "certificate"
            assert reason(fetcher, f"https://127.0.0.1:{web.port}/") == "certificate"
            web.routes["/down"] = forward(f"{plain.url}/")
            assert reason(fetcher, f"https://haus.example:{web.port}/down") == "downgrade"
        hasty = dataclasses.replace(policy, seconds=1.0)  # time enough to greet
        with Fetcher(hasty, resolve=lambda host, port: ["127.0.0.1"], tls=trust) as fetcher:
            slow = Slow(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n", b"a")
            web.routes["/drip"] = slow.reply()
            assert reason(fetcher, f"https://haus.example:{web.port}/drip", robots=False) == "too_slow"
            assert not slow.ended
        with Fetcher(policy, resolve=lambda host, port: ["127.0.0.1"]) as fetcher:
            assert reason(fetcher, f"https://haus.example:{web.port}/") == "certificate"
        assert plain.asked == []


def test_a_host_that_never_greets_ends_with_the_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        hanging_up = threading.Timer(60, silent.close)
        hanging_up.daemon = True
        hanging_up.start()
        with Fetcher(FetchPolicy("test", frozenset({host}), seconds=0.1)) as fetcher:
            assert reason(fetcher, f"https://{host}/") == "unreachable"
        assert hanging_up.is_alive()  # it was the fetcher who gave up
        hanging_up.cancel()


def test_many_hosts_are_forgotten_again(web: Web) -> None:
    names = {f"host{number}.example:{web.port}" for number in range(100)}
    web.fallback = lambda asked: Reply(body=b"ok")
    policy = web.policy(allowed_hosts=frozenset(names))
    with Fetcher(policy, resolve=lambda host, port: ["127.0.0.1"]) as fetcher:
        answers: list[Answer] = [fetcher.get(f"http://{name}/", robots=False) for name in sorted(names)]
        assert {answer.status for answer in answers} == {200}
        assert len(fetcher._hosts._hosts) <= 64


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    params = {"host": "H", "scheme": "ftp:", "port": 1, "count": 3, "size": "5 MB", "seconds": 10, "status": 500}
    refused = [FetchRefused(entry, "https://example.org/", **params) for entry in Reason]
    assert set(sentences()) == {str(entry) for entry in Reason}
    assert all("%" not in entry.sentence(language) for entry in refused for language in ("de", "en"))
    assert all(set(entry) == {"de", "en"} for entry in sentences().values())
