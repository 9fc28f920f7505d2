"""Keeping the office's posts."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused, ensure
from strahlkraft.steering import access
from strahlkraft.steering.actions._shared import ensure_version, record
from strahlkraft.steering.actions.deadlines import derive, of_position
from strahlkraft.steering.models import Position
from strahlkraft.steering.rules import staffing as rules
from strahlkraft.steering.rules.staffing import PositionInput


def _label(row: Position) -> Label:
    return Label("position", str(row.pk), row.label)


def _facts(row: Position) -> dict[str, Any]:
    return {
        "label": row.label,
        "share": row.share,
        "funded_rate": row.funded_rate,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "organisation_id": row.organisation_id,
    }


@transaction.atomic
def add_position(
    *, by: Actor, at: datetime, region_id: int, given: PositionInput, submission: UUID | None = None
) -> Position:
    """Enter a post of a region's office; its deadlines follow from its end."""
    ensure(access.may_steer(by, region_id), hidden=True)
    ensure(rules.may_save(given))
    row = Position.objects.create(region_id=region_id, **asdict(given))
    _follow(row, by=by, at=at)
    record(
        verb="add_position",
        by=by,
        at=at,
        subject=_label(row),
        region_id=region_id,
        after=_facts(row),
        submission=submission,
    )
    return row


@transaction.atomic
def change_position(
    *, by: Actor, at: datetime, pk: int, version: int, given: PositionInput, submission: UUID | None = None
) -> Position:
    """Change a post, above all its end when it was prolonged; its deadlines move along."""
    row = Position.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Refused([], hidden=True)
    ensure(access.may_steer(by, row.region_id), hidden=True)
    ensure_version(version, row.version)
    ensure(rules.may_save(given))
    before = _facts(row)
    for name, value in asdict(given).items():
        setattr(row, name, value)
    if _facts(row) == before:
        return row
    row.version += 1
    row.save()
    _follow(row, by=by, at=at)
    record(
        verb="change_position",
        by=by,
        at=at,
        subject=_label(row),
        region_id=row.region_id,
        before=before,
        after=_facts(row),
        submission=submission,
    )
    return row


def _follow(row: Position, *, by: Actor, at: datetime) -> None:
    for wanted in of_position(row):
        derive(by=by, at=at, wanted=wanted)
