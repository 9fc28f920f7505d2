"""Politeness: every host has its turn, one request at a time, with a pause, and patience when it asks for some."""

import contextlib
import dataclasses
import threading
from collections.abc import Callable, Iterator, Sequence

from urllib3.connection import HTTPConnection

from .addresses import Target
from .policy import FetchPolicy
from .refusals import FetchRefused, Reason

HOSTS_KEPT = 64


@dataclasses.dataclass(slots=True)
class Host:
    """What we keep of a host between two requests. To be changed only by who has its turn."""

    lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)
    users: int = 0
    ready_at: float = 0.0
    pause: float = 0.0
    connection: HTTPConnection | None = None
    scheme: str = ""

    def kept(self, scheme: str, addresses: Sequence[str]) -> HTTPConnection | None:
        """The open connection, when it still leads to one of the addresses just checked; else it is closed."""
        connection = self.connection
        if connection is None or not (
            self.scheme == scheme and connection.host in addresses and connection.is_connected
        ):
            self.close()
            return None
        return connection

    def keep(self, connection: HTTPConnection, scheme: str) -> None:
        """Use this connection from now on."""
        self.close()
        self.connection, self.scheme = connection, scheme

    def close(self) -> None:
        """Hang up."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Hosts:
    """The turns of all hosts; at most some dozens are remembered, those asked last."""

    def __init__(self, policy: FetchPolicy, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._policy, self._clock, self._sleep = policy, clock, sleep
        self._hosts: dict[tuple[str, int], Host] = {}
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def turn(self, target: Target) -> Iterator[Host]:
        """Wait for the host's turn and pause; raises ``busy`` when it asked for more patience than we have."""
        host = self._take(target)
        try:
            with host.lock:
                wait = host.ready_at - self._clock()
                if wait > max(self._policy.max_retry_after, host.pause):
                    raise FetchRefused(Reason.BUSY, target.url, host=target.host, seconds=round(wait))
                if wait > 0:
                    self._sleep(wait)
                try:
                    yield host
                finally:
                    pause = max(self._policy.host_pause, host.pause)
                    with self._lock:
                        host.ready_at = max(host.ready_at, self._clock() + pause)
        finally:
            with self._lock:
                host.users -= 1

    def hold(self, target: Target, seconds: float) -> None:
        """Leave the host alone for so long."""
        host = self._take(target)
        with self._lock:
            host.ready_at = max(host.ready_at, self._clock() + seconds)
            host.users -= 1

    def slow_down(self, target: Target, pause: float) -> None:
        """Keep the pause between requests that the host's robots.txt asks for."""
        host = self._take(target)
        with self._lock:
            host.pause = min(pause, self._policy.max_crawl_delay)
            host.users -= 1

    def close(self) -> None:
        """Hang up everywhere."""
        with self._lock:
            for host in self._hosts.values():
                host.close()
            self._hosts.clear()

    def _take(self, target: Target) -> Host:
        key = (target.host, target.port)
        with self._lock:
            host = self._hosts.pop(key, None) or Host()
            host.users += 1
            self._hosts[key] = host  # the one asked last stands last
            if len(self._hosts) > HOSTS_KEPT:
                self._forget()
            return host

    def _forget(self) -> None:
        now = self._clock()
        idle = [key for key, host in self._hosts.items() if host.users == 0]
        for key in [key for key in idle if self._hosts[key].ready_at <= now][: len(self._hosts) - HOSTS_KEPT]:
            self._hosts.pop(key).close()
