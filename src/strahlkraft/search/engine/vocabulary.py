"""The words of the index: which are close to a misspelt one, how they are written, what begins like this."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

MIN_LENGTH = 4  # shorter words have too many neighbours
LONG = 8  # letters from which two errors are forgiven
MAX_NEIGHBOURS = 3
CONSIDERED = 40


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A word of the index near an unknown one; ``distance`` counts wrong, missing, extra, swapped letters."""

    form: str
    distance: float
    frequency: int


class Vocabulary:
    """All folded words of one view of the index with the number of documents that hold them."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        """Sort the words into boxes by their first and by their second letter."""
        self.frequency: dict[str, int] = {}
        self._first: dict[str, list[str]] = defaultdict(list)
        self._second: dict[str, list[str]] = defaultdict(list)
        for word, count in words:
            self.frequency[word] = count
            if len(word) >= MIN_LENGTH and word.isalpha():
                self._first[word[0]].append(word)
                self._second[word[1]].append(word)
        self.neighbours = lru_cache(maxsize=4_096)(self._neighbours)

    def __contains__(self, form: str) -> bool:
        """Whether the index holds the folded word or has it as a part of one."""
        return form in self.frequency

    def _neighbours(self, form: str) -> tuple[Neighbour, ...]:
        """The nearest other words, best first: one error below eight letters, two from there."""
        if len(form) < MIN_LENGTH or not form.isalpha():
            return ()
        errors = 1 if len(form) < LONG else 2
        found: dict[str, Neighbour] = {}
        for box, penalty in (
            (self._first.get(form[0], ()), 0.0),
            (self._second.get(form[1], ()), 0.5),  # the first letter is wrong
            (self._first.get(form[1], ()), 0.5),  # the first letter is too many or the first two are swapped
        ):
            for word, distance, _ in process.extract(
                form, box, scorer=OSA.distance, score_cutoff=errors, limit=CONSIDERED
            ):
                if distance and word not in found:
                    found[word] = Neighbour(word, distance + penalty, self.frequency[word])
        best = sorted(found.values(), key=lambda near: (near.distance, -near.frequency, near.form))
        return tuple(best[:MAX_NEIGHBOURS])
