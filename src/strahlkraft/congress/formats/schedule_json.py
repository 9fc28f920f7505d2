"""A programme as ``schedule.json``: the form of https://c3voc.de/schedule/schema.json, times as in ``schedule.xml``."""

import json
from typing import Any

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
from strahlkraft.congress.formats.schedule_xml import LINK_TYPES
from strahlkraft.congress.published import Programme, Stage
from strahlkraft.kernel.slug import slugify

MEDIA_TYPE = "application/json"
GENERATOR = {"name": "Strahlkraft"}


def schedule_json(programme: Programme, *, base_url: str, address_of: AddressOf) -> bytes:
    """``programme`` with all the format can hold; what is cancelled is left out."""
    made = listing(programme, base_url=base_url, address_of=address_of)
    whole = {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": GENERATOR,
        "schedule": {
            "version": str(made.programme.version),
            "base_url": made.base_url,
            "conference": _conference(made),
        },
    }
    return json.dumps(whole, ensure_ascii=False).encode()


def room_slug(stage: Stage) -> str:
    """A stage's address part with at least two characters."""
    return slugify(f"{stage.slug}-{stage.guid.hex[:4]}") if len(slugify(stage.slug)) == 1 else slugify(stage.slug)


def _conference(made: Listing) -> dict[str, Any]:
    programme, days = made.programme, made.days()
    return {
        "acronym": made.acronym,
        "title": one_line(programme.title),
        "description": programme.summary,
        "start": programme.starts_at.astimezone(BERLIN).date().isoformat(),
        "end": programme.ends_at.astimezone(BERLIN).date().isoformat(),
        "daysCount": len(days),
        "timeslot_duration": "00:01",
        "time_zone_name": BERLIN.key,
        "url": made.url,
        "tracks": [
            {"name": one_line(topic.name), "slug": topic_slug(topic), "color": colour(topic)}
            for topic in programme.topics
        ],
        "rooms": [
            {"name": name, "slug": room_slug(stage), "guid": str(stage.guid), "type": "stage"}
            for name, stage in made.stages.items()
        ],
        "days": [_day(day) for day in days],
    }


def _day(day: Day) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": day.starts_at.isoformat(),
        "day_end": day.ends_at.isoformat(),
        "rooms": {name: [_event(entry) for entry in entries] for name, entries in day.stages.items()},
    }


def _event(entry: Entry) -> dict[str, Any]:
    hours, minutes = divmod(entry.minutes, 60)
    event: dict[str, Any] = {
        "guid": str(entry.guid),
        "id": entry.number,
        "date": entry.begins.isoformat(),
        "start": f"{entry.begins:%H:%M}",
        "end": entry.finishes.isoformat(),
        "duration": f"{hours:02}:{minutes:02}",
        "room": entry.stage,
        "slug": entry.slug,
        "url": entry.url,
        "title": entry.title,
        "subtitle": None,
        "track": one_line(entry.topic.name) if entry.topic else None,
        "type": entry.kind,
        "language": entry.language,
        "abstract": entry.summary,
        "description": entry.description,
        "persons": [
            {"guid": str(person.guid), "name": one_line(person.name), "biography": person.biography or None}
            for person in entry.people
        ],
        "links": references(entry, LINK_TYPES),
        "attachments": references(entry, {"slides": "slides"}),
    }
    return {"code": entry.code, **event} if entry.code else event


def references(entry: Entry, kinds: dict[str, str]) -> list[dict[str, str]]:
    """Links of the given kinds with their type, title and address."""
    return [
        {"type": kinds[link.kind], "title": link.title or link.url, "url": link.url}
        for link in entry.links
        if link.kind in kinds
    ]
