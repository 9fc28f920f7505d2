"""What the clock does for ideas: erase what nobody confirmed, forget who handed in what ended long ago."""

from datetime import datetime

import structlog

from strahlkraft.jobs.clock import each
from strahlkraft.steering.actions import ideas as actions

ERASING = {"ideas": actions.erase_unconfirmed, "mailboxes": actions.forget_people}
_log = structlog.get_logger(__name__)


def tend(*, at: datetime) -> int:
    """Do what is due now: each matter in its own transaction, none stops the other; how many rows it was about."""
    return each(
        list(ERASING),
        lambda what: ERASING[what](at=at),
        failed=lambda what: _log.exception("ideas.tending_failed", matter=what),
    )
