"""What a fetch may do at most, and what it brings back."""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

SUCCESS = range(200, 300)
USUAL_PORTS = frozenset({80, 443, 8080, 8443})


@dataclasses.dataclass(frozen=True, slots=True)
class FetchPolicy:
    """The limits of every request of one :class:`~strahlkraft.reuse.fetching.Fetcher`.

    ``allowed_hosts`` lifts the ban on private addresses and unusual ports for single hosts: ``"127.0.0.1:8123"`` for
    that port, ``"git.intern.example"`` for the usual ones. It is meant for tests and a forge in the house's own
    network; link-local addresses (where clouds keep their secrets) stay forbidden.
    """

    user_agent: str
    """Who asks, with an address to complain to; its first word is what robots.txt would name."""
    allowed_hosts: frozenset[str] = frozenset()
    max_redirects: int = 3
    max_bytes: int = 5_000_000
    """Of a body, counted after decompression."""
    seconds: float = 10.0
    """For one request with its redirects, from the name's look-up to the last byte; waiting one's turn excluded."""
    host_pause: float = 1.0
    """Seconds between two requests to one host."""
    max_crawl_delay: float = 10.0
    """Seconds of pause that a robots.txt may ask for at most."""
    max_retry_after: float = 60.0
    """Seconds we wait at most when a host asks for patience; beyond, the fetch is refused as ``busy``."""
    tries: int = 3
    """How often an address is asked that answers "too many requests" or "later"."""
    back_off: float = 2.0
    """Seconds before the second try when the host names none; doubled each time, plus or minus a quarter by chance."""


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Any status is an answer; only what could not be fetched safely is a refusal."""

    url: str
    """Where the body came from, after redirects."""
    status: int
    body: bytes = b""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    unchanged: bool = False
    """The host confirmed (304) that what ``etag`` or ``modified`` named is still so; the body is empty."""
    hops: tuple[str, ...] = ()
    """The addresses that forwarded, in order."""
    headers: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    """All headers, names in lower case."""

    @property
    def found(self) -> bool:
        """Is there a body to read?"""
        return self.status in SUCCESS
