"""The figures of a proof of use (Grundmuster 3, parts II and III): by the notice beside what came about (R30, R31); pure.

Everything is computed from the plan in force, the ledger and the payouts; the own contribution is what remains. Only the
money third parties gave is stated by people.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal

from strahlkraft.funding.rules.money import CENT, HUNDRED, ZERO, Actual, Planned, cents, final_grant, total
from strahlkraft.funding.rules.vocabulary import Category, FinancingMode, SourceKind
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line of the plan in force."""

    category: str
    year: int
    eligible: Decimal
    other: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class PlannedSource:
    """A source of the plan in force."""

    kind: str
    year: int
    amount: Decimal
    name: str = ""


@dataclass(frozen=True, slots=True)
class Spent:
    """A line of the ledger that was paid; a counter-entry counts on the day of what it takes back."""

    category: str
    paid_on: date
    amount: Decimal
    eligible: Decimal


@dataclass(frozen=True, slots=True)
class Received:
    """Money of the Land that came, or went back (negative)."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Basis:
    """All a proof is computed from. ``year``: of an interim proof; ``third``: what third parties gave, by name."""

    mode: FinancingMode
    rate: Decimal | None
    granted: Decimal
    lines: Sequence[PlannedLine] = ()
    sources: Sequence[PlannedSource] = ()
    spent: Sequence[Spent] = ()
    received: Sequence[Received] = ()
    third: Mapping[str, Decimal] = field(default_factory=dict)
    year: int | None = None

    def of_scope(self) -> "Basis":
        """As it counts for this proof: everything, or one year of it."""
        if self.year is None:
            return self
        return Basis(
            self.mode,
            self.rate,
            self.granted,
            [row for row in self.lines if row.year == self.year],
            [row for row in self.sources if row.year == self.year],
            [row for row in self.spent if row.paid_on.year == self.year],
            [row for row in self.received if row.on.year == self.year],
            self.third,
        )


@dataclass(frozen=True, slots=True)
class IncomeRow:
    """Part II.1, one source: by the notice and as settled, in euros and percent of all income (100)."""

    kind: str
    name: str
    planned: Decimal
    planned_percent: Decimal
    actual: Decimal
    actual_percent: Decimal


@dataclass(frozen=True, slots=True)
class ExpenditureRow:
    """Part II.2, one line of the plan's structure: in all and what of it is eligible."""

    category: str
    planned: Decimal
    planned_eligible: Decimal
    actual: Decimal
    actual_eligible: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """The bottom lines of part II."""

    planned_income: Decimal
    actual_income: Decimal
    planned: Decimal
    planned_eligible: Decimal
    actual: Decimal
    actual_eligible: Decimal


@dataclass(frozen=True, slots=True)
class Result:
    """Part III: the actual result, and what the grant comes to by our reckoning.

    ``due`` is an estimate until the authority decides. ``open``: above nothing, what the Land still has to pay; below,
    what has to go back.
    """

    granted: Decimal
    paid: Decimal
    due: Decimal
    open: Decimal
    spent_less: Decimal  # eligible expenditure planned less settled: Minderausgaben, below nothing Mehrausgaben


@dataclass(frozen=True, slots=True)
class Form:
    """Parts II and III, all amounts to the cent."""

    income: tuple[IncomeRow, ...]
    expenditure: tuple[ExpenditureRow, ...]
    totals: Totals
    result: Result


def form_of(basis: Basis) -> Form:
    """Fill the form. The own contribution is what remains, never typed (R11); the grant keeps rate and ceiling (I3)."""
    scope = basis.of_scope()
    expenditure = _expenditure(scope)
    totals = {
        "planned": total(row.planned for row in expenditure),
        "planned_eligible": total(row.planned_eligible for row in expenditure),
        "actual": total(row.actual for row in expenditure),
        "actual_eligible": total(row.actual_eligible for row in expenditure),
    }
    paid = total(row.amount for row in scope.received)
    due = grant_due(scope, totals["actual_eligible"])
    income = _income(scope, due=due, paid=paid, spent=totals["actual"])
    whole = Totals(
        planned_income=total(row.planned for row in income), actual_income=total(row.actual for row in income), **totals
    )
    less = whole.planned_eligible - whole.actual_eligible
    return Form(income, expenditure, whole, Result(basis.granted, paid, due, due - paid, less))


def grant_due(basis: Basis, eligible: Decimal) -> Decimal:
    """What the Land gives by kind of financing, to the cent; within the rate and the granted sum (R14, I3)."""
    kinds = defaultdict[str, Decimal](lambda: ZERO)
    for row in basis.sources:
        kinds[row.kind] += row.amount
    planned = Planned(
        mode=basis.mode,
        eligible=total(row.eligible for row in basis.lines),
        grant=min(kinds[SourceKind.GRANT] or basis.granted, basis.granted),
        own=kinds[SourceKind.OWN],
        third=kinds[SourceKind.THIRD_PARTY],
        rate=basis.rate,
    )
    stated = total(basis.third.values()) if basis.third else planned.third
    amount = final_grant(planned, Actual(eligible, third=stated))
    if basis.rate is not None:
        amount = min(amount, eligible * basis.rate / HUNDRED)
    return cents(max(ZERO, amount))


def _expenditure(basis: Basis) -> tuple[ExpenditureRow, ...]:
    """Lines of the plan and of the ledger; one the plan does not know stands there with nothing planned."""
    known = {row.category for row in basis.lines} | {row.category for row in basis.spent}
    return tuple(
        ExpenditureRow(
            category=category,
            planned=total(row.eligible + row.other for row in basis.lines if row.category == category),
            planned_eligible=total(row.eligible for row in basis.lines if row.category == category),
            actual=total(row.amount for row in basis.spent if row.category == category),
            actual_eligible=total(row.eligible for row in basis.spent if row.category == category),
        )
        for category in Category
        if category in known
    )


def _income(basis: Basis, *, due: Decimal, paid: Decimal, spent: Decimal) -> tuple[IncomeRow, ...]:
    planned = defaultdict[tuple[str, str], Decimal](lambda: ZERO)
    for row in basis.sources:
        planned[row.kind, row.name if row.kind == SourceKind.THIRD_PARTY else ""] += row.amount
    third = {name: amount for (kind, name), amount in planned.items() if kind == SourceKind.THIRD_PARTY}
    given = {**third, **basis.third}
    own = max(ZERO, spent - total(given.values()) - due)
    rows = [
        (SourceKind.OWN, "", planned[SourceKind.OWN, ""], own),
        *((SourceKind.THIRD_PARTY, name, third.get(name, ZERO), given[name]) for name in sorted(given)),
        (SourceKind.GRANT, "", planned[SourceKind.GRANT, ""], paid),
    ]
    before, after = shares(row[2] for row in rows), shares(row[3] for row in rows)
    return tuple(
        IncomeRow(str(kind), name, wanted, before[place], came, after[place])
        for place, (kind, name, wanted, came) in enumerate(rows)
    )


def shares(amounts: Iterable[Decimal]) -> list[Decimal]:
    """Percentages with two places that sum up to exactly 100: what rounding leaves goes to the largest remainders.

    All nothing when there is nothing; amounts below nothing are not shared (all nothing too).
    """
    rows = list(amounts)
    whole = total(rows)
    if whole <= ZERO or min(rows) < ZERO:
        return [ZERO.quantize(CENT)] * len(rows)
    exact = [row * HUNDRED / whole for row in rows]
    down = [one.quantize(CENT, rounding=ROUND_DOWN) for one in exact]
    left = int((HUNDRED - total(down)) / CENT)
    for place in sorted(range(len(rows)), key=lambda n: (down[n] - exact[n], n))[:left]:
        down[place] += CENT
    return down


def differences(form: Form, basis: Basis) -> list[Refusal]:
    """Our totals against the form's (R31): the sums are taken again, straight from the books. Empty: they meet."""
    scope = basis.of_scope()
    pairs = (
        (form.totals.actual, total(row.amount for row in scope.spent)),
        (form.totals.actual_eligible, total(row.eligible for row in scope.spent)),
        (form.totals.planned, total(row.eligible + row.other for row in scope.lines)),
        (form.totals.planned_eligible, total(row.eligible for row in scope.lines)),
        (form.totals.planned_income, total(row.amount for row in scope.sources)),
        (form.result.paid, total(row.amount for row in scope.received)),
        (form.totals.planned_income, form.totals.planned),
    )
    if all(one == other for one, other in pairs):
        return []
    return [
        Refusal("sums", gettext_noop("The sums of the form and of the books differ; please tell the project office."))
    ]
