"""What it saves to keep public pages for seconds: pages a second of one core, worked out anew and from the shelf.

Run by ``python benchmarks/kept_pages.py [--small]``. The pages of the real register are asked through Django's whole stack, as
a browser without cookies that unpacks gzip does, in turn with an empty view. The figures are work of this process (user time
and system time), without waiting for the processor; read the ratios. The goals: a page from the shelf costs one query, and
works at least four times as fast as one worked out anew.
"""

import argparse
import json
import statistics
import sys
import time
from typing import Any

from _harness import EMPTY, in_a_process_of_its_own, on_either_database, with_empty_view

GOAL = "kept-pages"
FASTER = 4.0
PAGES = {"start": "/", "catalogue": "/projekte/", "project": "/projekte/{project}/", "regions": "/regionen/"}


def main() -> int:
    """Measure on SQLite, and on PostgreSQL where BENCH_POSTGRES_URL names one; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a few requests; the ratio is told, not judged")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(5 if options.small else 60)))
        return 0
    return on_either_database(
        lambda database, url: report(database, in_a_process_of_its_own(__file__, url), small=options.small)
    )


def report(database: str, rows: list[dict[str, Any]], *, small: bool) -> list[str]:
    """Print every page and one figure; returns what misses a goal."""
    empty = next(row for row in rows if row["page"] == "an empty view")["anew"]
    pages = [row for row in rows if row["page"] != "an empty view"]
    print(f"\n{database}: milliseconds of work for a page; an empty view takes {empty:.2f} ms")
    for row in pages:
        print(
            f"  {row['page']:<12} anew {row['anew']:>7.2f} ms ({row['anew'] / empty:>5.1f}x) {row['queries']:>3} queries;"
            f"  kept {row['kept']:>6.2f} ms ({row['kept'] / empty:>4.1f}x) {row['kept_queries']:>2} query;"
            f"  {row['bytes']} bytes"
        )
    anew = 1000 / statistics.mean(row["anew"] for row in pages)
    kept = 1000 / statistics.mean(row["kept"] for row in pages)
    one = all(row["kept_queries"] == 1 for row in pages)
    verdict = "missed" if not one or (not small and kept < FASTER * anew) else "held"
    print(
        f"FIGURE | {GOAL} | {database} | {anew:.0f} pages per second of a core anew, {kept:.0f} kept"
        f" ({kept / anew:.1f} times); {'one query' if one else 'more than one query'} for a kept page | {verdict}"
    )
    return [] if verdict == "held" else [f"{database}: {GOAL}"]


def measure(requests: int) -> list[dict[str, Any]]:
    """Set the platform up as an operator does and ask each page anew and from the shelf."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.urls import clear_url_caches

    from strahlkraft.jobs.setup import setup
    from strahlkraft.projects.models import Project
    from strahlkraft.search import indexer

    setup.main([], standalone_mode=False)
    settings.ROOT_URLCONF = with_empty_view()
    clear_url_caches()
    indexer.catch_up()
    slug = Project.objects.published().order_by("pk").values_list("slug", flat=True)[0]
    client = Client(SERVER_NAME="localhost", headers={"accept-encoding": "gzip"})
    paths = {"an empty view": EMPTY, **{name: path.format(project=slug) for name, path in PAGES.items()}}
    return [asked(client, name, path, requests) for name, path in paths.items()]


def asked(client: Any, name: str, path: str, requests: int) -> dict[str, Any]:
    """One page: worked out anew, then kept."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found: dict[str, Any] = {"page": name}
    for seconds, work, queries in ((0, "anew", "queries"), (3600, "kept", "kept_queries")):
        settings.PAGE_CACHE_SECONDS = seconds
        for _ in range(3):
            if client.get(path).status_code != 200:  # noqa: PLR2004 - OK
                sys.exit(f"{path} does not answer")
        with CaptureQueriesContext(connection) as captured:
            found["bytes"] = len(client.get(path).content)
        found[queries] = len(captured)
        works = []
        for _ in range(requests):
            before = time.thread_time()
            client.get(path)
            works.append((time.thread_time() - before) * 1000)
        found[work] = statistics.median(works)
    return found


if __name__ == "__main__":
    sys.exit(main())
