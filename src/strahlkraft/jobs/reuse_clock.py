"""What the clock does for requests and watches: erase what nobody confirmed, chase what waits, tell what is new."""

from collections.abc import Callable, Iterable
from datetime import datetime

import structlog

from strahlkraft.jobs.clock import each
from strahlkraft.reuse import actions
from strahlkraft.reuse.models import ReuseRequest
from strahlkraft.reuse.queries.watches import due_watches

ERASING = {"requests": actions.erase_unconfirmed, "watches": actions.erase_watches, "people": actions.forget_people}
_log = structlog.get_logger(__name__)


def tend(*, at: datetime) -> dict[str, int]:
    """Do what is due now: each matter in its own transaction, none stops the others; how many of each were done."""
    waiting = ReuseRequest.objects.waiting().values_list("code", flat=True)
    done = {
        "erased": _each(ERASING, lambda what: ERASING[what](at=at)),
        "chased": _each(list(waiting), lambda code: bool(actions.chase_request(at=at, code=code))),
        "told": _each(due_watches(at), lambda code: actions.tell_due(at=at, code=code)),
    }
    if any(done.values()):
        _log.info("reuse.tended", **done)
    return done


def _each(codes: Iterable[str], deed: Callable[[str], int]) -> int:
    return each(codes, deed, failed=lambda code: _log.exception("reuse.matter_failed", matter=code))
