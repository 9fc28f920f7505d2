"""What the deeds on a running project share: whose it is, what is locked, where the trail's line goes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects.models import Project, Publication
from strahlkraft.steering import access
from strahlkraft.steering.actions._shared import record
from strahlkraft.steering.models import Milestone, Risk, Task

_NAMES = frozenset({"milestone", "risk", "task"})
Item = TypeVar("Item", Milestone, Risk, Task)


def project_to_report(slug: str, by: Actor) -> Project:
    """The project, for whoever may keep it up to date; for everybody else it is not there."""
    project = Project.objects.select_related("region").get(slug=slug)
    ensure_reports(by, project)
    return project


def ensure_reports(by: Actor, project: Project) -> None:
    """Refuse, hidden, who may not keep the project up to date; and a record that went into another."""
    ensure(access.may_report(by, project), hidden=True)
    if project.publication == Publication.MERGED:
        ensure([Refusal("merged", gettext_noop("This record went into another one."))], hidden=True)


def locked(model: type[Item], code: str) -> Item:
    """The row, nobody else's until the deed is done."""
    rows: Any = model._default_manager  # noqa: SLF001 - public in Django
    row: Item = rows.select_for_update(of=("self",)).select_related("project__region").get(code=code)
    return row


def save_next(row: Item) -> None:
    """Store the row as its next version."""
    row.version += 1
    row.save()


def of_project(
    verb: str,
    project: Project,
    *,
    by: Actor,
    at: datetime,
    submission: UUID | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """The deed's line in the history of the project; which thing it is about stays in sight though it did not change."""
    said, was = after or {}, before or {}
    record(
        verb=verb,
        by=by,
        at=at,
        subject=project.label,
        region_id=project.region_id,
        before={name: value for name, value in was.items() if name not in _NAMES or value != said.get(name)},
        after=after,
        reason=reason,
        submission=submission,
    )


def shown(row: Model, *names: str) -> dict[str, Any]:
    """The fields of a row as the trail keeps them."""
    return {name: getattr(row, name) for name in names}
