"""Proofs of use that are due by the clock: of grants that ended, and of past years where a notice asks for them."""

from datetime import datetime

import structlog
from django.utils.timezone import localdate

from strahlkraft.funding.actions.proofs import open_at_end
from strahlkraft.funding.queries.proofs import to_open
from strahlkraft.jobs.clock import each

_log = structlog.get_logger(__name__)


def tend(*, at: datetime) -> int:
    """Open what is due and not open yet, each in its own transaction (R28, R29); how many there were."""
    return each(
        to_open(today=localdate(at)),
        lambda due: open_at_end(at=at, grant=due[0], year=due[1]) is not None,
        failed=lambda due: _log.exception("proofs.opening_failed", grant=due[0].code),
    )
