"""Public pages are kept for a few seconds, for readers without cookies, until anything at all is changed (decision 20).

What is kept belongs to one state of the records: the length of the trail, which every deed makes longer, and the
change log of the search, which every published record goes through. Both are read anew for each request, in one
query, so a record that was withdrawn is gone at once, in every process and on every node.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import get_conditional_response

from strahlkraft.search import indexer
from strahlkraft.search.engine.store import IndexMissingError

PUBLIC = frozenset(
    f"public:{name}"
    for name in (
        *(
            "start",
            "programme",
            "changes",
            "feed_atom",
            "feed_json",
            "page",
            "legal_notice",
            "privacy",
            "accessibility",
        ),
        *("projects", "project", "regions", "region", "municipalities", "municipality", "sources", "source"),
        *("organisations", "organisation", "results", "results_of_region", "results_of_municipality"),
        *("offers", "offer", "offer_versions", "offer_version", "offers_atom", "offers_feed", "software", "elsewhere"),
        *("reuses", "case", "need", "news", "news_archive", "article", "news_feed", "news_region_feed"),
        *("news_topic_feed", "press", "events", "event", "schedule", "pitch"),
    )
) | {"sitemap", "news_sitemap"}
"""Names of the addresses whose pages are the same for everybody. What is not named here is never kept."""
LONGEST_ADDRESS = 500  # characters; nobody links to longer ones
LARGEST_PAGE = 1024 * 1024  # bytes, as sent
_VARIES_BY = {"cookie", "accept-encoding", "accept-language"}  # cookies: none here; the language is in the address
_NEVER = ("/health/", "/metrics", "/api/")  # not named above; asked often, some of them while the database is away
_Key = tuple[str, str, bool]
_STATE = """SELECT (SELECT "count" FROM audit_chainhead), value, log
    FROM (SELECT 1) AS one LEFT JOIN search_searchcounter ON true"""


@dataclass(frozen=True, slots=True)
class _State:
    """Of all records, as this request found them before it read anything."""

    deeds: int
    documents: int
    log: str


@dataclass(frozen=True, slots=True)
class _Page:
    state: _State
    until: float
    headers: tuple[tuple[str, str], ...]
    content: bytes


class Shelf:
    """Pages of this process by address, at most ``most_bytes`` of them; what nobody asked for longest goes first."""

    def __init__(self, most_bytes: int) -> None:
        """Nothing is kept yet."""
        self.size, self._most = 0, most_bytes
        self._pages: OrderedDict[_Key, _Page] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: _Key, state: _State) -> _Page | None:
        """The page kept under ``key`` if it is young and of this very state."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.state != state or page.until < monotonic():
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: _Key, page: _Page) -> None:
        """Keep a page, and let others go for it."""
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self.size += _weight(key, page)
            while self.size > self._most:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: _Key) -> None:
        page = self._pages.pop(key, None)
        self.size -= _weight(key, page) if page else 0


def _weight(key: _Key, page: _Page) -> int:
    """Bytes a page takes, with some for the objects around it."""
    return 1000 + len(key[0]) + len(key[1]) + len(page.content) + sum(len(n) + len(v) for n, v in page.headers)


@lru_cache(maxsize=4)
def shelf(most_bytes: int) -> Shelf:
    """The shelf of this process."""
    return Shelf(most_bytes)


def kept_pages(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: answer from the shelf where that is safe; stands before compression, so pages are kept as they are sent.

    Not used beside replicas: what they answer may be older than the state the primary tells of.
    """
    if len(settings.DATABASES) > 1:
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponseBase:
        seconds = settings.PAGE_CACHE_SECONDS
        if not seconds or not _anybody(request):
            return get_response(request)
        try:
            pages, key, state = shelf(settings.PAGE_CACHE_BYTES), _key(request), _state()
        except (DatabaseError, InterfaceError):
            return get_response(request)  # whoever needs the database says so; other pages go on without it
        page = pages.find(key, state)
        if page is not None:
            return _sent(request, page)
        current = _index_follows(state)
        until = monotonic() + seconds
        response = get_response(request)
        if current and isinstance(response, HttpResponse) and _for_everybody(request, response):
            pages.keep(key, _Page(state, until, tuple(response.items()), response.content))
        return response

    return answer


def _anybody(request: HttpRequest) -> bool:
    """Whether nothing about a request tells who asks, and it wants a whole page.

    The cookie of the forms may be there: a page with a form is never kept, so none that is kept could need it.
    """
    return (
        request.method == "GET"
        and not request.COOKIES.keys() - {settings.CSRF_COOKIE_NAME}
        and not any(name in request.META for name in ("HTTP_AUTHORIZATION", "HTTP_HX_REQUEST", "HTTP_RANGE"))
        and len(request.get_full_path()) <= LONGEST_ADDRESS
        and not request.path_info.startswith(_NEVER)
    )


def _key(request: HttpRequest) -> _Key:
    """Host and scheme, whole address (the language is part of it), and whether the reader unpacks gzip."""
    packed = re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")) is not None
    return f"{request.scheme}://{request.get_host()}", request.get_full_path(), packed


def _for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether an answer is a public page with nothing made for this one reader; whoever gets a form's token gets a cookie."""
    found = request.resolver_match
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return (
        response.status_code == HTTPStatus.OK
        and found is not None
        and found.view_name in PUBLIC
        and not response.cookies
        and "Cache-Control" not in response
        and varies <= _VARIES_BY
        and len(response.content) <= LARGEST_PAGE
    )


def _sent(request: HttpRequest, page: _Page) -> HttpResponseBase:
    """The page again; 304 without it to whoever has it already."""
    response = HttpResponse(page.content, headers=dict(page.headers))
    return get_conditional_response(request, etag=response.get("ETag"), response=response) or response


def _state() -> _State:
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        deeds, documents, log = cursor.fetchone()
    return _State(deeds or 0, documents or 0, str(UUID(str(log))) if log else "")  # SQLite keeps it without dashes


def _index_follows(state: _State) -> bool:
    """Whether this node's index knows all of a state: what it does not know yet it may still show."""
    try:
        known = indexer.engine().store.snapshot().state
    except IndexMissingError:
        return False
    return known.sequence >= state.documents and known.mark.startswith(f"{state.log}:")
