"""A programme as an event of schema.org for search engines: JSON-LD with every item as an event of its own."""

from typing import Any

from strahlkraft.congress.formats.entries import BERLIN, AddressOf, Entry, Listing, listing, one_line, part_of
from strahlkraft.congress.published import Programme

CONTEXT = "https://schema.org"
_MODES = {
    "onsite": "OfflineEventAttendanceMode",
    "online": "OnlineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
}


def event_json_ld(
    programme: Programme, *, base_url: str, address_of: AddressOf, organisers: tuple[str, ...] = (), items: bool = True
) -> dict[str, Any]:
    """The event; ``items`` says whether all that takes place stands in it as ``subEvent``."""
    part = programme if items else part_of(programme, keep=lambda _item: False)
    made = listing(part, base_url=base_url, address_of=address_of)
    event = {
        "@context": CONTEXT,
        **_frame(made),
        "description": made.programme.summary,
        "startDate": programme.starts_at.astimezone(BERLIN).isoformat(),
        "endDate": programme.ends_at.astimezone(BERLIN).isoformat(),
        "eventStatus": f"{CONTEXT}/EventScheduled",
        "organizer": [{"@type": "Organization", "name": one_line(name)} for name in organisers],
        "subEvent": [_sub_event(entry, made) for entry in made.entries],
    }
    return _without_empty(event)


def item_json_ld(programme: Programme, code: str, *, base_url: str, address_of: AddressOf) -> dict[str, Any]:
    """One item as an event that belongs to the whole; empty when no item has the code."""
    part = part_of(programme, keep=lambda item: item.code == code)
    made = listing(part, base_url=base_url, address_of=address_of)
    if not made.entries:
        return {}
    return {"@context": CONTEXT, **_sub_event(made.entries[0], made), "superEvent": _without_empty(_frame(made))}


def _frame(made: Listing) -> dict[str, Any]:
    return {
        "@type": "Event",
        "@id": made.url,
        "url": made.url,
        "name": one_line(made.programme.title),
        "eventAttendanceMode": f"{CONTEXT}/{_MODES[made.programme.mode]}",
        "location": _locations(made, one_line(made.programme.venue)),
    }


def _sub_event(entry: Entry, made: Listing) -> dict[str, Any]:
    place = ", ".join(filter(None, (entry.stage, one_line(made.programme.venue))))
    return _without_empty(
        {
            "@type": "Event",
            "@id": entry.url if entry.item else f"urn:uuid:{entry.guid}",
            "identifier": str(entry.guid),
            "url": entry.url,
            "name": entry.title,
            "description": entry.summary,
            "startDate": entry.starts_at.isoformat(),
            "endDate": entry.ends_at.isoformat(),
            "eventStatus": f"{CONTEXT}/{'EventCancelled' if entry.cancelled else 'EventScheduled'}",
            "eventAttendanceMode": f"{CONTEXT}/{_MODES[made.programme.mode]}",
            "location": _locations(made, place),
            "inLanguage": entry.language,
            "keywords": one_line(entry.topic.name) if entry.topic else "",
            "performer": [
                _without_empty(
                    {
                        "@type": "Person",
                        "@id": f"urn:uuid:{person.guid}",
                        "name": one_line(person.name),
                        "affiliation": {"@type": "Organization", "name": one_line(person.organisation)}
                        if person.organisation
                        else None,
                    }
                )
                for person in entry.people
            ],
            "about": next((link.url for link in entry.links if link.kind == "project"), ""),
            "recordedIn": [
                {"@type": "CreativeWork", "name": link.title or link.url, "url": link.url}
                for link in entry.links
                if link.kind == "recording"
            ],
        }
    )


def _locations(made: Listing, place: str) -> list[dict[str, str]]:
    """The hall, the page where it can be followed, or both."""
    hall = [{"@type": "Place", "name": place}] if place and made.programme.mode != "online" else []
    online = [{"@type": "VirtualLocation", "url": made.url}] if made.programme.mode != "onsite" else []
    return hall + online


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}
