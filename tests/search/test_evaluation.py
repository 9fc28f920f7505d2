"""The measuring of the search, and the floors it must keep."""

import json
from pathlib import Path

import pytest

from strahlkraft.search.evaluation import evaluate, measure

DEV = Path(__file__).resolve().parents[3] / "shared" / "data" / "search" / "dev"


def test_a_perfect_order_measures_one() -> None:
    assert measure(["a", "b", "x"], {"a": 3, "b": 1}) == {"ndcg@10": 1.0, "mrr@10": 1.0, "recall@20": 1.0}


def test_grades_are_gains_and_places_discount_them() -> None:
    figures = measure(["x", "b"], {"a": 3, "b": 1, "zero": 0})
    assert {name: round(value, 4) for name, value in figures.items()} == {
        "ndcg@10": 0.1738,
        "mrr@10": 0.5,
        "recall@20": 0.5,
    }


def test_a_query_without_judgements_measures_zero() -> None:
    assert measure(["a"], {}) == {"ndcg@10": 0.0, "mrr@10": 0.0, "recall@20": 0.0}


def test_each_query_is_searched_in_its_own_collection(tmp_path: Path) -> None:
    documents = [
        {"id": "1", "collection": "one", "title": "Radweg", "body": ""},
        {"id": "2", "collection": "two", "title": "Radweg", "body": ""},
    ]
    questions = [
        {"id": "q1", "collection": "one", "text": "Radweg"},
        {"id": "q2", "collection": "two_typo", "text": "Radwge"},
    ]
    for name, rows in (("documents", documents), ("queries", questions)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("q1\t0\t1\t1\nq2\t0\t1\t1\n", encoding="utf-8")
    good, bad = {"ndcg@10": 1.0, "mrr@10": 1.0, "recall@20": 1.0}, {"ndcg@10": 0.0, "mrr@10": 0.0, "recall@20": 0.0}
    assert evaluate(tmp_path) == {
        "overall": {"ndcg@10": 0.5, "mrr@10": 0.5, "recall@20": 0.5},
        "groups": {"one": good, "two_typo": bad},
    }


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.skipif(not DEV.is_dir(), reason="../shared/data/search/dev is not beside this checkout")
def test_the_development_set_keeps_its_floors() -> None:
    figures = evaluate(DEV)
    groups = {name: group["ndcg@10"] for name, group in figures["groups"].items()}
    collections = [value for name, value in groups.items() if not name.endswith("_typo")]
    typos = [value for name, value in groups.items() if name.endswith("_typo")]
    assert figures["overall"]["ndcg@10"] >= 0.68
    assert groups["proj"] >= 0.72
    assert sum(collections) / 5 >= 0.70
    assert sum(typos) / 3 >= 0.69
