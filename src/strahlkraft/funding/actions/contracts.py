"""Contracts of a grant, with the note about their procurement (R4, R22)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from strahlkraft.funding.actions._documents import take_in
from strahlkraft.funding.actions._shared import ensure_version, grant_label, held, iso, record
from strahlkraft.funding.actions.deadlines import refresh
from strahlkraft.funding.models import Contract
from strahlkraft.funding.rules import ledger as rules
from strahlkraft.funding.rules.ledger import OrderInput
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refused, ensure

if TYPE_CHECKING:
    from django.core.files.base import File


def _columns(given: OrderInput) -> dict[str, Any]:
    return {
        "kind": given.kind,
        "title": given.title.strip(),
        "contractor": given.contractor.strip(),
        "signed_on": given.signed_on,
        "ends_on": given.ends_on,
        "value": given.value,
        "procedure": given.procedure.strip(),
    }


def _facts(row: Contract) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "title": row.title,
        "contractor": row.contractor,
        "signed_on": iso(row.signed_on),
        "ends_on": iso(row.ends_on),
        "value": f"{row.value:.2f}",
        "procedure": row.procedure,
        "procurement_note": str(row.procurement_note) if row.procurement_note else "",
    }


@transaction.atomic
def enter(
    *,
    by: Actor,
    at: datetime,
    code: str,
    given: OrderInput,
    note: "File[bytes] | None" = None,
    submission: UUID | None = None,
) -> Contract:
    """Enter a contract of the grant ``code``; ``note`` is the paper about its procurement."""
    grant = held(by, code)
    ensure(rules.may_order(given))
    kept = (
        take_in(by=by, at=at, region_id=grant.region_id, file=note, title=given.title, field="note") if note else None
    )
    row = Contract.objects.create(
        grant=grant, **_columns(given), procurement_note=kept, entered_at=at, entered_by=by.actor_id
    )
    refresh(by=by, at=at, grant=grant)
    record(
        verb="enter_contract",
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        after=_facts(row),
        submission=submission,
    )
    return row


@transaction.atomic
def change(
    *,
    by: Actor,
    at: datetime,
    code: str,
    pk: int,
    version: int,
    given: OrderInput,
    note: "File[bytes] | None" = None,
    submission: UUID | None = None,
) -> Contract:
    """Correct a contract or add its note; a new note takes the place of the old one, which is kept."""
    grant = held(by, code)
    row = Contract.objects.select_for_update(of=("self",)).filter(grant=grant, pk=pk).first()
    if row is None:
        raise Refused([], hidden=True)
    ensure_version(version, row.version)
    ensure(rules.may_order(given))
    before = _facts(row)
    for name, value in _columns(given).items():
        setattr(row, name, value)
    if note is not None:
        row.procurement_note = take_in(
            by=by, at=at, region_id=grant.region_id, file=note, title=given.title, field="note"
        )
    row.version += 1
    row.save()
    refresh(by=by, at=at, grant=grant)
    record(
        verb="change_contract",
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        before=before,
        after=_facts(row),
        submission=submission,
    )
    return row
