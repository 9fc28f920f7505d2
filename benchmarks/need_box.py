"""How long the need box takes: the real register alone, then with 10,000 invented offers beside it.

Run by ``make bench`` or ``python benchmarks/need_box.py [--invented 10000] [--requests 60]``. Every question is asked in
turn with the plain search for the same words; read the ratios to it, the milliseconds belong to this machine. "with a
town" adds the municipality and its products, so that fitting sizes, products and reuse nearby are looked at. The goal:
the whole page under 150 ms at the median with 10,000 offers.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

from _harness import in_a_process_of_its_own

SEED = 21
BATCH = 500
GOAL_MS = 150.0
GOAL_ROW = "page, with a town"
TOWN = "05974040"
NEEDS = (
    "Wir suchen Sensoren, die freie Parkplätze melden, am liebsten mit LoRaWAN.",
    "Bürgerinnen und Bürger sollen die Hundesteuer online anmelden können",
    "Schäden an Straßen und Spielplätzen mit dem Handy melden",
    "Klimadaten der Stadt messen und im Internet zeigen",
)
WORDS = """Antrag App Archiv Bauen Bibliothek Bürger Büro Daten Dienst Ehrenamt Energie Friedhof Gemeinde Hund Jugend
    Karte Kita Klima Konzept Kultur Leitfaden Lampe Meldung Mobilität Museum Park Plattform Portal Radweg Sensor Schule
    Sport Stadt Straße Teilhabe Umwelt Verein Verkehr Vertrag Wald Wasser Wohnen""".split()
SIZES = ("rural", "small_town", "small_town_large", "medium_town", "medium_town_large", "city")


def main() -> int:
    """Measure on SQLite; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invented", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(options.invented, options.requests)))
        return 0
    missed = [line for row in in_a_process_of_its_own(__file__, "") for line in report(row)]
    for line in missed:
        print(f"GOAL MISSED: {line}")
    return 1 if missed else 0


def report(row: dict[str, Any]) -> list[str]:
    """Print one state of the register; returns what misses the goal."""
    base = row["rows"]["plain search"]["p50"]
    print(f"\nthe real register and {row['invented']} invented offers")
    print(f"  {'':<26}{'p50':>17}{'p95':>17}{'queries':>9}")
    missed = []
    for name, found in row["rows"].items():
        p50, p95 = found["p50"], found["p95"]
        print(f"  {name:<26}{p50 / base:>6.1f}x{p50:>7.1f} ms{p95 / base:>6.1f}x{p95:>7.1f} ms{found['queries']:>9}")
        if name == GOAL_ROW and p50 >= GOAL_MS:
            missed.append(f"{row['invented']} invented: {name} takes {p50:.1f} ms")
    return missed


def measure(invented: int, requests: int) -> list[dict[str, Any]]:
    """Set the platform up as an operator does, measure, add the invented offers, measure again."""
    import django

    django.setup()
    from strahlkraft.jobs.setup import setup
    from strahlkraft.search import indexer

    setup.main([], standalone_mode=False)
    indexer.start()  # as in the server
    found = []
    for count in (0, invented) if invented else (0,):
        invent(count)
        indexer.catch_up()
        found.append({"invented": count, "rows": ask(requests)})
    return found


def ask(requests: int) -> dict[str, dict[str, float]]:
    """Each way of asking, in turn; the first round warms up and is not counted."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from strahlkraft.network.models import Municipality
    from strahlkraft.reuse.documents import KINDS
    from strahlkraft.reuse.queries import needs
    from strahlkraft.search.queries import search
    from strahlkraft.search.rules import Query

    client = Client(SERVER_NAME="localhost")
    town = needs.town_of(Municipality.objects.get(key=TOWN), ("FROST-Server",))

    def page(text: str, **more: str) -> None:
        answer = client.get("/bedarf/", {"q": text, **more})
        assert answer.status_code == 200  # noqa: S101, PLR2004 - a slow error is no speed

    ways: dict[str, Callable[[str], object]] = {
        "plain search": lambda text: search(Query(text=text, kinds=KINDS, limit=needs.FOUND)),
        "need box, query": lambda text: needs.find(needs.Need(text)),
        "need box, with a town": lambda text: needs.find(needs.Need(text, town)),
        "page": page,
        GOAL_ROW: lambda text: page(text, kommune=TOWN, produkt="FROST-Server"),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(-len(NEEDS), requests):
        for name, way in ways.items():
            start = time.perf_counter()
            way(NEEDS[number % len(NEEDS)])
            if number >= 0:
                took[name].append((time.perf_counter() - start) * 1000)
    found = {}
    for name, times in took.items():
        with CaptureQueriesContext(connection) as queries:
            ways[name](NEEDS[0])
        cuts = statistics.quantiles(times, n=20)
        found[name] = {"p50": statistics.median(times), "p95": cuts[18], "queries": len(queries)}
    return found


def invent(count: int) -> None:
    """Offers of the real projects, named as invented, with sizes, products and, for each hundredth, a reuse."""
    from datetime import UTC, datetime

    from django.db import transaction

    from strahlkraft.network.models import Municipality
    from strahlkraft.projects.models import Project
    from strahlkraft.reuse.actions._shared import index_offers
    from strahlkraft.reuse.models import OfferProduct, ReuseCase, ReuseOffer

    chance, at = random.Random(SEED), datetime(2026, 1, 2, tzinfo=UTC)
    projects = list(Project.objects.published())
    towns = list(Municipality.objects.filter(state__key="05"))

    def offer(number: int) -> ReuseOffer:
        words = chance.choices(WORDS, k=12)
        return ReuseOffer(
            slug=f"beispiel-{number}",
            identifier=f"SK-B-{number:05d}",
            project=chance.choice(projects),
            title=f"Beispiel {' '.join(words[:3])} {number}",
            kind="software",
            summary=f"Beispiel: {' '.join(words[3:])}.",
            description=" ".join(chance.choices(WORDS, k=60)),
            size_classes=chance.sample(SIZES, 2),
            licence="EUPL-1.2",
            publication="published",
            version=1,
            created_at=at,
            changed_at=at,
            published_at=at,
        )

    numbers = iter(range(count))
    while batch := list(islice(numbers, BATCH)):
        with transaction.atomic():
            rows = ReuseOffer.objects.bulk_create([offer(number) for number in batch])
            OfferProduct.objects.bulk_create([OfferProduct(offer=row, name="FROST-Server") for row in rows[::3]])
            ReuseCase.objects.bulk_create(
                [
                    ReuseCase(
                        code=f"beispiel{row.pk}",
                        offer=row,
                        municipality=(town := chance.choice(towns)),
                        stated_name=town.official_name,
                        origin="reported",
                        state="in_operation",
                        state_since="2026-01-02",
                        confirmed_at=at,
                        opened_at=at,
                        changed_at=at,
                    )
                    for row in rows[::100]
                ]
            )
            index_offers(rows)


if __name__ == "__main__":
    sys.exit(main())
