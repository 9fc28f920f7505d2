"""The most valuable column of every frame, by dynamic programming over the pitches of every bundle of topics.

A state is whether the column has its first pitch, its topics, its time on site and its remote pitches; all frames are worked on at once. Where ties
were cut or topics are not told apart the value found is too high, never too low: what the bound needs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from strahlkraft.congress.planner.bounding.coupling import Bundle, Choice, tie
from strahlkraft.congress.planner.bounding.relaxation import NOT, Column, Flags, Indices, Numbers, Relaxation

NEAR = 1e-6  # sums of the same numbers in another order


@dataclass(frozen=True, slots=True)
class Worth:
    """What columns gain and pay, by frame: per pitch, per topic, for any remote pitch, per group they hit."""

    pitch: Numbers  # frames x pitches, wishes taken off
    topic: Numbers  # frames x topics, the topic's block taken off
    remote: Numbers  # frames
    charge: Numbers  # groups x frames; negative is a reward


class Pricer:
    """Prices columns of one relaxation; ``groups`` are the pitches of each charge in ``Worth.charge``."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.relaxation = relaxation
        self.bundles: list[Bundle] = []
        self.alike = [_alike(relaxation, topics) for topics in relaxation.bundles]
        self._keys: list[tuple[int, ...]] = []
        weights = relaxation.problem.weights
        bundles = relaxation.bundles
        most = max((frame.block.max_topics for frame in relaxation.frames), default=1)
        self._told = len(bundles) != 1 or len(bundles[0]) <= max(most, 1)
        has_units = (np.arange(relaxation.most_units + 1) > 0).astype(np.intp)
        self._frame = relaxation.room - weights.changeover * relaxation.excess[has_units]
        self._any_remote = (np.arange(relaxation.most_remote + 1) > 0).astype(np.float64)
        self._mix = float(weights.topic_mix)
        self._own = list(_owned(bundles)) if self._told else [np.ones((), dtype=np.bool_)] * len(bundles)

    def prepare(self, groups: Sequence[tuple[int, ...]], strength: Numbers) -> None:
        """Tie the pitches of every bundle by the groups that charge anything, strongest first."""
        order = [int(g) for g in np.argsort(-strength, kind="stable") if strength[g] > 0]
        self.order = order
        bundles = []
        for index, topics in enumerate(self.relaxation.bundles):
            known = {i for topic in topics for i in self.relaxation.members[topic]}
            key = tuple(g for g in order if not known.isdisjoint(groups[g]))
            if index < len(self._keys) and set(self._keys[index]) == set(key):
                bundles.append(self.bundles[index])
                continue
            bundle = tie(self.relaxation, topics, [(g, groups[g]) for g in key], told=self._told)
            bundles.append(replace(bundle, own=self._own[index]))
            self._keys[index : index + 1] = [key]
        self.bundles = bundles

    def values(self, worth: Worth) -> Numbers:
        """Highest value (bundles x frames) of a column; may be too high, never too low."""
        found = np.full((len(self.bundles), len(self.relaxation.frames)), NOT)
        for index, bundle in enumerate(self.bundles):
            one, each = self.alike[index]
            table, _ = self._sweep(bundle, _choice_values(bundle, worth, one), keep=False)
            final = table[:, 1] + self._ends(bundle, worth, one)
            found[index] = final.reshape(len(one), -1).max(axis=1)[each]
        return found

    def columns(self, worth: Worth, picks: dict[int, list[int]]) -> Iterator[Column]:
        """A column of highest value for each pick (bundle: frames), priced exactly."""
        for index, frames in picks.items():
            bundle, chosen = self.bundles[index], np.array(frames)
            values = _choice_values(bundle, worth, chosen)
            table, history = self._sweep(bundle, values, keep=True)
            final = table[:, 1] + self._ends(bundle, worth, chosen)
            for row, frame in enumerate(frames):
                cell = np.unravel_index(int(final[row].argmax()), final[row].shape)
                state = (1, *(int(number) for number in cell))
                if final[(row, *cell)] > NOT / 2:
                    pitches = _trace(bundle, values[row], [layer[row] for layer in history], table[row], state)
                    if pitches:
                        yield self.relaxation.column(frame, pitches)

    def _ends(self, bundle: Bundle, worth: Worth, frames: Indices) -> Numbers:
        """What a finished column gains and pays beyond its choices, per frame and state."""
        relaxation = self.relaxation
        remote = worth.remote[frames][:, None, None] * self._any_remote
        base = self._frame[frames] + remote
        limits = np.array([relaxation.frames[frame].block.max_topics for frame in frames])
        if not bundle.told:
            return base + _untold(worth.topic[frames], limits, self._mix)[:, None, None]
        depth = len(bundle.topics)
        gain = np.zeros((len(frames),) + (2,) * depth)
        number = np.zeros((2,) * depth)
        for axis, topic in enumerate(bundle.topics):
            shape = [1] * depth
            shape[axis] = 2
            number = number + np.array([0.0, 1.0]).reshape(shape)
            gain = gain + worth.topic[frames, topic].reshape([-1] + [1] * depth) * np.array([0.0, 1.0]).reshape(
                [1, *shape]
            )
        gain = gain - self._mix * np.maximum(number - 1, 0)
        gain[(number[None] > limits.reshape([-1] + [1] * depth)) | ~bundle.own[None]] = NOT
        return gain[..., None, None] + base.reshape(base.shape[0], *([1] * depth), *base.shape[1:])

    def _sweep(self, bundle: Bundle, values: Numbers, *, keep: bool) -> tuple[Numbers, list[Numbers]]:
        """Best worth of choices per state, and with ``keep`` the table before every step."""
        depth = len(bundle.topics) if bundle.told else 0
        shape = (self.relaxation.most_units + 1, self.relaxation.most_remote + 1)
        table = np.full((values.shape[0], 2, *((2,) * depth), *shape), NOT)
        table.reshape(values.shape[0], -1)[:, 0] = 0.0
        history: list[Numbers] = []
        for step in bundle.steps:
            if keep:
                history.append(table)
            after = table.copy() if keep or len(step) > 1 else table
            for number in step:
                _take(table, after, bundle.choices[number], values[:, number])
            table = after
        return table, history


def _alike(relaxation: Relaxation, topics: tuple[int, ...]) -> tuple[Indices, Indices]:
    """Frames that differ for these topics, and for each frame the place of the one it is like."""
    pitches = [i for topic in topics for i in relaxation.members[topic]]
    kinds: dict[tuple[object, ...], int] = {}
    ones: list[int] = []
    each: list[int] = []
    for index, frame in enumerate(relaxation.frames):
        places = (relaxation.allowed[index, pitches].tobytes(), relaxation.wish[index, pitches].tobytes())
        kind = (frame.slot, frame.block.open, frame.block.max_topics, relaxation.room[index].tobytes(), *places)
        if kind not in kinds:
            kinds[kind] = len(ones)
            ones.append(index)
        each.append(kinds[kind])
    return np.array(ones, dtype=np.intp), np.array(each, dtype=np.intp)


def _owned(bundles: Sequence[tuple[int, ...]]) -> Iterator[Flags]:
    """Which combinations of its topics each bundle answers for, so that none is priced twice."""
    known: set[tuple[int, ...]] = {()}
    for topics in bundles:
        own = np.zeros((2,) * len(topics), dtype=np.bool_)
        for flags in np.ndindex(*own.shape):
            some = tuple(topic for topic, flag in zip(topics, flags, strict=True) if flag)
            own[flags] = some not in known
            known.add(some)
        yield own


def _choice_values(bundle: Bundle, worth: Worth, frames: Indices) -> Numbers:
    """Worth of every choice of a bundle (frames x choices), openers left out."""
    values: Numbers = worth.pitch[frames][:, bundle.pitches] @ bundle.taken.T
    if bundle.groups:
        charge: Numbers = worth.charge[bundle.groups, :][:, frames].T
        values -= np.maximum(charge, 0.0) @ bundle.hit.T
        if (charge < 0).any():  # a reward is paid whole for every part
            values -= np.minimum(charge, 0.0) @ np.ceil(bundle.hit).T
    return np.maximum(values, NOT)


def _take(table: Numbers, after: Numbers, choice: Choice, value: Numbers) -> None:
    """Let one choice join every state it fits to, as the opener too where there is none yet."""
    units, remote = choice.units, choice.remote
    height, width = table.shape[-2] - units, table.shape[-1] - remote
    if len(choice.axes) == 1:
        none: tuple[Any, ...] = (slice(None),) * choice.axes[0]
        source = np.maximum(table[(*none, 0)], table[(*none, 1)])
    else:
        source = table.max(axis=choice.axes) if choice.axes else table
    joined = source[..., :height, :width] + value.reshape([-1] + [1] * (source.ndim - 1))
    np.maximum(joined[:, 1], joined[:, 0] - choice.opener, out=joined[:, 1])
    topics = [1 if axis in choice.axes else slice(None) for axis in range(2, table.ndim - 2)]
    target = after[(slice(None), slice(None), *topics, slice(units, None), slice(remote, None))]
    np.maximum(target, joined, out=target)


def _untold(topic: Numbers, limits: Numbers, mix: float) -> Numbers:
    """Most that any number of topics within the limits can bring, less what their mixing costs."""
    gains = np.cumsum(-np.sort(-topic, axis=1) - mix, axis=1) + mix
    outside = np.arange(topic.shape[1])[None, :] >= np.maximum(limits, 1)[:, None]
    gains[outside] = NOT
    best: Numbers = gains.max(axis=1)
    return best


def _trace(
    bundle: Bundle, values: Numbers, history: list[Numbers], table: Numbers, state: tuple[int, ...]
) -> tuple[int, ...]:
    """The pitches that lead to a state; empty if rounding hides the way."""
    pitches: list[int] = []
    target = table[state]
    for step, before in zip(reversed(bundle.steps), reversed(history), strict=True):
        if abs(before[state] - target) <= NEAR:
            continue
        for number in step:
            source = _source(before, bundle.choices[number], state, target - values[number])
            if source is not None:
                pitches += bundle.choices[number].pitches
                state, target = source, before[source]
                break
        else:
            return ()
    return tuple(pitches)


def _source(before: Numbers, choice: Choice, state: tuple[int, ...], worth: float) -> tuple[int, ...] | None:
    """A state from which the choice, worth so much there, leads to ``state``."""
    flags, units, remote = state[:-2], state[-2] - choice.units, state[-1] - choice.remote
    if units < 0 or remote < 0 or not all(flags[axis - 1] for axis in choice.axes):
        return None
    for index in np.ndindex(*((2,) * len(choice.axes))):
        source = list(flags)
        for axis, flag in zip(choice.axes, index, strict=True):
            source[axis - 1] = flag
        for opened in range(flags[0] + 1):
            source[0] = opened
            found = (*source, units, remote)
            if abs(before[found] - (choice.opener if opened < flags[0] else 0.0) - worth) <= NEAR:
                return found
    return None
