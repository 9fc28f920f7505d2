"""What another programme's file would bring into an event: stages, blocks, topics, pitches; nothing is written here.

The file knows no blocks: what follows one another on a stage with less than a quarter of an hour between becomes one. What is
known already (by its identifier) is left as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from strahlkraft.congress.formats.schedule_reading import ItemRow, ScheduleFile, StageRow, TopicRow
from strahlkraft.congress.models import Block, Occasion, Pitch, Stage, Topic
from strahlkraft.congress.rules.vocabulary import BlockKind, PitchKind
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

APART = timedelta(minutes=15)
LEAST_SECONDS, MOST_SECONDS = 30, 32_000  # what a pitch's column holds


@dataclass(frozen=True, slots=True)
class FrameRow:
    """A block that would be made; ``items`` are those in it, none for breaks and the like."""

    stage: str
    kind: BlockKind
    title: str
    opens_at: datetime
    closes_at: datetime
    items: tuple[ItemRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """Everything new in the file; ``refusals`` say why it cannot be taken over as it is."""

    stages: tuple[StageRow, ...]
    topics: tuple[TopicRow, ...]
    frames: tuple[FrameRow, ...]
    people: int
    known: int
    refusals: tuple[Refusal, ...] = field(default=())

    @property
    def pitches(self) -> int:
        """How many pitches and keynotes would be made."""
        return sum(len(frame.items) for frame in self.frames)


def look(occasion: Occasion, file: ScheduleFile) -> Import:
    """Compare the file with what the event has."""
    there = set(Pitch.objects.filter(guid__in=[item.guid for item in file.items]).values_list("guid", flat=True))
    fresh = [item for item in file.items if item.guid not in there]
    frames = _frames(fresh)
    stages = set(Stage.objects.filter(occasion=occasion).values_list("name", flat=True))
    topics = set(Topic.objects.filter(occasion=occasion).values_list("name", flat=True))
    used = {item.topic for item in fresh if item.topic}
    listed = {row.name for row in file.topics}
    unlisted = [TopicRow(name, "", number % 8 + 1) for number, name in enumerate(sorted(used - listed))]
    return Import(
        stages=tuple(row for row in file.stages if row.name not in stages),
        topics=tuple(row for row in (*file.topics, *unlisted) if row.name in used and row.name not in topics),
        frames=tuple(frames),
        people=len({guid for frame in frames for item in frame.items for guid in item.people}),
        known=len(there),
        refusals=tuple(_refusals(occasion, frames)),
    )


def _frames(items: Sequence[ItemRow]) -> list[FrameRow]:
    frames: list[FrameRow] = []
    for item in sorted(items, key=lambda row: (row.stage, row.starts_at)):
        ends = item.starts_at + timedelta(seconds=item.seconds)
        if item.kind == "other":
            frames.append(FrameRow(item.stage, BlockKind.BREAK, item.title, item.starts_at, ends))
            continue
        kind = BlockKind.KEYNOTE if item.kind == PitchKind.KEYNOTE else BlockKind.PITCHES
        last = frames[-1] if frames else None
        joins = last is not None and (last.stage, last.kind) == (item.stage, kind) and kind == BlockKind.PITCHES
        if last is not None and joins and item.starts_at - last.closes_at < APART:
            frames[-1] = FrameRow(last.stage, kind, "", last.opens_at, max(last.closes_at, ends), (*last.items, item))
        else:
            title = item.title if kind == BlockKind.KEYNOTE else ""
            frames.append(FrameRow(item.stage, kind, title, item.starts_at, ends, (item,)))
    return frames


def _refusals(occasion: Occasion, frames: Sequence[FrameRow]) -> list[Refusal]:
    found = []
    outside = [f for f in frames if f.opens_at < occasion.starts_at or f.closes_at > occasion.ends_at]
    if outside:
        first = outside[0].items[0].title if outside[0].items else outside[0].title
        found.append(
            Refusal(
                "outside",
                gettext_noop("“%(title)s” and %(more)s others lie outside the event; change its hours first."),
                "file",
                {"title": first, "more": sum(max(1, len(f.items)) for f in outside) - 1},
            )
        )
    odd = [i for f in frames for i in f.items if not LEAST_SECONDS <= i.seconds <= MOST_SECONDS]
    if odd:
        text = gettext_noop("“%(title)s” is shorter than half a minute or longer than eight hours.")
        found.append(Refusal("length", text, "file", {"title": odd[0].title}))
    for stage, opens, closes in Block.objects.filter(occasion=occasion).values_list(
        "stage__name", "opens_at", "closes_at"
    ):
        clash = next((f for f in frames if f.stage == stage and f.opens_at < closes and opens < f.closes_at), None)
        if clash is not None:
            text = gettext_noop("On “%(stage)s” there are blocks at the same hours already.")
            found.append(Refusal("overlaps", text, "file", {"stage": stage}))
            break
    return found
