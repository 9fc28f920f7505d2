"""Crawling: visit publishers, find their publiccode.yml files, tell what is new; whoever calls stores it.

Everything is told as an event, one at a time. The caller stores each before it takes the next; a run that is killed
goes on where the last stored :class:`PageDone` says.
"""

from .crawler import Budget, Memory, Seen, Source, crawl
from .events import (
    BudgetSpent,
    Event,
    Failed,
    Found,
    Missing,
    PageDone,
    PageRead,
    SourceDone,
    SourceReport,
    SourceStarted,
    Unchanged,
)
from .visit import is_page

__all__ = [
    "Budget",
    "BudgetSpent",
    "Event",
    "Failed",
    "Found",
    "Memory",
    "Missing",
    "PageDone",
    "PageRead",
    "Seen",
    "Source",
    "SourceDone",
    "SourceReport",
    "SourceStarted",
    "Unchanged",
    "crawl",
    "is_page",
]
