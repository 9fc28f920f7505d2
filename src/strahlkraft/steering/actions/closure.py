"""Closing a project: the checklist begun, its lines settled by people, the closing itself by another person."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects import actions as projects
from strahlkraft.projects.forms_data import ProjectInput, TruthRow
from strahlkraft.projects.models import Project
from strahlkraft.steering import access
from strahlkraft.steering.actions._shared import ensure_version, record
from strahlkraft.steering.actions.deadlines import derive, of_closure, settle
from strahlkraft.steering.emails import closure as emails
from strahlkraft.steering.models import Closure, ClosureItem, StoredFile
from strahlkraft.steering.queries.closure import facts_of
from strahlkraft.steering.rules import closure as rules
from strahlkraft.steering.rules.deadlines import Rule
from strahlkraft.steering.rules.moves import may_move
from strahlkraft.steering.rules.vocabulary import CLOSURE_MOVES, ITEM_MOVES, ClosureState, ItemState


@dataclass(frozen=True, slots=True)
class Settling:
    """What becomes of one line: ``deed`` finish (with evidence, a stored file's code, or both), rule_out or reopen (with reason)."""

    deed: str
    evidence: str = ""
    file: str = ""
    reason: str = ""


def _label(row: Closure) -> Label:
    return Label("closure", row.code, str(row))


@transaction.atomic
def begin(
    *,
    by: Actor,
    at: datetime,
    slug: str,
    recipient: str = "",
    target_on: date | None = None,
    submission: UUID | None = None,
) -> Closure:
    """Begin to close a project, or one recipient's part of it (``recipient``); every line of the checklist is open."""
    project = Project.objects.select_for_update().exclude(publication="merged").filter(slug=slug).first()
    if project is None:
        raise Refused([], hidden=True)
    ensure(access.may_steer(by, project.region_id), hidden=True)
    recipient = " ".join(recipient.split())
    taken = Closure.objects.filter(project=project, recipient=recipient).exists()
    ensure([*rules.may_begin(recipient=recipient, taken=taken), *rules.may_set_target(target_on)])
    row = Closure.objects.create(
        code=new_code(),
        project=project,
        recipient=recipient,
        target_on=target_on,
        opened_at=at,
        last_edited_by=by.actor_id,
    )
    ClosureItem.objects.bulk_create(
        ClosureItem(closure=row, key=line.key, position=place) for place, line in rules.template_for(recipient)
    )
    derive(by=by, at=at, wanted=of_closure(row))
    record(
        verb="begin_closure",
        by=by,
        at=at,
        subject=_label(row),
        region_id=project.region_id,
        after={"recipient": recipient, "target_on": target_on},
        submission=submission,
    )
    return row


def _held(by: Actor, code: str, version: int) -> Closure:
    """The closing, locked, for somebody of its office who saw its newest version."""
    rows = Closure.objects.select_for_update(of=("self",)).select_related("project__region")
    row = rows.filter(code=code).first()
    if row is None:
        raise Refused([], hidden=True)
    ensure(access.may_steer(by, row.project.region_id), hidden=True)
    ensure_version(version, row.version)
    return row


def _touch(row: Closure, *, by: Actor) -> None:
    row.version += 1
    row.last_edited_by = by.actor_id
    row.save()


@transaction.atomic
def set_target(
    *, by: Actor, at: datetime, code: str, version: int, target_on: date | None, submission: UUID | None = None
) -> Closure:
    """Say by when it is to be closed; the deadline moves along."""
    row = _held(by, code, version)
    ensure([*rules.may_edit(row.state), *rules.may_set_target(target_on)])
    before = row.target_on
    row.target_on = target_on
    _touch(row, by=by)
    derive(by=by, at=at, wanted=of_closure(row))
    record(
        verb="set_closure_target",
        by=by,
        at=at,
        subject=_label(row),
        region_id=row.project.region_id,
        before={"target_on": before},
        after={"target_on": target_on},
        submission=submission,
    )
    return row


@transaction.atomic
def settle_item(
    *, by: Actor, at: datetime, code: str, version: int, key: str, given: Settling, submission: UUID | None = None
) -> ClosureItem:
    """Settle one line, or open it again. Whoever does it has edited: another person must close."""
    row = _held(by, code, version)
    item = row.items.select_for_update().filter(key=key).first()
    if item is None:
        raise Refused([], hidden=True)
    ensure(rules.may_edit(row.state))
    file = _file(row, given.file)
    ensure([*may_move(ITEM_MOVES, item.state, given.deed), *_reasons(given, file)])
    before = {"state": item.state, "evidence": item.evidence, "reason": item.reason}
    item.state = ItemState(ITEM_MOVES[item.state][given.deed])
    done = item.state == ItemState.DONE
    item.evidence, item.file = (given.evidence.strip(), file) if done else ("", None)
    item.reason = "" if done else given.reason.strip()
    item.settled_at = None if item.state == ItemState.OPEN else at
    item.settled_by = "" if item.state == ItemState.OPEN else by.actor_label
    item.save()
    _touch(row, by=by)
    record(
        verb="finish_closure_item" if done else "rule_out_closure_item" if item.settled_at else "reopen_closure_item",
        by=by,
        at=at,
        subject=_label(row),
        region_id=row.project.region_id,
        before=before,
        after={"item": key, "state": item.state, "evidence": item.evidence, "reason": item.reason},
        reason=given.reason.strip(),
        submission=submission,
    )
    return item


def _file(row: Closure, code: str) -> StoredFile | None:
    """A file of this project's record; another one is not there."""
    if not code:
        return None
    found = StoredFile.objects.filter(project=row.project, removed=False, code=code).first()
    if found is None:
        raise Refused([Refusal("file", gettext_noop("This file is not in the project's record."), "file")])
    return found


def _reasons(given: Settling, file: StoredFile | None) -> list[Refusal]:
    if given.deed == "finish":
        return rules.may_finish(evidence=given.evidence, has_file=file is not None)
    return rules.may_rule_out(given.reason)


@transaction.atomic
def close(
    *, by: Actor, at: datetime, code: str, version: int, truths: rules.Truths, submission: UUID | None = None
) -> Closure:
    """Close: every line settled, by another person than the last editor (four eyes). States the project's three truths.

    One recipient's part says nothing of the project; only the closing of the whole project states its truths.
    """
    row = _held(by, code, version)
    ensure(may_move(CLOSURE_MOVES, row.state, "close"))
    refusals = rules.may_close(facts_of(row), by=by.actor_id)
    ensure(refusals if row.recipient else [*refusals, *rules.may_state_truths(truths, today=localdate(at))])
    row.state, row.closed_at, row.closed_by = ClosureState.CLOSED, at, by.actor_id
    row.version += 1
    row.save()
    if not row.recipient:
        _state(row, truths, by=by, at=at)
    settle(by=by, at=at, rule=Rule.CLOSURE_TARGET, derived_from=f"closure:{row.pk}")
    emails.closed(row, at=at)
    record(
        verb="close_closure",
        by=by,
        at=at,
        subject=_label(row),
        region_id=row.project.region_id,
        before={"state": ClosureState.OPEN},
        after={"state": row.state, "in_operation": truths.in_operation, "reusable": truths.reusable},
        submission=submission,
    )
    return row


def _state(row: Closure, truths: rules.Truths, *, by: Actor, at: datetime) -> None:
    """Write the three truths into the register; "not known" leaves what stands there."""
    today = localdate(at).isoformat()
    stated = {"formally_closed": TruthRow(value="yes", since=truths.closed_on.isoformat(), as_of=today)}
    for kind in ("in_operation", "reusable"):
        if (value := getattr(truths, kind)) != "unknown":
            stated[kind] = TruthRow(value=value, as_of=today)
    project = Project.objects.get(pk=row.project_id)
    given = ProjectInput(truths=stated)
    projects.edit_project(by=by, at=at, slug=project.slug, version=project.version, given=given)
