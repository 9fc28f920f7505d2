"""A programme as it was published: the frozen value pages, files, feeds and screens read. Pure.

What a version holds never changes; names of people stand in it only as far as they agreed to be named. Times are aware
and carry the hour people read on the door (Europe/Berlin).
"""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import UUID


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """Somebody on stage. ``code`` is stable within an event; ``guid`` in every format."""

    code: str
    guid: UUID
    name: str
    organisation: str = ""
    biography: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Topic:
    """A thematic block's theme; ``slug`` matches ``[a-z][a-z0-9-]+``; ``colour`` is 1 to 8."""

    slug: str
    name: str
    colour: int = 1


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """A recording, a file of slides or another page; ``kind`` is ``recording``, ``slides`` or ``page``."""

    kind: str
    title: str
    url: str


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """One pitch or keynote at its place. ``code`` matches ``[A-Z0-9]{6}``; ``kind`` is ``pitch`` or ``keynote``.

    ``project`` is the address part of the project it tells of, empty without one; ``mode`` is ``onsite`` or ``remote``.
    ``sequence`` grows whenever a version moves or changes it; ``cancelled`` items keep their place, so that calendars
    learn of it.
    """

    code: str
    guid: UUID
    title: str
    kind: str
    starts_at: datetime
    seconds: int
    summary: str = ""
    description: str = ""
    topic: str = ""
    language: str = "de"
    mode: str = "onsite"
    sign_language: bool = False
    project: str = ""
    organisation: str = ""
    people: tuple[Person, ...] = ()
    links: tuple[Link, ...] = ()
    sequence: int = 0
    cancelled: bool = False

    @property
    def ends_at(self) -> datetime:
        """The end by plan, right also over the night the clocks change."""
        return (self.starts_at.astimezone(UTC) + timedelta(seconds=self.seconds)).astimezone(self.starts_at.tzinfo)


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A frame on one stage: ``kind`` is ``pitches``, ``keynote``, ``break`` or ``other``; breaks hold no items."""

    slug: str
    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    items: tuple[Item, ...] = ()
    captions: bool = False
    sign_language: bool = False
    moderator: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """A stage with its blocks in order of time; ``features`` such as ``stepfree``."""

    slug: str
    name: str
    guid: UUID
    features: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Programme:
    """A published version of an event's programme. ``slug`` is the event's; ``version`` counts from 1."""

    slug: str
    title: str
    version: int
    published_at: datetime
    starts_at: datetime
    ends_at: datetime
    venue: str = ""
    summary: str = ""
    mode: str = "onsite"  # onsite, online or hybrid
    topics: tuple[Topic, ...] = ()
    stages: tuple[Stage, ...] = ()

    def placed(self) -> Iterator[tuple[Stage, Block, Item]]:
        """Every item with its block and stage, stage by stage, in order of time."""
        for stage in self.stages:
            for block in stage.blocks:
                for item in block.items:
                    yield stage, block, item

    def people(self) -> dict[str, Person]:
        """Everybody on stage by code, in order of appearance."""
        found: dict[str, Person] = {}
        for _stage, _block, item in self.placed():
            for person in item.people:
                found.setdefault(person.code, person)
        return found

    def to_json(self) -> dict[str, Any]:
        """As plain JSON for storing; ``from_json`` gives the same value back."""
        return _plain(dataclasses.asdict(self))  # type: ignore[no-any-return]  # a dict becomes a dict

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The value ``to_json`` wrote; KeyError or ValueError when it did not."""
        return cls(
            **{
                **data,
                "published_at": datetime.fromisoformat(data["published_at"]),
                "starts_at": datetime.fromisoformat(data["starts_at"]),
                "ends_at": datetime.fromisoformat(data["ends_at"]),
                "topics": tuple(Topic(**topic) for topic in data["topics"]),
                "stages": tuple(_stage(stage) for stage in data["stages"]),
            }
        )


def _stage(data: dict[str, Any]) -> Stage:
    blocks = tuple(_block(block) for block in data["blocks"])
    return Stage(**{**data, "guid": UUID(data["guid"]), "features": tuple(data["features"]), "blocks": blocks})


def _block(data: dict[str, Any]) -> Block:
    times = {key: datetime.fromisoformat(data[key]) for key in ("starts_at", "ends_at")}
    return Block(**{**data, **times, "items": tuple(_item(item) for item in data["items"])})


def _item(data: dict[str, Any]) -> Item:
    return Item(
        **{
            **data,
            "guid": UUID(data["guid"]),
            "starts_at": datetime.fromisoformat(data["starts_at"]),
            "people": tuple(Person(**{**person, "guid": UUID(person["guid"])}) for person in data["people"]),
            "links": tuple(Link(**link) for link in data["links"]),
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
