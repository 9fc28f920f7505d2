"""How a peer stands: in order, failing, stopped, gone; when it is asked again. What it last told us well is kept.

healthy --fault--> failing (asked again after 5 minutes, doubling to a day) --30 days--> gone (still asked daily)
any --harmful fault--> quarantined (not asked again until a person releases it)
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from strahlkraft.reuse.peering.feed import Feed, PeerFault

EVERY = timedelta(hours=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(days=1)
GONE_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The peer answered that nothing has changed since the last good state (304)."""


@dataclass(frozen=True, slots=True)
class PeerState:
    """What is remembered of a peer. ``next_at`` None: at once, or never while it is quarantined.

    ``last_good_at`` and ``last_sequence`` belong to the last whole catalogue taken from it.
    """

    status: str = "healthy"
    failures: int = 0
    next_at: datetime | None = None
    last_good_at: datetime | None = None
    last_sequence: int = 0
    fault_code: str = ""
    failing_since: datetime | None = None

    @property
    def needs_person(self) -> bool:
        """Whether somebody has to look."""
        return self.status in {"quarantined", "gone"}

    def age(self, now: datetime) -> timedelta | None:
        """How old the last good state is; None when there is none."""
        return now - self.last_good_at if self.last_good_at else None

    def is_due(self, now: datetime) -> bool:
        """Whether the peer is to be asked now."""
        return self.status != "quarantined" and (self.next_at is None or self.next_at <= now)


def pause(failures: int) -> timedelta:
    """How long to wait after so many failures in a row (1 or more)."""
    doublings = min(failures - 1, 20)
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << doublings))


def judge(state: PeerState, outcome: Feed | PeerFault | Unchanged, now: datetime) -> PeerState:
    """The next state after a visit; what a quarantined peer sends changes nothing."""
    if state.status == "quarantined":
        return state
    if isinstance(outcome, PeerFault):
        return _after_fault(state, outcome, now)
    sequence = outcome.sequence if isinstance(outcome, Feed) else state.last_sequence
    return PeerState(next_at=now + EVERY, last_good_at=now, last_sequence=max(sequence, state.last_sequence))


def _after_fault(state: PeerState, fault: PeerFault, now: datetime) -> PeerState:
    since = state.failing_since or now
    failures = state.failures + 1
    if fault.is_harmful:
        status, next_at = "quarantined", None
    else:
        status, next_at = "gone" if now - since >= GONE_AFTER else "failing", now + pause(failures)
    return replace(state, status=status, failures=failures, next_at=next_at, fault_code=fault.code, failing_since=since)


def release(state: PeerState, now: datetime) -> PeerState:
    """A person has looked: the peer is asked again, its last good state stays."""
    return replace(state, status="failing", failures=0, next_at=now, failing_since=now)
