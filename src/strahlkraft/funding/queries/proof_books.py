"""A proof of use from the books: the form, what is missing, and the content that is approved and frozen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Exists, OuterRef

from strahlkraft.funding.models import (
    Correction,
    CounterRequest,
    Drawdown,
    Expenditure,
    FinancingPlan,
    Grant,
    GrantNotice,
    Invoice,
    Proof,
)
from strahlkraft.funding.queries.terms import facts_of, plan_in_force
from strahlkraft.funding.rules import proof_form as figures
from strahlkraft.funding.rules import proofs as rules
from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.terms import Terms, terms
from strahlkraft.funding.rules.vocabulary import (
    Category,
    ClaimState,
    DrawdownState,
    FinancingMode,
    GrantState,
    NoticeState,
    ProofKind,
    SourceKind,
)

_DONE_WITH = (DrawdownState.USED, DrawdownState.USED_AT_RISK, DrawdownState.REPAID, DrawdownState.DISCARDED)
_WITHOUT_RECEIPT = (Category.STAFF,)  # pay is proved by the books of the payroll office


@dataclass(frozen=True, slots=True)
class Books:
    """All records a proof is computed from, read once; eight queries whatever their number."""

    grant: Grant
    terms: Terms
    notices: list[GrantNotice]
    plan: FinancingPlan | None
    lines: list[Expenditure]
    received: list[figures.Received]

    @property
    def counted(self) -> list[tuple[date, Expenditure]]:
        """Paid lines with the day they count on; a counter-entry counts on the day of what it takes back."""
        return [
            (day, row)
            for row in self.lines
            if (day := row.reverses.paid_on if row.reverses is not None else row.paid_on) is not None
        ]


def books_of(grant: Grant) -> Books:
    """The books of one grant."""
    notices = list(GrantNotice.objects.filter(grant=grant, state=NoticeState.CONFIRMED))
    lines = Expenditure.objects.filter(grant=grant).select_related("reverses", "invoice", "reversed_by")
    received = [figures.Received(row.received_on, row.amount) for row in grant.payments.all()]
    back = grant.claims.filter(state=ClaimState.PAID, paid_on__isnull=False)
    received += [figures.Received(row.paid_on, -row.amount) for row in back if row.paid_on is not None]
    return Books(grant, terms(map(facts_of, notices)), notices, plan_in_force(grant), list(lines), received)


def basis_of(proof: Proof, books: Books) -> figures.Basis:
    """What the form of this proof is computed from."""
    plan = books.plan
    return figures.Basis(
        mode=FinancingMode(books.grant.financing_mode),
        rate=books.terms.rate,
        granted=books.terms.amount or ZERO,
        lines=[
            figures.PlannedLine(row.category, row.year, row.eligible, row.non_eligible)
            for row in (plan.lines.all() if plan else ())
        ],
        sources=[
            figures.PlannedSource(row.kind, row.year, row.amount, row.name)
            for row in (plan.sources.all() if plan else ())
        ],
        spent=[figures.Spent(row.category, day, row.amount, row.eligible) for day, row in books.counted],
        received=books.received,
        third=income_of(proof),
        year=proof.year,
    )


def income_of(proof: Proof) -> dict[str, Decimal]:
    """What third parties gave as it was stated, by name; what cannot be read counts as not stated."""
    found = {}
    for name, text in proof.income.items():
        try:
            found[str(name)] = Decimal(str(text))
        except InvalidOperation:
            continue
    return found


def third_parties(proof: Proof, books: Books) -> list[str]:
    """The third parties the plan counts on in the scope of this proof, by name."""
    rows = books.plan.sources.all() if books.plan else ()
    return sorted({row.name for row in rows if row.kind == SourceKind.THIRD_PARTY and proof.year in {None, row.year}})


# ---- what is missing


def standing_of(proof: Proof, books: Books) -> rules.Standing:
    """What a proof needs before it goes on; six more queries."""
    grant, year = proof.grant_id, proof.year
    counter = CounterRequest.objects.filter(
        expenditure__grant=grant, withdrawn_at=None, expenditure__reversed_by__isnull=True
    )
    forwarded = (
        Grant.objects.filter(parent=grant)
        .exclude(state=GrantState.NOT_GRANTED)
        .exclude(Exists(Proof.objects.filter(grant=OuterRef("pk"), kind=ProofKind.FINAL, state__in=rules.DECIDED)))
    )
    counted = [row for day, row in books.counted if year in {None, day.year}]
    return rules.Standing(
        final=proof.kind == ProofKind.FINAL,
        has_plan=books.plan is not None,
        empty_sections=tuple(key for key in rules.SECTIONS if not str(proof.narrative.get(key, "")).strip()),
        missing_confirmations=tuple(key for key in rules.CONFIRMATIONS if not proof.confirmations.get(key)),
        unstated_income=len(set(third_parties(proof, books)) - set(income_of(proof))),
        unpaid=sum(_is_unpaid(row, year) for row in books.lines),
        without_receipt=sum(_lacks_receipt(row) for row in counted),
        incomplete_receipts=_incomplete(counted),
        open_counter_entries=counter.count(),
        open_drawdowns=Drawdown.objects.filter(grant=grant).exclude(state__in=_DONE_WITH).count(),
        unproved_forwarded=forwarded.count(),
        open_corrections=Correction.objects.filter(grant=grant, confirmed_by="").count(),
        marked=sum(bool(row.marks) and not _is_undone(row) for row in counted),
    )


def _is_undone(row: Expenditure) -> bool:
    """Whether a line was taken back, or takes one back: it proves nothing any more."""
    return row.reverses_id is not None or hasattr(row, "reversed_by")


def _is_unpaid(row: Expenditure, year: int | None) -> bool:
    if row.paid_on is not None or _is_undone(row):
        return False
    return year is None or (row.due_on is not None and row.due_on.year == year)


def _lacks_receipt(row: Expenditure) -> bool:
    if _is_undone(row) or row.category in _WITHOUT_RECEIPT:
        return False
    return row.invoice is None or (not row.invoice.filed_at.strip() and row.invoice.document_id is None)


def _incomplete(rows: Iterable[Expenditure]) -> int:
    """Receipts whose booked parts, in all grants together, stay below their net sum (I6)."""
    ids = {row.invoice_id for row in rows if row.invoice_id and not _is_undone(row)}
    booked: dict[int, Decimal] = defaultdict(lambda: ZERO)
    parts = Expenditure.objects.filter(invoice__in=ids).values_list("invoice_id", "amount")
    for invoice, amount in parts:
        if invoice is not None:
            booked[invoice] += amount
    return sum(booked[key] < net for key, net in Invoice.objects.filter(pk__in=ids).values_list("pk", "net"))


# ---- the whole proof as plain data


@dataclass(frozen=True, slots=True)
class Sheet:
    """A proof with its form, what is missing, and the content an approval is of."""

    proof: Proof
    books: Books
    basis: figures.Basis
    form: figures.Form
    standing: rules.Standing
    content: Mapping[str, Any]


def sheet_of(proof: Proof) -> Sheet:
    """Everything about one proof as of now; a constant number of queries."""
    books = books_of(proof.grant)
    basis = basis_of(proof, books)
    form, standing = figures.form_of(basis), standing_of(proof, books)
    return Sheet(proof, books, basis, form, standing, content_of(proof, books, form, standing))


def content_of(proof: Proof, books: Books, form: figures.Form, standing: rules.Standing) -> dict[str, Any]:
    """What is approved and frozen (I19, I20): every figure and every word of the proof, none of who works on it."""
    grant = books.grant
    numbers = asdict(form)
    attached = bool(proof.confirmations.get(rules.RECEIPTS))
    return {
        "grant": grant.code,
        "kind": proof.kind,
        "year": proof.year,
        "head": {
            "purpose": grant.title,
            "project": grant.project.title if grant.project else "",
            "recipient": str(grant.recipient),
            "region": grant.region.name,
            "mode": grant.financing_mode,
            "recipient_kind": grant.recipient_kind,
            "rate": books.terms.rate,
            "edition": books.terms.edition,
            "demonstration": grant.demonstration,
            "net": grant.deducts_input_tax,
            "notices": [
                {"kind": row.kind, "reference": row.reference, "issued_on": row.issued_on, "amount": row.amount}
                for row in books.notices
            ],
        },
        "narrative": [{"key": key, "text": str(proof.narrative.get(key, "")).strip()} for key in rules.SECTIONS],
        "confirmations": [
            {"key": key, "given": bool(proof.confirmations.get(key))} for key in (*rules.CONFIRMATIONS, rules.RECEIPTS)
        ],
        **numbers,
        "marked": standing.marked,
        "receipts": _receipts(proof, books) if attached else [],
        "certificate": {
            "on": proof.certified_on,
            "sha256": proof.certificate.sha256 if proof.certificate else "",
        },
    }


def _receipts(proof: Proof, books: Books) -> list[dict[str, Any]]:
    """The list of receipts (R32): every paid line in the order of its day, counter-entries included."""
    rows = sorted(
        ((day, row) for day, row in books.counted if proof.year in {None, day.year}),
        key=lambda one: (one[0], one[1].pk),
    )
    return [
        {
            "number": place,
            "paid_on": day,
            "supplier": row.invoice.supplier if row.invoice else "",
            "receipt": row.invoice.number if row.invoice else "",
            "receipt_on": row.invoice.invoiced_on if row.invoice else None,
            "text": row.text,
            "category": row.category,
            "amount": row.amount,
            "eligible": row.eligible,
            "marked": bool(row.marks),
        }
        for place, (day, row) in enumerate(rows, start=1)
    ]
