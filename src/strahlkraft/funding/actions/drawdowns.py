"""Mittelabrufe: written, checked, released by another person, sent; the clock of two months (R15 to R18)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.audit import four_eyes
from strahlkraft.funding.actions._shared import approve, ensure_version, grant_label, held, record
from strahlkraft.funding.models import Drawdown, Grant
from strahlkraft.funding.queries import drawdowns as queries
from strahlkraft.funding.rules import drawdowns as rules
from strahlkraft.funding.rules.drawdowns import RequestInput
from strahlkraft.funding.rules.need import planned_of
from strahlkraft.funding.rules.vocabulary import DRAWDOWN_MOVES, DrawdownState
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.moves import may_move


def _held(by: Actor, code: str) -> tuple[Grant, Drawdown]:
    """The request and its grant, both locked, for somebody who may keep the books; hidden from others."""
    of = Drawdown.objects.filter(code=code).values_list("grant__code", flat=True).first()
    if of is None:
        raise Refused([], hidden=True)
    grant = held(by, of)
    return grant, Drawdown.objects.select_for_update().get(code=code)


def _told(
    verb: str,
    grant: Grant,
    row: Drawdown,
    *,
    by: Actor,
    at: datetime,
    submission: UUID | None = None,
    **parts: Any,
) -> None:
    """The deed's line in the history of the grant; which request it is about stays in sight."""
    after = {"drawdown": row.code, "state": str(row.state), "amount": row.amount, **parts.pop("after", {})}
    record(
        verb=verb,
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        after=after,
        submission=submission,
        **parts,
    )


def _move(row: Drawdown, deed: str) -> str:
    """The next state by the table; returns the one before."""
    ensure(may_move(DRAWDOWN_MOVES, row.state, deed))
    before = str(row.state)
    row.state = DRAWDOWN_MOVES[row.state][deed]
    row.version += 1
    return before


def _fill(grant: Grant, row: Drawdown, given: RequestInput, *, today: date) -> None:
    """Compute the need and take over what was written; refused when nothing, or less, is needed (R15, R16, I3, I4)."""
    without = row if row.pk else None
    need, kept = queries.need_for(
        grant, expected_on=given.expected_on, planned=given.planned, on=today, without=without
    )
    ensure(
        [
            *rules.may_plan(given.planned, expected_on=given.expected_on, today=today),
            *rules.may_ask(need, given.amount),
        ]
    )
    row.expected_on, row.need = given.expected_on, kept
    row.amount = need.limit if given.amount is None else given.amount
    row.statement, row.override_reason = given.statement.strip(), given.override_reason.strip()


def _ensure_open(grant: Grant, row: Drawdown | None, override_reason: str, *, today: date) -> None:
    """The grant may draw (I12), and the last payout is used or somebody says why not (R17)."""
    standing = queries.standing_of(grant, without=row)
    ensure([*rules.may_draw(standing, on=today), *rules.blocked_by_last(standing, override_reason)])


def _ensure_needed(grant: Grant, row: Drawdown, *, today: date) -> None:
    """What is asked for is still needed: bookings since may have changed it."""
    _ensure_open(grant, row, row.override_reason, today=today)
    need, _kept = queries.need_for(
        grant, expected_on=row.expected_on, planned=planned_of(row.need), on=today, without=row
    )
    ensure(rules.may_ask(need, row.amount))


@transaction.atomic
def draft(*, by: Actor, at: datetime, grant: str, given: RequestInput, submission: UUID | None = None) -> Drawdown:
    """Begin a request for a grant (by code); without an amount it asks for as much as may be requested."""
    of, today = held(by, grant), localdate(at)
    _ensure_open(of, None, given.override_reason, today=today)
    row = Drawdown(code=new_code(), grant=of, drafted_at=at, drafted_by=by.actor_id, last_edited_by=by.actor_id)
    _fill(of, row, given, today=today)
    row.save()
    _told("draft_drawdown", of, row, by=by, at=at, submission=submission)
    return row


@transaction.atomic
def edit(
    *, by: Actor, at: datetime, code: str, version: int, given: RequestInput, submission: UUID | None = None
) -> Drawdown:
    """Change a draft; whoever does it has edited and cannot release it."""
    grant, row = _held(by, code)
    ensure_version(version, row.version)
    ensure(_still_draft(row))
    before = {"amount": row.amount}
    _ensure_open(grant, row, given.override_reason, today=localdate(at))
    _fill(grant, row, given, today=localdate(at))
    row.last_edited_by = by.actor_id
    row.version += 1
    row.save()
    _told("edit_drawdown", grant, row, by=by, at=at, submission=submission, before=before)
    return row


def _still_draft(row: Drawdown) -> list[Refusal]:
    if row.state == DrawdownState.DRAFT:
        return []
    return [Refusal("not_draft", gettext_noop("Only a draft can be changed; take the request back first."))]


@transaction.atomic
def check(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Drawdown:
    """Say that the draft is complete; from here on its content stays (R15: it states the need)."""
    grant, row = _held(by, code)
    ensure_version(version, row.version)
    before = _move(row, "check")
    ensure(rules.may_check(row.statement))
    _ensure_needed(grant, row, today=localdate(at))
    row.save()
    _told("check_drawdown", grant, row, by=by, at=at, submission=submission, before={"state": before})
    return row


@transaction.atomic
def rework(*, by: Actor, at: datetime, code: str, version: int, submission: UUID | None = None) -> Drawdown:
    """Take a request that was not sent back into draft; a release given before is void."""
    grant, row = _held(by, code)
    ensure_version(version, row.version)
    before = _move(row, "rework")
    row.released_by = ""
    row.save()
    _told("rework_drawdown", grant, row, by=by, at=at, submission=submission, before={"state": before})
    return row


@transaction.atomic
def release(
    *, by: Actor, at: datetime, code: str, version: int, note: str = "", submission: UUID | None = None
) -> Drawdown:
    """Release just this content, by another person than its author and last editor (I18, I19)."""
    grant, row = _held(by, code)
    ensure_version(version, row.version)
    before = _move(row, "release")
    _ensure_needed(grant, row, today=localdate(at))
    given = approve(
        by=by,
        at=at,
        region_id=grant.region_id,
        subject=("drawdown", row.pk),
        step="release",
        content=queries.content_of(row),
        writers=(row.drafted_by, row.last_edited_by),
        note=note,
    )
    row.released_by = by.actor_id
    row.save()
    _told(
        "release_drawdown",
        grant,
        row,
        by=by,
        at=at,
        submission=submission,
        before={"state": before},
        after={"content_hash": given.content_hash},
    )
    return row


@transaction.atomic
def submit(
    *, by: Actor, at: datetime, code: str, version: int, requested_on: date, submission: UUID | None = None
) -> Drawdown:
    """Note that the request went to the authority; only while the release holds for just this content (I19)."""
    grant, row = _held(by, code)
    ensure_version(version, row.version)
    before, given = _move(row, "request"), queries.approval_of(row)
    ensure(four_eyes.may_rely_on(given.content_hash if given else "", queries.content_of(row)))
    ensure(_on_a_day(requested_on, row, today=localdate(at)))
    _ensure_needed(grant, row, today=localdate(at))
    row.requested_on = requested_on
    row.save()
    _told(
        "submit_drawdown",
        grant,
        row,
        by=by,
        at=at,
        submission=submission,
        before={"state": before},
        after={"requested_on": requested_on},
    )
    return row


def _on_a_day(requested_on: date, row: Drawdown, *, today: date) -> list[Refusal]:
    if localdate(row.drafted_at) <= requested_on <= today:
        return []
    return [
        Refusal(
            "requested_on",
            gettext_noop("The request was sent on a day between its drafting and today."),
            "requested_on",
        )
    ]


@transaction.atomic
def discard(
    *, by: Actor, at: datetime, code: str, version: int, reason: str = "", submission: UUID | None = None
) -> Drawdown:
    """Drop a request that was not sent; it stays visible."""
    grant, row = _held(by, code)
    ensure_version(version, row.version)
    before = _move(row, "discard")
    row.save()
    _told(
        "discard_drawdown",
        grant,
        row,
        by=by,
        at=at,
        submission=submission,
        before={"state": before},
        reason=reason.strip(),
    )
    return row


@transaction.atomic
def expire(*, by: Actor, at: datetime, code: str) -> Drawdown:
    """The clock: the two months of a payout have passed and money of it is left (R18)."""
    grant, row = _held(by, code)
    before = _move(row, "expire")
    ensure(rules.may_expire(queries.payout(row.payment), today=localdate(at)))
    row.save()
    _told("expire_drawdown", grant, row, by=by, at=at, before={"state": before})
    return row
