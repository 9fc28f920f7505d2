"""Telling the authority without delay (R20): writing, changing, and noting the day it was sent."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.funding.actions._shared import ensure_version, grant_label, held, iso, record
from strahlkraft.funding.models import DutyNotice, Grant
from strahlkraft.funding.rules import notifications as rules
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refused, ensure


@transaction.atomic
def draft_notification(
    *, by: Actor, at: datetime, grant: str, trigger: str, text: str, submission: UUID | None = None
) -> DutyNotice:
    """Write what the authority has to know."""
    of = held(by, grant)
    ensure(rules.draft_problems(trigger, text))
    row = DutyNotice.objects.create(grant=of, trigger=trigger, text=text.strip(), drafted_at=at, drafted_by=by.actor_id)
    _told("draft_notification", of, row, by=by, at=at, submission=submission)
    return row


@transaction.atomic
def change_notification(
    *, by: Actor, at: datetime, grant: str, pk: int, version: int, text: str, submission: UUID | None = None
) -> DutyNotice:
    """Write it differently, as long as it was not sent."""
    of = held(by, grant)
    row = _locked(of, pk, version)
    ensure([*rules.may_change(row.sent_on), *rules.draft_problems(row.trigger, text)])
    row.text, row.version = text.strip(), row.version + 1
    row.save(update_fields=["text", "version"])
    _told("change_notification", of, row, by=by, at=at, submission=submission)
    return row


@transaction.atomic
def send_notification(
    *, by: Actor, at: datetime, grant: str, pk: int, version: int, sent_on: date, submission: UUID | None = None
) -> DutyNotice:
    """Note that it left, and when; from then on it stays as it is. This product sends nothing to an authority itself."""
    of = held(by, grant)
    row = _locked(of, pk, version)
    ensure(rules.may_send(row.sent_on, sent_on, drafted_on=localdate(row.drafted_at), today=localdate(at)))
    row.sent_on, row.version = sent_on, row.version + 1
    row.save(update_fields=["sent_on", "version"])
    _told("send_notification", of, row, by=by, at=at, submission=submission)
    return row


def _locked(of: Grant, pk: int, version: int) -> DutyNotice:
    row = DutyNotice.objects.select_for_update().filter(grant=of, pk=pk).first()
    if row is None:
        raise Refused([], hidden=True)
    ensure_version(version, row.version)
    return row


def _told(verb: str, of: Grant, row: DutyNotice, *, by: Actor, at: datetime, submission: UUID | None) -> None:
    record(
        verb=verb,
        by=by,
        at=at,
        subject=grant_label(of),
        region_id=of.region_id,
        after={"trigger": row.trigger, "text": row.text, "sent_on": iso(row.sent_on)},
        submission=submission,
    )
