"""Stems by Snowball's German algorithm on folded words."""

import threading
from functools import lru_cache
from typing import Any

from snowballstemmer import stemmer

MIN_LENGTH = 4  # shorter words have no ending worth cutting


class _Own(threading.local):
    """A stemmer per thread: it keeps the word it works on in itself."""

    def __init__(self) -> None:
        self.german: Any = stemmer("german")


_own = _Own()


@lru_cache(maxsize=200_000)
def stem(form: str) -> str:
    """The stem of a folded word; numbers and very short words stay as they are."""
    if len(form) < MIN_LENGTH or form.isdigit():
        return form
    return str(_own.german.stemWord(form))
