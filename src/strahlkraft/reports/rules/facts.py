"""What figures are counted from: records as they were known at the end of a day, without any database; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from strahlkraft.funding.rules.phase import end_of
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.funding.rules.vocabulary import GrantState
from strahlkraft.reports.rules.excluding import Reason, Ref
from strahlkraft.steering.rules.portfolio import FINAL_DAYS, PhaseFacts, ProjectPhase, phase_of

SEVERAL, NONE, OFFICE = "several", "none", "office"
"""Groups of a record: its grants differ, it has none, it belongs to the project office itself."""


@dataclass(frozen=True, slots=True)
class Closing:
    """Somebody said that a project is closed: since when (``first`` to ``last`` as precise as the source), known when."""

    first: date | None
    last: date | None
    known_on: date


@dataclass(frozen=True, slots=True)
class ProjectFact:
    """A project of the register; ``left``: why it is not counted at all."""

    key: int
    ref: Ref
    region: str
    left: Reason | None = None
    closings: tuple[Closing, ...] = ()
    closing_begun: bool = False
    reached: str = ""  # last phase of the register reached by the day
    stated_end: date | None = None
    licence_named: bool = False
    licence_unnamed: bool = False
    services: tuple[str, ...] = ()  # keys of administrative services its published offers carry


@dataclass(frozen=True, slots=True)
class GrantFact:
    """A grant as it stood: ``state`` empty means nobody had applied for it yet."""

    key: int
    ref: Ref
    project: int | None
    region: str
    recipient: str
    recipient_kind: str
    funding_object: str
    state: str
    terms: Terms
    first_end: date | None = None  # as the award said it
    extended_on: date | None = None  # when a later end took effect
    parent: int | None = None  # the grant it is forwarded from (R23)
    left: Reason | None = None

    @property
    def forwarded(self) -> bool:
        """Whether its money is contained in another grant."""
        return self.parent is not None

    @property
    def ends_on(self) -> date | None:
        """The end by the notices effective on the day."""
        return end_of(self.terms.grant_until, self.terms.work_until)


@dataclass(frozen=True, slots=True)
class MoneyFact:
    """A payout or a line of the ledger. ``left``: why it does not count; ``on`` None: not paid yet."""

    grant: int
    ref: Ref
    on: date | None
    amount: Decimal  # payouts: what came; expenditure: the eligible part
    land_share: Decimal = Decimal(0)
    left: Reason | None = None


@dataclass(frozen=True, slots=True)
class EventFact:
    """Something about a result of a project: a request, a reuse, a lesson. ``project`` None: of none counted here."""

    ref: Ref
    project: int | None
    on: date
    left: Reason | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything figures are counted from, as known at the end of ``on``; ``example``: of invented records only."""

    on: date
    example: bool
    projects: tuple[ProjectFact, ...] = ()
    grants: tuple[GrantFact, ...] = ()
    payouts: tuple[MoneyFact, ...] = ()
    spending: tuple[MoneyFact, ...] = ()
    requests: tuple[EventFact, ...] = ()
    reuses: tuple[EventFact, ...] = ()
    lessons: tuple[EventFact, ...] = ()
    by_project: Mapping[int, ProjectFact] = field(default_factory=dict)
    by_grant: Mapping[int, GrantFact] = field(default_factory=dict)

    @property
    def counted_projects(self) -> tuple[ProjectFact, ...]:
        """Those that count."""
        return tuple(row for row in self.projects if row.left is None)

    @property
    def counted_grants(self) -> tuple[GrantFact, ...]:
        """Those on the right side of real and invented, of a project that counts or of the office itself."""
        return tuple(row for row in self.grants if row.left is None)

    def grants_of(self, project: int) -> tuple[GrantFact, ...]:
        """The grants of one project that count."""
        return tuple(row for row in self.counted_grants if row.project == project)


def closed_by(row: ProjectFact, on: date) -> date | None:
    """The day a project was formally closed, as known at the end of ``on``; None: not closed then (or not said)."""
    days = [
        one.last or one.known_on for one in row.closings if one.known_on <= on and (one.last is None or one.last <= on)
    ]
    return min(days, default=None)


def closing_doubt(row: ProjectFact, on: date) -> Reason | None:
    """Why a closing that is on record does not count on the day; None: there is none, or it counts."""
    if closed_by(row, on) is not None:
        return None
    if any(one.first is not None and one.first <= on and one.last and one.last > on for one in row.closings):
        return Reason.DATE_TOO_COARSE
    if any(one.known_on > on and one.last is not None and one.last <= on for one in row.closings):
        return Reason.KNOWN_LATER
    return None


_BEFORE = frozenset({GrantState.APPLIED, GrantState.GRANTED, GrantState.EFFECTIVE})
_NEVER = frozenset({"", GrantState.NOT_GRANTED})


def phase_on(row: ProjectFact, grants: Sequence[GrantFact], on: date) -> ProjectPhase:
    """In which phase a project was: its closing says most, then its grants, then the register."""
    if closed_by(row, on) is not None:
        return ProjectPhase.AFTERCARE
    if row.closing_begun:
        return ProjectPhase.CLOSING
    states = {grant.state for grant in grants} - _NEVER
    if GrantState.RUNNING in states:
        ends = [grant.ends_on for grant in grants if grant.state == GrantState.RUNNING and grant.ends_on]
        near = bool(ends) and (max(ends) - on).days <= FINAL_DAYS
        return ProjectPhase.FINAL if near else ProjectPhase.RUNNING
    if states - _BEFORE:
        return ProjectPhase.ENDED
    if states:
        return ProjectPhase.PREPARATION
    return phase_of(PhaseFacts(ends_on=row.stated_end, reached=row.reached), on)
