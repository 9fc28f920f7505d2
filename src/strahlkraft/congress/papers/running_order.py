"""The running order on paper: every stage with its hours, to pin up and to hold in the hand."""

from dataclasses import dataclass

from strahlkraft.congress.published import Block, Item, Programme, Stage
from strahlkraft.design.paper import pdf


@dataclass(frozen=True, slots=True)
class Line:
    """An item, or a block without items."""

    time: str
    title: str
    item: Item | None
    topic: str
    block: Block


@dataclass(frozen=True, slots=True)
class Sheet:
    """One stage's blocks, each with its lines."""

    stage: Stage
    blocks: tuple[tuple[Block, tuple[Line, ...]], ...]


def running_order_pdf(programme: Programme, *, language: str = "de", example: bool = False) -> bytes:
    """The programme as an accessible PDF; ``example`` marks it as invented."""
    topics = {topic.slug: topic.name for topic in programme.topics}
    sheets = [
        Sheet(stage, tuple((block, tuple(_lines(block, topics))) for block in stage.blocks))
        for stage in programme.stages
        if stage.blocks
    ]
    context = {"programme": programme, "sheets": sheets, "example": example}
    return pdf("congress/papers/running_order.html", context, language=language)


def _lines(block: Block, topics: dict[str, str]) -> list[Line]:
    return [
        Line(
            f"{item.starts_at:%H:%M:%S}" if item.starts_at.second else f"{item.starts_at:%H:%M}",
            item.title,
            item,
            topics.get(item.topic, ""),
            block,
        )
        for item in block.items
    ]
