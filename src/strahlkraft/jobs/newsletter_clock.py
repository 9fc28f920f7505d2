"""What the clock does for the newsletter: issues begin at their minute and leave batch by batch; what nobody confirmed goes."""

from datetime import datetime

import structlog

from strahlkraft.jobs.clock import each
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.newsroom.actions import newsletter, sending
from strahlkraft.newsroom.queries.newsletter import being_sent, due

_log = structlog.get_logger(__name__)


def run(*, at: datetime) -> int:
    """Begin what is due and put the next letters into the outbox; safe in several workers, safe to kill. How many letters."""
    begun = each(due(at), lambda code: int(sending.begin_sending(by=SYSTEM, at=at, code=code)), failed=_failed)
    put = each(being_sent(), lambda code: sending.send_batch(by=SYSTEM, at=at, code=code), failed=_failed)
    if begun or put:
        _log.info("newsletter.sending", begun=begun, letters=put)
    return put


def _failed(code: str) -> None:
    _log.exception("newsletter.sending_failed", issue=code)


TENDING = {"unconfirmed": newsletter.erase_unconfirmed, "key": newsletter.reseal}


def tend(*, at: datetime) -> int:
    """Erase what nobody confirmed in time, seal the key of the digests anew after a change of the secret key; how many."""
    return each(
        TENDING,
        lambda name: int(TENDING[name](by=SYSTEM, at=at)),
        failed=lambda name: _log.exception("newsletter.tending_failed", matter=name),
    )
