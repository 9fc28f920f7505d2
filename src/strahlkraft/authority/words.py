"""Where things stand, as badges; the words are those of the rooms."""

from typing import Any

from strahlkraft.funding import texts as funding
from strahlkraft.funding.models import Grant, Proof
from strahlkraft.funding.rules.vocabulary import GrantState, ProofState, QueryState
from strahlkraft.reports import texts as reports
from strahlkraft.reports.rules.vocabulary import ReportState

_GRANTS = {
    GrantState.GRANTED: ("info", "clock"),
    GrantState.EFFECTIVE: ("good", "check"),
    GrantState.RUNNING: ("good", "operation"),
    GrantState.PROOF_DUE: ("warn", "clock"),
    GrantState.UNDER_REVIEW: ("info", "search"),
    GrantState.REPAYMENT_OPEN: ("bad", "euro"),
    GrantState.SETTLED: ("good", "closed"),
    GrantState.EARMARKED: ("info", "lock"),
    GrantState.RETENTION: ("unknown", "folder"),
    GrantState.ARCHIVED: ("unknown", "closed"),
}
_PROOFS = {
    ProofState.SUBMITTED: ("info", "inbox"),
    ProofState.RESUBMITTED: ("info", "inbox"),
    ProofState.QUERIED: ("warn", "question"),
    ProofState.ACCEPTED: ("good", "check"),
    ProofState.PARTLY_ACCEPTED: ("warn", "check"),
    ProofState.OBJECTED: ("bad", "error"),
}
_QUERIES = {
    QueryState.ASKED: ("warn", "question"),
    QueryState.ANSWERED: ("info", "check"),
    QueryState.CLOSED: ("good", "closed"),
}
_REPORTS = {
    ReportState.SUBMITTED: ("info", "inbox"),
    ReportState.QUERIED: ("warn", "question"),
    ReportState.ACCEPTED: ("good", "check"),
    ReportState.RETURNED: ("bad", "history"),
}
"""Only what this door shows: another state is a fault, not a badge (I22)."""


def of_grant(state: str) -> dict[str, Any]:
    """Where a grant stands."""
    return _badge(_GRANTS[GrantState(state)], funding.GRANT_STATES[state])


def of_proof(state: str) -> dict[str, Any]:
    """Where a proof of use stands."""
    return _badge(_PROOFS[ProofState(state)], funding.PROOF_STATES[state])


def of_query(state: str) -> dict[str, Any]:
    """Where a question about a grant or a proof stands."""
    return _badge(_QUERIES[QueryState(state)], funding.QUERY_STATES[state])


def of_report(state: str) -> dict[str, Any]:
    """Where a report stands."""
    return _badge(_REPORTS[ReportState(state)], reports.REPORT_STATES[state])


def _badge(look: tuple[str, str], text: Any) -> dict[str, Any]:
    return {"state": look[0], "icon": look[1], "text": text}


def proof_name(proof: Proof) -> str:
    """Which proof it is: its kind and, of an interim one, its year."""
    kind = str(funding.PROOF_KINDS[proof.kind])
    return f"{kind} {proof.year}" if proof.year else kind


def grant_name(grant: Grant) -> str:
    """What a grant is about, for people: its project, else its purpose."""
    return str(grant.project.title) if grant.project else grant.title
