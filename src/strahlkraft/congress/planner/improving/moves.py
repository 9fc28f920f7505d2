"""Small and large changes of a plan. Each is made at once, and undone unless the cost stays within what is allowed."""

from random import Random

from strahlkraft.congress.planner.improving.state import State
from strahlkraft.congress.planner.sequencing import NEVER


class Moves:
    """Changes of one plan; every method returns whether the plan is another one now.

    ``allowed`` is how much dearer than before the plan may become.
    """

    def __init__(self, state: State, rng: Random) -> None:
        tables = state.tables
        self.state = state
        self.tables = tables
        self.random = rng.random
        self.shuffle = rng.shuffle
        self.free = [pitch for pitch, domain in enumerate(tables.domain) if len(domain) > 1]
        self.movable = [len(domain) > 1 for domain in tables.domain]
        self.of_topic = [[p for p in range(tables.size) if tables.topic[p] == t] for t in range(tables.topics)]
        weights = tables.weights
        self.slack = [
            weights.speaker_split * len(tables.busy[pitch]) + sum(weight for _, weight in tables.soft[pitch])
            for pitch in range(tables.size)
        ]

    def any_pitch(self) -> int:
        """A pitch that may move."""
        return self.free[int(self.random() * len(self.free))]

    def relative(self, pitch: int) -> int:
        """A pitch of the same topic."""
        row = self.of_topic[self.tables.topic[pitch]]
        return row[int(self.random() * len(row))]

    def relocate(self, allowed: float) -> bool:
        """One pitch into another block, most often one that has its topic already."""
        state, tables = self.state, self.tables
        pitch = self.any_pitch()
        old = state.at[pitch]
        if self.random() < 0.8:  # noqa: PLR2004 - measured
            new = state.at[self.relative(pitch)]
        else:
            domain = tables.domain[pitch]
            new = domain[int(self.random() * len(domain))]
        if new == old or tables.code[pitch][new] < 0 or self._hopeless(pitch, old, new, allowed):
            return False
        before = state.cost
        state.take(pitch)
        price = state.price(pitch, new)
        if state.cost + price - before <= allowed:
            state.put(pitch, new, price)
            return True
        state.put(pitch, old, 0)
        state.cost = before
        return False

    def _hopeless(self, pitch: int, old: int, new: int, allowed: float) -> bool:
        """Is a change of block dearer than allowed for the topic's sake alone, whatever else it saves?"""
        state, tables = self.state, self.tables
        topic = tables.topic[pitch]
        if state.held[new * tables.topics + topic]:
            return False
        if state.topics_in[new] >= tables.max_topics[new]:
            return True
        weights = tables.weights
        least = tables.static[pitch][new] - tables.static[pitch][old]
        least -= self.slack[pitch] + state.order_cost[old] + state.order_cost[new]
        if state.topics_in[new]:
            least += weights.topic_mix
        if state.held[old * tables.topics + topic] > 1:
            return least + weights.topic_split > allowed
        return least - weights.topic_mix - weights.topic_parallel > allowed

    def swap(self, allowed: float) -> bool:
        """Two pitches change places, most often two of one topic."""
        state, code = self.state, self.tables.code
        one = self.any_pitch()
        other = self.relative(one) if self.random() < 0.6 else self.any_pitch()  # noqa: PLR2004 - measured
        here, there = state.at[one], state.at[other]
        if here == there or code[one][there] < 0 or code[other][here] < 0:
            return False
        before = state.cost
        state.take(one)
        state.take(other)
        price = state.price(one, there)
        if price < NEVER:
            state.put(one, there, price)
            price = state.price(other, here)
            if state.cost + price - before <= allowed:
                state.put(other, here, price)
                return True
            state.take(one)
        state.put(one, here, 0)
        state.put(other, there, 0)
        state.cost = before
        return False

    def exchange(self, allowed: float) -> bool:
        """Two blocks change what they hold: everything, or one topic each (or one topic goes over to the other)."""
        state, tables = self.state, self.tables
        pitch = self.any_pitch()
        here, there = state.at[pitch], int(self.random() * tables.blocks)
        if here == there:
            return False
        if self.random() < 0.3:  # noqa: PLR2004 - measured
            going, coming = list(state.members[here]), list(state.members[there])
        else:
            going = self.group(pitch)
            rest = [p for p in state.members[there] if tables.topic[p] != tables.topic[pitch]]
            coming = self.group(rest[int(self.random() * len(rest))]) if rest and self.random() < 0.8 else []  # noqa: PLR2004 - measured
        if any(tables.code[p][there] < 0 for p in going) or any(tables.code[p][here] < 0 for p in coming):
            return False
        order = going + coming
        return self._placed(order, [there] * len(going) + [here] * len(coming), allowed)

    def group(self, pitch: int) -> list[int]:
        """The pitches of its topic in its block."""
        topic = self.tables.topic
        return [other for other in self.state.members[self.state.at[pitch]] if topic[other] == topic[pitch]]

    def _placed(self, order: list[int], blocks: list[int], allowed: float) -> bool:
        """Put pitches into given blocks, or leave all where they are."""
        state = self.state
        before = state.cost
        was = [state.at[pitch] for pitch in order]
        for pitch in order:
            state.take(pitch)
        for done, (pitch, block) in enumerate(zip(order, blocks, strict=True)):
            price = state.price(pitch, block)
            if price >= NEVER:
                self._undo(order, was, done, before)
                return False
            state.put(pitch, block, price)
        if state.cost - before <= allowed:
            return True
        self._undo(order, was, len(order), before)
        return False

    def _undo(self, order: list[int], was: list[int], done: int, cost: int) -> None:
        """Bring pitches back to where they were; the first ``done`` stand somewhere else meanwhile."""
        state = self.state
        for pitch in order[:done]:
            state.take(pitch)
        for pitch, block in zip(order, was, strict=True):
            state.put(pitch, block, 0)
        state.cost = cost

    def rebuild(self, allowed: float) -> bool:
        """Take a part of the plan out and put it back pitch by pitch, each where it is cheapest then."""
        state = self.state
        order = self._in_order([pitch for pitch in self._part() if self.movable[pitch]])
        before = state.cost
        was = [state.at[pitch] for pitch in order]
        for pitch in order:
            state.take(pitch)
        touched = set(was)
        blind = 0.2 if self.random() < 0.1 else 0.0  # noqa: PLR2004 - now and then, for what is cheapest in turn can be dear
        blocks: dict[int, list[int]] = {}
        topic = self.tables.topic
        for done, pitch in enumerate(order):
            if topic[pitch] not in blocks:
                found = {state.at[other] for other in self.of_topic[topic[pitch]]} | touched
                blocks[topic[pitch]] = [block for block in found if block >= 0]
            block, price = self._cheapest(pitch, blocks[topic[pitch]], blind)
            if price >= NEVER:
                block, price = self._cheapest(pitch, self.tables.domain[pitch], blind)
            if state.cost + price - before > allowed:
                self._undo(order, was, done, before)
                return False
            state.put(pitch, block, price)
        return any(state.at[pitch] != block for pitch, block in zip(order, was, strict=True))

    def _cheapest(self, pitch: int, blocks: list[int], blind: float) -> tuple[int, int]:
        """The block with the least price, one of them by lot; a share of the blocks (``blind``) is not seen."""
        best, where = NEVER, -1
        price = self.state.price
        for block in blocks:
            if blind and self.random() < blind:
                continue
            found = price(pitch, block)
            if found < best or (found == best < NEVER and self.random() < 0.3):  # noqa: PLR2004 - a lot
                best, where = found, block
        return where, best

    def _part(self) -> list[int]:
        """Two blocks, a few groups, a topic with a group of another one, or a handful out of a slot."""
        state, tables = self.state, self.tables
        pitch = self.any_pitch()
        here = state.at[pitch]
        kind = self.random()
        if kind < 0.35:  # noqa: PLR2004 - measured
            there = state.at[self.relative(pitch)] if self.random() < 0.5 else int(self.random() * tables.blocks)  # noqa: PLR2004 - a coin
            return list(state.members[here] | state.members[there])
        if kind < 0.6:  # noqa: PLR2004 - measured
            seeds = [pitch, *(self.any_pitch() for _ in range(1 + int(self.random() * 3)))]
            return list({other: None for seed in seeds for other in self.group(seed)})
        if kind < 0.8:  # noqa: PLR2004 - measured
            stands = list({state.at[other] for other in self.of_topic[tables.topic[pitch]]})
            self.shuffle(stands)
            out = [p for block in stands[:2] for p in state.members[block] if tables.topic[p] == tables.topic[pitch]]
            return list(dict.fromkeys(out + self.group(self.any_pitch())))
        slot = tables.slot[here]
        pool = [p for block in range(tables.blocks) if tables.slot[block] == slot for p in state.members[block]]
        self.shuffle(pool)
        return pool[: 4 + int(self.random() * 8)]

    def _in_order(self, pitches: list[int]) -> list[int]:
        """Topic by topic, remote ones first or not, or all mixed."""
        kind = self.random()
        topic, remote, random = self.tables.topic, self.tables.remote, self.random
        if kind > 0.6:  # noqa: PLR2004 - measured
            self.shuffle(pitches)
            return pitches
        turn = {name: random() for name in sorted({topic[pitch] for pitch in pitches})}
        first = kind < 0.3  # noqa: PLR2004 - measured
        return sorted(pitches, key=lambda pitch: (turn[topic[pitch]], first and -remote[pitch], random()))
