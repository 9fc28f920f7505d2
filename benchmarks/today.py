"""How long today's list takes, with 2,000 projects, 20,000 deadlines and a year of check-ins.

Run by ``make bench`` or ``python benchmarks/today.py [--projects 2000] [--deadlines 20000] [--requests 40]``. The page is
asked through Django's whole stack, in turn with a plain page of the workspace for the same person (the frame with an empty
list) and with an empty view; read the ratios, the milliseconds belong to this machine, and on a busy one only ``work`` tells
something: what this process itself works on a page, without waiting for the processor or for PostgreSQL. The goal: today's list under
100 ms at the median for the office of the one region that carries everything, with a constant number of queries. The
portfolio of all those projects is printed beside it.
"""

import argparse
import json
import random
import statistics
import sys
import time
from datetime import date, timedelta
from typing import Any

from _harness import EMPTY, in_a_process_of_its_own, on_either_database, with_empty_view

SEED = 25
BATCH = 1_000
GOAL_MS = 100.0
PLAIN = "a plain page of the workspace"
GOAL_PAGE = "today's list"
PAGES = {PLAIN: "/arbeit/anfragen/", GOAL_PAGE: "/arbeit/", "the portfolio": "/arbeit/portfolio/"}
MONTHS = 12
LIGHTS = ("green", "green", "green", "amber", "red")


def main() -> int:
    """Measure on SQLite, and on PostgreSQL where BENCH_POSTGRES_URL names one; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=2_000)
    parser.add_argument("--deadlines", type=int, default=20_000)
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(options.projects, options.deadlines, options.requests)))
        return 0
    more = {"STRAHLKRAFT_DEMO": "true"}
    return on_either_database(lambda database, url: report(database, in_a_process_of_its_own(__file__, url, **more)))


def report(database: str, rows: list[dict[str, Any]]) -> list[str]:
    """Print both sizes; returns what misses the goal."""
    missed = []
    for row in rows:
        plain, worked = row["pages"][PLAIN]["p50"], row["pages"][PLAIN]["work"]
        print(f"\n{database}, {row['projects']} projects, {row['deadlines']} deadlines, {row['checkins']} check-ins")
        print(f"  {'':<32}{'work':>18}{'p10':>10}{'p50':>18}{'p95':>18}{'queries':>9}")
        for name, page in row["pages"].items():
            p50, p95 = page["p50"], page["p95"]
            ratios = f"{p50 / plain:>6.1f}x{p50:>8.1f} ms{p95 / plain:>6.1f}x{p95:>8.1f} ms"
            work = f"{page['work'] / worked:>6.1f}x{page['work']:>8.1f} ms"
            print(f"  {name:<32}{work}{page['p10']:>7.1f} ms{ratios}{page['queries']:>9}")
        if row["pages"][GOAL_PAGE]["p50"] >= GOAL_MS:
            missed.append(f"{database}: {GOAL_PAGE} takes {row['pages'][GOAL_PAGE]['p50']:.1f} ms")
    counts = {row["pages"][GOAL_PAGE]["queries"] for row in rows}
    if len(counts) > 1:
        missed.append(f"{database}: {GOAL_PAGE} asks {sorted(counts)} times, growing with what there is")
    return missed


def measure(projects: int, deadlines: int, requests: int) -> list[dict[str, Any]]:
    """Fill an empty platform, sign the office in, and measure at both sizes."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.urls import clear_url_caches

    call_command("migrate", verbosity=0)
    settings.ROOT_URLCONF = with_empty_view()
    clear_url_caches()
    region, officer = office()
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    found, there = [], [0, 0]
    for share in (20, 1):
        wanted = [projects // share, deadlines // share]
        checkins = invent(region, there, wanted)
        there = wanted
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        pages = timed(client, requests)
        found.append({"projects": wanted[0], "deadlines": wanted[1], "checkins": checkins, "pages": pages})
    return found


def office() -> tuple[Any, Any]:
    """An invented region and somebody of its project office."""
    from django.utils import timezone

    from strahlkraft.accounts.models import Membership, User
    from strahlkraft.network.models import Region

    region = Region.objects.create(name="Beispielregion", slug="beispielregion")
    officer = User.objects.create(email="buero@beispiel.example", display_name="Beispiel Büro", is_demo=True)
    Membership.objects.create(user=officer, role="office", region=region, valid_from=timezone.now())
    return region, officer


def invent(region: Any, there: list[int], wanted: list[int]) -> int:
    """Projects with a year of check-ins, milestones, tasks and risks, and deadlines all around today."""
    from django.db import transaction
    from django.utils import timezone

    import strahlkraft.audit.actions as trail
    from strahlkraft.kernel.actor import SYSTEM
    from strahlkraft.projects.models import Project
    from strahlkraft.steering.models import CheckIn, Deadline, ReportingContact

    chance, now = random.Random(SEED + there[0]), timezone.now()
    rows = [
        Project(
            slug=f"beispiel-{number}",
            identifier=f"BX-{number:05d}",
            title=f"Beispielprojekt {number}",
            region=region,
            publication="published",
            created_at=now,
            changed_at=now,
        )
        for number in range(there[0], wanted[0])
    ]
    projects = Project.objects.bulk_create(rows, BATCH)
    ReportingContact.objects.bulk_create(
        [ReportingContact(project=row, mailbox=f"{row.slug}@beispiel.example") for row in projects], BATCH
    )
    life(projects, chance, now.date())
    said(projects, chance, now)
    with transaction.atomic():
        for row in projects[:10]:
            trail.record(
                by=SYSTEM, at=now, verb="create_project", subject=row.label, region_id=region.pk, before={}, after={}
            )
    every = list(Project.objects.all())
    Deadline.objects.bulk_create(
        [deadline(region, chance.choice(every), number, chance, now.date()) for number in range(there[1], wanted[1])],
        BATCH,
    )
    return CheckIn.objects.count()


def deadline(region: Any, project: Any, number: int, chance: random.Random, today: date) -> Any:
    """One deadline between a month ago and three years ahead; every fifth with legal effect."""
    from strahlkraft.steering.models import Deadline

    latest = today + timedelta(days=chance.randint(-30, 1_000))
    return Deadline(
        project=project,
        region=region,
        title=f"Beispielfrist {number}",
        rule="manual",
        reason="Beispiel",
        legal=number % 5 == 0,
        target_on=latest - timedelta(days=chance.randint(0, 10)),
        latest_on=latest,
    )


def life(projects: list[Any], chance: random.Random, today: date) -> None:
    """Two milestones, a task and a risk for each."""
    from django.utils import timezone

    from strahlkraft.steering.models import Milestone, Risk, Task

    def day() -> date:
        return today + timedelta(days=chance.randint(-40, 500))

    Milestone.objects.bulk_create(
        [
            Milestone(code=f"m{row.pk}-{number}", project=row, title="Beispielmeilenstein", planned_on=day())
            for row in projects
            for number in range(2)
        ],
        BATCH,
    )
    Task.objects.bulk_create(
        [
            Task(code=f"t{row.pk}", project=row, title="Beispielaufgabe", for_name="Beispielstadt", due_on=day())
            for row in projects
        ],
        BATCH,
    )
    Risk.objects.bulk_create(
        [
            Risk(
                code=f"r{row.pk}",
                project=row,
                title="Beispielrisiko",
                probability=chance.randint(1, 5),
                impact=chance.randint(1, 5),
                owner="Projektleitung",
                review_on=day(),
                opened_at=timezone.now(),
            )
            for row in projects
        ],
        BATCH,
    )


def said(projects: list[Any], chance: random.Random, now: Any) -> None:
    """A year of check-ins; they come in along their table, as the database asks for."""
    from strahlkraft.steering.models import CheckIn

    month = now.date().replace(day=1)
    for _ in range(MONTHS):
        at = now.replace(year=month.year, month=month.month, day=1)
        rows = [
            CheckIn(project=row, month=month, code=f"c{row.pk}-{month:%y%m}", requested_at=at, due_on=month)
            for row in projects
        ]
        CheckIn.objects.bulk_create(rows, BATCH)
        for light in set(LIGHTS):
            chosen = [row.pk for row in rows if chance.choice(LIGHTS) == light]
            lights = dict.fromkeys(("content_light", "time_light", "money_light"), light)
            CheckIn.objects.filter(pk__in=chosen, state="requested").update(state="received", received_at=at, **lights)
        CheckIn.objects.filter(month=month, state="received", month__lt=now.date().replace(day=1)).update(
            state="reviewed"
        )
        month = (month - timedelta(days=1)).replace(day=1)


def timed(client: Any, requests: int) -> dict[str, dict[str, float]]:
    """Milliseconds per page and its queries; the pages take turns, so that a busy moment meets all of them."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    everything = {"an empty view": EMPTY, **PAGES}
    queries = {}
    for name, path in everything.items():
        for _ in range(3):
            if client.get(path).status_code != 200:  # noqa: PLR2004 - OK
                sys.exit(f"{path} does not answer")
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        queries[name] = len(captured)
    times: dict[str, list[float]] = {name: [] for name in everything}
    works: dict[str, list[float]] = {name: [] for name in everything}
    for _ in range(requests):
        for name, path in everything.items():
            before, worked = time.perf_counter(), time.thread_time()
            client.get(path)
            works[name].append((time.thread_time() - worked) * 1000)
            times[name].append((time.perf_counter() - before) * 1000)
    return {
        name: {
            "work": statistics.median(works[name]),
            "p10": sorted(values)[len(values) // 10],
            "p50": statistics.median(values),
            "p95": sorted(values)[int(len(values) * 0.95)],
            "queries": queries[name],
        }
        for name, values in times.items()
    }


if __name__ == "__main__":
    sys.exit(main())
