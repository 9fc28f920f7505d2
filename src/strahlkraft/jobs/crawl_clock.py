"""Visits to publishers at night, as part of ``strahlkraft work``; off until a setting names the hour."""

import threading
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connections
from django.db.models import F
from django.utils.timezone import localtime

from strahlkraft.jobs.crawling import visit
from strahlkraft.reuse.crawling import Budget
from strahlkraft.reuse.models import CrawlRun, Publisher

NIGHT = timedelta(hours=4)  # a worker that starts later in the day waits for the next night
BUDGET = Budget(requests=3_000, seconds=45 * 60.0)
_log = structlog.get_logger(__name__)


def due(at: datetime) -> list[Publisher]:
    """The publishers to visit now: in the night's hours, those without a visit since they began, longest waiting first."""
    hour: int | None = settings.CRAWL_HOUR
    if hour is None:
        return []
    local = localtime(at)
    begin = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    if local < begin:
        begin -= timedelta(days=1)
    if local >= begin + NIGHT:
        return []
    if CrawlRun.objects.filter(state=CrawlRun.State.RUNNING, started_at__gte=begin).exists():
        return []  # another worker is at it, or was killed: the next night goes on
    rows = Publisher.objects.filter(enabled=True).exclude(runs__started_at__gte=begin)
    return list(rows.order_by(F("visited_at").asc(nulls_first=True), "slug"))


class CrawlClock:
    """Starts a night's visits beside the worker's other work; killed at any moment, they go on the next night."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def run(self, *, at: datetime, wait: bool = False) -> None:
        """Begin what is due unless visits are still going on; ``wait`` for their end."""
        if self._thread is None or not self._thread.is_alive():
            publishers = due(at)
            if publishers:
                _log.info("crawl.begun", publishers=len(publishers))
                self._thread = threading.Thread(target=_visit, args=(publishers,), name="crawl", daemon=True)
                self._thread.start()
        if wait and self._thread is not None:
            self._thread.join()


def _visit(publishers: list[Publisher]) -> None:
    try:
        visit(publishers, budget=BUDGET)
    except Exception:  # noqa: BLE001 - whatever went wrong in a visit must not end the worker
        _log.exception("crawl.failed")  # the worker's letters and messages go on
    finally:
        connections.close_all()
