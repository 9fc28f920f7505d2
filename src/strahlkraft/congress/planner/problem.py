"""The pitch congress problem (format ``pcp-v1``): what has to be planned, and a plan as a value.

Times are ticks counted from 00:00 of day 0; how long a tick lasts stands in ``tick_seconds`` (30 s as a rule). Everything
is frozen; nothing here knows a solver. Files are read by ``reading``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

Mode = Literal["onsite", "remote"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stage:
    """A room with what it offers (``features``)."""

    id: str
    name: str
    features: frozenset[str]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of pitches on one stage; pitches may use ``start`` to ``end``, the frame is ``open`` to ``close``."""

    id: str
    slot: str
    stage: str
    open: int
    close: int
    intro: int
    reserve: int
    max_remote: int
    max_topics: int

    @property
    def start(self) -> int:
        """First tick a pitch may use."""
        return self.open + self.intro

    @property
    def end(self) -> int:
        """Tick by which the last pitch is over."""
        return self.close - self.reserve


@dataclass(frozen=True, slots=True)
class Topic:
    """A theme pitches are grouped by."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person with the windows in which they can speak, and the one they would like best."""

    id: str
    windows: tuple[Span, ...]
    preferred: Span | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Pitch:
    """A short talk; ``duration`` in ticks, ``opener_penalty`` says how little it suits as a block's first."""

    id: str
    title: str
    topic: str
    duration: int
    mode: Mode
    speakers: tuple[str, ...]
    org: str
    needs: frozenset[str]
    dgs: bool
    opener_penalty: int

    @property
    def remote(self) -> bool:
        """Does the speaker join from afar?"""
        return self.mode == "remote"


@dataclass(frozen=True, slots=True)
class Changeover:
    """Ticks between consecutive pitches by their modes (o on site, r remote)."""

    oo: int
    or_: int
    ro: int
    rr: int

    @property
    def least(self) -> int:
        """The fewest ticks there are between any two pitches."""
        return min(self.oo, self.or_, self.ro, self.rr)

    def between(self, *, remote_before: bool, remote_after: bool) -> int:
        """Ticks from the end of one pitch to the earliest start of the next."""
        if remote_before:
            return self.rr if remote_after else self.ro
        return self.or_ if remote_after else self.oo


@dataclass(frozen=True, slots=True)
class Limits:
    """What the crews can do at once, and ticks a speaker needs to walk from stage to stage."""

    remote_blocks_parallel: int
    dgs_blocks_parallel: int
    walk: int


@dataclass(frozen=True, slots=True)
class Weights:
    """Points of the objective; each term is minimised."""

    topic_mix: int
    topic_split: int
    topic_parallel: int
    preference: int
    changeover: int
    speaker_split: int
    opener: int


@dataclass(frozen=True)
class Problem:
    """Everything that has to be planned and by which rules."""

    name: str
    tick_seconds: int
    days: int
    stages: tuple[Stage, ...]
    slots: tuple[str, ...]
    blocks: tuple[Block, ...]
    topics: tuple[Topic, ...]
    speakers: tuple[Speaker, ...]
    pitches: tuple[Pitch, ...]
    hard_conflicts: tuple[tuple[str, str], ...]
    soft_conflicts: tuple[tuple[str, str, int], ...]
    precedence: tuple[tuple[str, str], ...]
    pins: tuple[tuple[str, str], ...]
    changeover: Changeover
    limits: Limits
    weights: Weights

    @cached_property
    def shortest(self) -> int:
        """Ticks of the shortest pitch; 0 without any."""
        return min((pitch.duration for pitch in self.pitches), default=0)

    @cached_property
    def stage_of(self) -> dict[str, Stage]:
        """Stages by id."""
        return {stage.id: stage for stage in self.stages}

    @cached_property
    def block_of(self) -> dict[str, Block]:
        """Blocks by id."""
        return {block.id: block for block in self.blocks}

    @cached_property
    def speaker_of(self) -> dict[str, Speaker]:
        """Speakers by id."""
        return {speaker.id: speaker for speaker in self.speakers}

    @cached_property
    def pitch_of(self) -> dict[str, Pitch]:
        """Pitches by id."""
        return {pitch.id: pitch for pitch in self.pitches}

    @cached_property
    def topic_of(self) -> dict[str, Topic]:
        """Topics by id."""
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def blocks_of_slot(self) -> dict[str, tuple[Block, ...]]:
        """The blocks of each slot, in the order of the file."""
        return {slot: tuple(block for block in self.blocks if block.slot == slot) for slot in self.slots}

    @cached_property
    def pitches_of_speaker(self) -> dict[str, tuple[Pitch, ...]]:
        """The pitches of each speaker; speakers without a pitch have an empty tuple."""
        found: dict[str, list[Pitch]] = {speaker.id: [] for speaker in self.speakers}
        for pitch in self.pitches:
            for speaker in pitch.speakers:
                found[speaker].append(pitch)
        return {speaker: tuple(pitches) for speaker, pitches in found.items()}


@dataclass(frozen=True, slots=True)
class Placed:
    """A pitch with the tick it starts at."""

    pitch: str
    start: int


@dataclass(frozen=True)
class Plan:
    """Who speaks where and when: per block (id) its pitches in order. Blocks without a pitch may be missing."""

    blocks: Mapping[str, tuple[Placed, ...]] = field(default_factory=dict)

    @cached_property
    def block_of_pitch(self) -> dict[str, str]:
        """Block id by pitch id; the last one when a pitch stands in several."""
        return {placed.pitch: block for block, row in self.blocks.items() for placed in row}

    def as_json(self) -> dict[str, Any]:
        """The plan as ``solution`` of the format."""
        return {
            "blocks": {block: [[placed.pitch, placed.start] for placed in row] for block, row in self.blocks.items()}
        }
