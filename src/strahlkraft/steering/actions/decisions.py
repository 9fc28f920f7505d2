"""The log of decisions: lines are added, never changed; a correction is a line of its own."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects.models import Project
from strahlkraft.steering import access
from strahlkraft.steering.actions._life import of_project, project_to_report
from strahlkraft.steering.models import BoardSession, Decision
from strahlkraft.steering.rules import life as rules


@transaction.atomic
def record_decision(  # noqa: PLR0913 - what a line of the log says
    *,
    by: Actor,
    at: datetime,
    slug: str,
    on: date,
    title: str,
    reason: str,
    decided_by: str,
    session: str = "",
    corrects: int | None = None,
    submission: UUID | None = None,
) -> Decision:
    """Write a line; ``session`` is the code of the board's session, ``corrects`` the line it puts right."""
    project = project_to_report(slug, by)
    ensure(rules.decision_problems(on=on, today=localdate(at), title=title, reason=reason, decided_by=decided_by))
    old = None
    if corrects is not None:
        old = Decision.objects.select_for_update(of=("self",)).filter(pk=corrects, project=project).first()
        ensure(rules.may_correct(known=old is not None, corrected=old is not None and old.corrections.exists()))
    row = Decision.objects.create(
        project=project,
        on=on,
        title=title.strip(),
        reason=reason.strip(),
        decided_by=decided_by.strip(),
        session=_session(session, project, by),
        corrects=old,
        recorded_at=at,
    )
    after = {"decision": row.title, "on": on, "decided_by": row.decided_by, "corrects": old.title if old else None}
    of_project("record_decision", project, by=by, at=at, submission=submission, after=after, reason=row.reason)
    return row


def _session(code: str, project: Project, by: Actor) -> BoardSession | None:
    """The session of the project's region; only its office knows the board's sessions by name."""
    if not code:
        return None
    row = BoardSession.objects.filter(code=code, region_id=project.region_id).first()
    if row is None or access.may_steer(by, project.region_id):
        ensure([Refusal("no_session", gettext_noop("This session of the board is not known here."), "session")])
    return row
