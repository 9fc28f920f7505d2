"""Forgetting in time: what is over by its period loses its words at night, in bounded steps, each row once."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import DateField, DateTimeField, JSONField, Model, Q, QuerySet
from django.utils.timezone import localdate

from strahlkraft.audit.actions import record
from strahlkraft.kernel.actor import SYSTEM, Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.personal import Fill
from strahlkraft.privacy.actions._erasing import emptied
from strahlkraft.privacy.models import ForgettingRun
from strahlkraft.privacy.queries.registry import Kept, field_at, kept
from strahlkraft.privacy.rules import BATCH


def forget(*, at: datetime, batch: int = BATCH) -> ForgettingRun:
    """Forget what is over this night, and keep how much of what it was.

    Once a night: a second call finds it done. Whoever is killed leaves a row that the next one goes on with. Each step is
    a transaction of its own that changes at most ``batch`` rows and writes down what it did.
    """
    night = localdate(at)
    run, _made = ForgettingRun.objects.get_or_create(night=night, defaults={"at": at})
    for row in kept():
        if row.entry.erase_after is not None and not row.entry.erased_by:
            while _step(run.pk, row, at=at, batch=batch):
                pass
    return finish_run(by=SYSTEM, at=at, night=night)


@transaction.atomic
def finish_run(*, by: Actor, at: datetime, night: date) -> ForgettingRun:
    """Close the protocol of a night, once; the trail gets its line with the number of rows."""
    run = ForgettingRun.objects.select_for_update().get(night=night)
    if run.finished_at is None:
        run.finished_at = at
        run.save()
        rows = sum(int(count["rows"]) for count in run.counts)
        record(by=by, at=at, verb="forget", subject=Label("forgetting", night.isoformat()), after={"rows": rows})
    return run


@transaction.atomic
def _step(run: int, row: Kept, *, at: datetime, batch: int) -> int:
    """Empty the next rows of one entry; how many. The lock on the night's row lets one worker at a time do it."""
    night = ForgettingRun.objects.select_for_update().get(pk=run)
    if night.finished_at is not None:
        return 0
    keys = list(over(row, at=at).values_list("pk", flat=True)[:batch])
    if not keys:
        return 0
    number = emptied(row, keys, at=at)
    days = row.entry.erase_after.days if row.entry.erase_after else 0
    night.counts = _added(night.counts, {"table": row.entry.table, "days": days, "rows": number})
    night.save()
    return number


def _added(counts: list[dict[str, Any]], more: dict[str, Any]) -> list[dict[str, Any]]:
    for count in counts:
        if (count["table"], count["days"]) == (more["table"], more["days"]):
            count["rows"] += more["rows"]
            return counts
    return [*counts, more]


def over(row: Kept, *, at: datetime) -> QuerySet[Any]:
    """The rows of one entry whose time has passed and whose words still stand, oldest first."""
    entry = row.entry
    assert entry.erase_after is not None  # noqa: S101 - asked by the caller; tells the type checker
    since, limit = field_at(row.model, entry.since), at - entry.erase_after
    is_day = isinstance(since, DateField) and not isinstance(since, DateTimeField)
    rows = row.model._base_manager.filter(  # noqa: SLF001 - rows a list leaves out count too
        **{f"{entry.since}__lt": localdate(limit) if is_day else limit}, **entry.where
    )
    gone = _gone(row.model, entry.columns)
    return (rows if entry.removed or gone is None else rows.exclude(gone)).order_by("pk")


def _gone(model: type[Model], columns: Mapping[str, object]) -> Q | None:
    """The condition that nothing is left to forget; None when a row cannot show it."""
    found = {
        name: value
        for name, value in columns.items()
        if value is not Fill.NOW and value is not None and not isinstance(field_at(model, name), JSONField)
    }
    return Q(**found) if found else None
