"""Answers pages beside streams: a WSGI application in a few threads, for a server that runs an event loop (RSGI).

The loop reads what a browser sends and hands a thread the whole request, so that nobody's slow line holds a thread; short
answers go back whole, long ones piece by piece at the pace of who reads them.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple

import structlog
from granian.rsgi import ProtocolClosed, ProtocolError  # type: ignore[attr-defined]  # the server's stubs do not say so

from strahlkraft.design.browser import bare_headers

WAITING_MOST = 500  # requests inside or waiting; more are told to come again
SENDING_MOST = 1_000  # that still send their body: they hold up nobody who has sent it
FILES_MOST = 40  # of those, bodies longer than a form
FORM_BYTES = 2 * 1024 * 1024
BODY_SECONDS = 120.0  # a browser may take that long to send a form with files
PIECE_SECONDS = 60.0  # and that long to take one piece of a long answer
WHOLE_BYTES = 1024 * 1024  # answers up to this length go back in one piece
PIECE_BYTES = 64 * 1024
SPOOLED_BYTES = 256 * 1024  # longer bodies wait in a file
Headers = list[tuple[str, str]]
AGAIN: Headers = [*bare_headers(), ("retry-after", "5")]
_log = structlog.get_logger(__name__)


class Answer(NamedTuple):
    """What a thread gives back: the whole answer."""

    status: int
    headers: Headers
    body: bytes


class Pages:
    """``wsgi`` in ``threads`` threads; ``most_bytes`` says how long a request to a path may be."""

    def __init__(self, wsgi: Any, *, threads: int, most_bytes: Callable[[str], int]) -> None:
        self._wsgi, self._most_bytes = wsgi, most_bytes
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="pages")
        self._inside = 0
        self._sending = {True: 0, False: 0}  # by whether the body is longer than a form

    @property
    def inside(self) -> int:
        """How many requests are being answered or wait for a thread."""
        return self._inside

    async def __call__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        length = scope.headers.get("content-length") or ""
        wanted = int(length) if length.isascii() and length.isdecimal() else 0
        sends = 0 < wanted <= self._most_bytes(scope.path)  # a longer one is refused unread, by the pages themselves
        with SpooledTemporaryFile(SPOOLED_BYTES) as body, suppress(ProtocolClosed):
            if sends and not await self._received(protocol, body, long=wanted > FORM_BYTES):
                return
            if self._inside >= WAITING_MOST:
                protocol.response_empty(HTTPStatus.SERVICE_UNAVAILABLE, AGAIN)
                return
            self._inside += 1
            try:
                await self._answer(scope, protocol, body)
            finally:
                self._inside -= 1

    async def _received(self, protocol: Any, body: IO[bytes], *, long: bool) -> bool:
        """Take in what the browser sends; when that cannot be, it was told so."""
        if self._sending[long] >= (FILES_MOST if long else SENDING_MOST):
            protocol.response_empty(HTTPStatus.SERVICE_UNAVAILABLE, [*AGAIN, ("connection", "close")])
            return False
        self._sending[long] += 1
        try:
            async with asyncio.timeout(BODY_SECONDS):
                await _take_in(protocol, body)
        except (TimeoutError, ProtocolError):
            protocol.response_empty(HTTPStatus.REQUEST_TIMEOUT, [*bare_headers(), ("connection", "close")])
            return False
        finally:
            self._sending[long] -= 1
        return True

    async def _answer(self, scope: Any, protocol: Any, body: IO[bytes]) -> None:
        loop = asyncio.get_running_loop()
        environ = environment(scope, body)
        answer = await loop.run_in_executor(self._threads, self._in_thread, environ, protocol, loop)
        if answer:
            protocol.response_bytes(answer.status, answer.headers, answer.body)

    def _in_thread(self, environ: dict[str, Any], protocol: Any, loop: asyncio.AbstractEventLoop) -> Answer | None:
        """Run the application; a long answer is sent from here, in the thread that made it."""
        begun: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: Headers, _error: Any = None) -> None:
            begun[:] = [(int(status[:3]), [(name.lower(), value) for name, value in headers])]

        try:
            pieces = self._wsgi(environ, start_response)
            try:
                rest = iter(pieces)
                first = _gather(rest, WHOLE_BYTES)
                status, headers = begun[0]
                if len(first) < WHOLE_BYTES:
                    return Answer(status, headers, first)
                _send_long(_Line(protocol, loop, status, headers), first, rest)
            finally:
                getattr(pieces, "close", lambda: None)()
        except ProtocolClosed:
            return None
        except Exception:  # noqa: BLE001 - whatever it was, the browser gets an answer
            _log.exception("page_failed", path=environ["PATH_INFO"])
            return None if begun else Answer(HTTPStatus.INTERNAL_SERVER_ERROR, bare_headers(), b"")
        return None


class _Line:
    """A long answer on its way, as a thread sees it: each piece waits until the browser has taken the one before."""

    def __init__(self, protocol: Any, loop: asyncio.AbstractEventLoop, status: int, headers: Headers) -> None:
        self._loop = loop

        async def begin() -> Any:
            return protocol.response_stream(status, headers)

        self._transport = asyncio.run_coroutine_threadsafe(begin(), loop).result(PIECE_SECONDS)

    def send(self, piece: bytes) -> None:
        """Send one piece."""

        async def put() -> None:
            async with asyncio.timeout(PIECE_SECONDS):
                await self._transport.send_bytes(piece)

        asyncio.run_coroutine_threadsafe(put(), self._loop).result()


def _send_long(line: _Line, first: bytes, rest: Iterator[bytes]) -> None:
    with suppress(TimeoutError):  # who takes nothing for a minute has left
        line.send(first)
        while piece := _gather(rest, PIECE_BYTES):
            line.send(piece)


def _gather(pieces: Iterable[bytes], most: int) -> bytes:
    """Pieces put together until they are at least ``most`` bytes."""
    taken: list[bytes] = []
    size = 0
    for piece in pieces:
        taken.append(piece)
        size += len(piece)
        if size >= most:
            break
    return taken[0] if len(taken) == 1 else b"".join(taken)


async def _take_in(protocol: Any, body: IO[bytes]) -> None:
    async for piece in protocol:
        body.write(piece)
    body.seek(0)


def environment(scope: Any, body: IO[bytes]) -> dict[str, Any]:
    """The request as WSGI has it (PEP 3333). Names with an underscore are left out: they could pose as a proxy's."""
    host, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if scope.authority:  # HTTP/2
        environ["HTTP_HOST"] = scope.authority
    for name, value in scope.headers.items():
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ and key != "HTTP_HOST" else value
    return environ
