"""Stems by Snowball's German algorithm on folded words."""

from functools import lru_cache

from snowballstemmer import stemmer

_SNOWBALL = stemmer("german")
MIN_LENGTH = 4  # shorter words have no ending worth cutting


@lru_cache(maxsize=200_000)
def stem(form: str) -> str:
    """The stem of a folded word; numbers and very short words stay as they are."""
    if len(form) < MIN_LENGTH or form.isdigit():
        return form
    return str(_SNOWBALL.stemWord(form))
