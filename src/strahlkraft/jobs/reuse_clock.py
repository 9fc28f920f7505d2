"""What the clock does for requests and watches: erase what nobody confirmed, chase what waits, tell what is new."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, ProgrammingError

from strahlkraft.reuse import actions
from strahlkraft.reuse.models import ReuseRequest
from strahlkraft.reuse.queries.watches import due_watches

EVERY = timedelta(minutes=5)
ERASING = {"requests": actions.erase_unconfirmed, "watches": actions.erase_watches, "people": actions.forget_people}
_log = structlog.get_logger(__name__)


class ReuseClock:
    """Runs at most every five minutes, however often it is asked."""

    def __init__(self) -> None:
        """The first call runs at once."""
        self._next: datetime | None = None

    def run(self, *, at: datetime) -> None:
        """Do what is due, unless it was done a moment ago."""
        if self._next is None or at >= self._next:
            self._next = at + EVERY
            tend(at=at)


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
    total = 0
    for code in codes:
        try:
            total += deed(code)
        except (InterfaceError, OperationalError, ProgrammingError):
            raise  # the database is away or not set up: that is no matter's own fault
        except Exception:  # noqa: BLE001 - one broken matter must not keep letters from all others; the log names it
            _log.exception("reuse.matter_failed", matter=code)
    return total
