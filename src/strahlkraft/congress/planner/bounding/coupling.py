"""Charges for having any of some pitches in a column, and how they tie pitches together.

A speaker's block, a sign-language team or a pair that should not run in parallel is paid once per column, however many
of its pitches stand there. Pitches tied by such a charge are decided on together; what would tie too many is cut into
parts, each paying its share, which never charges more than the whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from strahlkraft.congress.planner.bounding.relaxation import Flags, Numbers, Relaxation

MOST_TIED = 5  # pitches decided on together: at most 31 choices


@dataclass(frozen=True, slots=True)
class Choice:
    """Some pitches tied together, taken at once: which, of which topics of the bundle, how long, and what they pay.

    ``axes`` are the axes of their topics in the pricing's table (2 the first). ``opener`` is paid if one of them is the
    column's first pitch.
    """

    pitches: tuple[int, ...]
    axes: tuple[int, ...]
    units: int
    remote: int
    opener: float


@dataclass(frozen=True, slots=True)
class Bundle:
    """One set of topics with its choices, ready for pricing.

    ``steps``: numbers of the choices that exclude each other. ``taken[choice, pitch]`` and
    ``hit[choice, group]`` (shares) turn worths of pitches and charges of groups into worths of choices.
    """

    topics: tuple[int, ...]
    told: bool  # whether the pricing tells the topics apart
    pitches: tuple[int, ...]
    groups: tuple[int, ...]
    choices: tuple[Choice, ...]
    steps: tuple[tuple[int, ...], ...]
    taken: Numbers
    hit: Numbers
    own: Flags  # combinations of topics (by axis) this bundle answers for


def tie(
    relaxation: Relaxation, topics: tuple[int, ...], groups: Sequence[tuple[int, Iterable[int]]], *, told: bool
) -> Bundle:
    """Prepare a bundle; ``groups`` are the numbered charges with their pitches, the strongest tie first."""
    inside = [i for topic in topics for i in relaxation.members[topic]]
    known = set(inside)
    local = [(g, here) for g, group in groups if (here := sorted(known.intersection(group)))]
    home = _join(inside, [here for _, here in local])
    parts = [(g, _parts(here, home)) for g, here in local]
    tied: dict[int, list[int]] = {}
    for i in inside:
        tied.setdefault(home[i], []).append(i)
    choices: list[Choice] = []
    steps: list[tuple[int, ...]] = []
    for pitches in tied.values():
        new = list(_choices(relaxation, topics, pitches, told=told))
        steps.append(tuple(range(len(choices), len(choices) + len(new))))
        choices += new
    place = {i: index for index, i in enumerate(inside)}
    taken = np.zeros((len(choices), len(inside)))
    hit = np.zeros((len(choices), len(local)))
    for row, choice in enumerate(choices):
        taken[row, [place[i] for i in choice.pitches]] = 1.0
        chosen = set(choice.pitches)
        for column, (_, pieces) in enumerate(parts):
            hit[row, column] = sum(not chosen.isdisjoint(piece) for piece in pieces) / len(pieces)
    numbers = tuple(g for g, _ in local)
    own = np.ones((2,) * len(topics) if told else (), dtype=np.bool_)
    return Bundle(topics, told, tuple(inside), numbers, tuple(choices), tuple(steps), taken, hit, own)


def _join(inside: list[int], groups: list[list[int]]) -> dict[int, int]:
    """The tie each pitch belongs to, named by one of its pitches; none holds more than ``MOST_TIED``."""
    home = {i: i for i in inside}
    ties = {i: [i] for i in inside}
    for group in groups:
        for first, second in pairwise(group):
            one, other = home[first], home[second]
            if one != other and len(ties[one]) + len(ties[other]) <= MOST_TIED:
                for i in ties.pop(other):
                    home[i] = one
                    ties[one].append(i)
    return home


def _parts(group: list[int], home: dict[int, int]) -> list[list[int]]:
    parts: dict[int, list[int]] = {}
    for i in group:
        parts.setdefault(home[i], []).append(i)
    return list(parts.values())


def _choices(relaxation: Relaxation, topics: tuple[int, ...], pitches: list[int], *, told: bool) -> Iterable[Choice]:
    for size in range(1, len(pitches) + 1):
        for some in combinations(pitches, size):
            units = sum(relaxation.units[i] for i in some)
            remote = sum(relaxation.remote[i] for i in some)
            if units <= relaxation.most_units and remote <= relaxation.most_remote:
                axes = sorted({topics.index(relaxation.topic[i]) + 2 for i in some}) if told else ()
                opener = min(relaxation.opener[i] for i in some)
                yield Choice(some, tuple(axes), units, remote, opener)
