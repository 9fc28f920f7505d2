"""Regions side by side, by the same figures as every report (I8); what is not known says so."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.authority.shell import desk, page
from strahlkraft.design import formats
from strahlkraft.reports import texts
from strahlkraft.reports.queries.comparison import Comparison, sides
from strahlkraft.reports.queries.comparison import compare as compared
from strahlkraft.reports.rules.definitions import Unit, definition_of

FIRST_DAY = date(2018, 7, 1)
"""Before the guideline of July 2018 there was nothing to count."""


@require_safe
@signed_in
def compare(request: HttpRequest) -> HttpResponse:
    """The figures of the own regions, all five for the Land, as of any past day; invented regions by themselves."""
    seat, today = desk(request), localdate()
    on, wrong = _day(request.GET.get("stand", ""), today)
    real, invented = sides(seat.regions)
    example = bool(invented) and (request.GET.get("beispiel") == "1" or not real)
    found = compared(invented if example else real, on=on, example=example)
    context = {
        "table": _table(found),
        "found": found,
        "silent": [row.region for row in found.rows if not row.has_grants],
        "on": on,
        "wrong": wrong,
        "first": FIRST_DAY,
        "today": today,
        "both": bool(real and invented),
        "whole": seat.whole,
        "day_counts": texts.DAY_COUNTS,
        "definitions": [
            {"name": _(definition_of(one.code).name), "meaning": _(definition_of(one.code).meaning)}
            for one in found.counted
        ],
    }
    return page(request, "authority/regions.html", seat, context)


def _day(text: str, today: date) -> tuple[date, bool]:
    """The day asked for, and whether it made no sense."""
    try:
        asked = date.fromisoformat(text) if text else today
    except ValueError:
        return today, True
    return (asked, False) if FIRST_DAY <= asked <= today else (today, True)


def _table(found: Comparison) -> list[dict[str, Any]]:
    """A line for each figure, a column for each region."""
    return [
        {
            "name": _(definition_of(one.code).name),
            "unit": texts.UNITS[definition_of(one.code).unit],
            "cells": [_shown(row.values[one.code], definition_of(one.code).unit) for row in found.rows],
        }
        for one in found.counted
    ]


def _shown(value: Decimal | None, unit: Unit) -> str:
    if value is None:
        return "–"
    if unit == Unit.MONEY:
        return formats.number(value, 2)
    return formats.number(value, 1) if unit == Unit.PERCENT else formats.number(value)
