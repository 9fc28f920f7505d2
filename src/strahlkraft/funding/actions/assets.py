"""Things bound to the purpose of a grant: entering, confirming every year, asking for that, another use; small aid."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from strahlkraft.funding import access
from strahlkraft.funding.actions._shared import ensure_version, grant_label, held, iso, record
from strahlkraft.funding.actions.deadlines import refresh
from strahlkraft.funding.actions.notifications import draft_notification
from strahlkraft.funding.emails import assets as emails
from strahlkraft.funding.models import Asset, DeMinimis, DutyNotice, Grant
from strahlkraft.funding.queries import assets as queries
from strahlkraft.funding.rules import assets as rules
from strahlkraft.funding.rules import de_minimis
from strahlkraft.funding.rules.assets import AssetInput
from strahlkraft.funding.rules.notifications import Trigger
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refused, ensure


@transaction.atomic
def enter_asset(*, by: Actor, at: datetime, grant: str, given: AssetInput, submission: UUID | None = None) -> Asset:
    """Put a thing into the inventory; its yearly confirmation and its end become deadlines."""
    of = held(by, grant)
    ensure(rules.may_enter(given, today=localdate(at)))
    row = Asset.objects.create(
        grant=of,
        title=given.title.strip(),
        inventory_number=given.inventory_number.strip(),
        bought_on=given.bought_on,
        value=given.value,
        bound_until=given.bound_until,
        entered_at=at,
        entered_by=by.actor_id,
    )
    after = {"asset": row.title, "value": row.value, "bound_until": iso(row.bound_until)}
    record(
        verb="enter_asset",
        by=by,
        at=at,
        subject=grant_label(of),
        region_id=of.region_id,
        after=after,
        submission=submission,
    )
    refresh(by=by, at=at, grant=of)
    return row


@transaction.atomic
def confirm_asset(
    *,
    by: Actor,
    at: datetime,
    grant: str,
    pk: int,
    version: int,
    confirmed_on: date,
    submission: UUID | None = None,
) -> Asset:
    """Say that a thing serves its purpose; also by the link that went to the recipient's mailbox."""
    of, row = _locked(by, grant, pk, version)
    ensure(
        rules.may_confirm(
            confirmed_on,
            last=row.confirmed_on,
            bought_on=row.bought_on,
            bound_until=row.bound_until,
            today=localdate(at),
        )
    )
    before = {"asset": row.title, "confirmed_on": iso(row.confirmed_on)}
    row.confirmed_on, row.version = confirmed_on, row.version + 1
    row.save(update_fields=["confirmed_on", "version"])
    record(
        verb="confirm_asset",
        by=by,
        at=at,
        subject=grant_label(of),
        region_id=of.region_id,
        before=before,
        after={"asset": row.title, "confirmed_on": iso(confirmed_on)},
        submission=submission,
    )
    refresh(by=by, at=at, grant=of)
    return row


def _locked(by: Actor, grant: str, pk: int, version: int) -> tuple[Grant, Asset]:
    """A thing and its grant, locked, for somebody who may confirm it; hidden from everybody else."""
    rows = Grant.objects.select_for_update(of=("self",)).select_related("project", "region", "recipient")
    of = rows.filter(code=grant).first()
    if of is None:
        raise Refused([], hidden=True)
    mailbox = queries.mailboxes([of.recipient_id]).get(of.recipient_id, "")
    ensure(access.may_confirm_assets(by, of, mailbox), hidden=True)
    row = Asset.objects.select_for_update().filter(grant=of, pk=pk).first()
    if row is None:
        raise Refused([], hidden=True)
    ensure_version(version, row.version)
    return of, row


@transaction.atomic
def report_other_use(
    *, by: Actor, at: datetime, grant: str, pk: int, text: str, submission: UUID | None = None
) -> DutyNotice:
    """A thing no longer serves the purpose: the authority must know (R20, R37), so a notification is written."""
    of = held(by, grant)
    if not Asset.objects.filter(grant=of, pk=pk).exists():
        raise Refused([], hidden=True)
    return draft_notification(by=by, at=at, grant=of.code, trigger=Trigger.OTHER_USE, text=text, submission=submission)


@transaction.atomic
def ask_to_confirm(*, by: Actor, at: datetime, grant: Grant, rows: list[Asset]) -> bool:
    """Write to the recipient's mailbox which things are to be confirmed; once a month until it is done. False: no mailbox."""
    mailbox = queries.mailboxes([grant.recipient_id]).get(grant.recipient_id, "")
    return emails.post_confirmation(grant, rows, mailbox=mailbox, at=at)


@transaction.atomic
def enter_aid(
    *,
    by: Actor,
    at: datetime,
    grant: str,
    undertaking: str,
    amount: Decimal,
    awarded_on: date,
    not_applicable_reason: str = "",
    submission: UUID | None = None,
) -> DeMinimis:
    """Note small aid to a company, or why the regulation does not apply; rows stay as they were entered (R39)."""
    of = held(by, grant)
    reason = not_applicable_reason.strip()
    ensure(de_minimis.may_enter(undertaking, amount, awarded_on, reason, today=localdate(at)))
    row = DeMinimis.objects.create(
        grant=of,
        undertaking=undertaking.strip(),
        amount=amount,
        awarded_on=awarded_on,
        not_applicable_reason=reason,
        entered_at=at,
        entered_by=by.actor_id,
    )
    after = {"undertaking": row.undertaking, "amount": row.amount, "awarded_on": iso(row.awarded_on)}
    record(
        verb="enter_aid",
        by=by,
        at=at,
        subject=grant_label(of),
        region_id=of.region_id,
        after=after,
        reason=reason,
        submission=submission,
    )
    return row
