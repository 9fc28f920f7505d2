"""The closed lists of this room and the tables of what may follow what; their words stand in ``texts``."""

from collections.abc import Mapping
from enum import StrEnum


class ReportKind(StrEnum):
    """Which paper (FUNDING.md e.3)."""

    STATUS = "status"  # Sachstandsbericht of a quarter
    ONE_PAGER = "one_pager"  # Ein-Seiter of a project
    PARLIAMENT = "parliament"  # answer to a question of parliament
    FORECAST = "forecast"  # Mittelprognose
    EXTENSION = "extension"  # Verlängerungsmatrix
    CLOSURE = "closure"  # Abschlussstand
    FILE = "file"  # Akte for audit


class ReportState(StrEnum):
    """Where a report stands; what is released never changes."""

    DRAFT = "draft"
    RELEASED = "released"  # by another person, frozen
    SUBMITTED = "submitted"  # the authority sees it
    QUERIED = "queried"
    ACCEPTED = "accepted"
    RETURNED = "returned"  # a new report takes its place
    DISCARDED = "discarded"


REPORT_MOVES: Mapping[str, Mapping[str, str]] = {
    ReportState.DRAFT: {"release": ReportState.RELEASED, "discard": ReportState.DISCARDED},
    ReportState.RELEASED: {"submit": ReportState.SUBMITTED, "discard": ReportState.DISCARDED},
    ReportState.SUBMITTED: {
        "query": ReportState.QUERIED,
        "accept": ReportState.ACCEPTED,
        "return": ReportState.RETURNED,
    },
    ReportState.QUERIED: {"answer": ReportState.SUBMITTED},
    ReportState.ACCEPTED: {},
    ReportState.RETURNED: {},
    ReportState.DISCARDED: {},
}

FIRST: Mapping[str, tuple[str, ...]] = {"report": (ReportState.DRAFT,)}
"""In which states records begin, by table."""
MOVES: Mapping[str, Mapping[str, Mapping[str, str]]] = {"report": REPORT_MOVES}
"""What may follow what, by table: read by the actions and by the guards of the database."""
