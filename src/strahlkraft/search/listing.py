"""Searched lists with filters and orders: what their addresses say, and what is asked of the search."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, Self

from strahlkraft.search.rules import Query

PAGE_SIZE = 24
MAX_TEXT = 500
MAX_VALUES = 50  # of one filter
BEST_MATCH = "relevanz"


class Filter(Protocol):
    """One filter: ``name`` in the search's documents, ``param`` in addresses."""

    @property
    def name(self) -> str:
        """As the documents call it."""

    @property
    def param(self) -> str:
        """As addresses call it."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What somebody looks for; ``filters`` maps a filter's name to the chosen values.

    A list of its own sets ``SORTS`` (name in addresses -> order of the search, words) and ``WITHOUT_WORDS`` (the order
    when nothing was typed).
    """

    SORTS: ClassVar[Mapping[str, tuple[str, Any]]] = {}
    WITHOUT_WORDS: ClassVar[str] = BEST_MATCH

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    offset: int = 0
    limit: int = PAGE_SIZE

    @classmethod
    def read(
        cls, params: Mapping[str, Sequence[str]], filters: Iterable[Filter], *, limit: int = PAGE_SIZE, offset: int = 0
    ) -> Self:
        """Read an address's parameters (name -> values); unknown names and over-long texts are left out, never refused."""
        chosen = {
            one.name: tuple(dict.fromkeys(value for value in params.get(one.param, ()) if value))[:MAX_VALUES]
            for one in filters
        }
        return cls(
            text=" ".join((params.get("q") or [""])[-1].split())[:MAX_TEXT],
            filters={name: values for name, values in chosen.items() if values},
            sort=(params.get("sort") or [""])[-1],
            offset=max(0, offset),
            limit=limit,
        )

    @property
    def effective_sort(self) -> str:
        """The order in use: the chosen one, else best match for words and the list's own without."""
        if self.sort in self.SORTS and (self.text or self.sort != BEST_MATCH):
            return self.sort
        return BEST_MATCH if self.text else self.WITHOUT_WORDS

    @property
    def chosen(self) -> int:
        """How many filter values are set."""
        return sum(len(values) for values in self.filters.values())

    def question(self, kinds: tuple[str, ...], filters: Iterable[Filter]) -> Query:
        """What is asked of the search: documents of ``kinds``, every filter counted."""
        return Query(
            text=self.text,
            kinds=kinds,
            filters=self.filters,
            facets=tuple(one.name for one in filters),
            sort=self.SORTS[self.effective_sort][0],
            offset=self.offset,
            limit=self.limit,
        )
