"""Better every second: simulated annealing over who stands in which block, from short rounds to long ones.

Measured at 100 to 500 pitches: taking a part out and putting it back pitch by pitch finds which topics belong together,
small moves find the rest; temperatures far above or below the weights of the topics (6 to 10) lose either.
"""

import math
import time
from collections.abc import Callable
from random import Random

from strahlkraft.congress.planner.improving.moves import Moves
from strahlkraft.congress.planner.improving.state import State

LOOK = 32  # moves between two looks at the clock
TELL = 0.2  # seconds between two plans told


class Annealing:
    """One search; ``found`` is told the places of each new best plan, ``stop`` is asked many times a second."""

    def __init__(
        self, state: State, rng: Random, *, found: Callable[[list[int], int], None], stop: Callable[[], bool]
    ) -> None:
        self.state = state
        self.rng = rng
        self.found = found
        self.stop = stop
        self.moves = Moves(state, rng)
        self.best = state.cost
        self.best_at = state.at[:]
        self.told = state.cost
        self.last_told = time.monotonic()

    def run(self, seconds: float, *, hot: float, cold: float, share: float) -> bool:
        """One round of cooling; ``share`` of the moves take a part out. False when it was stopped."""
        state, random, log = self.state, self.rng.random, math.log
        moves = self.moves
        begin = time.monotonic()
        while True:
            now = time.monotonic()
            progress = (now - begin) / max(seconds, 1e-9)
            if self.best < self.told and now - self.last_told > TELL:
                self.tell()
            if self.stop():
                return False
            if progress >= 1:
                return True
            heat = hot * (cold / hot) ** progress
            for _ in range(LOOK):
                kind = random()
                allowed = -heat * log(1 - random())
                if kind < share:
                    changed = moves.rebuild(allowed)
                elif kind < share + 0.05 * (1 - share):
                    changed = moves.exchange(allowed)
                elif kind < share + 0.4 * (1 - share):
                    changed = moves.swap(allowed)
                else:
                    changed = moves.relocate(allowed)
                if changed and state.cost < self.best:
                    self.best = state.cost
                    self.best_at = state.at[:]

    def again(self) -> None:
        """Go back to the best plan."""
        self.state.load(self.best_at)

    def tell(self) -> None:
        """Hand the best plan out if it was not yet."""
        if self.best < self.told:
            self.told = self.best
            self.found(self.best_at, self.best)
        self.last_told = time.monotonic()
