"""Many people write at once: how long it takes, whether anybody is turned away, and whether what was acknowledged is there.

Run by ``make bench`` or ``python benchmarks/writes.py [--small]``: 8, 32 and 128 people send the public message form to
``strahlkraft serve`` while others read; on SQLite another process then holds the lock of the database for 25 seconds. The
goals, on either database: no error, nothing acknowledged is lost or there twice, reads go on during the lock. Times are
told as ratios to the same press of one person alone; one core serves what the other asks for.
"""

import argparse
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _clients import AWAY, Crowd, Site, empty_sheet, percentile
from _harness import COMMAND, environment_of, figure, on_either_database

READERS = 2
HELD_SECONDS, HELD_SECONDS_SMALL = 25.0, 9.0


def main() -> int:
    """Measure on SQLite, and on PostgreSQL where BENCH_POSTGRES_URL names one; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="a few seconds each, and a shorter lock")
    small = parser.parse_args().small
    return on_either_database(lambda database, url: measure(database, url, small=small))


def measure(database: str, url: str, *, small: bool) -> list[str]:
    """All loads over one site."""
    missed = []
    with tempfile.TemporaryDirectory(prefix="strahlkraft-writes-") as folder:
        environment = environment_of(folder, url, STRAHLKRAFT_PAGE_CACHE_SECONDS="0")
        subprocess.run([COMMAND, "setup"], env=environment, stdout=subprocess.DEVNULL, check=True)
        site = Site(environment, Path(folder) / "server.log")
        site.begin()
        try:
            sheet = empty_sheet(site.port)
            time.sleep(6)  # who sends a form quicker than that is no person
            alone = Crowd(site.port, sheet)
            alone.work(1, 0, 2 if small else 5)
            print(f"\n{database}: one person alone presses in {percentile(alone.seconds, 0.5) * 1000:.0f} ms")
            missed += judged(database, "alone", alone, environment)
            for number, writers in enumerate((8, 32) if small else (8, 32, 128), 1):
                crowd = Crowd(site.port, sheet, first=number * 100_000)
                crowd.work(writers, READERS, 4 if small else 20)
                missed += judged(database, f"{writers} people", crowd, environment, percentile(alone.seconds, 0.5))
            if not url:
                missed += locked(site, sheet, Path(folder), HELD_SECONDS_SMALL if small else HELD_SECONDS)
        finally:
            site.end()
    return missed


def judged(
    database: str, words: str, crowd: Crowd, environment: dict[str, str], alone: float | None = None
) -> list[str]:
    """Print and judge one load."""
    fate, errors = crowd.fate(environment), crowd.errors()
    usual = alone or percentile(crowd.seconds, 0.5)
    late = percentile(crowd.seconds, 0.99) / usual
    print(f"  {words:<12} {crowd.told(fate)}")
    print(
        f"  {'':<12} a press takes {percentile(crowd.seconds, 0.5) / usual:.1f} times as long as alone at the median, {late:.1f} times at p99"
    )
    held = fate.whole and not errors
    if alone:
        told = f"{words}: {fate}, {errors} errors, {crowd.statuses[AWAY]} asked to send once more; p99 {late:.0f} times a press alone"
        figure("many-writers", database, told, held=held)
    return [] if held else [f"{database}, {words}: {fate}, {errors} errors"]


def locked(site: Site, sheet: dict[str, str], folder: Path, seconds: float) -> list[str]:
    """Another process holds the write lock; what readers and writers get meanwhile."""
    crowd = Crowd(site.port, sheet, first=900_000)

    def hold() -> None:
        with sqlite3.connect(next(folder.glob("*.sqlite3")), isolation_level=None, timeout=30) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            other.execute("ROLLBACK")

    crowd.work(8, READERS, seconds + 2, hold)
    fate, errors, forgotten = crowd.fate(site.environment), crowd.errors(), crowd.kept[False]
    print(f"  a lock of {seconds:.0f} s: {crowd.told(fate)}")
    held = fate.whole and not errors and not forgotten
    told = (
        f"{sum(crowd.reads.values())} reads during a lock of {seconds:.0f} s, {errors} errors; {crowd.statuses[AWAY]} writers asked"
        f" to send once more, {forgotten} of them without what they had typed; {fate}"
    )
    figure("long-lock", "SQLite", told, held=held)
    return [] if held else [f"SQLite, long lock: {told}"]


if __name__ == "__main__":
    sys.exit(main())
