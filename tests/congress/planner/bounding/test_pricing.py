"""The most valuable column against all columns there are."""

from itertools import chain, combinations

import numpy as np
import pytest

from strahlkraft.congress.planner.bounding.master import Master
from strahlkraft.congress.planner.bounding.pricing import Pricer, Worth
from strahlkraft.congress.planner.bounding.relaxation import NOT, Column, Relaxation
from strahlkraft.congress.planner.reading import read_problem
from tests.factories.pcp import tiny

pytestmark = pytest.mark.house


def value(relaxation: Relaxation, groups: list[tuple[int, ...]], worth: Worth, column: Column) -> float:
    """What a column brings, straight from the definition; topics' and speakers' blocks are in ``worth``."""
    weights = relaxation.problem.weights
    chosen, frame = list(column.pitches), column.frame
    topics = {relaxation.topic[i] for i in chosen}
    remote = sum(relaxation.remote[i] for i in chosen)
    return float(
        worth.pitch[frame, chosen].sum()
        + sum(worth.topic[frame, topic] for topic in topics)
        + worth.remote[frame] * (remote > 0)
        - sum(worth.charge[g, frame] for g, group in enumerate(groups) if not set(group).isdisjoint(chosen))
        - weights.topic_mix * (len(topics) - 1)
        - weights.changeover * relaxation.excess[int(remote < len(chosen)), remote]
        - min(relaxation.opener[i] for i in chosen)
    )


def fitting(relaxation: Relaxation, frame: int) -> list[tuple[int, ...]]:
    """All sets of pitches that the relaxation lets into a block of the frame."""
    allowed = [i for i in range(len(relaxation.topic)) if relaxation.allowed[frame, i]]
    found = []
    for some in chain.from_iterable(combinations(allowed, size) for size in range(1, len(allowed) + 1)):
        units, remote = sum(relaxation.units[i] for i in some), sum(relaxation.remote[i] for i in some)
        topics = len({relaxation.topic[i] for i in some})
        if units <= relaxation.most_units and remote <= relaxation.most_remote:
            fits = relaxation.room[frame, units, remote] == 0
            if fits and topics <= relaxation.frames[frame].block.max_topics:
                found.append(some)
    return found


@pytest.mark.parametrize("seed", range(40))
def test_no_column_is_worth_more_than_the_one_found_and_that_one_exists(seed: int) -> None:
    relaxation = Relaxation(read_problem(tiny(seed)))
    master, chance = Master(relaxation), np.random.default_rng(seed)
    groups, shape = master.groups, relaxation.allowed.shape
    duals = chance.integers(-9, 20, len(master.rows)).astype(float)  # also such as no program has
    worth = master.worth(duals)
    pricer = Pricer(relaxation)
    pricer.prepare(groups, np.abs(worth.charge).max(axis=1, initial=0.0))

    found = pricer.values(worth)

    for frame in range(shape[0]):
        columns = [relaxation.column(frame, some) for some in fitting(relaxation, frame)]
        best = max((value(relaxation, groups, worth, column) for column in columns), default=NOT)
        assert (best == NOT and found[:, frame].max() < NOT / 2) or found[:, frame].max() == pytest.approx(best)
    for column in pricer.columns(worth, {b: list(range(shape[0])) for b in range(len(relaxation.bundles))}):
        assert column.pitches in fitting(relaxation, column.frame)
