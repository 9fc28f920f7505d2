"""What the clock does for check-ins: ask on the first working day of the month, remind along the ladder."""

from datetime import datetime

import structlog

from strahlkraft.jobs.clock import each
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.steering.actions import checkins as actions
from strahlkraft.steering.queries import checkins as queries

_log = structlog.get_logger(__name__)


def tend(*, at: datetime) -> dict[str, int]:
    """Ask, then remind what is due now: each region in its own transaction, none stops the others."""
    done = {"asked": ask(at=at), "reminded": remind(at=at)}
    if any(done.values()):
        _log.info("checkins.tended", **done)
    return done


def ask(*, at: datetime) -> int:
    """Ask the running projects of every region, once a month; how many were asked."""
    return each(
        queries.regions_to_ask(at),
        lambda region: len(actions.request_month(by=SYSTEM, at=at, region_id=region)),
        failed=lambda region: _log.exception("checkins.asking_failed", region=region),
    )


def remind(*, at: datetime) -> int:
    """Remind whose answer is overdue; how many check-ins it was about."""
    return each(
        queries.regions_to_remind(at),
        lambda region: actions.remind(at=at, region_id=region),
        failed=lambda region: _log.exception("checkins.reminding_failed", region=region),
    )
