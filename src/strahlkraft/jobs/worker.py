"""``strahlkraft work``: what is due by the clock, taken from rows that actions left."""

import signal
import threading

import click

from strahlkraft.jobs.clock import now
from strahlkraft.letters.actions import deliver_due

PAUSE_SECONDS = 2.0


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
def work(*, once: bool) -> None:
    """Send letters that are due, until stopped."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while True:
        deliver_due(at=now())
        if once or stop.wait(PAUSE_SECONDS):
            return
