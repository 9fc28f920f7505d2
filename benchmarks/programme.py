"""How fast is a published programme: its page with 100 and 500 pitches, every file of it, and the release of 500.

Run by ``make bench`` or ``python benchmarks/programme.py [--requests 30]``. Everything is asked through Django's whole stack,
in turn with an empty view; read the ratios to it, the milliseconds belong to this machine. The goals: the page of 100
pitches under 60 ms and at most 8 queries, every file at most 10 queries whatever the size, the release of 500 pitches,
letters and search included, under 2 s.
"""

import argparse
import json
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from _harness import EMPTY, in_a_process_of_its_own, on_either_database, with_empty_view

SIZES = (100, 500)
PAGE_MS, PAGE_QUERIES, FILE_QUERIES, RELEASE_SECONDS = 60.0, 8, 10, 2.0
PAGES = {"page": "programm/", "page by topic": "programm/?ansicht=thema", "page by person": "programm/?ansicht=person"}
OK, SHEETS = 200, 3
ROOT = str(Path(__file__).resolve().parent.parent)
FILES = ("xml", "json", "ics", "csv", "xlsx", "pdf")


def main() -> int:
    """Measure on SQLite, and on PostgreSQL where BENCH_POSTGRES_URL names one; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=30)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(options.requests)))
        return 0
    more = {"PYTHONPATH": ROOT, "STRAHLKRAFT_INDEXER": "false"}
    return on_either_database(lambda database, url: report(database, in_a_process_of_its_own(__file__, url, **more)))


def report(database: str, rows: list[dict[str, Any]]) -> list[str]:
    """Print one database's figures; returns what misses a goal."""
    missed = []
    for row in rows:
        base = row["asked"].pop("an empty view")
        print(
            f"\n{database}, {row['pitches']} pitches: released in {row['release']:.2f} s with {row['letters']} letters"
        )
        print(f"  {'':<20}{'p10':>10}{'p50':>15}{'queries':>9}{'KB':>8}")
        print(f"  {'an empty view':<20}{base['p10']:>7.1f} ms{base['p50']:>12.1f} ms{base['queries']:>9}")
        for name, told in row["asked"].items():
            ratio = f"{told['p50'] / base['p50']:>5.0f}x{told['p50']:>6.1f} ms"
            print(f"  {name:<20}{told['p10']:>7.1f} ms{ratio:>15}{told['queries']:>9}{told['bytes'] / 1000:>8.0f}")
            most = PAGE_QUERIES if name in PAGES else FILE_QUERIES
            if told["queries"] > most:
                missed.append(f"{database}: {name} of {row['pitches']} pitches takes {told['queries']} queries")
        if row["pitches"] == SIZES[0] and row["asked"]["page"]["p50"] >= PAGE_MS:
            missed.append(f"{database}: the page takes {row['asked']['page']['p50']:.1f} ms")
        if row["release"] >= RELEASE_SECONDS:
            missed.append(f"{database}: {row['pitches']} pitches are released in {row['release']:.2f} s")
    return missed


def measure(requests: int) -> list[dict[str, Any]]:
    """Invent a congress of each size, release it, ask for everything."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.urls import clear_url_caches
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from strahlkraft.congress.actions.publishing import publish
    from strahlkraft.kernel.actor import SYSTEM
    from strahlkraft.letters.models import Letter
    from tests.factories.programme import a_congress, a_plan

    settings.ROOT_URLCONF = with_empty_view()
    clear_url_caches()
    client = Client(SERVER_NAME="localhost")
    found = []
    for size in SIZES:
        occasion = a_congress(size, stages=5, slots=5)
        occasion.ends_at += timedelta(hours=3)
        occasion.save()
        plan = a_plan(occasion)
        before, began = Letter.objects.count(), time.perf_counter()
        publish(by=SYSTEM, at=timezone.now(), slug=occasion.slug, number=plan.number, revision=0)
        release = time.perf_counter() - began
        own = f"/termine/{occasion.slug}/"
        paths = {name: own + path for name, path in PAGES.items()}
        paths |= {ending: f"{own}programm.{ending}" for ending in FILES}
        asked = timed(client, paths, requests)
        letters = Letter.objects.count() - before
        found.append({"pitches": size, "release": release, "letters": letters, "asked": asked})
    return found


def timed(client: Any, paths: dict[str, str], requests: int) -> dict[str, dict[str, float]]:
    """Milliseconds per address, its queries and bytes; they take turns, so that a busy moment meets all of them."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    everything = {"an empty view": EMPTY, **paths}
    sizes, queries = {}, {}
    for name, path in everything.items():
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(path)
        if answer.status_code != OK:
            raise RuntimeError(path)
        sizes[name], queries[name] = len(answer.content), len(seen)
    spans: dict[str, list[float]] = {name: [] for name in everything}
    for round_number in range(requests):
        for name, path in everything.items():
            if name == "pdf" and round_number >= SHEETS:  # seconds each; three tell enough
                continue
            began = time.perf_counter()
            client.get(path)
            spans[name].append((time.perf_counter() - began) * 1000)
    return {
        name: {
            "p10": sorted(values)[len(values) // 10],
            "p50": statistics.median(values),
            "queries": queries[name],
            "bytes": sizes[name],
        }
        for name, values in spans.items()
    }


if __name__ == "__main__":
    sys.exit(main())
