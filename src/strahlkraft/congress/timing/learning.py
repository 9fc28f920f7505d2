"""What a day taught: planned against real seconds, and how long changeovers really take, for the next plan."""

import dataclasses
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from itertools import pairwise
from statistics import median
from typing import TypeVar

from strahlkraft.congress.rules.vocabulary import PitchMode
from strahlkraft.congress.timing.values import SPOKEN, Item

_Key = TypeVar("_Key", bound=Hashable)


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """A median in seconds and how many measurements it rests on; ``planned`` is the median of what was planned."""

    count: int
    planned: float
    real: float


@dataclasses.dataclass(frozen=True, slots=True)
class Figures:
    """``speaking`` by mode; ``changeovers`` by the modes before and after."""

    speaking: dict[PitchMode, Figure]
    changeovers: dict[tuple[PitchMode, PitchMode], Figure]


def learn(stages: Iterable[tuple[Item, ...]]) -> Figures:
    """Medians over the running orders of all stages.

    A changeover was measured only where the first ended before the next began; pressing "next" ends and begins at once.
    """
    spoken: dict[PitchMode, list[tuple[float, float]]] = defaultdict(list)
    changed: dict[tuple[PitchMode, PitchMode], list[tuple[float, float]]] = defaultdict(list)
    for items in stages:
        begun = [item for item in items if item.started_at is not None]
        for item in begun:
            if item.kind in SPOKEN and item.started_at and item.ended_at:
                real = (item.ended_at - item.started_at).total_seconds()
                spoken[item.mode].append((item.planned_seconds, real))
        for first, then in pairwise(begun):
            seconds = _changeover(first, then)
            if seconds > 0:
                changed[first.mode, then.mode].append((then.changeover_seconds, seconds))
    return Figures(_medians(spoken), _medians(changed))


def _changeover(first: Item, then: Item) -> float:
    """Seconds between two neighbours of a block that speak; 0 when not measured."""
    pair = first.kind in SPOKEN and then.kind in SPOKEN and first.block == then.block
    if not pair or first.ended_at is None or then.started_at is None:
        return 0.0
    return (then.started_at - first.ended_at).total_seconds()


def _medians(measured: Mapping[_Key, list[tuple[float, float]]]) -> dict[_Key, Figure]:
    return {
        key: Figure(len(pairs), median(planned for planned, _ in pairs), median(real for _, real in pairs))
        for key, pairs in measured.items()
    }
