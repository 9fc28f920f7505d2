"""How well the search finds: nDCG@10 on ../shared/data/search/dev beside plain baselines of the same run.

Run by ``make bench`` or ``python benchmarks/search_quality.py``. Baselines: SQLite FTS5 with bm25, PostgreSQL's
``german`` full text with all words (websearch) and with any word (ts_rank). Every query is searched within its own
collection, the title weighs four times the body.
"""

import contextlib
import os
import re
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from strahlkraft.search.evaluation import TYPO, measure, read_judgements, read_lines, run_queries

DEV = Path(__file__).resolve().parents[2] / "shared" / "data" / "search" / "dev"
DEPTH = 20
Rows = Sequence[Mapping[str, Any]]
Runs = Mapping[str, list[str]]


def fts5(documents: Rows, queries: Rows) -> dict[str, list[str]]:
    """SQLite's full text as it comes: any word, bm25."""
    runs = {}
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        for name in {row["collection"] for row in documents}:
            connection.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(id UNINDEXED, title, body)")
        for row in documents:
            connection.execute(
                f"INSERT INTO {row['collection']} VALUES (?, ?, ?)", (row["id"], row["title"], row["body"])
            )
        for query in queries:
            table = query["collection"].removesuffix(TYPO)
            words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query["text"].lower()))
            found = connection.execute(
                f"SELECT id FROM {table} WHERE {table} MATCH ? ORDER BY bm25({table}, 0, 4, 1) LIMIT {DEPTH}", (words,)
            )
            runs[query["id"]] = [row[0] for row in found]
    return runs


def postgres_german(documents: Rows, queries: Rows, url: str, *, any_word: bool) -> dict[str, list[str]]:
    """PostgreSQL's ``german`` configuration with ts_rank; all words as in a web search, or any word."""
    import psycopg  # only where PostgreSQL is

    asked = (
        "CAST(replace(CAST(plainto_tsquery('german', %s) AS text), '&', '|') AS tsquery)"
        if any_word
        else "websearch_to_tsquery('german', %s)"
    )
    runs = {}
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TEMP TABLE quality (collection text, id text, words tsvector)")
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO quality VALUES (%s, %s, setweight(to_tsvector('german', %s), 'A')"
                " || setweight(to_tsvector('german', %s), 'D'))",
                [(row["collection"], row["id"], row["title"], row["body"]) for row in documents],
            )
        connection.execute("CREATE INDEX ON quality USING gin (words)")
        connection.execute("ANALYZE quality")
        for query in queries:
            found = connection.execute(
                f"SELECT id FROM quality, (SELECT {asked} AS asked) AS question WHERE collection = %s AND words @@ asked"
                f" ORDER BY ts_rank('{{0.1, 0.2, 0.4, 0.4}}', words, asked) DESC, id LIMIT {DEPTH}",
                (query["text"], query["collection"].removesuffix(TYPO)),
            )
            runs[query["id"]] = [row[0] for row in found]
        connection.rollback()
    return runs


def tell(name: str, runs: Runs, queries: Rows, judged: Mapping[str, Mapping[str, int]], seconds: float) -> None:
    """One line: all queries, the mean of the collections, the mean of the typing errors, each group."""
    groups: dict[str, list[float]] = defaultdict(list)
    for query in queries:
        groups[query["collection"]].append(measure(runs[query["id"]], judged.get(query["id"], {}))["ndcg@10"])
    means = {group: fmean(figures) for group, figures in sorted(groups.items())}
    right = fmean(value for group, value in means.items() if not group.endswith(TYPO))
    wrong = fmean(value for group, value in means.items() if group.endswith(TYPO))
    whole = fmean(value for figures in groups.values() for value in figures)
    single = "  ".join(f"{group} {value:.3f}" for group, value in means.items())
    print(
        f"{name:<32} all {whole:.3f}  collections {right:.3f}  typing errors {wrong:.3f}  | {single}  ({seconds:.0f} s)"
    )


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
            url: str | None = stack.enter_context(temporary_cluster())
        except PostgresMissing as error:
            print(f"without PostgreSQL: {error}")
            url = None
        yield url


def main() -> int:
    """Print the table."""
    if not DEV.is_dir():
        print(f"{DEV} is missing: nothing to measure on")
        return 0
    documents, queries = read_lines(DEV / "documents.jsonl"), read_lines(DEV / "queries.jsonl")
    judged = read_judgements(DEV / "qrels.tsv")
    print(f"nDCG@10, {len(queries)} queries, {len(documents)} documents")
    with postgres() as url:
        ways = {"SQLite FTS5, bm25": lambda: fts5(documents, queries)}
        if url:
            ways["PostgreSQL german, all words"] = lambda: postgres_german(documents, queries, url, any_word=False)
            ways["PostgreSQL german, any word"] = lambda: postgres_german(documents, queries, url, any_word=True)
        ways["ours"] = lambda: run_queries(documents, queries)
        for name, way in ways.items():
            before = time.perf_counter()
            runs = way()
            tell(name, runs, queries, judged, time.perf_counter() - before)
    return 0


if __name__ == "__main__":
    sys.exit(main())
