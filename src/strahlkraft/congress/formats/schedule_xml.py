"""A programme as ``schedule.xml``, the format of conference apps, recording and signage (frab, pretalx, voc).

The form is that of https://c3voc.de/schedule/schema.xsd. Its readers take times as HH:MM, so both ends of an entry are
rounded down to the minute; the exact seconds stand in the running order. What is cancelled is left out: readers show
what vanished as cancelled.
"""

import xml.etree.ElementTree as ET

from strahlkraft.congress.formats.entries import (
    BERLIN,
    AddressOf,
    Day,
    Entry,
    Listing,
    colour,
    listing,
    one_line,
    topic_slug,
)
from strahlkraft.congress.published import Programme

MEDIA_TYPE = "application/vnd.c3voc.schedule+xml"
LINK_TYPES = {"recording": "media", "page": "web", "project": "related"}
_TEN_TO_THE_SIX = 10**6  # the older form has room for six digits in a slug


def schedule_xml(programme: Programme, *, base_url: str, address_of: AddressOf, url: str = "") -> bytes:
    """``programme`` with all the format can hold; ``url`` is where the file itself stands."""
    made = listing(programme, base_url=base_url, address_of=address_of)
    root = _head(made, url)
    conference = _conference(root, made)
    _text(conference, "url", made.url)
    for topic in made.programme.topics:
        attributes = {"name": one_line(topic.name), "slug": topic_slug(topic), "color": colour(topic)}
        ET.SubElement(conference, "track", attributes)
    for day in made.days():
        for room, entry in _day(root, day, made):
            event = _event(room, entry, entry.slug)
            if entry.code:
                event.set("code", entry.code)
            people = ET.SubElement(event, "persons")
            for person in entry.people:
                ET.SubElement(people, "person", guid=str(person.guid)).text = one_line(person.name)
            for parent, child, kinds in (
                ("links", "link", LINK_TYPES),
                ("attachments", "attachment", {"slides": "slides"}),
            ):
                holder = ET.SubElement(event, parent)
                for link in entry.links:
                    if link.kind in kinds:
                        ET.SubElement(holder, child, href=link.url, type=kinds[link.kind]).text = link.title or link.url
    return _written(root)


def schedule_xml_without_people(programme: Programme, *, base_url: str, address_of: AddressOf) -> bytes:
    """``programme`` in the older form of the format, naming nobody: for screens and archives that need no names."""
    made = listing(programme, base_url=base_url, address_of=address_of)
    root = _head(made, "")
    _conference(root, made)
    for day in made.days():
        for room, entry in _day(root, day, made):
            acronym, _, rest = entry.slug.partition("-")
            event = _event(room, entry, f"{acronym}-{entry.number % _TEN_TO_THE_SIX}-{rest}")
            ET.SubElement(event, "persons")
    return _written(root)


def _head(made: Listing, url: str) -> ET.Element:
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", name="Strahlkraft")
    if url:
        _text(root, "url", url)
    _text(root, "version", str(made.programme.version))
    return root


def _conference(root: ET.Element, made: Listing) -> ET.Element:
    programme, days = made.programme, made.days()
    conference = ET.SubElement(root, "conference")
    _text(conference, "acronym", made.acronym)
    _text(conference, "title", one_line(programme.title))
    _text(conference, "start", programme.starts_at.astimezone(BERLIN).date().isoformat())
    _text(conference, "end", programme.ends_at.astimezone(BERLIN).date().isoformat())
    _text(conference, "days", str(len(days)))
    _text(conference, "timeslot_duration", "00:01")
    _text(conference, "base_url", made.base_url)
    _text(conference, "time_zone_name", BERLIN.key)
    return conference


def _day(root: ET.Element, day: Day, made: Listing) -> list[tuple[ET.Element, Entry]]:
    """Add the day with its rooms; each entry with the room it belongs into."""
    element = ET.SubElement(
        root,
        "day",
        index=str(day.index),
        date=day.date.isoformat(),
        start=day.starts_at.isoformat(),
        end=day.ends_at.isoformat(),
    )
    placed: list[tuple[ET.Element, Entry]] = []
    for name, entries in day.stages.items():
        room = ET.SubElement(element, "room", name=name, guid=str(made.stages[name].guid))
        placed += [(room, entry) for entry in entries]
    return placed


def _event(room: ET.Element, entry: Entry, slug: str) -> ET.Element:
    event = ET.SubElement(room, "event", guid=str(entry.guid), id=str(entry.number))
    hours, minutes = divmod(entry.minutes, 60)
    _text(event, "room", entry.stage)
    _text(event, "title", entry.title)
    _text(event, "subtitle", "")
    _text(event, "type", entry.kind)
    _text(event, "date", entry.begins.isoformat())
    _text(event, "start", f"{entry.begins:%H:%M}")
    _text(event, "duration", f"{hours:02}:{minutes:02}")
    _text(event, "abstract", entry.summary)
    _text(event, "slug", slug)
    _text(event, "track", one_line(entry.topic.name) if entry.topic else "")
    _text(event, "language", entry.language)
    _text(event, "description", entry.description)
    _text(event, "url", entry.url)
    return event


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _written(root: ET.Element) -> bytes:
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
