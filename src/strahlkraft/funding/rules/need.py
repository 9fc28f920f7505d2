"""What the recipient needs for payments due in two months, and how much of it may be requested (R15, R16, I3, I4); pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from strahlkraft.funding.rules.dates import add_months
from strahlkraft.funding.rules.editions import Parameter
from strahlkraft.funding.rules.money import HUNDRED, ZERO, cents, total
from strahlkraft.funding.rules.vocabulary import FinancingMode


@dataclass(frozen=True, slots=True)
class Due:
    """A payment the recipient has to make: from the ledger (``expenditure``), or typed into the request."""

    text: str
    due_on: date
    eligible: Decimal
    expenditure: int | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where the money of a grant stands on a day.

    ``granted``: by the notices effective then. ``eligible``, ``own``, ``third``: of the plan or the notice. ``drawn``:
    payouts less what was paid back. ``asked``: requested and not paid out yet. ``spent``: eligible expenditure that was
    paid, ``spent_share`` the grant's part of it.
    """

    mode: FinancingMode
    granted: Decimal
    rate: Decimal | None = None  # percent
    eligible: Decimal = ZERO
    own: Decimal = ZERO
    third: Decimal = ZERO
    drawn: Decimal = ZERO
    asked: Decimal = ZERO
    spent: Decimal = ZERO
    spent_share: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Need:
    """The computation behind a request, as it is shown and kept.

    ``share`` is the grant's part of the due payments; ``surplus`` what was drawn beyond the grant's part of what was
    spent (below nothing: the recipient has paid in advance); ``room`` what is left of the granted sum.
    """

    begins_on: date
    until: date
    due: tuple[Due, ...]
    rate: Decimal
    eligible: Decimal
    share: Decimal
    surplus: Decimal
    room: Decimal
    limit: Decimal
    months: Parameter


def rate_of(at: Position) -> Decimal:
    """The rate in percent at which due payments are drawn (R16): with own and other money, pro rata."""
    if at.mode is FinancingMode.FULL:
        return HUNDRED
    if at.mode is FinancingMode.SHARE and at.rate is not None:
        return at.rate
    return at.granted * HUNDRED / at.eligible if at.eligible else at.rate or ZERO


def need_of(due: Iterable[Due], at: Position, *, expected_on: date, months: Parameter) -> Need:
    """What may be requested at most for a payout on ``expected_on`` (R15, R16).

    Counted are payments due until so many months after the payout, earlier ones still unpaid among them. Share, fixed
    and full financing: due × rate less the surplus already drawn. Gap: what own and third-party money leave, less what
    was drawn. Never more than is left of the granted sum (I4).
    """
    until = add_months(expected_on, months.whole)
    counted = tuple(sorted((one for one in due if one.due_on <= until), key=lambda one: (one.due_on, one.text)))
    eligible, rate = total(one.eligible for one in counted), rate_of(at)
    room = max(ZERO, at.granted - at.drawn - at.asked)
    if at.mode is FinancingMode.GAP:
        covered = max(ZERO, at.spent - at.own - at.third)
        share = max(ZERO, at.spent + eligible - at.own - at.third) - covered
        surplus = at.drawn + at.asked - covered
    else:
        share = eligible * rate / HUNDRED
        surplus = at.drawn + at.asked - at.spent_share
    limit = cents(max(ZERO, min(share - surplus, room)))
    return Need(expected_on, until, counted, rate, eligible, share, surplus, room, limit, months)


def _row_as_kept(one: Due) -> dict[str, Any]:
    return {
        "text": one.text,
        "due_on": one.due_on.isoformat(),
        "eligible": f"{one.eligible:.2f}",
        "expenditure": one.expenditure,
    }


def need_as_kept(need: Need, at: Position, *, planned: Iterable[Due], edition: str) -> dict[str, Any]:
    """The computation as it is stored, printed and approved: text, so that nothing is rounded by storing it."""
    return {
        "planned": [_row_as_kept(one) for one in planned],
        "from": need.begins_on.isoformat(),
        "until": need.until.isoformat(),
        "due": [_row_as_kept(one) for one in need.due],
        "mode": str(at.mode),
        "rate": f"{need.rate:f}",
        "eligible": f"{need.eligible:.2f}",
        "share": f"{cents(need.share):.2f}",
        "surplus": f"{cents(need.surplus):.2f}",
        "granted": f"{at.granted:.2f}",
        "drawn": f"{at.drawn:.2f}",
        "asked": f"{at.asked:.2f}",
        "spent": f"{at.spent:.2f}",
        "spent_share": f"{at.spent_share:.2f}",
        "room": f"{need.room:.2f}",
        "limit": f"{need.limit:.2f}",
        "edition": edition,
        "months": need.months.whole,
        "months_citation": need.months.citation,
        "months_overridden": need.months.overridden,
        "months_verified": need.months.verified,
    }


def planned_of(kept: Mapping[str, Any]) -> tuple[Due, ...]:
    """The payments somebody typed, out of a stored computation."""
    return tuple(
        Due(row["text"], date.fromisoformat(row["due_on"]), Decimal(row["eligible"])) for row in kept.get("planned", [])
    )


_AMOUNTS = (
    "eligible",
    "share",
    "surplus",
    "granted",
    "drawn",
    "asked",
    "spent",
    "spent_share",
    "room",
    "limit",
    "rate",
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored computation, to be shown: the payments counted, every step as it was, what the two months rest on."""

    begins_on: date
    until: date
    due: tuple[Due, ...]
    mode: str
    amounts: Mapping[str, Decimal]
    edition: str
    months: int
    citation: str
    overridden: bool
    verified: bool


def kept_of(stored: Mapping[str, Any]) -> Kept:
    """A stored computation as values again."""
    return Kept(
        begins_on=date.fromisoformat(stored["from"]),
        until=date.fromisoformat(stored["until"]),
        due=tuple(
            Due(row["text"], date.fromisoformat(row["due_on"]), Decimal(row["eligible"]), row["expenditure"])
            for row in stored["due"]
        ),
        mode=stored["mode"],
        amounts={name: Decimal(stored[name]) for name in _AMOUNTS},
        edition=stored["edition"],
        months=stored["months"],
        citation=stored["months_citation"],
        overridden=stored["months_overridden"],
        verified=stored["months_verified"],
    )
