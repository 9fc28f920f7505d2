"""Tasks: agreed with a body, done, dropped, open again; partners without an account do theirs by a link."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Organisation
from strahlkraft.projects.models import Project
from strahlkraft.steering import access
from strahlkraft.steering.actions._life import (
    ensure_reports,
    locked,
    of_project,
    project_to_report,
    save_next,
    shown,
)
from strahlkraft.steering.actions._shared import ensure_version
from strahlkraft.steering.emails import tasks as emails
from strahlkraft.steering.models import ReportingContact, Task
from strahlkraft.steering.rules import life as rules
from strahlkraft.steering.rules.vocabulary import TaskState

_SAID = ("detail", "for_name", "due_on")


@transaction.atomic
def add_task(  # noqa: PLR0913 - what a task says
    *,
    by: Actor,
    at: datetime,
    slug: str,
    title: str,
    for_name: str,
    due_on: date,
    detail: str = "",
    organisation: str = "",
    tell: bool = False,
    submission: UUID | None = None,
) -> Task:
    """Note what a body has promised; ``organisation`` is its slug, if we know it.

    ``tell``: its link goes to the project's mailbox at once.
    """
    project = project_to_report(slug, by)
    problems = rules.task_problems(TaskState.OPEN, title=title, detail=detail, for_name=for_name, due_on=due_on)
    contact = _contact(project)
    if tell and contact is None:
        problems.append(_no_mailbox("tell"))
    ensure(problems)
    row = Task.objects.create(
        code=new_code(),
        project=project,
        title=title.strip(),
        detail=detail.strip(),
        organisation=_body(organisation),
        for_name=for_name.strip(),
        due_on=due_on,
    )
    if tell and contact is not None:
        emails.post_tasks(contact, key=f"task:{row.code}", at=at, new=row)
    after = {"task": row.title, **shown(row, *_SAID), "told": tell}
    of_project("add_task", project, by=by, at=at, submission=submission, after=after)
    return row


@transaction.atomic
def change_task(  # noqa: PLR0913 - what a task says
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    title: str,
    for_name: str,
    due_on: date,
    detail: str = "",
    organisation: str = "",
    submission: UUID | None = None,
) -> Task:
    """Agree an open task anew."""
    row = locked(Task, code)
    ensure_reports(by, row.project)
    ensure_version(version, row.version)
    ensure(rules.task_problems(row.state, title=title, detail=detail, for_name=for_name, due_on=due_on))
    before = {"task": row.title, **shown(row, *_SAID)}
    row.title, row.detail, row.for_name = title.strip(), detail.strip(), for_name.strip()
    row.due_on, row.organisation = due_on, _body(organisation)
    save_next(row)
    after = {"task": row.title, **shown(row, *_SAID)}
    of_project("change_task", row.project, by=by, at=at, submission=submission, before=before, after=after)
    return row


@transaction.atomic
def finish_task(
    *, by: Actor, at: datetime, code: str, version: int, done_on: date, submission: UUID | None = None
) -> Task:
    """Note that a task was done, and when; also by the link of the project's mailbox."""
    row = _task(code, version, by)
    ensure(rules.may_finish(row.state, done_on=done_on, today=localdate(at)))
    row.done_on = done_on
    _move(row, TaskState.DONE, "finish_task", by=by, at=at, submission=submission)
    return row


@transaction.atomic
def drop_task(*, by: Actor, at: datetime, code: str, version: int, reason: str, submission: UUID | None = None) -> Task:
    """Give a task up, with the reason."""
    row = _task(code, version, by, by_link=False)
    ensure(rules.may_drop_task(row.state, reason))
    row.reason = reason.strip()
    _move(row, TaskState.DROPPED, "drop_task", by=by, at=at, submission=submission, reason=row.reason)
    return row


@transaction.atomic
def reopen_task(
    *, by: Actor, at: datetime, code: str, version: int, reason: str, submission: UUID | None = None
) -> Task:
    """Open a task again that was done or dropped; why stands in the trail."""
    row = _task(code, version, by, by_link=False)
    ensure(rules.may_reopen_task(row.state, reason))
    row.done_on, row.reason = None, ""
    _move(row, TaskState.OPEN, "reopen_task", by=by, at=at, submission=submission, reason=reason.strip())
    return row


@transaction.atomic
def send_tasks(*, by: Actor, at: datetime, slug: str, submission: UUID | None = None) -> ReportingContact:
    """Send the link to the open tasks to the project's mailbox (once more); gives the contact written to."""
    project = project_to_report(slug, by)
    contact = _contact(project)
    if contact is None:
        ensure([_no_mailbox()])
        raise AssertionError  # the line above always raises; this tells the type checker
    if not project.tasks.filter(state=TaskState.OPEN).exists():
        ensure([Refusal("nothing_open", gettext_noop("There is no open task to write about."))])
    emails.post_tasks(contact, key=f"tasks:{contact.pk}:{at.isoformat()}", at=at)
    of_project("send_tasks", project, by=by, at=at, submission=submission)
    return contact


def _task(code: str, version: int, by: Actor, *, by_link: bool = True) -> Task:
    row = locked(Task, code)
    if not (by_link and access.holds_tasks_of(by, row.project)):
        ensure_reports(by, row.project)
    ensure_version(version, row.version)
    return row


def _contact(project: Project) -> ReportingContact | None:
    return ReportingContact.objects.select_related("project").filter(project=project).first()


def _body(slug: str) -> Organisation | None:
    return Organisation.objects.filter(slug=slug).first() if slug else None


def _no_mailbox(field: str = "") -> Refusal:
    message = gettext_noop("This project has no mailbox for check-ins yet, so nobody can be written to.")
    return Refusal("no_mailbox", message, field)


def _move(
    row: Task, state: TaskState, verb: str, *, by: Actor, at: datetime, submission: UUID | None, reason: str = ""
) -> None:
    before = {"task": row.title, "task_state": row.state}
    row.state = state
    save_next(row)
    after = {"task": row.title, "task_state": str(state), "done_on": row.done_on}
    of_project(verb, row.project, by=by, at=at, submission=submission, before=before, after=after, reason=reason)
