"""What may be requested, when it must be used, and which payout is used first (R15 to R18, I3 to I5, I12); pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from strahlkraft.funding.rules.money import ZERO, total
from strahlkraft.funding.rules.need import Due, Need
from strahlkraft.funding.rules.vocabulary import DrawdownState, GrantState
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

TEXT_LIMIT, STATEMENT_LIMIT, REASON_LIMIT, REFERENCE_LIMIT = 200, 4_000, 500, 120
PLANNED_LIMIT = 30  # payments typed into one request
NEAR_DAYS = 14
"""How many days before the end of the two months the list of the day speaks up."""
OPEN_STATES = (DrawdownState.PAID, DrawdownState.PARTLY_USED)
"""In these the clock of two months runs."""
ON_THE_WAY = (DrawdownState.CHECKED, DrawdownState.RELEASED, DrawdownState.REQUESTED)
"""What these ask for is no longer free for another request."""
DRAWING = (GrantState.EFFECTIVE, GrantState.RUNNING, GrantState.PROOF_DUE)
"""A grant in these may still draw: what was due before the end is paid after it, too."""


@dataclass(frozen=True, slots=True)
class Payout:
    """A payout with what became of it; ``use_by`` is the last day of its two months."""

    key: int
    received_on: date
    amount: Decimal
    use_by: date
    used: Decimal = ZERO
    repaid: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        """What is neither used nor paid back."""
        return max(ZERO, self.amount - self.used - self.repaid)

    def days_left(self, today: date) -> int:
        """Until the end of the two months; below nothing when they have passed."""
        return (self.use_by - today).days

    def overdue(self, today: date) -> bool:
        """Whether money is left although the two months have passed (R18)."""
        return self.left > ZERO and today > self.use_by


@dataclass(frozen=True, slots=True)
class Open:
    """An expenditure whose part of the grant no payout covers yet."""

    key: int
    left: Decimal
    paid_on: date | None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """Which part of a payout paid which expenditure on which day."""

    expenditure: int
    amount: Decimal
    used_on: date


@dataclass(frozen=True, slots=True)
class RequestInput:
    """A request as somebody writes it; ``amount`` None: as much as may be requested."""

    expected_on: date
    planned: tuple[Due, ...] = ()
    amount: Decimal | None = None
    statement: str = ""
    override_reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a grant may draw: its state, since when its notice is effective, what earlier ones left."""

    state: str
    effective_on: date | None
    revoked: bool = False
    unused: tuple[Payout, ...] = field(default_factory=tuple)
    waiting: int = 0  # requests on their way to a payout, besides this one


def may_draw(grant: Standing, *, on: date) -> list[Refusal]:
    """Nothing is drawn before the notice can no longer be contested (I12), nor from a grant that is over or revoked."""
    if grant.effective_on is None or on < grant.effective_on or grant.state == GrantState.GRANTED:
        return [
            Refusal(
                "not_effective",
                gettext_noop("Nothing may be drawn before the notice is legally effective."),
            )
        ]
    if grant.revoked or grant.state not in DRAWING:
        return [Refusal("not_drawing", gettext_noop("Nothing can be drawn from this grant any more."))]
    return []


def blocked_by_last(grant: Standing, override_reason: str) -> list[Refusal]:
    """The next request waits until the last payout came and is used, unless somebody says why (R17)."""
    if override_reason.strip():
        return []
    if grant.waiting:
        return [
            Refusal(
                "last_not_paid",
                gettext_noop("Another request waits for its payout. Say why more is needed already."),
                "override_reason",
            )
        ]
    if any(payout.left > ZERO for payout in grant.unused):
        return [
            Refusal(
                "last_not_used",
                gettext_noop("The last payout is not used up. Book its use first, or say why more is needed already."),
                "override_reason",
            )
        ]
    return []


def may_ask(need: Need, amount: Decimal | None) -> list[Refusal]:
    """Only as far as it is needed for due payments (R15)."""
    if need.limit <= ZERO:
        return [
            Refusal(
                "nothing_needed",
                gettext_noop(
                    "Nothing may be requested now: no due payments remain that the drawn money does not cover."
                ),
            )
        ]
    if amount is None:
        return []
    if amount <= ZERO:
        return [Refusal("no_amount", gettext_noop("Please write an amount above zero."), "amount")]
    if amount > need.limit:
        return [
            Refusal(
                "above_need",
                gettext_noop("At most %(limit)s may be requested for the payments due until %(until)s."),
                "amount",
                {"limit": need.limit, "until": need.until},
            )
        ]
    return []


def may_plan(planned: Sequence[Due], *, expected_on: date, today: date) -> list[Refusal]:
    """Typed payments have a text, a day and an amount; the payout lies ahead."""
    found = []
    if expected_on < today:
        found.append(
            Refusal("in_the_past", gettext_noop("The payout lies ahead, so its day cannot be past."), "expected_on")
        )
    if any(not one.text.strip() or one.eligible <= ZERO for one in planned):
        found.append(Refusal("planned", gettext_noop("Every planned payment needs a text and an amount above zero.")))
    if len(planned) > PLANNED_LIMIT:
        found.append(Refusal("too_many", gettext_noop("Please put small payments together; a request has at most 30.")))
    return found


def may_check(statement: str) -> list[Refusal]:
    """Each request states the need in words (R15)."""
    if statement.strip():
        return []
    return [Refusal("no_statement", gettext_noop("Please say what the money is needed for."), "statement")]


def may_pay_out(amount: Decimal, received_on: date, *, left: Decimal, today: date) -> list[Refusal]:
    """A payout arrived, on a day that was; all payouts stay within the sum granted on that day (I4)."""
    found = []
    if received_on > today:
        found.append(
            Refusal("future", gettext_noop("This day lies ahead; please book what has happened."), "received_on")
        )
    if amount <= ZERO:
        found.append(Refusal("no_amount", gettext_noop("Please write an amount above zero."), "amount"))
    elif amount > left:
        found.append(
            Refusal(
                "above_grant",
                gettext_noop("All payouts together would exceed the sum granted on that day; %(left)s are left."),
                "amount",
                {"left": max(left, ZERO)},
            )
        )
    return found


def may_use(uses: Sequence[Use], payout: Payout, open_rows: Mapping[int, Open], *, today: date) -> list[Refusal]:
    """Uses stay within the payout and within each expenditure's part of the grant (I5), on days since the payout."""
    if not uses:
        return [Refusal("no_use", gettext_noop("Please enter an amount for at least one expenditure."))]
    if any(one.amount <= ZERO for one in uses):
        return [Refusal("no_amount", gettext_noop("Please write an amount above zero."))]
    found = []
    if total(one.amount for one in uses) > payout.left:
        found.append(
            Refusal(
                "above_payout",
                gettext_noop("Only %(left)s of this payout are left."),
                params={"left": payout.left},
            )
        )
    by_row: dict[int, Decimal] = {}
    for one in uses:
        by_row[one.expenditure] = by_row.get(one.expenditure, ZERO) + one.amount
    if any(key not in open_rows or amount > open_rows[key].left for key, amount in by_row.items()):
        found.append(
            Refusal("above_share", gettext_noop("More would be used for an expenditure than the grant's part of it."))
        )
    if any(not payout.received_on <= one.used_on <= today for one in uses):
        found.append(
            Refusal("use_day", gettext_noop("Money is used on or after the day it came, and not in the future."))
        )
    return found


def proposed(payouts: Iterable[Payout], rows: Iterable[Open]) -> list[tuple[int, Use]]:
    """Which payout covers which paid expenditure: the oldest payout first, the earliest payment first.

    Pairs of the payout's key and the use. What is not paid yet is not proposed.
    """
    paid = [(one.paid_on, one.key, one.left) for one in rows if one.paid_on is not None]
    waiting = {key: left for _day, key, left in paid}
    found: list[tuple[int, Use]] = []
    for payout in sorted(payouts, key=lambda one: (one.received_on, one.key)):
        left = payout.left
        for day, key, _whole in sorted(paid):
            part = min(left, waiting[key])
            if part > ZERO:
                found.append((payout.key, Use(key, part, max(day, payout.received_on))))
                waiting[key] -= part
                left -= part
    return found


def deed_after_use(state: str, left: Decimal) -> str:
    """Which move of the table booking a use makes; empty: the state stays."""
    if left <= ZERO and state in {*OPEN_STATES, DrawdownState.OVERDUE}:
        return "use_up"
    return "use_partly" if state == DrawdownState.PAID else ""


def may_expire(payout: Payout, *, today: date) -> list[Refusal]:
    """The two months have passed and money is left (R18)."""
    if payout.overdue(today):
        return []
    return [Refusal("not_yet", gettext_noop("The two months have not passed, or nothing is left."))]


def may_repay(payout: Payout, paid_on: date, reference: str, *, today: date) -> list[Refusal]:
    """What was not used in time goes back: all that is left, on a day that was, with the transfer's reference."""
    found = []
    if payout.left <= ZERO:
        found.append(Refusal("nothing_left", gettext_noop("Nothing of this payout is left.")))
    if not payout.received_on <= paid_on <= today:
        found.append(Refusal("future", gettext_noop("This day lies ahead; please book what has happened."), "paid_on"))
    if not reference.strip():
        found.append(Refusal("no_reference", gettext_noop("Please give the reference of the transfer."), "reference"))
    return found
