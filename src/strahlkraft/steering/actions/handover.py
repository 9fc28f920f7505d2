"""Handing over: a body is named for a region or project, another person confirms it; taking the bundle is noted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused, ensure
from strahlkraft.network.models import Organisation, Region
from strahlkraft.projects.models import Project
from strahlkraft.steering import access
from strahlkraft.steering.actions._shared import record
from strahlkraft.steering.actions.deadlines import derive, of_handover
from strahlkraft.steering.emails import closure as emails
from strahlkraft.steering.models import Handover
from strahlkraft.steering.queries import handover as queries
from strahlkraft.steering.rules import handover as rules


@dataclass(frozen=True, slots=True)
class Naming:
    """Which body is responsible from which day: the organisation's and its function mailbox."""

    organisation_id: int | None
    mailbox: str
    from_on: date | None
    note: str = ""


def _label(row: Handover) -> Label:
    return Label("handover", row.region.slug, row.project.title if row.project else row.region.name)


def _facts(row: Handover) -> dict[str, Any]:
    return {
        "project_id": row.project_id,
        "organisation_id": row.organisation_id,
        "mailbox": row.mailbox,
        "from_on": row.from_on,
        "note": row.note,
        "confirmed": row.confirmed_at is not None,
    }


@transaction.atomic
def name_body(
    *,
    by: Actor,
    at: datetime,
    region_id: int,
    given: Naming,
    project: str = "",
    submission: UUID | None = None,
) -> Handover:
    """Name the body for a region's remaining matters, or for one project's (by slug); a new name needs a new confirmation.

    The day from which it is responsible becomes a deadline.
    """
    ensure(access.may_steer(by, region_id), hidden=True)
    region = Region.objects.select_for_update().get(pk=region_id)
    of = Project.objects.filter(slug=project, region=region).first() if project else None
    if project and of is None:
        raise Refused([], hidden=True)
    body = Organisation.objects.filter(pk=given.organisation_id or 0).first()
    ensure(rules.may_name(organisation=body is not None, mailbox=given.mailbox, from_on=given.from_on))
    assert body is not None and given.from_on is not None  # noqa: S101, PT018 - refused above; tells the type checker
    row = Handover.objects.filter(region=region, project=of).first() or Handover(region=region, project=of)
    before = _facts(row) if row.pk else {}
    row.organisation, row.mailbox, row.from_on = body, given.mailbox.strip(), given.from_on
    row.note, row.named_by = given.note.strip(), by.actor_id
    row.confirmed_by, row.confirmed_at = "", None
    row.save()
    derive(by=by, at=at, wanted=of_handover(row))
    record(
        verb="name_body",
        by=by,
        at=at,
        subject=_label(row),
        region_id=region.pk,
        before=before,
        after=_facts(row),
        submission=submission,
    )
    return row


@transaction.atomic
def confirm(*, by: Actor, at: datetime, pk: int, seen: str, submission: UUID | None = None) -> Handover:
    """Another person confirms what was named (``seen``: the mailbox on the page); the body gets a letter."""
    rows = Handover.objects.select_for_update(of=("self",)).select_related("region", "project", "organisation")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Refused([], hidden=True)
    ensure(access.may_steer(by, row.region_id), hidden=True)
    ensure(rules.may_confirm(named_by=row.named_by, confirmed=row.confirmed_at is not None, by=by.actor_id))
    ensure(rules.may_trust(seen=seen, mailbox=row.mailbox))
    row.confirmed_by, row.confirmed_at = by.actor_id, at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    emails.body_confirmed(row, at=at)
    record(
        verb="confirm_body",
        by=by,
        at=at,
        subject=_label(row),
        region_id=row.region_id,
        before={"confirmed": False},
        after={"confirmed": True},
        submission=submission,
    )
    return row


@transaction.atomic
def take_bundle(
    *,
    by: Actor,
    at: datetime,
    region_id: int,
    recipient: str = "",
    limit: int | None = None,
    submission: UUID | None = None,
) -> Region:
    """Note in the trail that somebody takes the region's papers along; the bundle itself is made by ``papers.bundle``.

    Refused when the stored files have more than ``limit`` bytes.
    """
    ensure(access.may_steer(by, region_id), hidden=True)
    region = Region.objects.get(pk=region_id)
    ensure(rules.may_take(size=queries.size_of(region, recipient=recipient), limit=limit))
    record(
        verb="take_handover_bundle",
        by=by,
        at=at,
        subject=Label("handover", region.slug, region.name),
        region_id=region_id,
        after={"recipient": recipient},
        submission=submission,
    )
    return region
