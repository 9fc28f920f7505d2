"""Stored content as people read it: cells in the language of the paper, definitions, what is left out. Asks no database."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils import translation

from strahlkraft.design import formats
from strahlkraft.reports.models import Report

NUMERIC = frozenset({"money", "count", "percent"})
WIDE = 7
"""Tables with more columns ask for a sheet on its side."""
NAMED = 8
"""So many records of one reason are named on paper; the spreadsheet has all."""


def data_of(report: Report) -> dict[str, Any]:
    """The stored content."""
    data: dict[str, Any] = json.loads(report.data)
    return data


def shown(cell: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """The value of a cell in the active language."""
    value = cell["value"]
    if value is None:
        return words["unknown"]
    if cell["kind"] == "money":
        return formats.number(value, 2)
    if cell["kind"] == "percent":
        return formats.number(value, 1)
    if cell["kind"] == "count":
        return formats.number(value)
    return formats.day(date.fromisoformat(value), "short") if cell["kind"] == "day" else str(value)


def view_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The content prepared for templates, in the language it was made in."""
    with translation.override(data["language"]):
        words = data["words"]
        blocks = [_block(block, words) for block in data["blocks"]]
        return {
            "data": data,
            "words": words,
            "blocks": blocks,
            "definitions": _definitions(data),
            "left": left_of(data),
            "as_of": formats.day(date.fromisoformat(data["as_of"])),
            "computed_on": formats.day(date.fromisoformat(data["computed_on"]), "short"),
            "wide": any(len(block.get("columns", ())) > WIDE for block in blocks),
        }


def places_of(data: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """By figure the first and last row of its records in the workbook's sheet of records; figures without any have none."""
    found, row = {}, 2  # below the heads
    for figure in data["figures"]:
        if figure["records"]:
            found[figure["code"]] = (row, row + len(figure["records"]) - 1)
            row += len(figure["records"])
    return found


def _definitions(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each figure with what it rests on: the first records by name, all of them by their rows in the workbook."""
    words, places = data["words"], places_of(data)
    found = []
    for figure in data["figures"]:
        first, last = places.get(figure["code"], (0, 0))
        said = {"n": len(figure["records"]), "first": first, "last": last, "sheet": words["records_sheet"]}
        titles = [one["ref"]["title"] for one in figure["records"]]
        more = words["and_more"] % {"n": len(titles) - NAMED} if len(titles) > NAMED else ""
        rests = words["rests"] % said if titles else words["rests_on_none"]
        found.append({**figure, "rests": rests, "named": "; ".join(titles[:NAMED]), "more": more})
    return found


def _block(block: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    if block["block"] != "table":
        return dict(block)
    columns = [{**one, "numeric": one["kind"] in NUMERIC} for one in block["columns"]]
    return {
        **block,
        "columns": columns,
        "rows": [_cells(row, columns, words) for row in block["rows"]],
        "total": _cells(block["total"], columns, words),
    }


def _cells(row: list[dict[str, Any]], columns: list[dict[str, Any]], words: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {**cell, "text": shown(cell, words), "numeric": column["numeric"], "to": opens(cell)[0]}
        for cell, column in zip(row, columns, strict=bool(row))
    ]


def left_of(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is left out, each reason once with the figures it is about and the records; nothing is silent."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for figure in data["figures"]:
        for reason, titles in _by_reason(figure["left"]).items():
            found.setdefault((reason, tuple(titles)), []).append(figure["name"])
    return [
        {
            "reason": reason,
            "figures": ", ".join(names),
            "titles": titles,
            "named": "; ".join(titles[:NAMED]),
            "more": data["words"]["and_more"] % {"n": len(titles) - NAMED} if len(titles) > NAMED else "",
        }
        for (reason, titles), names in found.items()
    ]


def _by_reason(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["words"], []).append(row["ref"]["title"])
    return found


def records_of(data: Mapping[str, Any], code: str, grouping: str = "none", group: str = "") -> dict[str, Any] | None:
    """One figure with the records of a group (I9); None: the report has no such figure."""
    figure = next((one for one in data["figures"] if one["code"] == code), None)
    if figure is None:
        return None
    rows = [row for row in figure["records"] if grouping == "none" or row["groups"].get(grouping) == group]
    return {**figure, "records": rows, "sum": _sum(rows)}


def opened(data: Mapping[str, Any], code: str, grouping: str, group: str) -> dict[str, Any] | None:
    """One figure with the records of a group as a page shows them, in the reader's language; None: no such figure."""
    figure = records_of(data, code, grouping, group)
    if figure is None:
        return None
    unit = figure["unit"]
    each = "count" if unit == "count" else "money"
    rows = [
        {
            "ref": one["ref"],
            "value": _said(one["value"], each),
            "base": _said(one["base"], each) if "base" in one else "",
        }
        for one in figure["records"]
    ]
    return {"figure": figure, "whole": _said(figure["sum"], unit), "rows": rows, "measured": unit == "percent"}


def _said(value: str | None, unit: str) -> str:
    if value is None:
        return formats.unknown()
    if unit == "money":
        return formats.money(value, "cents")
    return f"{formats.number(value)} %" if unit == "percent" else formats.number(value)


def opens(cell: Mapping[str, Any]) -> tuple[str, str]:
    """The figure a number opens to, and what its page is asked for the group; two empty texts: it is no figure."""
    code = cell.get("figure") or cell.get("counts", "")
    group = cell.get("group", "")
    return code, f"?{urlencode({'nach': cell['grouping'], 'wert': group})}" if group else ""


def with_ways(blocks: list[dict[str, Any]], way: Callable[[Mapping[str, Any]], str]) -> list[dict[str, Any]]:
    """The blocks of ``view_of`` with the address each cell opens (``url``; empty: none)."""

    def cells(row: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**cell, "url": way(cell)} for cell in row]

    return [
        {**block, "rows": [cells(row) for row in block["rows"]], "total": cells(block["total"])}
        if block["block"] == "table"
        else block
        for block in blocks
    ]


def _sum(rows: list[dict[str, Any]]) -> str | None:
    """The records together: their sum, or in percent of what they are measured against."""
    value = sum((Decimal(row["value"]) for row in rows), Decimal(0))
    if not any("base" in row for row in rows):
        return f"{value:f}"
    base = sum((Decimal(row["base"]) for row in rows), Decimal(0))
    return f"{value * 100 / base:.1f}" if base else None
