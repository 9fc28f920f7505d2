"""What waits for somebody about money: every area in turn, and nothing is asked where no grant is kept."""

from datetime import date

from strahlkraft.funding import access
from strahlkraft.funding.queries import (
    changes,
    drawdowns,
    extensions,
    forecast,
    grants,
    ledger,
    notices,
    notifications,
    proofs,
)
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.duty import Duty

AREAS = (drawdowns, proofs, notices, changes, extensions, grants, ledger, forecast, notifications)
"""Every area that knows duties; each asks its own right. What is equally urgent stands in this order."""


def duties(by: Actor, *, today: date) -> list[Duty]:
    """The duties of all areas; one query for who sees no grant, else a constant number more."""
    if not access.readable_grants(by).exists():
        return []
    return [duty for area in AREAS for duty in area.duties(by, today=today)]
