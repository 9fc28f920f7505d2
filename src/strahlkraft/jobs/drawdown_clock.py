"""What the clock does for payouts: those not used within their two months are overdue from the next day on (R18)."""

from datetime import datetime

import structlog
from django.utils.timezone import localdate

from strahlkraft.funding.actions.drawdowns import expire
from strahlkraft.funding.queries.drawdowns import to_expire
from strahlkraft.jobs.clock import each
from strahlkraft.kernel.actor import SYSTEM

_log = structlog.get_logger(__name__)


def tend(*, at: datetime) -> int:
    """Let expire what is due: each request in its own transaction, none stops the others; how many there were."""
    return each(
        to_expire(today=localdate(at)),
        lambda code: bool(expire(by=SYSTEM, at=at, code=code)),
        failed=lambda code: _log.exception("drawdowns.expiring_failed", drawdown=code),
    )
