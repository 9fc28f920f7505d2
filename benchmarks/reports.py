"""How long a status report over the demo region's 16 projects takes, as of a past day: computed, on paper, opened.

Run by ``make bench`` or ``python benchmarks/reports.py [--runs 5] [--lines 1500]``. The invented region is made by its own
command, ``--lines`` more lines of the ledger are booked upon it, and each step is timed in turn with a baseline of the same
run: a sheet of paper with nothing on it, and a plain page of the workspace for the same person. Read the ratios; the seconds
belong to this machine, and on a busy one only ``work`` tells something: what this process itself works, without waiting for the
processor or for PostgreSQL; on an idle machine that is what one waits for. The goal: from the wish to the report with its PDF under
10 s of work at the median; as many queries with the lines as without; every number with a way to its records.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from _harness import in_a_process_of_its_own, on_either_database

GOAL_S = 10.0
PAPER, PLAIN = "an empty sheet as PDF", "a plain page of the workspace"
MADE = ("the report computed", "its PDF")
"""What has to be done until the report is ready; the rest is printed beside it."""


def main() -> int:
    """Measure on SQLite, and on PostgreSQL where BENCH_POSTGRES_URL names one; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--lines", type=int, default=1_500)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(options.runs, options.lines)))
        return 0
    more = {"STRAHLKRAFT_DEMO": "true"}
    return on_either_database(lambda database, url: report(database, in_a_process_of_its_own(__file__, url, **more)))


def report(database: str, rows: list[dict[str, Any]]) -> list[str]:
    """Print both sizes; returns what misses the goal."""
    missed = []
    for row in rows:
        print(f"\n{database}: {row['projects']} projects, {row['receipts']} lines of the ledger, as of {row['as_of']}")
        print(f"  {'':<34}{'work':>10}{'p50':>10}{'of a sheet':>12}{'of a page':>11}{'queries':>9}{'kB':>8}")
        for name, step in row["steps"].items():
            ratios = "".join(f"{step['p50'] / row['steps'][base]['p50']:>10.1f}x" for base in (PAPER, PLAIN))
            size = f"{step['size'] / 1024:>8.0f}" if step["size"] else f"{'':>8}"
            print(f"  {name:<34}{step['work']:>8.2f} s{step['p50']:>8.2f} s {ratios}{step['queries']:>9}{size}")
        worked, whole = (sum(row["steps"][name][kind] for name in MADE) for kind in ("work", "p50"))
        print(f"  from the wish to the paper: {worked:.2f} s of work, {whole:.2f} s on this machine")
        print(f"  {row['numbers']} numbers, {row['ways']} of them with a way to their records")
        if worked >= GOAL_S:
            missed.append(f"{database}: the report takes {worked:.1f} s of work with {row['receipts']} lines")
        if row["numbers"] != row["ways"]:
            missed.append(f"{database}: {row['numbers'] - row['ways']} numbers open to nothing")
    counts = {row["steps"][MADE[0]]["queries"] for row in rows}
    if len(counts) > 1:
        missed.append(f"{database}: a report asks {sorted(counts)} times, growing with what there is")
    return missed


def measure(runs: int, lines: int) -> list[dict[str, Any]]:
    """Make the region, sign its office in, and measure at both sizes."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from strahlkraft.accounts.models import User
    from strahlkraft.jobs.demo_region import make
    from strahlkraft.kernel.actor import SYSTEM
    from strahlkraft.network.actions.organisations import create_organisation
    from strahlkraft.network.actions.regions import open_region
    from strahlkraft.network.rules import OrganisationInput

    call_command("migrate", verbosity=0)
    body = OrganisationInput(name="Beispielverein", kind="association")  # where the people of the demonstration begin
    create_organisation(by=SYSTEM, at=timezone.now(), given=body)
    open_region(by=SYSTEM, at=timezone.now(), name="Beispielbezirk", government_district="Beispielbezirk")
    region = make(at=timezone.now(), say=lambda _words: None)
    officer = User.objects.get(email="buero@example.org")
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    on = timezone.localdate() - timedelta(days=60)
    found = []
    for more in (0, lines):
        book(region, more, on)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        found.append(timed(region, officer, client, on, runs))
    return found


def book(region: Any, lines: int, on: date) -> None:
    """Small lines in every running grant's ledger, paid and booked before the day."""
    from django.utils import timezone

    from strahlkraft.funding.models import Expenditure, Grant

    grants = list(Grant.objects.filter(region=region, state="running"))
    at = timezone.make_aware(datetime.combine(on - timedelta(days=5), datetime.min.time()))
    rows = [
        Expenditure(
            grant=grants[number % len(grants)],
            category="staff",
            text=f"Beispielposten {number}",
            amount=Decimal("1.25"),
            eligible=Decimal("1.25"),
            land_share=Decimal("1.00"),
            paid_on=on - timedelta(days=7 + number % 200),
            booked_at=at,
            booked_by="user:beispiel-1",
        )
        for number in range(lines)
    ]
    Expenditure.objects.bulk_create(rows, 500)


def timed(region: Any, officer: Any, client: Any, on: date, runs: int) -> dict[str, Any]:
    """Seconds per step and its queries; the steps take turns, so that a busy moment meets all of them."""
    from django.urls import reverse
    from django.utils import timezone

    from strahlkraft.design.paper import pdf
    from strahlkraft.funding.models import Expenditure
    from strahlkraft.reports.actions import reports
    from strahlkraft.reports.papers.content import NUMERIC, data_of, opens
    from strahlkraft.reports.papers.rendering import render
    from strahlkraft.reports.queries.drafts import Wanted
    from strahlkraft.reports.queries.figures import facts_of

    wanted = Wanted("status", on, region, example=True)
    row = reports.draft(by=officer, at=timezone.now(), wanted=wanted)
    own = reverse("office:report", args=[row.code])
    steps: dict[str, Callable[[], Any]] = {
        PAPER: lambda: pdf("reports/papers/2026-1.html", {"blocks": [], "data": {}, "words": {}}),
        PLAIN: lambda: client.get("/arbeit/anfragen/").content,
        MADE[0]: lambda: reports.draft(by=officer, at=timezone.now(), wanted=wanted),
        MADE[1]: lambda: render(row, "pdf"),
        "its workbook": lambda: render(row, "xlsx"),
        "its page": lambda: client.get(own).content,
        "one number opened": lambda: client.get(f"{own}zahlen/spent/").content,
    }
    tables = [block for block in data_of(row)["blocks"] if block["block"] == "table"]
    lines = [line for block in tables for line in [*block["rows"], block["total"]]]
    numbers = [(cell, line) for line in lines for cell in line if cell["kind"] in NUMERIC]
    return {
        "projects": len(facts_of(wanted.scope).counted_projects),
        "receipts": Expenditure.objects.filter(grant__region=region).count(),
        "as_of": on.isoformat(),
        "numbers": len(numbers),
        "ways": sum(1 for cell, line in numbers if opens(cell)[0] or any("ref" in one for one in line)),
        "steps": clocked(steps, runs),
    }


def clocked(steps: dict[str, Callable[[], Any]], runs: int) -> dict[str, dict[str, float]]:
    """Every step once to warm up and count its queries, then in turns."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    queries, sizes = {}, {}
    for name, step in steps.items():
        with CaptureQueriesContext(connection) as captured:
            made = step()
        queries[name], sizes[name] = len(captured), len(made) if isinstance(made, bytes) else 0
    times: dict[str, list[float]] = {name: [] for name in steps}
    works: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(runs):
        for name, step in steps.items():
            before, worked = time.perf_counter(), time.thread_time()
            step()
            works[name].append(time.thread_time() - worked)
            times[name].append(time.perf_counter() - before)
    return {
        name: {
            "work": statistics.median(works[name]),
            "p50": statistics.median(times[name]),
            "queries": queries[name],
            "size": sizes[name],
        }
        for name in steps
    }


if __name__ == "__main__":
    sys.exit(main())
