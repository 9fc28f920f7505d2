"""What several deeds about change requests need: the locked request, a new row, the release itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from strahlkraft.audit import four_eyes
from strahlkraft.funding import access
from strahlkraft.funding.actions._shared import approve, ensure_version
from strahlkraft.funding.actions.deadlines import refresh
from strahlkraft.funding.models import Approval, ChangeRequest, Grant
from strahlkraft.funding.queries import changes as queries
from strahlkraft.funding.rules import changes as rules
from strahlkraft.funding.rules.vocabulary import CHANGE_MOVES, ChangeKind, ChangeState
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.moves import may_move

SUBJECT, RELEASE = "changerequest", "release"
_UNREAD = gettext_noop("Open and read the request first; then you can release it.")


def held_request(by: Actor, code: str, *, version: int | None = None) -> ChangeRequest:
    """The request, locked, for somebody who may work on its grant and saw its newest version; hidden from others."""
    row = ChangeRequest.objects.select_for_update(of=("self",)).filter(code=code).first()
    if row is None:
        raise Refused([], hidden=True)
    grant = Grant.objects.select_related("project", "region", "recipient").get(pk=row.grant_id)
    ensure(access.may_read(by, grant), hidden=True)
    ensure(access.may_edit(by, grant))
    row.grant = grant
    if version is not None:
        ensure_version(version, row.version)
    return row


def new_request(
    *, by: Actor, at: datetime, grant: Grant, kind: str, before: Mapping[str, Any], given: rules.Given
) -> ChangeRequest:
    """A draft as a row that is not stored yet."""
    return ChangeRequest(
        code=new_code(),
        grant=grant,
        kind=kind,
        before=dict(before),
        after=rules.only_fields(kind, given.after),
        reason=given.reason.strip(),
        own_reason=given.own_reason.strip(),
        cost_neutral=given.cost_neutral,
        drafted_at=at,
        drafted_by=by.actor_id,
        last_edited_by=by.actor_id,
    )


def release_held(row: ChangeRequest, *, by: Actor, at: datetime) -> Approval:
    """Approve a locked draft with the hash of its own content; it has been opened by whoever releases it."""
    ensure(may_move(CHANGE_MOVES, row.state, "release"))
    ensure(four_eyes.may_approve(by.actor_id, (row.drafted_by, row.last_edited_by)))
    ensure([] if by.actor_id in row.opened_by else [Refusal("not_opened", _UNREAD)])
    ensure(rules.may_release(reason=row.reason, own_reason=row.own_reason))
    done = approve(
        by=by,
        at=at,
        region_id=row.grant.region_id,
        subject=(SUBJECT, row.pk),
        step=RELEASE,
        content=queries.content_of(row),
        writers=(row.drafted_by, row.last_edited_by),
    )
    row.state, row.released_by = ChangeState.RELEASED, by.actor_id
    row.version += 1
    row.save()
    return done


def submit_held(row: ChangeRequest, *, by: Actor, at: datetime, given: rules.Sending) -> None:
    """Note that a locked, released request went to the authority (d.5 step 7); just what was released (I19)."""
    ensure(may_move(CHANGE_MOVES, row.state, "submit"))
    approval = Approval.objects.filter(subject=SUBJECT, subject_id=row.pk, step=RELEASE).last()
    ensure(four_eyes.may_rely_on(approval.content_hash if approval else "", queries.content_of(row)))
    old_end = queries.end_before(row) if row.kind == ChangeKind.TERM else None
    ensure(
        rules.may_submit(
            on=given.on,
            today=localdate(at),
            old_end=old_end,
            late_reason=given.late_reason,
            drafted_on=localdate(row.drafted_at),
        )
    )
    row.state, row.submitted_on = ChangeState.SUBMITTED, given.on
    row.late_reason = given.late_reason.strip() if rules.is_late(given.on, old_end) else ""
    row.version += 1
    row.save()
    refresh(by=by, at=at, grant=row.grant)  # a request for a longer term silences the ladder to it


def codes_of(rows: Sequence[ChangeRequest]) -> list[str]:
    """The codes, for the trail."""
    return [row.code for row in rows]
