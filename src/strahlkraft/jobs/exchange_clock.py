"""What the worker does for the exchange with other machines in each round."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from strahlkraft.jobs import federation, webhooks
from strahlkraft.reuse.actions.federation import refresh_catalogue
from strahlkraft.reuse.models import Peer

log = structlog.get_logger(__name__)
PEERS_PER_ROUND = 1  # a slow one takes half a minute at most, and letters wait behind it


def run(*, at: datetime) -> None:
    """Keep our own catalogue up to date, tell webhooks, visit instances that are due.

    What other machines send must never stop the worker: whatever goes wrong here is logged, the rest goes on.
    """
    _guarded("catalogue", partial(refresh_catalogue, at=at))
    _guarded("webhooks", partial(webhooks.deliver, at=at))
    for slug in list(Peer.objects.due(at).values_list("slug", flat=True)[:PEERS_PER_ROUND]):
        _guarded(f"peer {slug}", partial(federation.sync, slug, at=at, only_due=True))


def _guarded(what: str, deed: Callable[[], object]) -> None:
    try:
        deed()
    except Exception:  # letters and everything else of the worker go on
        log.exception("exchange.failed", what=what)
