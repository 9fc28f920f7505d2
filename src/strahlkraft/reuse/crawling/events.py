"""What a crawl tells."""

import dataclasses
from collections.abc import Mapping

from strahlkraft.reuse.fetching import FetchRefused
from strahlkraft.reuse.importers import Repository


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A publisher to visit."""

    key: str
    """By which the caller knows it again."""
    url: str
    forge: str = ""
    """Name of the forge, when the address does not show it; else found out."""


@dataclasses.dataclass(frozen=True, slots=True)
class SourceStarted:
    """A visit begins, or goes on where the last one ended (``cursor`` not empty)."""

    source: Source
    cursor: str


@dataclasses.dataclass(frozen=True, slots=True)
class PageRead:
    """Some repositories are known and looked at next; ``total`` is the publisher's number where the forge tells it."""

    source: Source
    repositories: int
    total: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A publiccode.yml that is new or has changed."""

    source: Source
    repository: Repository
    file_url: str
    body: bytes
    etag: str
    modified: str
    digest: str
    """SHA-256 of the body, in hexadecimal."""


@dataclasses.dataclass(frozen=True, slots=True)
class Unchanged:
    """The file is as it was. ``etag`` and ``modified`` are the ones to remember from now on."""

    source: Source
    repository: Repository
    file_url: str
    etag: str
    modified: str
    asked: bool
    """Did the host confirm it? Else the forge's date of the last change did."""


@dataclasses.dataclass(frozen=True, slots=True)
class Missing:
    """The repository has no publiccode.yml; ``gone`` when it had one."""

    source: Source
    repository: Repository
    gone: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Failed:
    """Something could not be fetched: a repository's file, or (``repository`` None) the publisher's list."""

    source: Source
    repository: Repository | None
    refused: FetchRefused


@dataclasses.dataclass(frozen=True, slots=True)
class PageDone:
    """Everything before ``cursor`` is told; empty when the publisher's last page is done."""

    source: Source
    cursor: str


@dataclasses.dataclass(frozen=True, slots=True)
class SourceReport:
    """What one visit brought."""

    pages: int = 0
    repositories: int = 0
    found: int = 0
    unchanged: int = 0
    missing: int = 0
    failed: int = 0
    seconds: float = 0.0
    complete: bool = False
    """The last page was done; else the next visit goes on at the cursor."""
    reasons: Mapping[str, int] = dataclasses.field(default_factory=dict)
    """How often something failed, by reason."""


@dataclasses.dataclass(frozen=True, slots=True)
class SourceDone:
    """A visit has ended."""

    source: Source
    report: SourceReport


@dataclasses.dataclass(frozen=True, slots=True)
class BudgetSpent:
    """The run ended early: its requests or its time are used up."""

    requests: int
    seconds: float


Event = SourceStarted | PageRead | Found | Unchanged | Missing | Failed | PageDone | SourceDone | BudgetSpent
