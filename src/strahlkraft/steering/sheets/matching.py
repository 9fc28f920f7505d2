"""Which project a row means: sure by identifier, address or name; doubtful when names are only alike (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz import fuzz

from strahlkraft.steering.rules.sheets import Field
from strahlkraft.steering.sheets.cells import folded

_ALIKE = 72  # of 100: from here on a name is worth asking about
_MOST_CANDIDATES = 4


class How(StrEnum):
    """How a row came to its project."""

    IDENTIFIER = "identifier"
    NAME = "name"
    CHOSEN = "chosen"
    NEW = "new"  # a draft will be made
    DOUBTFUL = "doubtful"  # names are alike; nobody decided yet
    UNKNOWN = "unknown"  # nothing is alike; nobody decided yet
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Item:
    """A milestone, task or risk: its title, its fields as plain texts, and those that stay as they are."""

    title: str
    values: Mapping[str, str]
    frozen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """A project as it stands: ``values`` by field, ``items`` by kind and folded title."""

    slug: str
    identifier: str
    title: str
    aliases: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[tuple[Field, str], Item] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for a row; ``candidates`` are slugs worth asking about, most alike first."""

    how: How
    slug: str = ""
    candidates: tuple[str, ...] = ()


class Finder:
    """Finds projects by what a row calls them."""

    def __init__(self, projects: Sequence[Known]) -> None:
        self._by_key = {key.lower(): known.slug for known in projects for key in (known.identifier, known.slug)}
        self._names: dict[str, set[str]] = {}
        for known in projects:
            for name in (known.title, *known.aliases):
                self._names.setdefault(folded(name), set()).add(known.slug)
        self._names.pop("", None)

    def find(self, keys: Sequence[str], title: str) -> Match:
        """By identifier or address first, then by name; ``keys`` are what stands in their columns."""
        for key in keys:
            if slug := self._by_key.get(key.strip().lower()):
                return Match(How.IDENTIFIER, slug)
        name = folded(title)
        same = self._names.get(name, set()) if name else set()
        if len(same) == 1:
            return Match(How.NAME, next(iter(same)))
        if same:
            return Match(How.DOUBTFUL, candidates=tuple(sorted(same)))
        alike = self._alike(name)
        return Match(How.DOUBTFUL, candidates=alike) if alike else Match(How.UNKNOWN)

    def _alike(self, name: str) -> tuple[str, ...]:
        if not name:
            return ()
        scores: dict[str, float] = {}
        for known, slugs in self._names.items():
            score = max(fuzz.ratio(name, known), fuzz.token_set_ratio(name, known) if " " in name else 0)
            if score >= _ALIKE:
                for slug in slugs:
                    scores[slug] = max(score, scores.get(slug, 0))
        ranked = sorted(scores, key=lambda slug: (-scores[slug], slug))
        return tuple(ranked[:_MOST_CANDIDATES])
