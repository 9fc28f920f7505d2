"""Ask the search."""

from collections.abc import Callable

import structlog

from strahlkraft.search import indexer
from strahlkraft.search.engine.highlighting import Segment, segments
from strahlkraft.search.engine.store import IndexMissingError, is_damage
from strahlkraft.search.models import SearchDocument
from strahlkraft.search.rules import Lag, Query, Result

_log = structlog.get_logger(__name__)


def search(query: Query) -> Result:
    """What is found; never fails because of the index: a missing or damaged one is made again from the table."""
    _be_fresh()
    try:
        return indexer.engine().search(query)
    except IndexMissingError:
        indexer.catch_up()
    except BaseException as error:
        if not is_damage(error):
            raise
        _log.warning("search_index_damaged", exc_info=True)
        indexer.engine().store.forget()
        indexer.catch_up()
    try:
        return indexer.engine().search(query)
    except Exception:  # noqa: BLE001 - a page without hits is better than an error
        _log.exception("search_failed")
        return Result(query, 0)


def suggest(prefix: str, limit: int = 8, *, kinds: tuple[str, ...] = ()) -> list[str]:
    """Continuations of what is being typed, of documents of ``kinds`` if any; empty while there is no index."""
    _be_fresh()
    try:
        return indexer.engine().suggest(prefix, limit, kinds)
    except IndexMissingError:
        return []


def highlighter(query_text: str) -> Callable[[str], list[Segment]]:
    """Cuts texts into pieces, those marked true that meet the query: words, parts of compounds, synonyms, near spellings.

    The query is read once, however many texts a page marks.
    """
    try:
        terms = indexer.engine().matched_terms(query_text)
    except IndexMissingError:
        terms = frozenset()
    return lambda text: segments(text, query_text, terms)


def lag() -> Lag:
    """How far this node's index is behind the change log."""
    last = SearchDocument.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    try:
        return Lag(last, indexer.engine().store.snapshot().state.sequence)
    except IndexMissingError:
        return Lag(last, 0)


def _be_fresh() -> None:
    """A process without an indexer of its own (a command, a test) catches up before it asks."""
    if not indexer.running():
        indexer.catch_up(wait=False)
