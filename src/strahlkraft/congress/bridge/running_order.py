"""From a published programme to the lines of each stage's day, and from those lines to the order the timing reckons with."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from strahlkraft.congress import published
from strahlkraft.congress.models import Block, PlanningRules, RunItem, StageClock
from strahlkraft.congress.rules.vocabulary import BlockKind, ClockState, ItemKind, ItemState, PitchMode
from strahlkraft.congress.timing.values import Item, Order

FRAME_KINDS = {BlockKind.BREAK: ItemKind.BREAK, BlockKind.KEYNOTE: ItemKind.KEYNOTE, BlockKind.OTHER: ItemKind.INTRO}
"""What a block without items is, as a line."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A line as the programme wants it. ``code`` names its pitch; without one, block and kind name the line."""

    stage: str
    block: str
    kind: ItemKind
    title: str
    starts_at: datetime
    seconds: int
    code: str = ""
    changeover_seconds: int = 0
    fixed: bool = False

    @property
    def name(self) -> tuple[str, str]:
        """What it is found again by in a later version."""
        return ("", self.code) if self.code else (self.block, str(self.kind))


def order_of(lines: Iterable[RunItem], clock: StageClock | None) -> Order:
    """The running order of one stage as it stands; ``lines`` with their blocks and pitches, in order."""
    items = tuple(
        Item(
            key=line.pk,
            block=line.block_id,
            kind=ItemKind(line.kind),
            planned_start=line.planned_start,
            planned_seconds=line.planned_seconds,
            closes_at=line.block.closes_at,
            title=line.title,
            mode=PitchMode(line.pitch.mode) if line.pitch else PitchMode.ONSITE,
            changeover_seconds=line.changeover_seconds,
            fixed=line.fixed,
            state=ItemState(line.state),
            extra_seconds=line.extra_seconds,
            started_at=line.started_at,
            ended_at=line.ended_at,
        )
        for line in lines
    )
    if clock is None:
        return Order(items)
    return Order(items, ClockState(clock.state), clock.held_at, clock.held_seconds)


def wanted_lines(
    programme: published.Programme, frames: Mapping[str, Block], rules: PlanningRules | None
) -> list[Line]:
    """Every line of every stage, in order: introduction, pitches, reserve; breaks and keynotes keep their hour.

    ``frames`` are the blocks by their slug (introduction and reserve are not published); cancelled items have no line.
    """
    changeovers = _changeovers(rules or PlanningRules())
    return [
        line
        for stage in programme.stages
        for block in stage.blocks
        if block.slug in frames
        for line in _block_lines(stage.slug, block, frames[block.slug], changeovers)
    ]


def _block_lines(
    stage: str, block: published.Block, frame: Block, changeovers: Mapping[tuple[str, str], int]
) -> Iterator[Line]:
    items = [item for item in block.items if not item.cancelled]
    title = block.title or frame.get_kind_display()
    if not items:
        kind = FRAME_KINDS.get(BlockKind(frame.kind))
        if kind:
            yield Line(
                stage, block.slug, kind, title, block.starts_at, _seconds(block.ends_at - block.starts_at), fixed=True
            )
        return
    before = block.starts_at
    intro = min(frame.intro_seconds, _seconds(items[0].starts_at - block.starts_at))
    if intro > 0 and frame.kind == BlockKind.PITCHES:
        yield Line(stage, block.slug, ItemKind.INTRO, title, block.starts_at, intro)
        before += timedelta(seconds=intro)
    mode = ""
    for item in items:
        kind = ItemKind.KEYNOTE if item.kind == ItemKind.KEYNOTE else ItemKind.PITCH
        changeover = min(changeovers.get((mode, item.mode), 0), _seconds(item.starts_at - before))
        keeps = kind == ItemKind.KEYNOTE or item.mode == PitchMode.REMOTE
        yield Line(
            stage, block.slug, kind, item.title, item.starts_at, item.seconds, item.code, max(0, changeover), keeps
        )
        before, mode = item.ends_at, item.mode
    reserve = min(frame.reserve_seconds, _seconds(block.ends_at - before))
    if reserve > 0:
        begin = block.ends_at - timedelta(seconds=reserve)
        yield Line(stage, block.slug, ItemKind.RESERVE, str(ItemKind.RESERVE), begin, reserve)


def _changeovers(rules: PlanningRules) -> dict[tuple[str, str], int]:
    onsite, remote = str(PitchMode.ONSITE), str(PitchMode.REMOTE)
    return {
        (onsite, onsite): rules.changeover_onsite,
        (onsite, remote): rules.changeover_to_remote,
        (remote, onsite): rules.changeover_from_remote,
        (remote, remote): rules.changeover_remote,
    }


def _seconds(length: timedelta) -> int:
    return round(length.total_seconds())
