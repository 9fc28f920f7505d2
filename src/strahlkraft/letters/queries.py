"""How the outbox stands."""

from dataclasses import dataclass
from datetime import datetime

from strahlkraft.letters.models import Letter


@dataclass(frozen=True, slots=True)
class Outbox:
    """Numbers for the operator: still waiting, of these overdue, and given up."""

    waiting: int
    overdue: int
    given_up: int


def outbox(at: datetime) -> Outbox:
    """Count the letters that are not sent."""
    waiting = Letter.objects.filter(sent_at=None, given_up_at=None)
    return Outbox(
        waiting=waiting.count(),
        overdue=waiting.filter(not_before__lte=at).count(),
        given_up=Letter.objects.exclude(given_up_at=None).count(),
    )
