"""Column generation in rounds: solve the master, price between the best duals and the newest, keep the best bound.

Every pricing gives a valid bound, whatever the duals: what the rows promise less what the best columns would still gain.
"""

from collections.abc import Callable, Iterator
from itertools import product
from math import inf

import numpy as np

from strahlkraft.congress.planner.bounding.cuts import Separation
from strahlkraft.congress.planner.bounding.master import Master, Row
from strahlkraft.congress.planner.bounding.pricing import Pricer, Worth
from strahlkraft.congress.planner.bounding.relaxation import Numbers, Relaxation

SMOOTH = 0.5  # to begin with
STEP = 0.1
MOST_SMOOTH = 0.9
NEW_COLUMNS = 150  # per round
PER_BUNDLE = 8  # of them of the same topics
NEAR = 0.25  # points between bound and optimum of the linear program at which cuts are looked for
REACH = 3.0  # points a pitch's dual may move from the best ones; adapted
WORTH = -1.0  # gain by which a column may fail to pay at the duals priced
LEAST_REACH = 0.75
HELD = 0.01  # share of the bound at which duals that are held back are let go further
PERIOD = 8  # rounds after which the best duals become the middle again
DONE = 0.02  # points at which nothing more is to be had
NEW_ROWS = 60  # cuts taken in at once
MOST_COLUMNS = 9000


class Rounds:
    """The rounds of one problem; rows and columns stay from call to call."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.relaxation = relaxation
        self.master = Master(relaxation)
        self.pricer = Pricer(relaxation)
        self.separation = Separation(self.master)
        self.center = np.zeros(len(self.master.rows))
        self.solution = np.zeros(0)  # of the last linear program, by column
        self.optimum = inf
        self.reach = REACH
        self.smooth = SMOOTH  # share of the best duals in those priced

    def guess(self, stop: Callable[[], bool]) -> float:
        """A bound from duals made up from what pitches cost on average; the rounds start from there."""
        best = -inf
        for share, remote in product((1.0, 0.8, 0.5), (0.75, 1.25)):
            if stop():
                break
            value, duals, _, _ = self._bound_at(self._average(share, remote))
            if value > best:
                best, self.center = value, duals
        return best

    def climb(
        self,
        *,
        stop: Callable[[], bool],
        told: Callable[[float], None],
        enough: float = inf,
        most: float = inf,
        done: float = DONE,
    ) -> float:
        """The best bound that rounds under the present rows give; ``told`` hears of each better one.

        Ends when the linear program is solved but for ``done`` points and no cut is broken, when the bound reaches ``enough``, after ``most``
        rounds, when ``stop`` says so, or where numbers fail.
        """
        best, _, _, _ = self._bound_at(self.center)
        told(best)
        self.master.keep_near(self.center, self.reach)
        smooth, rounds, earlier = self.smooth, 0, best
        while not stop() and best < enough and rounds < most:
            rounds += 1
            self.optimum, duals = self.master.solve()
            if not self.master.sound:
                break
            self.solution = self.master.solution()
            short, held, crowding = self.master.short(), self.master.held(), self.master.crowding()
            value, point, worth, values = self._bound_at(smooth * self.center + (1 - smooth) * duals)
            self.smooth = min(max(self.smooth + (-STEP if value > best else STEP), STEP), MOST_SMOOTH)
            if value > best:
                best, self.center = value, point
                told(best)
            solved = self.optimum - best < (NEAR if not held else max(NEAR, HELD * abs(best)))
            picks = self._picks(values, crowding)
            rows = self.separation.broken(self.solution, NEW_ROWS) if solved and not short and not held else []
            self.solution = self.solution[self.master.forget(MOST_COLUMNS)]
            new = sum(self.master.add_column(column) for column in self.pricer.columns(worth, picks))
            stuck = not new and smooth == 0
            smooth = self.smooth if new else 0.0
            if held and (solved or stuck or rounds % PERIOD == 0):
                factor = 1.5 if solved or stuck else 0.5 if best <= earlier else 1.0
                self.reach = max(self.reach * factor, LEAST_REACH)
                earlier = best
                self.master.keep_near(self.center, self.reach)
            elif short and (solved or stuck):
                self.master.set_shortage(2 * self.master.shortage)
            elif rows:
                self.add_rows(rows)
                best = max(best, self._bound_at(self.center)[0])
            elif self.optimum - best < done or stuck:
                break
        return best

    def start(self, duals: Numbers) -> None:
        """Go on from these duals; rows they do not know yet start at nothing."""
        self.center = np.zeros(len(self.master.rows))
        self.center[: len(duals)] = duals
        self.reach = min(self.reach, REACH)
        if self.master.shortage != self.master.usual:
            self.master.set_shortage(self.master.usual)

    def add_rows(self, rows: list[Row]) -> None:
        """Take in rows; their duals start at nothing."""
        self.master.add_rows(rows)
        self.center = np.append(self.center, np.zeros(len(rows)))

    def _average(self, share: float, remote: float) -> Numbers:
        """Duals by rule of thumb: topics' blocks paid by the topic (``share``) and its pitches, speakers' by theirs."""
        relaxation = self.relaxation
        weights = relaxation.problem.weights
        pays = [remote * weights.changeover if afar else 0.0 for afar in relaxation.remote]
        for group in relaxation.speakers:
            for i in group:
                same = sum(relaxation.topic[j] == relaxation.topic[i] for j in group)
                pays[i] += weights.speaker_split / same
        duals = np.zeros(len(self.master.rows))
        least = {row.number: row.least for row in self.master.rows if row.kind == "topic" and row.least > 0}
        for number, row in enumerate(self.master.rows):
            if row.kind == "topic" and row.least > 0:
                duals[number] = share * weights.topic_split
            elif row.kind == "pitch":
                topic = relaxation.topic[row.number]
                blocks = least[topic] / len(relaxation.members[topic])
                duals[number] = pays[row.number] + (1 - share) * weights.topic_split * blocks
        return duals

    def _bound_at(self, duals: Numbers) -> tuple[float, Numbers, Worth, Numbers]:
        """The bound these duals prove, and the values of the best columns (bundles x frames)."""
        duals = self.master.clipped(duals)
        worth = self.master.worth(duals)
        self.pricer.prepare(self.master.groups, np.abs(worth.charge).max(axis=1, initial=0.0))
        values = self.pricer.values(worth)
        beyond = np.maximum(values.max(axis=0, initial=0.0), 0.0)
        promised = self.master.promised(duals)
        return self.relaxation.constant + promised - float(self.relaxation.count @ beyond), duals, worth, values

    def _picks(self, values: Numbers, crowding: Numbers) -> dict[int, list[int]]:
        """Where to look for columns: the most valuable, of frames alike the least crowded, not all of one kind."""
        offers = sorted(self._offers(values, crowding), reverse=True)
        each = max(4, 3 * NEW_COLUMNS // values.shape[1])
        picks: dict[int, list[int]] = {}
        taken = [0] * values.shape[1]
        for _, bundle, frame in offers[: 10 * NEW_COLUMNS]:
            if taken[frame] < each and len(picks.get(bundle, ())) < PER_BUNDLE:
                picks.setdefault(bundle, []).append(frame)
                taken[frame] += 1
            if sum(taken) == NEW_COLUMNS:
                break
        return picks

    def _offers(self, values: Numbers, crowding: Numbers) -> Iterator[tuple[float, int, int]]:
        """(value, bundle, frame) of columns worth a try."""
        for bundle, (_, each) in enumerate(self.pricer.alike):
            free: dict[int, int] = {}
            for frame, kind in enumerate(each):
                if kind not in free or crowding[frame] < crowding[free[kind]]:
                    free[kind] = frame
            for frame in free.values():
                gain = float(values[bundle, frame] - crowding[frame])
                if gain > WORTH:
                    yield gain, bundle, frame
