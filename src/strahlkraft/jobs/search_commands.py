"""Search from the shell, and measure the search."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from strahlkraft.search import queries
from strahlkraft.search.evaluation import evaluate
from strahlkraft.search.rules import MAX_LIMIT, Hit, Query


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object per query and line.")
@click.option("--limit", type=click.IntRange(1, MAX_LIMIT), default=10, show_default=True, help="Hits per query.")
@click.argument("text")
def search(*, text: str, limit: int, as_json: bool) -> None:
    """Search the register for TEXT; "-" reads one query per line from standard input."""
    lines: Iterable[str] = [text]
    if text == "-":
        lines = click.open_file("-", encoding="utf-8")
    for line in lines:
        answer = _answer(line.rstrip("\r\n"), limit)
        click.echo(json.dumps(answer, ensure_ascii=False) if as_json or text == "-" else _readable(answer))


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--traces", is_flag=True, help="Measure the whole order, weak traces included that nobody is shown.")
def search_eval(folder: Path, *, traces: bool) -> None:
    """Measure the search on DIR (documents.jsonl, queries.jsonl, qrels.tsv) and print the figures as JSON."""
    missing = [name for name in ("documents.jsonl", "queries.jsonl", "qrels.tsv") if not (folder / name).is_file()]
    if missing:
        msg = f"{folder} lacks {', '.join(missing)}"
        raise click.ClickException(msg)
    click.echo(json.dumps(evaluate(folder, traces=traces), ensure_ascii=False, indent=2))


def _answer(text: str, limit: int) -> dict[str, Any]:
    result = queries.search(Query(text, limit=limit))
    return {"query": text, "results": [_found(hit) for hit in result.hits]}


def _found(hit: Hit) -> dict[str, Any]:
    pattern = settings.ADDRESSES.get(hit.kind)
    return {
        "kind": hit.kind,
        "title": hit.title,
        "url": settings.BASE_URL + pattern.format(key=hit.key) if pattern else "",
        "score": round(hit.score, 4),
        "why": [f"{why.query_word}: {why.matched_word} ({why.kind})" for why in hit.why],
    }


def _readable(answer: dict[str, Any]) -> str:
    """Lines for a person: title, address, reasons."""
    blocks = [f"{found['title']}\n  {found['url']}\n  {', '.join(found['why'])}" for found in answer["results"]]
    return "\n".join(blocks) or "Nothing found."
