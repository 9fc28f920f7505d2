"""The names of hard constraints as people read them: a code, what it is about, and a sentence.

The planner speaks English only and knows no catalogue: whoever shows a reason takes ``code`` and ``params`` and words it
anew, or shows ``text``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from strahlkraft.congress.planner.problem import Block, Pitch, Problem, Span

SENTENCES = {
    "needs": "“%(pitch)s” needs %(features)s, which not every stage has.",
    "window": "%(speaker)s can only come %(windows)s.",
    "one_place": "%(speaker)s cannot speak in two places at once and needs %(walk)s minutes to walk between stages.",
    "conflict": "“%(first)s” and “%(second)s” must not run at the same time.",
    "too_long": "The block %(block)s has room for %(minutes)s minutes.",
    "precedence": "“%(first)s” has to come before “%(second)s”.",
    "pin": "“%(pitch)s” is fixed in the block %(block)s.",
    "max_remote": "The block %(block)s takes at most %(most)s remote pitches.",
    "max_topics": "The block %(block)s takes at most %(most)s topics.",
    "remote_crews": "At most %(most)s blocks of the slot %(slot)s can have remote pitches.",
    "dgs_teams": "At most %(most)s blocks of the slot %(slot)s can have pitches in sign language.",
    "late": "“%(pitch)s” cannot begin before now.",  # only of plans made anew during the day
    # only of plans made by hand
    "missing": "“%(pitch)s” stands nowhere in the plan.",
    "twice": "“%(pitch)s” stands in the plan more than once.",
    "overlap": "“%(second)s” begins before “%(first)s” is over and the stage is changed.",
    "too_early": "“%(pitch)s” begins before the block %(block)s is open for pitches.",
    "unknown": "The plan names %(name)s, which the problem does not have.",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One hard constraint: ``key`` is the typed entry (``window:V012``), ``params`` fill the sentence of its code."""

    code: str
    about: tuple[str, ...]
    params: tuple[tuple[str, Any], ...] = ()

    @property
    def key(self) -> str:
        """The typed entry, as ``conflict:P001|P002``."""
        return f"{self.code}:{'|'.join(self.about)}"

    @property
    def text(self) -> str:
        """The sentence in English."""
        return SENTENCES[self.code] % dict(self.params)

    def as_json(self) -> dict[str, Any]:
        """What ``read_reason`` reads back."""
        return {"code": self.code, "about": list(self.about), "params": [list(param) for param in self.params]}

    def __lt__(self, other: "Reason") -> bool:
        return self.key < other.key


def read_reason(data: dict[str, Any]) -> Reason:
    """The reason ``as_json`` wrote."""
    return Reason(data["code"], tuple(data["about"]), tuple((name, value) for name, value in data["params"]))


def _reason(code: str, *about: str, **params: Any) -> Reason:
    return Reason(code, about, tuple(params.items()))


class Reasons:
    """Makes the reasons of one problem, with names and times as people know them."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def title(self, pitch: str) -> str:
        """Title of a pitch, else its id."""
        return self.problem.pitch_of[pitch].title or pitch

    def needs(self, pitch: Pitch) -> Reason:
        """The stage must have what the pitch needs."""
        return _reason("needs", pitch.id, pitch=self.title(pitch.id), features=", ".join(sorted(pitch.needs)))

    def window(self, speaker: str) -> Reason:
        """A speaker is there only in their windows."""
        known = self.problem.speaker_of[speaker]
        return _reason("window", speaker, speaker=known.name or speaker, windows=self.times(known.windows))

    def one_place(self, speaker: str) -> Reason:
        """A speaker is in one place at a time and walks between stages."""
        name = self.problem.speaker_of[speaker].name or speaker
        return _reason("one_place", speaker, speaker=name, walk=self.minutes(self.problem.limits.walk))

    def pair(self, code: str, first: str, second: str) -> Reason:
        """``conflict``, ``precedence`` or ``overlap`` of two pitches."""
        return _reason(code, first, second, first=self.title(first), second=self.title(second))

    def too_long(self, block: Block) -> Reason:
        """The block must not be overrun."""
        return _reason("too_long", block.id, block=block.id, minutes=self.minutes(block.end - block.start))

    def pin(self, pitch: str, block: str) -> Reason:
        """Somebody fixed the pitch in the block."""
        return _reason("pin", pitch, pitch=self.title(pitch), block=block)

    def begun(self, pitch: str, block: str) -> Reason:
        """The pitch has begun in a block, or (no block) cannot begin before now."""
        if block:
            return self.pin(pitch, block)
        return _reason("late", pitch, pitch=self.title(pitch))

    def most(self, code: str, block: Block) -> Reason:
        """``max_remote`` or ``max_topics`` of a block."""
        return _reason(code, block.id, block=block.id, most=getattr(block, code))

    def crews(self, code: str, slot: str) -> Reason:
        """``remote_crews`` or ``dgs_teams`` of a slot."""
        limits = self.problem.limits
        most = limits.remote_blocks_parallel if code == "remote_crews" else limits.dgs_blocks_parallel
        return _reason(code, slot, slot=slot, most=most)

    def pitch(self, code: str, pitch: str) -> Reason:
        """``missing`` or ``twice``."""
        return _reason(code, pitch, pitch=self.title(pitch))

    def too_early(self, pitch: str, block: str) -> Reason:
        """The pitch begins before the block's usable time."""
        return _reason("too_early", block, pitch=self.title(pitch), block=block)

    def unknown(self, name: str) -> Reason:
        """The plan names something the problem does not have."""
        return _reason("unknown", name, name=name)

    def minutes(self, ticks: int) -> str:
        """Ticks as minutes, halves with a point."""
        return f"{ticks * self.problem.tick_seconds / 60:g}"

    def times(self, spans: Iterable[Span]) -> str:
        """Spans as hours: ``10:15–10:30``, from day 2 on with the day."""
        return ", ".join(f"{self.clock(begin)}–{self.clock(end)}" for begin, end in spans) or "never"

    def clock(self, tick: int) -> str:
        """A tick as ``HH:MM`` (seconds when there are some), with the day when the problem has several."""
        return clock(tick, self.problem)


DAY = 86_400


def clock(tick: int, problem: Problem) -> str:
    """A tick as ``HH:MM[:SS]``, with ``day 2`` before it when the problem has several days."""
    day, seconds = divmod(tick * problem.tick_seconds, DAY)
    hours = f"{seconds // 3600:02}:{seconds % 3600 // 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
    return f"day {day + 1} {hours}" if problem.days > 1 else hours
