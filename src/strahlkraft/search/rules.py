"""What is searched and what is found: plain values, shared by every room that hands documents in or asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

WhyKind = Literal["word", "part", "synonym", "spelling", "meaning"]

MAX_LIMIT = 500  # hits of one page
MAX_OFFSET = 100_000
MAX_QUERY_CHARACTERS = 2_000  # what is longer is cut, not refused
MAX_QUERY_WORDS = 32


@dataclass(frozen=True)
class Document:
    """One thing that can be found.

    ``kind`` and ``key`` name it as in ``kernel.label.Label``. ``keywords`` are search words of the editors, ``aliases``
    other names; both weigh nearly as much as the title. ``facets`` give each filter its values, ``sort`` each order its
    number (dates as ordinal). ``collection`` fences off documents that must never be found together (evaluation).
    """

    kind: str
    key: str
    title: str
    body: str
    keywords: str = ""
    aliases: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Mapping[str, float | int] = field(default_factory=dict)
    summary: str = ""
    collection: str = ""


@dataclass(frozen=True)
class Query:
    """A question: ``filters`` mean OR within one facet and AND between facets; empty ``text`` means everything.

    ``facets`` name what is to be counted; ``sort`` is ``relevance`` or a name of ``Document.sort``, with ``-`` downwards.
    ``traces`` also gives documents that hold only a part of a word (the "platz" of Parkplatz), which people are not shown.
    """

    text: str
    kinds: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: str = "relevance"
    offset: int = 0
    limit: int = 20
    traces: bool = False


@dataclass(frozen=True)
class Why:
    """One reason for a hit: a word of the query and what it met in the document."""

    kind: WhyKind
    query_word: str
    matched_word: str


@dataclass(frozen=True)
class Hit:
    """A document found; ``score`` orders hits of one query and means nothing else."""

    kind: str
    key: str
    title: str
    summary: str
    score: float
    why: tuple[Why, ...]


@dataclass(frozen=True)
class Result:
    """The answer: ``facet_counts`` count each facet under the other active filters, so several values can be chosen.

    ``did_you_mean`` is the query with likely spelling; ``nearest`` is filled only when ``total`` is 0: hits without the
    filters, else documents with traces of the words, else those of similar meaning.
    """

    query: Query
    total: int
    hits: tuple[Hit, ...] = ()
    facet_counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    did_you_mean: str | None = None
    nearest: tuple[Hit, ...] = ()


@dataclass(frozen=True)
class Lag:
    """How far the index of this node is: both are sequence numbers of the change log; equal means up to date."""

    sequence_committed: int
    sequence_indexed: int

    @property
    def behind(self) -> int:
        """Changes committed and not yet searchable here."""
        return max(0, self.sequence_committed - self.sequence_indexed)
