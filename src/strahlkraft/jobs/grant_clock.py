"""Grants that become legally effective by the clock: nobody can contest their notice any longer (R8)."""

from datetime import datetime

import structlog
from django.utils.timezone import localdate

from strahlkraft.funding.actions.grants import due_to_take_effect, take_effect
from strahlkraft.jobs.clock import each
from strahlkraft.kernel.actor import SYSTEM

_log = structlog.get_logger(__name__)


def tend(*, at: datetime) -> int:
    """Let what is due take effect, each grant in its own transaction; how many there were."""
    return each(
        list(due_to_take_effect(localdate(at))),
        lambda code: bool(take_effect(by=SYSTEM, at=at, code=code)),
        failed=lambda code: _log.exception("grants.taking_effect_failed", grant=code),
    )
