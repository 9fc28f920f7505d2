"""Documents and engines for tests of the search."""

from pathlib import Path
from typing import Any

from strahlkraft.search.engine.searching import Engine
from strahlkraft.search.engine.store import Store
from strahlkraft.search.rules import Document


class Shelf:
    """An engine over documents given in a test, without a database."""

    def __init__(self, folder: Path) -> None:
        """Empty until filled."""
        self.store = Store(folder)
        self.engine = Engine(self.store)

    def fill(self, *documents: Document) -> Engine:
        """Index exactly these documents."""
        with self.store.writing():
            self.store.rebuild(((document, place) for place, document in enumerate(documents, 1)), sequence=1)
        return self.engine


def project(key: str, title: str, body: str = "", **more: Any) -> Document:
    """A document with as little as a test needs."""
    return Document("project", key, title, body, **more)
