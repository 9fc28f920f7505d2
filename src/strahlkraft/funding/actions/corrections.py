"""A wrong state of a grant is undone: asked for with a reason by one person, confirmed by another; both stay visible (d.2)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.funding.actions import deadlines
from strahlkraft.funding.actions._shared import approve, ensure_version, grant_label, held, record
from strahlkraft.funding.models import Correction, GrantStep
from strahlkraft.funding.rules import grants as rules
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refused, ensure


@transaction.atomic
def ask(
    *,
    by: Actor,
    at: datetime,
    code: str,
    version: int,
    to_state: str,
    reason: str,
    submission: UUID | None = None,
) -> Correction:
    """Ask to put a grant into another state because it was moved wrongly: the office of the region."""
    row = held(by, code, manage=True)
    ensure_version(version, row.version)
    open_one = row.corrections.filter(confirmed_by="", from_state=row.state).exists()
    ensure(rules.correction_problems(state=row.state, to_state=to_state, reason=reason, open_one=open_one))
    wanted = Correction.objects.create(
        grant=row,
        from_state=row.state,
        to_state=to_state,
        reason=reason.strip(),
        asked_by=by.actor_id,
        asked_at=at,
    )
    record(
        verb="ask_correction",
        by=by,
        at=at,
        subject=grant_label(row),
        region_id=row.region_id,
        before={"state": row.state},
        after={"to_state": to_state},
        reason=wanted.reason,
        submission=submission,
    )
    return wanted


@transaction.atomic
def confirm(*, by: Actor, at: datetime, code: str, pk: int, submission: UUID | None = None) -> Correction:
    """Confirm a correction another person asked for; the grant then stands in the state asked for (I18)."""
    row = held(by, code)
    wanted = Correction.objects.select_for_update(of=("self",)).filter(grant=row, pk=pk).first()
    if wanted is None:
        raise Refused([], hidden=True)
    ensure(
        rules.may_confirm_correction(confirmed=bool(wanted.confirmed_by), from_state=wanted.from_state, state=row.state)
    )
    approve(
        by=by,
        at=at,
        region_id=row.region_id,
        subject=("correction", wanted.pk),
        step="confirm",
        content={"from": wanted.from_state, "to": wanted.to_state, "reason": wanted.reason},
        writers=(wanted.asked_by, wanted.asked_by),
    )
    wanted.confirmed_by, wanted.confirmed_at = by.actor_id, at
    wanted.save(update_fields=["confirmed_by", "confirmed_at"])
    row.state, row.correction = wanted.to_state, wanted
    row.version += 1
    row.last_edited_by = by.actor_id
    row.save(update_fields=["state", "correction", "version", "last_edited_by"])
    GrantStep.objects.create(
        grant=row,
        deed="correct",
        from_state=wanted.from_state,
        to_state=wanted.to_state,
        on=localdate(at),
        note=wanted.reason[: rules.NOTE_LIMIT],
        at=at,
        by=by.actor_id,
    )
    deadlines.refresh(by=by, at=at, grant=row)
    record(
        verb="confirm_correction",
        by=by,
        at=at,
        subject=grant_label(row),
        region_id=row.region_id,
        before={"state": wanted.from_state},
        after={"state": wanted.to_state},
        reason=wanted.reason,
        submission=submission,
    )
    return wanted
