"""What each figure means and which records count in it (I8): one function per figure, for every report and page; pure.

A figure is a sum of shares. Every share names its record, so every number opens to what it rests on (I9); every record
that is left out is named with its reason.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from strahlkraft.reports.rules.definitions import Ahead, Code, Grouping
from strahlkraft.reports.rules.excluding import Left, Reason, Ref
from strahlkraft.reports.rules.facts import (
    NONE,
    OFFICE,
    SEVERAL,
    EventFact,
    Facts,
    GrantFact,
    MoneyFact,
    ProjectFact,
    closed_by,
    closing_doubt,
    phase_on,
)
from strahlkraft.steering.rules.portfolio import ProjectPhase

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)


@dataclass(frozen=True, slots=True)
class Share:
    """What one record adds to a figure. ``base``: for a rate, what it is measured against."""

    ref: Ref
    value: Decimal
    groups: Mapping[Grouping, tuple[str, str]]  # key and, where the closed lists know no word, the name
    base: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure: what it rests on and what it leaves out."""

    code: Code | Ahead
    shares: tuple[Share, ...] = ()
    left: tuple[Left, ...] = ()

    @property
    def value(self) -> Decimal | None:
        """The sum of its shares; a rate in percent is None when nothing is there to measure against."""
        return value_of(self.shares)

    def part(self, grouping: Grouping, key: str) -> tuple[Share, ...]:
        """The shares of one group."""
        return tuple(share for share in self.shares if share.groups[grouping][0] == key)


def value_of(shares: Iterable[Share]) -> Decimal | None:
    """What shares are together: a sum, or where they have a base, percent of it (unrounded; None: no base)."""
    rows = list(shares)
    if not any(share.base is not None for share in rows):
        return sum((share.value for share in rows), ZERO)
    base = sum((share.base or ZERO for share in rows), ZERO)
    return sum((share.value for share in rows), ZERO) * HUNDRED / base if base else None


# ---- groups


def _project_groups(facts: Facts, row: ProjectFact, year: int | None) -> dict[Grouping, tuple[str, str]]:
    grants = facts.grants_of(row.key)
    return {
        Grouping.NONE: ("", ""),
        Grouping.PROJECT: (row.ref.key, row.ref.title),
        Grouping.REGION: (row.region, row.region),
        Grouping.RECIPIENT: (_only({one.recipient_kind for one in grants}), ""),
        Grouping.OBJECT: (_only({one.funding_object for one in grants}), ""),
        Grouping.PHASE: (str(phase_on(row, grants, facts.on)), ""),
        Grouping.YEAR: (str(year or NONE), str(year or "")),
    }


def _only(keys: set[str]) -> str:
    if not keys:
        return NONE
    return next(iter(keys)) if len(keys) == 1 else SEVERAL


def grant_groups(facts: Facts, row: GrantFact, year: int | None) -> dict[Grouping, tuple[str, str]]:
    """In which groups money of a grant counts."""
    project = facts.by_project.get(row.project or 0)
    groups = _project_groups(facts, project, year) if project else {}
    return {
        Grouping.NONE: ("", ""),
        Grouping.PROJECT: groups.get(Grouping.PROJECT, (OFFICE, "")),
        Grouping.REGION: (row.region, row.region),
        Grouping.RECIPIENT: (row.recipient_kind, ""),
        Grouping.OBJECT: (row.funding_object, ""),
        Grouping.PHASE: groups.get(Grouping.PHASE, (OFFICE, "")),
        Grouping.YEAR: (str(year or NONE), str(year or "")),
    }


# ---- projects


def _uncounted(facts: Facts) -> list[Left]:
    return [Left(row.ref, row.left) for row in facts.projects if row.left is not None]


def _of_projects(
    facts: Facts,
    code: Code,
    counts: Callable[[ProjectFact], bool],
    *,
    year: Callable[[ProjectFact], int | None] = lambda _row: None,
    doubt: Callable[[ProjectFact], Reason | None] = lambda _row: None,
) -> Counted:
    shares = [
        Share(row.ref, ONE, _project_groups(facts, row, year(row))) for row in facts.counted_projects if counts(row)
    ]
    left = [
        Left(row.ref, reason)
        for row in facts.counted_projects
        if not counts(row) and (reason := doubt(row)) is not None
    ]
    return Counted(code, tuple(shares), (*_uncounted(facts), *left))


def _in_phase(*phases: ProjectPhase) -> Callable[[Facts, Code], Counted]:
    def count(facts: Facts, code: Code) -> Counted:
        return _of_projects(facts, code, lambda row: phase_on(row, facts.grants_of(row.key), facts.on) in phases)

    return count


def _finished(facts: Facts, code: Code) -> Counted:
    def year(row: ProjectFact) -> int | None:
        day = closed_by(row, facts.on)
        return day.year if day else None

    return _of_projects(
        facts,
        code,
        lambda row: closed_by(row, facts.on) is not None,
        year=year,
        doubt=lambda row: closing_doubt(row, facts.on),
    )


def _extended(facts: Facts, code: Code) -> Counted:
    def when(row: ProjectFact) -> int | None:
        days = [grant.extended_on for grant in facts.grants_of(row.key) if grant.extended_on]
        return min(days).year if days else None

    return _of_projects(facts, code, lambda row: when(row) is not None, year=when)


def _licences(facts: Facts, code: Code) -> Counted:
    return _of_projects(
        facts,
        code,
        lambda row: row.licence_named,
        doubt=lambda row: Reason.LICENCE_UNNAMED if row.licence_unnamed else None,
    )


# ---- what happened to results


def _events(rows: Callable[[Facts], Iterable[EventFact]]) -> Callable[[Facts, Code], Counted]:
    def count(facts: Facts, code: Code) -> Counted:
        shares: list[Share] = []
        left: list[Left] = []
        for row in rows(facts):
            project = facts.by_project.get(row.project or 0)
            reason = row.left or (Reason.NOT_OURS if project is None else project.left)
            if reason is not None or project is None:
                left.append(Left(row.ref, reason or Reason.NOT_OURS))
            else:
                shares.append(Share(row.ref, ONE, _project_groups(facts, project, row.on.year)))
        return Counted(code, tuple(shares), tuple(left))

    return count


# ---- money


def _granted(facts: Facts, code: Code) -> Counted:
    shares: list[Share] = []
    left: list[Left] = []
    for row in facts.grants:
        amount = row.terms.amount
        reason = _no_money(row) or (Reason.NO_SUM if amount is None and code is Code.GRANTED else None)
        if reason is not None:
            left.append(Left(row.ref, reason))
            continue
        year = row.terms.effective_on.year if row.terms.effective_on else None
        value = ONE if code is Code.GRANTS else amount or ZERO
        shares.append(Share(row.ref, value, grant_groups(facts, row, year)))
    return Counted(code, tuple(shares), tuple(left))


def _no_money(row: GrantFact) -> Reason | None:
    """Why a grant adds no granted money; what is forwarded is contained in the grant it comes from (R23)."""
    if row.left is not None:
        return row.left
    if row.forwarded:
        return Reason.FORWARDED
    if not row.terms.notices:
        return Reason.NOT_GRANTED if row.state == "not_granted" else Reason.NOT_EFFECTIVE
    return None


def _money(
    rows: Callable[[Facts], Iterable[MoneyFact]], value: Callable[[MoneyFact], Decimal], *, forwarded: bool
) -> Callable[[Facts, Code], Counted]:
    """``forwarded``: lines of forwarded grants count too (an expenditure stands in one grant only, I6)."""

    def count(facts: Facts, code: Code) -> Counted:
        shares: list[Share] = []
        left: list[Left] = []
        for row in rows(facts):
            grant = facts.by_grant[row.grant]
            reason = grant.left or row.left or (Reason.FORWARDED if grant.forwarded and not forwarded else None)
            if reason is not None or row.on is None:
                left.append(Left(row.ref, reason or Reason.NOT_PAID))
            else:
                shares.append(Share(row.ref, value(row), grant_groups(facts, grant, row.on.year)))
        return Counted(code, tuple(shares), tuple(left))

    return count


_spent = _money(lambda facts: facts.spending, lambda row: row.amount, forwarded=True)


def _spend_rate(facts: Facts, code: Code) -> Counted:
    """Grant by grant; what a forwarded grant spent counts for the grant it comes from, whose notice allows it."""
    spent: dict[int, Decimal] = {}
    for row in facts.spending:
        if row.left is None and row.on is not None:
            spent[row.grant] = spent.get(row.grant, ZERO) + row.amount
    shares: list[Share] = []
    left: list[Left] = []
    for grant in facts.grants:
        base = grant.terms.eligible_total
        reason = _no_money(grant) or (Reason.NO_SUM if not base else None)
        if reason is not None or base is None:
            left.append(Left(grant.ref, reason or Reason.NO_SUM))
            continue
        own = spent.get(grant.key, ZERO) + sum((spent.get(key, ZERO) for key in _children(facts, grant)), ZERO)
        shares.append(Share(grant.ref, own, grant_groups(facts, grant, None), base=base))
    return Counted(code, tuple(shares), tuple(left))


def _children(facts: Facts, grant: GrantFact) -> list[int]:
    return [row.key for row in facts.grants if row.parent == grant.key]


_COUNTING: Mapping[Code, Callable[[Facts, Code], Counted]] = {
    Code.PROJECTS: lambda facts, code: _of_projects(facts, code, lambda _row: True),
    Code.PREPARATION: _in_phase(ProjectPhase.PREPARATION),
    Code.RUNNING: _in_phase(ProjectPhase.RUNNING, ProjectPhase.FINAL),
    Code.ENDED: _in_phase(ProjectPhase.ENDED, ProjectPhase.CLOSING),
    Code.FINISHED: _finished,
    Code.EXTENDED: _extended,
    Code.REQUESTS: _events(lambda facts: facts.requests),
    Code.REUSES: _events(lambda facts: facts.reuses),
    Code.LESSONS: _events(lambda facts: facts.lessons),
    Code.SERVICES: lambda facts, code: _of_projects(facts, code, lambda row: bool(row.services)),
    Code.LICENCES: _licences,
    Code.GRANTS: _granted,
    Code.GRANTED: _granted,
    Code.DRAWN: _money(lambda facts: facts.payouts, lambda row: row.amount, forwarded=False),
    Code.SPENT: _spent,
    Code.LAND_SPENT: _money(lambda facts: facts.spending, lambda row: row.land_share, forwarded=True),
    Code.SPEND_RATE: _spend_rate,
}


def count(code: Code, facts: Facts) -> Counted:
    """The figure ``code`` as of the day of the facts; the only place that says what it is (I8)."""
    return _COUNTING[code](facts, code)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a table: its key, and the name where no closed list has a word for it."""

    key: str
    name: str = ""
    counted: Mapping[Code | Ahead, tuple[Share, ...]] = field(default_factory=dict)


def grouped(figures: Iterable[Counted], grouping: Grouping) -> list[Group]:
    """The groups of several figures in one order; their parts together are exactly each figure."""
    rows = list(figures)
    names: dict[str, str] = {}
    for row in rows:
        for share in row.shares:
            key, name = share.groups[grouping]
            names.setdefault(key, name)
    order = sorted(names, key=lambda key: (key in {NONE, OFFICE, SEVERAL}, names[key].casefold(), key))
    return [Group(key, names[key], {row.code: row.part(grouping, key) for row in rows}) for key in order]
