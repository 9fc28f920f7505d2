"""In which phase a grant is as a whole: derived from its state, its end and open requests, never set (FUNDING.md d.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from strahlkraft.funding.rules.vocabulary import GrantState

FINAL_DAYS = 180
"""So many days before its end a grant is in its final stretch."""


class Phase(StrEnum):
    """The phases in the order of time."""

    PREPARATION = "preparation"
    RUNNING = "running"
    EXTENSION = "extension"  # running, a longer term is asked for
    FINAL = "final"  # ends within 180 days, or its end has passed and nobody has said so
    PROOF = "proof"
    REVIEW = "review"
    REPAYMENT = "repayment"
    AFTERCARE = "aftercare"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class PhaseFacts:
    """What the phase is derived from; ``term_request``: a request for a longer term is open at the authority."""

    state: str
    ends_on: date | None = None
    term_request: bool = False


_BY_STATE: Mapping[str, Phase] = {
    GrantState.APPLIED: Phase.PREPARATION,
    GrantState.NOT_GRANTED: Phase.ARCHIVE,
    GrantState.GRANTED: Phase.PREPARATION,
    GrantState.EFFECTIVE: Phase.PREPARATION,
    GrantState.RUNNING: Phase.RUNNING,
    GrantState.PROOF_DUE: Phase.PROOF,
    GrantState.UNDER_REVIEW: Phase.REVIEW,
    GrantState.REPAYMENT_OPEN: Phase.REPAYMENT,
    GrantState.SETTLED: Phase.AFTERCARE,
    GrantState.EARMARKED: Phase.AFTERCARE,
    GrantState.RETENTION: Phase.AFTERCARE,
    GrantState.ARCHIVED: Phase.ARCHIVE,
}


def end_of(grant_until: date | None, work_until: date | None) -> date | None:
    """The day the work ends, or where the notice names none, the day the grant period ends (R9)."""
    return work_until or grant_until


def phase_of(facts: PhaseFacts, today: date) -> Phase:
    """The phase on ``today``: while it runs an open request for more time says more than the nearness of the end."""
    phase = _BY_STATE[facts.state]
    if phase is not Phase.RUNNING:
        return phase
    if facts.term_request:
        return Phase.EXTENSION
    if facts.ends_on is not None and (facts.ends_on - today).days <= FINAL_DAYS:
        return Phase.FINAL
    return Phase.RUNNING
