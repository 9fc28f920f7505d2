"""A web server of the test's own, on 127.0.0.1, that misbehaves on request and remembers who asked what when."""

import contextlib
import dataclasses
import http.server
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from strahlkraft.reuse.fetching import FetchPolicy


@dataclasses.dataclass(frozen=True)
class Reply:
    """What the server answers; ``raw`` writes to the socket itself."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    raw: Callable[[socket.socket], None] | None = None


@dataclasses.dataclass(frozen=True)
class Asked:
    """One request: how, what, with which headers and body, from when to when (monotonic seconds)."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    began: float
    ended: float


class Slow:
    """A host that sends its head and then, for a minute, a piece now and then; ``ended`` when it came to its end.

    Whoever gives up earlier has kept their own time, on a busy machine as well.
    """

    def __init__(self, head: bytes = b"", piece: bytes = b"") -> None:
        """Without any of both it keeps silent."""
        self.head, self.piece, self.ended = head, piece, False

    def reply(self) -> Reply:
        """To be put on a route."""
        return Reply(raw=self._send)

    def _send(self, line: socket.socket) -> None:
        line.sendall(self.head)
        line.settimeout(0.02)
        for _ in range(3_000):
            line.sendall(self.piece)
            with contextlib.suppress(TimeoutError):
                if not line.recv(1):
                    return  # the other side has hung up
        self.ended = True


Respond = Callable[[Asked], Reply]


@dataclasses.dataclass
class Web:
    """Routes by exact path with query; ``fallback`` answers the others (404)."""

    routes: dict[str, Reply | Respond] = dataclasses.field(default_factory=dict)
    fallback: Respond = lambda asked: Reply(404)
    asked: list[Asked] = dataclasses.field(default_factory=list)
    connections: int = 0
    port: int = 0
    scheme: str = "http"

    @property
    def host(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The address of the server without a path."""
        return f"{self.scheme}://{self.host}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order, without robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def policy(self, **changes: Any) -> FetchPolicy:
        """A policy that may ask this server, without pauses."""
        plain = FetchPolicy("strahlkraft-test/1", frozenset({self.host}), host_pause=0.0, back_off=0.01, seconds=30.0)
        return dataclasses.replace(plain, **changes)


def handler_of(web: Web) -> type[http.server.BaseHTTPRequestHandler]:
    """The handler of one server."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet
        timeout = 60

        def setup(self) -> None:
            web.connections += 1
            super().setup()

        def do(self) -> None:
            began = time.monotonic()
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, headers, body, began, began)
            route = web.routes.get(self.path, web.fallback)
            reply = route if isinstance(route, Reply) else route(asked)
            web.asked.append(dataclasses.replace(asked, ended=time.monotonic()))
            if reply.raw is not None:
                self.close_connection = True
                with contextlib.suppress(OSError):
                    reply.raw(self.connection)
                return
            self.send_response(reply.status)
            for name, value in ({"Content-Length": str(len(reply.body))} | dict(reply.headers)).items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(reply.body)
                self.wfile.flush()

        do_GET = do_POST = do  # noqa: N815 - the server's own words

        def log_message(self, *arguments: Any) -> None:
            """Keep quiet."""

    return Handler


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of the tests."""


@contextlib.contextmanager
def serving(web: Web | None = None, tls: ssl.SSLContext | None = None) -> Iterator[Web]:
    """Serve until the test is over."""
    web = web or Web()
    server = _Server(("127.0.0.1", 0), handler_of(web))
    if tls is not None:
        web.scheme = "https"
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    web.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
