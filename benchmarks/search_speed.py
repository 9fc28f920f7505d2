"""How fast is the search: query + four facet counts + a filter at 1k, 10k, 100k records, on both databases.

Run by ``make bench`` or ``python benchmarks/search_speed.py [--sizes 1000 10000 100000 1000000] [--queries 200]``. The
records are invented from the word and length statistics of ../shared/data/search/dev, the queries are its queries. In
the same run PostgreSQL's plain ``german`` full text answers the same queries with the same filter and facets. Read the
ratios, not the milliseconds.
"""

import argparse
import contextlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

DEV = Path(__file__).resolve().parents[2] / "shared" / "data" / "search" / "dev"
FACETS = {"region": 40, "field": 12, "phase": 6, "result": 9}  # name: number of values
FILTER = "phase"
SEED = 20
PAGE = 20


def read(name: str) -> list[dict[str, Any]]:
    """The objects of one file of the development set."""
    with (DEV / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def records(count: int) -> Iterator[dict[str, Any]]:
    """Invented records: words drawn by their frequency, lengths by those of real short documents."""
    chance = random.Random(SEED)
    sample = [row for number, row in enumerate(read("documents.jsonl")) if row["body"] or number % 8 == 0]
    titles = [row["title"].split() for row in sample]
    bodies = [row["body"].split()[:150] for row in sample]
    title_words = [word for words in titles for word in words]
    body_words = [word for words in bodies for word in words]
    for number in range(count):
        yield {
            "key": f"r{number}",
            "title": " ".join(chance.choices(title_words, k=max(1, len(chance.choice(titles))))),
            "body": " ".join(chance.choices(body_words, k=len(chance.choice(bodies)))),
            "facets": {
                name: f"{name}{min(int(chance.expovariate(3 / values)), values - 1)}" for name, values in FACETS.items()
            },
        }


def questions(count: int) -> list[str]:
    """Queries of the development set, without typing errors: PostgreSQL would find nothing and be quick."""
    return random.Random(SEED).sample(
        [row["text"] for row in read("queries.jsonl") if "_typo" not in row["collection"]], count
    )


def clock(ask: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds, after a round that warms up."""
    for text in texts[:20]:
        ask(text)
    times = []
    for text in texts:
        before = time.perf_counter()
        ask(text)
        times.append((time.perf_counter() - before) * 1000)
    times.sort()
    return {"p50": statistics.median(times), "p95": times[int(len(times) * 0.95)]}


def measure_ours(size: int, count: int) -> dict[str, Any]:
    """In a process of its own: fill the database of the environment, index it, ask, and time a commit's way."""
    import django

    django.setup()
    from django.core.management import call_command

    from strahlkraft.search import actions, indexer, models, queries
    from strahlkraft.search.rules import Document, Query

    call_command("migrate", "search", verbosity=0)
    models.SearchDocument.objects.all().delete()  # of the size measured before on the same temporary database
    documents = (
        Document("project", row["key"], row["title"], row["body"], facets={k: (v,) for k, v in row["facets"].items()})
        for row in records(size)
    )
    before = time.perf_counter()
    actions.put_documents(documents)
    written = time.perf_counter()
    indexer.catch_up()
    indexed = time.perf_counter()
    indexer.start()

    def ask(text: str) -> object:
        return queries.search(
            Query(text, filters={FILTER: (f"{FILTER}0", f"{FILTER}1")}, facets=tuple(FACETS), limit=PAGE)
        )

    figures: dict[str, Any] = clock(ask, questions(count))
    figures["write"], figures["index"] = written - before, indexed - written
    figures["lag"] = [_lag(number) for number in range(5)]
    figures["lag_other"] = [_lag_of_other_process(number) for number in range(3)]
    return figures


def _lag(number: int) -> float:
    """Milliseconds from a commit in this process until its document is found."""
    from strahlkraft.search import actions
    from strahlkraft.search.rules import Document

    actions.put_documents([Document("project", f"lag{number}", f"Kontrollwort zeitmessung{number}", "")])
    return _until_found(f"zeitmessung{number}", time.time())


def _lag_of_other_process(number: int) -> float:
    """The same for a commit of another process, such as a command."""
    code = (
        "import django, time; django.setup()\n"
        "from strahlkraft.search import actions; from strahlkraft.search.rules import Document\n"
        f"actions.put_documents([Document('project', 'far{number}', 'Kontrollwort fernmessung{number}', '')])\n"
        "print(time.time(), flush=True)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        return _until_found(f"fernmessung{number}", float(process.stdout.readline()))


def _until_found(word: str, committed: float) -> float:
    from strahlkraft.search import queries
    from strahlkraft.search.rules import Query

    while time.time() < committed + 10:
        found = queries.search(Query(word, limit=1)).hits
        if found and found[0].title.endswith(word):
            break
        time.sleep(0.005)
    return (time.time() - committed) * 1000


def measure_postgres(size: int, count: int, url: str) -> dict[str, Any]:
    """PostgreSQL's ``german`` full text: any word, ts_rank, the filter, four counts under it, in one statement."""
    import psycopg

    columns = ", ".join(f"{name} text" for name in FACETS)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bench_german")
        connection.execute(f"CREATE TABLE bench_german (key text, title text, body text, {columns}, words tsvector)")
        with connection.cursor().copy(f"COPY bench_german (key, title, body, {', '.join(FACETS)}) FROM STDIN") as copy:
            for row in records(size):
                copy.write_row((row["key"], row["title"], row["body"], *(row["facets"][name] for name in FACETS)))
        connection.execute(
            "UPDATE bench_german SET words = setweight(to_tsvector('german', title), 'A')"
            " || setweight(to_tsvector('german', body), 'D')"
        )
        connection.execute("CREATE INDEX ON bench_german USING gin (words)")
        connection.execute(f"CREATE INDEX ON bench_german ({FILTER})")
        connection.execute("VACUUM ANALYZE bench_german")
        counts = " UNION ALL ".join(
            f"(SELECT '{name}', {name}, count(*)::float FROM {'met' if name == FILTER else 'kept'} GROUP BY 2)"
            for name in FACETS
        )
        statement = f"""
            WITH question AS (SELECT replace(plainto_tsquery('german', %s)::text, '&', '|')::tsquery AS words),
            met AS MATERIALIZED (SELECT b.*, question.words AS asked FROM bench_german b, question
                                 WHERE b.words @@ question.words),
            kept AS MATERIALIZED (SELECT * FROM met WHERE {FILTER} = ANY(%s))
            (SELECT key, title, ts_rank(words, asked)::float FROM kept ORDER BY 3 DESC LIMIT {PAGE})
            UNION ALL {counts}"""

        def ask(text: str) -> object:
            return connection.execute(statement, (text, [f"{FILTER}0", f"{FILTER}1"])).fetchall()

        figures = clock(ask, questions(count))
        connection.execute("DROP TABLE bench_german")
    return figures


def run_ours(size: int, count: int, url: str) -> dict[str, Any]:
    """Measure in a fresh process with a data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="strahlkraft-speed-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "strahlkraft.config.settings",
            "STRAHLKRAFT_DATA_DIR": folder,
            "STRAHLKRAFT_SECRET_KEY": "only-for-benchmarks",
            "DATABASE_URL": url,
        }
        command = [sys.executable, __file__, "--inner", "--sizes", str(size), "--queries", str(count)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


@contextlib.contextmanager
def postgres() -> Iterator[str | None]:
    """The temporary PostgreSQL that ``make bench`` offers, or one of our own, or none with a word about it."""
    offered = os.environ.get("BENCH_POSTGRES_URL")
    if offered:
        yield offered
        return
    from tools.postgres import PostgresMissing, temporary_cluster

    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(temporary_cluster())
        except PostgresMissing as error:
            print(f"without PostgreSQL: {error}")
            url = None
        yield url


def tell(size: int, name: str, figures: dict[str, Any], baseline: dict[str, Any] | None) -> None:
    """One line of figures."""
    ratio = ""
    if baseline is not None and baseline is not figures:
        ratio = f"  p50 x{figures['p50'] / baseline['p50']:.2f}  p95 x{figures['p95'] / baseline['p95']:.2f}"
    print(f"{size:>9,}  {name:<26} p50 {figures['p50']:7.1f} ms  p95 {figures['p95']:7.1f} ms{ratio}")
    if "lag" in figures:
        near, far = (statistics.median(figures[key]) for key in ("lag", "lag_other"))
        print(
            f"{'':>9}  {'':<26} written in {figures['write']:.1f} s, indexed in {figures['index']:.1f} s,"
            f" commit to searchable {near:.0f} ms (other process {far:.0f} ms,"
            f" worst {max(figures['lag'] + figures['lag_other']):.0f} ms)"
        )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--inner", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not DEV.is_dir():
        print(f"{DEV} is missing: no statistics to invent records from")
        return 0
    if options.inner:
        print(json.dumps(measure_ours(options.sizes[0], options.queries)))
        return 0
    print("query + four facet counts + a filter; ratios to PostgreSQL german in the same run")
    with postgres() as url:
        for size in options.sizes:
            baseline = measure_postgres(size, options.queries, url) if url else None
            if baseline is not None:
                tell(size, "PostgreSQL german, any word", baseline, baseline)
            tell(size, "ours on SQLite", run_ours(size, options.queries, ""), baseline)
            if url:
                tell(size, "ours on PostgreSQL", run_ours(size, options.queries, url), baseline)
    return 0


if __name__ == "__main__":
    sys.exit(main())
