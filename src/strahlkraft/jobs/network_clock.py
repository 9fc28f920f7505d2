"""What the clock does for the network: names whose consent has ended are erased."""

from datetime import datetime

import structlog

from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.network.actions.organisations import erase_people

_log = structlog.get_logger(__name__)


def tend(*, at: datetime) -> int:
    """Erase what must no longer be kept; how many names."""
    erased = erase_people(by=SYSTEM, at=at)
    if erased:
        _log.info("network.people_erased", people=erased)
    return erased
