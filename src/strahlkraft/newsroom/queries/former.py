"""Where what once stood at an address stands now."""

from collections.abc import Iterable

from strahlkraft.design.addresses import address, localised
from strahlkraft.newsroom.models import Redirect
from strahlkraft.newsroom.rules.former import is_ours, spellings
from strahlkraft.newsroom.rules.vocabulary import READABLE

MOST_STEPS = 5
"""An address may have moved several times; more is a circle."""


def leads_to(path: str, query: str = "") -> str:
    """The address of today, in the language that is active; empty when nothing of ours ever stood there. One query for each step."""
    seen: set[str] = set()
    found = ""
    for _step in range(MOST_STEPS):
        names = [name for name in spellings(path, query) if name not in seen]
        row = _first(names)
        if row is None:
            return found
        seen.update(names)
        if row.article is not None:
            return address(row.article.label) if row.article.state in READABLE else ""
        if not is_ours(row.target):
            return ""
        found = localised(row.target)
        path, _sign, query = row.target.partition("?")
        if path in seen:  # a circle leads nowhere
            return ""
    return ""


def _first(names: Iterable[str]) -> Redirect | None:
    order = list(names)
    rows = {row.path: row for row in Redirect.objects.filter(path__in=order).select_related("article")}
    return next((rows[name] for name in order if name in rows), None)
