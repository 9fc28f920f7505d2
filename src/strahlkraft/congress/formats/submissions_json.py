"""What was accepted as submissions in the form of the video team's tools (https://c3voc.de/schedule/submission)."""

import json
from typing import Any

from strahlkraft.congress.formats.entries import AddressOf, Entry, listing, one_line, topic_slug
from strahlkraft.congress.published import Programme

MEDIA_TYPE = "application/json"
_TYPES = {"pitch": "talk", "keynote": "talk"}
_LANGUAGES = ("de", "en")
_LONGEST = 840  # minutes


def submissions_json(programme: Programme, *, base_url: str, address_of: AddressOf) -> bytes:
    """A list with one submission per pitch and keynote that takes place."""
    made = listing(programme, base_url=base_url, address_of=address_of)
    rows = [_submission(entry) for entry in made.entries if entry.item and not entry.cancelled]
    return json.dumps(rows, ensure_ascii=False).encode()


def _submission(entry: Entry) -> dict[str, Any]:
    return {
        "guid": str(entry.guid),
        "title": entry.title,
        "abstract": entry.summary,
        "description": entry.description,
        "duration": min(entry.minutes, _LONGEST),
        "type": _TYPES.get(entry.kind, "other"),
        "track": topic_slug(entry.topic) if entry.topic else None,
        "language": entry.language if entry.language in _LANGUAGES else "",
        "speakers": [
            {"name": one_line(person.name), "guid": str(person.guid), "biography": person.biography or None}
            for person in entry.people
        ],
        "links": _addresses(entry, slides=False),
        "attachments": _addresses(entry, slides=True),
        "slot": {"start": entry.begins.isoformat(), "end": entry.finishes.isoformat(), "room": entry.stage},
        "public_url": entry.url,
    }


def _addresses(entry: Entry, *, slides: bool) -> list[dict[str, str]]:
    return [
        {"url": link.url, "title": link.title or link.url} for link in entry.links if (link.kind == "slides") == slides
    ]
