"""The entry by which the app Giggity lists an event (its ``tools/menu-schema.json``)."""

import json

from strahlkraft.congress.formats.entries import BERLIN, AddressOf, listing, one_line
from strahlkraft.congress.published import Programme

MEDIA_TYPE = "application/json"
_QUARTERS = 4  # of an hour
_LONGEST_ID = 32
_REFRESH = 900  # seconds


def giggity_menu(programme: Programme, *, base_url: str, address_of: AddressOf, schedule_url: str) -> bytes:
    """The event as a menu of one entry; ``schedule_url`` is the whole address of its ``schedule.xml``.

    The version is ten digits, the day and the quarter of an hour of publication: it grows with every version.
    """
    made = listing(programme, base_url=base_url, address_of=address_of)
    published = made.programme.published_at.astimezone(BERLIN)
    version = int(f"{published:%Y%m%d}") * 100 + published.hour * _QUARTERS + published.minute // 15
    entry = {
        "id": made.acronym[:_LONGEST_ID],
        "version": version,
        "url": schedule_url,
        "refresh_interval": _REFRESH,
        "title": one_line(made.programme.title),
        "start": made.programme.starts_at.astimezone(BERLIN).date().isoformat(),
        "end": made.programme.ends_at.astimezone(BERLIN).date().isoformat(),
        "timezone": BERLIN.key,
        "metadata": {"links": [{"url": made.url, "title": one_line(made.programme.title)}]},
    }
    return json.dumps({"version": version, "schedules": [entry]}, ensure_ascii=False).encode()
