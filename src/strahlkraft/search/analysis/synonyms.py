"""Everyday and official words for the same thing, from our own table ``search/words.txt``.

One group a line, its words or short phrases separated by ``|``; a line beginning with ``#`` is a remark.
Entries are compared by their stems, so an inflected word finds its group. An entry after ``>`` leads to the others but
is not offered for them: English words, and words whose stem means something else as well (parken, Park).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from strahlkraft.search.analysis.stems import stem
from strahlkraft.search.analysis.tokens import STOP_WORDS, tokenise

FILE = Path(__file__).parent.parent / "words.txt"
Related = tuple[tuple[str, float], ...]
Entry = tuple[str, ...]  # the folded words of a word or phrase


class Synonyms:
    """The table, keyed by stems."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Read the groups; empty lines and remarks are passed over."""
        self._words: dict[str, dict[Entry, None]] = defaultdict(dict)
        self._phrases: dict[tuple[str, ...], dict[Entry, None]] = defaultdict(dict)
        self._longest = 1
        for line in lines:
            parts = [part.strip() for part in line.split("#")[0].split("|")]
            entries = [(forms, part.startswith(">")) for part in parts if (forms := _forms(part))]
            for forms, _ in entries:
                self._add(forms, [other for other, leads_only in entries if other != forms and not leads_only])

    def _add(self, forms: Entry, others: list[Entry]) -> None:
        key = tuple(stem(form) for form in forms)
        target = self._words[key[0]] if len(key) == 1 else self._phrases[key]
        self._longest = max(self._longest, len(key))
        target.update(dict.fromkeys(others))

    def entries(self, form: str) -> tuple[Entry, ...]:
        """The words and phrases that mean about the same as this folded word."""
        return tuple(self._words.get(stem(form), ()))

    def of(self, form: str) -> Related:
        """Folded words that mean about the same as this one, each with a weight up to 1."""
        return related(self.entries(form))

    def phrases(self, forms: Sequence[str]) -> Iterator[tuple[int, int, tuple[Entry, ...]]]:
        """For each known phrase in the words: where it starts, how many words it has, what means the same."""
        stems = [stem(form) for form in forms]
        for length in range(2, min(self._longest, len(stems)) + 1):
            for start in range(len(stems) - length + 1):
                found = self._phrases.get(tuple(stems[start : start + length]))
                if found:
                    yield start, length, tuple(found)


def related(entries: Iterable[Entry]) -> Related:
    """The single words of entries; one of a phrase is worth less the longer the phrase."""
    found: dict[str, float] = {}
    for entry in entries:
        for form in entry:
            found[form] = max(found.get(form, 0.0), 1.0 / len(entry) ** 0.5)
    return tuple(found.items())


def _forms(entry: str) -> tuple[str, ...]:
    return tuple(token.form for token in tokenise(entry) if token.form not in STOP_WORDS)


@lru_cache(maxsize=1)
def synonyms() -> Synonyms:
    """The table of the package, read once per process."""
    return Synonyms(FILE.read_text(encoding="utf-8").splitlines())
