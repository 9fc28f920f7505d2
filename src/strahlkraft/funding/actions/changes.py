"""Change requests: written, read and released by two people, submitted, asked about, settled by a confirmed notice (d.2, d.4).

Nothing here changes a day or a sum that holds: only a confirmed notice does (I11, R24).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.funding.actions._changes import held_request, new_request, release_held, submit_held
from strahlkraft.funding.actions._shared import grant_label, held, iso, record
from strahlkraft.funding.actions.deadlines import refresh
from strahlkraft.funding.models import ChangeQuestion, ChangeRequest, GrantNotice
from strahlkraft.funding.queries import changes as queries
from strahlkraft.funding.rules import changes as rules
from strahlkraft.funding.rules.vocabulary import CHANGE_MOVES, ChangeState
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.moves import may_move


def _note(
    verb: str,
    row: ChangeRequest,
    *,
    by: Actor,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    submission: UUID | None = None,
) -> None:
    """One line of the trail, about the grant; ``request`` names the request in it."""
    record(
        verb=verb,
        by=by,
        at=at,
        subject=grant_label(row.grant),
        region_id=row.grant.region_id,
        before=before,
        after={"request": row.code, "kind": row.kind, **(after or {})},
        reason=reason.strip(),
        submission=submission,
    )


@transaction.atomic
def draft(
    *, by: Actor, at: datetime, grant: str, kind: str, given: rules.Given, submission: UUID | None = None
) -> ChangeRequest:
    """Write a request about one grant; ``before`` is what the notices and the plan in force say."""
    held_grant = held(by, grant)
    if kind not in rules.FIELDS:
        raise Refused([Refusal("no_kind", gettext_noop("Say what shall change."), "kind")])
    before = queries.stands(held_grant, kind)
    ensure(rules.may_write(kind, before, given))
    row = new_request(by=by, at=at, grant=held_grant, kind=kind, before=before, given=given)
    row.save()
    _note("draft_change", row, by=by, at=at, after=row.after, submission=submission)
    return row


@transaction.atomic
def edit(
    *, by: Actor, at: datetime, code: str, version: int, given: rules.Given, submission: UUID | None = None
) -> ChangeRequest:
    """Change a draft; whoever opened it before has to read it again."""
    row = held_request(by, code, version=version)
    _ensure_draft(row)
    ensure(rules.may_write(row.kind, row.before, given))
    before = {**row.after, "own_reason": row.own_reason, "reason": row.reason}
    row.after = rules.only_fields(row.kind, given.after)
    row.own_reason, row.cost_neutral = given.own_reason.strip(), given.cost_neutral
    if row.batch_id is None:
        row.reason = given.reason.strip()
    row.last_edited_by, row.opened_by = by.actor_id, []
    row.version += 1
    row.save()
    after = {**row.after, "own_reason": row.own_reason, "reason": row.reason}
    _note("edit_change", row, by=by, at=at, before=before, after=after, submission=submission)
    return row


def _ensure_draft(row: ChangeRequest) -> None:
    if row.state != ChangeState.DRAFT:
        raise Refused([Refusal("not_draft", gettext_noop("It is released: take it back into draft to change it."))])


@transaction.atomic
def note_opened(*, by: Actor, at: datetime, code: str, version: int | None = None) -> ChangeRequest:
    """A person says they have read this draft, as ``version`` showed it: now they may release it with others (d.5 step 6)."""
    row = held_request(by, code, version=version)
    if row.state == ChangeState.DRAFT and by.actor_id not in row.opened_by:
        row.opened_by = [*row.opened_by, by.actor_id]
        row.save(update_fields=["opened_by"])
        _note("open_change", row, by=by, at=at)
    return row


@transaction.atomic
def release(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> ChangeRequest:
    """Release a request as another person than its author and its last editor, just as it stands (I18, I19).

    It is done on the request's own page, which shows the whole of ``version``: that is opening it.
    """
    row = held_request(by, code, version=version)
    row.opened_by = [*row.opened_by, *({by.actor_id} - set(row.opened_by))]
    release_held(row, by=by, at=at)
    _note("release_change", row, by=by, at=at, after=_state(row), submission=submission)
    return row


def _state(row: ChangeRequest) -> dict[str, Any]:
    return {"state": row.state}


@transaction.atomic
def rework(
    *, by: Actor, at: datetime, code: str, version: int, reason: str, submission: UUID | None = None
) -> ChangeRequest:
    """Take a released request back into draft; it has to be read and released anew."""
    row = held_request(by, code, version=version)
    ensure([*may_move(CHANGE_MOVES, row.state, "rework"), *rules.may_withdraw(reason)])
    row.state, row.released_by, row.opened_by = ChangeState.DRAFT, "", []
    row.version += 1
    row.save()
    _note("rework_change", row, by=by, at=at, after=_state(row), reason=reason, submission=submission)
    return row


@transaction.atomic
def submit(
    *, by: Actor, at: datetime, code: str, version: int, given: rules.Sending, submission: UUID | None = None
) -> ChangeRequest:
    """Note that the released request went to the authority (d.5 step 7); just what was released (I19)."""
    row = held_request(by, code, version=version)
    submit_held(row, by=by, at=at, given=given)
    after = {**_state(row), "submitted_on": iso(given.on)}
    _note("submit_change", row, by=by, at=at, after=after, reason=row.late_reason, submission=submission)
    return row


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the authority as it came."""

    question: str
    asked_on: date
    answer_due_on: date | None = None


@transaction.atomic
def query(
    *, by: Actor, at: datetime, code: str, version: int, given: Asked, submission: UUID | None = None
) -> ChangeRequest:
    """Enter what the authority asks about a submitted request."""
    row = held_request(by, code, version=version)
    ensure(may_move(CHANGE_MOVES, row.state, "query"))
    today = localdate(at)
    ensure(rules.may_ask(question=given.question, asked_on=given.asked_on, today=today, due_on=given.answer_due_on))
    ChangeQuestion.objects.create(
        request=row,
        question=given.question.strip(),
        asked_on=given.asked_on,
        answer_due_on=given.answer_due_on,
        entered_at=at,
        entered_by=by.actor_id,
    )
    _move(row, "query")
    after = {**_state(row), "asked_on": iso(given.asked_on), "answer_due_on": iso(given.answer_due_on)}
    _note("query_change", row, by=by, at=at, after=after, submission=submission)
    return row


@transaction.atomic
def answer(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    text: str,
    answered_on: date,
    submission: UUID | None = None,
) -> ChangeRequest:
    """Enter what was answered, and when."""
    row = held_request(by, code, version=version)
    ensure(may_move(CHANGE_MOVES, row.state, "answer"))
    asked = row.questions.select_for_update().get(answered_on=None)
    ensure(rules.may_answer(answer=text, answered_on=answered_on, asked_on=asked.asked_on, today=localdate(at)))
    asked.answer, asked.answered_on, asked.answered_by = text.strip(), answered_on, by.actor_id
    asked.save()
    _move(row, "answer")
    after = {**_state(row), "answered_on": iso(answered_on)}
    _note("answer_change", row, by=by, at=at, after=after, submission=submission)
    return row


def _move(row: ChangeRequest, deed: str) -> None:
    row.state = CHANGE_MOVES[row.state][deed]
    row.version += 1
    row.save()


@transaction.atomic
def withdraw(
    *, by: Actor, at: datetime, code: str, version: int, reason: str, submission: UUID | None = None
) -> ChangeRequest:
    """Take a request back for good, with the reason."""
    row = held_request(by, code, version=version)
    ensure([*may_move(CHANGE_MOVES, row.state, "withdraw"), *rules.may_withdraw(reason)])
    _move(row, "withdraw")
    refresh(by=by, at=at, grant=row.grant)
    _note("withdraw_change", row, by=by, at=at, after=_state(row), reason=reason, submission=submission)
    return row


@transaction.atomic
def after_notice(*, by: Actor, at: datetime, notice: GrantNotice) -> ChangeRequest | None:
    """A confirmed notice settles the request it answers: granted, granted in part with differences, or refused.

    Days and sums come from the notice alone (I11). A query still open counts as overtaken. Refused when the request was
    never submitted; None when the notice answers none.
    """
    if notice.answers_id is None:
        return None
    row = ChangeRequest.objects.select_for_update(of=("self",)).get(pk=notice.answers_id)
    row.grant = notice.grant
    noticed = queries.noticed_of(notice)
    deed = rules.deed_of(row.before, row.after, noticed)
    if not deed:
        return None
    if row.state == ChangeState.QUERIED:
        _move(row, "answer")
    if may_move(CHANGE_MOVES, row.state, deed):
        raise Refused(
            [Refusal("not_submitted", gettext_noop("The request this notice answers was not submitted."), "answers")]
        )
    row.answered_on = notice.issued_on
    _move(row, deed)
    differing = [one.name for one in rules.differences(row.before, row.after, noticed)]
    after = {**_state(row), "notice": notice.reference, "differences": differing}
    _note("settle_change", row, by=by, at=at, after=after)
    return row
