"""What this process counts about itself, in the words of Prometheus: requests, errors, and how much is under way.

Labels hold names from the source only (views, methods, states), never anything a visitor chose: their number is bounded
and they tell nothing of anybody. The meters live as long as the process; ``measures`` adds what the database knows.
"""

import sys
import time
from collections.abc import Callable
from http import HTTPMethod
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
OTHER = "other"
_watched: dict[str, Gauge] = {}
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)
requests = Counter(
    "strahlkraft_requests",
    "Requests answered, by view, method and status.",
    ("view", "method", "status"),
    registry=REGISTRY,
)
seconds = Histogram(
    "strahlkraft_request_seconds", "Time until an answer began.", ("view",), buckets=SECONDS, registry=REGISTRY
)
in_progress = Gauge("strahlkraft_requests_in_progress", "Requests being answered right now.", registry=REGISTRY)
database_errors = Counter(
    "strahlkraft_database_errors",
    "Requests that ended in an error of the database: away (out of reach, or locked for too long) or other.",
    ("kind",),
    registry=REGISTRY,
)
for _kind in ("away", OTHER):
    database_errors.labels(_kind)  # stands at 0 from the start, so that the first error is seen as a rise


def watch(name: str, what: str, read: Callable[[], float]) -> None:
    """Show a number that somebody else keeps, read at every look; the same name again reads the newer source."""
    if name not in _watched:
        _watched[name] = Gauge(name, what, registry=REGISTRY)
    _watched[name].set_function(read)


def metered(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, the outermost: count each request and how long it took."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        with in_progress.track_inprogress():
            response = get_response(request)
        view = view_of(request)
        requests.labels(view, _method(request.method), str(response.status_code)).inc()
        seconds.labels(view).observe(time.perf_counter() - began)
        return response

    return answer


def view_of(request: HttpRequest) -> str:
    """The name of the view that answered, or the pattern of its address; never the address itself."""
    match = request.resolver_match
    if match is not None:
        return match.view_name if match.url_name else match.route or "api:nothing"
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def _method(method: str | None) -> str:
    return method if method and method in HTTPMethod.__members__ else OTHER


def _count_error(**_signal: Any) -> None:
    error = sys.exc_info()[1]
    if isinstance(error, DatabaseError | InterfaceError):
        database_errors.labels("away" if isinstance(error, OperationalError | InterfaceError) else OTHER).inc()


got_request_exception.connect(_count_error, dispatch_uid="strahlkraft.api.meters")
