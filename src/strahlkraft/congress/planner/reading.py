"""Problems and plans as JSON (format ``pcp-v1``): read field by field, so that a fault is named by its place."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from strahlkraft.congress.planner.problem import (
    Block,
    Changeover,
    Limits,
    Pitch,
    Placed,
    Plan,
    Problem,
    Span,
    Speaker,
    Stage,
    Topic,
    Weights,
)

FORMAT = "pcp-v1"


class ProblemError(ValueError):
    """A file that is not a problem or plan; ``place`` is the path of the fault, ``fault`` a sentence about it."""

    def __init__(self, place: str, fault: str) -> None:
        super().__init__(f"{place}: {fault}")
        self.place = place
        self.fault = fault


class _Reader:
    """A JSON object read field by field; every fault names its place."""

    def __init__(self, data: Any, place: str) -> None:
        if not isinstance(data, Mapping):
            raise ProblemError(place or "file", "must be an object")
        self.data = data
        self.place = place

    def at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def get(self, key: str) -> Any:
        if key not in self.data:
            raise ProblemError(self.at(key), "is missing")
        return self.data[key]

    def text(self, key: str, default: str | None = None) -> str:
        value = self.get(key) if default is None else self.data.get(key, default)
        if not isinstance(value, str) or (default is None and not value):
            raise ProblemError(self.at(key), "must be a text")
        return value

    def number(self, key: str, *, least: int = 0, default: int | None = None) -> int:
        return _number(self.get(key) if default is None else self.data.get(key, default), self.at(key), least=least)

    def flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise ProblemError(self.at(key), "must be true or false")
        return value

    def items(self, key: str) -> list[tuple[str, Any]]:
        value = self.data.get(key, []) if key in OPTIONAL else self.get(key)
        return _list(value, self.at(key))

    def objects(self, key: str) -> "list[_Reader]":
        return [_Reader(item, place) for place, item in self.items(key)]

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(_text(item, place) for place, item in self.items(key))


OPTIONAL = {"hard_conflicts", "soft_conflicts", "precedence", "pins", "needs", "features"}
LARGEST = 10**7  # ticks and weights beyond this are a mistake, and sums of them would leave the solver's numbers


def _number(value: Any, place: str, *, least: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ProblemError(place, "must be a whole number")
    if not least <= value <= LARGEST:
        raise ProblemError(place, f"must lie between {least} and {LARGEST}")
    return value


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str) or not value:
        raise ProblemError(place, "must be a text")
    return value


def _list(value: Any, place: str) -> list[tuple[str, Any]]:
    if not isinstance(value, list | tuple):
        raise ProblemError(place, "must be a list")
    return [(f"{place}[{number}]", item) for number, item in enumerate(value)]


def _span(value: Any, place: str) -> Span:
    parts = _list(value, place)
    if len(parts) != 2:  # noqa: PLR2004 - from and to
        raise ProblemError(place, "must be a pair [from, to]")
    (begin_at, begin), (end_at, end) = parts
    span = _number(begin, begin_at), _number(end, end_at)
    if span[0] >= span[1]:
        raise ProblemError(place, "must begin before it ends")
    return span


def _known(value: Any, place: str, known: Iterable[str], what: str) -> str:
    name = _text(value, place)
    if name not in known:
        raise ProblemError(place, f"names {what} {name!r}, which the file does not have")
    return name


def _unique(names: Iterable[str], place: str) -> None:
    seen: set[str] = set()
    for number, name in enumerate(names):
        if name in seen:
            at = f"{place}[{number}]"
            raise ProblemError(at, f"{name!r} stands there twice")
        seen.add(name)


def _row(value: Any, place: str, length: int) -> list[tuple[str, Any]]:
    parts = _list(value, place)
    if len(parts) != length:
        raise ProblemError(place, f"must have {length} entries")
    return parts


def _pair(value: Any, place: str, known: Iterable[str]) -> tuple[str, str]:
    (first_at, first), (second_at, second) = _row(value, place, 2)
    pair = _known(first, first_at, known, "pitch"), _known(second, second_at, known, "pitch")
    if pair[0] == pair[1]:
        raise ProblemError(place, "must name two different pitches")
    return pair


def _block(row: _Reader, slots: Iterable[str], stages: Iterable[str]) -> Block:
    block = Block(
        id=row.text("id"),
        slot=_known(row.get("slot"), row.at("slot"), slots, "slot"),
        stage=_known(row.get("stage"), row.at("stage"), stages, "stage"),
        **{key: row.number(key) for key in ("open", "close", "intro", "reserve", "max_remote", "max_topics")},
    )
    if block.open >= block.close:
        raise ProblemError(row.place, "must open before it closes")
    return block


def _speaker(row: _Reader) -> Speaker:
    preferred = row.data.get("preferred")
    return Speaker(
        id=row.text("id"),
        windows=tuple(_span(span, place) for place, span in row.items("windows")),
        preferred=None if preferred is None else _span(preferred, row.at("preferred")),
        name=row.text("name", ""),
    )


def _pitch(row: _Reader, topics: Iterable[str], speakers: Iterable[str]) -> Pitch:
    mode = row.get("mode")
    if mode not in ("onsite", "remote"):
        raise ProblemError(row.at("mode"), "must be 'onsite' or 'remote'")
    names = tuple(_known(name, place, speakers, "speaker") for place, name in row.items("speakers"))
    _unique(names, row.at("speakers"))
    return Pitch(
        id=row.text("id"),
        title=row.text("title", ""),
        topic=_known(row.get("topic"), row.at("topic"), topics, "topic"),
        duration=row.number("duration", least=1),
        mode=mode,
        speakers=names,
        org=row.text("org", ""),
        needs=frozenset(row.texts("needs")),
        dgs=row.flag("dgs"),
        opener_penalty=row.number("opener_penalty", default=0),
    )


def _soft_conflicts(top: _Reader, ids: set[str]) -> tuple[tuple[str, str, int], ...]:
    rows = []
    for place, value in top.items("soft_conflicts"):
        *names, (weight_at, weight) = _row(value, place, 3)
        pair = _pair([name for _, name in names], place, ids)
        rows.append((*pair, _number(weight, weight_at)))
    return tuple(rows)


def _pins(top: _Reader, ids: set[str], blocks: set[str]) -> tuple[tuple[str, str], ...]:
    rows = []
    for place, value in top.items("pins"):
        (pitch_at, pitch), (block_at, block) = _row(value, place, 2)
        rows.append((_known(pitch, pitch_at, ids, "pitch"), _known(block, block_at, blocks, "block")))
    return tuple(rows)


def _ids(things: Iterable[Block | Pitch | Speaker | Stage | Topic], place: str) -> set[str]:
    """The ids of a list, none of them twice."""
    names = [thing.id for thing in things]
    _unique(names, place)
    return set(names)


def read_problem(data: Any) -> Problem:
    """The problem a JSON object of format ``pcp-v1`` describes; ``ProblemError`` names what is wrong and where."""
    top = _Reader(data, "")
    if top.get("format") != FORMAT:
        place = "format"
        raise ProblemError(place, f"must be {FORMAT!r}")
    slots = top.texts("slots")
    _unique(slots, "slots")
    stages = tuple(
        Stage(row.text("id"), row.text("name", ""), frozenset(row.texts("features"))) for row in top.objects("stages")
    )
    topics = tuple(Topic(row.text("id"), row.text("name", "")) for row in top.objects("topics"))
    speakers = tuple(_speaker(row) for row in top.objects("speakers"))
    stage_ids, topic_ids, speaker_ids = _ids(stages, "stages"), _ids(topics, "topics"), _ids(speakers, "speakers")
    blocks = tuple(_block(row, slots, stage_ids) for row in top.objects("blocks"))
    pitches = tuple(_pitch(row, topic_ids, speaker_ids) for row in top.objects("pitches"))
    block_ids, ids = _ids(blocks, "blocks"), _ids(pitches, "pitches")
    ticks, limits, weights = (_Reader(top.get(key), key) for key in ("changeover", "limits", "weights"))
    return Problem(
        name=top.text("name", ""),
        tick_seconds=top.number("tick_seconds", least=1),
        days=top.number("days", least=1),
        stages=stages,
        slots=slots,
        blocks=blocks,
        topics=topics,
        speakers=speakers,
        pitches=pitches,
        hard_conflicts=tuple(_pair(value, place, ids) for place, value in top.items("hard_conflicts")),
        soft_conflicts=_soft_conflicts(top, ids),
        precedence=tuple(_pair(value, place, ids) for place, value in top.items("precedence")),
        pins=_pins(top, ids, block_ids),
        changeover=Changeover(ticks.number("oo"), ticks.number("or"), ticks.number("ro"), ticks.number("rr")),
        limits=Limits(**{key: limits.number(key) for key in Limits.__dataclass_fields__}),
        weights=Weights(**{key: weights.number(key) for key in Weights.__dataclass_fields__}),
    )


def read_plan(data: Any) -> Plan:
    """The plan a JSON object describes: a solution, or an answer that carries one as ``solution``."""
    top = _Reader(data, "")
    if "blocks" not in top.data and "solution" in top.data:
        top = _Reader(top.get("solution"), "solution")
    rows = _Reader(top.get("blocks"), top.at("blocks"))
    blocks = {}
    for block in rows.data:
        row = []
        for place, value in rows.items(str(block)):
            (pitch_at, pitch), (start_at, start) = _row(value, place, 2)
            row.append(Placed(_text(pitch, pitch_at), _number(start, start_at)))
        blocks[str(block)] = tuple(row)
    return Plan(blocks)


def write_problem(problem: Problem) -> dict[str, Any]:
    """The JSON object ``read_problem`` reads back to the same problem."""
    ticks = problem.changeover
    return {
        "format": FORMAT,
        "name": problem.name,
        "tick_seconds": problem.tick_seconds,
        "days": problem.days,
        "stages": [asdict(stage) | {"features": sorted(stage.features)} for stage in problem.stages],
        "slots": list(problem.slots),
        "blocks": [asdict(block) for block in problem.blocks],
        "topics": [asdict(topic) for topic in problem.topics],
        "speakers": [
            asdict(speaker)
            | {
                "windows": [list(span) for span in speaker.windows],
                "preferred": speaker.preferred and list(speaker.preferred),
            }
            for speaker in problem.speakers
        ],
        "pitches": [
            asdict(pitch) | {"speakers": list(pitch.speakers), "needs": sorted(pitch.needs)}
            for pitch in problem.pitches
        ],
        "hard_conflicts": [list(pair) for pair in problem.hard_conflicts],
        "soft_conflicts": [list(row) for row in problem.soft_conflicts],
        "precedence": [list(pair) for pair in problem.precedence],
        "pins": [list(pin) for pin in problem.pins],
        "changeover": {"oo": ticks.oo, "or": ticks.or_, "ro": ticks.ro, "rr": ticks.rr},
        "limits": asdict(problem.limits),
        "weights": asdict(problem.weights),
    }
