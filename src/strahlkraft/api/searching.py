"""Lists that the search answers: the filters of a catalogue as parameters, its hits as records."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from strahlkraft.api.answers import Listing
from strahlkraft.api.parameters import DEFAULT_LIMIT, ListParameters
from strahlkraft.api.problems import ParameterError
from strahlkraft.api.schemas.common import Page, Shape
from strahlkraft.design.tables import Column
from strahlkraft.search.queries import search
from strahlkraft.search.rules import MAX_LIMIT, Query

# Of the values asked for (or of all there are), those a filter knows, each with its words.
Known = Callable[[Iterable[str]], Mapping[str, Any]]


def searched(
    name: str,
    params: ListParameters,
    facets: Mapping[str, Known],
    *,
    kind: str,
    read: Callable[[Sequence[str]], Sequence[Shape]],
    page: type[Page],
    columns: Sequence[Column],
) -> Listing:
    """The things of ``kind`` that ``params`` (with ``q``, ``sort`` and the names of ``facets``) find; ``read`` takes keys."""
    filters = _filters(params, facets)
    text = " ".join(getattr(params, "q", "").split())
    sort = getattr(params, "sort", None) or ("relevance" if text else "title")

    def ask(offset: int, limit: int) -> Any:
        return search(Query(text, kinds=(kind,), filters=filters, sort=sort, offset=offset, limit=limit))

    first = ask(params.offset, min(params.limit or DEFAULT_LIMIT, MAX_LIMIT))

    def records(offset: int, limit: int) -> Sequence[Shape]:
        """The search gives its hits in pieces; a table of everything takes several."""
        keys = [hit.key for hit in first.hits]
        while len(keys) < limit and offset + len(keys) < first.total:
            part = ask(offset + len(keys), min(MAX_LIMIT, limit - len(keys)))
            keys += [hit.key for hit in part.hits]
            if not part.hits:
                break
        return read(keys[:limit])

    return Listing(name, first.total, records, page, columns)


def _filters(params: ListParameters, facets: Mapping[str, Known]) -> dict[str, tuple[str, ...]]:
    """The chosen values by facet; a value that does not exist is refused."""
    filters: dict[str, tuple[str, ...]] = {}
    for name, known_among in facets.items():
        values = tuple(dict.fromkeys(getattr(params, name)))
        if values:
            filters[name] = values
            known = known_among(values)
            wrong = [value for value in values if value not in known]
            if wrong:
                message = f"{wrong[0]!r} does not exist; known: {', '.join(sorted(known))}"
                raise ParameterError((name, message))
    return filters
