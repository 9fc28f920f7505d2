"""Whether this process lives and can serve; for the operator's supervisor."""

from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from strahlkraft import __version__
from strahlkraft.search.queries import lag

TOO_FAR_BEHIND = 1_000  # changes not yet searchable; more than the indexer clears in its next rounds


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process answers; touches nothing else."""
    return JsonResponse({"status": "ok", "version": __version__})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, every migration is applied and the search is not far behind; else 503."""
    checks = _checks()
    good = all(check["ok"] for check in checks.values())
    return JsonResponse({"status": "ok" if good else "unavailable", "checks": checks}, status=200 if good else 503)


def _checks() -> dict[str, dict[str, Any]]:
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if missing:
            return {"database": {"ok": True}, "migrations": {"ok": False, "missing": missing}}
        behind = lag().behind
    except DatabaseError:
        return {"database": {"ok": False}}
    return {
        "database": {"ok": True},
        "migrations": {"ok": True, "missing": 0},
        "search": {"ok": behind <= TOO_FAR_BEHIND, "behind": behind},
    }


urlpatterns: list[URLPattern] = [path("live", live), path("ready", ready)]
