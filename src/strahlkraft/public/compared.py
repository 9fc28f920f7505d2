"""Before and now, as the table ``public/results/compared.html`` shows it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from strahlkraft.design.addresses import address
from strahlkraft.newsroom.queries import told
from strahlkraft.projects.models import Project

SHORT_SIDE = 24
"""Characters: so short a side is set as large as a figure."""


def compared(projects: Iterable[Project]) -> list[dict[str, Any]]:
    """Released comparisons of these projects, row by row."""
    return [
        {
            "told": one,
            "url": address(one.project),
            "large": max(len(one.before), len(one.after)) <= SHORT_SIDE,
        }
        for one in told.comparisons_of(projects, get_language() or "de")
    ]
