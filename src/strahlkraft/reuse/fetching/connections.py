"""One request over one connection to an address that was checked before: no second look-up, no time without end."""

import contextlib
import functools
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPException

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from .addresses import IPAddress, Target, check, literal
from .refusals import FetchRefused, Reason

Resolve = Callable[[str, int], Sequence[str]]
"""From a host's name and port to its IP addresses; raises ``OSError`` when there are none."""

CHUNK = 65_536
ADDRESSES_TRIED = 3
PLAIN = {"", "identity"}
PACKED = {"gzip", "x-gzip"}


def system_resolve(host: str, port: int) -> list[str]:
    """What the operating system knows of a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def addresses_of(target: Target, resolve: Resolve, seconds: float) -> list[str]:
    """Look a host up once, within the time, and check every address it has."""
    if literal(target.host) is not None:
        return [target.host]
    answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(target.host, target.port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, name="look-up", daemon=True).start()  # the system's look-up knows no time limit
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise FetchRefused(Reason.UNREACHABLE, target.url, host=target.host) from None
    if isinstance(answer, Exception):
        raise FetchRefused(Reason.UNKNOWN_HOST, target.url, host=target.host)
    addresses: list[IPAddress] = []
    for text in answer:
        try:
            addresses.append(ipaddress.ip_address(text))
        except ValueError:  # an address with a zone belongs to a local network
            raise FetchRefused(Reason.PRIVATE, target.url, host=target.host) from None
    check(target, addresses)
    return [str(address) for address in addresses]


@functools.cache
def trusted() -> ssl.SSLContext:
    """The certificate authorities this machine trusts; reading them takes a while."""
    return ssl.create_default_context()


def connect(target: Target, addresses: Sequence[str], seconds: float, tls: ssl.SSLContext | None) -> HTTPConnection:
    """Open a connection to the first of the checked addresses that answers; the certificate must be the host's."""
    deadline = time.monotonic() + seconds
    chosen = addresses[:ADDRESSES_TRIED]
    for number, address in enumerate(chosen):
        left = (deadline - time.monotonic()) / (len(chosen) - number)
        connection = (
            HTTPConnection(address, target.port, timeout=max(left, 0.001))
            if target.scheme == "http"
            else HTTPSConnection(
                address,
                target.port,
                timeout=max(left, 0.001),
                server_hostname=target.host,
                ssl_context=tls or trusted(),
            )
        )
        try:
            connection.connect()
        except (ssl.SSLError, ssl.CertificateError):
            connection.close()
            raise FetchRefused(Reason.CERTIFICATE, target.url, host=target.host) from None
        except (OSError, HTTPError):
            connection.close()
            continue
        return connection
    raise FetchRefused(Reason.UNREACHABLE, target.url, host=target.host)


@contextlib.contextmanager
def time_limit(connection: HTTPConnection, seconds: float) -> Iterator[threading.Event]:
    """Cut the line when the time is over, however slowly bytes still drip; the event tells that it happened."""
    cut, line = threading.Event(), connection.sock

    def end() -> None:
        cut.set()
        with contextlib.suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)  # below TLS: its own farewell would wait for the other side

    timer = threading.Timer(max(seconds, 0.001), end)
    timer.daemon = True
    timer.start()
    try:
        yield cut
    finally:
        timer.cancel()


def body_of(response: HTTPResponse, target: Target, limit: int, *, whole: bool) -> bytes:
    """Read at most ``limit`` bytes, counted after decompression; more is refused, or cut when not ``whole``."""
    encoding = str(response.headers.get("content-encoding", "")).strip().lower()
    if encoding not in PLAIN | PACKED:
        raise FetchRefused(Reason.BROKEN, target.url, host=target.host)
    announced = str(response.headers.get("content-length", ""))
    pieces: list[bytes] = []
    room = limit
    too_much = whole and announced.isdecimal() and int(announced[:20]) > limit
    while not too_much and (piece := response.read1(min(CHUNK, room + 1))):
        too_much = len(piece) > room or response.tell() > limit + CHUNK
        pieces.append(piece[:room])
        room -= len(pieces[-1])
    if too_much and whole:
        raise FetchRefused(Reason.TOO_LARGE, target.url, size=size_text(limit))
    return b"".join(pieces)


def size_text(size: int) -> str:
    """A limit for a person, in whole megabytes, kilobytes or bytes."""
    for unit, name in ((1_000_000, "MB"), (1_000, "kB")):
        if size >= unit:
            return f"{size // unit} {name}"
    return f"{size} B"


NETWORK_ERRORS = (OSError, HTTPException, HTTPError)
"""What a connection may end with while an answer is read."""
