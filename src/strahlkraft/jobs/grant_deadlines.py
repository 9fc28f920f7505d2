"""What the clock does for the days of grants: bring them in line, write along the ladder, ask whether things serve."""

from datetime import datetime

import structlog
from django.utils.timezone import localdate

from strahlkraft.funding.actions import assets, deadlines
from strahlkraft.funding.queries.assets import to_confirm
from strahlkraft.jobs.clock import each
from strahlkraft.kernel.actor import SYSTEM

_log = structlog.get_logger(__name__)


def tend(*, at: datetime) -> dict[str, int]:
    """Do what is due now; each deadline and each grant in its own transaction, none stops the others."""
    done = {"derived": derive(at=at), "letters": deadlines.remind(at=at), "asked": ask(at=at)}
    if any(done.values()):
        _log.info("grants.tended", **done)
    return done


def derive(*, at: datetime) -> int:
    """Bring the deadlines of all grants in line with their records; how many were not."""
    return each(
        deadlines.out_of_line(at=at),
        lambda step: bool(deadlines.take(by=SYSTEM, at=at, step=step)),
        failed=lambda step: _log.exception("grants.deriving_failed", source=step.wanted.derived_from),
    )


def ask(*, at: datetime) -> int:
    """Ask recipients to confirm what they bought, once a month until it is done; how many grants it is about."""
    return each(
        to_confirm(today=localdate(at)).items(),
        lambda found: int(assets.ask_to_confirm(by=SYSTEM, at=at, grant=found[0], rows=found[1])),
        failed=lambda found: _log.exception("grants.asking_failed", grant=found[0].code),
    )
