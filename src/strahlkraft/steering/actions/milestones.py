"""Milestones: set up, expected on another day (a version each), reached, dropped, open again."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import ensure
from strahlkraft.steering.actions._life import ensure_reports, locked, of_project, project_to_report, save_next
from strahlkraft.steering.actions._shared import ensure_version
from strahlkraft.steering.models import Forecast, Milestone
from strahlkraft.steering.rules import life as rules
from strahlkraft.steering.rules.vocabulary import MilestoneState


@transaction.atomic
def add_milestone(
    *, by: Actor, at: datetime, slug: str, title: str, planned_on: date, submission: UUID | None = None
) -> Milestone:
    """Set a milestone up; its plan never changes afterwards, only what is expected does."""
    project = project_to_report(slug, by)
    ensure(rules.milestone_problems(title=title, planned_on=planned_on))
    row = Milestone.objects.create(code=new_code(), project=project, title=title.strip(), planned_on=planned_on)
    after = {"milestone": row.title, "planned_on": planned_on}
    of_project("add_milestone", project, by=by, at=at, submission=submission, after=after)
    return row


def _ready(code: str, version: int, by: Actor) -> Milestone:
    row = locked(Milestone, code)
    ensure_reports(by, row.project)
    ensure_version(version, row.version)
    return row


@transaction.atomic
def rename_milestone(
    *, by: Actor, at: datetime, code: str, version: int, title: str, submission: UUID | None = None
) -> Milestone:
    """Put the words of an open milestone right."""
    row = _ready(code, version, by)
    ensure(rules.may_rename(row.state, title))
    before = {"milestone": row.title}
    row.title = title.strip()
    save_next(row)
    after = {"milestone": row.title}
    of_project("rename_milestone", row.project, by=by, at=at, submission=submission, before=before, after=after)
    return row


@transaction.atomic
def forecast_milestone(
    *, by: Actor, at: datetime, code: str, version: int, expected_on: date, reason: str, submission: UUID | None = None
) -> Forecast:
    """Say that a milestone is expected on another day, and why; former forecasts stay."""
    row = _ready(code, version, by)
    known = row.forecast_on or row.planned_on
    ensure(rules.may_forecast(row.state, expected_now=known, expected_on=expected_on, reason=reason))
    stated = Forecast.objects.create(
        milestone=row,
        number=row.forecasts.count() + 1,
        expected_on=expected_on,
        reason=reason.strip(),
        stated_by=by.actor_label[:200],
        stated_at=at,
    )
    before = {"milestone": row.title, "expected_on": known}
    row.forecast_on = expected_on
    save_next(row)
    after = {"milestone": row.title, "expected_on": expected_on}
    of_project(
        "forecast_milestone",
        row.project,
        by=by,
        at=at,
        submission=submission,
        before=before,
        after=after,
        reason=stated.reason,
    )
    return stated


@transaction.atomic
def reach_milestone(
    *, by: Actor, at: datetime, code: str, version: int, reached_on: date, submission: UUID | None = None
) -> Milestone:
    """Note that a milestone was reached, and when."""
    row = _ready(code, version, by)
    ensure(rules.may_reach(row.state, reached_on=reached_on, today=localdate(at)))
    row.reached_on = reached_on
    _move(row, MilestoneState.REACHED, "reach_milestone", by=by, at=at, submission=submission)
    return row


@transaction.atomic
def drop_milestone(
    *, by: Actor, at: datetime, code: str, version: int, reason: str, submission: UUID | None = None
) -> Milestone:
    """Give a milestone up, with the reason; it stays in sight."""
    row = _ready(code, version, by)
    ensure(rules.may_drop_milestone(row.state, reason))
    row.reason = reason.strip()
    _move(row, MilestoneState.DROPPED, "drop_milestone", by=by, at=at, submission=submission, reason=row.reason)
    return row


@transaction.atomic
def reopen_milestone(
    *, by: Actor, at: datetime, code: str, version: int, reason: str, submission: UUID | None = None
) -> Milestone:
    """Open a milestone again that was reached or dropped; why stands in the trail."""
    row = _ready(code, version, by)
    ensure(rules.may_reopen_milestone(row.state, reason))
    row.reached_on, row.reason = None, ""
    said = reason.strip()
    _move(row, MilestoneState.OPEN, "reopen_milestone", by=by, at=at, submission=submission, reason=said)
    return row


def _move(
    row: Milestone,
    state: MilestoneState,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    submission: UUID | None,
    reason: str = "",
) -> None:
    before = {"milestone": row.title, "milestone_state": row.state}
    row.state = state
    save_next(row)
    after = {"milestone": row.title, "milestone_state": str(state), "reached_on": row.reached_on}
    of_project(verb, row.project, by=by, at=at, submission=submission, before=before, after=after, reason=reason)
