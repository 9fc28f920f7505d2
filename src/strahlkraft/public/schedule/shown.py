"""A programme made ready for its pages: plain values with their addresses, so that templates only draw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from strahlkraft.congress import texts
from strahlkraft.congress.published import Block, Item, Programme, Stage
from strahlkraft.congress.queries.published import Published
from strahlkraft.design.addresses import localised
from strahlkraft.public.schedule.choosing import Choice, fits


@dataclass(frozen=True, slots=True)
class Card:
    """An item as a card; ``star_url`` puts it into one's own programme or takes it out."""

    code: str
    url: str
    title: str
    starts_at: datetime
    ends_at: datetime
    time: str
    end: str
    minutes: str
    people: tuple[str, ...]
    organisation: str
    summary: str
    topic: str
    colour: int
    stage: str
    keynote: bool
    remote: bool
    sign_language: bool
    captions: bool
    recorded: bool
    cancelled: bool
    language: str
    starred: bool
    star_url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A block with its cards; breaks have none."""

    title: str
    kind: str
    stage: str
    stage_slug: str
    time: str
    end: str
    starts_at: datetime
    ends_at: datetime
    captions: bool
    sign_language: bool
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What runs at the same time; ``cells`` are the blocks of each stage. ``day`` is set where a new day begins."""

    time: str
    end: str
    day: datetime | None
    cells: tuple[tuple[Frame, ...], ...]
    breaks: bool  # nothing but a break, the same on all stages


@dataclass(frozen=True, slots=True)
class Group:
    """A stage, a topic or a person with its cards."""

    key: str
    title: str
    note: str
    colour: int
    cards: tuple[Card, ...]
    days: bool


def page_of(slug: str) -> str:
    """The address of an event's programme."""
    return localised(f"/termine/{slug}/programm/")


class Shown:
    """One version under one choice."""

    def __init__(self, found: Published, choice: Choice, base: str = "") -> None:
        self.programme: Programme = found.programme
        self.choice = choice
        self.base = base or page_of(self.programme.slug)
        self.pitches = localised(f"/termine/{self.programme.slug}/")
        self.topics = {topic.slug: topic for topic in self.programme.topics}
        self.stages = {stage.slug: stage for stage in self.programme.stages}
        self.mine = set(choice.mine)
        self.days = (
            len({block.starts_at.date() for s in self.programme.stages for block in s.blocks if block.items}) > 1
        )
        self.count = 0
        self.frames = [self._frame(stage, block) for stage in self.programme.stages for block in stage.blocks]

    def _frame(self, stage: Stage, block: Block) -> Frame:
        cards = []
        for item in block.items:
            topic = self.topics.get(item.topic)
            if fits(self.choice, stage, block, item, topic.name if topic else ""):
                cards.append(self.card(stage, block, item))
        self.count += len(cards)
        return Frame(
            title=block.title or (_("Break") if block.kind == "break" else ""),
            kind=block.kind,
            stage=stage.name,
            stage_slug=stage.slug,
            time=f"{block.starts_at:%H:%M}",
            end=f"{block.ends_at:%H:%M}",
            starts_at=block.starts_at,
            ends_at=block.ends_at,
            captions=block.captions,
            sign_language=block.sign_language,
            cards=tuple(cards),
        )

    def card(self, stage: Stage, block: Block, item: Item) -> Card:
        """An item ready to be drawn."""
        topic = self.topics.get(item.topic)
        minutes, seconds = divmod(item.seconds, 60)
        return Card(
            code=item.code,
            url=f"{self.pitches}{item.code}/",
            title=item.title,
            starts_at=item.starts_at,
            ends_at=item.ends_at,
            time=f"{item.starts_at:%H:%M}",
            end=f"{item.ends_at:%H:%M}",
            minutes=f"{minutes}:{seconds:02}" if seconds else str(minutes),
            people=tuple(person.name for person in item.people),
            organisation=item.organisation,
            summary=item.summary,
            topic=topic.name if topic else "",
            colour=topic.colour if topic else 0,
            stage=stage.name,
            keynote=item.kind == "keynote",
            remote=item.mode == "remote",
            sign_language=item.sign_language or block.sign_language,
            captions=block.captions,
            recorded=any(link.kind == "recording" for link in item.links),
            cancelled=item.cancelled,
            language=item.language,
            starred=item.code in self.mine,
            star_url=f"{self.base}{self.choice.query(mine=self.choice.with_or_without(item.code))}#{item.code}",
        )

    @property
    def cards(self) -> list[Card]:
        """Every card in order of time."""
        return sorted((card for frame in self.frames for card in frame.cards), key=lambda card: card.starts_at)

    def rows(self) -> list[Row]:
        """The grid: rows of blocks that touch each other in time, a cell per stage that is shown."""
        shown = [frame for frame in self.frames if frame.cards or (not self.choice.filters and self._stands(frame))]
        columns = self.columns()
        rows: list[Row] = []
        day = None
        for group in _clusters(sorted(shown, key=lambda frame: frame.starts_at)):
            first = group[0]
            new = self.days and first.starts_at.date() != day
            day = first.starts_at.date()
            pauses = all(frame.kind == "break" for frame in group)
            cells = [tuple(f for f in group if f.stage_slug == slug) for slug in columns]
            if pauses and len({(f.title, f.time, f.end) for f in group}) == 1:
                cells = [(first,)]
            last = max(group, key=lambda frame: frame.ends_at)
            rows.append(
                Row(first.time, last.end, first.starts_at if new else None, tuple(cells), len(cells) == 1 and pauses)
            )
        return rows

    def columns(self) -> list[str]:
        """Stages that have something to show, in their order."""
        shown = {frame.stage_slug for frame in self.frames if frame.cards or not self.choice.filters}
        return [slug for slug in self.stages if slug in shown]

    def _stands(self, frame: Frame) -> bool:
        """Whether a block without cards is worth a line: breaks and the like, not a frame for pitches still empty."""
        return frame.kind in ("break", "other", "keynote")

    def groups(self) -> list[Group]:
        """Cards under their stage, topic or person."""
        if self.choice.view == "buehne":
            return self._by_stage()
        return self._by_topic() if self.choice.view == "thema" else self._by_person()

    def _by_stage(self) -> list[Group]:
        found = []
        for slug, stage in self.stages.items():
            cards = tuple(card for frame in self.frames if frame.stage_slug == slug for card in frame.cards)
            note = " · ".join(str(texts.FEATURES[name]) for name in stage.features if name in texts.FEATURES)
            if cards:
                found.append(Group(slug, stage.name, note, 0, cards, self.days))
        return found

    def _by_topic(self) -> list[Group]:
        by_name: dict[str, list[Card]] = {}
        for card in self.cards:
            by_name.setdefault(card.topic, []).append(card)
        found = [
            Group(slug, topic.name, "", topic.colour, tuple(by_name[topic.name]), self.days)
            for slug, topic in self.topics.items()
            if topic.name in by_name
        ]
        rest = by_name.get("", [])
        return [*found, Group("", _("Without a topic"), "", 0, tuple(rest), self.days)] if rest else found

    def _by_person(self) -> list[Group]:
        people = self.programme.people()
        places = {card.code: card for card in self.cards}
        by_person: dict[str, list[Card]] = {}
        for _stage, _block, item in self.programme.placed():
            if item.code in places:
                for person in item.people:
                    by_person.setdefault(person.code, []).append(places[item.code])
        named = sorted(by_person, key=lambda code: people[code].name.rpartition(" ")[2].casefold())
        return [
            Group(
                str(people[code].guid),
                people[code].name,
                people[code].organisation,
                0,
                tuple(by_person[code]),
                self.days,
            )
            for code in named
        ]


def _clusters(frames: Sequence[Frame]) -> list[list[Frame]]:
    """Blocks in order of time; a new group begins where all before have ended."""
    groups: list[list[Frame]] = []
    end: datetime | None = None
    for frame in frames:
        if end is None or frame.starts_at >= end:
            groups.append([])
            end = frame.ends_at
        groups[-1].append(frame)
        end = max(end, frame.ends_at)
    return groups


def overlaps(cards: Iterable[Card]) -> list[tuple[Card, Card]]:
    """Pairs of one's own items that run at the same time; ``cards`` in order of time."""
    rows = [card for card in cards if not card.cancelled]
    return [
        (first, second)
        for number, first in enumerate(rows)
        for second in rows[number + 1 :]
        if second.starts_at < first.ends_at
    ]
