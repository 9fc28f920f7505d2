"""The ledger: book what was spent, note a payment, take a line back by two people. Nothing is changed or deleted (I16)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localdate

from strahlkraft.funding import access
from strahlkraft.funding.actions._documents import take_in
from strahlkraft.funding.actions._shared import approve, grant_label, held, iso, record
from strahlkraft.funding.actions.deadlines import refresh
from strahlkraft.funding.models import Contract, CounterRequest, Expenditure, Grant, Invoice
from strahlkraft.funding.queries.ledger import booked, ground_of, parts_of
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules import ledger as rules
from strahlkraft.funding.rules.deadline_kinds import GrantRule
from strahlkraft.funding.rules.ledger import Entry, Facts, Paper
from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.vocabulary import FinancingMode
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.actions.deadlines import due_again

if TYPE_CHECKING:
    from django.core.files.base import File


@dataclass(frozen=True, slots=True)
class Receipt:
    """A new invoice, with its file when there is one."""

    paper: Paper
    file: "File[bytes] | None" = None


def facts_of(row: Expenditure) -> dict[str, Any]:
    """What the trail says of a line, and what is approved when it is taken back."""
    return {
        "line": row.pk,
        "category": str(row.category),
        "text": row.text,
        "paid_on": iso(row.paid_on),
        "due_on": iso(row.due_on),
        "amount": f"{row.amount:.2f}",
        "eligible": f"{row.eligible:.2f}",
        "land_share": f"{row.land_share:.2f}",
        "marks": list(row.marks),
    }


def rate_on(grant: Grant, day: date) -> Decimal:
    """The Land's part in percent on a day; before the award took effect, what the award says; nothing without notices."""
    first = terms_of([grant.pk])[grant.pk].effective_on
    known = terms_of([grant.pk], on=max(day, first) if first else day)[grant.pk]
    return rules.share_rate(FinancingMode(grant.financing_mode), known)


@transaction.atomic
def book(
    *,
    by: Actor,
    at: datetime,
    code: str,
    entry: Entry,
    receipt: "Receipt | int | None" = None,
    contract: int | None = None,
    submission: UUID | None = None,
) -> Expenditure:
    """Book a line in the ledger of the grant ``code``; the Land's part is at the rate in force on the day paid (I3).

    ``receipt``: a new invoice, or the id of one that is kept already and gets another part (I6).
    Days outside of the periods are marked, never refused (I12).
    """
    grant = held(by, code)
    ensure(rules.may_book(entry, state=grant.state, today=localdate(at)))
    kept = _paper(by, at, grant, receipt) if isinstance(receipt, Receipt) else _invoice(by, grant, receipt)
    if kept is not None:
        _ensure_fits(grant, kept, entry.amount)
    order = _contract(grant, contract)
    day = entry.paid_on or entry.due_on or localdate(at)
    share = rules.part_of_the_land(entry.eligible, rate_on(grant, day))
    marks = ground_of(grant).marks(_days(entry, kept, order), above_grant=_above(grant, share))
    row = Expenditure.objects.create(
        grant=grant,
        invoice=kept,
        contract=order,
        category=entry.category,
        text=entry.text.strip(),
        service_from=entry.service_from,
        service_until=entry.service_until,
        due_on=entry.due_on,
        paid_on=entry.paid_on,
        amount=entry.amount,
        eligible=entry.eligible,
        land_share=share,
        marks=[str(mark) for mark in marks],
        booked_at=at,
        booked_by=by.actor_id,
    )
    record(
        verb="book_expenditure",
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        after=facts_of(row),
        submission=submission,
    )
    return row


def _days(entry: Entry, kept: Invoice | None, order: Contract | None) -> Facts:
    return Facts(
        entry.paid_on,
        entry.due_on,
        kept.invoiced_on if kept else None,
        entry.service_from,
        entry.service_until,
        order.signed_on if order else None,
    )


def _above(grant: Grant, share: Decimal) -> bool:
    """Whether the Land's parts together now exceed the granted sum (I3)."""
    granted = terms_of([grant.pk])[grant.pk].amount
    so_far = Expenditure.objects.filter(grant=grant).aggregate(sum=Sum("land_share"))["sum"] or ZERO
    return granted is not None and so_far + share > granted


def _paper(by: Actor, at: datetime, grant: Grant, receipt: Receipt) -> Invoice:
    paper, file = receipt.paper, receipt.file
    ensure(rules.may_take_paper(paper))
    supplier, number = paper.supplier.strip(), paper.number.strip()
    if Invoice.objects.filter(region_id=grant.region_id, supplier=supplier, number=number).exists():
        message = gettext_noop("This invoice is kept already: choose it, and book its other part.")
        raise Refused([Refusal("known", message, "number")])
    title = f"{supplier} {number}"[:200]
    kept = take_in(by=by, at=at, region_id=grant.region_id, file=file, title=title) if file else None
    return Invoice.objects.create(
        region_id=grant.region_id,
        supplier=supplier,
        number=number,
        invoiced_on=paper.invoiced_on,
        gross=paper.gross,
        net=paper.net,
        filed_at=paper.filed_at.strip(),
        document=kept,
        entered_at=at,
        entered_by=by.actor_id,
    )


def _invoice(by: Actor, grant: Grant, key: int | None) -> Invoice | None:
    """One that is kept, locked; hidden when this person reads none of its parts."""
    if key is None:
        return None
    row = access.divided_invoices(by, grant).select_for_update().filter(pk=key).first()
    if row is None:
        raise Refused([], hidden=True)
    return row


def _ensure_fits(grant: Grant, kept: Invoice, amount: Decimal) -> None:
    """Parts of an invoice count alike and never exceed it (I6)."""
    parts = parts_of(kept).rows
    deducts = grant.deducts_input_tax
    ensure(rules.may_mix(deducts, {row.grant.deducts_input_tax for row in parts}))
    whole = rules.counted(kept.gross, kept.net, deducts=deducts)
    ensure(rules.may_split(amount, (row.amount for row in parts), whole))


def _contract(grant: Grant, key: int | None) -> Contract | None:
    if key is None:
        return None
    row = Contract.objects.filter(pk=key, grant=grant).first()
    if row is None:
        raise Refused([], hidden=True)
    return row


def _line(grant: Grant, pk: int) -> Expenditure:
    """The line, locked; hidden when it is not of this grant."""
    row = Expenditure.objects.select_for_update(of=("self",)).filter(grant=grant, pk=pk).first()
    if row is None:
        raise Refused([], hidden=True)
    return row


@transaction.atomic
def note_payment(
    *, by: Actor, at: datetime, code: str, pk: int, paid_on: date, submission: UUID | None = None
) -> Expenditure:
    """Note when a line that was booked as due was paid; once."""
    grant = held(by, code)
    row = _line(grant, pk)
    share = rules.part_of_the_land(row.eligible, rate_on(grant, paid_on))
    ensure(
        rules.may_note_payment(
            booked(row),
            paid_on=paid_on,
            today=localdate(at),
            already=row.paid_on,
            share=share,
            share_then=row.land_share,
        )
    )
    before = facts_of(row)
    row.paid_on, row.paid_noted_at = paid_on, at
    row.save(update_fields=["paid_on", "paid_noted_at"])
    record(
        verb="note_payment",
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        before=before,
        after=facts_of(row),
        submission=submission,
    )
    return row


@transaction.atomic
def ask_back(
    *, by: Actor, at: datetime, code: str, pk: int, reason: str, submission: UUID | None = None
) -> CounterRequest:
    """Ask to take a line back; another person has to release it (d.4)."""
    grant = held(by, code)
    row = _line(grant, pk)
    ensure(rules.may_ask_back(booked(row), reason, state=grant.state))
    asked = CounterRequest.objects.create(expenditure=row, reason=reason.strip(), asked_at=at, asked_by=by.actor_id)
    record(
        verb="ask_counter_entry",
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        after=facts_of(row),
        reason=asked.reason,
        submission=submission,
    )
    return asked


def _asked(row: Expenditure) -> CounterRequest:
    found = CounterRequest.objects.select_for_update().filter(expenditure=row, withdrawn_at=None).first()
    if found is None:
        raise Refused([Refusal("not_asked", gettext_noop("Nobody asks to take this line back (any more)."))])
    return found


@transaction.atomic
def drop_request(*, by: Actor, at: datetime, code: str, pk: int, submission: UUID | None = None) -> CounterRequest:
    """Leave the line as it is: whoever asked withdraws, or the second person does not agree."""
    grant = held(by, code)
    row = _line(grant, pk)
    _ensure_stands(row)
    asked = _asked(row)
    asked.withdrawn_at, asked.withdrawn_by = at, by.actor_id
    asked.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(
        verb="drop_counter_entry",
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        after=facts_of(row),
        submission=submission,
    )
    return asked


def _ensure_stands(row: Expenditure) -> None:
    if booked(row).is_reversed:
        raise Refused([Refusal("reversed", gettext_noop("This line was taken back already."))])


@transaction.atomic
def take_back(*, by: Actor, at: datetime, code: str, pk: int, submission: UUID | None = None) -> Expenditure:
    """Release a counter-entry somebody else asked for: the same amounts below nothing, on the same days (I16, I18, I19)."""
    grant = held(by, code)
    row = _line(grant, pk)
    _ensure_stands(row)
    asked = _asked(row)
    approve(
        by=by,
        at=at,
        region_id=grant.region_id,
        subject=("expenditure", row.pk),
        step="take_back",
        content={**facts_of(row), "reason": asked.reason},
        writers=(asked.asked_by, asked.asked_by),
        note=asked.reason,
    )
    counter = Expenditure.objects.create(
        grant=grant,
        invoice_id=row.invoice_id,
        contract_id=row.contract_id,
        category=row.category,
        text=row.text,
        service_from=row.service_from,
        service_until=row.service_until,
        due_on=row.due_on,
        paid_on=row.paid_on,
        amount=-row.amount,
        eligible=-row.eligible,
        land_share=-row.land_share,
        reverses=row,
        reason=asked.reason,
        booked_at=at,
        booked_by=asked.asked_by,
        released_by=by.actor_id,
    )
    for payment in {use.payment_id for use in row.uses.all()}:  # what paid the line is in hand again
        source = f"grant:{grant.pk}/payment:{payment}"
        due_again(by=by, at=at, rule=GrantRule.USE_BY, derived_from=source, reason=asked.reason)
    refresh(by=by, at=at, grant=grant)
    record(
        verb="book_counter_entry",
        by=by,
        at=at,
        subject=grant_label(grant),
        region_id=grant.region_id,
        before=facts_of(row),
        after=facts_of(counter),
        reason=asked.reason,
        submission=submission,
    )
    return counter
