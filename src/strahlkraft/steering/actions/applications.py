"""Our mirror of applications: the granting authority decides, we write down what happened when.

A grant leads to a record of the register: a new draft, or one that is there already.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects import access as project_access
from strahlkraft.projects.actions.register import create_project
from strahlkraft.projects.forms_data import PersonRow, ProjectInput
from strahlkraft.projects.models import FundingState, Project
from strahlkraft.reuse.rules.requests import plain_line
from strahlkraft.steering import access
from strahlkraft.steering.actions._codes import free_code
from strahlkraft.steering.actions._shared import ensure_version, record
from strahlkraft.steering.models import Application, ApplicationStep, Idea
from strahlkraft.steering.rules import applications as rules
from strahlkraft.steering.rules.board import BODY_LIMIT, NOTE_LIMIT, TITLE_LIMIT
from strahlkraft.steering.rules.moves import may_move
from strahlkraft.steering.rules.vocabulary import APPLICATION_MOVES, IDEA_MOVES, IdeaState


@transaction.atomic
def begin(
    *,
    by: Actor,
    at: datetime,
    given: rules.ApplicationInput,
    idea_code: str = "",
    region_id: int | None = None,
    submission: UUID | None = None,
) -> Application:
    """Begin an application: of an idea the board forwarded (each recipient has its own), or without one in a region."""
    idea = _forwarded(by, idea_code) if idea_code else None
    region = idea.region_id if idea else region_id
    if region is None:
        raise Refused([Refusal("region_missing", gettext_noop("A region is missing."), "region")])
    ensure(access.may_steer(by, region))
    ensure(rules.application_problems(given))
    application = Application.objects.create(
        **asdict(_tidied(given)), code=free_code(Application), idea=idea, region_id=region, opened_at=at
    )
    _step(application, on=localdate(at), note="", at=at)
    if idea and idea.state == IdeaState.FORWARDED:
        idea.state = IDEA_MOVES[idea.state]["apply"]
        idea.changed_at = at
        idea.version += 1
        idea.save()
    _record("begin_application", application, by=by, at=at, after=_told(application), submission=submission)
    return application


def _forwarded(by: Actor, code: str) -> Idea:
    idea = Idea.objects.select_for_update().filter(code=code).first()
    if idea is None:
        raise Refused([Refusal("unknown", gettext_noop("There is no such idea."))], hidden=True)
    ensure(access.may_steer(by, idea.region_id), hidden=True)
    if idea.state != IdeaState.APPLIED:
        ensure(may_move(IDEA_MOVES, idea.state, "apply"))
    return idea


def _tidied(given: rules.ApplicationInput) -> rules.ApplicationInput:
    return replace(
        given,
        title=plain_line(given.title)[:TITLE_LIMIT],
        recipient=plain_line(given.recipient)[:BODY_LIMIT],
        reference=plain_line(given.reference)[: rules.REFERENCE_LIMIT],
    )


@transaction.atomic
def change(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    given: rules.ApplicationInput,
    submission: UUID | None = None,
) -> Application:
    """Change what is known of an application until it is decided."""
    application = _steered(by, code)
    ensure(rules.may_change_application(application.state))
    ensure_version(version, application.version)
    ensure(rules.application_problems(given))
    before = _told(application)
    for name, value in asdict(_tidied(given)).items():
        setattr(application, name, value)
    application.version += 1
    application.save()
    after = _told(application)
    _record("change_application", application, by=by, at=at, before=before, after=after, submission=submission)
    return application


@transaction.atomic
def step(
    *, by: Actor, at: datetime, code: str, deed: str, on: date, note: str = "", submission: UUID | None = None
) -> Application:
    """Write down that it was handed in, asked back, answered, refused or withdrawn, and when."""
    application = _steered(by, code)
    if deed == "grant":
        raise Refused([Refusal("grant", gettext_noop("A grant names its project; please use the form for it."))])
    before = _take(application, deed, on=on, note=note, at=at)
    _record(
        "step_application",
        application,
        by=by,
        at=at,
        before=before,
        after={"state": application.state, "on": on.isoformat()},
        reason=plain_line(note),
        submission=submission,
    )
    return application


@transaction.atomic
def grant(
    *,
    by: Actor,
    at: datetime,
    code: str,
    on: date,
    note: str = "",
    project_slug: str = "",
    submission: UUID | None = None,
) -> Application:
    """It was granted: linked to the record of the register that is named, or to a new draft made from it."""
    application = _steered(by, code)
    before = _take(application, "grant", on=on, note=note, at=at)
    project = _known(by, application, project_slug) if project_slug else _new_project(application, by=by, at=at)
    application.project = project
    application.save(update_fields=["project"])
    _record(
        "grant_application",
        application,
        by=by,
        at=at,
        before=before,
        after={"state": application.state, "on": on.isoformat(), "project": project.slug},
        reason=plain_line(note),
        submission=submission,
    )
    return application


def _known(by: Actor, application: Application, slug: str) -> Project:
    """A record of the application's own region: whoever is the office of two links nothing across them."""
    rows = project_access.editable_by(by).exclude(publication="merged").filter(region_id=application.region_id)
    project = rows.filter(slug=slug).first()
    if project is None:
        raise Refused([Refusal("unknown", gettext_noop("There is no such project you may edit."), "project")])
    return project


def _new_project(application: Application, *, by: Actor, at: datetime) -> Project:
    idea = application.idea
    organisation = idea.organisation if idea else None
    return create_project(
        by=by,
        at=at,
        given=ProjectInput(
            title=idea.title if idea else application.title,
            summary=idea.solution if idea else None,
            benefit=idea.benefit if idea else None,
            region_id=application.region_id,
            funding_state=FundingState.GRANTED,
            participations=(PersonRow("lead", application.recipient, organisation.pk if organisation else None),),
        ),
    )


def _take(application: Application, deed: str, *, on: date, note: str, at: datetime) -> dict[str, Any]:
    """Move the application along and keep the dated step; returns the state before, for the trail."""
    before = {"state": application.state}
    last = application.steps.order_by("-recorded_at", "-pk").first()
    ensure(
        rules.may_step(
            application.state,
            deed,
            amounts_known=application.total_cost is not None and application.requested is not None,
            on=on,
            last_on=last.on if last else None,
            today=localdate(at),
            note=note,
        )
    )
    application.state = APPLICATION_MOVES[application.state][deed]
    application.version += 1
    application.save()
    _step(application, on=on, note=note, at=at)
    return before


def _step(application: Application, *, on: date, note: str, at: datetime) -> None:
    ApplicationStep.objects.create(
        application=application,
        state=application.state,
        on=on,
        note=plain_line(note)[:NOTE_LIMIT],
        recorded_at=at,
    )


def _steered(by: Actor, code: str) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("region", "idea__organisation")
    application = rows.filter(code=code).first()
    if application is None:
        raise Refused([Refusal("unknown", gettext_noop("There is no such application."))], hidden=True)
    ensure(access.may_steer(by, application.region_id), hidden=True)
    return application


def _told(application: Application) -> Mapping[str, Any]:
    names = ("title", "recipient", "total_cost", "requested", "starts_on", "ends_on", "due_on", "reference", "state")
    values = {name: getattr(application, name) for name in names}
    return {name: value if value is None or isinstance(value, str) else str(value) for name, value in values.items()}


def _record(verb: str, application: Application, *, by: Actor, at: datetime, **more: Any) -> None:
    record(verb=verb, by=by, at=at, subject=application.label, region_id=application.region_id, **more)
