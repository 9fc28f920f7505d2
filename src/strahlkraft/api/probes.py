"""Whether this process lives and can serve, and its figures; for the operator's supervisor.

Anybody may ask whether; why and how much is told to whoever knows the token alone.
"""

import secrets
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from strahlkraft import __version__
from strahlkraft.api.measures import last_backup, last_beat, missing_migrations, room, writable
from strahlkraft.api.meters import REGISTRY
from strahlkraft.search.queries import lag

TOO_FAR_BEHIND = 1_000  # changes not yet searchable; more than the indexer clears in its next rounds
SILENT_SECONDS = 600  # a worker that is well is heard every minute
LEAST_ROOM = 0.05  # of the disk


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process answers; touches nothing else."""
    return JsonResponse({"status": "ok", "version": __version__})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when this process can serve pages, else 503; with the token also what was looked at.

    What other processes of the instance do (the worker) and what is getting short (the disk) is told, and takes
    nobody's page away: another node would answer no better.
    """
    checks = _needed()
    good = all(check["ok"] for check in checks.values())
    answer: dict[str, Any] = {"status": "ok" if good else "unavailable"}
    if knows_token(request):
        answer |= {"checks": checks, "warnings": _warnings() if checks["database"]["ok"] else {}}
    return JsonResponse(answer, status=200 if good else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of this process and its instance, as Prometheus reads them; hidden without the token."""
    if not knows_token(request):
        raise Http404
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def knows_token(request: HttpRequest) -> bool:
    """Whether the request carries the operator's token; nobody does where none is set."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.METRICS_TOKEN
    return bool(token) and kind.lower() == "bearer" and secrets.compare_digest(given.encode(), token.encode())


def _needed() -> dict[str, dict[str, Any]]:
    try:
        missing = missing_migrations()
        if missing:
            return {"database": {"ok": True}, "migrations": {"ok": False, "missing": missing}}
        behind = lag().behind
    except (DatabaseError, InterfaceError):
        return {"database": {"ok": False}}
    return {
        "database": {"ok": True},
        "migrations": {"ok": True, "missing": 0},
        "search": {"ok": behind <= TOO_FAR_BEHIND, "behind": behind},
    }


def _warnings() -> dict[str, dict[str, Any]]:
    beat, free, backup = last_beat(), room(), last_backup()
    silent = None if beat is None else max(0, round(timezone.now().timestamp() - beat))
    return {
        "worker": {"ok": silent is not None and silent <= SILENT_SECONDS, "silent_seconds": silent},
        "disk": {
            "ok": free.free >= free.size * LEAST_ROOM and writable(settings.DATA_DIR),
            "free_bytes": free.free,
        },
        **({"backup": backup} if backup else {}),
    }


urlpatterns: list[URLPattern] = [path("live", live), path("ready", ready)]
