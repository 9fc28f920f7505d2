"""One visit to another instance: its whole catalogue, read within limits and verified; nothing is stored here."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from strahlkraft.reuse.fetching import Answer, Fetcher, FetchRefused, Reason
from strahlkraft.reuse.peering import Feed, PeerFault, Unchanged, join, verify
from strahlkraft.reuse.peering.canonical import NotJson, read
from strahlkraft.reuse.peering.feed import MAX_PAGES, is_address, origin_of
from strahlkraft.reuse.queries.exchange import WELL_KNOWN

SECONDS = 30.0  # for all pages of one catalogue
MAX_ENTRIES = 10_000  # of one whole catalogue; hundreds of regions share fewer
MAX_BYTES = 20_000_000  # of all its pages
INTRODUCTION_BYTES = 20_000
_FAULTS = {Reason.TOO_SLOW: "timeout", Reason.TOO_LARGE: "too_large", Reason.BUSY: "http_error"}


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of it; ``etag`` of the first page, ``other_key`` when it signs with another key than the pinned one."""

    outcome: Feed | PeerFault | Unchanged
    etag: str = ""
    other_key: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom to ask: the catalogue's address, the pinned key, what is known already."""

    url: str
    key: str
    last_sequence: int = 0
    etag: str = ""


def visit(fetcher: Fetcher, asking: Asking, *, now: datetime) -> Visit:
    """Fetch and verify all pages; a catalogue that changed between two pages is read once more."""
    end = time.monotonic() + SECONDS
    found = _visited(fetcher, asking, now, end)
    if isinstance(found.outcome, PeerFault) and found.outcome.code == "pages_differ":
        found = _visited(fetcher, asking, now, end)
    return found


def _visited(fetcher: Fetcher, asking: Asking, now: datetime, end: float) -> Visit:
    pages: list[Feed] = []
    etag, entries, size = "", 0, 0
    for answer in _answers(fetcher, asking, end, following=lambda: pages[-1].next_url):
        if isinstance(answer, PeerFault):
            return Visit(answer)
        if answer.unchanged and not pages:
            return Visit(Unchanged(), asking.etag)
        page = verify(answer.body, asking.key, origin=asking.url, now=now, last_sequence=asking.last_sequence)
        if isinstance(page, PeerFault):
            return Visit(page, other_key=_other_key(answer, page, asking, now))
        pages.append(page)
        etag = etag or answer.etag
        entries, size = entries + len(page.entries), size + len(answer.body)
        if entries > MAX_ENTRIES or len(pages) > MAX_PAGES:
            return Visit(PeerFault("too_many_entries"))
        if size > MAX_BYTES:
            return Visit(PeerFault("too_large"))
    return Visit(join(pages), etag)


def _answers(
    fetcher: Fetcher, asking: Asking, end: float, *, following: Callable[[], str]
) -> Iterator[Answer | PeerFault]:
    """The answers for one page after the other, until the last or a fault."""
    url, etag = asking.url, asking.etag
    while url:
        if time.monotonic() > end:
            yield PeerFault("timeout")
            return
        answer = _fetched(fetcher, url, etag=etag)
        yield answer
        if isinstance(answer, PeerFault):
            return
        url, etag = following(), ""


def _fetched(fetcher: Fetcher, url: str, *, etag: str = "", limit: int | None = None) -> Answer | PeerFault:
    try:
        answer = fetcher.get(url, etag=etag, accept="application/json", robots=False, limit=limit)
    except FetchRefused as refused:
        return PeerFault(_FAULTS.get(refused.reason, "unreachable"), str(refused.reason))
    if answer.unchanged and etag:
        return answer
    return answer if answer.found else PeerFault("http_error", str(answer.status))


def _other_key(answer: Answer, fault: PeerFault, asking: Asking, now: datetime) -> str:
    """The key a page is soundly signed with although another one was pinned; empty for a mere forgery."""
    if fault.code != "key_changed":
        return ""
    page = verify(answer.body, "", origin=asking.url, now=now)
    return page.instance.public_key if isinstance(page, Feed) else ""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """A new peer as it presents itself: the address of its catalogue, its name, its key."""

    url: str
    name: str
    key: str


def first_look(fetcher: Fetcher, url: str, *, now: datetime) -> FirstLook | PeerFault:
    """Read the first page of a catalogue whose address, or whose instance's base address, is given."""
    said = ""
    if urlsplit(url).path in {"", "/"}:
        introduced = _introduced(fetcher, url)
        if isinstance(introduced, PeerFault):
            return introduced
        url, said = introduced
    answer = _fetched(fetcher, url)
    if isinstance(answer, PeerFault):
        return answer
    page = verify(answer.body, said, origin=url, now=now)
    if isinstance(page, PeerFault):
        return page
    return FirstLook(url, page.instance.name, page.instance.public_key)


def _introduced(fetcher: Fetcher, base: str) -> tuple[str, str] | PeerFault:
    """Address of the catalogue and public key, as ``/.well-known/strahlkraft`` names them."""
    parts = urlsplit(base)
    answer = _fetched(fetcher, f"{parts.scheme}://{parts.netloc}{WELL_KNOWN}", limit=INTRODUCTION_BYTES)
    if isinstance(answer, PeerFault):
        return answer
    try:
        said = read(answer.body, INTRODUCTION_BYTES)
    except NotJson as error:
        return PeerFault(error.code)
    if not isinstance(said, dict) or said.get("format") != "strahlkraft-instance":
        return PeerFault("wrong_format")
    url, key = said.get("catalogue"), said.get("public_key")
    if not is_address(url) or not isinstance(key, str) or not key:
        return PeerFault("bad_field", "catalogue")
    if origin_of(str(url)) != origin_of(base):
        return PeerFault("foreign_origin", "catalogue")
    return str(url), key
