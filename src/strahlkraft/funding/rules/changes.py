"""What a change request asks for: its fields by kind, moving money without more of it (I7), what the notice made of it; pure.

A request is reasoned and made before the change takes effect (R24); true is only what a confirmed notice says (I11).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from strahlkraft.funding.rules.money import ZERO, total
from strahlkraft.funding.rules.vocabulary import ChangeKind, ChangeState, NoticeKind, SourceKind
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

REASON_LIMIT, TEXT_LIMIT, LATE_LIMIT = 4000, 4000, 500  # characters

FIELDS: Mapping[str, tuple[str, ...]] = {
    ChangeKind.TERM: ("grant_until", "work_until", "lines", "sources", "staff_months", "milestones"),
    ChangeKind.SHIFT: ("lines", "sources"),
    ChangeKind.PLAN: ("lines", "sources"),
    ChangeKind.CONTENT: ("content",),
    ChangeKind.PARTNER: ("partners",),
}
"""Which fields ``before`` and ``after`` of a request have, by kind."""
OPEN_STATES = (ChangeState.DRAFT, ChangeState.RELEASED, ChangeState.SUBMITTED, ChangeState.QUERIED)
"""States in which nobody has decided yet."""
NOT_SUBMITTED = (ChangeState.DRAFT, ChangeState.RELEASED)

LineKey = tuple[int, str]  # year, category
SourceKey = tuple[str, str, int]  # kind, name, year


@dataclass(frozen=True, slots=True)
class Money:
    """A financing plan as amounts by line and year, and by source and year; euros."""

    eligible: Mapping[LineKey, Decimal] = field(default_factory=dict)
    non_eligible: Mapping[LineKey, Decimal] = field(default_factory=dict)
    sources: Mapping[SourceKey, Decimal] = field(default_factory=dict)

    @property
    def years(self) -> list[int]:
        """Every year with a line or a source."""
        return sorted(
            {year for year, _category in [*self.eligible, *self.non_eligible]} | {key[2] for key in self.sources}
        )

    @property
    def grant(self) -> Decimal:
        """What the Land gives by this plan."""
        return total(amount for (kind, _name, _year), amount in self.sources.items() if kind == SourceKind.GRANT)


def money_as_json(money: Money) -> dict[str, Any]:
    """As it stands in ``before`` and ``after``: rows in a fixed order, amounts as text with two places, no empty rows."""
    keys = sorted({*money.eligible, *money.non_eligible})
    lines = [
        {
            "year": year,
            "category": category,
            "eligible": f"{money.eligible.get((year, category), ZERO):.2f}",
            "non_eligible": f"{money.non_eligible.get((year, category), ZERO):.2f}",
        }
        for year, category in keys
        if money.eligible.get((year, category)) or money.non_eligible.get((year, category))
    ]
    sources = [
        {"kind": kind, "name": name, "year": year, "amount": f"{amount:.2f}"}
        for (kind, name, year), amount in sorted(money.sources.items())
        if amount
    ]
    return {"lines": lines, "sources": sources}


def money_of(stored: Mapping[str, Any]) -> Money:
    """The money that ``before`` or ``after`` holds; empty where it holds none."""
    lines = stored.get("lines") or []
    return Money(
        eligible={(row["year"], row["category"]): Decimal(row["eligible"]) for row in lines},
        non_eligible={
            (row["year"], row["category"]): Decimal(row["non_eligible"])
            for row in lines
            if Decimal(row["non_eligible"])
        },
        sources={
            (row["kind"], row["name"], row["year"]): Decimal(row["amount"]) for row in stored.get("sources") or []
        },
    )


@dataclass(frozen=True, slots=True)
class Balance:
    """One sum before and after: ``what`` eligible, non_eligible, or a source (``kind``, ``name``); I7 holds when they meet."""

    what: str
    name: str
    old: Decimal
    new: Decimal

    @property
    def difference(self) -> Decimal:
        """How much more is asked for."""
        return self.new - self.old

    @property
    def even(self) -> bool:
        """Whether not a cent more or less."""
        return self.old == self.new


def balances(before: Money, after: Money) -> list[Balance]:
    """The sums that stay when a change costs nothing: eligible, not eligible, and every source by itself (I7)."""
    rows = [
        Balance("eligible", "", total(before.eligible.values()), total(after.eligible.values())),
        Balance("non_eligible", "", total(before.non_eligible.values()), total(after.non_eligible.values())),
    ]
    by_source: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for place, money in enumerate((before, after)):
        for (kind, name, _year), amount in money.sources.items():
            by_source[kind, name][place] += amount
    rows += [Balance(kind, name, old, new) for (kind, name), (old, new) in sorted(by_source.items())]
    return [row for row in rows if row.what == "eligible" or row.old or row.new]


@dataclass(frozen=True, slots=True)
class YearSum:
    """What a year costs and who pays it; they meet in every year (I2)."""

    year: int
    costs: Decimal
    sources: Decimal

    @property
    def even(self) -> bool:
        """Whether the year is paid for, neither more nor less."""
        return self.costs == self.sources


def years(money: Money) -> list[YearSum]:
    """Costs and sources year by year."""
    return [
        YearSum(
            year,
            total(amount for key, amount in [*money.eligible.items(), *money.non_eligible.items()] if key[0] == year),
            total(amount for key, amount in money.sources.items() if key[2] == year),
        )
        for year in money.years
    ]


def money_problems(before: Money, after: Money, *, cost_neutral: bool, until: date | None) -> list[Refusal]:
    """Whether money may be moved like that: no negative amounts, each year paid for (I2), nothing after the end, and,
    without more money, every sum as before (I7). Compared to the cent, unrounded.
    """
    found = []
    amounts = [*after.eligible.values(), *after.non_eligible.values(), *after.sources.values()]
    if any(amount < 0 for amount in amounts):
        found.append(Refusal("negative", gettext_noop("An amount is not below zero.")))
    found += [
        Refusal(
            "year_uneven",
            gettext_noop("In %(year)s the costs (%(costs)s) and the sources (%(sources)s) do not meet."),
            params={"year": row.year, "costs": f"{row.costs:.2f}", "sources": f"{row.sources:.2f}"},
        )
        for row in years(after)
        if not row.even
    ]
    late = [year for year in after.years if until is not None and year > until.year and _sum_of(after, year)]
    found += [
        Refusal(
            "after_the_end",
            gettext_noop("There is money in %(year)s, after the end of the grant period."),
            params={"year": year},
        )
        for year in late
    ]
    if cost_neutral:
        found += [
            Refusal(
                "not_neutral",
                gettext_noop("Without more money every sum stays: here it would be %(difference)s."),
                params={"difference": f"{row.difference:+.2f}", "what": row.what, "name": row.name},
            )
            for row in balances(before, after)
            if not row.even
        ]
    return found


def _sum_of(money: Money, year: int) -> Decimal:
    return next((row.costs + row.sources for row in years(money) if row.year == year), ZERO)


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody writes into a request: ``after`` by field (days and money as JSON), the reasons."""

    after: Mapping[str, Any]
    own_reason: str = ""
    reason: str = ""
    cost_neutral: bool = True


def day_of(stored: Mapping[str, Any], name: str) -> date | None:
    """A day of ``before`` or ``after``."""
    text = stored.get(name) or ""
    return date.fromisoformat(text) if text else None


def only_fields(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the kind, nothing else; what is not said is empty."""
    empty: Mapping[str, Any] = {"lines": [], "sources": []}
    return {name: values.get(name, empty.get(name, "")) for name in FIELDS[kind]}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Which fields a request asks to change."""
    return [name for name in after if after[name] != before.get(name)]


def may_write(kind: str, before: Mapping[str, Any], given: Given) -> list[Refusal]:
    """Whether a draft may be kept like that; reasons may still be missing, sums may not be wrong."""
    found = []
    if kind == ChangeKind.TERM:
        found += _term_problems(before, given.after)
    if "lines" in FIELDS[kind]:
        found += money_problems(
            money_of(before), money_of(given.after), cost_neutral=given.cost_neutral, until=_last_day(before, given)
        )
    if not changed(only_fields(kind, before), only_fields(kind, given.after)):
        found.append(Refusal("no_change", gettext_noop("This is what holds already; nothing would change.")))
    if max(len(given.reason), len(given.own_reason)) > REASON_LIMIT or any(
        isinstance(value, str) and len(value) > TEXT_LIMIT for value in given.after.values()
    ):
        found.append(Refusal("too_long", gettext_noop("This text is too long.")))
    return found


def _last_day(before: Mapping[str, Any], given: Given) -> date | None:
    return day_of(given.after, "grant_until") or day_of(before, "grant_until")


def _term_problems(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Refusal]:
    grant, old = day_of(after, "grant_until"), day_of(before, "grant_until")
    found = []
    if grant is None:
        found.append(Refusal("end_missing", gettext_noop("Say until when the grant shall run."), "grant_until"))
    elif old and grant < old:
        found.append(Refusal("end_earlier", gettext_noop("The new end lies before the old one."), "grant_until"))
    return found


def may_release(*, reason: str, own_reason: str) -> list[Refusal]:
    """A request is reasoned (R24) before another person releases it."""
    if reason.strip() or own_reason.strip():
        return []
    return [Refusal("reason_missing", gettext_noop("A request needs its reason."), "own_reason")]


def is_late(on: date, old_end: date | None) -> bool:
    """Whether a request comes after the old end: then it is a new case for the authority (R25)."""
    return old_end is not None and on > old_end


@dataclass(frozen=True, slots=True)
class Sending:
    """When a request went to the authority, and why so late if it did after the old end."""

    on: date
    late_reason: str = ""


def may_submit(*, on: date, today: date, old_end: date | None, late_reason: str, drafted_on: date) -> list[Refusal]:
    """On which day a request went out; after the old end only with a reason (R25)."""
    found = []
    if on > today:
        found.append(Refusal("in_future", gettext_noop("This day has not come yet."), "on"))
    if on < drafted_on:
        found.append(Refusal("before_draft", gettext_noop("On that day the request was not written yet."), "on"))
    if is_late(on, old_end) and not late_reason.strip():
        found.append(
            Refusal("late", gettext_noop("The old end has passed. Say why the request comes after it."), "late_reason")
        )
    if len(late_reason) > LATE_LIMIT:
        found.append(Refusal("too_long", gettext_noop("This text is too long."), "late_reason"))
    return found


def may_ask(*, question: str, asked_on: date, today: date, due_on: date | None) -> list[Refusal]:
    """A question of the authority as it came."""
    found = []
    if not question.strip():
        found.append(Refusal("nothing", gettext_noop("Write down what the authority asks."), "question"))
    if asked_on > today:
        found.append(Refusal("in_future", gettext_noop("This day has not come yet."), "asked_on"))
    if due_on and due_on < asked_on:
        found.append(
            Refusal("due_before", gettext_noop("The answer cannot be due before it was asked."), "answer_due_on")
        )
    return found


def may_answer(*, answer: str, answered_on: date, asked_on: date, today: date) -> list[Refusal]:
    """What went back to the authority, and when."""
    found = []
    if not answer.strip():
        found.append(Refusal("nothing", gettext_noop("Write down what was answered."), "answer"))
    if not asked_on <= answered_on <= today:
        found.append(Refusal("day", gettext_noop("The answer lies between the question and today."), "answered_on"))
    return found


def may_withdraw(reason: str) -> list[Refusal]:
    """Taken back only with a reason."""
    if reason.strip():
        return []
    return [Refusal("reason_missing", gettext_noop("Please give the reason."), "reason")]


def content_of(
    *, grant: str, kind: str, before: Mapping[str, Any], after: Mapping[str, Any], reasons: Sequence[str], neutral: bool
) -> dict[str, Any]:
    """What a person releases: the hash of this is kept with the approval (I19)."""
    return {
        "grant": grant,
        "kind": kind,
        "before": dict(before),
        "after": dict(after),
        "reasons": list(reasons),
        "cost_neutral": neutral,
    }


@dataclass(frozen=True, slots=True)
class Noticed:
    """What the authority's act says of what was asked; None: as before. ``money``: the plan bound to it, if one is entered."""

    kind: str
    grant_until: date | None = None
    work_until: date | None = None
    amount: Decimal | None = None
    money: Money | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which the notice gives something else than was asked; values as JSON holds them, days as days."""

    name: str
    asked: Any
    given: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any], noticed: Noticed) -> list[Difference]:
    """Where request and notice differ (FUNDING.md d.5 step 8). What only a person can compare is not in it."""
    found = []
    for name in ("grant_until", "work_until"):
        if name in after and day_of(after, name) != day_of(before, name):
            given = getattr(noticed, name) or day_of(before, name)
            if noticed.kind == NoticeKind.REFUSAL:
                given = day_of(before, name)
            if given != day_of(after, name):
                found.append(Difference(name, day_of(after, name), given))
    asked = money_of(after)
    if noticed.kind == NoticeKind.REFUSAL or "sources" not in after:
        return found
    old = money_of(before)
    if asked.grant != old.grant and (given_sum := noticed.amount or old.grant) != asked.grant:
        found.append(Difference("amount", asked.grant, given_sum))
    if noticed.money is not None and asked.sources:
        found += _money_differences(asked, noticed.money)
    return found


def _money_differences(asked: Money, given: Money) -> list[Difference]:
    of_asked = {row.year: row.costs for row in years(asked)}
    of_given = {row.year: row.costs for row in years(given)}
    return [
        Difference(f"year-{year}", of_asked.get(year, ZERO), of_given.get(year, ZERO))
        for year in sorted({*of_asked, *of_given})
        if of_asked.get(year, ZERO) != of_given.get(year, ZERO)
    ]


def deed_of(before: Mapping[str, Any], after: Mapping[str, Any], noticed: Noticed) -> str:
    """What a confirmed notice does to a submitted request: grant, grant_partly, refuse; empty: it says nothing of it."""
    if noticed.kind == NoticeKind.REFUSAL:
        return "refuse"
    if noticed.kind != NoticeKind.AMENDMENT:
        return ""
    return "grant_partly" if differences(before, after, noticed) else "grant"
