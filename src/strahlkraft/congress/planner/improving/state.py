"""A plan in the making: who stands in which block, what it costs, and what one change would make of it.

Never breaks a hard rule: a pitch that fits nowhere stands nowhere (``at[p] == -1``) until room is made for it.
"""

from strahlkraft.congress.planner.improving.tables import Tables
from strahlkraft.congress.planner.sequencing import NEVER


class State:
    """Pitches in blocks with running totals. ``cost`` is the objective of what is placed, ``missing`` counts the rest."""

    __slots__ = (
        "at",
        "blocks_of",
        "code",
        "cost",
        "dgs",
        "dgs_in",
        "heard",
        "heard_in",
        "held",
        "key",
        "known",
        "members",
        "missing",
        "order_cost",
        "parallel",
        "remote",
        "remote_in",
        "tables",
        "topics_in",
    )

    def __init__(self, tables: Tables) -> None:
        blocks, topics = tables.blocks, tables.topics
        self.tables = tables
        self.at = [-1] * tables.size
        self.cost = 0
        self.missing = tables.size
        self.key = [0] * blocks
        self.order_cost = [0] * blocks
        self.members: list[set[int]] = [set() for _ in range(blocks)]
        self.held = [0] * (blocks * topics)  # pitches of a topic in a block
        self.topics_in = [0] * blocks
        self.blocks_of = [0] * topics
        self.parallel = [0] * (tables.slots * topics)  # blocks with the topic in the slot
        self.remote = [0] * blocks
        self.remote_in = [0] * tables.slots  # blocks with a remote pitch in the slot
        self.dgs = [0] * blocks
        self.dgs_in = [0] * tables.slots
        self.heard = [0] * (tables.speakers * blocks)  # pitches of a speaker in a block
        self.heard_in = [0] * tables.speakers  # blocks with the speaker
        self.known = [tables.ordering.memory(room) for room in tables.room]
        self.code = tables.code

    def price(self, pitch: int, block: int) -> int:
        """What the cost grows by when a pitch that stands nowhere enters a block; ``NEVER`` when a rule forbids it."""
        code = self.code[pitch][block]
        if code < 0 or self._forbidden(pitch, block):
            return NEVER
        tables = self.tables
        delta = tables.static[pitch][block]
        topic = tables.topic[pitch]
        slot = tables.slot[block]
        if not self.held[block * tables.topics + topic]:
            if self.topics_in[block] >= tables.max_topics[block]:
                return NEVER
            if self.topics_in[block]:
                delta += tables.weights.topic_mix
            if self.blocks_of[topic]:
                delta += tables.weights.topic_split
            if self.parallel[slot * tables.topics + topic]:
                delta += tables.weights.topic_parallel
        key = self.key[block] + code
        order = self.known[block].get(key)
        if order is None:
            order = tables.ordering.cost(tables.room[block], key)
        if order >= NEVER:
            return NEVER
        delta += order - self.order_cost[block]
        at = self.at
        for other, weight in tables.soft[pitch]:
            there = at[other]
            if there >= 0 and there != block and tables.slot[there] == slot:
                delta += weight
        for speaker in tables.busy[pitch]:
            if self.heard_in[speaker] and not self.heard[speaker * tables.blocks + block]:
                delta += tables.weights.speaker_split
        return delta

    def _forbidden(self, pitch: int, block: int) -> bool:
        """Does another pitch, or do the crews, forbid this block? Topics and time are asked by the price."""
        tables = self.tables
        at = self.at
        for other, grid in tables.partners[pitch]:
            if at[other] >= 0 and grid[block][at[other]]:
                return True
        if tables.remote[pitch]:
            had = self.remote[block]
            if had >= tables.max_remote[block]:
                return True
            if not had and self.remote_in[tables.slot[block]] >= tables.remote_crews:
                return True
        if not tables.dgs[pitch] or self.dgs[block]:
            return False
        return self.dgs_in[tables.slot[block]] >= tables.dgs_teams

    def put(self, pitch: int, block: int, price: int) -> None:
        """Enter a block at the price ``price`` told."""
        tables = self.tables
        self.at[pitch] = block
        self.missing -= 1
        self.cost += price
        self.members[block].add(pitch)
        slot = tables.slot[block]
        if tables.remote[pitch]:
            self.remote_in[slot] += not self.remote[block]
            self.remote[block] += 1
        if tables.dgs[pitch]:
            self.dgs_in[slot] += not self.dgs[block]
            self.dgs[block] += 1
        topic = tables.topic[pitch]
        place = block * tables.topics + topic
        if not self.held[place]:
            self.topics_in[block] += 1
            self.blocks_of[topic] += 1
            self.parallel[slot * tables.topics + topic] += 1
        self.held[place] += 1
        self._reorder(block, self.code[pitch][block])
        for speaker in tables.busy[pitch]:
            spot = speaker * tables.blocks + block
            if not self.heard[spot]:
                self.heard_in[speaker] += 1
            self.heard[spot] += 1

    def _reorder(self, block: int, code: int) -> int:
        """The best order with one kind more (or, below zero, less); returns what it costs more."""
        key = self.key[block] = self.key[block] + code
        order = self.known[block].get(key)
        if order is None:
            order = self.tables.ordering.cost(self.tables.room[block], key)
        dearer = order - self.order_cost[block]
        self.order_cost[block] = order
        return dearer

    def take(self, pitch: int) -> None:
        """Leave the block; the cost follows."""
        tables = self.tables
        at = self.at
        block = at[pitch]
        at[pitch] = -1
        self.missing += 1
        self.members[block].discard(pitch)
        slot = tables.slot[block]
        if tables.remote[pitch]:
            self.remote[block] -= 1
            self.remote_in[slot] -= not self.remote[block]
        if tables.dgs[pitch]:
            self.dgs[block] -= 1
            self.dgs_in[slot] -= not self.dgs[block]
        delta = self._reorder(block, -self.code[pitch][block]) - tables.static[pitch][block]
        topic = tables.topic[pitch]
        place = block * tables.topics + topic
        self.held[place] -= 1
        if not self.held[place]:
            delta -= self._gone(block, slot, topic)
        for other, weight in tables.soft[pitch]:
            there = at[other]
            if there >= 0 and there != block and tables.slot[there] == slot:
                delta -= weight
        for speaker in tables.busy[pitch]:
            spot = speaker * tables.blocks + block
            self.heard[spot] -= 1
            if not self.heard[spot]:
                self.heard_in[speaker] -= 1
                if self.heard_in[speaker]:
                    delta -= tables.weights.speaker_split
        self.cost += delta

    def _gone(self, block: int, slot: int, topic: int) -> int:
        """Count a topic out of a block; returns the points that saves."""
        weights = self.tables.weights
        saved = 0
        self.topics_in[block] -= 1
        if self.topics_in[block]:
            saved += weights.topic_mix
        self.blocks_of[topic] -= 1
        if self.blocks_of[topic]:
            saved += weights.topic_split
        spot = slot * self.tables.topics + topic
        self.parallel[spot] -= 1
        if self.parallel[spot]:
            saved += weights.topic_parallel
        return saved

    def load(self, at: list[int]) -> bool:
        """Take over a plan as far as the rules allow; True when every pitch found its place."""
        for pitch, block in enumerate(self.at):
            if block >= 0:
                self.take(pitch)
        for pitch, block in enumerate(at):
            if block >= 0:
                price = self.price(pitch, block)
                if price < NEVER:
                    self.put(pitch, block, price)
        return not self.missing
