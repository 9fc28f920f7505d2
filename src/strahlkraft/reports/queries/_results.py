"""What happened to results of projects by the end of a day: requests, reuses, lessons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.timezone import localdate

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.reports.rules.excluding import Reason, Ref
from strahlkraft.reports.rules.facts import EventFact
from strahlkraft.reuse.models import CaseStep, Lesson, ReuseCase, ReuseRequest
from strahlkraft.reuse.rules.vocabulary import CaseState, Side

if TYPE_CHECKING:
    from strahlkraft.reports.queries.scope import Scope

_ABOUT = ("offer__project", "project", "software")


def _in_scope(scope: Scope, path: str = "") -> Q:
    """The condition on requests and cases (``path`` leads to them); those of software belong to their region."""
    found = Q(**{f"{path}pk__isnull": False})
    if scope.region is not None:
        found &= (
            Q(**{f"{path}project__region": scope.region})
            | Q(**{f"{path}offer__project__region": scope.region})
            | Q(**{f"{path}software__isnull": False, f"{path}region": scope.region})
        )
    if scope.project is not None:
        found &= Q(**{f"{path}project": scope.project}) | Q(**{f"{path}offer__project": scope.project})
    return found


def _project(row: ReuseRequest | ReuseCase) -> int | None:
    project = row.offer.project if row.offer else row.project
    return (project.parent_id or project.pk) if project else None


def requests(scope: Scope) -> Iterator[EventFact]:
    """Requests made by the day; who asks stays here, the paper names the thing asked for."""
    rows = ReuseRequest.objects.filter(_in_scope(scope), created_at__lt=scope.end)
    for row in rows.select_related(*_ABOUT).order_by("created_at", "pk"):
        confirmed = row.confirmed_at is not None and row.confirmed_at < scope.end
        on = localdate(row.confirmed_at) if row.confirmed_at and confirmed else localdate(row.created_at)
        ref = Ref("request", row.code, f"{row.about.title}, {on.isoformat()}")
        yield EventFact(ref, _project(row), on, None if confirmed else Reason.UNCONFIRMED)


def reuses(scope: Scope) -> Iterator[EventFact]:
    """Cases that were in operation at the end of the day, as the last report by then says."""
    steps = _steps(scope)
    rows = ReuseCase.objects.filter(_in_scope(scope), opened_at__lt=scope.end)
    for row in rows.select_related(*_ABOUT).order_by("opened_at", "pk"):
        last, own = steps.get(row.pk, (None, False))
        if last is None or last.state != CaseState.IN_OPERATION:
            continue
        confirmed = row.confirmed_at is not None and (row.confirmed_at < scope.end or own)
        left = None if confirmed else Reason.UNCONFIRMED
        left = left or (None if _is_public(row) else Reason.NOT_PUBLIC)
        name = row.stated_name if left is None else row.code
        yield EventFact(Ref("reuse_case", row.code, f"{row.about.title}: {name}"), _project(row), _on(last), left)


def _steps(scope: Scope) -> dict[int, tuple[CaseStep, bool]]:
    """By case the last step reported by the day, and whether the reusing body itself had reported one; one query."""
    found: dict[int, tuple[CaseStep, bool]] = {}
    rows = CaseStep.objects.filter(_in_scope(scope, "case__"), reported_at__lt=scope.end)
    for row in rows.order_by("reported_at", "pk"):
        own = row.side == Side.REUSER or (row.case_id in found and found[row.case_id][1])
        found[row.case_id] = (row, own)
    return found


def _on(step: CaseStep) -> date:
    return PartialDate.parse(step.on).last_day if step.on else localdate(step.reported_at)


def _is_public(row: ReuseCase) -> bool:
    """As ``ReuseCase.objects.of_public_things``: what is hidden is not to be learnt from a figure either."""
    if row.software_id is not None:
        return True
    project: Any = row.offer.project if row.offer else row.project
    offered = row.offer is None or row.offer.publication == "published"
    return bool(project and project.publication == "published" and offered)


def lessons(scope: Scope) -> Iterator[EventFact]:
    """Lessons written by the day."""
    paths = [f"case__{name}" for name in _ABOUT]
    rows = Lesson.objects.filter(_in_scope(scope, "case__"), written_at__lt=scope.end).select_related("case", *paths)
    for row in rows.order_by("written_at", "pk"):
        on = localdate(row.written_at)
        ref = Ref("reuse_case", row.case.code, f"{row.case.about.title}, {on.isoformat()}")
        yield EventFact(ref, _project(row.case), on)
