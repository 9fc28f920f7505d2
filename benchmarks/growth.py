"""What grows with the register, and how: pages, search, a new node's index, disks, at 1,000, 10,000 and 100,000 projects.

Run by ``make bench`` or ``python benchmarks/growth.py [--sizes 1000 10000 100000] [--requests 20]``. One database grows
from size to size by plain inserts of invented projects beside the real register (10,970 records in the search). At each
size: pages through Django's whole stack in turn with an empty view, the bare search, and what a new node needs before it
can search (``strahlkraft index`` into an empty folder, less the same command with nothing to do). Read the ratios from
size to size; the milliseconds belong to this machine.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from _harness import COMMAND, environment_of, figure, in_a_process_of_its_own, on_either_database, with_empty_view
from pages import SEED, around, clock, publish, timed

PAGES = {
    "catalogue": "/projekte/",
    "catalogue, words and two filters": "/projekte/?q=B%C3%BCrger+App&region=soest&betrieb=yes",
    "project": "/projekte/beispiel-0/",
}
SEARCHES = ("Bürger App", "Sensor Parken", "Klima Daten Stadt", "Hundesteuer online")


def main() -> int:
    """Measure on SQLite, and on PostgreSQL where BENCH_POSTGRES_URL names one; there is no target to miss."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--small", action="store_true", help="200 and 1,000 projects")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.small:
        options.sizes, options.requests = [200, 1_000], 5
    if options.child:
        print(json.dumps(measure(sorted(options.sizes), options.requests)))
        return 0
    return on_either_database(report)


def report(database: str, url: str) -> list[str]:
    """Print one database's rows, each beside the smallest size."""
    rows = in_a_process_of_its_own(__file__, url)
    first = rows[0]
    print(f"\n{database}: one register that grows")
    for row in rows:
        times = row["size"] / first["size"]
        print(f"  {row['size']:,} invented projects ({times:.0f}x)")
        for name, value in row["found"].items():
            ratio = value / first["found"][name] if first["found"][name] else 0
            print(f"    {name:<44}{value:>10.1f}{ratio:>8.1f}x")
        short = {name.partition(" (")[0]: value for name, value in row["found"].items()}
        words = (
            f"{row['size']:,} invented projects: catalogue {short['catalogue']:.0f} ms "
            f"({short['catalogue'] / short['an empty view']:.0f} empty views), search {short['search']:.1f} ms, new node's "
            f"index {short['index of a new node']:.1f} s and {short['index on disk']:.1f} MB, database "
            f"{short['database on disk']:.0f} MB"
        )
        figure("growth", database, words, held=None)
    return []


def measure(sizes: list[int], requests: int) -> list[dict[str, Any]]:
    """Set the platform up as an operator does, then let the register grow and look at each size."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.urls import clear_url_caches

    from strahlkraft.jobs.setup import setup
    from strahlkraft.search import indexer

    setup.main([], standalone_mode=False)
    settings.ROOT_URLCONF = with_empty_view()
    clear_url_caches()
    indexer.start()  # as in the server
    known, chance, rows, before = around(), random.Random(SEED), [], 0
    for size in sizes:
        begun = time.perf_counter()
        publish(iter(range(before, size)), known, chance)
        inserted = time.perf_counter() - begun
        indexer.catch_up()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        found = {
            f"{name} (ms)": row["p50"] for name, row in timed(Client(SERVER_NAME="localhost"), PAGES, requests).items()
        }
        found |= {"search (ms)": searched(requests), "inserts (ms a project)": inserted / (size - before) * 1000}
        rows.append({"size": size, "found": found | sizes_on_disk() | new_node()})
        before = size
    indexer.stop()
    return rows


def searched(requests: int) -> float:
    """Milliseconds of one search for the first twenty, at the median."""
    from strahlkraft.search.queries import search
    from strahlkraft.search.rules import Query

    questions = [Query(text=text, kinds=("project",), limit=20) for text in SEARCHES]
    for question in questions:
        search(question)
    return statistics.median(clock(lambda one=one: search(one)) for _ in range(requests) for one in questions)


def sizes_on_disk() -> dict[str, float]:
    """The whole database with its indexes, in megabytes."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            taken = int(cursor.fetchone()[0])
    else:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        taken = Path(settings.DATABASES["default"]["NAME"]).stat().st_size
    return {"database on disk (MB)": taken / 1e6}


def new_node() -> dict[str, float]:
    """How long a node that has nothing but the database's address needs until it can search, and what it then holds."""
    from django.conf import settings

    url = os.environ["DATABASE_URL"] or f"sqlite:///{settings.DATABASES['default']['NAME']}"
    with tempfile.TemporaryDirectory(prefix="strahlkraft-growth-") as folder:
        environment = environment_of(folder, url, STRAHLKRAFT_SECRET_KEY=settings.SECRET_KEY)
        first, again = (
            clock(lambda: subprocess.run([COMMAND, "index"], env=environment, stdout=subprocess.DEVNULL, check=True))
            for _ in range(2)
        )
        index = Path(folder) / settings.SEARCH_INDEX_DIR.relative_to(settings.DATA_DIR)
        kept = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    return {"index of a new node (s)": (first - again) / 1000, "index on disk (MB)": kept / 1e6}


if __name__ == "__main__":
    sys.exit(main())
