"""Deadlines: typed ones with a reason, computed ones from the record that says when; done and opened again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused, ensure
from strahlkraft.projects.models import Project
from strahlkraft.steering import access
from strahlkraft.steering.actions._shared import ensure_version, record
from strahlkraft.steering.models import Application, Closure, Deadline, Handover, Position
from strahlkraft.steering.rules import deadlines as rules
from strahlkraft.steering.rules.deadlines import MANUAL, TITLE_LIMIT, TITLES, ManualDeadline, Rule
from strahlkraft.steering.rules.moves import may_move
from strahlkraft.steering.rules.vocabulary import DEADLINE_MOVES, ApplicationState, ClosureState, DeadlineState

OFFICE_LANGUAGE = "de"  # what is computed is called as the office calls it, whoever looks


@dataclass(frozen=True, slots=True)
class Wanted:
    """A deadline as its record asks for it; ``latest_on`` None: there is none (any more).

    ``target_on``: our own day where a rule knows better than the working day before. ``edition`` to ``verified`` say
    what it rests on (see ``Deadline``). ``owed``: somebody still has to do it when its day has passed, so it is made and
    moved all the same.
    """

    rule: str
    derived_from: str
    region_id: int
    title: str
    latest_on: date | None
    project_id: int | None = None
    legal: bool = False
    target_on: date | None = None
    edition: str = ""
    citation: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    overridden: bool = False
    verified: bool = True
    owed: bool = False

    @property
    def grounds(self) -> dict[str, Any]:
        """What the day rests on, as columns."""
        return {
            "edition": self.edition,
            "citation": self.citation,
            "inputs": dict(self.inputs),
            "overridden": self.overridden,
            "verified": self.verified,
        }

    def target(self, day: date) -> date:
        """Our own day before the last one."""
        return min(self.target_on or rules.target_before(day), day)


def _label(row: Deadline) -> Label:
    return Label("deadline", str(row.pk), row.title)


def _facts(row: Deadline) -> dict[str, Any]:
    return {"title": row.title, "latest_on": row.latest_on, "target_on": row.target_on, "state": row.state}


@transaction.atomic
def add(
    *,
    by: Actor,
    at: datetime,
    region_id: int,
    given: ManualDeadline,
    project: str = "",
    submission: UUID | None = None,
) -> Deadline:
    """Type a deadline of a region, or of one of its projects (by slug); without a target of our own: a working day before."""
    ensure(access.may_steer(by, region_id), hidden=True)
    ensure(rules.may_add(given))
    of = Project.objects.get(slug=project, region_id=region_id) if project else None
    row = Deadline.objects.create(
        region_id=region_id,
        project=of,
        title=given.title.strip(),
        rule=MANUAL,
        reason=given.reason.strip(),
        legal=given.legal,
        target_on=given.target_on or rules.target_before(given.latest_on),
        latest_on=given.latest_on,
    )
    record(
        verb="add_deadline",
        by=by,
        at=at,
        subject=_label(row),
        region_id=region_id,
        after=_facts(row),
        reason=row.reason,
        submission=submission,
    )
    return row


def _held(by: Actor, pk: int, version: int) -> Deadline:
    """The row, locked, for somebody who may settle it: the office, or a partner for the own project."""
    row = Deadline.objects.select_for_update(of=("self",)).select_related("project").filter(pk=pk).first()
    if row is None:
        raise Refused([], hidden=True)
    refusals = access.may_steer(by, row.region_id)
    if refusals and row.project is not None:
        refusals = access.may_report(by, row.project)
    ensure(refusals, hidden=True)
    ensure_version(version, row.version)
    return row


@transaction.atomic
def finish(*, by: Actor, at: datetime, pk: int, version: int, submission: UUID | None = None) -> Deadline:
    """Say that what was due is done."""
    row = _held(by, pk, version)
    ensure(may_move(DEADLINE_MOVES, row.state, "finish"))
    _set(row, DeadlineState.DONE, at=at)
    record(verb="finish_deadline", by=by, at=at, subject=_label(row), region_id=row.region_id, submission=submission)
    return row


@transaction.atomic
def reopen(*, by: Actor, at: datetime, pk: int, version: int, reason: str, submission: UUID | None = None) -> Deadline:
    """Open again what was done too early; needs a reason."""
    row = _held(by, pk, version)
    ensure([*may_move(DEADLINE_MOVES, row.state, "reopen"), *rules.may_reopen(reason)])
    _set(row, DeadlineState.OPEN, at=at)
    record(
        verb="reopen_deadline",
        by=by,
        at=at,
        subject=_label(row),
        region_id=row.region_id,
        reason=reason.strip(),
        submission=submission,
    )
    return row


def _set(row: Deadline, state: DeadlineState, *, at: datetime) -> None:
    row.state, row.version = state, row.version + 1
    row.done_at = at if state is DeadlineState.DONE else None
    row.save(update_fields=["state", "version", "done_at"])


@transaction.atomic
def derive(*, by: Actor, at: datetime, wanted: Wanted) -> Deadline | None:
    """Make, move or end the one deadline that ``rule`` computes from the record ``derived_from`` (``position:12``).

    The same call again changes nothing. Whoever changed the record was allowed to; this only follows it. A day that
    has passed makes no new deadline; one that moves after it was done opens again; no day any more: it lapses.
    """
    row = Deadline.objects.select_for_update().filter(rule=wanted.rule, derived_from=wanted.derived_from).first()
    day = wanted.latest_on
    passed = day is not None and day < localdate(at) and not wanted.owed
    moved = row is not None and row.latest_on != day
    if row is None:
        return None if day is None or passed else _made(wanted, day, by=by, at=at)
    before = _facts(row)
    if day is None or (passed and moved):
        row.state = DeadlineState.LAPSED if row.state == DeadlineState.OPEN else row.state
    elif moved or row.state == DeadlineState.LAPSED:
        row.latest_on, row.target_on = day, wanted.target(day)
        row.state, row.done_at = DeadlineState.OPEN, None
    row.title = wanted.title[:TITLE_LIMIT]
    grounds = {name: getattr(row, name) for name in wanted.grounds}
    for name, value in wanted.grounds.items():
        setattr(row, name, value)
    if (after := _facts(row)) != before or grounds != wanted.grounds:
        row.version += 1
        row.save()
        record(
            verb="derive_deadline",
            by=by,
            at=at,
            subject=_label(row),
            region_id=row.region_id,
            before=before,
            after=after,
        )
    return row


def _made(wanted: Wanted, day: date, *, by: Actor, at: datetime) -> Deadline:
    row = Deadline.objects.create(
        region_id=wanted.region_id,
        project_id=wanted.project_id,
        title=wanted.title[:TITLE_LIMIT],
        rule=wanted.rule,
        derived_from=wanted.derived_from,
        legal=wanted.legal,
        target_on=wanted.target(day),
        latest_on=day,
        **wanted.grounds,
    )
    record(verb="derive_deadline", by=by, at=at, subject=_label(row), region_id=row.region_id, after=_facts(row))
    return row


@transaction.atomic
def settle(*, by: Actor, at: datetime, rule: str, derived_from: str) -> Deadline | None:
    """The record says that what was due is done: finish its deadline, if there is an open one."""
    rows = Deadline.objects.select_for_update().filter(state=DeadlineState.OPEN)
    row = rows.filter(rule=rule, derived_from=derived_from).first()
    if row is not None:
        _set(row, DeadlineState.DONE, at=at)
        record(verb="finish_deadline", by=by, at=at, subject=_label(row), region_id=row.region_id)
    return row


@transaction.atomic
def due_again(*, by: Actor, at: datetime, rule: str, derived_from: str, reason: str) -> Deadline | None:
    """The record says that what was done is due again, and why: open its deadline, if it was done."""
    rows = Deadline.objects.select_for_update().filter(state=DeadlineState.DONE)
    row = rows.filter(rule=rule, derived_from=derived_from).first()
    if row is not None:
        _set(row, DeadlineState.OPEN, at=at)
        record(
            verb="reopen_deadline", by=by, at=at, subject=_label(row), region_id=row.region_id, reason=reason.strip()
        )
    return row


def title_of(rule: Rule, name: str) -> str:
    """What a computed deadline is called, in the office's language."""
    with translation.override(OFFICE_LANGUAGE):
        return _(TITLES[rule]) % {"name": name}


def of_position(row: Position) -> list[Wanted]:
    """The end of a post and the warnings before it; money is lost when nobody acts."""
    return [
        Wanted(rule, f"position:{row.pk}", row.region_id, title_of(rule, row.label), day, legal=True)
        for rule, day in rules.of_position(row.ends_on).items()
    ]


def of_closure(row: Closure) -> Wanted:
    """The day by which a project is to be closed."""
    day = row.target_on if row.state == ClosureState.OPEN else None
    name = f"{row.project.title}, {row.recipient}" if row.recipient else row.project.title
    title = title_of(Rule.CLOSURE_TARGET, name)
    return Wanted(Rule.CLOSURE_TARGET, f"closure:{row.pk}", row.project.region_id, title, day, row.project_id)


def of_handover(row: Handover) -> Wanted:
    """The day from which another body is responsible."""
    title = title_of(Rule.HANDOVER, f"{row.project.title if row.project else row.region.name} → {row.organisation}")
    return Wanted(Rule.HANDOVER, f"handover:{row.pk}", row.region_id, title, row.from_on, row.project_id)


def of_application(row: Application) -> Wanted:
    """The day by which an application is to be submitted, as long as it is in preparation."""
    day = row.due_on if row.state == ApplicationState.PREPARED else None
    title = title_of(Rule.APPLICATION_DUE, row.title)
    source = f"application:{row.pk}"
    return Wanted(Rule.APPLICATION_DUE, source, row.region_id, title, day, row.project_id, legal=True)


def _known() -> Iterator[Wanted]:
    """What the records of this room ask for."""
    for position in Position.objects.all():
        yield from of_position(position)
    for closure in Closure.objects.select_related("project"):
        yield of_closure(closure)
    for handover in Handover.objects.select_related("project", "region", "organisation"):
        yield of_handover(handover)
    for application in Application.objects.all():
        yield of_application(application)


def out_of_line(*, at: datetime) -> list[Wanted]:
    """What the records ask for and no deadline says yet; the clock derives each. A constant number of queries."""
    stored = {
        (row.rule, row.derived_from): row for row in Deadline.objects.filter(rule__in=[str(rule) for rule in Rule])
    }
    today = localdate(at)
    return [one for one in _known() if _differs(one, stored.get((one.rule, one.derived_from)), today=today)]


def _differs(wanted: Wanted, row: Deadline | None, *, today: date) -> bool:
    """Whether deriving would change something."""
    day = wanted.latest_on
    if row is None:
        return day is not None and day >= today
    if row.title != wanted.title[:TITLE_LIMIT]:
        return True
    if day is None or (day < today and day != row.latest_on):
        return row.state == DeadlineState.OPEN
    return day != row.latest_on or row.state == DeadlineState.LAPSED
