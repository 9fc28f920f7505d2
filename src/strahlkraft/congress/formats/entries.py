"""A programme as a flat list of entries with clean texts, Berlin times and addresses: what every format is written from."""

import dataclasses
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from strahlkraft.congress.published import Block, Item, Person, Programme, Stage, Topic
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.slug import first_free, slugify
from strahlkraft.kernel.xml_text import xml_text

AddressOf = Callable[[Label], str]
BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
# The house's palette of topics for programs that colour tracks: eight that stand out on white and from each other.
COLOURS = ("#1f47c4", "#0b6b3a", "#8a4b00", "#a3132a", "#5b2a86", "#006d77", "#7a1f5c", "#52607a")
_LARGEST_NUMBER = 2**31 - 1  # what programs that take an id for a 32-bit number can hold
_SHORTEST_ACRONYM = 4
_TRACK = re.compile("[a-z][a-z0-9-]*[a-z0-9]")
_CODE = re.compile("[0-9A-Z]{6}")
_HOST = re.compile(r"[A-Za-z0-9.:@_\[\]-]+")
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


@dataclasses.dataclass(frozen=True, slots=True)
class Weblink:
    """A link of an item with its whole address; ``kind`` as in ``published.Link``."""

    kind: str
    title: str
    url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item, or a block without items, at its place. Times are Berlin's and exact to the second.

    ``stage`` is the stage's name, unique within the programme; ``item`` is None for a block; ``code`` is then empty.
    ``number`` is unique within the programme and fits 32 bits; ``slug`` is unique and ends with a letter or digit.
    """

    place: Stage
    stage: str
    block: Block
    item: Item | None
    guid: UUID
    code: str
    number: int
    slug: str
    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    url: str
    sequence: int
    topic: Topic | None = None
    summary: str = ""
    description: str = ""
    language: str = "de"
    people: tuple[Person, ...] = ()
    links: tuple[Weblink, ...] = ()
    cancelled: bool = False

    @property
    def begins(self) -> datetime:
        """The start in full minutes, as programs show it."""
        return _full_minute(self.starts_at)

    @property
    def finishes(self) -> datetime:
        """The end in full minutes, at least one after the start; entries that do not overlap stay so."""
        least = self.begins.astimezone(UTC) + MINUTE
        return max(least, _full_minute(self.ends_at).astimezone(UTC)).astimezone(BERLIN)

    @property
    def minutes(self) -> int:
        """How long programs show it to last."""
        return int((self.finishes.astimezone(UTC) - self.begins.astimezone(UTC)) / MINUTE)

    @property
    def day(self) -> date:
        """The day it begins on in Berlin."""
        return self.starts_at.date()


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """A day of the programme: ``index`` counts from 1; ``stages`` are names with their entries in order of time."""

    index: int
    date: date
    starts_at: datetime
    ends_at: datetime
    stages: dict[str, list[Entry]]


@dataclasses.dataclass(slots=True, kw_only=True)
class Listing:
    """A programme made ready to be written: texts hold nothing XML forbids, names of stages differ.

    ``acronym`` has lower-case letters, digits and underscores, at least four; ``stages`` maps names to stages; ``url``
    is the event's page.
    """

    programme: Programme
    acronym: str
    url: str
    base_url: str
    stages: dict[str, Stage]
    entries: list[Entry] = dataclasses.field(default_factory=list)
    numbers: set[int] = dataclasses.field(default_factory=set)

    def number(self, wanted: int) -> int:
        """A number from 1 that no other entry has, made from ``wanted``; it fits 32 bits."""
        number = wanted % _LARGEST_NUMBER + 1
        while number in self.numbers:
            number = number % _LARGEST_NUMBER + 1
        self.numbers.add(number)
        return number

    def days(self, *, cancelled: bool = False) -> list[Day]:
        """Days on which something takes place, at least the first; what is cancelled only on request."""
        by_day: dict[date, list[Entry]] = {}
        for entry in self.entries:
            if cancelled or not entry.cancelled:
                by_day.setdefault(entry.day, []).append(entry)
        if not by_day:
            start = self.programme.starts_at.astimezone(BERLIN)
            end = max(start, self.programme.ends_at.astimezone(BERLIN))
            return [Day(1, start.date(), _full_minute(start), _full_minute(end), {})]
        return [_day(index, by_day[key]) for index, key in enumerate(sorted(by_day), start=1)]


def listing(programme: Programme, *, base_url: str, address_of: AddressOf, every: bool = False) -> Listing:
    """``programme`` made ready; ``address_of`` gives a path or whole address for labels ``event``, ``pitch``, ``project``.

    Blocks without items are entries only when they are ``other`` than pitches, keynotes and breaks, or with ``every``.
    """
    programme = _cleaned(programme)
    page = web_address(address_of(Label("event", programme.slug, programme.title)), base_url)
    made = Listing(
        programme=programme,
        acronym=acronym_of(programme),
        url=page or base_url,
        base_url=base_url,
        stages=_named(programme.stages),
    )
    topics = {topic.slug: topic for topic in programme.topics}
    for name, stage in made.stages.items():
        for block in stage.blocks:
            for item in block.items:
                made.entries.append(_of_item(made, (name, stage, block, item), topics.get(item.topic), address_of))
            if not block.items and (every or block.kind == "other"):
                made.entries.append(_of_block(made, name, stage, block))
    return made


def part_of(programme: Programme, *, stage: str = "", keep: Callable[[Item], bool] | None = None) -> Programme:
    """``programme`` with only what is on one stage (by slug) or only the items ``keep`` wants; every stage keeps its name."""
    stages = []
    for one in programme.stages:
        blocks = one.blocks if stage in ("", one.slug) else ()
        if keep is not None:
            left = [
                dataclasses.replace(block, items=tuple(item for item in block.items if keep(item))) for block in blocks
            ]
            blocks = tuple(block for block in left if block.items)
        stages.append(dataclasses.replace(one, blocks=blocks))
    return dataclasses.replace(programme, stages=tuple(stages))


def acronym_of(programme: Programme) -> str:
    """The event's address part as other systems want it: lower-case letters, digits, underscores, at least four."""
    acronym = slugify(programme.slug).replace("-", "_")
    return acronym if len(acronym) >= _SHORTEST_ACRONYM else f"{acronym}_{programme.starts_at.astimezone(BERLIN):%Y}"


def web_address(url: str, base_url: str = "") -> str:
    """``url``, a path or a whole address, as a whole http(s) one made of allowed characters only; empty when it is none."""
    url = url.strip()
    try:
        parts = urlsplit(urljoin(base_url, url) if url.startswith("/") else url)
        host = parts.netloc.encode("ascii" if parts.netloc.isascii() else "idna").decode()
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and _HOST.fullmatch(host)
    except ValueError:  # also what cannot be written as a domain
        return ""
    if not usable:
        return ""
    path, query, fragment = (
        _BARE_PERCENT.sub("%25", quote(part, safe="/%:=&~+!$,;'@()*?"))
        for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, host, path, query, fragment))


def one_line(text: str) -> str:
    """``text`` without breaks and double spaces: titles and names."""
    return " ".join(text.split())


def topic_slug(topic: Topic) -> str:
    """A topic's address part as other systems want it: a letter first, at least two characters."""
    return topic.slug if _TRACK.fullmatch(topic.slug) else f"t-{slugify(topic.slug)}"


def colour(topic: Topic) -> str:
    """A topic's colour as ``#rrggbb``."""
    return COLOURS[(topic.colour - 1) % len(COLOURS)]


def _of_item(made: Listing, at: tuple[str, Stage, Block, Item], topic: Topic | None, address_of: AddressOf) -> Entry:
    name, stage, block, item = at
    page = address_of(Label("pitch", f"{made.programme.slug}/{item.code}", item.title))
    return Entry(
        place=stage,
        stage=name,
        block=block,
        item=item,
        guid=item.guid,
        code=item.code if _CODE.fullmatch(item.code) else "",
        number=made.number(int(item.code, 36) if _CODE.fullmatch(item.code) else item.guid.int),
        slug=f"{made.acronym}-{slugify(item.code)}-{slugify(item.title)}",
        kind=item.kind,
        title=one_line(item.title),
        starts_at=item.starts_at.astimezone(BERLIN),
        ends_at=item.ends_at.astimezone(BERLIN),
        url=web_address(page, made.base_url) or made.url,
        sequence=item.sequence,
        topic=topic,
        summary=item.summary,
        description=item.description,
        language=item.language,
        people=item.people,
        links=_links(item, made.base_url, address_of),
        cancelled=item.cancelled,
    )


def _of_block(made: Listing, name: str, stage: Stage, block: Block) -> Entry:
    guid = uuid5(stage.guid, block.slug)
    return Entry(
        place=stage,
        stage=name,
        block=block,
        item=None,
        guid=guid,
        code="",
        number=made.number(guid.int),
        slug=f"{made.acronym}-{guid.hex[:12]}-{slugify(block.title)}",
        kind=block.kind,
        title=one_line(block.title),
        starts_at=block.starts_at.astimezone(BERLIN),
        ends_at=block.ends_at.astimezone(BERLIN),
        url=made.url,
        sequence=made.programme.version,
    )


def _links(item: Item, base_url: str, address_of: AddressOf) -> tuple[Weblink, ...]:
    """The item's links that are web addresses, then its project's page."""
    links = [Weblink(link.kind, one_line(link.title), web_address(link.url, base_url)) for link in item.links]
    if item.project:
        links.append(Weblink("project", "", web_address(address_of(Label("project", item.project)), base_url)))
    return tuple(link for link in links if link.url)


def _named(stages: Iterable[Stage]) -> dict[str, Stage]:
    """Stages by a name that differs from all others: some formats know a stage by nothing else."""
    named: dict[str, Stage] = {}
    for stage in stages:
        named[first_free(one_line(stage.name) or stage.slug, named)] = stage
    return named


def _day(index: int, entries: list[Entry]) -> Day:
    stages: dict[str, list[Entry]] = {}
    for entry in entries:
        stages.setdefault(entry.stage, []).append(entry)
    for on_stage in stages.values():
        on_stage.sort(key=lambda entry: (entry.starts_at.astimezone(UTC), entry.number))
    starts_at = min((entry.begins for entry in entries), key=_instant)
    ends_at = max((entry.finishes for entry in entries), key=_instant)
    return Day(index, entries[0].day, starts_at, ends_at, stages)


def _instant(moment: datetime) -> datetime:
    """For comparing: two times of one zone are compared by the clock on the wall, not by what came first."""
    return moment.astimezone(UTC)


def _full_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _cleaned(value: Any) -> Any:
    """``value`` with every text in it free of what XML forbids and with plain line ends."""
    if isinstance(value, str):
        return xml_text(value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, tuple):
        return tuple(_cleaned(inner) for inner in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return type(value)(**{name: _cleaned(getattr(value, name)) for name in names})
    return value
