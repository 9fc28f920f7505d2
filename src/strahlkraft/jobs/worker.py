"""``strahlkraft work``: what is due by the clock, taken from rows that actions left."""

import signal
import threading
from collections.abc import Callable
from typing import Any

import click
import structlog
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connections

from strahlkraft.jobs import (
    checkins,
    congress_clock,
    drawdown_clock,
    exchange_clock,
    extension_clock,
    grant_clock,
    grant_deadlines,
    handover,
    ideas_clock,
    network_clock,
    newsletter_clock,
    newsroom_clock,
    privacy_clock,
    proof_clock,
    readiness_clock,
    reuse_clock,
    trail_clock,
)
from strahlkraft.jobs.beats import Beats
from strahlkraft.jobs.cli import is_not_made
from strahlkraft.jobs.clock import NowAndThen, now
from strahlkraft.jobs.crawl_clock import CrawlClock
from strahlkraft.jobs.lasting import Pauses, end_with
from strahlkraft.jobs.planning import PlanningClock
from strahlkraft.letters.actions import deliver_due, forget, gather_digests
from strahlkraft.steering.actions.sheets import forget_sheets

Tend = Callable[..., Any]  # called with at=…
PAUSE_SECONDS = 2.0
ROUNDS_PER_CLEANING = 1_800  # about an hour
ROUNDS_PER_CHECK = 150  # about five minutes
_log = structlog.get_logger(__name__)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@click.option("--parent", type=int, hidden=True, help="Stop when this process, which began it, is killed.")
def work(*, once: bool, parent: int | None) -> None:
    """Send letters, remind, tell, visit and check what is due, until stopped."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if parent is not None:
        end_with(parent, signal.SIGTERM)
    deeds = Deeds(wait=once)
    try:
        if once:
            deeds.round()
        else:
            go_on(deeds.round, wait=stop.wait)
    finally:
        deeds.planning.stop()


def go_on(deed: Callable[[], None], *, wait: Callable[[float], bool]) -> None:
    """Do it again and again until ``wait`` says to stop; a database that is away or locked makes it wait longer, not end.

    A database without our tables ends it: no waiting mends that.
    """
    pauses = Pauses()
    while True:
        try:
            deed()
        except (OperationalError, InterfaceError) as error:
            if is_not_made(error):
                raise
            pause = pauses.failure()
            _log.warning("worker.database_away", error=str(error).strip()[:200], again_in_seconds=pause)
            connections.close_all()
        else:
            pauses.success()
            pause = PAUSE_SECONDS
        if wait(pause):
            return


class Deeds:
    """All that the worker does by the clock, in rounds."""

    def __init__(self, *, wait: bool) -> None:
        """``wait``: for the end of what runs beside the rounds."""
        self._wait = wait
        self._rounds = 0
        self._often, self._hourly, self._beats = _often(), _hourly(), Beats()
        self._crawls, self.planning = CrawlClock(), PlanningClock()

    def round(self) -> None:
        """Do what is due; a round that fails is done again as the same one."""
        beats = self._beats
        for name, tend in self._often.items():
            beats.run(name, tend, at=now())
        beats.run("planning", self.planning.run, at=now(), wait=self._wait)
        if self._rounds % ROUNDS_PER_CHECK == 0:
            beats.run("readiness", readiness_clock.run, at=now())
            beats.run("crawls", self._crawls.run, at=now(), wait=self._wait)
        if self._rounds % ROUNDS_PER_CLEANING == 0:
            for name, tend in self._hourly.items():
                beats.run(name, tend, at=now())
        beats.tell(at=now(), now=self._wait)
        self._rounds += 1


def _often() -> dict[str, Tend]:
    """What every round looks at, in this order; the names are those of the figures and alerts."""
    return {
        "reuse": NowAndThen(reuse_clock.tend).run,
        "congress": NowAndThen(congress_clock.tend).run,
        "checkins": NowAndThen(checkins.tend).run,
        "digests": NowAndThen(gather_digests).run,
        "deadlines": NowAndThen(handover.tend).run,
        "newsroom": newsroom_clock.run,
        "quotations": NowAndThen(newsroom_clock.tend).run,
        "newsletter": newsletter_clock.run,
        "subscriptions": NowAndThen(newsletter_clock.tend).run,
        "letters": deliver_due,
        "exchange": exchange_clock.run,
    }


def _hourly() -> dict[str, Tend]:
    """What is looked at about every hour, in this order."""
    return {
        "sessions": lambda at: call_command("clearsessions"),  # noqa: ARG005 - it has its own clock
        "old_letters": forget,
        "old_sheets": forget_sheets,
        "network": network_clock.tend,
        "ideas": ideas_clock.tend,
        "grant_deadlines": grant_deadlines.tend,
        "grants": grant_clock.tend,
        "extensions": extension_clock.tend,
        "drawdowns": drawdown_clock.tend,
        "proofs": proof_clock.tend,
        "trail": trail_clock.tend,
        "privacy": privacy_clock.tend,
    }
