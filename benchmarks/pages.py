"""How long the pages take on the server: the real register alone, then with 10,000 invented projects beside it.

Run by ``make bench`` or ``python benchmarks/pages.py [--invented 10000] [--requests 60]``. Every page is asked through
Django's whole stack, in turn with an empty view; read the ratios to it, the milliseconds belong to this machine. The
goal: a whole catalogue page under 60 ms at the median on either database, with a constant number of queries; p10 beside
it tells how much of that was other programs of a busy machine.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from _harness import EMPTY, in_a_process_of_its_own, on_either_database, with_empty_view

SEED = 20
BATCH = 500
GOAL_MS = 60.0
GOAL_PAGES = ("catalogue", "catalogue, words and two filters", "catalogue, second page by funding")
PAGES = {
    "start": "/",
    "catalogue": "/projekte/",
    "catalogue, words and two filters": "/projekte/?q=B%C3%BCrger+App&region=soest&betrieb=yes",
    "catalogue, second page by funding": "/projekte/?sort=foerderung&seite=2",
    "project": "/projekte/{project}/",
    "municipality": "/kommunen/05974040-soest/",
}
WORDS = """Antrag App Archiv Bauen Bibliothek Bürger Büro Dashboard Daten Dienst digital Ehrenamt Energie Friedhof
    Gemeinde Haushalt Hund Jugend Karte Kita Klima Kultur Leitfaden Lampe Meldung Mobilität Museum online Park Plattform
    Portal Radweg Sensor Schule Sport Stadt Straße Teilhabe Umwelt Verein Verkehr Vertrag Wald Wasser Wohnen""".split()
KINDS = ("software", "online_service", "platform", "app", "concept", "guide", "sensor_network")


def main() -> int:
    """Measure on SQLite, and on PostgreSQL where BENCH_POSTGRES_URL names one; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invented", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(options.invented, options.requests)))
        return 0
    return on_either_database(
        lambda database, url: [line for row in in_a_process_of_its_own(__file__, url) for line in report(database, row)]
    )


def report(database: str, row: dict[str, Any]) -> list[str]:
    """Print one state of the register; returns what misses the goal."""
    base = row["pages"].pop("an empty view")
    print(f"\n{database}, the real register and {row['invented']} invented projects")
    print(f"  {'':<36}{'p10':>10}{'p50':>15}{'p95':>17}{'queries':>9}")
    print(f"  {'an empty view':<36}{base['p10']:>7.1f} ms", end="")
    print(f"{base['p50']:>12.1f} ms{base['p95']:>14.1f} ms{base['queries']:>9}")
    missed = []
    for name, page in row["pages"].items():
        p50, p95 = page["p50"], page["p95"]
        ratios = (
            f"{page['p10']:>7.1f} ms{p50 / base['p50']:>5.0f}x{p50:>6.1f} ms{p95 / base['p50']:>6.0f}x{p95:>7.1f} ms"
        )
        print(f"  {name:<36}{ratios}{page['queries']:>9}")
        if name in GOAL_PAGES and p50 >= GOAL_MS:
            missed.append(f"{database}, {row['invented']} invented: {name} takes {p50:.1f} ms")
    return missed


def measure(invented: int, requests: int) -> list[dict[str, Any]]:
    """Set the platform up as an operator does, measure, add the invented projects, measure again."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.urls import clear_url_caches

    from strahlkraft.jobs.setup import setup
    from strahlkraft.projects.models import Project
    from strahlkraft.search import indexer

    setup.main([], standalone_mode=False)
    settings.ROOT_URLCONF = with_empty_view()
    clear_url_caches()
    indexer.start()  # as in the server
    client = Client(SERVER_NAME="localhost")
    found = []
    for count in (0, invented) if invented else (0,):
        invent(count)
        indexer.catch_up()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        slug = Project.objects.published().order_by("pk").values_list("slug", flat=True)[0]
        paths = {name: path.format(project=slug) for name, path in PAGES.items()}
        found.append({"invented": count, "pages": timed(client, paths, requests)})
    indexer.stop()
    return found


def timed(client: Any, paths: dict[str, str], requests: int) -> dict[str, dict[str, float]]:
    """Milliseconds per page and its queries; the pages take turns, so that a busy moment meets all of them."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    everything = {"an empty view": EMPTY, **paths}
    queries = {}
    for name, path in everything.items():
        for _ in range(3):
            if client.get(path).status_code != 200:  # noqa: PLR2004 - OK
                sys.exit(f"{path} does not answer")
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        queries[name] = len(captured)
    times: dict[str, list[float]] = {name: [] for name in everything}
    for _ in range(requests):
        for name, path in everything.items():
            times[name].append(clock(lambda path=path: client.get(path)))
    return {
        name: {
            "p10": sorted(values)[len(values) // 10],
            "p50": statistics.median(values),
            "p95": sorted(values)[int(len(values) * 0.95)],
            "queries": queries[name],
        }
        for name, values in times.items()
    }


def clock(call: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    before = time.perf_counter()
    call()
    return (time.perf_counter() - before) * 1000


def invent(count: int) -> None:
    """Publish ``count`` invented projects with all that a card shows, by plain inserts."""
    if count:
        publish(iter(range(count)), around(), random.Random(SEED))


def around() -> dict[str, Any]:
    """What invented projects refer to: regions, fields, an office for every municipality of a state, a source."""
    from django.utils import timezone

    from strahlkraft.network.models import Municipality, Organisation, Region
    from strahlkraft.projects.models import FieldOfAction, Source

    places = list(Municipality.objects.filter(state__key="05", dissolved=False))
    Organisation.objects.bulk_create(
        Organisation(slug=f"beispiel-{m.key}", name=f"Beispielamt {m.key}", kind="municipality", municipality=m)
        for m in places
    )
    return {
        "regions": list(Region.objects.all()),
        "fields": list(FieldOfAction.objects.all()),
        "offices": list(Organisation.objects.filter(slug__startswith="beispiel-").select_related("municipality")),
        "source": Source.objects.create(key="beispiel", url="https://beispiel.example/", publisher="beispiel.example"),
        "at": timezone.now(),
    }


def publish(numbers: Iterator[int], known: dict[str, Any], chance: random.Random) -> None:
    """Publish the projects of these numbers."""
    from strahlkraft.projects.models import Project

    while batch := list(islice(numbers, BATCH)):
        rows = [
            Project(
                slug=f"beispiel-{number}",
                identifier=f"SK-{number + 10_000}",
                title=f"Beispiel {number}: {' '.join(chance.choices(WORDS, k=3))}",
                summary=" ".join(chance.choices(WORDS, k=30)),
                region=chance.choice(known["regions"]),
                result_kinds=[chance.choice(KINDS)],
                publication="published",
                created_at=known["at"],
                changed_at=known["at"],
            )
            for number in batch
        ]
        fill(Project.objects.bulk_create(rows), known, chance)


def fill(rows: list[Any], known: dict[str, Any], chance: random.Random) -> None:
    """What belongs to a batch of projects: fields, lead, funding, truths, sources, the search's copies."""
    from strahlkraft.projects.models import Fact, Participation, Project, ProjectSource, Truth
    from strahlkraft.search.actions import put_documents

    topics = {p.pk: chance.choice(known["fields"]) for p in rows}
    leads = {p.pk: chance.choice(known["offices"]) for p in rows}
    links = Project.fields_of_action.through
    links.objects.bulk_create(links(project_id=pk, fieldofaction_id=topic.pk) for pk, topic in topics.items())
    Participation.objects.bulk_create(
        Participation(project=p, organisation=leads[p.pk], stated_name=leads[p.pk].name, role="lead") for p in rows
    )
    facts = Fact.objects.bulk_create(
        Fact(project=p, field="funding", amount=chance.randrange(50_000, 5_000_000)) for p in rows
    )
    stated = Fact.sources.through
    stated.objects.bulk_create(stated(fact_id=f.pk, source_id=known["source"].pk) for f in facts)
    Truth.objects.bulk_create(
        Truth(
            project=p,
            kind=kind,
            value=chance.choice(("yes", "no")),
            source=known["source"],
            stated_at=known["at"],
        )
        for p in rows
        for kind in ("in_operation", "reusable")
    )
    ProjectSource.objects.bulk_create(ProjectSource(project=p, source=known["source"]) for p in rows)
    put_documents(documents(rows, topics, leads, facts, chance))


def documents(rows: list[Any], topics: Any, leads: Any, facts: list[Any], chance: random.Random) -> Iterator[Any]:
    """The search's copies of a batch, with all facets."""
    from strahlkraft.projects.documents import project_document

    for project, fact in zip(rows, facts, strict=True):
        yield project_document(
            slug=project.slug,
            title=project.title,
            aliases=[],
            summary=project.summary,
            texts=[topics[project.pk].name, leads[project.pk].name],
            search_words="",
            facets={
                "region": (project.region.slug,),
                "field": (topics[project.pk].slug,),
                "closed": (chance.choice(("yes", "no", "unknown")),),
                "operation": (chance.choice(("yes", "no", "unknown")),),
                "reusable": (chance.choice(("yes", "no", "unknown")),),
                "reused": ("unknown",),
                "phase": (chance.choice(("preparation", "conception", "implementation", "closure")),),
                "licence": ("none",),
                "result": tuple(project.result_kinds),
                "size": (leads[project.pk].municipality.size,),
                "kind": ("project",),
            },
            funding=float(fact.amount),
            changed=project.changed_at.timestamp(),
            start="",
        )


if __name__ == "__main__":
    sys.exit(main())
