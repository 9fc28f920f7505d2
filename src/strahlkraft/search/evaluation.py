"""Measures the search on a folder of judged queries, through the same analysis, index and ranking as the site."""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any

from strahlkraft.search.engine.searching import Engine
from strahlkraft.search.engine.store import Store
from strahlkraft.search.rules import Document, Query

TYPO = "_typo"
NDCG_DEPTH = 10
RECALL_DEPTH = 20
Judgements = Mapping[str, int]


def evaluate(folder: Path, *, traces: bool = False) -> dict[str, Any]:
    """Mean nDCG@10, MRR@10 and recall@20 over all queries of the folder and per collection of the queries.

    ``documents.jsonl``, ``queries.jsonl`` and ``qrels.tsv`` as ../shared/data/search/README.md describes them. Each
    collection gets a scratch index of its own; the site's database and index are not touched. What a person is
    shown is measured; with ``traces`` the whole order, weak traces included that the site does not show.
    """
    queries = read_lines(folder / "queries.jsonl")
    judged = read_judgements(folder / "qrels.tsv")
    runs = run_queries(read_lines(folder / "documents.jsonl"), queries, traces=traces)
    measured: dict[str, list[dict[str, float]]] = defaultdict(list)
    for query in queries:
        measured[query["collection"]].append(measure(runs[query["id"]], judged.get(query["id"], {})))
    return {
        "overall": _mean([figures for group in measured.values() for figures in group]),
        "groups": {name: _mean(group) for name, group in sorted(measured.items())},
    }


def run_queries(
    documents: Sequence[Mapping[str, Any]], queries: Sequence[Mapping[str, Any]], *, traces: bool = False
) -> dict[str, list[str]]:
    """The first documents found for each query (by id), searched within the query's own collection."""
    runs: dict[str, list[str]] = {}
    for collection in sorted({query["collection"].removesuffix(TYPO) for query in queries}):
        with TemporaryDirectory(prefix="strahlkraft-search-") as folder:
            store = Store(Path(folder))
            own = (row for row in documents if row["collection"] == collection)
            with store.writing():
                store.rebuild(
                    ((Document("document", row["id"], row["title"], row["body"]), n) for n, row in enumerate(own, 1)),
                    sequence=1,
                )
            engine = Engine(store)
            for query in queries:
                if query["collection"].removesuffix(TYPO) == collection:
                    result = engine.search(Query(query["text"], limit=RECALL_DEPTH, traces=traces))
                    runs[query["id"]] = [hit.key for hit in result.hits or result.nearest]
    return runs


def read_lines(file: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_judgements(file: Path) -> dict[str, dict[str, int]]:
    """For each query the grades of its documents."""
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                query, _, document, grade = line.rstrip("\n").split("\t")
                judged[query][document] = int(grade)
    return dict(judged)


def measure(run: Sequence[str], judged: Judgements) -> dict[str, float]:
    """The three figures of one query; the gain of a document is its grade."""
    relevant = {document: grade for document, grade in judged.items() if grade > 0}
    ideal = _gain(sorted(relevant.values(), reverse=True)[:NDCG_DEPTH])
    first = next((place for place, document in enumerate(run[:NDCG_DEPTH], 1) if document in relevant), 0)
    found = sum(1 for document in run[:RECALL_DEPTH] if document in relevant)
    return {
        "ndcg@10": _gain(relevant.get(document, 0) for document in run[:NDCG_DEPTH]) / ideal if ideal else 0.0,
        "mrr@10": 1 / first if first else 0.0,
        "recall@20": found / len(relevant) if relevant else 0.0,
    }


def _gain(grades: Iterable[int]) -> float:
    return math.fsum(grade / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def _mean(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: round(fmean(row[name] for row in rows), 4) for name in ("ndcg@10", "mrr@10", "recall@20")}
