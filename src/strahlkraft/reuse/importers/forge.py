"""What every forge offers, and what they share: a repository, a page of repositories, reading JSON that strangers sent."""

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from strahlkraft.kernel.storable import storable
from strahlkraft.reuse.fetching import Answer, FetchRefused, Reason

FILE_NAMES = ("publiccode.yml", "publiccode.yaml")
PER_PAGE = 100
TEXT_LENGTH = 2_000
NEXT_LINK = re.compile(r'<([^<>]{1,2000})>\s*;[^,<>]{0,200}\brel="?next"?')


class Get(Protocol):
    """How an address is fetched: the method ``get`` of a Fetcher."""

    def __call__(
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
        """Fetch, or raise ``FetchRefused``."""


@dataclasses.dataclass(frozen=True, slots=True)
class Repository:
    """One repository as its forge describes it; what the forge does not say is empty or None."""

    url: str
    """Its address for people, as the forge writes it."""
    name: str
    forge: str
    default_branch: str = ""
    description: str = ""
    raw_licence: str = ""
    """As the forge states or guesses it, not checked."""
    is_fork: bool | None = None
    fork_of: str = ""
    mirror_of: str = ""
    archived: bool | None = None
    last_change: dt.datetime | None = None
    file_url: str = ""
    """Where its publiccode.yml is, when the source named the file itself."""
    renamed_from: str = ""
    """The address asked for, when the forge forwarded to another."""


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """Some repositories of a publisher. ``cursor_after`` is where to go on; empty after the last page."""

    repositories: tuple[Repository, ...]
    cursor_after: str
    total: int | None = None
    """Repositories of the publisher, when the forge says so."""


class Forge(Protocol):
    """A kind of place where repositories live."""

    @property
    def name(self) -> str:
        """The folder's name."""

    @property
    def takes_anything(self) -> bool:
        """Is this the one that is asked when no other recognises an address?"""

    @property
    def robots(self) -> bool:
        """Do its raw files fall under robots.txt? Not where a documented interface invites programs."""

    def recognises(self, url: str) -> bool:
        """Does the address look like one of this forge? Nobody is asked."""

    def answers(self, get: Get, url: str) -> bool:
        """Does the host answer like this forge?"""

    def pages(self, get: Get, publisher_url: str, cursor: str) -> Iterator[Page]:
        """The repositories of a publisher from ``cursor`` on; raises ``FetchRefused`` when a page cannot be had."""

    def candidates(self, repository: Repository) -> tuple[str, ...]:
        """Where its publiccode.yml would be, most likely first."""

    def repository(self, get: Get, url: str) -> Repository:
        """The repository of one address; raises ``FetchRefused``."""


def split(url: str) -> SplitResult:
    """The parts of an address; all empty when it cannot be taken apart."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def host_of(url: str) -> str:
    """The host of an address in lower case, empty when there is none."""
    return (split(url).hostname or "").lower()


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = split(url)
    return f"{parts.scheme}://{parts.netloc}"


def path_of(url: str) -> str:
    """The path of an address without slashes at its ends and without ``.git``."""
    return split(url).path.strip("/").removesuffix(".git")


def read_json(get: Get, url: str, *, accept: str = "application/json") -> tuple[Any, Answer]:
    """Ask a programming interface; raises ``FetchRefused`` for any status but success and for what is no JSON."""
    answer = get(url, accept=accept, robots=False)
    if not answer.found:
        raise FetchRefused(Reason.STATUS, answer.url, host=host_of(answer.url), status=answer.status)
    try:
        return storable(json.loads(answer.body)), answer
    except (ValueError, RecursionError):
        raise unreadable(answer.url) from None


def read_list(get: Get, url: str, *, key: str = "") -> tuple[list[Mapping[str, Any]], Answer]:
    """As :func:`read_json`, for a list of objects, perhaps under a key."""
    content, answer = read_json(get, url)
    if key:
        content = content.get(key) if isinstance(content, dict) else None
    if not isinstance(content, list):
        raise unreadable(answer.url)
    return [entry for entry in content if isinstance(entry, dict)], answer


def first_list(get: Get, urls: tuple[str, ...]) -> tuple[list[Mapping[str, Any]], Answer]:
    """The first of several lists that exists: a publisher is a group or a person, the address does not tell."""
    for number, url in enumerate(urls):
        try:
            return read_list(get, url)
        except FetchRefused as refused:
            if refused.params.get("status") != 404 or number == len(urls) - 1:  # noqa: PLR2004 - "not found"
                raise
    raise ValueError(urls)


def unreadable(url: str) -> FetchRefused:
    """What came is not what the forge's documentation promises."""
    return FetchRefused(Reason.UNREADABLE, url, host=host_of(url))


def next_page(answer: Answer) -> str:
    """Path and query of the next page as the header ``Link`` names it (RFC 8288), empty on the last page.

    The host in it is not believed: behind a proxy it is often wrong, and it could lead elsewhere.
    """
    match = NEXT_LINK.search(answer.headers.get("link", ""))
    if match is None:
        return ""
    parts = split(match[1])
    return f"{parts.path}?{parts.query}"


def total_of(answer: Answer) -> int | None:
    """How many there are in all, where a header tells."""
    said = answer.headers.get("x-total") or answer.headers.get("x-total-count") or ""
    return int(said) if said.isdecimal() and len(said) < 10 else None  # noqa: PLR2004 - a number, not a flood of digits


def text(value: object) -> str:
    """A text of a stranger, or nothing; of bounded length."""
    return value.strip()[:TEXT_LENGTH] if isinstance(value, str) else ""


def web(value: object) -> str:
    """An address on the web, or nothing."""
    address = text(value)
    return address if address.startswith(("https://", "http://")) else ""


def truth(value: object) -> bool | None:
    """Yes, no, or not said."""
    return value if isinstance(value, bool) else None


def moment(value: object) -> dt.datetime | None:
    """A point in time in the form of RFC 3339, or nothing."""
    try:
        read = dt.datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=dt.UTC)


def inner(value: object, key: str) -> object:
    """What an object inside another holds under a key; None when there is no object."""
    return value.get(key) if isinstance(value, Mapping) else None
