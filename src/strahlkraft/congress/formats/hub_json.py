"""A programme as the second generation of ``schedule.json`` (https://c3voc.de/schema/schedule2, alpha 3).

Times are exact to the second, breaks are entries of their own, and what is cancelled stays in and says so.
"""

import json
from typing import Any

from strahlkraft.congress.formats.entries import (
    BERLIN,
    AddressOf,
    Entry,
    Listing,
    colour,
    listing,
    one_line,
    topic_slug,
)
from strahlkraft.congress.formats.schedule_json import GENERATOR, references, room_slug
from strahlkraft.congress.published import Programme

MEDIA_TYPE = "application/json"
_TYPES = {"pitch": "LIGHTNING_TALK", "keynote": "TALK"}
_ALL_LINKS = {"recording": "MEDIA", "page": "WEB", "project": "RELATED"}
_NO_TOPIC = "other"  # every event has a track there
_LETTERS_OF_A_LANGUAGE = 2


def hub_json(programme: Programme, *, base_url: str, address_of: AddressOf) -> bytes:
    """``programme`` with all the format can hold."""
    made = listing(programme, base_url=base_url, address_of=address_of, every=True)
    whole = {
        "generator": GENERATOR,
        "schedule": {
            "version": str(made.programme.version),
            "conference": _conference(made),
            "events": [
                _break(entry) if entry.item is None and entry.kind != "other" else _event(entry)
                for entry in made.entries
            ],
        },
    }
    return json.dumps(whole, ensure_ascii=False).encode()


def _conference(made: Listing) -> dict[str, Any]:
    programme = made.programme
    tracks = [
        {"name": one_line(topic.name), "slug": topic_slug(topic), "color": colour(topic)} for topic in programme.topics
    ]
    if any(entry.topic is None for entry in made.entries):
        tracks.append({"name": "", "slug": _NO_TOPIC})
    return {
        "acronym": made.acronym,
        "title": one_line(programme.title),
        "description": programme.summary,
        "start": programme.starts_at.astimezone(BERLIN).isoformat(),
        "end": programme.ends_at.astimezone(BERLIN).isoformat(),
        "time_zone_name": BERLIN.key,
        "url": made.url,
        "tracks": tracks,
        "rooms": [
            {"name": name, "slug": room_slug(stage), "guid": str(stage.guid), "type": "STAGE"}
            for name, stage in made.stages.items()
        ],
        "days": [
            {
                "index": day.index,
                "date": day.date.isoformat(),
                "start": day.starts_at.isoformat(),
                "end": day.ends_at.isoformat(),
            }
            for day in made.days(cancelled=True)
        ],
    }


def _room(entry: Entry) -> dict[str, str]:
    return {"name": entry.stage, "slug": room_slug(entry.place), "guid": str(entry.place.guid)}


def _break(entry: Entry) -> dict[str, Any]:
    return {
        "type": "BREAK" if entry.kind == "break" else "META",
        "guid": str(entry.guid),
        "title": entry.title,
        "start": entry.starts_at.isoformat(),
        "end": entry.ends_at.isoformat(),
        "room": _room(entry),
    }


def _event(entry: Entry) -> dict[str, Any]:
    language = entry.language[:_LETTERS_OF_A_LANGUAGE].lower()
    event: dict[str, Any] = {
        "guid": str(entry.guid),
        "slug": entry.slug,
        "url": entry.url,
        "title": entry.title,
        "subtitle": None,
        "start": entry.starts_at.isoformat(),
        "end": entry.ends_at.isoformat(),
        "room": _room(entry),
        "track": {"slug": topic_slug(entry.topic) if entry.topic else _NO_TOPIC},
        "type": _TYPES.get(entry.kind, "OTHER"),
        "language": language if len(language) == _LETTERS_OF_A_LANGUAGE and language.isascii() else "de",
        "abstract": entry.summary,
        "description": entry.description,
        "participants": [
            {"guid": str(person.guid), "name": one_line(person.name), "role": "SPEAKER"} for person in entry.people
        ],
        "links": references(entry, _ALL_LINKS),
        "attachments": references(entry, {"slides": "SLIDES"}),
        "state": "CANCELED" if entry.cancelled else "CONFIRMED",
    }
    return {"code": entry.code, **event} if entry.code else event
