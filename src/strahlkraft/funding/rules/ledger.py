"""The ledger: what counts for the grant, the Land's part, marks that warn and never hide (R9, R4, I12), split invoices (I6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from strahlkraft.funding.rules.money import HUNDRED, ZERO, land_share, total
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.funding.rules.vocabulary import ContractKind, FinancingMode, GrantState
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

TEXT_LIMIT, REASON_LIMIT = 200, 500

BOOKABLE = frozenset(
    {
        GrantState.APPLIED,
        GrantState.GRANTED,
        GrantState.EFFECTIVE,
        GrantState.RUNNING,
        GrantState.PROOF_DUE,
        GrantState.UNDER_REVIEW,
        GrantState.REPAYMENT_OPEN,
    }
)
"""In which states of the grant the ledger is open: until it is settled."""


class Mark(StrEnum):
    """What is to be seen about a line. It warns; the line stays visible and counts until somebody decides (I12)."""

    NO_NOTICE = "no_notice"  # no confirmed notice says anything yet
    OUTSIDE_GRANT_PERIOD = "outside_grant_period"  # Bewilligungszeitraum
    SERVICE_OUTSIDE_WORK = "service_outside_work"  # Durchführungszeitraum
    BEFORE_START = "before_start"  # before the notice and any consent to an early start (R4)
    ABOVE_GRANT = "above_grant"  # the Land's parts together exceed the granted sum (I3)


@dataclass(frozen=True, slots=True)
class Facts:
    """The days of a line of the ledger."""

    paid_on: date | None = None
    due_on: date | None = None
    invoiced_on: date | None = None
    service_from: date | None = None
    service_until: date | None = None
    ordered_on: date | None = None  # the contract it belongs to

    @property
    def counts_on(self) -> date | None:
        """The day of the expenditure: when it was paid, else when it is due."""
        return self.paid_on or self.due_on


def marks_of(facts: Facts, terms: Terms, *, early_start: date | None = None, above_grant: bool = False) -> list[Mark]:
    """What is to be seen, by the terms as they are known; ``early_start``: from when the authority consented (R4, R9)."""
    found = []
    if terms.effective_on is None:
        found.append(Mark.NO_NOTICE)
    else:
        day = facts.counts_on
        if day and _outside(day, day, terms.grant_from, terms.grant_until):
            found.append(Mark.OUTSIDE_GRANT_PERIOD)
        if _outside(facts.service_from, facts.service_until, terms.work_from, terms.work_until):
            found.append(Mark.SERVICE_OUTSIDE_WORK)
    if begins_early(facts, terms.effective_on, early_start):
        found.append(Mark.BEFORE_START)
    if above_grant:
        found.append(Mark.ABOVE_GRANT)
    return found


def _outside(first: date | None, last: date | None, since: date | None, until: date | None) -> bool:
    first, last = first or last, last or first
    return bool((since and first and first < since) or (until and last and last > until))


def begins_early(facts: Facts, effective_on: date | None, early_start: date | None) -> bool:
    """Whether an order, a service or a payment lies before the notice took effect and before any consent (R4)."""
    days = [day for day in (facts.ordered_on, facts.service_from, facts.invoiced_on, facts.paid_on) if day]
    starts = [day for day in (effective_on, early_start) if day]
    if not days or not starts:
        return bool(days)
    return min(days) < min(starts)


def share_rate(mode: FinancingMode, terms: Terms) -> Decimal:
    """The Land's part of one eligible euro, in percent, unrounded: the notice's rate, else granted sum by eligible sum."""
    if mode is FinancingMode.FULL:
        return HUNDRED
    if terms.rate is not None:
        return terms.rate
    if terms.amount is None or not terms.eligible_total:
        return ZERO
    return min(HUNDRED, terms.amount * HUNDRED / terms.eligible_total)


@dataclass(frozen=True, slots=True)
class Paper:
    """An invoice as it came."""

    supplier: str
    number: str
    invoiced_on: date
    gross: Decimal
    net: Decimal
    filed_at: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line as somebody books it. ``amount`` is what counts: net where input tax is deducted (R30)."""

    category: str
    text: str
    amount: Decimal
    eligible: Decimal
    service_from: date | None = None
    service_until: date | None = None
    due_on: date | None = None
    paid_on: date | None = None


def may_book(entry: Entry, *, state: str, today: date) -> list[Refusal]:
    """Whether a line may be booked; days outside of periods are no refusal, they are marked."""
    found = []
    if state not in BOOKABLE:
        found.append(Refusal("closed", gettext_noop("The ledger of this grant is closed.")))
    if not entry.text.strip():
        found.append(Refusal("text", gettext_noop("Please say what it was for."), "text"))
    if len(entry.text.strip()) > TEXT_LIMIT:
        message = gettext_noop("At most %(limit)s characters are possible.")
        found.append(Refusal("long", message, "text", params={"limit": TEXT_LIMIT}))
    if entry.amount <= ZERO:
        found.append(Refusal("amount", gettext_noop("The amount is above nothing."), "amount"))
    if entry.eligible < ZERO or entry.eligible > entry.amount:
        message = gettext_noop("The eligible part lies between nothing and the whole amount.")
        found.append(Refusal("eligible", message, "eligible"))
    if entry.paid_on is None and entry.due_on is None:
        found.append(Refusal("when", gettext_noop("Please say when it was paid, or when it is due."), "paid_on"))
    if entry.paid_on is not None and entry.paid_on > today:
        found.append(
            Refusal("future", gettext_noop("A payment cannot lie in the future; say when it is due."), "paid_on")
        )
    if entry.service_from and entry.service_until and entry.service_until < entry.service_from:
        found.append(Refusal("service", gettext_noop("The service ends before it begins."), "service_until"))
    return found


def may_take_paper(paper: Paper) -> list[Refusal]:
    """Whether an invoice is complete enough to be kept."""
    found = []
    if not paper.supplier.strip():
        found.append(Refusal("supplier", gettext_noop("Please name the supplier."), "supplier"))
    if not paper.number.strip():
        found.append(Refusal("number", gettext_noop("Please give the number of the receipt."), "number"))
    if paper.net <= ZERO:
        found.append(Refusal("net", gettext_noop("The net amount is above nothing."), "net"))
    if paper.gross < paper.net:
        found.append(Refusal("gross", gettext_noop("The gross amount is not below the net amount."), "gross"))
    return found


@dataclass(frozen=True, slots=True)
class OrderInput:
    """A contract as somebody enters it; ``contractor`` is a body, never a person."""

    title: str
    contractor: str
    signed_on: date
    value: Decimal
    ends_on: date | None = None
    procedure: str = ""
    kind: str = ContractKind.ORDER


def may_order(given: OrderInput) -> list[Refusal]:
    """Whether a contract may be entered; one before the notice is no refusal, it is marked (R4, R22)."""
    found = []
    if not given.title.strip():
        found.append(Refusal("title", gettext_noop("Please say what was ordered."), "title"))
    if not given.contractor.strip():
        found.append(Refusal("contractor", gettext_noop("Please name the contractor."), "contractor"))
    if given.value < ZERO:
        found.append(Refusal("value", gettext_noop("The value is not below nothing."), "value"))
    if given.ends_on and given.ends_on < given.signed_on:
        found.append(Refusal("ends", gettext_noop("The contract ends before it was signed."), "ends_on"))
    return found


# ---- an invoice in several grants (I6)


def counted(paper_gross: Decimal, paper_net: Decimal, *, deducts: bool) -> Decimal:
    """What of an invoice counts: net for whoever deducts input tax (R30)."""
    return paper_net if deducts else paper_gross


def may_split(amount: Decimal, parts: Iterable[Decimal], whole: Decimal) -> list[Refusal]:
    """Another part of an invoice: all parts together never exceed it, so nothing is funded twice (I6)."""
    left = whole - total(parts)
    if amount <= left:
        return []
    message = gettext_noop("Only %(left)s of this invoice is not booked yet.")
    return [Refusal("above_invoice", message, "amount", params={"left": left})]


def may_mix(deducts: bool, others: Iterable[bool]) -> list[Refusal]:  # noqa: FBT001 - the one fact it is about
    """One invoice counts net or gross, for all its parts alike; else its parts could not be added up (I6)."""
    if all(other == deducts for other in others):
        return []
    message = gettext_noop(
        "Parts of one invoice count all net or all gross; another part of this one counts otherwise."
    )
    return [Refusal("mixed_tax", message, "invoice")]


def open_part(parts: Iterable[Decimal], whole: Decimal) -> Decimal:
    """What of an invoice stands in no grant yet; nothing: its parts are complete (I6)."""
    return whole - total(parts)


def split(whole: Decimal, weights: Iterable[Decimal]) -> list[Decimal]:
    """An amount in cents divided by weights: every part to the cent, and all parts together are exactly the whole (I6).

    The cents that rounding leaves go to the parts that lost most, the earlier ones first.
    """
    shares = list(weights)
    weight = total(shares)
    if weight <= ZERO or any(share < ZERO for share in shares):
        raise ValueError(shares)
    cent = Decimal("0.01")
    exact = [whole * share / weight for share in shares]
    parts = [amount // cent * cent for amount in exact]
    left = int((whole - total(parts)) / cent)
    for place in sorted(range(len(parts)), key=lambda number: (parts[number] - exact[number], number))[:left]:
        parts[place] += cent
    return parts


# ---- taking back (I16, I18)


@dataclass(frozen=True, slots=True)
class Booked:
    """What the rules ask of a booked line."""

    is_counter: bool
    is_reversed: bool
    is_asked: bool


def may_ask_back(line: Booked, reason: str, *, state: str) -> list[Refusal]:
    """Whether somebody may ask to take a line back."""
    found = []
    if state not in BOOKABLE:
        found.append(Refusal("closed", gettext_noop("The ledger of this grant is closed.")))
    if line.is_counter:
        found.append(Refusal("counter", gettext_noop("A counter-entry is not taken back; book the line again.")))
    if line.is_reversed:
        found.append(Refusal("reversed", gettext_noop("This line was taken back already.")))
    if line.is_asked:
        found.append(Refusal("asked", gettext_noop("Somebody has asked for it already; another person has to decide.")))
    if not reason.strip():
        found.append(Refusal("reason", gettext_noop("Please give a reason."), "reason"))
    if len(reason.strip()) > REASON_LIMIT:
        message = gettext_noop("At most %(limit)s characters are possible.")
        found.append(Refusal("long", message, "reason", params={"limit": REASON_LIMIT}))
    return found


def may_note_payment(
    line: Booked, *, paid_on: date, today: date, already: date | None, share: Decimal, share_then: Decimal
) -> list[Refusal]:
    """Whether the day of payment of a due line may be noted. The Land's part must be the same at that day's rate."""
    found = []
    if already is not None:
        found.append(Refusal("paid", gettext_noop("The payment of this line is noted already.")))
    if line.is_counter or line.is_reversed:
        found.append(Refusal("reversed", gettext_noop("This line was taken back already.")))
    if paid_on > today:
        found.append(
            Refusal("future", gettext_noop("A payment cannot lie in the future; say when it is due."), "paid_on")
        )
    if not found and share != share_then:
        message = gettext_noop("The funding rate was another one on that day: take the line back and book it again.")
        found.append(Refusal("rate", message, "paid_on"))
    return found


def part_of_the_land(eligible: Decimal, rate: Decimal) -> Decimal:
    """The grant's part of a line, to the cent, never above the eligible part (I3)."""
    return min(eligible, land_share(eligible, rate))
