"""What several actions of this room need."""

from datetime import date, datetime
from typing import Any

from strahlkraft.audit import four_eyes
from strahlkraft.audit.actions import record
from strahlkraft.funding import access
from strahlkraft.funding.models import Approval, Grant
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused, ensure
from strahlkraft.steering.actions._shared import ensure_version

__all__ = ["approve", "ensure_version", "grant_label", "held", "iso", "record"]


def grant_label(grant: Grant) -> Label:
    """A grant as the trail names it; its page is found by its code."""
    return Label("grant", grant.code, str(grant))


def held(by: Actor, code: str, *, manage: bool = False) -> Grant:
    """The grant, locked, for somebody who may keep its books (``manage``: for its office); hidden from others."""
    row = (
        Grant.objects.select_for_update(of=("self",)).select_related("project", "region", "recipient").filter(code=code)
    ).first()
    if row is None:
        raise Refused([], hidden=True)
    ensure(access.may_read(by, row), hidden=True)
    ensure(access.may_manage(by, row.region_id) if manage else access.may_edit(by, row))
    return row


def approve(
    *,
    by: Actor,
    at: datetime,
    region_id: int,
    subject: tuple[str, int],
    step: str,
    content: Any,
    writers: tuple[str, str],
    note: str = "",
) -> Approval:
    """Keep who released just this content; ``writers`` are its author and last editor. Refused by person (I18, I19)."""
    ensure(four_eyes.may_approve(by.actor_id, writers))
    return Approval.objects.create(
        region_id=region_id,
        subject=subject[0],
        subject_id=subject[1],
        step=step,
        content_hash=four_eyes.content_hash(content),
        author=writers[0],
        last_editor=writers[1],
        approved_by=by.actor_id,
        approved_label=by.actor_label,
        approved_at=at,
        note=note.strip(),
    )


def iso(day: date | None) -> str:
    """A day for the trail and for JSON columns; empty for none."""
    return day.isoformat() if day else ""
