"""Fetch what strangers name: bounded, checked, polite."""

import dataclasses
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import MappingProxyType, TracebackType
from typing import Self

from urllib3.connection import HTTPConnection
from urllib3.response import HTTPResponse

from .addresses import Target, forwarded, read
from .connections import NETWORK_ERRORS, Resolve, addresses_of, body_of, connect, system_resolve, time_limit
from .hosts import Host, Hosts
from .policy import Answer, FetchPolicy
from .refusals import FetchRefused, Reason
from .robots import MAX_BYTES, Robots

FORWARDS = {301, 302, 303, 307, 308}
LATER = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
POST_ANSWER_BYTES = 65_536
VALIDATOR_LENGTH = 1_000


class Fetcher:
    """Fetches public addresses under one :class:`FetchPolicy`. Safe to share between threads.

    A name is looked up once per request, every address it has is checked, and the connection goes to a checked one;
    redirects pass the same checks. No cookies, no credentials, no proxy of the environment. ``clock`` counts seconds
    (monotonic), ``now`` is the time of day in seconds since 1970, ``resolve`` looks names up.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
        resolve: Resolve = system_resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.policy = policy
        self.requests = 0
        """Requests sent so far, robots.txt and redirects included."""
        self._now, self._resolve = now, resolve
        self._tls = tls
        self._hosts = Hosts(policy, clock, sleep)
        self._robots = Robots(policy, clock, self._ask_robots, self._hosts.slow_down)
        self._count = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close kept connections; the fetcher can be used again afterwards."""
        self._hosts.close()

    def get(
        self,
        url: str,
        *,
        etag: str = "",
        modified: str = "",
        accept: str = "",
        limit: int | None = None,
        cut: bool = False,
        robots: bool = True,
    ) -> Answer:
        """Fetch an address; any status is an answer, :class:`FetchRefused` tells why there is none.

        ``etag`` and ``modified`` (a ``Last-Modified`` as it was received) make an unchanged answer cheap. ``limit``
        in bytes may only lower the policy's; with ``cut`` only so much is kept instead of refusing a larger body
        (``limit=1`` asks whether an address answers). ``robots=False`` is for documented programming interfaces: then
        only rules that name us count.
        """
        headers = {"Accept": accept or "*/*"}
        headers |= {"If-None-Match": etag} if _is_validator(etag) else {}
        headers |= {"If-Modified-Since": modified} if _is_validator(modified) else {}
        most = min(limit or self.policy.max_bytes, self.policy.max_bytes)
        for attempt in range(1, self.policy.tries + 1):
            call = _Call("GET", headers, self.policy.seconds, most, whole=not cut)
            answer = self._follow(url, call, robots=robots)
            asked = self._patience(answer)
            limited = answer.status in LATER or (answer.status == HTTPStatus.FORBIDDEN and asked is not None)
            if not limited and asked is None:
                return answer
            target = read(answer.url, self.policy)
            if asked is not None and not limited:  # the quota is used up by this very answer
                self._hosts.hold(target, asked)
                return answer
            wait = asked if asked is not None else self._back_off(attempt)
            self._hosts.hold(target, wait)
            if attempt == self.policy.tries or wait > self.policy.max_retry_after:
                raise FetchRefused(Reason.BUSY, answer.url, host=target.host, seconds=round(wait))
        raise ValueError(self.policy.tries)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a body, once, through the same guards; redirects are answers and not followed.

        Of the answer only the first 64 kB are kept. Headers must be the caller's own; ours win.
        """
        call = _Call("POST", dict(headers), self.policy.seconds, POST_ANSWER_BYTES, whole=False, body=body)
        return self._hop(read(url, self.policy), call)

    def _ask_robots(self, url: str) -> Answer:
        call = _Call("GET", {"Accept": "text/plain, */*;q=0.5"}, self.policy.seconds, MAX_BYTES, whole=False)
        return self._follow(url, call)

    def _follow(self, url: str, call: "_Call", *, robots: bool | None = None) -> Answer:
        """Ask, and ask where it is forwarded to, at most as often as the policy says."""
        target, hops = read(url, self.policy), list[str]()
        while True:
            if robots is not None:
                self._robots.check(target, only_by_name=not robots)
            answer = self._hop(target, call)
            location = answer.headers.get("location", "")
            if answer.status not in FORWARDS or not location:
                return dataclasses.replace(answer, hops=tuple(hops))
            hops.append(target.url)
            if len(hops) > self.policy.max_redirects:
                raise FetchRefused(Reason.REDIRECTS, target.url, count=self.policy.max_redirects)
            target = forwarded(target, location, self.policy)

    def _hop(self, target: Target, call: "_Call") -> Answer:
        """One request to one address, in the host's turn; what it takes is taken from the call's time."""
        if call.left <= 0:
            raise self._too_slow(target)
        started = time.monotonic()
        addresses = addresses_of(target, self._resolve, call.left)
        call.left -= time.monotonic() - started
        with self._hosts.turn(target) as host:
            started = time.monotonic()
            try:
                kept = host.kept(target.scheme, addresses)
                if kept is not None:
                    try:
                        return self._exchange(kept, host, target, call, started)
                    except FetchRefused as refused:
                        if refused.reason is not Reason.BROKEN or call.method != "GET":
                            raise  # else: the host hung up while we were not looking
                left = call.left - (time.monotonic() - started)
                fresh = connect(target, addresses, left, self._tls)
                host.keep(fresh, target.scheme)
                return self._exchange(fresh, host, target, call, started)
            finally:
                call.left -= time.monotonic() - started

    def _exchange(
        self, connection: HTTPConnection, host: Host, target: Target, call: "_Call", started: float
    ) -> Answer:
        """Send and read over an open connection; it is kept only when the answer was read to its end."""
        with self._count:
            self.requests += 1
        ours = {"Host": target.netloc, "User-Agent": self.policy.user_agent, "Accept-Encoding": "gzip"}
        theirs = {name: value for name, value in call.headers.items() if name.title() not in ours}
        left = call.left - (time.monotonic() - started)
        complete = False
        try:
            with time_limit(connection, left) as over:
                try:
                    connection.request(
                        call.method, target.path, body=call.body, headers=theirs | ours, preload_content=False
                    )
                    response = connection.getresponse()
                    body = (
                        b"" if response.status in FORWARDS else body_of(response, target, call.limit, whole=call.whole)
                    )
                    if over.is_set():  # what was cut off may look like an end
                        raise self._too_slow(target)
                    complete = response.length_remaining in {0, None} and response.status not in FORWARDS
                except NETWORK_ERRORS:
                    if over.is_set() or time.monotonic() - started >= call.left:
                        raise self._too_slow(target) from None
                    raise FetchRefused(Reason.BROKEN, target.url, host=target.host) from None
        finally:
            if not complete:
                host.close()
        return _answer(target, response, body)

    def _too_slow(self, target: Target) -> FetchRefused:
        return FetchRefused(Reason.TOO_SLOW, target.url, host=target.host, seconds=f"{self.policy.seconds:g}")

    def _patience(self, answer: Answer) -> float | None:
        """Seconds to wait as the host says it: ``Retry-After``, or an hourly quota that is used up."""
        asked = answer.headers.get("retry-after", "").strip()
        if answer.status in LATER | {HTTPStatus.FORBIDDEN} and asked:
            if asked.isdecimal():
                return float(asked[:9])
            try:
                return max(0.0, parsedate_to_datetime(asked).astimezone(UTC).timestamp() - self._now())
            except (ValueError, OverflowError):
                return None
        for prefix in ("x-ratelimit", "ratelimit"):  # GitHub and Gitea; GitLab
            reset = answer.headers.get(f"{prefix}-reset", "")
            if answer.headers.get(f"{prefix}-remaining") == "0" and reset.isdecimal():
                return max(0.0, float(reset[:12]) - self._now())
        return None

    def _back_off(self, attempt: int) -> float:
        """Twice as long each time, a quarter more or less by chance so that not everybody comes back at once."""
        return self.policy.back_off * 2.0 ** (attempt - 1) * secrets.SystemRandom().uniform(0.75, 1.25)


@dataclasses.dataclass(slots=True)
class _Call:
    """One request with what is left of its time while it is forwarded."""

    method: str
    headers: dict[str, str]
    left: float
    limit: int
    whole: bool
    body: bytes | None = None


def _answer(target: Target, response: HTTPResponse, body: bytes) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(
        url=target.url,
        status=response.status,
        body=body,
        content_type=headers.get("content-type", ""),
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        unchanged=response.status == HTTPStatus.NOT_MODIFIED,
        headers=MappingProxyType(headers),
    )


def _is_validator(text: str) -> bool:
    """May a remembered ``ETag`` or date be sent back? Only what fits in a header."""
    return 0 < len(text) <= VALIDATOR_LENGTH and text.isascii() and text.isprintable()
