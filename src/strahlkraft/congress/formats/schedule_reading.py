"""Another programme's ``schedule.xml`` as plain rows: stages, topics, people and items with their times.

Read are the form of https://c3voc.de/schedule/schema.xsd and what frab, pretalx and older systems make of it: dates with
or without zone, days that end after midnight, lengths as HH:MM, HH:MM:SS or minutes, identifiers by guid or number.
What names no guid gets one made from its event and number, the same every time.
"""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from strahlkraft.congress.formats.entries import BERLIN, COLOURS, one_line, web_address
from strahlkraft.congress.formats.safe_xml import Tree, read_xml, refusal
from strahlkraft.congress.published import Link
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.words import gettext_noop as _

MOST_ITEMS = 10_000
MOST_REFUSALS = 50
_YEARS = range(1990, 2101)
_LONGEST = 7 * 24 * 3600  # seconds; an exhibition may stand for days
_SHOWN = 60  # characters of a title in a message
_CODE = re.compile("[0-9A-Z]{6}")
_CLOCK = re.compile("([0-9]{1,3}):([0-9]{2})(?::([0-9]{2}))?")
_MINUTES = re.compile("[0-9]{1,4}")
_KINDS = {"keynote": "keynote", "other": "other", "break": "other", "pause": "other", "meta": "other"}
_LINKS = {"media": "recording", "video": "recording", "recording": "recording", "slides": "slides"}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody on stage, known within the file by ``guid``."""

    guid: UUID
    name: str


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A track: ``slug`` may be empty; ``colour`` is the number of the house's colour, 1 to 8."""

    name: str
    slug: str
    colour: int


@dataclass(frozen=True, slots=True)
class StageRow:
    """A room, known within the file by its name."""

    name: str
    guid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An event at its place; ``stage`` and ``topic`` are names, ``people`` guids, ``kind`` pitch, keynote or other.

    ``type`` is the kind in the file's words; ``code`` is empty unless it has the form of ours. ``line`` is where it
    stands in the file; with ``no_recording`` its people do not want to be recorded.
    """

    line: int
    guid: UUID
    code: str
    title: str
    subtitle: str
    kind: str
    type: str
    stage: str
    starts_at: datetime
    seconds: int
    summary: str
    description: str
    topic: str
    language: str
    url: str
    people: tuple[UUID, ...]
    links: tuple[Link, ...]
    no_recording: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleFile:
    """What the file holds; items in the order of the file."""

    title: str
    acronym: str
    version: str
    topics: tuple[TopicRow, ...]
    stages: tuple[StageRow, ...]
    people: tuple[PersonRow, ...]
    items: tuple[ItemRow, ...]


def read_schedule(data: bytes) -> ScheduleFile:
    """The rows of the file; Refused with line and title of every defect (the first 50)."""
    tree = read_xml(data)
    if tree.root.tag != "schedule":
        message = _("This is no schedule.xml: its outermost part is “%(name)s”, not “schedule”.")
        raise Refused([refusal("schedule_root", message, name=tree.root.tag[:_SHOWN])])
    reader = _Reader(tree)
    for day in tree.root.iterfind("day"):
        for room in day.iterfind("room"):
            for event in room.iterfind("event"):
                reader.take(day, room, event)
                if len(reader.refusals) >= MOST_REFUSALS:
                    raise Refused(reader.refusals)
    if reader.refusals:
        raise Refused(reader.refusals)
    return reader.file()


class _Reader:
    """Gathers rows; ``refusals`` are defects found so far."""

    def __init__(self, tree: Tree) -> None:
        self.lines = tree.lines
        found = tree.root.find("conference")
        self.conference = found if found is not None else ET.Element("conference")
        self.acronym = _text(self.conference, "acronym")
        self.version = _text(tree.root, "version")
        self.base_url = _text(self.conference, "base_url") or _text(self.conference, "url")
        self.zone = _zone(_text(self.conference, "time_zone_name"))
        self.day_change = _time(_text(self.conference, "day_change"))
        self.topics: dict[str, TopicRow] = {}
        self.stages: dict[str, StageRow] = {}
        self.people: dict[UUID, PersonRow] = {}
        self.items: dict[UUID, ItemRow] = {}
        self.refusals: list[Refusal] = []
        for track in self.conference.iterfind("track"):
            name = one_line(track.get("name") or track.text or "")
            self.topic(name, track.get("slug", ""), track.get("color", ""))

    def file(self) -> ScheduleFile:
        return ScheduleFile(
            title=one_line(_text(self.conference, "title")),
            acronym=self.acronym,
            version=self.version,
            topics=tuple(self.topics.values()),
            stages=tuple(self.stages.values()),
            people=tuple(self.people.values()),
            items=tuple(self.items.values()),
        )

    def take(self, day: ET.Element, room: ET.Element, event: ET.Element) -> None:
        """Read one event; what is wrong with it goes to the refusals."""
        title = one_line(_text(event, "title"))
        starts_at = self.starts_at(day, event)
        seconds = _seconds(_text(event, "duration"))
        stage = one_line(room.get("name") or _text(event, "room"))
        guid = _guid(event.get("guid", "")) or self.made_guid(event, title, stage, starts_at)
        defects = (
            (starts_at is None, _("Line %(line)s, “%(title)s”: no day and time that can be read.")),
            (seconds is None, _("Line %(line)s, “%(title)s”: no length that can be read.")),
            (not stage, _("Line %(line)s, “%(title)s”: the room has no name.")),
            (guid in self.items, _("Line %(line)s, “%(title)s”: its identifier stands twice in the file.")),
            (len(self.items) >= MOST_ITEMS, _("Line %(line)s, “%(title)s”: more events than can be taken in.")),
        )
        where = {"line": self.lines.get(event, 0), "title": title[:_SHOWN]}
        wrong = [refusal("schedule_event", message, **where) for applies, message in defects if applies]
        self.refusals += wrong
        if wrong or starts_at is None or seconds is None:
            return
        self.stages.setdefault(stage, StageRow(stage, _guid(room.get("guid", "")) or self.made(f"room/{stage}")))
        type_ = one_line(_text(event, "type"))
        code = event.get("code", "")
        self.items[guid] = ItemRow(
            line=self.lines.get(event, 0),
            guid=guid,
            code=code if _CODE.fullmatch(code) else "",
            title=title,
            subtitle=one_line(_text(event, "subtitle")),
            kind=next((kind for word, kind in _KINDS.items() if word in type_.lower().split()), "pitch"),
            type=type_,
            stage=stage,
            starts_at=starts_at,
            seconds=seconds,
            summary=_text(event, "abstract"),
            description=_text(event, "description"),
            topic=self.topic(one_line(_text(event, "track"))),
            language=_text(event, "language").replace("_", "-").partition("-")[0].lower()[:2],
            url=self.address(_text(event, "url")),
            people=self.persons(event),
            links=self.links(event),
            no_recording=_text(event, "recording/optout").lower() in ("true", "1"),
        )

    def made(self, name: str) -> UUID:
        """An identifier for what the file gives none, the same every time."""
        return uuid5(NAMESPACE_URL, f"schedule:{self.acronym}/{name}")

    def made_guid(self, event: ET.Element, title: str, stage: str, starts_at: datetime | None) -> UUID:
        number = event.get("id", "")
        return self.made(f"event/{number}" if number else f"event/{stage}/{starts_at}/{title}")

    def topic(self, name: str, slug: str = "", colour: str = "") -> str:
        """Remember a track by its name."""
        if name and name not in self.topics:
            known = colour.lower() in COLOURS
            number = COLOURS.index(colour.lower()) if known else len(self.topics) % len(COLOURS)
            self.topics[name] = TopicRow(name, slug, number + 1)
        return name

    def persons(self, event: ET.Element) -> tuple[UUID, ...]:
        found: dict[UUID, None] = {}
        for person in event.iterfind("persons/person"):
            name = one_line(person.text or "")
            if not name:
                continue
            number = person.get("id", "")
            guid = _guid(person.get("guid", "")) or self.made(f"person/{number}" if number else f"person/{name}")
            self.people.setdefault(guid, PersonRow(guid, name))
            found[guid] = None
        return tuple(found)

    def links(self, event: ET.Element) -> tuple[Link, ...]:
        found = []
        for path, otherwise in (("links/link", "page"), ("attachments/attachment", "slides")):
            for element in event.iterfind(path):
                href, title = element.get("href", ""), one_line(element.text or "")
                address = self.address(href)
                if address:
                    kind = _LINKS.get(element.get("type", ""), otherwise)
                    found.append(Link(kind, "" if title == href else title, address))
        return tuple(found)

    def address(self, href: str) -> str:
        try:
            return web_address(urljoin(self.base_url, href.strip())) if href.strip() else ""
        except ValueError:  # brackets that are no address
            return ""

    def starts_at(self, day: ET.Element, event: ET.Element) -> datetime | None:
        """Its own date when it has one with a time; else the day's, on the next day when before the day begins."""
        own = _moment(_text(event, "date"), self.zone)
        if own is not None:
            return own
        on, clock = _date(_text(event, "date") or day.get("date", "")), _time(_text(event, "start"))
        if on is None or clock is None:
            return None
        begins = _moment(day.get("start", ""), self.zone)
        change = begins.astimezone(self.zone).time() if begins is not None else self.day_change
        if change is not None and clock < change and not _text(event, "date"):
            on += timedelta(days=1)
        return datetime.combine(on, clock, self.zone)


def _text(element: ET.Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name) if name else BERLIN
    except (ValueError, OSError):  # not in the machine's list of zones, or no name of one
        return BERLIN


def _guid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A day with a time; one without offset is meant in the event's zone."""
    try:
        moment = datetime.fromisoformat(text) if ":" in text else None
    except ValueError:
        return None
    if moment is None or moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def _time(text: str) -> time | None:
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _seconds(text: str) -> int | None:
    """HH:MM, HH:MM:SS or minutes, up to a week."""
    if found := _CLOCK.fullmatch(text):
        hours, minutes, rest = (int(part or 0) for part in found.groups())
        seconds = hours * 3600 + minutes * 60 + rest
    elif _MINUTES.fullmatch(text):
        seconds = int(text) * 60
    else:
        return None
    return seconds if 0 < seconds <= _LONGEST else None
