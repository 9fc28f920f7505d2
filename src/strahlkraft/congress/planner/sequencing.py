"""The best order inside one block, exactly: dynamic programming over how many pitches of each kind are placed.

Pitches of equal length, mode and windows are one kind, so a block of twenty free pitches has as few states as one of
two kinds. Labels of a state are kept as long as none is both cheaper and earlier.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from strahlkraft.congress.planner.problem import Block, Changeover, Pitch, Placed, Problem, Span, Speaker

NEVER = 10**9


@dataclass(frozen=True, slots=True)
class Row:
    """Pitches of one block in order with their starts; ``cost`` is changeover and opener in points."""

    placed: tuple[Placed, ...]
    cost: int


def starts(problem: Problem, pitch: Pitch, block: Block) -> tuple[Span, ...]:
    """Intervals (first, last tick) at which the pitch may start in the block as far as time goes; empty: never."""
    free: tuple[Span, ...] = ((block.start, block.end - pitch.duration),)
    for speaker in pitch.speakers:
        free = _meet(free, present(problem.speaker_of[speaker], pitch.duration))
    return tuple(span for span in free if span[0] <= span[1])


def present(speaker: Speaker, duration: int) -> tuple[Span, ...]:
    """Intervals of starts at which a speaker can hold a pitch of this length inside one window."""
    spans: list[Span] = []
    for begin, end in sorted((begin, end - duration) for begin, end in speaker.windows if end - begin >= duration):
        if spans and begin <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((begin, end))
    return tuple(spans)


def _meet(first: tuple[Span, ...], second: tuple[Span, ...]) -> tuple[Span, ...]:
    meets = ((max(a, c), min(b, d)) for a, b in first for c, d in second)
    return tuple(span for span in meets if span[0] <= span[1])


def fits(problem: Problem, pitch: Pitch, block: Block) -> bool:
    """May the pitch stand in this block if it were alone: features, windows and length?"""
    return pitch.needs <= problem.stage_of[block.stage].features and bool(starts(problem, pitch, block))


@lru_cache(maxsize=4096)
def least_changeover(changeover: Changeover, onsite: int, remote: int, *, first_remote: bool) -> int:
    """Fewest ticks between so many pitches of either mode when the first is of the named mode; ``NEVER`` if none is."""
    if (remote if first_remote else onsite) == 0:
        return NEVER
    begin = (onsite - (not first_remote), remote - first_remote, first_remote)
    best = {begin: 0}
    for _ in range(onsite + remote - 1):
        after: dict[tuple[int, int, bool], int] = {}
        for (left_onsite, left_remote, last), ticks in best.items():
            for mode in (False, True):
                left = (left_onsite - (not mode), left_remote - mode, mode)
                if left[0] >= 0 and left[1] >= 0:
                    spent = ticks + changeover.between(remote_before=last, remote_after=mode)
                    after[left] = min(after.get(left, NEVER), spent)
        best = after
    return min(best.values(), default=NEVER)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Interchangeable pitches, cheapest opener first."""

    pitches: tuple[Pitch, ...]
    spans: tuple[Span, ...]
    after: tuple[int, ...]  # kinds that must be over before

    @property
    def remote(self) -> bool:
        return self.pitches[0].remote

    @property
    def duration(self) -> int:
        return self.pitches[0].duration

    def next_start(self, tick: int) -> int:
        """Earliest possible start from this tick on."""
        return next((max(begin, tick) for begin, end in self.spans if tick <= end), NEVER)


@dataclass(frozen=True, slots=True)
class _Label:
    """One way into a state: points so far, when the last pitch ends, and the way."""

    cost: int
    end: int
    kind: int
    start: int
    before: "_Label | None"

    def steps(self) -> Iterator[tuple[int, int]]:
        """(kind, start) from the first pitch on."""
        if self.before is not None:
            yield from self.before.steps()
        yield self.kind, self.start


class Sequencer:
    """Finds orders for blocks of one problem and remembers them; blocks of equal usable time share the answer."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._known: dict[tuple[int, int, frozenset[str]], Row | None] = {}
        self._before: dict[str, set[str]] = {}
        for first, second in problem.precedence:
            self._before.setdefault(second, set()).add(first)
        self._bound = {pitch for pair in problem.precedence for pitch in pair}

    def best(self, block: Block, pitches: Iterable[str]) -> Row | None:
        """The cheapest valid order of these pitches (ids) in the block; None when there is none."""
        key = (block.start, block.end, frozenset(pitches))
        if key not in self._known:
            self._known[key] = self._search(block, sorted(key[2]))
        return self._known[key]

    def _kinds(self, block: Block, pitches: list[str]) -> list[_Kind]:
        groups: dict[tuple[object, ...], list[Pitch]] = {}
        inside = set(pitches)
        tied = {second for second in pitches if self._before.get(second, set()) & inside}
        tied |= {first for second in tied for first in self._before[second] & inside}
        for name in pitches:
            pitch = self.problem.pitch_of[name]
            key = (pitch.remote, pitch.duration, starts(self.problem, pitch, block), name if name in tied else "")
            groups.setdefault(key, []).append(pitch)
        number = {group[0].id: index for index, group in enumerate(groups.values())}
        return [
            _Kind(
                tuple(sorted(group, key=lambda pitch: pitch.opener_penalty)),
                key[2],  # type: ignore[arg-type]  # the third part of the key is the spans
                tuple(number[first] for first in self._before.get(group[0].id, set()) & inside),
            )
            for key, group in groups.items()
        ]

    def _search(self, block: Block, pitches: list[str]) -> Row | None:
        if not pitches:
            return Row((), 0)
        kinds = self._kinds(block, pitches)
        if any(not kind.spans for kind in kinds):
            return None
        opener = self.problem.weights.opener
        layer: dict[tuple[tuple[int, ...], bool], list[_Label]] = {}
        full = tuple(len(kind.pitches) for kind in kinds)
        for index, kind in enumerate(kinds):
            start = kind.next_start(block.start)
            if not kind.after and start < NEVER:
                cost = opener * kind.pitches[0].opener_penalty
                label = _Label(cost, start + kind.duration, index, start, None)
                _keep(layer.setdefault((_less(full, index), kind.remote), []), label)
        for _ in range(len(pitches) - 1):
            layer = self._layer(kinds, layer)
        found = min(
            (label for labels in layer.values() for label in labels), key=lambda label: label.cost, default=None
        )
        return None if found is None else _row(kinds, found)

    def _layer(
        self, kinds: list[_Kind], layer: dict[tuple[tuple[int, ...], bool], list[_Label]]
    ) -> dict[tuple[tuple[int, ...], bool], list[_Label]]:
        """Every way to place one pitch more."""
        between, weight = self.problem.changeover.between, self.problem.weights.changeover
        after: dict[tuple[tuple[int, ...], bool], list[_Label]] = {}
        for (left, last), labels in layer.items():
            for index, kind in enumerate(kinds):
                if not left[index] or any(left[first] for first in kind.after):
                    continue
                ticks = between(remote_before=last, remote_after=kind.remote)
                cost = weight * (ticks - self.problem.changeover.oo)
                state = after.setdefault((_less(left, index), kind.remote), [])
                for label in labels:
                    start = kind.next_start(label.end + ticks)
                    if start < NEVER:
                        _keep(state, _Label(label.cost + cost, start + kind.duration, index, start, label))
        return {state: labels for state, labels in after.items() if labels}


def _less(left: tuple[int, ...], index: int) -> tuple[int, ...]:
    return (*left[:index], left[index] - 1, *left[index + 1 :])


def _keep(labels: list[_Label], new: _Label) -> None:
    """Add a label unless another is as cheap and as early; drop those it beats."""
    if any(old.cost <= new.cost and old.end <= new.end for old in labels):
        return
    labels[:] = [old for old in labels if old.cost < new.cost or old.end < new.end]
    labels.append(new)


def _row(kinds: list[_Kind], label: _Label) -> Row:
    left = [list(kind.pitches) for kind in kinds]
    placed = tuple(Placed(left[index].pop(0).id, start) for index, start in label.steps())
    return Row(placed, label.cost)
