"""What became of projects, as citizens read it, from the truths of the register; pure."""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Outcome(StrEnum):
    """What a project has brought so far, as far as a source says so."""

    IN_OPERATION = "in_operation"
    GOING_ON = "going_on"  # not in operation, not closed either
    WITHOUT_RESULT = "without_result"  # formally closed and not in operation
    UNKNOWN = "unknown"  # no source says whether it is in operation: not the same as no


def outcome(*, closed: str, operation: str) -> Outcome:
    """From the truths "formally closed" and "in operation": ``yes``, ``no`` or empty where no source speaks.

    Only what a source says counts: a project that is closed and of whose operation nobody speaks is unknown, no failure.
    """
    if operation == "yes":
        return Outcome.IN_OPERATION
    if operation == "no":
        return Outcome.WITHOUT_RESULT if closed == "yes" else Outcome.GOING_ON
    return Outcome.UNKNOWN


def per_inhabitant(amount: Decimal | None, inhabitants: int | None) -> Decimal | None:
    """Euros for each inhabitant, in whole cents; None where one of both is not known or nobody lives there."""
    if amount is None or not inhabitants:
        return None
    return (amount / inhabitants).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
