"""Every night the hash chain of the trail is walked from end to end (I17); the administration is told when it breaks."""

from datetime import datetime

import structlog
from django.utils.timezone import localtime

from strahlkraft.audit.actions import check_chain
from strahlkraft.audit.queries import last_check

HOUR = 2
"""From this hour of the night (Berlin) on, once a day."""
_log = structlog.get_logger(__name__)


def tend(*, at: datetime) -> int | None:
    """Check the chain unless it was checked since the last night began; how many breaks, None: not due."""
    last = last_check()
    now = localtime(at)
    if last is not None and last.at <= at and (now.hour < HOUR or localtime(last.at).date() >= now.date()):
        return None  # a walk of a day to come was noted by a wrong clock, or by somebody who wants silence
    found = check_chain(at=at)
    if found.breaks:
        _log.error("trail.broken", breaks=found.breaks, first=found.first_broken, kind=found.kind)
    return found.breaks
