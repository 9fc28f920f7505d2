"""Pages beside streams: what a WSGI application gets, and what goes back. The server itself is tried in tests/jobs."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from granian.rsgi import ProtocolClosed

from strahlkraft.config import pages
from strahlkraft.config.pages import Pages, environment
from strahlkraft.design.browser import bare_headers

pytestmark = pytest.mark.house


class Headers(dict[str, str]):
    """As the server hands them over: names in small letters, some more than once."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    def items(self) -> Any:
        """Each line the browser sent."""
        return self.pairs


class Protocol:
    """Keeps what was answered; ``sent`` is what the browser sends."""

    def __init__(self, *sent: bytes, closed: bool = False) -> None:
        self.sent, self.closed = sent, closed
        self.answer: Any = None
        self.read = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.read = True
        for piece in self.sent:
            yield piece

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """The whole answer."""
        self.answer = (status, headers, body)

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        """An answer without words."""
        self.answer = (status, headers, b"")

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Any:
        """An answer in pieces."""
        self.answer = (status, headers, [])
        return SimpleNamespace(send_bytes=self._send)

    async def _send(self, piece: bytes) -> None:
        if self.closed:
            raise ProtocolClosed
        self.answer[2].append(piece)


def request(*headers: tuple[str, str], **given: Any) -> Any:
    """What the server knows of a request."""
    facts = {"method": "GET", "path": "/", "query_string": "", "server": "127.0.0.1:8000", "client": "192.0.2.7:5000"}
    facts |= {"authority": None, "http_version": "1.1", "scheme": "http", "headers": Headers(*headers)}
    return SimpleNamespace(**(facts | given))


def asked(wsgi: Any, protocol: Protocol, scope: Any) -> Any:
    """Ask an application one thing."""
    asyncio.run(Pages(wsgi, threads=1, most_bytes=lambda _path: 100)(scope, protocol))
    return protocol.answer


def saying(*pieces: bytes, closed: list[bool] | None = None) -> Callable[..., Iterable[bytes]]:
    """An application that says so much."""

    class Said:
        def __iter__(self) -> Any:
            return iter(pieces)

        def close(self) -> None:
            if closed is not None:
                closed.append(True)

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("201 Created", [("Content-Type", "text/plain"), ("Set-Cookie", "a"), ("Set-Cookie", "b")])
        return Said()

    return application


def test_a_short_answer_goes_back_whole_with_all_its_headers() -> None:
    closed: list[bool] = []
    answer = asked(saying(b"Moin", b"!", closed=closed), Protocol(), request())
    assert answer == (201, [("content-type", "text/plain"), ("set-cookie", "a"), ("set-cookie", "b")], b"Moin!")
    assert closed == [True]


def test_a_long_answer_goes_back_in_pieces_and_is_closed_when_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "WHOLE_BYTES", 4)
    monkeypatch.setattr(pages, "PIECE_BYTES", 3)
    closed: list[bool] = []
    answer = asked(saying(b"ab", b"cd", b"e", b"fg", b"h", closed=closed), Protocol(), request())
    assert (answer[0], answer[2], closed) == (201, [b"abcd", b"efg", b"h"], [True])
    assert asked(saying(b"abcd", b"e", closed=closed), Protocol(closed=True), request())[2] == []
    assert closed == [True, True]


def test_a_body_is_read_before_a_thread_is_taken_and_only_as_long_as_allowed() -> None:
    def echo(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    short = Protocol(b"a=1", b"&b=2")
    assert asked(echo, short, request(("content-length", "7"), method="POST"))[2] == b"a=1&b=2"
    for headers in [(("content-length", "101"),), (), (("content-length", "-5"),), (("content-length", "²"),)]:
        unread = Protocol(b"x")
        assert asked(echo, unread, request(*headers, method="POST"))[2] == b""
        assert not unread.read


def test_an_application_that_breaks_is_answered_for() -> None:
    def broken(environ: dict[str, Any], start_response: Any) -> Any:
        raise ValueError(environ["PATH_INFO"])

    assert asked(broken, Protocol(), request()) == (500, bare_headers(), b"")


def test_who_comes_when_too_many_wait_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "WAITING_MOST", 0)
    assert asked(saying(b"x"), Protocol(), request()) == (503, [*bare_headers(), ("retry-after", "5")], b"")


def test_many_slow_senders_hold_up_other_senders_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SENDING_MOST", 0)
    sent = asked(saying(b"x"), Protocol(b"a=1"), request(("content-length", "3"), method="POST"))
    assert sent == (503, [*bare_headers(), ("retry-after", "5"), ("connection", "close")], b"")
    assert asked(saying(b"x"), Protocol(), request())[0] == 201


def test_the_environment_says_what_the_browser_sent_and_nothing_that_poses_as_a_proxy() -> None:
    headers = (("host", "example.org"), ("cookie", "a=1"), ("cookie", "b=2"), ("x_forwarded_proto", "https"))
    headers += (("content-type", "text/plain"), ("x-forwarded-for", "1"), ("x-forwarded-for", "2"))
    scope = request(*headers, path="/straße", query_string="q=%C3%A4", authority="evil", client="[2001:db8::1]:9")
    found = {key: value for key, value in environment(scope, io.BytesIO()).items() if not key.startswith("wsgi.")}
    assert found == {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/straße".encode().decode("latin-1"),
        "QUERY_STRING": "q=%C3%A4",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "2001:db8::1",
        "HTTP_HOST": "example.org",
        "HTTP_COOKIE": "a=1; b=2",
        "CONTENT_TYPE": "text/plain",
        "HTTP_X_FORWARDED_FOR": "1,2",
    }
