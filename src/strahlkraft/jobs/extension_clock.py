"""What the clock does for extensions: the weekly list of what is not settled, until it is empty."""

from datetime import datetime

import structlog

from strahlkraft.funding.actions import extensions as actions
from strahlkraft.jobs.clock import each

_log = structlog.get_logger(__name__)


def tend(*, at: datetime) -> int:
    """Write the letters that are due, each extension in its own transaction; how many grants they name."""
    return each(
        actions.with_gaps(),
        lambda code: actions.tell_gaps(at=at, code=code),
        failed=lambda code: _log.exception("extensions.telling_failed", extension=code),
    )
