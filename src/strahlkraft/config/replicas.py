"""Reads of safe requests go to a replica that keeps up; all else, and whoever has just written, to the primary (decision 18)."""

import threading
import time
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS as PRIMARY
from django.db import Error, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase

LAG_SECONDS = 5.0  # a replica further behind answers nobody
LOOK_SECONDS = 1.0  # between two looks at how far everybody is
WRITTEN_SECONDS = (
    20  # after a form, one's own reads go to the primary: longer than a lag plus a look at hanging servers
)
WRITTEN = "strahlkraft_written"
SAFE = {"GET", "HEAD"}
# Who may do what, what was done, limits and the search's change log are never read late.
AT_PRIMARY = {
    *("sessions", "accounts", "account", "mfa", "socialaccount", "usersessions", "auth"),
    *("django_cache", "audit", "letters", "search", "privacy"),
}
_place: ContextVar[str] = ContextVar("place_of_reads", default=PRIMARY)
_log = structlog.get_logger(__name__)


class Router:
    """Django's question where a row is read and written."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        """The replica chosen for this request; the primary for what is never read late and inside a transaction."""
        if _room(model) in AT_PRIMARY or connections[PRIMARY].in_atomic_block:
            return PRIMARY
        return _place.get()

    def db_for_write(self, model: type[Model], **_hints: Any) -> str:
        """The primary; from then on this request reads there too."""
        if _room(model) not in AT_PRIMARY:
            _place.set(PRIMARY)
        return PRIMARY

    def allow_relation(self, _one: Model, _other: Model, **_hints: Any) -> bool:
        """All of them hold the same rows."""
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        """Replicas get their tables from the primary."""
        return db == PRIMARY


def _room(model: type[Model]) -> str:
    return model._meta.app_label  # noqa: SLF001 - Django's documented way to a table's facts


class Progress:
    """How late a replica is, in seconds of this machine's clock: when the primary was where the replica is now."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def primary_is_at(self, place: int, *, now: float) -> None:
        """Note the primary's place in its log, in bytes."""
        self._seen.append((now, place))
        while self._seen[0][0] < now - 2 * LAG_SECONDS:
            self._seen.popleft()

    def keeps_up(self, place: int | None, *, now: float) -> bool:
        """Whether a replica that has replayed up to ``place`` holds everything that is older than ``LAG_SECONDS``."""
        reached = [seen for seen, at in self._seen if place is not None and at <= place]
        return bool(reached) and now - max(reached) <= LAG_SECONDS


class Watch:
    """Which replicas may answer, looked at once a second by one thread of this process."""

    def __init__(self, aliases: list[str]) -> None:
        self._aliases, self._progress, self._turn = aliases, Progress(), 0
        self.usable: list[str] = []
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def choose(self) -> str:
        """Where this request reads: the replicas take turns; without one that keeps up, the primary."""
        self._begin()
        usable = self.usable
        self._turn += 1
        return usable[self._turn % len(usable)] if usable else PRIMARY

    def leave(self, alias: str) -> None:
        """It failed just now: nobody is sent there until the next look finds it well."""
        self.usable = [other for other in self.usable if other != alias]

    def look(self) -> None:
        """Ask everybody how far they are. While the primary is away the replicas stay as they were: reads go on."""
        primary = _place_in_log(PRIMARY, "pg_current_wal_lsn()")
        if primary is None:
            return
        self._progress.primary_is_at(primary, now=time.monotonic())
        places = {alias: _place_in_log(alias, "pg_last_wal_replay_lsn()") for alias in self._aliases}
        now = time.monotonic()
        usable = [alias for alias, place in places.items() if self._progress.keeps_up(place, now=now)]
        if usable != self.usable:
            _log.warning("replicas", usable=usable, of=self._aliases)
        self.usable = usable

    def _begin(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="replicas", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                self.look()
            except Exception:  # noqa: BLE001 - the thread outlives whatever a broken connection says
                _log.exception("replicas_unknown")
                self.usable = []
            time.sleep(LOOK_SECONDS)


def _place_in_log(alias: str, function: str) -> int | None:
    """How far a server is, in bytes of the primary's log; None while it does not answer, or is no replica (any more)."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SELECT pg_wal_lsn_diff({function}, '0/0')")
            place = cursor.fetchone()[0]
    except Error:
        return None
    finally:
        connections[alias].close()
    return None if place is None else int(place)


@cache
def watch() -> Watch:
    """The one watch of this process."""
    return Watch([alias for alias in settings.DATABASES if alias != PRIMARY])


def reads(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: choose where a request reads; a replica that fails meanwhile costs a second attempt, not the page."""
    if settings.DATABASES.keys() == {PRIMARY}:
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponseBase:
        safe = request.method in SAFE
        alias = watch().choose() if safe and WRITTEN not in request.COOKIES else PRIMARY
        token = _place.set(alias)
        try:
            response = get_response(request)
        finally:
            _place.reset(token)
        if alias != PRIMARY and response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            watch().leave(alias)
            connections[alias].close()
            return get_response(request)
        if not safe:
            _remember(response)
        return response

    return answer


def _remember(response: HttpResponseBase) -> None:
    """Whoever sent something reads at the primary for a while, on every node; the cookie says nothing else."""
    response.set_cookie(
        WRITTEN,
        "1",
        max_age=WRITTEN_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
