"""``strahlkraft work``: what is due by the clock, taken from rows that actions left."""

import itertools
import signal
import threading

import click
from django.core.management import call_command

from strahlkraft.jobs import (
    checkins,
    congress_clock,
    exchange_clock,
    handover,
    ideas_clock,
    network_clock,
    readiness_clock,
    reuse_clock,
)
from strahlkraft.jobs.clock import NowAndThen, now
from strahlkraft.jobs.crawl_clock import CrawlClock
from strahlkraft.jobs.planning import PlanningClock
from strahlkraft.letters.actions import deliver_due, forget, gather_digests
from strahlkraft.steering.actions.sheets import forget_sheets

PAUSE_SECONDS = 2.0
ROUNDS_PER_CLEANING = 1_800  # about an hour
ROUNDS_PER_CHECK = 150  # about five minutes


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
def work(*, once: bool) -> None:
    """Send letters, remind, tell, visit and check what is due, until stopped."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    reuse, congress = NowAndThen(reuse_clock.tend), NowAndThen(congress_clock.tend)
    monthly = NowAndThen(checkins.tend)
    digests = NowAndThen(gather_digests)
    computed = NowAndThen(handover.tend)
    crawls, planning = CrawlClock(), PlanningClock()
    for round_number in itertools.count():
        reuse.run(at=now())
        congress.run(at=now())
        monthly.run(at=now())
        digests.run(at=now())
        computed.run(at=now())
        deliver_due(at=now())
        exchange_clock.run(at=now())
        planning.run(at=now(), wait=once)
        if round_number % ROUNDS_PER_CHECK == 0:
            readiness_clock.run(at=now())
            crawls.run(at=now(), wait=once)
        if round_number % ROUNDS_PER_CLEANING == 0:
            call_command("clearsessions")
            forget(at=now())
            forget_sheets(at=now())
            network_clock.tend(at=now())
            ideas_clock.tend(at=now())
        if once or stop.wait(PAUSE_SECONDS):
            planning.stop()
            return
